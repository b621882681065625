"""The output of the commands that the documents show.

A `console` block holds commands behind "$ ", each with its output below it. Those of `lint-transpose`, flake8, pylint, git and
cp are run, one after the other, where they name the example, which is copied, or a file that the page shows with `cat`; others
stay as they are.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    **dict.fromkeys((ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))), "en"),
    **dict.fromkeys((ROOT / "README_CN.md", *sorted((ROOT / "docs" / "zh").glob("*.md"))), "zh"),
}
"""The documents that show commands, each with the language in which they answer there."""

_MODULES = {"lint-transpose": "lint_transpose", "flake8": "flake8", "pylint": "pylint"}
_PROGRAMS = frozenset({"git", "cp"})
# For git: an author, and nothing of whoever runs this.
_GIT = {
    **{f"GIT_{who}_{what}": "example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_ENVIRONMENT = {"PYTHONUTF8": "1"}
# The notebook that the pages on hosts speak of.
_CELLS = ("from mindspore import nn", 'up = nn.Conv2dTranspose(64, 32, 4, 2, "same", padding=1)')
_NOTEBOOK = {
    "cells": [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in _CELLS],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
_WALK = "python -m docs.walk"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
# The example of README.md's first command, which installs the project and cannot be run here.
_FIRST = re.compile(r"(?<=^```text\n)docs/example/.*?(?=^```$)", re.DOTALL | re.MULTILINE)


def refreshed(text: str, language: str = "en") -> str:
    """`text` with the output that its commands have now, in a language."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "docs" / "example", Path(folder, "docs", "example"))
        os.chdir(folder)
        _ENVIRONMENT["LINT_TRANSPOSE_LANGUAGE"] = language
        try:
            Path("up.ipynb").write_text(json.dumps(_NOTEBOOK), encoding="utf-8")
            text = _FIRST.sub(lambda _: _output("lint_transpose check docs/example"), text)
            return _BLOCK.sub(lambda match: "".join(_commands(match[0])), text)
        finally:
            os.chdir(here)


def _commands(block: str) -> Iterator[str]:
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        command, _, _ = part.removeprefix("$ ").partition("\n")
        tool, _, rest = command.partition(" ")
        if command == _WALK:
            yield f"$ {command}\n{_output('docs.walk')}"
            continue
        if tool == "cat":
            Path(rest).write_text(part.partition("\n")[2], encoding="utf-8")
            yield part
            continue
        at_hand = part.startswith("$ ") and ("docs/example" in rest or any(map(os.path.isfile, rest.split())))
        if at_hand and tool in _PROGRAMS:
            yield f"$ {command}\n{_shell(command)}"
            continue
        runs = at_hand and tool in _runnable()
        yield f"$ {command}\n{_output(f'{_MODULES[tool]} {rest}')}" if runs else part


def _runnable() -> set[str]:
    """The command line itself, and the linters whose plugin this installation is."""
    plugins = entry_points(group="flake8.extension")
    here = {"lint-transpose"}
    if find_spec("flake8") and any(plugin.name == "MST" for plugin in plugins):
        here.add("flake8")
    return here | ({"pylint"} if find_spec("pylint") else set())


def _output(command: str) -> str:
    """What `python -m command` prints, on both streams."""
    return _shell(f"{shlex.quote(sys.executable)} -m {command}")


def _shell(command: str) -> str:
    # Inside a hook of git these would name another repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**kept, **_GIT, **_ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(command, shell=True, env=environment, **both, encoding="utf-8", check=False).stdout
