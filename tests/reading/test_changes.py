"""What is changed in place, under another name, by a function or from outside is not read as it was."""

from __future__ import annotations

import pytest

from lint_transpose import check_source

_IMPORTS = """import sys
from dataclasses import dataclass, field
from enum import Enum
from types import SimpleNamespace
from typing import ClassVar
from mindspore import nn
from helpers import Base, complete, registered, wrapped
"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in check_source(_IMPORTS + text)]


@pytest.mark.parametrize(
    ("before", "change", "arguments"),
    [
        ("c = SimpleNamespace(mode='same')", "c.mode = 'pad'", "pad_mode=c.mode"),
        ("c = SimpleNamespace(up=SimpleNamespace(mode='same'))", "c.up.mode = 'pad'", "pad_mode=c.up.mode"),
        ("class C:\n    mode = 'same'", "C.mode = 'pad'", "pad_mode=C.mode"),
        ("class C:\n    mode = 'same'", "setattr(C, 'mode', 'pad')", "pad_mode=C.mode"),
        (
            "class C:\n    mode = 'same'",
            "for name, value in {'mode': 'pad'}.items():\n    setattr(C, name, value)",
            "pad_mode=C.mode",
        ),
        ("class C:\n    modes = {'pad_mode': 'same'}", "C.modes['pad_mode'] = 'pad'", "**C.modes"),
        ("@dataclass\nclass C:\n    mode: str = 'same'\nc = C()", "c.mode = 'pad'", "pad_mode=c.mode"),
        ("t = {'up': {'pad_mode': 'same'}}", "t['up']['pad_mode'] = 'pad'", "**t['up']"),
        ("t = {'up': {'pad_mode': 'same'}}", "t['up'].update(pad_mode='pad')", "**t['up']"),
        ("t = {'up': {'pad_mode': 'same'}}", "up = t['up']\nup['pad_mode'] = 'pad'", "**t['up']"),
        ("o = {'pad_mode': 'same'}", "other = o\nother['pad_mode'] = 'pad'", "**o"),
        ("o = {'pad_mode': 'same'}", "dict.update(o, pad_mode='pad')", "**o"),
        ("o = {'pad_mode': 'same'}", "complete(o)", "**o"),
        ("t = {'up': {'pad_mode': 'same'}}", "complete(t['up'])", "**t['up']"),
        ("class C:\n    modes = {'pad_mode': 'same'}", "complete(modes=C.modes)", "**C.modes"),
        ("o = {'pad_mode': 'same'}", "def mend(options):\n    complete(options)\nmend(o)", "**o"),
        ("class C(Base):\n    mode = 'same'\n    def __init__(self): pass\nc = C()", "c.parse()", "pad_mode=c.mode"),
        ("def mend(options):\n    options['pad_mode'] = 'pad'\no = {'pad_mode': 'same'}", "known = mend(o)", "**o"),
        ("t = [{'pad_mode': 'same'}]", "for item in t:\n    item['pad_mode'] = 'pad'", "**t[0]"),
        ("mode = 'same'", "exec(open('settings.py').read())", "pad_mode=mode"),
        ("mode = 'same'", "globals().update(mode='pad')", "pad_mode=mode"),
        ("mode = 'same'", "globals()['mode'] = 'pad'", "pad_mode=mode"),
        ("mode = 'same'", "setattr(sys.modules[__name__], 'mode', 'pad')", "pad_mode=mode"),
        ("", "setattr(nn, 'Conv2dTranspose', wrapped)", "pad_mode='same'"),
        ("", "nn.Conv2dTranspose.__init__ = wrapped", "pad_mode='same'"),
    ],
)
def test_changed(before: str, change: str, arguments: str) -> None:
    layer = f"up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, {arguments})\n"
    assert codes(f"{before}\n{layer}") == ["MST101"]
    assert codes(f"{before}\n{change}\n{layer}") == []


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("print(o)", "**o"),  # looks at it
        ("len(o)", "**o"),
        ("complete(mode)", "pad_mode=mode"),  # nothing changes a string
        ("def look(options):\n    return options['pad_mode']\nlook(o)", "**o"),
    ],
)
def test_passed_on_unchanged(call: str, arguments: str) -> None:
    layer = f"up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, {arguments})\n"
    assert codes(f"o = {{'pad_mode': 'same'}}\nmode = 'same'\n{call}\n{layer}") == ["MST101"]


_OF_SELF = """class Up(nn.Cell):
    mode = "same"
    def __init__(self, **options):
        super().__init__()
        {change}
        self.up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, pad_mode=self.mode)
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("pass", ["MST101"]),
        ("for name, value in options.items(): setattr(self, name, value)", []),
        ("self.__dict__.update(options)", []),
        ("for index in range(3): setattr(self, f'layer{index}', None)", ["MST101"]),
        ("for name, value in options.items(): setattr(options, name, value)", ["MST101"]),
    ],
)
def test_stored_on_self_by_name(change: str, expected: list[str]) -> None:
    assert codes(_OF_SELF.format(change=change)) == expected


@pytest.mark.parametrize(
    ("body", "arguments", "mode"),
    [
        ("    mode: str = 'same'", "", "c.mode"),
        ("    k: int\n    mode: str = 'same'", "4", "c.mode"),
        ("    k: int\n    mode: str = field(default='same')", "4", "c.mode"),
    ],
)
def test_fields_of_dataclasses(body: str, arguments: str, mode: str) -> None:
    layer = f"c = C({arguments})\nup = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, pad_mode={mode})\n"
    assert codes(f"@dataclass\nclass C:\n{body}\n{layer}") == ["MST101"]
    assert codes(f"@dataclass\nclass C:\n{body}\n    def __post_init__(self):\n        self.mode = 'pad'\n{layer}") == []
    # In a subclass its fields come first.
    assert codes(f"@dataclass\nclass B:\n{body}\n@dataclass\nclass C(B):\n    p: int = 0\n{layer}") == ["MST101"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("kind: str = 'x'", ["MST101"]), ("kind: ClassVar[str] = 'x'", []), ("kind: str = field(init=False)", [])],
)
def test_what_is_no_field(kind: str, expected: list[str]) -> None:
    """The first argument is then that of the next field, "pad"."""
    text = f"@dataclass\nclass C:\n    {kind}\n    mode: str = 'same'\nc = C('pad')\n"
    assert codes(f"{text}up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, pad_mode=c.mode)\n") == expected


@pytest.mark.parametrize(("base", "mode"), [("Enum", "Mode.SAME.value"), ("str, Enum", "Mode.SAME")])
def test_members_of_enumerations(base: str, mode: str) -> None:
    text = f"class Mode({base}):\n    SAME = 'same'\n    PAD = 'pad'\n"
    assert codes(f"{text}up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1, pad_mode={mode})\n") == ["MST101"]
    # A plain member is not equal to its value, so that the test below does not hold.
    compared = "mode = 'same' if Mode.SAME == 'same' else 'pad'\nup = nn.Conv2dTranspose(8, 4, 4, 2, mode, 1)\n"
    if base == "Enum":
        assert [finding.confidence for finding in check_source(_IMPORTS + text + compared)] == ["inferred"]


@pytest.mark.parametrize(("decorator", "expected"), [("registered", ["MST101"]), ("wrapped", [])])
def test_decorated_factories(decorator: str, expected: list[str]) -> None:
    """What registers a function leaves its arguments alone; what wraps it may not."""
    text = f"@{decorator}\ndef deconv(channels, pad_mode='same'):\n"
    text += "    return nn.Conv2dTranspose(channels, 4, 4, 2, padding=1, pad_mode=pad_mode)\ndeconv(8)\n"
    assert codes(text) == expected


def test_object_is_the_last_base() -> None:
    text = "class Mixin(object):\n    pass\nclass Up(Mixin, nn.Conv2dTranspose):\n    pass\nup = Up(8, 4, 4, 2, padding=1)\n"
    assert codes(text) == ["MST101"]


def test_functions_that_return_a_layer_class() -> None:
    text = (
        "def matching(dimension):\n    if dimension == 2:\n        return nn.Conv2dTranspose\n    return nn.Conv3dTranspose\n"
    )
    assert codes(f"{text}up = matching(2)(8, 4, 2, 2, bias=True)\n") == ["MST103"]
