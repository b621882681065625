"""What an argument holds, in every case that the text leaves open. The values are worked out by hand."""

from __future__ import annotations

import ast

import pytest

from lint_transpose.layers.call import Unknown
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, Site, read_sites
from lint_transpose.text.source import Source

_HEAD = "from mindspore import nn\n"


MATCH = "def pick(n):\n    match n:\n        case 2:\n            return 1\n"


def found(text: str) -> list[Site]:
    source = Source("text.py", _HEAD + text)
    reader = Reader(Module(source, ast.parse(source.text)))
    return list(read_sites(reader, NEWEST, "mindspore", "auto"))


def values(text: str, parameter: str = "kernel_size") -> list[object]:
    """The values of `parameter` in the cases of the one layer that `text` builds, "?" for unknown ones, each once."""
    (site,) = found(text)
    held = [case.call.value(parameter) for case in site.cases]
    return list(dict.fromkeys("?" if isinstance(value, Unknown) else value for value in held))


@pytest.mark.parametrize(
    ("before", "expression", "value"),
    [
        ("", "7 // 2", 3),
        ("k = 5", "(k - 1) // 2", 2),
        ("k = 3\nk += 1", "k", 4),
        ("a, (b, c) = 1, (2, 3)", "c", 3),
        ("", "tuple([1, 2])", (1, 2)),
        ("p = 2", "(p,) * 4", (2, 2, 2, 2)),
        ("", "not 1", False),
        ("n = 4", "n > 3", True),
        ("mode = 'up'", "4 if mode == 'up' else 3", 4),
        ("c = {'k': [3, 4]}", "c['k'][1]", 4),
        ("c = {'k': 3}\nc['k'] = 5", "c['k']", 5),
        ("c = dict(k=3)", "c.get('k', 1)", 3),
        ("c = dict(k=3)", "c.get('s', 1)", 1),
        ("r = [1, 2, 3, 4]", "r[1:3][0]", 2),
        ("from collections import namedtuple\nC = namedtuple('C', ['k', 's'], defaults=[2])", "C(5).s", 2),
        ("class C:\n    k = 3", "C.k", 3),
        ("class C:\n    k = 3\nclass D(C):\n    s = 1", "D.k", 3),
        ("def half(n):\n    return n // 2", "half(9)", 4),
        ("def pick(n):\n    if n > 3:\n        return 1\n    return 2", "pick(2)", 2),
        ("half = lambda n: n // 2", "half(6)", 3),
        ("import math", "math.ceil(7 / 2)", 4),
        ("", "[i * 2 for i in (1, 2)][1]", 4),
        ("", "max(3, 2)", 3),
        ("", "int('3')", 3),
        ("n = 3", "f'{n}x'", "3x"),
        (
            "def pick(n):\n    match n:\n        case 2:\n            return 1\n        case _:\n            return 2",
            "pick(2)",
            1,
        ),
        (
            "def pick(n):\n    match n:\n        case 2:\n            return 1\n        case _:\n            return 2",
            "pick(3)",
            2,
        ),
        (f"{MATCH}        case _:\n            return 2", "pick(2)", 1),
        (f"{MATCH}        case _:\n            return 2", "pick(3)", 2),
        (MATCH, "pick(3)", None),
        ("def pick(k=None):\n    return 3 if k is None else k", "pick()", 3),
        ("def pick(k):\n    return k", "pick(None)", None),
        ("norm = nn.BatchNorm2d", "norm == nn.InstanceNorm2d", False),
        ("norm = nn.BatchNorm2d", "norm == nn.BatchNorm2d", True),
        ("from types import SimpleNamespace\nc = SimpleNamespace(k=3)", "c.k", 3),
    ],
)
def test_expressions(before: str, expression: str, value: object) -> None:
    assert values(f"{before}\nnn.Conv2dTranspose(8, 4, {expression})\n") == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if flag:\n    k = 3\nelse:\n    k = 4\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("k = 3 if flag else 4\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("if flag:\n    k = 3\nif not flag:\n    k = 4\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("k = 3\nif flag:\n    k = 4\nif flag:\n    nn.Conv2dTranspose(8, 4, k)", [4]),
        ("k = 3\nif flag:\n    k = 4\nif not flag:\n    nn.Conv2dTranspose(8, 4, k)", [3]),
        ("if flag:\n    k = 3\nelse:\n    raise ValueError\nnn.Conv2dTranspose(8, 4, k)", [3]),
        ("for k in (3, 4):\n    nn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("for i, (k, s) in enumerate([(3, 1), (4, 2)]):\n    nn.Conv2dTranspose(8, 4, k, s)", [3, 4]),
        ("for k, s in zip((3, 4), (1, 2)):\n    nn.Conv2dTranspose(8, 4, k, s)", [3, 4]),
        ("[nn.Conv2dTranspose(8, 4, k) for k in (3, 4)]", [3, 4]),
        ("def up(k=3):\n    return nn.Conv2dTranspose(8, 4, k)", ["?", 3]),
        ("def up(k):\n    return nn.Conv2dTranspose(8, 4, k)\nup(4)\nup(k=5)", ["?", 4, 5]),
        ("def up(*args, **kwargs):\n    return nn.Conv2dTranspose(*args, **kwargs)\nup(8, 4, kernel_size=5)", ["?", 5]),
        ("o = {'a': 3}\nx = o.pop('a')\nnn.Conv2dTranspose(8, 4, o['a'])", ["?"]),
        ("match kind:\n    case 1:\n        k = 3\n    case _:\n        k = 4\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("match kind:\n    case 1:\n        k = 3\n    case 2:\n        k = 4\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("for k in [3]:\n    pass\nnn.Conv2dTranspose(8, 4, k)", [3]),
        ("for k in [3, 4]:\n    pass\nnn.Conv2dTranspose(8, 4, k)", [4]),
        ("for k in [3, 4]:\n    if k == n:\n        break\nnn.Conv2dTranspose(8, 4, k)", [3, 4]),
        ("k = 3\nwhile True:\n    k = 4\n    if f():\n        break\nnn.Conv2dTranspose(8, 4, k)", [4, "?"]),
        ("k = 3\nfor i in todo:\n    pass\nelse:\n    k = 4\nnn.Conv2dTranspose(8, 4, k)", [4]),
        ("k = 3\ntry:\n    k = f()\nexcept OSError:\n    pass\nnn.Conv2dTranspose(8, 4, k)", ["?", 3]),
        ("k = 3\nfor i in todo:\n    k = k + 1\nnn.Conv2dTranspose(8, 4, k)", [4, "?", 3]),
        ("k = int(input())\nnn.Conv2dTranspose(8, 4, k)", ["?"]),
        ("k = 3\ndef f():\n    global k\n    k = 4\nnn.Conv2dTranspose(8, 4, k)", [3]),
        ("k = 3\nwith open(p) as k:\n    nn.Conv2dTranspose(8, 4, k)", ["?"]),
    ],
)
def test_cases(text: str, expected: list[object]) -> None:
    assert sorted(map(str, values(text + "\n"))) == sorted(map(str, expected))


@pytest.mark.parametrize(
    "text",
    [
        "conv = nn.Conv2dTranspose if up else nn.Conv2d\nconv(8, 4, 3)",
        "{'deconv': nn.Conv2dTranspose, 'conv': nn.Conv2d}[kind](8, 4, 3)",
        "import functools\nfunctools.partial(nn.Conv2dTranspose, 8, 4)(3)",
        "import functools\nup = functools.partial(nn.Conv2dTranspose, kernel_size=3)\nup(8, 4)",
        "getattr(nn, 'Conv2dTranspose')(8, 4, 3)",
        "d = 2\ngetattr(nn, f'Conv{d}dTranspose')(8, 4, 3)",
        "getattr(nn, 'Conv{}dTranspose'.format(2))(8, 4, 3)",
        "getattr(nn, 'Conv%ddTranspose' % 2)(8, 4, 3)",
        "name = 'Conv' + '2d' + 'Transpose'\ngetattr(nn, name)(8, 4, 3)",
        "getattr(nn, 'Conv2dTranspose', None)(8, 4, 3)",
        "layers = {d: getattr(nn, f'Conv{d}dTranspose') for d in (1, 2, 3)}\nlayers[2](8, 4, 3)",
        "nn.__dict__['Conv2dTranspose'](8, 4, 3)",
        "vars(nn)['Conv2dTranspose'](8, 4, 3)",
        "import importlib\nimportlib.import_module('mindspore.nn').Conv2dTranspose(8, 4, 3)",
        "import importlib\nimportlib.import_module('.nn', 'mindspore').Conv2dTranspose(8, 4, 3)",
        "from importlib import import_module\nms = import_module('mindspore')\nms.nn.Conv2dTranspose(8, 4, 3)",
        "__import__('mindspore').nn.Conv2dTranspose(8, 4, 3)",
        "import sys\nsys.modules['mindspore.nn'].Conv2dTranspose(8, 4, 3)",
        "{'up': nn.Conv2dTranspose}.get('up', nn.Conv2d)(8, 4, 3)",
        "import mindspore\nmindspore.nn.Conv2dTranspose(8, 4, 3)",
        "import mindspore as ms\nms.nn.Conv2dTranspose(8, 4, 3)",
        "from mindspore.nn import Conv2dTranspose as Up\nUp(8, 4, 3)",
        "from mindspore.nn import *\nConv2dTranspose(8, 4, 3)",
        "from mindspore.nn.layer.conv import Conv2dTranspose\nConv2dTranspose(8, 4, 3)",
        "from mindspore.nn.layer import Conv2dTranspose\nConv2dTranspose(8, 4, 3)",
        "def block(layer=nn.Conv2dTranspose):\n    return layer(8, 4, 3)",
        "def block(layer):\n    return layer(8, 4, 3)\nblock(nn.Conv2dTranspose)",
        "def f():\n    import mindspore.nn as nn\n    return nn.Conv2dTranspose(8, 4, 3)",
        "class Net(nn.Cell):\n    Layer = nn.Conv2dTranspose\n    def build(self):\n        return self.Layer(8, 4, 3)",
        "class Up(nn.Conv2dTranspose):\n    def __init__(self):\n        super().__init__(8, 4, 3)",
        "class Up(nn.Conv2dTranspose):\n    def __init__(self):\n        super(Up, self).__init__(8, 4, 3)",
        "class Up(nn.Conv2dTranspose):\n    def __init__(self):\n        nn.Conv2dTranspose.__init__(self, 8, 4, 3)",
        "class Up(nn.Conv2dTranspose):\n    pass\nUp(8, 4, 3)",
    ],
)
def test_layers_by_other_names(text: str) -> None:
    assert values(text + "\n") == [3]


def test_arguments_come_from_one_branch() -> None:
    """Never the kernel of one branch with the stride of the other."""
    (site,) = found("if big:\n    k, s = 4, 2\nelse:\n    k, s = 3, 1\nnn.Conv2dTranspose(8, 4, k, s)\n")
    assert {(case.call.value("kernel_size"), case.call.value("stride")) for case in site.cases} == {(4, 2), (3, 1)}


def test_a_condition_asked_twice_holds_twice_unless_it_changes() -> None:
    text = (
        "class Net(nn.Cell):\n    def build(self):\n        self.big = ask()\n"
        "        if self.big:\n            k = 4\n        else:\n            k = 3\n"
        "        {}if self.big:\n            s = 2\n        else:\n            s = 1\n"
        "        return nn.Conv2dTranspose(8, 4, k, s)\n"
    )

    def pairs(between: str) -> set[tuple[object, object]]:
        (site,) = found(text.format(between))
        return {(case.call.value("kernel_size"), case.call.value("stride")) for case in site.cases}

    assert pairs("") == {(4, 2), (3, 1)}
    assert pairs("self.big = ask()\n        ") == {(4, 2), (3, 1), (4, 1), (3, 2)}


def test_callers_are_judged_with_their_own_arguments() -> None:
    """All arguments of a case come from one caller, the defaults filling in what it leaves out."""
    text = "def up(k=3, s=1):\n    return nn.Conv2dTranspose(8, 4, k, s)\nup(4, 2)\nup(s=3)\n"
    (site,) = found(text)
    known = {(case.call.value("kernel_size"), case.call.value("stride")) for case in site.cases}
    assert {pair for pair in known if not any(isinstance(value, Unknown) for value in pair)} == {(4, 2), (3, 1), (3, 3)}


def test_subclass_is_judged_by_what_reaches_the_layer() -> None:
    text = (
        "class Up(nn.Conv2dTranspose):\n    def __init__(self, cin, k=4, **kwargs):\n"
        "        super().__init__(cin, cin, k, **kwargs)\nUp(8, stride=2)\n"
    )
    (site,) = found(text)
    called = [case.call for case in site.cases if case.call.given("stride")]
    assert [(call.value("in_channels"), call.value("kernel_size"), call.value("stride")) for call in called] == [(8, 4, 2)]
    assert site.node.lineno == 4


def test_unknown_spread_leaves_the_rest_open() -> None:
    (site,) = found("nn.Conv2dTranspose(8, 4, 3, **options)\n")
    (case,) = site.cases
    assert case.call.open
    assert not case.call.absent("padding")
    assert case.call.value("kernel_size") == 3


def test_self_attribute_set_elsewhere_is_unknown() -> None:
    text = (
        "class Net(nn.Cell):\n    def __init__(self):\n        self.k = 3\n"
        "        self.up = nn.Conv2dTranspose(8, 4, self.k)\n"
        "    def grow(self):\n        self.k = 5\n        self.more = nn.Conv2dTranspose(8, 4, self.k)\n"
        "    def other(self):\n        return nn.Conv2dTranspose(8, 4, self.k)\n"
    )
    kernels = [site.cases[0].call.value("kernel_size") for site in found(text)]
    assert kernels[:2] == [3, 5]
    assert isinstance(kernels[2], Unknown)
