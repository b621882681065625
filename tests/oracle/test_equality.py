"""Where the theory says equal, the frameworks compute the same values; where it says different, they do not."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from .frameworks import inputs, run_mindspore, run_torch, weights
from .layers import draw_input, draw_pair, draw_shared, same

CHUNKS = range(8)
PAIRS = 250  # of each dimension in a chunk: 6,000 in all
TOLERANCE = 1e-4  # of the largest value


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS)
def test_pairs(seed: int, dimension: int, record_property: pytest.RecordProperty) -> None:
    random, generator = Random(f"pair {seed} {dimension}"), np.random.default_rng(seed)
    verdicts: Counter[bool] = Counter()
    for _ in range(PAIRS):
        shared = draw_shared(random, dimension)
        torch, mindspore = draw_pair(random, shared)
        ours, theirs = mindspore.windows(shared), torch.windows()
        n = draw_input(random, shared, ours, theirs)
        (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
        a, b = run_torch(shared, torch, weight, bias, x), run_mindspore(shared, mindspore, weight, bias, x)
        equal = a.shape == b.shape and bool(np.abs(a - b).max() <= TOLERANCE * np.abs(a).max())
        assert same(shared, theirs, ours) == equal, (shared, torch, mindspore, n)
        verdicts[equal] += 1
    record_property("equal", verdicts[True])
    record_property("different", verdicts[False])
    assert min(verdicts.values()) >= PAIRS // 5, verdicts
