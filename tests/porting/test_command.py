"""`lint-transpose port`, from its arguments to what it prints."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from lint_transpose.cli import main

ROOT = Path(__file__).parents[2]
TEXT = """\
import torch.nn as nn


class Up(nn.Module):
    def __init__(self, c, op=1):
        self.a = nn.ConvTranspose2d(c, 32, 3, stride=2, padding=1, output_padding=1)
        self.b = nn.ConvTranspose1d(c, 32, 5, 3, 1, op)
        self.c = nn.ConvTranspose3d(c, 32, 3, dilation=2)
"""


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.py"
    path.write_text(TEXT)
    return path


def test_text(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["port", "net.py"]) == 0
    assert (
        capsys.readouterr().out
        == """\
net.py:6:18: nn.ConvTranspose2d(c, 32, 3, stride=2, padding=1, output_padding=1)
    nn.Conv2dTranspose(c, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)
net.py:7:18: nn.ConvTranspose1d(c, 32, 5, 3, 1, op)
    nn.Conv1dTranspose(c, 32, 5, stride=3, pad_mode="pad", padding=1 - op, has_bias=True)
    then, of its result y: y[..., op:]
    if op <= 1
    or: nn.SequentialCell(nn.ConstantPad1d((0, 1), 0.0), nn.Conv1dTranspose(c, 32, 5, stride=3, pad_mode="pad", padding=1, \
has_bias=True))
    then, of its result y: y[..., :-(3 - op)]
net.py:8:18: nn.ConvTranspose3d(c, 32, 3, dilation=2)
    no exact layer: nn.Conv3dTranspose takes no depth dilation but 1, here 2
All answers assume an input with a batch axis. Without one, which PyTorch takes too, write layer(x.expand_dims(0)).squeeze(0).
2 answered, 1 without an exact layer, 0 not followed
"""
    )


def test_json(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["port", ".", "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(list(entry)[:7] == ["filename", "location", "torch", "layer", "output", "exact", "reason"] for entry in found)
    assert found[1] == {
        "filename": "net.py",
        "location": {"row": 7, "column": 18},
        "torch": "nn.ConvTranspose1d(c, 32, 5, 3, 1, op)",
        "layer": 'nn.Conv1dTranspose(c, 32, 5, stride=3, pad_mode="pad", padding=1 - op, has_bias=True)',
        "output": "y[..., op:]",
        "exact": True,
        "reason": "if op <= 1",
        "conditions": ["op <= 1"],
        "names": {},
        "notes": [],
        "assumes": None,
        "undecided": False,
    }
    assert [entry["exact"] for entry in found] == [True, True, True, False]
    assert found[2]["location"] == found[1]["location"]
    assert found[2]["conditions"] == []
    assert found[3]["layer"] is None


@pytest.mark.parametrize(("page", "language"), [("docs/porting.md", "en"), ("docs/zh/porting.md", "zh")])
def test_the_page_describes_the_json(page: str, language: str, net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each key has its row, and what the row of `names` shows is an answer's."""
    net.write_text("from torch import nn\nup = nn.LazyConvTranspose2d(4, 3, 2)\n")
    assert main(["port", "net.py", "--output-format", "json", "--language", language]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    text = (ROOT / page).read_text(encoding="utf-8")
    keys = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| ((?:`\w+`[^|]*)+) \|", text, re.MULTILINE)))
    assert sorted(keys) == sorted(entry)
    assert f"`{json.dumps(entry['names'], ensure_ascii=False)}`" in text


def test_release(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["port", "net.py", "--mindspore-version", "1.1"]) == 0
    # The table of releases has the 3-D layer from 1.2 on.
    assert "no exact layer: MindSpore 1.1 has no nn.Conv3dTranspose" in capsys.readouterr().out
    assert main(["port", "net.py", "--mindspore-version", "7"]) == 2
    assert "unknown MindSpore release" in capsys.readouterr().err


def test_release_of_the_configuration(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net.write_text("from torch import nn\nup = nn.ConvTranspose2d(8, 4, 3, 2, 0, 1)\n")
    (net.parent / "pyproject.toml").write_text('[tool.lint-transpose]\nmindspore-version = "1.7"\n')
    assert main(["port"]) == 0
    assert "nn.Pad(" in capsys.readouterr().out
    assert main(["port", "--isolated"]) == 0
    assert "nn.ZeroPad2d(" in capsys.readouterr().out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["port", "-", "--stdin-filename", "other.py", "--isolated"]) == 0
    assert capsys.readouterr().out.startswith("other.py:6:18: nn.ConvTranspose2d(")


def test_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The place is that in the cell; imports of earlier cells count."""
    monkeypatch.chdir(tmp_path)
    sources = ["import torch.nn as nn\n", "%time\nup = nn.ConvTranspose2d(8, 4, 4, 2, 1)\n"]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    (tmp_path / "net.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    assert main(["port", "net.ipynb"]) == 0
    assert capsys.readouterr().out.startswith("net.ipynb:cell 2:2:6: nn.ConvTranspose2d(8, 4, 4, 2, 1)\n")
    assert main(["port", "net.ipynb", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["location"] == {"cell": 2, "row": 2, "column": 6}


def test_bad_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, and the others go on."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text("import torch\nnn.ConvTranspose2d(\n")
    (tmp_path / "good.py").write_text("import torch\ntorch.nn.ConvTranspose2d(1, 1, 1)\n")
    assert main(["port", "bad.py", "missing.py", "good.py"]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("good.py:2:1: nn.ConvTranspose2d(1, 1, 1)\n")
    assert [line.partition(":")[0] for line in printed.err.splitlines()] == ["bad.py", "missing.py"]


def test_nothing_to_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["port", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["port", str(tmp_path), "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_what_is_printed_is_harmless(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text of the checked file reaches no terminal as it is."""
    net.write_text("from torch import nn\nup = nn.ConvTranspose2d(8, 4, 3, padding_mode='\x1b[2J##[error]')\n")
    assert main(["port", "net.py"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "##[" not in out


def test_undecided(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net.write_text("from torch import nn\ndef up(**rest): return nn.ConvTranspose2d(8, 4, 3, **rest)\n")
    assert main(["port", "net.py"]) == 0
    assert "    undecided: *args or **kwargs of unknown content" in capsys.readouterr().out


def test_shim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["port", "--shim", "layers.py"]) == 0
    assert capsys.readouterr().out == "wrote layers.py\n"
    text = Path("layers.py").read_text()
    compile(text, "layers.py", "exec")
    assert "class ConvTranspose2d" in text
    Path("layers.py").write_text(text + "# of another release\n")
    assert main(["port", "--shim", "layers.py"]) == 0
    assert Path("layers.py").read_text() == text


def test_shim_is_not_written_over_other_files(net: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["port", "--shim", "net.py"]) == 2
    assert net.read_text() == TEXT
    assert main(["port", "--shim", "shim.py", "net.py"]) == 2
    assert not Path("shim.py").exists()
