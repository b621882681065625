"""The arguments of a call bound to a layer's signature, each as rules see it."""

from __future__ import annotations

import ast

from ...layers.call import Argument, LayerCall, Opaque, Symbol, Unknown, Value
from ...layers.releases import Layer, Signature
from ..values import operations
from ..values.evaluator import Reader
from ..values.objects import Actual, Actuals, Built, Function, LayerObject, Record
from ..values.records import unpacked
from .shapes import shape_of

"""Stands for what is around a layer until it is looked for."""


def names_class(func: ast.expr) -> bool:
    """Whether `func` is `Class.__init__`, not `super().__init__`."""
    return isinstance(func, ast.Attribute) and func.attr == "__init__" and not isinstance(func.value, ast.Call)


def bind_layer(reader: Reader, node: ast.Call, layer: Layer, signature: Signature, passed: Actuals, drop: int) -> LayerCall:
    names = signature.names
    bound: dict[str, Argument] = {}
    unexpected, surplus, repeated = [], [], []
    for index, actual in enumerate(passed.positional[drop:]):
        if index < len(names):
            bound[names[index]] = _argument(reader, names[index], actual, index)
        else:
            surplus.append(_argument(reader, "", actual, index))
    for actual in passed.keywords:
        name = str(actual.name)
        argument = _argument(reader, name, actual, None)
        if name not in names:
            unexpected.append(argument)
        elif name in bound:
            repeated.append(argument)
        else:
            bound[name] = argument
    return LayerCall(
        reader.module.source,
        node,
        layer,
        signature,
        bound,
        tuple(unexpected),
        tuple(surplus),
        tuple(repeated),
        passed.open,
        caller=passed.caller,
    )


def _argument(reader: Reader, parameter: str, actual: Actual, index: int | None) -> Argument:
    held = reader.value_of(actual)
    value = outward(held)
    if parameter.endswith("_init") and (shape := shape_of(reader, held)) is not None and isinstance(held, Built):
        kind = "initializer" if held.name.startswith(_INITIALIZERS) else held.kind
        value = Unknown(held.reason, kind=kind, shape=shape)
    node, here = actual.node, actual.here
    if isinstance(node, ast.Starred):
        node = node.value
    return Argument(parameter, value, node, index if here else None, actual.keyword, here)


_INITIALIZERS = "mindspore.common.initializer."


_KINDS = {Function: "function", LayerObject: "layer"}


def outward(value: Value) -> Value:
    """`value` as rules see it: what only the reader knows becomes Opaque."""
    if isinstance(value, operations.Series):
        return Unknown("an iterator", kind="iterator")
    if isinstance(value, tuple):
        return tuple(map(outward, value))
    if isinstance(value, list):
        return list(map(outward, value))
    if isinstance(value, Built) and value.name.startswith(_INITIALIZERS):
        return Opaque("initializer")
    if isinstance(value, Unknown):
        return Unknown(value.reason, kind=value.kind)  # drops the way it was built
    if operations.is_plain(value) or isinstance(value, (Symbol, Opaque)):
        return value
    value = unpacked(value)
    if isinstance(value, Record) and value.is_member:
        return Unknown("a member of an enumeration", kind="enum member")
    if isinstance(value, tuple):
        return tuple(map(outward, value))
    is_made_over = isinstance(value, Function) and bool(getattr(value.node, "decorator_list", ()))
    kind = "" if is_made_over else _KINDS.get(type(value), "")
    return Unknown(f"a {kind}", kind=kind) if kind else Opaque(type(value).__name__.lower())
