"""Which mentions of a layer lead to no answer, and what is said of them."""

from __future__ import annotations

import pytest

from lint_transpose.documents import python
from lint_transpose.porting.listing import listing, ports
from lint_transpose.settings import Settings

from .account import accounted
from .reading import HEAD


def listed(text: str, head: str = HEAD) -> list[str]:
    """The reasons of what was not followed."""
    found = ports(python("net.py", head + text), Settings())
    assert all(item.port.layer is None for item in found if not item.followed)
    return [str(item.port.reason).removeprefix("not followed: ") for item in found if not item.followed]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("neck = dict(type='deconv', bias=False)\nnn.ConvTranspose2d", "named in a string"),
        ("neck = {'type': 'deconv'}\nnn.ConvTranspose2d", "named in a string"),
        ("make(type='ConvTranspose2d')", "named in a string"),
        ("change_default_args(bias=False)(nn.ConvTranspose2d)(8, 4, 3)", "passed on"),
        ("REGISTRY.register('deconv', module=nn.ConvTranspose2d)", "passed on"),
        ("def up(d):\n    return getattr(nn, f'ConvTranspose{d}d')(8, 4, 3)", "its name is put together"),
        ("def up(d):\n    return getattr(nn, 'ConvTranspose' + str(d) + 'd')(8, 4, 3)", "its name is put together"),
        ("NAME = 'ConvTranspose'\ndef up(d):\n    return getattr(nn, f'{NAME}{d}d')(8, 4, 3)", "its name is put together"),
        ("def up(d):\n    name = 'ConvTranspose%dd' % d\n    return getattr(nn, name)(8, 4, 3)", "its name is put together"),
        (
            "def up(d):\n    return conv('ConvTranspose', d)\ndef conv(k, d):\n    return getattr(nn, k + f'{d}d')(8)",
            "its name is put",
        ),
        (
            "class Up(nn.Module):\n    KIND = 'ConvTranspose'\n    def __init__(self, d):\n"
            "        self.up = getattr(nn, '{}{}d'.format(self.KIND, d))(8, 4, 3)",
            "its name is put together",
        ),
        ("eval('nn.ConvTranspose2d(8, 4, 3)')", "named in a string"),
        ("eval('nn.ConvTranspose{}d(8, 4, 3)'.format(d))", "its name is put together"),
        ("def up(layer):\n    return layer(8, 4, 3)\nup(nn.Conv2d), down(nn.ConvTranspose2d)", "passed on"),
        ("def init(m):\n    if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):\n        pass", "only its type"),
        ("class Up(nn.ConvTranspose2d):\n    pass", "a base of Up"),
        ("TABLE = {'up': nn.ConvTranspose2d}", "nothing in the file"),
        ("def f(x, w, t):\n    return torch.convolution(x, w, None, [2], [0], [1], t, [0], 1)", "whether it is transposed"),
        ("torch.ao.nn.quantized.ConvTranspose2d(8, 4, 3)", "whether this call"),
    ],
)
def test_what_is_not_followed(text: str, reason: str) -> None:
    assert any(found.startswith(reason) for found in listed(f"{text}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "nn.ConvTranspose2d(8, 4, 3)",
        "up = nn.ConvTranspose2d\nup(8, 4, 3)",
        "T = {'up': nn.ConvTranspose2d}\nT['up'](8, 4, 3)",
        "T = {}\nT.update({'up': nn.ConvTranspose2d})\nT['up'](8, 4, 3)",
        "def up(layer):\n    return lambda c: layer(c, c, 3)\nup(nn.ConvTranspose2d)(8)",
        "def f(conv=nn.ConvTranspose2d):\n    return conv(8, 4, 3)",
        "class Up(nn.ConvTranspose2d):\n    pass\nUp(8, 4, 3)",
        "class Up(nn.ConvTranspose2d):\n    def __init__(self):\n        super().__init__(8, 4, 3)",
        "from functools import partial\nup = partial(nn.ConvTranspose2d, 8)\nup(4, 3)",
        "NAME = 'ConvTranspose'\nfor d in (1, 2):\n    getattr(nn, f'{NAME}{d}d')(8, 4, 3)",
        "print('ConvTranspose is slow', getattr(nn, 'Conv2d'))",
        "F.conv_transpose2d(x, w)",
        "'''ConvTranspose2d'''",
        "dict(name='deconv')",
        "torch.convolution(x, w, None, [2], [0], [1], False, [0], 1)",
        "def convolution(x):\n    return x\nconvolution(x)",
        "class ConvTranspose2d:\n    pass\nConvTranspose2d(8)",
    ],
)
def test_what_is_followed_or_no_mention(text: str) -> None:
    assert listed(f"{text}\n") == []


def test_star_imports() -> None:
    (reason,) = listed("up = ConvTranspose2d(8, 4, 3)\n", "from torch.nn import *\nfrom blocks import *\n")
    assert reason.startswith("a star import")


def test_names_of_mindspore() -> None:
    assert listed("up = nn.ConvTranspose2d(8, 4, 3)\n", "from mindspore import nn\n") == []


COUNTED = """\
import torch
import torch.nn as nn
from torch.nn import ConvTranspose2d, functional as F
from torch.nn import (
    ConvTranspose1d,
    ConvTranspose3d as Up3d,
)
from blocks import wrap


class Net(nn.Module):  # a ConvTranspose2d in it
    LAYER = nn.ConvTranspose2d

    def __init__(self, c, d, kind="ConvTranspose2d", conv=nn.ConvTranspose1d):
        super().__init__()
        self.a = nn.Sequential(nn.ConvTranspose2d(c, c, 3), nn.LazyConvTranspose2d(c, 3))
        self.b = ConvTranspose2d(c, c, 3)
        self.c = Up3d(c, c, 3)
        self.d = self.LAYER(c, c, 3)
        self.e = conv(c, c, 3)
        self.f = getattr(nn, "ConvTranspose2d")(c, c, 3)
        self.g = getattr(nn, kind)(c, c, 3)
        self.h = wrap(nn.ConvTranspose3d)(c, c, 3)
        self.i = {"up": ConvTranspose1d, "down": nn.Conv1d}["up"](c, c, 3)
        assert not isinstance(self.h, (nn.Conv2d, nn.ConvTranspose3d))

    def forward(self, x):
        "Applies ConvTranspose2d."
        return F.conv_transpose2d(x, self.w) + torch.conv_transpose2d(x, self.w) + self.wrapped(F.conv_transpose1d)
"""


def test_every_mention_is_accounted_for() -> None:
    """Counted in the text above by hand: 13 names outside of imports, comments and sentences."""
    listed = listing(python("net.py", COUNTED), Settings())
    account = accounted(COUNTED, listed)
    assert account.missing == []
    assert account.counts["mentions"] == 13
    assert sum(account.counts[name] for name in ("answered", "lead to them", "listed")) == 13
