"""Programs that store, inherit, pass and change what their layers are built with: each is run, and held to what is said."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lint_transpose import Finding, check_source
from lint_transpose.fixing.text import fix_text

_HEAD = "from mindspore import nn\n"
_FILES = [Path(__file__).with_name(f"{name}_programs.txt") for name in ("attribute", "followed")]
_PROGRAMS = {
    name.strip(): _HEAD + text
    for file in _FILES
    for part in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for name, _, text in [part.partition("\n")]
}
# Plain code, whatever is unknown elsewhere.
_CERTAIN = ["mirror", "super init after, mirror", "plain certain", "plain branch", "inplanes", "two classes mirror"]
_CERTAIN += [
    "plain lambda",
    "plain default",
    "mro diamond mirror",
    "plain VGG",
    "plain dict changed in order",
    "certain loop",
    "partial",
    "partial in partial",
    "property",
    "property of an attribute",
    "cached property",
]
_CERTAIN += [
    "alias is changed",
    "copy.copy is changed",
    "table in a loop",
    "first of tables",
    "changed in the loop",
    "function changes a table",
    "skipped by continue",
    "else of a loop",
    "nonlocal",
    "global set before",
    "nested store",
    "nested store that adds",
    "namespace under another name",
    "list that is changed while it is run over",
    "bound by finally",
]
_REPORTED = [
    "left by break",
    "what fails has bound",
    "while counts",
    "attribute of a loop",
    "lambda in a loop keeps",
    "classmethod certain",
    "condition toggled",
    "subclass worlds",
    "subclass worlds method",
    "kw",
    "sub",
    "plain dict",
]


class _Cell:
    def __init__(self, *arguments: object, **keywords: object) -> None:
        pass


def run(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[int, set[str]], str]:
    """For each row whether the layers built there are accepted ("ok") or not ("raises"), and what ends the program."""
    built: dict[int, set[str]] = defaultdict(set)

    class Conv2dTranspose(_Cell):
        def __init__(
            self,
            in_channels: object,
            out_channels: object,
            kernel_size: object,
            stride: object = 1,
            pad_mode: object = "same",
            padding: object = 0,
            **keywords: object,
        ) -> None:
            frame = sys._getframe(1)
            while frame.f_code.co_filename != "program.py" and frame.f_back is not None:
                frame = frame.f_back
            refused = (padding != 0 and pad_mode != "pad") or not keywords.keys() <= {"has_bias"}
            built[frame.f_lineno].add("raises" if refused else "ok")

    nn: Any = ModuleType("mindspore.nn")
    nn.Cell, nn.Conv2dTranspose = _Cell, Conv2dTranspose
    for name in ("ReLU", "Conv2d"):
        setattr(nn, name, type(name, (_Cell,), {}))
    mindspore: Any = ModuleType("mindspore")
    mindspore.nn = nn
    monkeypatch.setitem(sys.modules, "mindspore", mindspore)
    monkeypatch.setitem(sys.modules, "mindspore.nn", nn)
    try:
        exec(compile(text, "program.py", "exec"), {"__name__": "program"})
    except (TypeError, AttributeError) as error:
        return built, str(error)
    return built, ""


def findings(text: str) -> list[Finding]:
    return [finding for finding in check_source(text) if finding.code.startswith("MST1")]


@pytest.mark.parametrize("name", _PROGRAMS)
def test_what_is_certain_happens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    built, _ = run(_PROGRAMS[name], monkeypatch)
    certain = [finding for finding in findings(_PROGRAMS[name]) if finding.confidence == "certain"]
    for finding in certain:
        assert "ok" not in built.get(finding.start.row, ()), finding
    assert not certain or any("raises" in outcomes for outcomes in built.values()), certain


@pytest.mark.parametrize("name", _PROGRAMS)
def test_fixes_break_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A safe fix leaves what ran as it was; none makes a call raise that did not."""
    text = _PROGRAMS[name]
    before, ended = run(text, monkeypatch)
    after, ends = run(fix_text(text, check_source).text, monkeypatch)
    assert ends == ended
    assert all("ok" in after[row] for row in before if "ok" in before[row])
    assert run(fix_text(text, check_source, safe_only=False).text, monkeypatch)[1] == ended


@pytest.mark.parametrize("name", _CERTAIN)
def test_plain_code_is_certain(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("raises" in outcomes for outcomes in run(_PROGRAMS[name], monkeypatch)[0].values())
    assert [finding.confidence for finding in findings(_PROGRAMS[name])] == ["certain"]


@pytest.mark.parametrize("name", _REPORTED)
def test_what_raises_for_some_is_reported(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("raises" in outcomes for outcomes in run(_PROGRAMS[name], monkeypatch)[0].values())
    assert findings(_PROGRAMS[name])
