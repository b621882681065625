"""What a PyTorch state dict needs to be loaded into the ported layers: other names, one more axis, weights folded first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..languages import Phrase, Text, joined
from ..layers.call import Symbol, Unknown
from ..reading import Module
from ..reading.index.names import names_in
from ..record.dataclasses import dataclass
from .listing import Ported

NORMS = ("weight_norm", "spectral_norm")
_CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict", "OrderedDict"})
_ITEMS = (ast.List, ast.ListComp, ast.GeneratorExp, ast.Dict, ast.Starred)
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
    child: ast.AST = node
    parent = module.parents[child]
    while not isinstance(parent, ast.stmt) and not (owner := _registered(parent, child)):
        parts[:0] = _item(module, parent, child)
        child, parent = parent, module.parents[parent]
    parts[:0] = _target(module, parent) if isinstance(parent, ast.stmt) else owner
    return "".join(f"{part}." for part in parts)


def _registered(parent: ast.AST, child: ast.AST) -> list[str]:
    """The name that a call gives its argument: `self.ups.append(..)`, `self.add_module("up", ..)`; empty for none."""
    if not isinstance(parent, ast.Call) or child not in parent.args:
        return []
    name = next(iter(names_in(parent.func)), "")
    if name == "append" and isinstance(parent.func, ast.Attribute):
        owner = parent.func.value
        return [owner.attr, "*"] if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) else []
    key = parent.args[-2] if len(parent.args) > 1 and name in ("add_module", "register_module", "setattr") else None
    return [str(key.value)] if isinstance(key, ast.Constant) else []


def _item(module: Module, parent: ast.AST, child: ast.AST) -> list[str]:
    """What an expression around an item adds to its name."""
    if isinstance(parent, ast.Call):
        name = next(iter(names_in(parent.func)), "")
        if name in NORMS or (name in _CONTAINERS and _holds_items(child)):
            return []
        return [_index_in(parent.args, child)] if name == "Sequential" else ["*"]
    if isinstance(parent, ast.List) and isinstance(around := module.parents[parent], (ast.Call, ast.Starred)):
        is_pair = isinstance(child, ast.Tuple) and isinstance(child.elts[0], ast.Constant)
        call = module.parents[around] if isinstance(around, ast.Starred) else around
        is_container = (
            isinstance(call, ast.Call) and len(call.args) == 1 and next(iter(names_in(call.func)), "") in _CONTAINERS
        )
        return [] if is_pair else [_index_in(parent.elts, child) if is_container else "*"]
    key: ast.expr | None = None
    if isinstance(parent, ast.Tuple) and len(parent.elts) == 2 and child is parent.elts[1]:
        key = parent.elts[0]
    elif isinstance(parent, ast.Dict):
        key = next((key for key, value in zip(parent.keys, parent.values) if value is child), None)
    elif isinstance(parent, ast.Starred):
        return []
    return [str(key.value) if isinstance(key, ast.Constant) else "*"]


def _holds_items(node: ast.AST) -> bool:
    return isinstance(node, _ITEMS) or (isinstance(node, ast.Call) and "OrderedDict" in names_in(node.func))


def _index_in(items: list[ast.expr], item: ast.AST) -> str:
    places = [index for index, other in enumerate(items) if other is item]
    return str(places[0]) if places and not any(isinstance(other, ast.Starred) for other in items[: places[0]]) else "*"


def _target(module: Module, statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    target = targets[0] if len(targets) == 1 and not isinstance(statement, ast.AugAssign) else None
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return [target.attr]
    parent = module.parents.get(statement)
    while parent is not None and not isinstance(parent, ast.ClassDef):
        parent = module.parents.get(parent)
    return [] if isinstance(target, ast.Name) and parent is None else ["*"]


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
