"""Fixes one after the other: several mistakes in one call, and one call that several callers make.

A random PyTorch layer is written as a call of MindSpore's, with the names, forms and orders of either. What a chain of fixes
comes to is stable, keeps what ran as it was, and once nothing is reported any more computes what PyTorch's layer computes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import mindspore
import numpy as np
import pytest
import torch

from lint_transpose import Finding, Settings, check_source
from lint_transpose.fixing import fix_text

from .frameworks import Array

CHUNKS = range(4)
CALLS = 120
PROGRAMS = 60
TOLERANCE = 1e-4  # of the largest value
SETTINGS = Settings(porting="always")
_LAYERS = (mindspore.nn.Conv1dTranspose, mindspore.nn.Conv2dTranspose, mindspore.nn.Conv3dTranspose)
_ERRORS = (TypeError, ValueError, RuntimeError, AttributeError, KeyError, ZeroDivisionError)


def check(text: str) -> list[Finding]:
    return check_source(text, "chain.py", SETTINGS)


def built(text: str) -> dict[str, mindspore.nn.Cell]:
    """The layers that a text builds, by name; none of those that raise."""
    namespace: dict[str, object] = {"__name__": "chain"}
    exec(compile(text, "<chain>", "exec"), namespace)
    return {name: value for name, value in namespace.items() if isinstance(value, mindspore.nn.Cell)}


def output(layer: mindspore.nn.Cell, weight: Array, bias: Array | None, x: Array) -> Array:
    layer.weight.set_data(mindspore.Tensor(weight.reshape(layer.weight.shape)))
    if layer.has_bias:
        layer.bias.set_data(mindspore.Tensor(np.zeros(layer.out_channels, np.float32) if bias is None else bias))
    result: Array = layer(mindspore.Tensor(x)).asnumpy()
    return result


def alike(one: Array, other: Array) -> bool:
    return one.shape == other.shape and (not one.size or bool(np.abs(one - other).max() <= TOLERANCE * np.abs(one).max()))


class Intended:
    """A PyTorch layer, and a call of MindSpore's layer that is meant to be it."""

    def __init__(self, random: Random) -> None:
        d = self.dimension = random.choice((1, 2, 2, 2, 3))
        self.stride = random.randint(1, 3)
        self.dilation = 1 if d == 3 or random.random() < 0.7 else 2
        self.groups = random.choice((1, 1, 2))
        self.bias = random.random() < 0.6
        self.kernel = random.randint(2, 4)
        self.padding = tuple(random.randint(0, 2) for _ in range(d))
        if not any(self.padding):
            self.padding = (1,) * d
        if random.random() < 0.6:
            self.padding = (max(self.padding),) * d
        self.op = random.randrange(max(self.stride, self.dilation)) if random.random() < 0.4 else 0
        self.call = f"nn.{self._name(random)}({', '.join(self._arguments(random))})"

    def layer(self, generator: np.random.Generator) -> torch.nn.Module:
        layer: torch.nn.Module = getattr(torch.nn, f"ConvTranspose{self.dimension}d")(
            4, 2, self.kernel, self.stride, self.padding, self.op, self.groups, self.bias, self.dilation
        )
        with torch.no_grad():
            for tensor in layer.parameters():
                tensor.copy_(torch.from_numpy(generator.standard_normal(tuple(tensor.shape)).astype(np.float32)))
        return layer

    def _name(self, random: Random) -> str:
        return f"Conv{self.dimension}dTranspose" if random.random() < 0.6 else f"ConvTranspose{self.dimension}d"

    def _arguments(self, random: Random) -> list[str]:
        stride = random.choice((str(self.stride), f"({', '.join([str(self.stride)] * self.dimension)},)"))
        if random.random() < 0.1:
            stride = f"[{', '.join([str(self.stride)] * self.dimension)}]"
        same = len(set(self.padding)) == 1
        padding = str(self.padding[0]) if same and random.random() < 0.7 else str(self.padding)
        if random.random() < 0.1:
            padding = str(list(self.padding))
        values = [
            ("stride", stride), ("padding", padding), ("output_padding", str(self.op)), ("groups", str(self.groups)),
            ("bias", str(self.bias)), ("dilation", str(self.dilation)), ("padding_mode", '"zeros"'),
        ]  # fmt: skip
        cut = random.choice((0, 0, 1, 2, 3, 4, 6))
        written = ["4", "2", str(self.kernel), *(value for _, value in values[:cut])]
        keywords = [(name, value) for name, value in values[cut:] if name not in ("padding_mode",) or random.random() < 0.15]
        keywords = [(name, value) for name, value in keywords if name != "output_padding" or self.op or random.random() < 0.1]
        ours = {"groups": "group", "bias": "has_bias"}
        named = [f"{ours[name] if name in ours and random.random() < 0.6 else name}={value}" for name, value in keywords]
        if cut < 2 and random.random() < 0.5:
            named.append(random.choice(('pad_mode="pad"', 'pad_mode="pad"', 'pad_mod="pad"', 'pad_mode="PAD"')))
        random.shuffle(named)
        return [*written, *named]


@pytest.mark.parametrize("seed", CHUNKS)
def test_several_mistakes_in_one_call(seed: int) -> None:
    random, generator, counts = Random(f"chain {seed}"), np.random.default_rng(seed), Counter[str]()
    for _ in range(CALLS):
        intended = Intended(random)
        text = f"from mindspore import nn\n\nup = {intended.call}\n"
        try:
            original = intended.layer(generator)
        except (RuntimeError, ValueError):
            continue
        x = generator.standard_normal((1, 4, *range(5, 5 + intended.dimension))).astype(np.float32)
        weight = original.weight.detach().numpy()
        bias = None if original.bias is None else original.bias.detach().numpy()
        before = _result(text, weight, bias, x)
        for safe_only in (True, False):
            fixed = fix_text(text, check, safe_only)
            again = fix_text(fixed.text, check, safe_only)
            shown = (text, fixed.text, [f"{item.code} {item.message}" for item in fixed.left])
            assert again.text == fixed.text, shown
            after = _result(fixed.text, weight, bias, x)
            if safe_only and before is not None:
                assert after is not None, shown
                assert alike(before, after), shown
            if fixed.text == text:
                continue
            counts["fixed"] += 1
            left = {item.code for item in fixed.left}
            assert (after is None) == any(code.startswith("MST1") for code in left), shown
            if after is None or left - {"MST201", "MST209"}:
                continue
            with torch.no_grad():
                has_bias = built(fixed.text)["up"].has_bias
                if original.bias is not None and not has_bias:
                    original.bias.zero_()
                expected = original(torch.from_numpy(x)).numpy()
            if bias is None and has_bias:
                continue
            assert alike(expected, after), shown
            counts["as PyTorch"] += 1
    assert counts["as PyTorch"] >= CALLS // 8, counts


def _result(text: str, weight: Array, bias: Array | None, x: Array) -> Array | None:
    """What the layer returns; None where it raises."""
    try:
        return output(built(text)["up"], weight, bias, x)
    except _ERRORS:
        return None


# -- several callers -----------------------------------------------------------------------------------------------------


def _program(random: Random) -> tuple[str, list[int]]:
    """A function that makes layers, and the rows of its calls."""
    names = random.sample(("k", "s", "p", "mode", "bias"), random.randint(2, 5))
    inside = {
        "k": ("", "4"), "s": ("stride", "2"), "p": ("padding", "1"), "mode": ("pad_mode", '"pad"'),
        "bias": ("has_bias", "True"),
    }  # fmt: skip
    parts = [f"{keyword}={name if name in names else value}" for name, (keyword, value) in inside.items() if keyword]
    if "mode" not in names and random.random() < 0.5:
        parts.remove('pad_mode="pad"')
    kernel = "k" if "k" in names else "4"
    lines = ["from mindspore import nn", "", "", f"def make({', '.join(names)}):"]
    lines += [f"    return nn.Conv2dTranspose(4, 2, {kernel}, {', '.join(parts)})", "", ""]
    values: dict[str, Callable[[], object]] = {
        "k": lambda: random.choice((2, 3, 4, 4, (3, 3), [4, 4])),
        "s": lambda: random.choice((1, 2, 2, 3, (2, 2))),
        "p": lambda: random.choice((0, 0, 1, 1, (1, 1), (1, 1, 1, 1), (1, 0, 1, 0), [1, 1])),
        "mode": lambda: random.choice(("pad", "pad", "same", "valid", "PAD")),
        "bias": lambda: random.choice((True, False, 1)),
    }
    rows = []
    for index in range(random.randint(2, 4)):
        lines.append(f"up{index} = make({', '.join(f'{name}={values[name]()!r}' for name in names)})")
        rows.append(len(lines))
    return "\n".join(lines) + "\n", rows


def _run(text: str, rows: list[int]) -> dict[int, Array | None]:
    """What each call's layer returns for the same weights, None where it raises."""
    lines = text.splitlines()
    found: dict[int, Array | None] = {}
    for row in rows:
        own = "\n".join(line for number, line in enumerate(lines, 1) if number == row or number not in rows)
        try:
            (layer,) = built(own).values()
            shape = layer.weight.shape
            weight = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
            x = np.random.default_rng(1).standard_normal((1, 4, 6, 7)).astype(np.float32)
            found[row] = output(layer, weight, np.ones(2, np.float32), x)
        except _ERRORS:
            found[row] = None
    return found


@pytest.mark.parametrize("seed", CHUNKS)
def test_callers_that_need_different_advice(seed: int) -> None:
    random, counts = Random(f"callers {seed}"), Counter[str]()
    for _ in range(PROGRAMS):
        text, rows = _program(random)
        before, found = _run(text, rows), check_source(text, "chain.py", Settings(porting="never"))
        raising = {row for row, result in before.items() if result is None}
        errors = [item for item in found if item.code.startswith("MST1")]
        for item in errors:
            named = {
                int(row)
                for part in re.findall(r"as called in line (\d+(?: or \d+)*)", item.message)
                for row in part.split(" or ")
            }
            assert named <= raising, (text, item.message)
            if item.confidence == "certain":
                assert raising == set(rows), (text, item.message)
        assert bool(errors) == bool(raising), (text, [item.message for item in found])
        certain = [item for item in errors if item.confidence == "certain" and item.fix is not None]
        places = Counter((item.code, item.start, item.end) for item in certain)
        assert max(places.values(), default=0) <= 1, (text, [item.message for item in certain])
        fixed = fix_text(text, lambda text: check_source(text, "chain.py", Settings(porting="never")), safe_only=True)
        again = fix_text(fixed.text, lambda text: check_source(text, "chain.py", Settings(porting="never")), safe_only=True)
        assert again.text == fixed.text, text
        after = _run(fixed.text, rows)
        for row, result in before.items():
            later = after[row]
            if result is not None:
                assert later is not None, (text, fixed.text, row)
                assert alike(result, later), (text, fixed.text, row)
        counts["raising"] += bool(raising)
        counts["some raise"] += bool(raising) and raising != set(rows)
        counts["fixed"] += fixed.text != text
    assert counts["some raise"] >= PROGRAMS // 6, counts
    assert counts["fixed"], counts
