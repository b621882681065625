"""The facts that the program oracle judges by, held to MindSpore."""

from __future__ import annotations

from random import Random
from typing import Any

import mindspore
import numpy as np
import pytest

from tests.programs.facts import faults
from tests.programs.standins import Tensor, modules

from .calls import draw_call
from .raising import InputDependentError, explaining, run

CALLS = 1000


class _Catcher:
    """Stands in for MindSpore's nn: gives back how a layer was called."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: (args, kwargs)


@pytest.mark.parametrize(
    "text",
    [
        *("2, 4, 3, weight_init=Tensor((2, 4, 3, 3))", "2, 4, 3, weight_init=Tensor((4, 2, 3, 3))"),
        *("2, 4, 3, weight_init=Tensor(())", "2, 4, 3, group=2, weight_init=Tensor((2, 2, 3, 3))"),
        *("2, 4, 3, has_bias=True, bias_init=Tensor((4,))", "2, 4, 3, has_bias=True, bias_init=Tensor((2,))"),
        *("2, 4, 3, bias_init=Tensor((2,))", "2, 4, (3, 1), weight_init=Tensor((2, 4, 3, 1))"),
    ],
)
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_tensors_as_initial_values(text: str, dimension: int) -> None:
    text = text.replace("3, 3", ", ".join(["3"] * dimension))
    if dimension == 3:
        text = text.replace("3, 1", "3, 1, 1")
    layer = getattr(mindspore.nn, f"Conv{dimension}dTranspose")
    try:
        eval(f"layer({text})", {"layer": layer, "Tensor": lambda shape: mindspore.Tensor(np.ones(shape, np.float32))})
        error = None
    except (ValueError, TypeError) as raised:
        error = raised
    args, kwargs = eval(f"layer({text})", {"layer": lambda *a, **k: (a, k), "Tensor": lambda shape: Tensor(shape=shape)})
    assert bool(faults(dimension, args, kwargs)) == (error is not None), error


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
