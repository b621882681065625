"""Random PyTorch modules beside ports of them: a fixed set, and others each day."""

from __future__ import annotations

import ast
import os
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest

from .layers import Shared
from .pairs.batch import CHUNK, reported, run_chunk
from .pairs.draw import Drawn
from .pairs.judge import judge, judged

FIXED = 1500
FRESH = 500
LEAST_REPORTED = {FIXED: 0.96, FRESH: 0.93}  # of so few pairs; the long run asks for more
TODAY = datetime.now(timezone.utc).date().isoformat()


@pytest.mark.parametrize(("seed", "pairs"), [("pairs", FIXED), (TODAY, FRESH)], ids=["fixed", "fresh"])
def test_pairs(seed: str, pairs: int) -> None:
    seeds = [f"{seed} {index}" for index in range(pairs)]
    chunks = [seeds[start : start + CHUNK] for start in range(0, pairs, CHUNK)]
    # MindSpore's threads do not survive a fork.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), get_context("spawn")) as pool:
        found = list(pool.map(run_chunk, chunks))
    assert [line for _, wrong, _ in found for line in wrong] == []
    counts = sum((counts for counts, _, _ in found), start=type(found[0][0])())
    assert counts["decided, different"] > pairs // 4
    assert counts["decided, equal"] > pairs // 4
    assert reported(counts) >= LEAST_REPORTED[pairs], (seed, counts)


def test_a_pair_is_the_same_each_time() -> None:
    assert judge("pairs 0") == judge("pairs 0")


NO_BIAS_AND_ZEROS = """
from mindspore import nn


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(3, 3, {kernel}, stride=4, pad_mode="pad", padding=1, output_padding=0, group=3)
        self.pad = nn.ZeroPad2d((0, 2, 0, 2))
        self.norm = nn.BatchNorm2d(3)

    def construct(self, x):
        x = self.up(x)
        x = self.pad(x)
        return self.norm(x)
"""
BIAS = """
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 3, {kernel}, 4, 1, output_padding=2, groups=3)
        self.norm = nn.BatchNorm2d(3)

    def forward(self, x):
        return self.norm(self.up(x))
"""


@pytest.mark.parametrize("kernel", [4, 5, 6])
def test_a_window_is_mended_for_the_bias_that_another_fix_adds(kernel: int) -> None:
    """Without a bias the zeros of output_padding are right where no input reaches: kernel 4 and 5, padding 1, two more."""
    shared = Shared(3, 3, (kernel, kernel), (4, 4), (1, 1), 3, bias=True)
    drawn = Drawn(BIAS.format(kernel=kernel), NO_BIAS_AND_ZEROS.format(kernel=kernel), True, "pad", shared)
    verdict = judged(drawn, "0")
    assert "decided, different: reported" in verdict.counts
    assert not verdict.wrong


def test_a_bias_that_pytorchs_normalisation_removes_is_not_missed() -> None:
    """The elements past what kernel 2 with dilation 3 reaches hold only the bias, which GroupNorm by channels removes."""
    torch = """
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(4, 4, 2, output_padding=2, groups=2, dilation=3)
        self.norm = nn.GroupNorm(4, 4)

    def forward(self, x):
        return self.norm(self.up(x))
"""
    mindspore = """
from mindspore import nn


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(4, 4, 2, pad_mode="pad", dilation=3, group=2)
        self.pad = nn.Pad(((0, 0), (0, 0), (0, 2), (0, 2)))
        self.norm = nn.GroupNorm(4, 4)

    def construct(self, x):
        return self.norm(self.pad(self.up(x)))
"""
    verdict = judged(Drawn(torch, mindspore, True, "pad", Shared(4, 4, (2, 2), (1, 1), (3, 3), 2, bias=True)), "0")
    assert "decided, equal" in verdict.counts
    assert not verdict.wrong


_WRITTEN = (Path(__file__).parent / "pairs" / "written.txt").read_text(encoding="utf-8")
WRITTEN = [
    (*part.partition("\n")[0].split(" | "), part.partition("\n")[2]) for part in re.split(r"^### ", _WRITTEN, flags=re.M)[1:]
]
"""Pairs that the generator does not draw, by hand: a name, what both layers have in common, and the two modules."""


@pytest.mark.parametrize(("name", "shared", "texts"), WRITTEN, ids=[name for name, *_ in WRITTEN])
def test_written_pairs(name: str, shared: str, texts: str) -> None:
    torch, mindspore = texts.split("=====\n")
    assert judged(Drawn(torch, mindspore, True, name, Shared(*ast.literal_eval(shared))), name).wrong == ""
