"""Answers in MindSpore's mint: PyTorch's arguments, in 2-D only."""

from __future__ import annotations

import pytest

from lint_transpose.documents import python
from lint_transpose.porting import Port
from lint_transpose.porting.listing import listing
from lint_transpose.settings import Settings

from .reading import HEAD


def port_of(call: str, version: str = "2.10") -> Port:
    document = python("net.py", f"{HEAD}def build(c, op, x, w, b):\n    return {call}\n")
    (ported,) = listing(document, Settings(mindspore_version=version), target="mint").ports
    return ported.port


@pytest.mark.parametrize(
    ("call", "layer"),
    [
        ("nn.ConvTranspose2d(c, 4, 3, 2, 1, 1)", "mint.nn.ConvTranspose2d(c, 4, 3, 2, 1, 1)"),
        ("nn.ConvTranspose2d(c, 4, [3, 3], bias=None)", "mint.nn.ConvTranspose2d(c, 4, (3, 3), bias=False)"),
        (
            "nn.ConvTranspose2d(8, 4, 3, device='cpu', output_padding=op)",
            "mint.nn.ConvTranspose2d(8, 4, 3, output_padding=op)",
        ),
        (
            "nn.ConvTranspose2d(8, 4, 3, dtype=torch.float16)",
            "mint.nn.ConvTranspose2d(8, 4, 3, dtype=mindspore.float16)",
        ),
        ("F.conv_transpose2d(x * 2, w, b, stride=2)", "mint.nn.functional.conv_transpose2d(x * 2, w, b, stride=2)"),
    ],
)
def test_arguments_stay(call: str, layer: str) -> None:
    answer = port_of(call)
    assert answer.layer == layer
    assert "not run" in str(answer.notes[0])


def test_what_mint_lacks_is_answered_in_nn() -> None:
    assert (port_of("nn.ConvTranspose1d(8, 4, 3)").layer or "").startswith("nn.Conv1dTranspose(")
    assert (port_of("nn.ConvTranspose3d(8, 4, 3)").layer or "").startswith("nn.Conv3dTranspose(")
    assert (port_of("nn.ConvTranspose2d(8, 4, 3)", "2.0").layer or "").startswith("nn.Conv2dTranspose(")


def test_what_pytorch_refuses() -> None:
    assert port_of("nn.ConvTranspose2d(8, 4, 3, 2, 1, 2)").layer is None
