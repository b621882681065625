"""What a PyTorch state dict needs to be loaded into the ported layers: other names, one more axis, weights folded first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..languages import Phrase, Text, joined
from ..layers.call import Symbol, Unknown
from ..reading import Module
from ..reading.index.names import names_in
from .listing import Ported

NORMS = ("weight_norm", "spectral_norm")
_PARTS = {
    "weight_norm": ("weight_g", "weight_v"),
    "spectral_norm": ("weight_orig", "weight_u", "weight_v"),
    "parametrizations.weight_norm": ("parametrizations.weight.original0", "parametrizations.weight.original1"),
    "parametrizations.spectral_norm": (
        "parametrizations.weight.original",
        "parametrizations.weight.0._u",
        "parametrizations.weight.0._v",
    ),
}
_FOLDED = {
    "weight_norm": Phrase("weight_norm", "g * v / norm(v): MindSpore has no weight_norm"),
    "spectral_norm": Phrase("spectral_norm", "divided by its largest singular value: MindSpore has no spectral_norm"),
}
_ONE_MORE_AXIS = Phrase("one_more_axis", "value[:, :, None]: MindSpore keeps 1-D weights with a height of 1")
_RENAMED = Phrase("renamed", "renamed: the layer stands in a SequentialCell")


@dataclass(frozen=True, slots=True)
class Weight:
    """One parameter: what PyTorch's state dict calls it, what MindSpore does, and what becomes of its value."""

    torch: str
    mindspore: str
    change: Text = ""


def weights(module: Module, ported: Ported) -> list[Weight]:
    """The parameters of an answered layer; none for functions, whose weights are the caller's."""
    layer, site = ported.port.layer, ported.site
    if layer is None or site is None or ported.alternative or site.cases[0].call.layer.name.startswith("conv_"):
        return []
    call = site.cases[0].call
    prefix = _prefix(module, site.node)
    if ported.node is not None and ported.node is not site.node:  # a wrapper, answered where it is called
        prefix = _prefix(module, ported.node) + prefix.removeprefix("*.")
    inner = f"{prefix}{_index(layer)}"
    norm = _norm(module, site.node, str(site.name))
    found = []
    changes: list[Text] = [_RENAMED] if inner != prefix else []
    parts = [f"{prefix}{part}" for part in _PARTS[norm]] if norm else [f"{prefix}weight"]
    of_weight: list[Text] = [_FOLDED[norm.rpartition(".")[2]]] if norm else []
    of_weight += [_ONE_MORE_AXIS] if call.layer.dimension == 1 else []
    found.append(Weight(", ".join(parts), f"{inner}weight", joined("apart", [*of_weight, *changes])))
    bias = call.value("bias")
    if isinstance(bias, (Unknown, Symbol)) or bias:
        found.append(Weight(f"{prefix}bias", f"{inner}bias", joined("apart", changes)))
    return found


def _index(layer: str) -> str:
    """Where the layer stands in the SequentialCell that pads around it: "1."."""
    if not layer.startswith("nn.SequentialCell("):
        return ""
    tree = ast.parse(layer, mode="eval").body
    arguments = tree.args if isinstance(tree, ast.Call) else []
    return "".join(f"{index}." for index, node in enumerate(arguments) if re.search(r"Conv\dd", ast.unparse(node)))


def _prefix(module: Module, node: ast.expr) -> str:
    """What stands before "weight" in the state dict: "up.0."; with "*" for what the text does not tell."""
    parts: list[str] = []
    child, parent = node, module.parents[node]
    while isinstance(parent, ast.Call) and child in parent.args:
        name = next(iter(names_in(parent.func)), "")
        index = parent.args.index(child)
        if name == "Sequential":
            parts.insert(0, "*" if any(isinstance(item, ast.Starred) for item in parent.args[:index]) else str(index))
        elif name not in NORMS:
            parts.insert(0, "*")
        child, parent = parent, module.parents[parent]
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
    target = targets[0] if len(targets) == 1 else None
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        parts.insert(0, target.attr)
    elif not isinstance(target, ast.Name):
        parts.insert(0, "*")
    return "".join(f"{part}." for part in parts)


def _norm(module: Module, node: ast.expr, name: str) -> str:
    """The reparametrisation that the layer is handed to, where it is built or later: "parametrizations.weight_norm"."""
    for call in module.calls:
        last = next(iter(names_in(call.func)), "")
        if last in NORMS and call.args and (call.args[0] is node or ast.unparse(call.args[0]) == name):
            return (
                f"parametrizations.{last}" if any("parametrizations" in text for text in _paths(module, call.func)) else last
            )
    return ""


def _paths(module: Module, func: ast.expr) -> Iterator[str]:
    """The names that lead to `func`, as they are written and as they are imported."""
    text = ast.unparse(func)
    yield text
    for place in module.bindings[module.tree].get(text.partition(".")[0], ()):
        yield place.imported
