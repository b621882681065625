"""The three pitfalls of a port from PyTorch, each with the layer beside it that is right, in every host."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .running import every_host

# What is ported: nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
PITFALLS = """\
\"\"\"Ported from PyTorch: every layer is ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1).\"\"\"

from mindspore import nn

padding_unused = nn.Conv2dTranspose(64, 32, 3, stride=2, padding=(1, 0, 1, 0), pad_mode="same", has_bias=True)
no_bias = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))
no_pad = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)

right = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)
"""


@every_host
def test_pitfalls(host: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "generator.py"
    path.write_text(PITFALLS, encoding="utf-8")
    found = sorted((row, code) for row, _, code in host(path).places)
    assert found == [(5, "MST101"), (6, "MST201"), (7, "MST202")]
