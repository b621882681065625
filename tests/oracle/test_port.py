"""What `lint-transpose port` answers, run against PyTorch: every answer that says exact is."""

from __future__ import annotations

import ast
import io
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import mindspore
import numpy as np
import pytest

from lint_transpose.cli import main
from lint_transpose.layers.releases import LAYERS, RELEASES, release

from .answers import holds
from .frameworks import Array, inputs, run_torch, weights
from .layers import Axes, Shared, TorchLayer, draw_input, draw_shared, draw_torch

CHUNKS = range(8)
PORTS = 210  # of each dimension in a chunk: 5,040 in all
OPEN = 60  # with open arguments: 1,440 layers and 720 calls of functions
TOLERANCE = 1e-4  # of the largest value
PAD_LAYERS = {"Pad": (1, 0), "ZeroPad2d": (1, 8), "ConstantPad1d": (1, 8), "ConstantPad3d": (1, 8)}


def draw_any(random: Random, dimension: int) -> tuple[Shared, TorchLayer]:
    """Any legal PyTorch layer, depth dilation included."""
    shared = draw_shared(random, dimension)
    if dimension == 3 and random.random() < 0.2:
        shared = replace(shared, dilation=(random.choice((2, 3)), *shared.dilation[1:]))
    return shared, draw_torch(random, shared)


def written(random: Random, shared: Shared, layer: TorchLayer) -> str:
    """The PyTorch call as people write it: what is default left out or not, ints or tuples, positions or names."""

    def number(axes: Axes) -> str:
        if len(set(axes)) == 1 and random.random() < 0.8:
            return str(axes[0])
        return str(list(axes) if random.random() < 0.2 else axes)

    optional = {
        "stride": (shared.stride, 1),
        "padding": (layer.padding, 0),
        "output_padding": (layer.output_padding, 0),
        "groups": ((shared.groups,), 1),
        "bias": (shared.bias, True),
        "dilation": (shared.dilation, 1),
    }
    parts = [str(shared.in_channels), str(shared.out_channels), number(shared.kernel_size)]
    names = list(optional)
    positional = random.choice((0, 0, 1, 2, 6))
    for name, (value, default) in optional.items():
        is_default = value == default or (isinstance(value, tuple) and set(value) == {default})
        text = number(value) if isinstance(value, tuple) and name != "groups" else str(value if name == "bias" else value[0])
        if names.index(name) < positional:
            parts.append(text)
        elif not is_default or random.random() < 0.1:
            parts.append(f"{name}={text}")
    return f"nn.ConvTranspose{shared.dimension}d({', '.join(parts)})"


def answers(
    calls: Sequence[tuple[str, str]], version: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> list[list[dict[str, Any]]]:
    """What the command prints for each of a file of calls, each with the names that it leaves open."""
    # Every name that no call decides is a parameter of its own: the text tells nothing about it.
    text = "from torch import nn\n" + "".join(f"def build({names}): return {call}\n" for call, names in calls)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["port", "-", "--output-format", "json", "--isolated", "--mindspore-version", version]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    rows = [[entry for entry in found if entry["location"]["row"] == row] for row in range(2, len(calls) + 2)]
    assert all(rows)
    return rows


def run_answer(answer: dict[str, Any], weight: Array, bias: Array, x: Array, **names: Any) -> Array:
    """What the answer computes with these weights."""
    layer = eval(answer["layer"], {"nn": mindspore.nn, **names})
    for name, parameter in layer.parameters_and_names():
        values = bias if name.endswith("bias") else weight
        parameter.set_data(mindspore.Tensor(values.reshape(parameter.shape)))
    y = layer(mindspore.Tensor(x))
    if answer["output"] is not None:
        y = eval(answer["output"], {"y": y, **names})
    result: Array = y.asnumpy()
    return result


def assert_equal(expected: Array, result: Array, context: object) -> None:
    assert result.shape == expected.shape, context
    assert np.abs(result - expected).max() <= TOLERANCE * np.abs(expected).max(), context


def assert_in_release(layer: str, version: str) -> None:
    """The expression uses only what the release has."""
    chosen = release(version)
    for call in ast.walk(ast.parse(layer)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr != "SequentialCell":
            known = LAYERS.get(f"mindspore.nn.{call.func.attr}")
            if known is None:
                assert chosen.number >= PAD_LAYERS[call.func.attr], layer
            else:
                signature = chosen.signature(known)
                assert signature is not None, layer
                assert {keyword.arg for keyword in call.keywords} <= set(signature.names), layer


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS)
def test_port(
    seed: int,
    dimension: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    record_property: pytest.RecordProperty,
) -> None:
    random, generator = Random(f"port {seed} {dimension}"), np.random.default_rng(seed)
    # Half of the chunks ask for an older release; 3-D layers came with 1.2.
    version = random.choice(RELEASES[2:]).name if seed % 2 else RELEASES[-1].name
    drawn = [draw_any(random, dimension) for _ in range(PORTS)]
    calls = [written(random, shared, layer) for shared, layer in drawn]
    said: Counter[str] = Counter()
    for (shared, layer), call, (answer,) in zip(
        drawn, calls, answers([(call, "") for call in calls], version, monkeypatch, capsys), strict=True
    ):
        context = (call, version, answer)
        assert answer["torch"] == call
        if dimension == 3 and shared.dilation[0] != 1 and shared.kernel_size[0] != 1:
            assert answer["layer"] is None, context
            assert not answer["exact"], context
            assert "depth dilation" in answer["reason"], context
            with pytest.raises(ValueError, match="dilation"):
                mindspore.nn.Conv3dTranspose(1, 1, shared.kernel_size, dilation=shared.dilation)
            said["refused"] += 1
            continue
        if "5-D" in (answer["reason"] or "") and release(version).number < (1, 8):
            said["no pad layer yet"] += 1
            continue
        assert answer["exact"], context
        assert_in_release(answer["layer"], version)
        n = draw_input(random, shared, layer.windows())
        (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
        expected = run_torch(shared, layer, weight, bias, x)
        assert_equal(expected, run_answer(answer, weight, bias, x), context)
        said["in parts" if "Sequential" in answer["layer"] or answer["output"] else "one layer"] += 1
    for kind, count in said.items():
        record_property(kind, count)
    assert said["one layer"] >= PORTS // 5, said
    assert said["in parts"] >= PORTS // 20 or dimension == 3, said


def draw_open(random: Random, shared: Shared, layer: TorchLayer) -> tuple[str, dict[str, object]]:
    """The PyTorch call with some of its arguments as names, and what the names stand for."""
    names: dict[str, object] = {}

    def text(name: str, value: object) -> str:
        if random.random() < 0.5:
            return str(value)
        names[name] = value
        return name

    def axes(name: str, value: Axes) -> str:
        if len(set(value)) == 1:
            return text(name, value[0])
        if random.random() < 0.2:
            return text(name, value)
        return f"({', '.join(text(f'{name}{axis}', item) for axis, item in enumerate(value))},)"

    parts = [text("cin", shared.in_channels), text("cout", shared.out_channels), axes("k", shared.kernel_size)]
    parts.append(f"stride={axes('s', shared.stride)}")
    optional = (
        ("padding", "p", layer.padding),
        ("output_padding", "op", layer.output_padding),
        ("dilation", "d", shared.dilation),
    )
    parts += [f"{key}={axes(name, value)}" for key, name, value in optional if set(value) != {int(name == "d")}]
    if shared.groups != 1:
        parts.append(f"groups={text('g', shared.groups)}")
    if not shared.bias or random.random() < 0.5:
        parts.append(f"bias={text('use_bias', shared.bias)}")
    return f"nn.ConvTranspose{shared.dimension}d({', '.join(parts)})", names


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS)
def test_open_arguments(
    seed: int,
    dimension: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    record_property: pytest.RecordProperty,
) -> None:
    """What keeps names, with every value that its condition allows."""
    random, generator = Random(f"open {seed} {dimension}"), np.random.default_rng(seed)
    drawn = [draw_any(random, dimension) for _ in range(OPEN)]
    calls = [draw_open(random, shared, layer) for shared, layer in drawn]
    said: Counter[str] = Counter()
    texts = [(call, ", ".join(names)) for call, names in calls]
    found = answers(texts, "2.10", monkeypatch, capsys)
    for (shared, layer), (call, names), entries in zip(drawn, calls, found, strict=True):
        held = [answer for answer in entries if answer["layer"] is not None and holds(answer, names)]
        if not held:
            # The one thing that MindSpore's layers have not.
            assert dimension == 3, (call, names, entries)
            assert shared.dilation[0] != 1, (call, names, entries)
            said["depth dilation"] += 1
        for answer in held:
            n = draw_input(random, shared, layer.windows())
            (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
            expected = run_torch(shared, layer, weight, bias, x)
            assert_equal(expected, run_answer(answer, weight, bias, x, **names), (call, names, answer))
            said["the first answer" if answer is entries[0] else "another answer"] += 1
    for kind, count in said.items():
        record_property(kind, count)
    assert said["the first answer"] >= OPEN // 2, said


def call_function(random: Random, shared: Shared, layer: TorchLayer) -> tuple[str, dict[str, object]]:
    """A call of the function with tensors x, w, b and some numbers as names."""
    call, names = draw_open(random, shared, layer)
    keywords = call.partition("stride=")[2].rpartition(")")[0]
    arguments = [part for part in f"stride={keywords}".split(", ") if not part.startswith("bias=")]
    bias = ["b"] if shared.bias else []
    return f"nn.functional.conv_transpose{shared.dimension}d(x, w, {', '.join(bias + arguments)})", names


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS[:4])
def test_functions(seed: int, dimension: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    random, generator = Random(f"function {seed} {dimension}"), np.random.default_rng(seed)
    drawn = [draw_any(random, dimension) for _ in range(OPEN)]
    calls = [call_function(random, shared, layer) for shared, layer in drawn]
    said: Counter[str] = Counter()
    texts = [(call, ", ".join(("x", "w", "b", *names))) for call, names in calls]
    found = answers(texts, "2.10", monkeypatch, capsys)
    for (shared, layer), (call, names), entries in zip(drawn, calls, found, strict=True):
        assert all(answer["layer"] is not None for answer in entries), entries
        (weight, bias), x = weights(shared, generator), inputs(shared, draw_input(random, shared, layer.windows()), generator)
        tensors = {name: mindspore.Tensor(value) for name, value in (("x", x), ("w", weight), ("b", bias))}
        holding = [answer for answer in entries if holds(answer, {**names, **tensors})]
        for answer in holding:
            result = eval(answer["layer"], {"nn": mindspore.nn, "ops": mindspore.ops, **tensors, **names}).asnumpy()
            assert_equal(run_torch(shared, layer, weight, bias, x), result, (call, names, answer))
        said["equal" if holding else "condition not met"] += 1
    assert said["equal"] >= OPEN // 2, said


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("seed", CHUNKS[:4])
def test_output_sizes(seed: int, dimension: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A layer that is called with `output_size`, with names for some of its numbers, and for the size or not."""
    random, generator = Random(f"size {seed} {dimension}"), np.random.default_rng(seed)
    for _ in range(OPEN // 3):
        shared = draw_shared(random, dimension)
        layer = draw_torch(random, replace(shared, dilation=(1,) * dimension))
        call, names = draw_open(random, shared, replace(layer, output_padding=(0,) * dimension))
        n = draw_input(random, shared, layer.windows())
        size = tuple(
            (length - 1) * s - 2 * p + reach + op
            for length, s, p, reach, op in zip(
                n, shared.stride, layer.padding, shared.reach, layer.output_padding, strict=True
            )
        )
        written_size = random.choice((str(size), str(list(size)), "size"))
        (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
        expected = run_torch(shared, layer, weight, bias, x)
        text = f"from torch import nn\nup = {call}\ny = up(x, output_size={written_size})\n"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(["port", "-", "--output-format", "json", "--isolated"]) == 0
        entries = json.loads(capsys.readouterr().out)
        held = [answer for answer in entries if answer["layer"] is not None and holds(answer, names)]
        assert held, (call, names, entries)
        for answer in held:
            result = run_answer(answer, weight, bias, x, **names, size=size)
            assert_equal(expected, result, (call, names, size, answer))
