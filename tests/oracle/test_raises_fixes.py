"""Fixes of MST1, applied and run: what they write builds, runs, and equals PyTorch's layer where its meaning is claimed."""

from __future__ import annotations

from collections import Counter
from random import Random

import mindspore
import numpy as np
import pytest
import torch
from mindspore import nn

from lint_transpose import Finding, check_source
from lint_transpose.fixing import fix_text
from lint_transpose.rules import RULES, Rule

from .calls import HEAD, Call, draw_call
from .frameworks import Array
from .raising import InputDependentError, run

CHUNKS = range(4)
FIXED = 500  # calls with a fix in a chunk
PAIRS = 60
TOLERANCE = 1e-4  # of the largest value
RAISES = [rule for rule in RULES if "MST101" <= rule.code <= "MST107"]


def check(text: str) -> list[Finding]:
    return [finding for finding in check_source(text) if finding.code.startswith("MST1")]


def fixed(call: Call) -> Call:
    """`call` after all fixes of MST1."""
    text = fix_text(call.source, check, safe_only=False).text
    return Call(call.dimension, text.removeprefix(HEAD).strip().partition("(")[2][:-1])


@pytest.mark.parametrize("seed", CHUNKS)
def test_fixed_calls_run(seed: int) -> None:
    random, counts = Random(f"fix {seed}"), Counter[str]()
    while counts["with a fix"] < FIXED:
        call = draw_call(random)
        offered = [finding for finding in check(call.source) if finding.fix is not None]
        if not offered:
            continue
        counts["with a fix"] += 1
        counts.update({finding.code for finding in offered})
        after = fixed(call)
        left = check(after.source)
        assert not [finding for finding in left if finding.fix is not None], (call.expression, after.expression)
        if left:  # raises for another reason, as it did
            continue
        try:
            error = run(after)
        except InputDependentError:
            continue
        assert error is None, (call.expression, after.expression, error)
        counts["run"] += 1
    assert counts["run"] >= FIXED // 4, counts
    assert all(counts[rule.code] for rule in RAISES), counts


@pytest.mark.parametrize("rule", RAISES, ids=lambda rule: rule.code)
def test_examples(rule: Rule) -> None:
    for text, raises in ((rule.bad, True), (rule.good, False)):
        arguments = text.strip().partition("Transpose(")[2][:-1]
        call = Call(int(text.partition("nn.Conv")[2][0]), arguments)
        assert (run(call) is not None) == raises, call.expression


def torch_arguments(random: Random, dimension: int) -> str:
    """Positional arguments in PyTorch's order."""

    def sizes(low: int, high: int) -> str:
        if random.random() < 0.5:
            return str(random.randint(low, high))
        return f"({', '.join(str(random.randint(low, high)) for _ in range(dimension))}{',' if dimension == 1 else ''})"

    stride = str(random.randint(1, 3))
    extra = str(random.randrange(int(stride))) if random.random() < 0.5 and dimension > 1 else "0"
    groups = str(random.choice((1, 2)))
    dilation = "1" if dimension == 3 or random.random() < 0.7 else "2"
    kernel = str(random.randint(2, 4))
    parts = ["4", "2", kernel, stride, sizes(0, 2), extra, groups, str(random.random() < 0.5), dilation, '"zeros"']
    return ", ".join(parts[: random.randint(5, len(parts))])


def values(module: nn.Cell, layer: torch.nn.Module, dimension: int, generator: np.random.Generator) -> tuple[Array, Array]:
    """What both layers return, with the same random weights, bias and input."""
    for name in ("weight", "bias"):
        own = getattr(layer, name)
        assert (own is None) == (getattr(module, name) is None)
        if own is not None:
            drawn = generator.standard_normal(tuple(own.shape)).astype(np.float32)
            own.data = torch.from_numpy(drawn)
            getattr(module, name).set_data(mindspore.Tensor(drawn.reshape(getattr(module, name).shape)))
    x = generator.standard_normal((1, 4, *(5,) * dimension)).astype(np.float32)
    with torch.no_grad():
        return module(mindspore.Tensor(x)).asnumpy(), layer(torch.from_numpy(x)).numpy()


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_torch_order_equals_torch(dimension: int) -> None:
    random, generator, equal = Random(f"order {dimension}"), np.random.default_rng(dimension), 0
    for _ in range(PAIRS):
        arguments = torch_arguments(random, dimension)
        call = Call(dimension, arguments)
        assert "MST104" in {finding.code for finding in check(call.source)}, arguments
        after = fixed(call)
        if check(after.source):  # no exact layer: output_padding beyond padding
            continue
        try:
            layer = eval(f"torch.nn.ConvTranspose{dimension}d({arguments})", {"torch": torch})
            ours, theirs = values(eval(after.expression, {"nn": nn}), layer, dimension, generator)
        except RuntimeError:  # PyTorch refuses it
            continue
        assert ours.shape == theirs.shape, (arguments, after.expression)
        assert np.abs(ours - theirs).max() <= TOLERANCE * np.abs(theirs).max(), (arguments, after.expression)
        equal += 1
    assert equal >= PAIRS // 3


@pytest.mark.parametrize("dimension", [2, 3])
def test_pair_of_padding_equals_torch(dimension: int) -> None:
    random, generator = Random(f"pair {dimension}"), np.random.default_rng(dimension)
    for _ in range(PAIRS):
        padding = f"({', '.join(str(random.randint(0, 2)) for _ in range(dimension))})"
        shared = f"4, 2, {random.randint(3, 4)}, stride={random.randint(1, 3)}, padding={padding}"
        after = fixed(Call(dimension, shared))
        layer = eval(f"torch.nn.ConvTranspose{dimension}d({shared}, bias=False)", {"torch": torch})
        ours, theirs = values(eval(after.expression, {"nn": nn}), layer, dimension, generator)
        assert ours.shape == theirs.shape, (shared, after.expression)
        assert np.abs(ours - theirs).max() <= TOLERANCE * np.abs(theirs).max(), (shared, after.expression)
