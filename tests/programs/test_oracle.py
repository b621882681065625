"""The program oracle itself: what it writes runs, what it is told is found, what fails is shrunk."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from .hosts import written
from .judging import judge
from .running import Program, runs
from .shrinking import shrunk

NEEDS = pytest.mark.skipif(sys.version_info < (3, 11), reason="Python tells where in a line a call stands from 3.11 on")
pytestmark = NEEDS
HEAD = "from mindspore import nn\nimport random\n"


def program(text: str, *entries: str) -> Program:
    return Program(HEAD + text, tuple((entry,) for entry in entries))


def test_programs_are_the_same_for_a_seed() -> None:
    assert written("a 1") == written("a 1")
    assert written("a 1") != written("a 2")


def test_most_programs_reach_their_layers_and_end_by_them_alone() -> None:
    outcomes: Counter[str] = Counter()
    reached = 0
    for number in range(100):
        judgement = judge(written(f"own {number}"), "own")
        outcomes.update(judgement.outcomes)
        reached += judgement.reached > 0
    assert reached > 90
    assert outcomes[""] + outcomes["raised"] > 0.75 * sum(outcomes.values())
    assert not outcomes.keys() & {"NameError", "SyntaxError", "IndentationError", "AttributeError", "took too long"}


def test_layers_are_recorded_where_they_are_built_and_called() -> None:
    text = "def f():\n    up = nn.Conv2dTranspose(4, 4, 4)\n    return up('x', output_size=8)\n"
    (run,) = runs(program(text, "f()"), 1, "0")
    built, called = run.events
    assert (built.kind, built.place, built.args, built.faults) == ("built", (4, 4, 9, 36), (4, 4, 4), ())
    assert (called.kind, called.place, called.codes) == ("called", (5, 5, 11, 33), {"MST109"})
    assert run.ended_by is called


@pytest.mark.parametrize(
    ("text", "decidable"),
    [
        ("def f():\n    return nn.Conv2dTranspose(4, 4, 4, padding=1)\n", True),
        ("def f():\n    return nn.Conv2dTranspose(4, 4, 4, padding=random.randint(0, 1))\n", False),
        ("def f():\n    for p in (0, 1):\n        nn.Conv2dTranspose(4, 4, 4, padding=p)\n", True),
        ("def f():\n    return nn.ConvTranspose2d(4, 4, 4)\n", True),
    ],
)
def test_raises_are_noticed(text: str, decidable: bool) -> None:
    (raised,) = judge(program(text, "f()"), "0", 12).raises
    assert raised.decidable == decidable
    assert raised.found == ("inferred" if "for" in text else "certain" if decidable else "missed")


def test_what_fails_is_shrunk() -> None:
    text = "def f(a=1):\n    if a:\n        b = a\n    return [nn.Conv2dTranspose(4, 4, 4, padding=b), 1][0]\n"
    text += "def g():\n    return 2\n"

    def fails(candidate: Program) -> bool:
        return any(raised.codes == {"MST101"} for raised in judge(candidate, "0", 2).raises)

    small = shrunk(program(text, "g()", "f()"), fails)
    assert fails(small)
    assert len(small.text.splitlines()) <= 5
    assert small.entries == (("f()",),)
