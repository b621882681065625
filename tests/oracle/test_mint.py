"""mint's layer is built with PyTorch's arguments; its values want Ascend."""

from __future__ import annotations

from random import Random

import torch
from mindspore import mint

from .frameworks import np
from .shims import draw


def test_it_takes_pytorchs_arguments() -> None:
    random, generator = Random("mint"), np.random.default_rng(0)
    for _ in range(50):
        arguments = draw(random, generator, 2).arguments
        arguments = {name: tuple(value) if isinstance(value, list) else value for name, value in arguments.items()}
        original = torch.nn.ConvTranspose2d(**arguments)
        layer = mint.nn.ConvTranspose2d(**arguments)
        theirs = {name: tuple(parameter.shape) for name, parameter in original.named_parameters()}
        assert {name: parameter.shape for name, parameter in layer.parameters_and_names()} == theirs
