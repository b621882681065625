"""Text of checked files and their names reaches terminals and build logs, where it must not be obeyed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lint_transpose.report import FORMATS

from .running import by_flake8, by_pylint, command_line

STRANGE = "\x1b]0;owned\x07\x1b[2J"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
# What GitHub obeys at the beginning of a line, and Azure Pipelines, TeamCity and GitHub anywhere in it.
# Azure's own form, our command and nothing else before the message.
LOGISSUE = re.compile(r"^##vso\[task\.logissue type=\w+;(?:\w+=[^;\]]*;)+\]", re.MULTILINE)
COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)
ANNOTATION = re.compile(
    r"::(error|warning|notice) file=[^:,]+,line=\d+,(col=\d+,)?endLine=\d+,(endColumn=\d+,)?title=MST\d{3} [a-z-]+::"
)

VALUES = {
    "escape": f"'{STRANGE}'",
    "bell and backspace": "'\x07\x08'",
    "line separator": "'a\u2028::error::forged'",
    "bidirectional": "'\u202eafter\u2066'",
    "github": "'a\\n::error::forged'",
    "github over lines": "'''\n::error file=x.py::forged\n'''",
    "percent": "'%0A::error::forged%0D'",
    "azure": "'##vso[task.setvariable variable=x]y'",
    "teamcity": "'##teamcity[buildProblem]'",
    "old github": "'##[error]forged'",
    "nested": "'####[error]x##vso[a]'",
}
# Where the text of a file gets into messages, excerpts and fixes.
TEXTS = {
    "value": "up = nn.Conv2dTranspose(8, 8, 4, pad_mode={})\n",
    "form": "up = nn.Conv2dTranspose(8, 8, {}, padding=1)\n",
    "comment": "up = nn.Conv2dTranspose(8, 8, 4, padding=1) # {}\n",
    "line before": "x = {}; up = nn.Conv2dTranspose(8, 8, 4, padding=1)\n",
    "extra": "up = nn.Conv2dTranspose(8, 8, 4, bias={}, padding_mode={})\n",
    "key": "up = nn.Conv2dTranspose(8, 8, 4, **{{{}: 1}})\n",
    "choice": "def f(p={}):\n    return nn.Conv2dTranspose(8, 8, 4, pad_mode=p)\n",
}
NAMES = {
    "escape": f"{STRANGE}.py",
    "new line": "a\n::error::forged.py",
    "return": "a\r::error::forged.py",
    "command": "::error::forged.py",
    "command behind a blank": " ::error::forged.py",
    "command behind a wide blank": "\u3000::error::forged.py",
    "percent": "%0A::error::x.py",
    "azure": "##vso[task.complete]a.py",
    "bidirectional": "\u202eyp.a.py",
    "not unicode": "\udcff\udc1b.py".replace("\udc1b", "\udc9b"),
    "properties": "a,line=1::b.py",
}
IMPORT = "from mindspore import nn\n"


def harmless(text: str, form: str = "text") -> None:
    assert not CONTROL.search(text)
    if form == "github":
        # No line but an annotation of ours, and no more of them than there are findings.
        lines = text.splitlines()
        assert all(map(ANNOTATION.match, lines))
        assert len(lines) == len(json.loads(command_line("check", "--select", "ALL", "--output-format", "json")[1]))
        text = ANNOTATION.sub("at ", text)
    if form == "azure":
        text = LOGISSUE.sub("", text)
    assert not COMMAND.search(text)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_text_of_files(form: str, value: str) -> None:
    for name, text in TEXTS.items():
        Path(f"{name.replace(' ', '_')}.py").write_text(IMPORT + text.replace("{}", value), encoding="utf-8")
    _, out, err = command_line("check", "--select", "ALL", "--output-format", form)
    assert out.count("MST1") >= 5
    harmless(out, form)
    harmless(err)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_files(form: str, name: str) -> None:
    Path(name).write_text(f"{IMPORT}up = nn.Conv2dTranspose(8, 8, 4, padding=1)\n")
    Path(f"x{name}").write_text("nn.Conv2dTranspose(")
    for paths in ([], [name, f"x{name}", f"missing{name}"]):
        status, out, err = command_line("check", "--select", "ALL", "--output-format", form, *paths)
        assert status == 2
        assert "MST101" in out
        harmless(out, form)
        harmless(err)
        assert err.count("\n") == (2 if paths else 1)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_files_to_be_fixed(name: str) -> None:
    Path(name).write_text(f"{IMPORT}up = nn.Conv2dTranspose(8, 8, 4, padding=1)\n")
    for arguments in (["--diff"], ["--fix"]):
        _, out, err = command_line("check", *arguments)
        harmless(out)
        harmless(err)
    assert 'pad_mode="pad"' in Path(name).read_text()


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_shown_diff(value: str) -> None:
    Path("a.py").write_text(f"{IMPORT}x = {value}\nup = nn.Conv2dTranspose(8, 8, 4, padding=1)\n", encoding="utf-8")
    _, out, _ = command_line("check", "--diff")
    assert '+up = nn.Conv2dTranspose(8, 8, 4, padding=1, pad_mode="pad")' in out
    harmless(out)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_plugins(value: str) -> None:
    """Their messages; the lines and names around them are the host's own."""
    names = []
    for name, text in TEXTS.items():
        names.append(f"{name.replace(' ', '_')}.py")
        Path(names[-1]).write_text(IMPORT + text.replace("{}", value), encoding="utf-8")
    for answer in (by_flake8(*names), by_pylint(*names)):
        assert len(answer.found) >= 5
        for *_, message in answer.found:
            harmless(message)


def test_configuration() -> None:
    Path("a.py").write_text(f"{IMPORT}up = nn.Conv2dTranspose(8, 8, 4, padding=1)\n")
    for text in (
        f"[tool.lint-transpose]\nporting = {json.dumps(STRANGE)}\n",
        f"[tool.lint-transpose]\n{json.dumps(STRANGE)} = 1\n",
        "[tool.lint-transpose]\nselect = ['##vso[x]']\n",
        f"[tool.lint-transpose]\n{STRANGE} = 1\n",
    ):
        Path("pyproject.toml").write_text(text)
        status, _, err = command_line("check")
        assert (status, err.count("\n")) == (2, 1)
        harmless(err)
        harmless(by_flake8("a.py").output.replace("\n", ""))
        harmless(by_pylint("a.py").output.replace("\n", ""))


def test_usage_error() -> None:
    for argument in (f"--{STRANGE}", f"--output-format={STRANGE}"):
        status, _, err = command_line("check", argument)
        assert status == 2
        harmless(err)
