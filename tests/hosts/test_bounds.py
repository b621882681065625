"""What a file, its name or the configuration holds costs neither endless time nor endless output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lint_transpose.documents import load
from tests.benchmarks.linear import INPUTS, keywords, one_line, ported, recursive, seconds

from .running import command_line

TEXT = "from mindspore import nn\nnn.Conv2dTranspose(8, 8, 4, padding=1)\n"
LONG = "a" * 50_000
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(TEXT)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "pipe.py"],
        ["check", "/dev/zero"],
        ["check", "--fix", "pipe.py"],
        ["check", "--config", "pipe.py", "a.py"],
        ["port", "pipe.py"],
        ["compare", "pipe.py", "a.py"],
    ],
    ids=" ".join,
)
def test_pipes_and_devices_are_not_waited_for(arguments: list[str]) -> None:
    os.mkfifo("pipe.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lint_transpose", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "not a regular file" in done.stderr


def test_pipe_among_files_to_check() -> None:
    """The others are checked all the same."""
    os.mkfifo("pipe.py")
    status, out, err = command_line("check", "pipe.py", "a.py")
    assert (status, err) == (2, "pipe.py: not a regular file\n")
    assert "MST101" in out


@pytest.mark.parametrize(
    "arguments", [["--select", LONG], ["--config", f"{LONG}.toml"], [f"--{LONG}"], ["--output-format", LONG]]
)
def test_long_arguments(arguments: list[str]) -> None:
    status, out, err = command_line("check", *arguments, "a.py")
    assert status == 2
    assert len(out + err) < 3000


@pytest.mark.parametrize(
    "table", ["{} = 1", "select = ['{}']", "exclude = ['{}']", "porting = '{}'", "per-file-ignores = {{'{}' = ['MST1']}}"]
)
def test_long_configuration(table: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.lint-transpose]\n{table.format(LONG)}\n")
    status, out, err = command_line("check", "a.py")
    assert status == 2
    assert len(out + err) < 3000


@pytest.mark.parametrize(
    "call",
    [
        f"nn.Conv2dTranspose(8, 8, 4, {LONG}=1)",
        f"nn.Conv2dTranspose(8, 8, 4, pad_mode='{LONG}')",
        f"nn.Conv2dTranspose(8, 8, 4, padding=1, pad_mode={LONG})",
    ],
)
def test_long_names_in_the_text(call: str) -> None:
    Path("a.py").write_text(f"from mindspore import nn\n{call}\n")
    status, out, _ = command_line("check", "a.py")
    assert status in (0, 1)
    assert all(len(line) < 1100 for line in out.splitlines())


MARKS = ['\\"""', '\\"""\n', "\\'''", "\\'''\n", '"" "\\"']


@pytest.mark.parametrize("source", MARKS)
def test_quotes_that_end_nowhere(source: str) -> None:
    """Twice the text takes twice the time."""
    times = []
    for number in (10_000, 20_000):
        notebook = {"cells": [{"cell_type": "code", "source": source * number}], "metadata": {}, "nbformat": 4}
        start = time.thread_time()
        load("a.ipynb", json.dumps(notebook).encode())
        times.append(time.thread_time() - start)
    assert times[1] < 5 * times[0] + 0.5


@pytest.mark.parametrize("make", [keywords, one_line, recursive, ported])
def test_sizes_that_nobody_writes(make: Callable[[int], str]) -> None:
    """Each took many seconds when something was done for each of its parts anew."""
    taken, found = seconds(make(INPUTS[make]))
    assert found
    assert taken < 30
