"""Registries that are well known: `build_upsample_layer(dict(type="deconv"), 64, 32, 4)` of mmcv builds a layer by a name."""

from __future__ import annotations

import ast
from dataclasses import replace

from ...layers.call import Symbol, Value
from ..values.arguments import actuals
from ..values.evaluator import Reader
from ..values.objects import Actual, Actuals, Frame

BUILDER = "build_upsample_layer"
_PACKAGES = ("mmcv.", "mmengine.")
_REGISTERED = {"deconv": "torch.nn.ConvTranspose2d", "deconv3d": "torch.nn.ConvTranspose3d"}


def registered(reader: Reader, callee: Value, node: ast.Call, frame: Frame) -> tuple[Symbol, Actuals] | None:
    """The layer that the configuration in the first argument of `node` names, and what it receives."""
    if not isinstance(callee, Symbol) or not callee.name.endswith(f".{BUILDER}") or not callee.name.startswith(_PACKAGES):
        return None
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
