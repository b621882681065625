"""The four pairs of the mapping page "比较与torch.nn.ConvTranspose2d的差异", as it prints them."""

from __future__ import annotations

import pytest

from lint_transpose import Settings, check_source
from tests.calls import reports

TORCH = {
    1: """\
import torch
import torch.nn as nn
k = 4
net = nn.ConvTranspose2d(3, 64, kernel_size=k, stride=1, padding=(2, 4), output_padding=0, bias=False)
""",
    2: """\
import torch
import torch.nn as nn
k = 5
s = 3
net = nn.ConvTranspose2d(3, 64, kernel_size=k, stride=s, padding=(k-1)//2, output_padding=s-1, bias=False)
""",
    3: """\
import torch
import torch.nn as nn
k = 5
s = 3
net = nn.ConvTranspose2d(3, 64, kernel_size=k, stride=s, padding=0, output_padding=0, bias=False)
""",
    4: """\
import torch
import torch.nn as nn
m = nn.ConvTranspose2d(in_channels=3,
                       out_channels=32,
                       kernel_size=3,
                       stride=2,
                       padding=1,
                       output_padding=1,
                       bias=False)
""",
}

MINDSPORE = {
    1: """\
import mindspore as ms
import mindspore.nn as nn
import numpy as np
k = 4
x_ = np.ones([1, 3, 16, 50])
x = ms.Tensor(x_, ms.float32)
net = nn.Conv2dTranspose(3, 64, kernel_size=k, weight_init='ones', pad_mode='pad', padding=(2, 2, 4, 4))
output = net(x)
print(output.shape)
""",
    2: """\
import mindspore as ms
import mindspore.nn as nn
import numpy as np
k = 5
s = 3
x_ = np.ones([1, 3, 16, 50])
x = ms.Tensor(x_, ms.float32)
net = nn.Conv2dTranspose(3, 64, kernel_size=k, stride=s, weight_init='ones', pad_mode='same', padding=0)
output = net(x)
print(output.shape)
""",
    3: """\
import mindspore as ms
import mindspore.nn as nn
import numpy as np
k = 5
s = 3
x_ = np.ones([1, 3, 16, 50])
x = ms.Tensor(x_, ms.float32)
net = nn.Conv2dTranspose(3, 64, kernel_size=k, stride=s, weight_init='ones', pad_mode='valid', padding=0)
output = net(x)
print(output.shape)
""",
    4: """\
import mindspore as ms
import mindspore.nn as nn
import numpy as np
input = ms.Tensor(np.ones([1, 3, 48, 48]), dtype=ms.float32)
m = nn.Conv2dTranspose(in_channels=3,
                       out_channels=32,
                       kernel_size=3,
                       stride=2,
                       padding=1,
                       pad_mode="pad",
                       has_bias=False)
output = m(input)
pad = nn.Pad(paddings=((0, 0), (0, 0), (0, 1), (0, 1)), mode="CONSTANT")
output = pad(output)
print(output.shape)
""",
}
WITHOUT_PAD = "".join(
    line for line in MINDSPORE[4].splitlines(keepends=True) if "pad = " not in line and "pad(out" not in line
)
EXACT = "padding=(1, 0, 1, 0)"


def messages(text: str, torch: str) -> dict[str, str]:
    return {rule.code: str(rule.message(report)) for rule, report in reports(text, torch)}


@pytest.mark.parametrize("number", [1, 3])
def test_silent_beside_the_original(number: int) -> None:
    assert messages(MINDSPORE[number], TORCH[number]) == {}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_silent_alone(number: int) -> None:
    assert check_source(MINDSPORE[number]) == []


def test_same_mode_for_an_output_padding() -> None:
    """Kernel 5, stride 3: padding 2 and output_padding 2 crop (2, 0); "same" crops 2 in all, as (1, 1)."""
    found = messages(MINDSPORE[2], TORCH[2])
    assert list(found) == ["MST205"]
    for figure in ("(1, 1)", "(2, 0)", "3n", "padding=(2, 0, 2, 0)"):
        assert figure in found["MST205"]


def test_pad_for_an_output_padding() -> None:
    (finding,) = check_source(MINDSPORE[4])
    assert finding.code == "MST203"
    assert EXACT in finding.message
    assert finding.confidence == "certain"
    assert list(messages(MINDSPORE[4], TORCH[4])) == ["MST203"]


def test_neither_pad_nor_output_padding() -> None:
    assert check_source(WITHOUT_PAD) == []
    (finding,) = check_source(WITHOUT_PAD, settings=Settings(porting="always"))
    assert finding.code == "MST202"
    assert finding.confidence == "inferred"
    assert EXACT in finding.message
    found = messages(WITHOUT_PAD, TORCH[4])
    assert list(found) == ["MST202"]
    assert "n -> 2n - 1, PyTorch 2n" in found["MST202"]
    assert EXACT in found["MST202"]


def test_the_pad_that_the_page_advises() -> None:
    """Who chooses the page's stand-in is given it, told that its values are zeros, and not told off for it."""
    settings = Settings(porting="always", stand_in="pad")
    (finding,) = check_source(WITHOUT_PAD, settings=settings)
    assert "nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))" in finding.message
    assert "zeros" in finding.message
    assert finding.fix is None
    assert check_source(MINDSPORE[4], settings=settings) == []
