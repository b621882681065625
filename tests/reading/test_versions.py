"""Tests of the release: which branch they take is what Python says of them, where the version is known."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.layers.releases import LAYERS, release

_IMPORTS = """import importlib.metadata, inspect
import mindspore as ms
import torch
from mindspore import nn, __version__ as VERSION
from packaging import version
from packaging.version import Version, parse
"""
_LAYER = "nn.Conv2dTranspose(8, 4, 4, 2, padding=1)"
TESTS = (
    *('ms.__version__ >= "2"', 'ms.__version__ < "2.2"', 'not ms.__version__.startswith("1.")', 'VERSION[0] == "1"'),
    *('tuple(map(int, ms.__version__.split(".")[:2])) >= (2, 0)', "int(VERSION.split('.')[1]) in (0, 10)"),
    *('[int(part) for part in VERSION.split(".")][:2] == [2, 10]', 'float(".".join(VERSION.split(".")[:2])) > 2.05'),
    *(
        'version.parse(ms.__version__) >= version.parse("2.0")',
        'Version(VERSION) < Version("2.1")',
        "parse(VERSION).major == 2",
    ),
    *("parse(VERSION).release[:2] > (2, 0)", 'parse(VERSION) == parse("1.9.0.0") or parse(VERSION).minor == 0'),
    *('"output_padding" in inspect.signature(nn.Conv2dTranspose).parameters', 'hasattr(nn, "Conv3dTranspose")'),
    *('"dtype" in inspect.getfullargspec(nn.Conv2dTranspose.__init__).args', 'hasattr(nn, "ConvTranspose2d")'),
    *('"groups" not in inspect.signature(nn.Conv2dTranspose.__init__).parameters', 'getattr(ms, "__version__") > "2.0"'),
)
FORMS = {
    "if": "if {test}:\n    {layer}\nelse:\n    {layer}\n",
    "expression": "up = ({layer}\n    if {test} else\n    {layer})\n",
    "constant": "NEW = {test}\nif NEW:\n    {layer}\nelse:\n    {layer}\n",
    "class attribute": "class Up:\n    NEW = {test}\n    def up(self):\n        if self.NEW:\n            {layer}\n"
    "        else:\n            {layer}\n",
    "function": "def new():\n    return {test}\n\ndef up():\n    if new():\n        return {layer}\n    return {layer}\n",
}


def layer_of(name: str) -> type:
    """A stand-in for a layer of MindSpore 2.10 or an older one, with that signature."""
    names = release(name).signature(LAYERS["mindspore.nn.Conv2dTranspose"])
    assert names is not None
    body: dict[str, Any] = {}
    exec(f"def __init__(self, {', '.join(names.names)}): pass", body)
    return type("Conv2dTranspose", (), {"__init__": body["__init__"]})


def holds(test: str, name: str) -> bool:
    """Whether Python says that `test` holds in the release `name`."""
    nn = SimpleNamespace(Conv2dTranspose=layer_of(name), Conv3dTranspose=None)
    names: dict[str, Any] = {"ms": SimpleNamespace(__version__=f"{name}.0"), "VERSION": f"{name}.0", "nn": nn}
    exec("from packaging import version\nfrom packaging.version import Version, parse", names)
    return bool(eval(test, {**names, "inspect": inspect}))


def padded(text: str, name: str = "2.10") -> list[Finding]:
    """The layers in `text` that are found to raise in the release `name`, by certain findings or others."""
    found = check_source(_IMPORTS + text, settings=Settings(mindspore_version=name))
    return [finding for finding in found if finding.code == "MST101"]


@pytest.mark.parametrize("name", ["1.10", "2.0", "2.10"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_branch_that_python_takes(form: str, name: str) -> None:
    for test in TESTS:
        text = form.format(test=test, layer=_LAYER)
        first, second = (row for row, line in enumerate((_IMPORTS + text).split("\n"), 1) if _LAYER in line)
        found = [(finding.start.row, finding.confidence) for finding in padded(text, name)]
        assert found == [(first if holds(test, name) else second, "certain")], test


OPEN = (
    *('ms.__version__ >= "2.10.1"', 'ms.__version__ == "2.10.0"', 'parse(VERSION) > parse("2.10.3")', 'VERSION[-1] == "0"'),
    *('torch.__version__ >= "2"', 'parse(torch.__version__) >= parse("2")', "compatible(ms.__version__)"),
    *('importlib.metadata.version("numpy") >= "2"', "re.match('2', ms.__version__)"),
)


@pytest.mark.parametrize("form", [form for name, form in FORMS.items() if name != "function"])
@pytest.mark.parametrize("test", OPEN)
def test_what_the_release_does_not_decide_stays_a_guard(form: str, test: str) -> None:
    found = padded(form.format(test=test, layer=_LAYER))
    assert [finding.confidence for finding in found] == ["inferred", "inferred"]
    assert not any(finding.fix and finding.fix.safe for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        "ms.__version__ = '1.9'\n",
        "from unittest import mock\nmock.patch('mindspore.__version__', '1.9').start()\n",
        "def old(monkeypatch):\n    monkeypatch.setattr(ms, '__version__', '1.9')\n",
    ],
)
def test_a_version_that_is_replaced(text: str) -> None:
    found = padded(f"{text}if ms.__version__ >= '2':\n    {_LAYER}\nelse:\n    {_LAYER}\n")
    assert [finding.confidence for finding in found] == ["inferred", "inferred"]


def test_an_early_return() -> None:
    text = "def up():\n    if {}:\n        return None\n    return " + _LAYER + "\n"
    assert [finding.confidence for finding in padded(text.format("ms.__version__ < '2'"))] == ["certain"]
    assert padded(text.format("ms.__version__ >= '2'")) == []
    (finding,) = padded(text.format("old(ms.__version__)"))
    assert finding.confidence == "inferred"
    assert finding.message.endswith("[where old(ms.__version__) is false]")
