"""Neovim, headless, with its built-in client: what it shows, and what it writes to disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from lint_transpose import check_source

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXT = f"from mindspore import nn\nname, up = '😀', {CALL}\nother = {CALL}\n"


def neovim(path: Path, action: str) -> list[dict[str, Any]]:
    """What Neovim shows when it opens `path`; it then applies `action` and writes the file."""
    (path.parent / "pyproject.toml").touch()
    # The wheel that brings Neovim puts it beside this Python.
    folders = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    command = [
        shutil.which("nvim", path=folders) or "nvim",
        "--headless",
        "-u",
        "NONE",
        "-c",
        f"luafile {HERE / 'neovim.lua'}",
    ]
    home = str(path.parent / "home")
    environment = {
        **os.environ,
        **{"FILE": str(path), "PYTHON": sys.executable, "ACTION": action, "PYTHONPATH": str(ROOT)},
        **{"HOME": home, "XDG_STATE_HOME": home, "XDG_CACHE_HOME": home},
    }
    done = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True, timeout=60)
    assert "[" in done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout[done.stdout.index("[") :])
    return found


def places(text: str, path: Path) -> list[tuple[int, int, str]]:
    """Row, byte in the row and code of what `check_source` finds."""
    rows = text.split("\n")
    found = check_source(text, str(path))
    return [(item.start.row, len(rows[item.start.row - 1][: item.start.column - 1].encode()), item.code) for item in found]


def test_quick_fix_behind_an_emoji(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT, encoding="utf-8")
    shown = neovim(path, "quickfix 2")
    assert [(item["row"], item["byte"], item["code"]) for item in shown] == places(TEXT, path)
    line = TEXT.split("\n")[1]
    assert shown[0]["byte"] == len(line[: line.index("1)")].encode())
    fixed = line.replace("padding=1)", 'padding=1, pad_mode="pad")')
    assert path.read_text(encoding="utf-8") == TEXT.replace(line, fixed)


def test_all_fixes(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT, encoding="utf-8")
    assert len(neovim(path, "fixall")) == 2
    assert path.read_text(encoding="utf-8") == TEXT.replace("padding=1)", 'padding=1, pad_mode="pad")')


def test_the_example(tmp_path: Path) -> None:
    for name in ("original.py", "port.py"):
        shutil.copy(ROOT / "docs" / "example" / name, tmp_path)
    path = tmp_path / "port.py"
    text = path.read_text(encoding="utf-8")
    shown = neovim(path, "fixall")
    checked = subprocess.run(
        [sys.executable, "-m", "lint_transpose", "check", "--output-format", "json", "docs/example"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    wanted = [(item["location"]["row"], item["code"], item["message"]) for item in json.loads(checked.stdout)]
    assert [(item["row"], item["code"], item["message"]) for item in shown] == wanted
    fixed = subprocess.run(
        [sys.executable, "-m", "lint_transpose", "check", "--fix", "--isolated", "-", "--stdin-filename", str(path)],
        cwd=ROOT, input=text, capture_output=True, text=True,
    )  # fmt: skip
    assert path.read_text(encoding="utf-8") == fixed.stdout != text


def test_a_notebook(tmp_path: Path) -> None:
    texts = ["from mindspore import nn", f"name, up = '😀', {CALL}", f"other = {CALL}"]
    notebook = (tmp_path / "a.ipynb").as_uri()
    cells = [{"kind": 2, "document": f"{notebook}#{number}"} for number in range(len(texts))]
    documents = [
        {"uri": cell["document"], "languageId": "python", "version": 1, "text": text}
        for cell, text in zip(cells, texts, strict=True)
    ]
    opened = {"uri": notebook, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    path = tmp_path / "opened.json"
    path.write_text(json.dumps({"notebookDocument": opened, "cellTextDocuments": documents}), encoding="utf-8")
    shown = neovim(path, "notebook")
    found = [[item["range"]["start"]["character"] for item in report["items"]] for report in shown]
    assert found == [[], [len(texts[1][:-2].encode())], [len(texts[2]) - 2]]
