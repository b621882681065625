"""One place gets one line for one cause; cases that need different things get a line each."""

from __future__ import annotations

from lint_transpose import Finding, Settings, check_source

PORT = Settings(porting="always")
PADDED = """\
from mindspore import nn

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.pad = nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))
        self.up1 = nn.Conv2dTranspose(3, 64, 3, 2, "pad", 1, has_bias=True)
        self.up2 = nn.Conv2dTranspose(3, 64, {second}, has_bias=True)

    def construct(self, x):
        x = self.pad(self.up1(x))
        return self.pad(self.up2(x))
"""


def found(text: str, code: str) -> list[Finding]:
    return [finding for finding in check_source(text, settings=PORT) if finding.code == code]


def test_one_pad_behind_two_layers() -> None:
    (finding,) = found(PADDED.format(second='3, 2, "pad", 1'), "MST203")
    assert finding.start.row == 6
    assert finding.message.endswith(" (for self.up1 and self.up2)")
    assert finding.fix is not None
    assert {edit.start.row for edit in finding.fix.edits} == {7, 8, 11, 12}


def test_one_pad_behind_layers_that_need_different_padding() -> None:
    first, second = found(PADDED.format(second='5, 2, "pad", 2'), "MST203")
    assert "padding=(1, 0, 1, 0)" in first.message
    assert first.message.endswith(" (for self.up1)")
    assert "padding=(2, 1, 2, 1)" in second.message
    assert second.message.endswith(" (for self.up2)")


def test_a_partial_called_three_times() -> None:
    text = """\
from functools import partial
from mindspore import nn
make = partial(nn.Conv2dTranspose, kernel_size=4, stride=2, padding=1, has_bias=True)
a = make(3, 4)
b = make(4, 5)
nn.SequentialCell(make(5, 6))
"""
    (finding,) = found(text, "MST101")
    assert finding.confidence == "certain"
    assert finding.message.endswith(' write pad_mode="pad" (for a, b and the layer in line 6)')


def test_values_that_differ_share_a_line_where_the_remedy_is_the_same() -> None:
    text = """\
from mindspore import nn
def up(p):
    return nn.Conv2dTranspose(3, 64, 4, 2, padding=p, has_bias=True)
a, b, c = up(1), up(2), up(0)
"""
    (finding,) = found(text, "MST101")
    assert finding.message.startswith("padding=p (1 or 2) raises ValueError")


def test_two_calls_in_one_line_are_named_once() -> None:
    text = """\
from mindspore import nn
def up(p):
    return nn.Conv2dTranspose(3, 64, 4, 2, padding=p, has_bias=True)
a = up(1), up(0), up(1)
"""
    (finding,) = found(text, "MST101")
    assert finding.message.endswith("[as called in line 4]")


def test_all_that_is_inferred_says_why() -> None:
    """More worlds than are looked at: nothing sets the reported cases apart, and yet they are not all there are."""
    flags = ", ".join(f"a{index}" for index in range(9))
    choices = " + ".join(f"(1 if a{index} else 0)" for index in range(9))
    text = f"from mindspore import nn\ndef up({flags}):\n    return nn.Conv2dTranspose(3, {choices} + 1, 4, 2, padding=1)\n"
    for finding in check_source(text, settings=PORT):
        assert (finding.confidence == "certain") == ("[" not in finding.message), finding.message
