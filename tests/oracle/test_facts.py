"""The facts that the program oracle judges by, held to MindSpore."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.programs.facts import faults
from tests.programs.standins import modules

from .calls import draw_call
from .raising import InputDependentError, explaining, run

CALLS = 1000


class _Catcher:
    """Stands in for MindSpore's nn: gives back how a layer was called."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: (args, kwargs)


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_mindspores(seed: int) -> None:
    random = Random(f"facts {seed}")
    raised = ran = 0
    for _ in range(CALLS):
        call = draw_call(random)
        try:
            error = run(call)
        except InputDependentError:
            continue
        args, kwargs = eval(call.expression, {"mindspore": modules()["mindspore"], "nn": _Catcher()})
        found = faults(call.dimension, args, kwargs)
        assert bool(found) == (error is not None), f"{call.expression}: {found}, MindSpore: {error}"
        raised += error is not None
        ran += error is None
        if error is not None:
            codes = frozenset().union(*(fault.codes for fault in found))
            assert codes & explaining(error), f"{call.expression}: {codes}, MindSpore: {error}"
    assert min(raised, ran) > CALLS // 4
