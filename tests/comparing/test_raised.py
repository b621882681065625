"""A 1-D layer that the port writes as a 2-D one with kernel (1, k) is held to PyTorch's with that axis."""

from __future__ import annotations

import pytest

from .test_around import compared, written

TORCH = "nn.ConvTranspose1d(6, 4, 3, stride=2, padding=1, output_padding=1, groups=2)"
PORT = 'nn.Conv2dTranspose(6, 4, (1, 3), stride=(1, 2), pad_mode="pad", padding=(0, 0, 1, 0), group=2, has_bias=True)'


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", "equal"),
        ("padding=(0, 0, 1, 0)", "padding=(0, 0, 1, 1)", "different"),
        ("padding=(0, 0, 1, 0)", "padding=(1, 0, 0, 0)", "different"),
        ("stride=(1, 2)", "stride=(1, 3)", "different"),
        ("stride=(1, 2)", "stride=2", "equal"),
        ("stride=(1, 2)", "stride=(n, 2)", "undecided"),
        ("(1, 3)", "(1, 4)", "different"),
        ("(1, 3)", "(2, 3)", "undecided"),
        ("group=2", "group=1", "different"),
        (", has_bias=True", "", "different"),
    ],
)
@pytest.mark.parametrize("call", ["self.up(x.expand_dims(2)).squeeze(2)", "ops.squeeze(self.up(ops.expand_dims(x, 2)), 2)"])
def test_kernel_of_one_row(old: str, new: str, verdict: str, call: str) -> None:
    torch = written("torch", f"self.up = {TORCH}", "return self.up(x)")
    found = compared(torch, written("mindspore", f"self.up = {PORT.replace(old, new)}", f"return {call}"))
    assert found.verdict == verdict
    if new == "stride=2":
        assert "where the added axis has length 1" in str(found.assumed)


def test_kernel_of_one_column() -> None:
    torch = written("torch", f"self.up = {TORCH}", "return self.up(x)")
    port = PORT.replace("(1, 3)", "(3, 1)").replace("(1, 2)", "(2, 1)").replace("(0, 0, 1, 0)", "(1, 0, 0, 0)")
    assert (
        compared(torch, written("mindspore", f"self.up = {port}", "return self.up(x.unsqueeze(3)).squeeze(3)")).verdict
        == "equal"
    )


@pytest.mark.parametrize(
    ("size", "verdict"), [("(2 * n,)", "equal"), ("(2 * n - 1,)", "different"), ("skip.shape", "undecided")]
)
def test_output_size(size: str, verdict: str) -> None:
    torch = written("torch", f"self.up = {TORCH}", f"b, c, n = x.shape\nreturn self.up(x, output_size={size})")
    torch = torch.replace("output_padding=1", "output_padding=0")
    port = written("mindspore", f"self.up = {PORT}", "return self.up(x.expand_dims(2)).squeeze(2)")
    assert compared(torch, port).verdict == verdict


def test_what_the_names_stand_for_is_worked_out() -> None:
    torch = "from torch import nn\n\n\nclass Up(nn.Module):\n    def __init__(self, c, k, u):\n        super().__init__()\n"
    torch += "        self.up = nn.ConvTranspose1d(c, c, k, u, padding=(k - u) // 2)\n"
    port = "from mindspore import nn\n\n\nclass Up(nn.Cell):\n    def __init__(self, c, k, u):\n        super().__init__()\n"
    port += '        self.up = nn.Conv2dTranspose(c, c, (1, k), (1, u), "pad", (0, 0, P, P), has_bias=True)\n'
    assert compared(torch, port.replace("P", "(k - u) // 2")).verdict == "equal"
    assert compared(torch, port.replace("P", "k // 2")).verdict == "undecided"


@pytest.mark.parametrize("call", ["self.up(self.pad(x).expand_dims(2))", "self.up(ops.expand_dims(self.pad(x), 2))"])
def test_zeros_before_the_axis_is_added_are_not_forgotten(call: str) -> None:
    torch = written("torch", "self.up = nn.ConvTranspose1d(4, 4, 3, stride=2)", "return self.up(x)")
    port = 'nn.Conv2dTranspose(4, 4, (1, 3), stride=(1, 2), pad_mode="pad", has_bias=True)'
    text = written("mindspore", f"self.pad = nn.ConstantPad1d((0, 2), 0.0)\nself.up = {port}", f"return {call}.squeeze(2)")
    assert compared(torch, text).verdict == "undecided"
    assert compared(torch, text.replace("self.pad(x)", "x")).verdict == "equal"
