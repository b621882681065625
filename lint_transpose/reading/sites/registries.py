"""Layers that an argument tells: `build_upsample_layer(dict(type="deconv"), ...)`, `torch.convolution(..., True, ...)`."""

from __future__ import annotations

import ast
import re

from ...layers.call import Symbol, Value
from ...record.dataclasses import replace
from ..values.arguments import actuals
from ..values.evaluator import Reader
from ..values.objects import Actual, Actuals, Frame
from .ranks import rank_of

BUILDER = "build_upsample_layer"
CONVOLUTIONS = frozenset({"convolution", "_convolution"})
BUILDERS = CONVOLUTIONS | {BUILDER}
"""The names of what builds or computes a layer that an argument tells."""
_PACKAGES = ("mmcv.", "mmengine.")
_REGISTERED = {"deconv": "torch.nn.ConvTranspose2d", "deconv3d": "torch.nn.ConvTranspose3d"}
_CONVOLUTION = re.compile(r"^torch(?:\.ops\.aten)?\._?convolution(?:\.default)?$")
_OF_CONVOLUTION = ("input", "weight", "bias", "stride", "padding", "dilation", "transposed", "output_padding", "groups")
_OF_TRANSPOSED = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
_SIZES = ("stride", "padding", "dilation", "output_padding")


def is_convolution(callee: Value) -> bool:
    """Whether `callee` is PyTorch's function of all convolutions."""
    return isinstance(callee, Symbol) and _CONVOLUTION.match(callee.name) is not None


def registered(reader: Reader, callee: Value, node: ast.Call, frame: Frame) -> tuple[Symbol, Actuals] | None:
    """The layer that an argument of `node` tells, and what it receives."""
    if is_convolution(callee):
        return _convolution(reader, node, frame)
    if isinstance(callee, Symbol) and callee.name.endswith(f".{BUILDER}") and callee.name.startswith(_PACKAGES):
        return _configured(reader, node, frame)
    return None


def _convolution(reader: Reader, node: ast.Call, frame: Frame) -> tuple[Symbol, Actuals] | None:
    """The function of transposed convolutions that computes the same, and its arguments."""
    passed = actuals(reader, node, frame)
    given = dict(zip(_OF_CONVOLUTION, passed.positional)) | {str(actual.name): actual for actual in passed.keywords}
    if passed.open or not given.keys() >= set(_OF_CONVOLUTION) or reader.value_of(given["transposed"]) is not True:
        return None
    values = [reader.value_of(given[name]) for name in _SIZES]
    dimension = max(len(value) if isinstance(value, (tuple, list)) else 0 for value in values)
    if dimension < 2:  # one number may be for all axes
        ranks = {rank_of(reader, given[name].node, given[name].frame) for name in ("input", "weight")} - {None}
        dimension = (ranks.pop() or 0) - 2 if len(ranks) == 1 else 0
    if dimension not in (1, 2, 3):
        return None
    items = [replace(given[name], name=None, keyword=None, index=at) for at, name in enumerate(_OF_TRANSPOSED)]
    return Symbol(f"torch.conv_transpose{dimension}d"), Actuals(tuple(items))


def _configured(reader: Reader, node: ast.Call, frame: Frame) -> tuple[Symbol, Actuals] | None:
    """The layer that the configuration in the first argument of `node` names, and what it receives."""
    passed = actuals(reader, node, frame)
    by_name = [actual for actual in passed.keywords if actual.name == "cfg"]
    if not by_name and not passed.positional:
        return None
    configuration, *rest = [*by_name, *passed.positional]
    value = reader.value_of(configuration)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        return None
    layer = _REGISTERED.get(str(value.get("type")))
    if layer is None:
        return None
    added = [
        Actual(configuration.node, configuration.frame, name=key, value=item, here=False)
        for key, item in value.items()
        if key != "type"
    ]
    positional = [replace(actual, index=index) for index, actual in enumerate(rest)]
    keywords = [actual for actual in passed.keywords if actual not in by_name]
    return Symbol(layer), Actuals(tuple(positional), (*keywords, *added), passed.open)
