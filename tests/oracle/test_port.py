"""What `lint-transpose port` answers, run against PyTorch: every answer that says exact is."""

from __future__ import annotations

import ast
import io
import json
import sys
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import mindspore
import numpy as np
import pytest

from lint_transpose.cli import main
from lint_transpose.releases import LAYERS, RELEASES, release

from .frameworks import Array, inputs, run_torch, weights
from .layers import Axes, Shared, TorchLayer, draw_input, draw_shared, draw_torch

CHUNKS = range(8)
PORTS = 210  # of each dimension in a chunk: 5,040 in all
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


def answers(calls: list[str], version: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> list[dict[str, Any]]:
    """What the command prints for a file of calls, one for each."""
    text = "from torch import nn\n" + "".join(f"layer = {call}\n" for call in calls)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["port", "-", "--output-format", "json", "--isolated", "--mindspore-version", version]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [entry["location"]["row"] for entry in found] == list(range(2, len(calls) + 2))
    return found


def run_answer(answer: dict[str, Any], weight: Array, bias: Array, x: Array, **names: Any) -> Array:
    """What the answer computes with these weights."""
    layer = eval(answer["layer"], {"nn": mindspore.nn, "mindspore": mindspore, **names})
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
    for (shared, layer), call, answer in zip(drawn, calls, answers(calls, version, monkeypatch, capsys), strict=True):
        context = (call, version, answer)
        assert answer["torch"] == call
        if dimension == 3 and shared.dilation[0] != 1 and shared.kernel_size[0] != 1:
            assert answer["layer"] is None, context
            assert not answer["exact"], context
            assert "depth dilation" in answer["reason"], context
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
