"""Which conditions hold together, and what they leave in reach."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, check_source

_IMPORTS = """import sys
import mindspore
from collections.abc import Iterable
from contextlib import suppress
from mindspore import nn
"""
_LAYER = "nn.Conv2dTranspose(8, 4, 4, 2, padding=p, pad_mode=mode)"


def findings(text: str) -> list[Finding]:
    return check_source(_IMPORTS + text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("m == 'pad'", "m != 'pad'"),
        ("m is None", "m is not None"),
        ("m in ('a', 'b')", "m not in ('a', 'b')"),
        ("m == 1", "m == 2"),
    ],
)
def test_conditions_that_exclude_each_other(first: str, second: str) -> None:
    text = (
        f"def up(m):\n    mode = 'pad'\n    p = 0\n    if {first}:\n        mode = 'same'\n    if {second}:\n        p = 1\n"
    )
    assert findings(f"{text}    return {_LAYER}\n") == []
    independent = text.replace(second, "other(m)")
    assert [finding.code for finding in findings(f"{independent}    return {_LAYER}\n")] == ["MST101"]


def test_one_flag_in_two_scopes() -> None:
    text = "from settings import OLD\nmode = 'same' if OLD else 'pad'\n\n\ndef up():\n    p = {}\n    return " + _LAYER + "\n"
    assert findings(text.format("0 if OLD else 1")) == []
    assert [finding.code for finding in findings(text.format("1 if OLD else 0"))] == ["MST101"]


@pytest.mark.parametrize(
    ("test", "reported"),
    [
        ("isinstance(p, Iterable)", False),
        ("isinstance(p, (list, tuple))", False),
        ("type(p) is tuple", False),
        ("type(p) in (tuple, list)", False),
        ("hasattr(p, '__len__')", False),
        ("any(p)", False),
        ("len(p) in {2, 3}", False),
        ("isinstance(p, int)", True),
        ("type(p) is int", True),
        ("all(item == 0 for item in p)", True),
    ],
)
def test_tests_of_known_values(test: str, reported: bool) -> None:
    text = f"p = (1, 1)\nup = nn.Conv2dTranspose(8, 4, 4, 2, 'pad', p * 2 if {test} else p)\n"
    found = findings(text)
    assert [finding.code for finding in found] == ["MST102"] * reported
    assert all(finding.confidence == "certain" for finding in found)


@pytest.mark.parametrize(
    "made",
    [
        "[{layer} for mode, p in TABLE{filter}]",
        "{{p: {layer} for mode, p in TABLE{filter}}}",
        "nn.SequentialCell(*({layer} for mode, p in TABLE{filter}))",
    ],
)
def test_filters_of_comprehensions(made: str) -> None:
    table = "TABLE = [('same', 1), ('pad', 2), ('same', 0)]\n"
    silent = made.format(layer=_LAYER, filter=" if mode == 'pad' or p == 0")
    assert findings(f"{table}ups = {silent}\n") == []
    assert [finding.code for finding in findings(f"{table}ups = {made.format(layer=_LAYER, filter='')}\n")] == ["MST101"]


_MATCH = """def up(kind, mode, p):
    match kind:
        case "deconv" | "up":
            return {layer}
        case {other}:
            return None


up({kind!r}, "same", 1)
"""


@pytest.mark.parametrize(("kind", "other", "reported"), [("deconv", "_", True), ("conv", "_", False), ("conv", "'x'", False)])
def test_cases_of_known_subjects(kind: str, other: str, reported: bool) -> None:
    found = findings(_MATCH.format(layer=_LAYER, kind=kind, other=other))
    assert [finding.code for finding in found] == ["MST101"] * reported


@pytest.mark.parametrize(
    ("guard", "reported"),
    [
        ("if mode != 'pad':\n        if p:\n            return None", False),
        ("if mode != 'pad' and p:\n        with open('log') as log:\n            return None", False),
        ("if mode != 'pad' and p:\n        try:\n            return 1\n        except OSError:\n            return 2", False),
        ("if mode != 'pad' and p:\n        sys.exit(1)", False),
        ("raise NotImplementedError", False),
        ("with open('log') as log:\n        assert mode == 'pad'", False),
        ("if mode != 'pad' and p:\n        with suppress(KeyError):\n            return known[p]", True),
        ("if mode == 'pad':\n        if p:\n            return None", True),
    ],
)
def test_guards(guard: str, reported: bool) -> None:
    text = f"def up(mode, p):\n    {guard}\n    return {_LAYER}\n\n\nup('same', 1)\n"
    assert [finding.code for finding in findings(text)] == ["MST101"] * reported


@pytest.mark.parametrize(
    ("test", "confidence", "words"),
    [
        ("torch_version() >= '2.11'", "inferred", "[where torch_version() >= '2.11' is true]"),
        ("mindspore.__version__ >= '2.10.1'", "inferred", "[where mindspore.__version__ >= '2.10.1' is true]"),
        ("mindspore.__version__ >= '2.1'", "certain", 'write pad_mode="pad"'),
        ("True", "certain", 'write pad_mode="pad"'),
    ],
)
def test_code_for_other_versions(test: str, confidence: str, words: str) -> None:
    (finding,) = findings(f"if {test}:\n    up = nn.Conv2dTranspose(8, 4, 4, 2, padding=1)\n")
    assert finding.confidence == confidence
    assert finding.message.endswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "def up(exact):\n    layer = Own if exact else nn.Conv2dTranspose\n    return layer(8, 4, 4, padding=1)\n",
        "def up(layer=nn.Conv2dTranspose):\n    return layer(8, 4, 4, padding=1)\n",
        "def up(kind):\n    return {'own': Own, 'up': nn.Conv2dTranspose}[kind](8, 4, 4, padding=1)\n",
    ],
)
def test_layers_that_are_one_of_several(text: str) -> None:
    (finding,) = findings(f"from layers import Own\n\n\n{text}")
    assert (finding.code, finding.confidence) == ("MST101", "inferred")
    assert finding.fix is None  # the other class may take no pad_mode


@pytest.mark.parametrize(
    "text",
    [
        "for d in (1, 2):\n    if d == 2:\n        from mindspore import nn\n        continue\n    {}(8, 4, 4)\n",
        "while True:\n    if ready():\n        nn = mindspore.nn\n        break\n{}(8, 4, 4)\n",
        "for d in (1, 2):\n    if d == 2:\n        from mindspore import nn\n        break\n    {}\n",
        "while True:\n    with lock:\n        from mindspore import nn\n        raise OSError\n    {}\n",
    ],
)
def test_places_that_the_first_choice_does_not_reach(text: str) -> None:
    assert check_source("import mindspore\n" + text.format("nn.Conv2dTranspose")) == []
