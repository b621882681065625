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


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (["A.up=X.up"], 0, "2 compared: 2 equal"),
        (["A.up=B.up"], 1, "kernel_size=7, while the PyTorch layer has kernel_size=5"),
        (["A=B", "B=X"], 1, "kernel_size=5, while the PyTorch layer has kernel_size=7"),
    ],
)
def test_pairs_that_are_given(given: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "t.py", "m.py", *(f"--pair={text}" for text in given)]) == status
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"), [("A.up", "--pair takes"), ("A.up=", "--pair takes"), ("A.up=Q", "Q"), ("A.q=X", "A.q")]
)
def test_given_pairs_that_are_none(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "t.py", "m.py", "--pair", given]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["both.py"], ["both.py", "both.py"]])
def test_both_frameworks_in_one_file(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The layers are paired without a comment, those of classes by name and those of the file by order."""
    Path("both.py").write_text(
        "import torch\nimport mindspore as ms\n\n"
        "theirs = torch.nn.ConvTranspose2d(3, 4, 5)\n"
        "ours = ms.nn.Conv2dTranspose(3, 4, 5, pad_mode='pad', has_bias=True)\n\n"
        "class TorchNet(torch.nn.Module):\n    def __init__(self):\n        self.up = torch.nn.ConvTranspose2d(3, 4, 2, 2)\n\n"
        "class MSNet(ms.nn.Cell):\n    def __init__(self):\n        self.up = ms.nn.Conv2dTranspose(3, 4, 3, 2, 'pad')\n"
    )
    assert main(["compare", *arguments]) == 1
    output = capsys.readouterr().out
    assert "both.py:5:8: equal to both.py:4:10" in output
    assert "both.py:13:19: different from both.py:9:19" in output
    assert "2 compared: 1 equal, 1 different" in output
