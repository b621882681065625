"""A share of `python -m tests.oracle.ports`: random layers in the ways in which people write them."""

from __future__ import annotations

from random import Random

import pytest

from .answers import run
from .ports import HEAD, STYLES, arguments, draw, judged


@pytest.mark.parametrize("chunk", range(4))
def test_random_layers(chunk: int) -> None:
    for index in range(50):
        _, wrong = judged(f"ports {chunk} {index}")
        assert wrong == []


@pytest.mark.parametrize("style", STYLES)
def test_each_style_builds_what_was_drawn(style: object) -> None:
    random = Random("styles")
    for _ in range(10):
        shared, layer = draw(random)
        named = arguments(random, shared, layer)
        text = HEAD + style(random, f"nn.ConvTranspose{shared.dimension}d", named)  # type: ignore[operator]
        (built,) = run(text)[1]
        assert built.module.stride == shared.stride
        assert built.module.padding == layer.padding
        assert built.module.output_padding == layer.output_padding
        assert built.names
