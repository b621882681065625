"""However deep an expression is nested, the rest of the file is checked."""

from __future__ import annotations

import sys

import pytest

from lint_transpose import check_source
from lint_transpose.reading.values.worlds import Infeasible, Meaning, World, worlds

_LAYER = "import mindspore.nn as nn\nnn.Conv2dTranspose(8, 4, {}, padding=1)\n"
# CPython 3.12 itself gives up on deeper trees.
_DEEP = 1_000 if sys.version_info[:2] == (3, 12) else 5_000


@pytest.mark.parametrize(
    "expression",
    [
        "+".join(["k"] * _DEEP),
        "a" + ".b" * _DEEP,
        "a" + "(1)" * _DEEP,
        "not " * _DEEP + "k",
        "1 if a else " * _DEEP + "k",
        "[" * 90 + "k" + "]" * 90,
    ],
    ids=["sum", "attributes", "calls", "not", "conditional", "lists"],
)
def test_deep_expressions(expression: str) -> None:
    """The layer raises whatever its kernel is; so does the one beside the expression."""
    text = f"k = {expression}\n{_LAYER.format('k')}{_LAYER.format(expression)}"
    found = [finding for finding in check_source(text) if finding.code == "MST101"]
    assert [(finding.start.row, finding.confidence) for finding in found] == [(3, "certain"), (5, "certain")]


def test_long_chain_of_branches() -> None:
    chain = "".join(f"elif kind == {number}:\n    p = {number}\n" for number in range(1_000))
    text = f"if kind is None:\n    p = 0\n{chain}{_LAYER.format(3)}"
    (finding,) = check_source(text)
    assert (finding.code, finding.confidence) == ("MST101", "certain")


def _meaning(option: int) -> Meaning:
    return Meaning("caller", value=option)


def test_a_world_with_fewer_options_than_the_one_before_does_not_exist() -> None:
    """What is known of a function's callers may hang on what was asked for first."""
    with pytest.raises(Infeasible):
        World(script=(("caller", 2),)).choose("caller", 2, _meaning)
    assert World(script=(("caller", 1),)).choose("caller", 2, _meaning) == 1


def test_worlds_begin_anew_after_one_that_has_strayed() -> None:
    """What is known in all worlds is not asked for again: the next world's choices are others than those of the one before."""
    known, found = [], []
    for world in worlds(9):
        if known:
            found.append(world.choose("condition", 2, _meaning))
        else:
            known.append(world.choose("base", 2, _meaning))
    assert set(found) == {0, 1}


def test_bases_that_hang_on_a_choice_decide_no_condition() -> None:
    text = """
class Zone:
    def build(self):
        zone = self.zone(key)
        nn.Conv2dTranspose(8, 8, 4, 2, padding=0 if str(zone) == key else 1)

class Other:
    def copy(self):
        def sub(moment):
            class Same(type(moment)):
                pass
        for later in [False, True]:
            if later:
                moment = sub(example)
"""
    (finding,) = check_source(f"from mindspore import nn\n{text}")
    assert (finding.code, finding.confidence) == ("MST101", "inferred")
