"""Several processes say what one says, in the same order; and files as bytes, for those who start processes themselves."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from lint_transpose import Settings, check_bytes
from lint_transpose.running import jobs

from .running import command_line

RAISES = "from mindspore import nn\nnn.Conv2dTranspose(8, 8, 4, padding=1)\n"
CELLS = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in (RAISES, "x = (")]
FILES = {
    "silent.py": b"x = 1\n",
    "raises.py": RAISES.encode(),
    "latin.py": b"# coding: latin-1\n# \xe9\n" + RAISES.encode(),
    "broken.py": b"nn.Conv2dTranspose(\n",
    "bytes.py": b"x = '\xff' # Conv2dTranspose\n",
    "silenced.py": RAISES.replace("=1)", "=1)  # noqa").encode(),
    "ignored.py": RAISES.encode(),
    "excluded.py": RAISES.encode(),
    "notebook.ipynb": json.dumps({"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode(),
    "not_a_notebook.ipynb": b"Conv2dTranspose",
    "ported.py": RAISES.replace("=1)", "=1)  # ported-from: absent.py").encode(),
}
TABLE = '[tool.lint-transpose]\nexclude = ["excluded.py"]\nper-file-ignores = {"ignored.py" = ["MST1"]}\n'
SETTINGS = Settings(exclude=("excluded.py",), per_file_ignores=(("ignored.py", ("MST1",)),))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(TABLE)
    for part in ("a", "b", "c", "d", "e"):
        Path(part).mkdir()
        for name, data in FILES.items():
            Path(part, name).write_bytes(data)


@pytest.mark.parametrize(
    "arguments", [[], ["--follow-imports"], ["--output-format", "sarif"], ["--exit-zero", "a", "b", "c", "d"]]
)
def test_as_with_one(arguments: list[str]) -> None:
    one = command_line("check", "--no-cache", *arguments)
    assert one[1].count("MST101") >= 4
    assert one[2]
    for number in ("2", "3", "0"):
        assert command_line("check", "--no-cache", "--jobs", number, *arguments) == one


def test_processes_that_are_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: nothing is inherited, everything travels."""
    import concurrent.futures

    one = command_line("check", "--no-cache")
    spawned = lambda number, **options: ProcessPoolExecutor(number, get_context("spawn"), **options)  # noqa: E731
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", spawned)
    monkeypatch.setattr(jobs, "_FEWEST_FILES", 2)
    assert command_line("check", "--no-cache", "--jobs", "2") == one


@pytest.mark.parametrize(
    "arguments", [["--jobs", "-1"], ["--jobs", "many"], ["--jobs", "2", "--fix"], ["--jobs", "2", "--diff"]]
)
def test_wrong_numbers(arguments: list[str]) -> None:
    status, out, err = command_line("check", *arguments)
    assert (status, out) == (2, "")
    assert "--jobs" in err


def test_bytes() -> None:
    """What `check` reports, and what it could not check as findings without a rule."""
    _, out, err = command_line("check", "--no-cache", "--output-format", "json", "a")
    reported = {(item["filename"], item["cell"], item["location"]["row"], item["code"]) for item in json.loads(out)}
    found = [finding for name, data in FILES.items() for finding in check_bytes(data, f"a/{name}", SETTINGS)]
    places = {(finding.filename, finding.cell, finding.start.row, finding.code) for finding in found}
    assert {place for place in places if place[3] != "MST000"} == reported
    problems = {f"{finding.filename}: {finding.message}" for finding in found if finding.code == "MST000"}
    assert problems == {line for line in err.splitlines() if "absent.py" not in line}


def test_bytes_travel() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = list(pool.map(check_bytes, FILES.values(), FILES, [SETTINGS] * len(FILES)))
    assert found == [check_bytes(data, name, SETTINGS) for name, data in FILES.items()]
    assert pickle.loads(pickle.dumps(found)) == found


def test_as_a_dict() -> None:
    """With the names and values of the JSON report."""
    _, out, _ = command_line("check", "--no-cache", "--output-format", "json", "a/raises.py")
    (reported,) = json.loads(out)
    (finding,) = check_bytes(FILES["raises.py"], "a/raises.py")
    plain = finding.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain.pop("related") == []
    assert plain == {name: reported[name] for name in plain}
