"""What `port --weights` says of a state dict, and what `port --write` makes of a file, with both networks built."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import mindspore
import numpy as np
import pytest
import torch

from lint_transpose.cli import main

from .shims import shim

TEXT = """\
from collections import OrderedDict
import torch
import torch.nn as nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm


class Net(nn.Module):
    def __init__(self, c=4):
        super().__init__()
        self.a = nn.Sequential(
            nn.ConvTranspose2d(c, 6, 3, stride=2, padding=1, output_padding=1),
            nn.BatchNorm2d(6),
            nn.ReLU(),
            nn.ConvTranspose2d(6, 4, 4, 2, 1, bias=False),
        )
        self.b = weight_norm(nn.ConvTranspose1d(c, c, 4, 2, 1))
        self.c = nn.ConvTranspose2d(c, c, 3, stride=2, output_padding=1)
        self.d = spectral_norm(nn.ConvTranspose2d(c, c, 3, 2, padding=1))
        self.e = nn.ConvTranspose1d(c, 3, 5, 3, padding=1)
        self.f = nn.ModuleList([nn.ConvTranspose1d(c, c, 4), nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(c, c, 3, 2, 0, 1))])
        self.g = nn.Sequential(OrderedDict([("act", nn.ReLU()), ("up", nn.ConvTranspose2d(c, c, 2))]))
        self.h = nn.ModuleDict({"up": nn.ConvTranspose2d(c, c, 2, bias=False)})
        self.i = nn.Sequential(*[nn.ConvTranspose2d(c, c, 2), nn.ReLU()])
        setattr(self, "j", nn.ConvTranspose2d(c, c, 2))

    def forward(self, x):
        y = self.d(self.c(self.a(x)))
        return self.e(self.b(y.reshape(y.shape[0], y.shape[1], -1)))
"""


def in_mindspore(text: str) -> str:
    """The written text with the rest of it ported, too: what a user does by hand."""
    text = re.sub(r"^(?:import torch|from torch).*\n", "", text, flags=re.MULTILINE)
    text = text.replace("nn.Module", "nn.Cell").replace("def forward", "def construct")
    for name, cell in {"ModuleList": "CellList", "ModuleDict": "CellDict", "nn.Sequential(": "nn.SequentialCell("}.items():
        text = text.replace(name, cell)
    return "from mindspore import nn\n" + re.sub(r"(?:weight|spectral)_norm\((.*)\)", r"\1", text)


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(TEXT)
    theirs: dict[str, Any] = {}
    exec(TEXT, theirs)
    assert main(["port", "--write", "net.py"]) == 0
    ours: dict[str, Any] = {}
    exec(in_mindspore(Path("net.py").read_text()), ours)
    Path("net.py").write_text(TEXT)
    return theirs["Net"](), ours["Net"]()


def test_names(networks: tuple[Any, Any], capsys: pytest.CaptureFixture[str]) -> None:
    original, ported = networks
    capsys.readouterr()
    assert main(["port", "--weights", "net.py", "--output-format", "json"]) == 0
    told = [weight for layer in json.loads(capsys.readouterr().out) for weight in layer["weights"]]
    assert {name for weight in told for name in weight["torch"].split(", ")} == {
        name for name in original.state_dict() if not name.startswith("a.1.")
    }
    shapes = {name: parameter.shape for name, parameter in ported.parameters_and_names() if not name.startswith("a.1.")}
    assert {weight["mindspore"] for weight in told} == set(shapes)
    for weight in told:
        if weight["change"] is None:
            assert tuple(original.state_dict()[weight["torch"]].shape) == shapes[weight["mindspore"]]


def test_values(networks: tuple[Any, Any]) -> None:
    original, ported = networks
    for _ in range(3):
        original(torch.randn(4, 4, 5, 5))
    assert shim().load_state_dict(ported, original.state_dict()) == ([], [])
    x = np.random.default_rng(0).standard_normal((2, 4, 5, 5)).astype(np.float32)
    expected = original.eval()(torch.from_numpy(x)).detach().numpy()
    result = ported.set_train(False)(mindspore.Tensor(x)).asnumpy()
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 1e-4
