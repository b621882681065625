"""Classes, decorators and factories as Python runs them: what raises there is found, and what is said holds in every run."""

from __future__ import annotations

import pytest

from ..programs.judging import judge
from ..programs.running import Program

_HEAD = "from mindspore import nn\n"
_LAYER = "self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=self.padding, pad_mode=self.pad_mode)"


def _net(name: str = "Net", bases: str = "nn.Cell", init: str = f"super().__init__(); {_LAYER}", body: str = "") -> str:
    return f"class {name}({bases}):\n    padding = 1\n    pad_mode = 'pad'\n{body}    def __init__(self):\n        {init}\n"


RAISING = {
    "stored by __new__": (
        _net(
            body="    def __new__(cls, *a):\n        made = super().__new__(cls)\n        made.pad_mode = 'same'\n"
            "        return made\n"
        ),
        "Net()",
    ),
    "stored by setattr": (
        _net(init=f"super().__init__(); [setattr(self, k, v) for k, v in {{'pad_mode': 'same'}}.items()]; {_LAYER}"),
        "Net()",
    ),
    "stored in __dict__": (_net(init=f"super().__init__(); self.__dict__.update(pad_mode='same'); {_LAYER}"), "Net()"),
    "made by type": (_net() + "Made = type('Made', (Net,), {'pad_mode': 'valid'})\n", "Made()"),
    "class decorator": ("def same(cls):\n    cls.pad_mode = 'same'\n    return cls\n@same\n" + _net(), "Net()"),
    "diamond": (
        "class Root(nn.Cell):\n    def options(self):\n        return {'padding': 1}\n    def __init__(self):\n"
        "        super().__init__()\n        self.up = nn.Conv2dTranspose(8, 8, 4, **self.options())\n"
        "class Left(Root):\n    def options(self):\n        return {**super().options(), 'pad_mode': 'valid'}\n"
        "class Right(Root):\n    def options(self):\n        return {**super().options(), 'pad_mode': 'same'}\n"
        "class Net(Left, Right):\n    pass\n",
        "Net()",
    ),
    "dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass Config:\n    padding: int = 0\n    def __post_init__(self):\n"
        "        self.padding += 1\ndef build():\n    return nn.Conv2dTranspose(8, 8, 4, padding=Config().padding)\n",
        "build()",
    ),
    "enumeration": (
        "import enum\nclass Pads(enum.Enum):\n    NONE = enum.auto()\n    ONE = enum.auto()\n"
        "def build():\n    return nn.Conv2dTranspose(8, 8, 4, padding=Pads['ONE'].value)\n",
        "build()",
    ),
    "registry filled by a decorator": (
        "FOUND = {}\ndef register(name):\n    def enter(function):\n        FOUND[name] = function\n        return function\n"
        "    return enter\n@register('up')\ndef up(c, **kw):\n    return nn.Conv2dTranspose(c, c, 4, **kw)\n"
        "def build():\n    return FOUND['up'](8, padding=1)\n",
        "build()",
    ),
    "decorator that sets a keyword": (
        "import functools\ndef padded(function):\n    @functools.wraps(function)\n    def wrapper(*args, **kw):\n"
        "        kw['padding'] = 1\n        return function(*args, **kw)\n    return wrapper\n"
        "@padded\ndef up(c, **kw):\n    return nn.Conv2dTranspose(c, c, 4, **kw)\ndef build():\n    return up(8)\n",
        "build()",
    ),
    "method replaced from outside": (
        "class Net(nn.Cell):\n    pass\ndef init(self):\n    self.up = nn.Conv2dTranspose(8, 8, 4, padding=1)\n"
        "Net.__init__ = init\n",
        "Net()",
    ),
    "block that builds itself": (
        "class Block(nn.Cell):\n    def __init__(self, depth=2, padding=0):\n        super().__init__()\n"
        "        if depth > 0:\n            self.inner = Block(depth - 1, padding=1)\n"
        "        self.up = nn.Conv2dTranspose(8, 8, 4, padding=padding)\n",
        "Block()",
    ),
    "curried factory": (
        "def change(**fixed):\n    def of(layer):\n        def make(*args):\n            return layer(*args, **fixed)\n"
        "        return make\n    return of\ndef build():\n    padded = change(padding=1)\n"
        "    return padded(nn.Conv2dTranspose)(8, 8, 4)\n",
        "build()",
    ),
    "option of the command line": (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.set_defaults(padding=0)\n"
        "parser.add_argument('--padding', default='1', type=int)\nargs = parser.parse_args([])\n"
        "def factory():\n    return lambda c: nn.Conv2dTranspose(c, c, 4, padding=vars(args)['padding'])\n",
        "factory()(8)",
    ),
}
RUNNING = {
    "the layer's own method replaced": (
        "plain = nn.Conv2dTranspose.__init__\ndef init(self, *args, **kw):\n"
        "    plain(self, *args, **{**kw, 'pad_mode': 'pad'})\n"
        "def patched(cls):\n    cls.__init__ = init\n    return cls\nUp = patched(nn.Conv2dTranspose)\n"
        "def build(padding=1):\n    try:\n        return nn.Conv2dTranspose(8, 8, 4, padding=padding)\n"
        "    finally:\n        nn.Conv2dTranspose.__init__ = plain\n",
        "build()",
    ),
    "changed where a function has called itself often": (
        "import random\nOPTIONS = {'padding': 1, 'pad_mode': 'same'}\ndef dig(depth, met=()):\n"
        "    if len(met) > 3:\n        OPTIONS['padding'] = 0\n"
        "    elif random.random() < 2:\n        dig(depth, (*met, depth))\n"
        "def build():\n    dig(1)\n    return nn.Conv2dTranspose(8, 8, 4, **OPTIONS)\n",
        "build()",
    ),
    "patched by a test": (
        _net()
        + "from unittest import mock\ndef build():\n    with mock.patch.object(Net, 'padding', 0):\n        return Net()\n",
        "build()",
    ),
    "private names of two classes": (
        _net("Base", init="super().__init__(); self.__p = 1")
        + "class Net(Base):\n    def __init__(self):\n        super().__init__()\n        self.__p = 0\n"
        "        self.up = nn.Conv2dTranspose(8, 8, 4, padding=self.__p)\n",
        "Net()",
    ),
    "a class body's name in its comprehension": (
        "p = 0\nclass Pads:\n    p = 1\n    all = [p for _ in range(1)]\n"
        "def build():\n    return nn.Conv2dTranspose(8, 8, 4, padding=Pads.all[0])\n",
        "build()",
    ),
    "a generator that stores": (
        _net(
            init=f"super().__init__(); self.pad_mode = 'same'; list(self.reset()); {_LAYER}",
            body="    def reset(self):\n        self.padding = 0\n        yield\n",
        ),
        "Net()",
    ),
    "a closure that changes": (
        "def pair():\n    p = 1\n    def reset():\n        nonlocal p\n        p = 0\n"
        "    def build():\n        return nn.Conv2dTranspose(8, 8, 4, padding=p)\n    return reset, build\n"
        "reset, build = pair()\n",
        "[reset(), build()]",
    ),
}


@pytest.mark.parametrize(("text", "entry"), RAISING.values(), ids=RAISING)
def test_what_raises_is_found(text: str, entry: str) -> None:
    judgement = judge(Program(_HEAD + text, ((entry,),)), "forward")
    assert judgement.failures == []
    assert [found.found != "missed" for found in judgement.raises] == [True]


@pytest.mark.parametrize(("text", "entry"), RUNNING.values(), ids=RUNNING)
def test_what_runs_is_not_certain_to_raise(text: str, entry: str) -> None:
    judgement = judge(Program(_HEAD + text, ((entry,),)), "forward")
    assert (judgement.failures, judgement.raises, judgement.reached) == ([], [], 1)
