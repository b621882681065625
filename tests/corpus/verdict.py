"""What the real frameworks say of a finding: the call is built and run with the values that the text decides."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice, product
from typing import Any, Literal

import mindspore
import numpy as np
import torch
from mindspore import nn

from lint_transpose import Finding
from lint_transpose.layers.call import LayerCall, Opaque, PadLayer, Symbol, Unknown, is_known
from lint_transpose.reading import Site
from lint_transpose.record.dataclasses import replace

Array = np.ndarray

LAYERS = (nn.Conv1dTranspose, nn.Conv2dTranspose, nn.Conv3dTranspose)
TOLERANCE = 1e-4
# What stands in for a value that the text leaves open: every combination is run, as far as there are not too many.
FILLS: Mapping[str, tuple[Any, ...]] = {
    "in_channels": (8,),
    "out_channels": (8, 16),
    "kernel_size": (4, 3),
    "stride": (2, 1),
    "pad_mode": ("pad", "same", "valid"),
    "padding": (0, 1),
    "output_padding": (0, 1),
    "dilation": (1,),
    "group": (1,),
    "has_bias": (False, True),
}
MOST_FILLINGS = 96


@dataclass(frozen=True)
class Verdict:
    """What running it showed, and the call with its outcome."""

    word: Literal["true", "false", "not run"]
    shown: str


def judge(finding: Finding, site: Site) -> Verdict:
    """Whether what `finding` says of one of the cases of `site` is so in the frameworks."""
    verdicts = [_of_case(finding, case.call) for case in site.cases]
    if finding.confidence == "certain":  # must hold in every case
        return next((verdict for verdict in verdicts if verdict.word != "true"), verdicts[0])
    return next((verdict for verdict in verdicts if verdict.word == "true"), verdicts[0])


def judge_name(name: str) -> Verdict:
    """Whether MindSpore lacks what a text takes from it under the full dotted `name`."""
    try:
        operator.attrgetter(name.partition(".")[2])(mindspore)
    except AttributeError as error:
        return Verdict("true", f"`{name}`: AttributeError: {error}")
    return Verdict("false", f"`{name}` exists")


def _of_case(finding: Finding, call: LayerCall) -> Verdict:
    if finding.code != "MST103":
        # What else may be wrong with the call must not speak for this finding.
        call = replace(call, unexpected=(), repeated=(), surplus=())
    outcomes = [_outcome(finding, call, filling) for filling in islice(_fillings(finding, call), MOST_FILLINGS)]
    return next((outcome for outcome in outcomes if outcome.word != "true"), outcomes[0])


def _outcome(finding: Finding, call: LayerCall, filling: Mapping[str, Any]) -> Verdict:
    positional, keywords = _arguments(call, filling)
    text = _text(call, positional, keywords)
    try:
        layer = LAYERS[call.layer.dimension - 1](*positional, **keywords)
        result = _run(layer, call)
    except (TypeError, ValueError, RuntimeError) as error:
        said = f"`{text}`: {type(error).__name__}: {str(error).strip().splitlines()[0][:90]}"
        return Verdict("true" if finding.code.startswith("MST1") else "not run", said)
    if finding.code.startswith("MST1"):
        return Verdict("false", f"`{text}` runs")
    pad = call.follower.pad
    if pad is not None and finding.code in ("MST203", "MST204"):
        padded = _padded(result, pad)
        if padded is None:
            return Verdict("not run", f"`{text}`, then a pad that is not decided")
        result, text = padded, f"{text} + {pad.function}"
    equal = _torch_equal(layer, result, call)
    if equal:
        return Verdict("false", f"`{text}` equals {equal}")
    return Verdict("true", f"`{text}`: no PyTorch layer computes this")


def _fillings(finding: Finding, call: LayerCall) -> Iterator[Mapping[str, Any]]:
    names = [name for name in call.signature.names if name in FILLS and _is_open(finding, call, name)]
    for values in product(*(FILLS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _is_open(finding: Finding, call: LayerCall, name: str) -> bool:
    if name in call.arguments:
        return not is_known(call.arguments[name].value)
    required = name in ("in_channels", "out_channels", "kernel_size")
    return (required and finding.code != "MST103") or call.open


def _arguments(call: LayerCall, filling: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    values = {}
    for name, argument in call.arguments.items():
        value = filling[name] if name in filling else _concrete(argument.value)
        if not (isinstance(value, (Unknown, Opaque)) and name.endswith("_init")):
            values[name] = value
    values |= {name: value for name, value in filling.items() if name not in values}
    if values.get("pad_mode", "same") != "pad" and "padding" in filling:
        values["padding"] = 0
    if filling.get("output_padding") and values.get("pad_mode", "same") != "pad":
        values["output_padding"] = 0
    positional: list[Any] = []
    for name in call.signature.names:
        argument = call.arguments.get(name)
        if argument is None or argument.keyword is not None or argument.index is None or name not in values:
            break
        positional.append(values.pop(name))
    positional += [_concrete(argument.value) for argument in call.surplus]
    for argument in call.unexpected:
        values[argument.parameter] = _concrete(argument.value)
    return positional, values


def _concrete(value: object) -> Any:
    if isinstance(value, Symbol):
        root, *rest = value.name.split(".")
        known = {"mindspore": mindspore, "torch": torch, "numpy": np}
        try:
            return reduce(getattr, rest, known[root])
        except (KeyError, AttributeError):
            return value
    if isinstance(value, (tuple, list)):
        return type(value)(map(_concrete, value))
    return value


def _text(call: LayerCall, positional: list[Any], keywords: Mapping[str, Any]) -> str:
    listed = [*map(repr, positional), *(f"{name}={value!r}" for name, value in keywords.items())]
    return f"{call.layer.name.rpartition('.')[2]}({', '.join(listed)})"


def _run(layer: Any, call: LayerCall) -> Array:
    """The layer's result for a random input."""
    dimension = call.layer.dimension
    x = _input(layer, dimension)
    result: Array = layer(mindspore.Tensor(x)).asnumpy()
    return result


def _input(layer: Any, dimension: int) -> Array:
    generator = np.random.default_rng(1)
    return generator.standard_normal((1, layer.in_channels, *range(7, 7 + dimension))).astype(np.float32)


def _padded(result: Array, pad: PadLayer) -> Array | None:
    if not isinstance(pad.amounts, tuple) or not is_known(tuple(pad.amounts)):
        return None
    amounts = [(0, 0)] * (result.ndim - len(pad.amounts)) + [(int(a), int(b)) for a, b in pad.amounts]  # type: ignore[call-overload]
    modes = {"constant": "constant", "reflect": "reflect", "symmetric": "symmetric", "replicate": "edge"}
    mode = modes.get(str(pad.mode))
    if mode is None or any(value < 0 for pair in amounts for value in pair):
        return None
    fill = {"constant_values": pad.fill} if mode == "constant" and isinstance(pad.fill, (int, float)) else {}
    padded: Array = np.pad(result, amounts, mode=mode, **fill)  # type: ignore[call-overload]
    return padded


def _torch_equal(layer: Any, result: Array, call: LayerCall) -> str:
    """The PyTorch layer with the same weights that computes `result`, in words; empty when none does."""
    dimension = call.layer.dimension
    kernel, stride, dilation = (_axes(getattr(layer, name), dimension) for name in ("kernel_size", "stride", "dilation"))
    x = torch.from_numpy(_input(layer, dimension))
    weight = torch.from_numpy(layer.weight.asnumpy()).reshape(layer.weight.shape[0], layer.weight.shape[1], *kernel)
    bias = torch.from_numpy(layer.bias.asnumpy()) if layer.has_bias else None
    run = (torch.conv_transpose1d, torch.conv_transpose2d, torch.conv_transpose3d)[dimension - 1]
    options = []
    for n, k, s, d, wanted in zip(x.shape[2:], kernel, stride, dilation, result.shape[2:], strict=True):
        full = (n - 1) * s + d * (k - 1) + 1
        # wanted = full - 2 * padding + output_padding
        crops = ((full + op - wanted, op) for op in range(max(s, d)))
        options.append([(crop // 2, op) for crop, op in crops if crop >= 0 and crop % 2 == 0])
    for pairs in product(*options):
        padding, output_padding = zip(*pairs, strict=True)
        try:
            theirs = run(x, weight, bias, stride, padding, output_padding, layer.group, dilation).numpy()
        except RuntimeError:
            continue
        if theirs.shape == result.shape and np.abs(theirs - result).max() <= TOLERANCE * np.abs(theirs).max():
            return f"PyTorch's padding={padding}, output_padding={output_padding}"
    return ""


def _axes(value: Any, dimension: int) -> tuple[int, ...]:
    values = (value,) * dimension if isinstance(value, int) else tuple(value)
    return values[-dimension:]
