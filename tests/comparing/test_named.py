"""`compare a.py::Net b.py::Net`: what stands in the classes that are named, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_transpose.cli import main

TORCH = """\
from torch import nn
class A(nn.Module):
    def __init__(self):
        self.up = nn.ConvTranspose2d(3, 4, 5)
class B(nn.Module):
    def __init__(self):
        self.up = nn.ConvTranspose2d(3, 4, 7)
"""
MINDSPORE = """\
from mindspore import nn
class X(nn.Cell):
    def __init__(self):
        self.up = nn.Conv2dTranspose(3, 4, 5, pad_mode="pad", has_bias=True)
class B(nn.Cell):
    def __init__(self):
        self.up = nn.Conv2dTranspose(3, 4, 7, pad_mode="pad", has_bias=True)
"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.py").write_text(TORCH)
    Path("m.py").write_text(MINDSPORE)


@pytest.mark.parametrize(
    ("torch", "mindspore", "status", "said"),
    [
        ("t.py::A", "m.py::X", 0, "1 compared: 1 equal"),
        ("t.py::A.up", "m.py::X.up", 0, "1 compared: 1 equal"),
        ("t.py::B", "m.py::X", 1, "kernel_size=5, while the PyTorch layer has kernel_size=7"),
        ("t.py::B", "m.py", 0, "1 compared: 1 equal"),
        ("t.py", "m.py", 0, "2 compared: 2 equal"),
    ],
)
def test_names(torch: str, mindspore: str, status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", torch, mindspore]) == status
    assert said in capsys.readouterr().out


def test_a_name_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "t.py::Q", "m.py::X"]) == 2
    captured = capsys.readouterr()
    assert "t.py: no layer in Q" in captured.out + captured.err
