"""The work of a check grows with the size of the file, counted in calls of Python functions: no clock decides."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from lint_transpose import Settings, check_source

from ..benchmarks import linear

SHAPES = (linear.attributes, linear.networks, linear.siblings, linear.assigned, linear.callers, linear.factories)


def steps(text: str) -> int:
    """How many functions written in Python a check of `text` calls."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        check_source(text, settings=Settings(select=("ALL",)))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)
def test_steps_are_linear(make: Callable[[int], str]) -> None:
    check_source(make(2))  # what is done once, such as imports
    once, twice, fourfold = (steps(make(number)) for number in (15, 30, 60))
    assert fourfold - twice <= 2.2 * (twice - once)
