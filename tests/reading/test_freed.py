"""What is known of a text is freed where its check ends: an editor checks thousands of them, and looks for circles rarely."""

from __future__ import annotations

import gc

import pytest

from lint_transpose import check_source
from lint_transpose.reading import Module
from lint_transpose.rules import RULES
from lint_transpose.settings import Settings
from tests.benchmarks.linear import INPUTS

KEPT = 3
"""The last text is kept for what rules ask of one call after the other."""


def modules() -> int:
    """How many there are; `isinstance` would ask a dead weak proxy, which other libraries leave behind, for its class."""
    return sum(type(item) is Module for item in gc.get_objects())


@pytest.mark.parametrize("text", [*(rule.bad for rule in RULES), *(make(3) for make in INPUTS)])
def test_earlier_texts_are_freed(text: str) -> None:
    gc.collect()
    gc.disable()
    try:
        before = modules()
        for _ in range(3 * KEPT):
            check_source(text, settings=Settings(porting="always"))
        assert modules() <= before + KEPT
    finally:
        gc.enable()
