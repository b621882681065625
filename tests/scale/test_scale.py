"""The programs that docs/scale.md shows print what `check` reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .programs import ROOT, programs, run, write

LAYER = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4, {stride}, padding={padding})\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files with and without layers, one that is silenced, one that is not Python, and one in another encoding."""
    folder = tmp_path_factory.mktemp("files")
    for index in range(30):
        text = LAYER.format(stride=index % 3, padding=index % 2) if index % 5 == 0 else "import os\n"
        (folder / f"file{index:02}.py").write_text(text)
    (folder / "silent.py").write_text(LAYER.format(stride=2, padding=1).rstrip() + "  # noqa: MST101\n")
    (folder / "broken.py").write_text("from mindspore import nn\nnn.Conv2dTranspose(\n")
    (folder / "latin.py").write_bytes(
        "# -*- coding: latin-1 -*-\n# é\n".encode("latin-1") + LAYER.encode().replace(b"{stride}", b"2")
    )
    return folder


def told(lines: list[str]) -> set[tuple[str, str, int, int]]:
    rows = map(json.loads, lines)
    return {(row["filename"], row["code"], row["location"]["row"], row["location"]["column"]) for row in rows}


def test_the_page_has_both() -> None:
    assert set(programs()) == {"map_dask", "map_spark"}


@pytest.mark.parametrize("name", ["map_dask", "map_spark"])
def test_prints_what_check_reports(name: str, folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lint_transpose", "check", "--isolated", "--no-cache", "--output-format", "json-lines"]
    checked = subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    found = told(run(write(name, tmp_path), folder))
    assert {row for row in found if row[1] != "MST000"} == told(checked)
    assert {Path(row[0]).name for row in found if row[1] == "MST000"} == {"broken.py"}
    assert len(found) > 6
