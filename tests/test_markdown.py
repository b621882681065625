"""Python blocks of Markdown files: one text, in which a block knows the names of those before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lint_transpose.cli import main
from lint_transpose.documents.markdown import document

IMPORT = "from mindspore import nn"
WRONG = "up = nn.Conv2dTranspose(8, 8, 4, padding=1)"
COLUMN = WRONG.index("padding=") + len("padding=") + 1


def found(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[int, int]]:
    path = tmp_path / "up.md"
    path.write_text(text)
    assert main(["check", "--isolated", "--quiet", "--select", "MST101", str(path)]) in (0, 1)
    lines = capsys.readouterr().out.removesuffix("\n").split("\n")
    return [tuple(map(int, line.removeprefix(f"{path}:").split(":")[:2])) for line in lines if line]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"# Up\n\n```python\n{IMPORT}\n{WRONG}\n```\n", [(5, COLUMN)]),
        (f"```py\n{IMPORT}\n```\ntext\n~~~python3\n{WRONG}\n~~~\n", [(6, COLUMN)]),
        (f"```{{python}}\n{IMPORT}\n{WRONG}\n```\n", [(3, COLUMN)]),
        (f"- item\n\n  ```python\n  {IMPORT}\n  {WRONG}\n  ```\n", [(5, COLUMN + 2)]),
        (f"> ```python\n> {IMPORT}\n> ```\n", []),
        (f"````python\n{IMPORT}\n```\n{WRONG}\n````\n", []),
        (f"```python\n>>> {IMPORT}\n>>> {WRONG}\n>>> up\nConv2dTranspose<...>\n```\n", [(3, COLUMN + 4)]),
        (f"```python\n{IMPORT}\n```\n```python\nfor x in\n```\n```python\n{WRONG}\n```\n", [(8, COLUMN)]),
        (f"```python\n{IMPORT}\n{WRONG}  # noqa\n```\n", []),
        (f"```\n{IMPORT}\n{WRONG}\n```\n", []),
        (f"```text\n{IMPORT}\n{WRONG}\n```\n", []),
        (f"{IMPORT}\n{WRONG}\n", []),
        (f"```python\n{IMPORT}\n{WRONG}", [(3, COLUMN)]),
    ],
)
def test_places(text: str, places: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(text, tmp_path, capsys) == places


@pytest.mark.parametrize(("before", "fixed"), [("", True), (">>> ", False)])
def test_no_fix_that_would_want_a_prompt(before: str, fixed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "up.md"
    more = before and "... "
    call = f"{before}up = nn.Conv2dTranspose(\n{more}    8,\n{more}    8,\n{more}    4,\n{more}    padding=1,\n{more})\n"
    path.write_text(f"```python\n{before}{IMPORT}\n{call}```\n")
    assert main(["check", "--isolated", "--output-format", "json", str(path)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["fix"] is not None) == fixed


def test_line_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert document("x.md", "```python\r\nx = 1\r\n```\r\n").text == "x = 1"


def test_folders_only_when_asked_and_never_rewritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"```python\n{IMPORT}\n{WRONG}\n```\n"
    Path("up.md").write_text(text)
    assert main(["check", "--isolated", "--quiet"]) == 0
    assert main(["check", "--isolated", "--markdown"]) == 1
    assert capsys.readouterr().out.startswith(f"up.md:3:{COLUMN}: MST101 ")
    assert main(["check", "--isolated", "--markdown", "--fix"]) == 1
    assert Path("up.md").read_text() == text
