"""What runs in which order: what an expression changes in passing, wherever it stands, what is kept for later, what raises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .judging import judge
from .running import Program

HEAD = "from mindspore import nn\n"
PROGRAMS = [
    tuple(part.split("\n", 1))
    for part in re.split(r"^### ", Path(__file__).with_name("effects.txt").read_text(encoding="utf-8"), flags=re.M)[1:]
]

# Whose layers Python never builds, whatever is said of them.
_UNREACHED = frozenset(
    {"not called", "early error before", "generator never consumed", "short circuit", "type checking", "main guard"}
)


@pytest.mark.parametrize(("name", "body"), PROGRAMS, ids=[name for name, _ in PROGRAMS])
def test_what_is_certain_happens(name: str, body: str) -> None:
    """Python runs each program: what is read of its layers is what they are given, and a fix leaves it what it was."""
    judged = judge(Program(HEAD + body, ()), name, 3)
    assert not judged.failures, judged.failures
    assert bool(judged.reached) is (name not in _UNREACHED)
