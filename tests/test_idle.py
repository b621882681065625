"""A fix that takes a Pad away leaves nothing behind that has no use."""

from __future__ import annotations

import pytest

from lint_transpose import check_source
from lint_transpose.fixing import fix_text

NETWORK = """\
from mindspore import nn, ops

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(3, 64, 3, 2, "pad", {padding}, has_bias=True)
{made}
    def construct(self, x):
{body}
"""
MADE = "        self.fill = nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))\n"


@pytest.mark.parametrize(
    ("made", "body", "left", "after"),
    [
        (MADE, "y = self.up(x)\ny = self.fill(y)\nreturn y", "", "y = self.up(x)\nreturn y"),
        (MADE, "return self.fill(self.up(x))", "", "return self.up(x)"),
        (MADE, "y = self.up(x)\nz = self.fill(y)\nreturn z", "", "y = self.up(x)\nz = y\nreturn z"),
        ("", "y = self.up(x)\ny = ops.pad(y, (0, 1, 0, 1))\nreturn y", "", "y = self.up(x)\nreturn y"),
        # What is used elsewhere, or may be by a string, stays.
        (MADE, "y = self.fill(self.up(x))\nreturn self.fill, y", MADE, "y = self.up(x)\nreturn self.fill, y"),
        (
            MADE,
            "y = self.fill(self.up(x))\nreturn getattr(self, 'fill'), y",
            MADE,
            "y = self.up(x)\nreturn getattr(self, 'fill'), y",
        ),
        # So does a line that says something.
        (MADE, "y = self.up(x)\ny = self.fill(y)  # as long\nreturn y", MADE, "y = self.up(x)\ny = y  # as long\nreturn y"),
    ],
)
def test_nothing_idle_is_left(made: str, body: str, left: str, after: str) -> None:
    def written(padding: str, made: str, body: str) -> str:
        return NETWORK.format(padding=padding, made=made, body="\n".join(f"        {line}" for line in body.splitlines()))

    fixed = fix_text(written("1", made, body), check_source, safe_only=False).text
    assert fixed == written("(1, 0, 1, 0)", left, after)
