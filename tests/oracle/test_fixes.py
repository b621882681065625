"""What the rules suggest, executed: it builds, it runs, and it equals the PyTorch layer; what they report differs from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from random import Random

import mindspore
import numpy as np
import pytest
import torch

from lint_transpose import Settings, check_source
from lint_transpose.fixing import apply, fix_text
from lint_transpose.layers.window import Window
from lint_transpose.rules import RULES, Report, Rule
from lint_transpose.text.finding import Fix
from tests.calls import HEADERS, reports

from .frameworks import Array, inputs, run_torch, weights
from .layers import Axes, MindSporeLayer, Shared, TorchLayer, draw_input, draw_mindspore, draw_shared, draw_torch

TOLERANCE = 1e-4  # of the largest value
FINDINGS = 2000
ALONE = 60
CHUNKS = range(8)

# The PyTorch layer that each example ports, by hand: what its good file must return, and its bad file does not.
ORIGINALS = {
    "MST101": "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False)",
    "MST201": "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)",
    "MST202": "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)",
    "MST203": "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1, bias=False)",
    "MST204": "nn.Sequential(nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1, bias=False))",
    "MST205": "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)",
    "MST206": "nn.ConvTranspose2d(64, 32, 2, stride=3)",
    "MST208": "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)",
    "MST210": "nn.ConvTranspose2d(64, 32, (4, 6), stride=2, padding=(1, 2))",
    "MST303": "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)",
}


def build(text: str) -> mindspore.nn.Cell:
    """The module that `text` keeps as `up`, or that its network of MindSpore does."""
    namespace: dict[str, object] = {"__name__": "example"}
    exec(compile(text, "<example>", "exec"), namespace)
    networks = [item for item in namespace.values() if isinstance(item, type) and issubclass(item, mindspore.nn.Cell)]
    module = namespace["up"] if "up" in namespace else networks[-1]().up
    assert isinstance(module, mindspore.nn.Cell)
    return module


def loaded(module: mindspore.nn.Cell, weight: Array, bias: Array | None) -> mindspore.nn.Cell:
    """`module` with these weights in its transposed convolution."""
    kinds = (mindspore.nn.Conv1dTranspose, mindspore.nn.Conv2dTranspose, mindspore.nn.Conv3dTranspose)
    (layer,) = [cell for _, cell in module.cells_and_names() if isinstance(cell, kinds)]
    layer.weight.set_data(mindspore.Tensor(weight.reshape(layer.weight.shape)))
    if layer.has_bias and bias is not None:
        layer.bias.set_data(mindspore.Tensor(bias))
    return module


def run(module: mindspore.nn.Cell, x: Array) -> Array:
    result: Array = module(mindspore.Tensor(x)).asnumpy()
    return result


def equal(a: Array, b: Array) -> bool:
    return a.shape == b.shape and bool(np.abs(a - b).max() <= TOLERANCE * np.abs(a).max())


def settled(text: str, rule: Rule) -> str:
    return fix_text(text, lambda text: check_source(text, settings=rule.settings), safe_only=False).text


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fix_safety and rule.code[3] != "4"], ids=lambda rule: rule.code
)
def test_mended_examples_run(rule: Rule) -> None:
    text = settled(rule.bad, rule)
    assert text != rule.bad
    module = build(text)
    (layer,) = [cell for _, cell in module.cells_and_names() if hasattr(cell, "in_channels")]
    spatial = (7, 9, 6)[: int(type(layer).__name__[4])]
    assert np.isfinite(run(module, np.ones((1, layer.in_channels, *spatial), np.float32))).all()


@pytest.mark.parametrize("code", ORIGINALS)
def test_good_examples_equal_their_originals(code: str) -> None:
    (rule,) = [rule for rule in RULES if rule.code == code]
    torch.manual_seed(0)
    original = eval(ORIGINALS[code], {"nn": torch.nn})
    (convolution,) = [module for module in original.modules() if isinstance(module, torch.nn.ConvTranspose2d)]
    weight = convolution.weight.detach().numpy()
    bias = convolution.bias.detach().numpy() if convolution.bias is not None else None
    x = np.random.default_rng(0).standard_normal((1, 64, 7, 9)).astype(np.float32)
    expected = original(torch.from_numpy(x)).detach().numpy()
    assert equal(expected, run(loaded(build(rule.good), weight, bias), x))
    try:
        result = run(loaded(build(rule.bad), weight, bias), x)
    except (TypeError, ValueError):
        assert rule.severity == "error" or code == "MST208"  # whose kernel does not even take the weights
    else:
        assert not equal(expected, result)


# -- random findings ---------------------------------------------------------------------------------------------------


def test_findings() -> None:
    """Of random ports, each finding that names a PyTorch layer is true, and what it suggests is exact."""
    counts: Counter[str] = Counter()
    for seed in CHUNKS:
        random, generator = Random(f"fixes {seed}"), np.random.default_rng(seed)
        target = FINDINGS * (seed + 1) // len(CHUNKS)
        while counts.total() < target:
            shared = draw_shared(random, random.choice((1, 2, 2, 2, 3)))
            original = draw_torch(random, shared)
            port = draw_port(random, shared, original)
            torch_layer = HEADERS["torch"] + torch_text(shared, original)
            for rule, report in reports(
                port.text, torch_layer, codes=("MST202", "MST203", "MST204", "MST205", "MST206", "MST210")
            ):
                counts[rule.code] += _holds(port, shared, original, rule, report, random, generator)
    assert min(counts[f"MST{code}"] for code in (202, 203, 204, 205, 206, 210)) >= FINDINGS // 100, counts


def _holds(
    port: Port,
    shared: Shared,
    original: TorchLayer,
    rule: Rule,
    report: Report,
    random: Random,
    generator: np.random.Generator,
) -> bool:
    """Checks one finding. False where the input is too short for either layer."""
    mended = port.mended(report)
    n = draw_input(random, shared, original.windows(), port.windows)
    (weight, bias), x = weights(shared, generator), inputs(shared, n, generator)
    expected = run_torch(shared, original, weight, bias, x)
    message = (str(rule.message(report)), port.text, original, mended)
    assert not equal(expected, run(loaded(build(port.text), weight, bias), x)), message
    assert mended is not None, message
    around, text, cut = mended
    extended = build(f"{HEADERS['mindspore']}up = {around}")(mindspore.Tensor(x)).asnumpy() if around else x
    result = run(loaded(build(text), weight, bias), extended)
    if cut:
        result = eval(f"y[{cut}]", {"y": result})
    assert equal(expected, result), message
    return True


def test_findings_without_an_original() -> None:
    """The PyTorch layer that a message names is another one than the layer reported, and the suggestion equals it."""
    random, generator = Random("alone"), np.random.default_rng(0)
    counts: Counter[str] = Counter()
    for _ in range(100 * ALONE):
        if min(counts["MST203"], counts["MST205"], counts["MST206"]) >= ALONE:
            break
        shared = draw_shared(random, random.choice((1, 2, 2)))
        layer = draw_mindspore(random, shared)
        text = mindspore_text(random, shared, layer)
        port = Port(shared.dimension, text, layer.windows(shared))
        for rule, report in reports(port.text, settings=Settings(porting="always"), codes=("MST203", "MST205", "MST206")):
            original = _named(shared, layer, rule, report)
            if original is not None and counts[rule.code] < 2 * ALONE:
                counts[rule.code] += _holds(port, shared, original, rule, report, random, generator)
    assert min(counts["MST203"], counts["MST205"], counts["MST206"]) >= ALONE, counts


def _named(shared: Shared, layer: MindSporeLayer, rule: Rule, report: Report) -> TorchLayer | None:
    """The PyTorch layer that the finding holds `layer` to; None where it names none, or one that PyTorch rejects."""
    d = shared.dimension
    if rule.code == "MST206":
        return TorchLayer((0,) * d, (0,) * d)
    if rule.code == "MST203":  # its own figures, with values for the zeros
        sides = zip(layer.padding[::2], layer.padding[1::2], layer.output_padding, strict=True)
        pairs = [(near, near - far + op) for near, far, op in sides]
    else:
        named = [int(number) for number in re.findall(r"-?\d+", str(report.parts.get("theirs")))]  # what PyTorch's layer crops
        if len(named) != 2 or len({*zip(shared.reach, shared.stride, shared.dilation, strict=True)}) > 1:
            return None
        pairs = [(named[0], named[0] - named[1])] * d
    bounds = [max(s, dilation) for s, dilation in zip(shared.stride, shared.dilation, strict=True)]
    if any(not 0 <= op < bound for (_, op), bound in zip(pairs, bounds, strict=True)):
        return None
    return TorchLayer(tuple(p for p, _ in pairs), tuple(op for _, op in pairs))


def test_no_layer_of_pytorch_computes_an_odd_same() -> None:
    """Where MST205 says so: none of all paddings and output paddings."""
    random, generator = Random("odd"), np.random.default_rng(0)
    count = 0
    while count < 20:
        shared = draw_shared(random, 1)
        layer = MindSporeLayer("same", (0, 0), (0,))
        text = HEADERS["mindspore"] + f"up = {mindspore_text(random, shared, layer)}\n"
        if not reports(text, settings=Settings(porting="always"), codes=("MST205",)):
            continue
        count += 1
        (weight, bias), x = weights(shared, generator), inputs(shared, (9,), generator)
        result = run(loaded(build(text), weight, bias), x)
        for p in range(shared.reach[0] + 1):
            for op in range(max(shared.stride[0], shared.dilation[0])):
                assert not equal(run_torch(shared, TorchLayer((p,), (op,)), weight, bias, x), result), (text, p, op)


@dataclass(frozen=True)
class Port:
    """A MindSpore layer as a text, with the Pad behind it, if any."""

    dimension: int
    layer: str
    windows: tuple[Window, ...]
    pad: str = ""

    @property
    def text(self) -> str:
        return self._written(self.layer, self.pad)

    @staticmethod
    def _written(layer: str, pad: str) -> str:
        return HEADERS["mindspore"] + (f"up = nn.SequentialCell([{layer}, {pad}])\n" if pad else f"up = {layer}\n")

    def mended(self, report: Report) -> tuple[str, str, str] | None:
        """What to put before the layer, the mended text, and how to index its result; None where nothing exact is named."""
        words = str(report.parts["remedy"])
        around = re.search(r"put (nn\.\w+\(.*?\)) first, write", words)
        cut = re.search(r"take \[(\.\.\., \S+)\] of its result", words)
        text = self.text
        if report.edits:
            text, _ = apply(self.text, [Fix("", report.edits, False)])
        elif "write" in words or "drop" in words:
            text = self._by_words(words)
        else:
            return None
        return around[1] if around else "", text, cut[1] if cut else ""

    def _by_words(self, words: str) -> str:
        """The text with what the words say, as a reader would do it."""
        layer = self.layer
        for parameter in ("pad_mode", "padding", "output_padding"):
            written = re.search(rf"\b{parameter}=(\"\w+\"|\d+|\([\d, ]+\))", words)
            dropped = re.search(rf"drop [a-z_ ]*\b{parameter}\b", words)
            if written or dropped:
                layer = re.sub(rf", \b{parameter}=(?:\"\w+\"|\d+|\([\d, ]+\))", "", layer)
            if written:
                layer = f"{layer[:-1]}, {parameter}={written[1]})"
        return self._written(layer, "" if "drop the Pad" in words else self.pad)


def draw_port(random: Random, shared: Shared, original: TorchLayer) -> Port:
    """A port of `original` that people write: exact, or not."""
    d, none = shared.dimension, (0,) * shared.dimension
    twice = tuple(p for p in original.padding for _ in range(2))
    layer, pad = MindSporeLayer("pad", twice, none), ""
    style = random.choice(("plain", "argument", "pad", "off", "same", "valid", "order"))
    if style in ("same", "valid"):
        layer = MindSporeLayer(style, none * 2, none)
    elif style == "order" and d > 1:
        layer = MindSporeLayer("pad", original.padding * 2, none)
    elif style == "argument" and d > 1:
        limits = shared.stride if d == 3 else tuple(map(max, shared.stride, shared.dilation))
        if all(op < limit for op, limit in zip(original.output_padding, limits, strict=True)):
            layer = MindSporeLayer("pad", twice, original.output_padding)
    elif style in ("pad", "off") and d < 3 and any(original.output_padding):
        pairs = [(0, op) for op in original.output_padding]
        if style == "off":
            pairs = random.choice(([pair[::-1] for pair in pairs], pairs[::-1], [(0, after + 1) for _, after in pairs]))
        pad = f"nn.Pad({((0, 0), (0, 0), *pairs)})"
    return Port(d, mindspore_text(random, shared, layer), layer.windows(shared), pad)


def axes_text(values: Axes) -> str:
    return str(values[0]) if len(set(values)) == 1 else str(values)


def torch_text(shared: Shared, layer: TorchLayer) -> str:
    arguments = {
        "stride": axes_text(shared.stride),
        "padding": axes_text(layer.padding),
        "output_padding": axes_text(layer.output_padding),
        "groups": str(shared.groups),
        "bias": str(shared.bias),
        "dilation": axes_text(shared.dilation),
    }
    given = ", ".join(f"{name}={value}" for name, value in arguments.items())
    sizes = f"{shared.in_channels}, {shared.out_channels}, {axes_text(shared.kernel_size)}"
    return f"up = nn.ConvTranspose{shared.dimension}d({sizes}, {given})\n"


def mindspore_text(random: Random, shared: Shared, layer: MindSporeLayer) -> str:
    """The call, in keywords in any order; what equals a default is left out at random."""
    arguments = {
        "stride": (axes_text(shared.stride), "1"),
        "pad_mode": (f'"{layer.pad_mode}"', '"same"'),
        "padding": (axes_text(layer.padding), "0"),
        "output_padding": (axes_text(layer.output_padding), "0"),
        "dilation": (axes_text(shared.dilation), "1"),
        "group": (str(shared.groups), "1"),
        "has_bias": (str(shared.bias), "False"),
    }
    if shared.dimension == 1:
        del arguments["output_padding"]
    given = [f"{name}={value}" for name, (value, default) in arguments.items() if value != default or random.random() < 0.3]
    random.shuffle(given)
    sizes = f"{shared.in_channels}, {shared.out_channels}, {axes_text(shared.kernel_size)}"
    return f"nn.Conv{shared.dimension}dTranspose({', '.join([sizes, *given])})"
