"""The shim beside PyTorch: `python -m tests.oracle.shims [--layers 5000] [--seed 0]`.

Random layers, in PYNATIVE and in GRAPH mode: their weights loaded from PyTorch's state dict, their values and the gradients
of input, weight and bias. Prints how many were equal, each that was not, and exits with 1 when there is any.

3-D results are larger than their kernel: elsewhere MindSpore 2.10's own gradient of a 3-D weight reads memory on CPU that it
never wrote, with its own layers too.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import lint_transpose.porting.shim

from .frameworks import Array, inputs, mindspore, np, torch
from .layers import Axes, Shared, TorchLayer, draw_input, draw_shared, draw_torch

CHUNK = 50
BATCH = 10  # chunks, each worker's own
TOLERANCE = 1e-4  # of the largest value
SHIM = Path(lint_transpose.porting.shim.__file__).with_name("torch_layers.py")


def shim() -> Any:
    """The module that `port --shim` writes."""
    spec = importlib.util.spec_from_file_location("torch_layers", SHIM)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault("torch_layers", importlib.util.module_from_spec(spec))
    if not hasattr(module, "ConvTranspose1d"):
        spec.loader.exec_module(module)
    return module


class Drawn(NamedTuple):
    """A layer in PyTorch's arguments, its input, and the output_size that it is called with."""

    dimension: int
    arguments: dict[str, Any]
    x: Array
    output_size: Axes | None


def draw(random: Random, generator: np.random.Generator, dimension: int) -> Drawn:
    """Any legal layer, 3-D kernels up to MindSpore's limit; some inputs have no batch axis."""
    shared = draw_shared(random, dimension, torch_alone=True)
    if dimension == 3 and random.random() < 0.1:
        largest = random.choice(((7, 7, 7), (9, 5, 7), (3, 9, 9)))
        shared = replace(shared, kernel_size=largest, dilation=(1, random.randint(1, 2), 1))
    layer = draw_torch(random, shared)
    lengths = draw_input(random, shared, layer.windows())
    if dimension == 3:
        axes = zip(lengths, shared.stride, shared.reach, shared.kernel_size, layer.padding, strict=True)
        lengths = tuple(max(n, (k - reach + 2 * p) // s + 2) for n, s, reach, k, p in axes)
    x = inputs(shared, lengths, generator)
    x = np.concatenate([x, inputs(shared, lengths, generator)]) if random.random() < 0.5 else x
    output_size = None
    if random.random() < 0.3:
        added = [random.randrange(s) for s in shared.stride]
        asked = tuple(
            (n - 1) * s - 2 * p + reach + more
            for n, s, p, reach, more in zip(lengths, shared.stride, layer.padding, shared.reach, added, strict=True)
        )
        if min(asked) > 0:
            layer, output_size = TorchLayer(layer.padding, tuple(0 for _ in layer.padding)), asked
    return Drawn(dimension, written(random, shared, layer), x[0] if random.random() < 0.2 else x, output_size)


def written(random: Random, shared: Shared, layer: TorchLayer) -> dict[str, Any]:
    """The arguments as ints where all axes agree, as tuples or lists."""

    def number(axes: Axes) -> Any:
        if len(set(axes)) == 1 and random.random() < 0.7:
            return axes[0]
        return list(axes) if random.random() < 0.2 else axes

    names = ("kernel_size", "stride", "dilation")
    arguments = {name: number(getattr(shared, name)) for name in names}
    arguments |= {name: number(getattr(layer, name)) for name in ("padding", "output_padding")}
    return {
        "in_channels": shared.in_channels,
        "out_channels": shared.out_channels,
        "groups": shared.groups,
        "bias": shared.bias,
        **arguments,
    }


def of_torch(layer: torch.nn.Module, drawn: Drawn, sensitivity: Array) -> list[Array]:
    """Values, and the gradients of input, weight and bias."""
    x = torch.from_numpy(drawn.x).requires_grad_()
    y = layer(x) if drawn.output_size is None else layer(x, output_size=list(drawn.output_size))
    sensitivity = sensitivity.reshape(-1)[: y.numel()].reshape(y.shape)
    y.backward(torch.from_numpy(sensitivity))
    gradients = [x.grad, *(parameter.grad for parameter in (layer.weight, layer.bias) if parameter is not None)]
    return [y.detach().numpy(), *(gradient.numpy() for gradient in gradients if gradient is not None)]


class Together(mindspore.nn.Cell):
    """Several layers in one graph: compiling is what takes the time."""

    def __init__(self, cells: list[mindspore.nn.Cell], sizes: list[Axes | None]) -> None:
        super().__init__()
        self.layers = mindspore.nn.CellList(cells)
        self.sizes = sizes

    def construct(self, *xs: mindspore.Tensor) -> Any:
        ys = ()
        for layer, x, size in zip(self.layers, xs, self.sizes):
            ys += (layer(x, size),)
        return ys


class Gradients(mindspore.nn.Cell):
    """The values and gradients of `Together`, under given sensitivities of its results."""

    def __init__(self, net: Together) -> None:
        super().__init__()
        self.net, self.count = net, len(net.sizes)
        self.parameters = mindspore.ParameterTuple(net.trainable_params())
        self.of = mindspore.ops.GradOperation(get_all=True, get_by_list=True, sens_param=True)

    def construct(self, *tensors: mindspore.Tensor) -> Any:
        # Not as two tuples: GRAPH mode takes a tuple that is passed for a constant.
        xs, sensitivities = tensors[: self.count], tensors[self.count :]
        return self.net(*xs), self.of(self.net, self.parameters)(*xs, sensitivities)


def judge(drawn: list[Drawn], graph: bool, generator: np.random.Generator) -> list[str]:
    """What of these layers differs, one line each."""
    module = shim()
    mindspore.set_context(mode=mindspore.GRAPH_MODE if graph else mindspore.PYNATIVE_MODE)
    originals = [getattr(torch.nn, f"ConvTranspose{item.dimension}d")(**item.arguments) for item in drawn]
    cells = [getattr(module, f"ConvTranspose{item.dimension}d")(**item.arguments) for item in drawn]
    for original, cell in zip(originals, cells, strict=True):
        module.load_state_dict(cell, original.state_dict())
    noise = generator.standard_normal(200_000).astype(np.float32)
    expected = [of_torch(original, item, noise) for original, item in zip(originals, drawn, strict=True)]
    sensitivities = [mindspore.Tensor(noise[: values[0].size].reshape(values[0].shape)) for values in expected]
    net = Together(cells, [item.output_size for item in drawn])
    xs = [mindspore.Tensor(item.x) for item in drawn]
    ys, (of_inputs, of_parameters) = Gradients(net)(*xs, *sensitivities)
    left = list(of_parameters)
    wrong = []
    for item, cell, y, dx, values in zip(drawn, cells, ys, of_inputs, expected, strict=True):
        count = len(list(cell.trainable_params()))
        found, left = [y, dx, *left[:count]], left[count:]
        for what, ours, theirs in zip(("values", "input", "weight", "bias"), found, values, strict=False):
            ours = ours.asnumpy()
            if ours.shape != theirs.shape:
                wrong.append(f"{what}: shape {ours.shape}, PyTorch {theirs.shape}: {item._replace(x=item.x.shape)}")
            elif theirs.size and np.abs(ours - theirs).max() > TOLERANCE * max(np.abs(theirs).max(), 1):
                wrong.append(f"{what}: {np.abs(ours - theirs).max()}: {item._replace(x=item.x.shape)}")
    return wrong


def run_chunk(seed: str, layers: int) -> list[str]:
    """What differs in so many layers of a seed, in both modes."""
    random, generator = Random(seed), np.random.default_rng(list(seed.encode()))
    drawn = [draw(random, generator, random.choice((1, 2, 3))) for _ in range(layers)]
    return [line for graph in (False, True) for line in judge(drawn, graph, generator)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.shims", description=__doc__)
    parser.add_argument("--layers", type=int, default=5000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    sizes = [min(CHUNK, options.layers - start) for start in range(0, options.layers, CHUNK)]
    seeds = [f"{options.seed} {index}" for index in range(len(sizes))]
    wrong = []
    for start in range(0, len(sizes), BATCH):
        batch = slice(start, start + BATCH)
        # MindSpore's threads do not survive a fork; what graphs take is given back with the process.
        with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
            for lines in pool.map(run_chunk, seeds[batch], sizes[batch]):
                wrong += lines
                for line in lines:
                    print(line, flush=True)
        done, taken = sum(sizes[: start + BATCH]), time.monotonic() - started
        print(f"{done} layers, {len(wrong)} differences, {taken:.0f} s", file=sys.stderr, flush=True)
    print(f"{options.layers} layers in both modes in {time.monotonic() - started:.0f} s, {len(wrong)} differences")
    return 1 if wrong or not options.layers else 0


if __name__ == "__main__":
    sys.exit(main())
