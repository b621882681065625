"""The window theory against both frameworks: lengths, windows, and what stands past the end."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from .frameworks import Array, inputs, run_mindspore, run_torch, weights
from .layers import Axes, Shared, TorchLayer, draw_input, draw_mindspore, draw_shared, draw_torch, lengths

CHUNKS = range(8)
LAYERS = 250  # of each framework and dimension in a chunk
TOLERANCE = 1e-4  # of the largest value


def recover(full: Array, result: Array) -> list[Axes]:
    """Every place in `full`, extended by zeros on all sides, where `result` stands: the `lo` of each axis."""
    spatial = result.shape[2:]
    extended = np.pad(full, [(0, 0), (0, 0), *((length, length + 10) for length in spatial)])
    allowed = TOLERANCE * np.abs(full).max()
    # Only where the largest element fits can all of them.
    channel, *peak = np.unravel_index(np.abs(result[0]).argmax(), result.shape[1:])
    found = []
    for place in np.argwhere(np.abs(extended[0, channel] - result[(0, channel, *peak)]) <= allowed):
        start = [int(at) - int(offset) for at, offset in zip(place, peak, strict=True)]
        region = tuple(slice(max(at, 0), at + length) for at, length in zip(start, spatial, strict=True))
        candidate = extended[(slice(None), slice(None), *region)]
        if candidate.shape == result.shape and np.abs(candidate - result).max() <= allowed:
            found.append(tuple(at - length for at, length in zip(start, spatial, strict=True)))
    return found


def full_result(shared: Shared, weight: Array, x: Array) -> Array:
    """The full transposed convolution, as PyTorch computes it without padding and bias."""
    nothing = (0,) * shared.dimension
    unbiased = Shared(**{**vars(shared), "bias": False})
    return run_torch(unbiased, TorchLayer(nothing, nothing), weight, np.zeros(0, np.float32), x)


def centred(shared: Shared, result: Array, bias: Array) -> Array:
    """`result` without its bias."""
    return result - bias.reshape(1, -1, *(1,) * shared.dimension) if shared.bias else result


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS)
def test_torch_window(seed: int, dimension: int) -> None:
    random, generator = Random(f"torch {seed} {dimension}"), np.random.default_rng(seed)
    for _ in range(LAYERS):
        shared = draw_shared(random, dimension, torch_alone=True)
        layer = draw_torch(random, shared)
        windows = layer.windows()
        n = draw_input(random, shared, windows)
        (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
        result = run_torch(shared, layer, weight, bias, x)
        assert result.shape[2:] == lengths(shared, windows, n), (shared, layer, n)
        found = recover(full_result(shared, weight, x), centred(shared, result, bias))
        assert found == [tuple(w.lo for w in windows)], (shared, layer, n)


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS)
def test_mindspore_window(seed: int, dimension: int) -> None:
    random, generator = Random(f"mindspore {seed} {dimension}"), np.random.default_rng(seed)
    for _ in range(LAYERS):
        shared = draw_shared(random, dimension)
        layer = draw_mindspore(random, shared)
        windows = layer.windows(shared)
        n = draw_input(random, shared, windows)
        (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
        result = run_mindspore(shared, layer, weight, bias, x)
        assert result.shape[2:] == lengths(shared, windows, n), (shared, layer, n)
        computed = result
        for axis, window in enumerate(windows, start=2):
            edge = result.shape[axis] - window.zeros
            assert not np.take(result, range(edge, result.shape[axis]), axis).any(), (shared, layer, n)
            computed = np.take(computed, range(edge), axis)
        found = recover(full_result(shared, weight, x), centred(shared, computed, bias))
        assert found == [tuple(w.lo for w in windows)], (shared, layer, n)
