"""Expressions as a method returns them, with one of another class beside it: what Python computes is among what is read.

Where a reader takes it that an expression raises although it does not, only the other class seems to build the layer, and what
is said of that one is said for certain. So every kind of expression that Python can evaluate belongs into expressions.txt. A
line holds what stands before the classes, its lines divided by "#", then "|" and the expression.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .judging import judge
from .running import Program

_LINES = Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines()
_CLASSES = """\
class Net:
    def up(self): return nn.Conv2dTranspose(3, 4, 3, pad_mode="pad", padding=self.padding())
    def padding(self): return {expression}
class Other(Net):
    def padding(self): return 7
"""


@pytest.mark.parametrize("line", _LINES)
def test_what_is_computed_is_read_or_left_open(line: str) -> None:
    before, _, expression = line.partition("|")
    text = "\n".join(["from mindspore import nn", *before.split("#"), _CLASSES.replace("{expression}", expression)])
    judgement = judge(Program(text, (("Net().up()",), ("Other().up()",))), "expressions", 2)
    assert not judgement.failures, (text, judgement.failures)
