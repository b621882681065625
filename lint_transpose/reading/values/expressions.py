"""One function a kind of expression: its value in an activation."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...layers.call import Symbol, Unknown, Value
from ..index.module import Module
from . import functions, operations, records
from .attributes import attribute
from .calls import call_result
from .items import any_item
from .kinds import kind_of
from .limits import HEAVIEST
from .objects import Frame, Function
from .options import Options, option

if TYPE_CHECKING:
    from .questions import Reader

_MOST_ITEMS = 64
_STEPS_OF_A_PASS = 5
_SLICED = frozenset({"string", "list", "NumPy array", "tensor"})
_OPERATORS = frozenset({"__truediv__", "__rtruediv__", "__add__", "__radd__", "__mul__", "__rmul__", "__sub__", "__rsub__"})

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def _name(reader: Reader, node: ast.Name, frame: Frame) -> Value:
    return reader.lookup(node.id, node, reader.inner(node, frame))


def _items(reader: Reader, nodes: list[ast.expr], frame: Frame) -> list[Value] | Unknown:
    items: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            value = records.unpacked(reader.evaluate(node.value, frame))
            if not isinstance(value, (list, tuple, dict, str)):
                return Unknown("a spread of an unknown value")
            items.extend(value)
        else:
            items.append(reader.evaluate(node, frame))
        if len(items) > HEAVIEST:
            return Unknown("too long a sequence")
    return items


def _tuple(reader: Reader, node: ast.Tuple, frame: Frame) -> Value:
    items = _items(reader, node.elts, frame)
    return items if isinstance(items, Unknown) else tuple(items)


def _list(reader: Reader, node: ast.List, frame: Frame) -> Value:
    items = _items(reader, node.elts, frame)
    return Unknown(items.reason, kind="list") if isinstance(items, Unknown) else items


def _set(reader: Reader, node: ast.Set, frame: Frame) -> Value:
    items = _items(reader, node.elts, frame)
    # What a set of unknown values holds cannot be told, for some may be the same.
    return Unknown(items.reason, kind="set") if isinstance(items, Unknown) else functions.call("set", [items], {})


def _dict(reader: Reader, node: ast.Dict, frame: Frame) -> Value:
    result: dict[Any, Value] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            spread = reader.evaluate(value, frame)
            if not isinstance(spread, dict):
                return Unknown("a spread of an unknown value", kind="dict")
            result.update(spread)
        else:
            known = reader.evaluate(key, frame)
            if not operations.is_key(known):
                return Unknown("a dictionary with an unknown key", kind="dict")
            result[known] = reader.evaluate(value, frame)
        if len(result) > HEAVIEST:
            return Unknown("too large a dictionary", kind="dict")
    return result


def _binary(reader: Reader, node: ast.BinOp, frame: Frame) -> Value:
    return arithmetic(node.op, reader.evaluate(node.left, frame), reader.evaluate(node.right, frame), frame)


def arithmetic(operator: ast.operator, left: Value, right: Value, frame: Frame) -> Value:
    """`left <operator> right`, in the text of `frame`."""
    value = operations.binary(operator, left, right)
    if isinstance(value, Unknown) and value.kind and _redefines_operators(frame.module):
        return Unknown(value.reason)
    return value


def _redefines_operators(module: Module) -> bool:
    """Whether a class of the text says itself what arithmetic with its objects gives."""
    return not module.classes_by_member.keys().isdisjoint(_OPERATORS)


def _unary(reader: Reader, node: ast.UnaryOp, frame: Frame) -> Value:
    return operations.unary(node.op, reader.evaluate(node.operand, frame))


def _boolean(reader: Reader, node: ast.BoolOp, frame: Frame) -> Value:
    wanted = isinstance(node.op, ast.Or)
    value: Value = None
    for operand in node.values:
        value = reader.evaluate(operand, frame)
        truth = operations.truth(value)
        if truth is None:
            return Unknown(value.reason if isinstance(value, Unknown) else "the truth of a value is undecided")
        if truth is wanted:
            return value
    return value


def _compare(reader: Reader, node: ast.Compare, frame: Frame) -> Value:
    left = reader.evaluate(node.left, frame)
    result: Value = True
    for operator, operand in zip(node.ops, node.comparators):
        right = reader.evaluate(operand, frame)
        result = operations.compare(operator, left, right)
        if result is not True:
            return result
        left = right
    return result


def _conditional(reader: Reader, node: ast.IfExp, frame: Frame) -> Value:
    return reader.evaluate(node.body if reader.decide(node.test, frame) else node.orelse, frame)


def _subscript(reader: Reader, node: ast.Subscript, frame: Frame) -> Value:
    value = records.unpacked(reader.evaluate(node.value, frame))
    if isinstance(node.slice, ast.Slice):
        return _slice(reader, value, node.slice, frame)
    index = reader.evaluate(node.slice, frame)
    if isinstance(value, Symbol) and isinstance(index, str):
        return _of_table(reader, value, index, frame)
    if isinstance(value, Options) and value.as_dict and isinstance(index, str):
        return option(reader, value, index, frame)
    if isinstance(value, dict) and isinstance(index, Unknown):
        return any_item(reader, node.slice, value, frame)
    if isinstance(value, operations.Range) and isinstance(index, int):
        return operations.subscript(list(value), index)
    return operations.subscript(value, index)


def _of_table(reader: Reader, table: Symbol, name: str, frame: Frame) -> Value:
    """What stands under `name` in a module's own table of names, or in that of all modules."""
    if table.name == "sys.modules":
        return reader.imported(name, frame.module)
    owner = table.name.removesuffix(".__dict__")
    return (
        Unknown("a subscript of an unknown value") if owner == table.name else reader.imported(f"{owner}.{name}", frame.module)
    )


def _slice(reader: Reader, value: Value, node: ast.Slice, frame: Frame) -> Value:
    bounds = [None if part is None else reader.evaluate(part, frame) for part in (node.lower, node.upper, node.step)]
    known = [bound for bound in bounds if bound is None or isinstance(bound, int)]
    if not isinstance(value, (str, bytes, list, tuple)) or len(known) < len(bounds):
        kind = kind_of(value)
        return Unknown("a slice of an unknown value", kind=kind if kind in _SLICED else "")
    if known[2] == 0 or (isinstance(value, operations.Series) and not isinstance(value, operations.Range)):
        return Unknown("a slice that raises")
    part = value[slice(*known)]
    return operations.Range(part) if isinstance(value, operations.Range) else part


def _joined(reader: Reader, node: ast.JoinedStr, frame: Frame) -> Value:
    return operations.f_string(node, lambda part: reader.evaluate(part, frame))


def _lambda(reader: Reader, node: ast.Lambda, frame: Frame) -> Value:
    return Function(node, frame)


def _named(reader: Reader, node: ast.NamedExpr, frame: Frame) -> Value:
    return reader.evaluate(node.value, frame)


def _list_comprehension(reader: Reader, node: ast.ListComp, frame: Frame) -> Value:
    frames = _passes(reader, node, node.generators, frame)
    if isinstance(frames, Unknown):
        return Unknown(frames.reason, kind="list")
    return [reader.evaluate(node.elt, inner) for inner in frames]


def _generator(reader: Reader, node: ast.GeneratorExp, frame: Frame) -> Value:
    frames = _passes(reader, node, node.generators, frame)
    if isinstance(frames, Unknown):
        return Unknown(frames.reason, kind="iterator")
    return operations.Iterator(reader.evaluate(node.elt, inner) for inner in frames)


def _set_comprehension(reader: Reader, node: ast.SetComp, frame: Frame) -> Value:
    frames = _passes(reader, node, node.generators, frame)
    if isinstance(frames, Unknown):
        return Unknown(frames.reason, kind="set")
    return functions.call("set", [[reader.evaluate(node.elt, inner) for inner in frames]], {})


def _dict_comprehension(reader: Reader, node: ast.DictComp, frame: Frame) -> Value:
    frames = _passes(reader, node, node.generators, frame)
    if isinstance(frames, Unknown):
        return Unknown(frames.reason, kind="dict")
    result: dict[Any, Value] = {}
    for inner in frames:
        key = reader.evaluate(node.key, inner)
        if not operations.is_key(key):
            return Unknown("a dictionary with an unknown key", kind="dict")
        result[key] = reader.evaluate(node.value, inner)
    return result


def _passes(reader: Reader, node: Comprehension, generators: list[ast.comprehension], frame: Frame) -> list[Frame] | Unknown:
    """The activations in which the comprehension `node` evaluates its element, one for each item that is not left out."""
    frames = [Frame(frame.module, node, frame, key=(id(node), frame.key), items={})]
    for place, generator in enumerate(generators):
        if generator.is_async:
            return Unknown("an asynchronous comprehension")
        found: list[Frame] = []
        for outer in frames:
            values = records.unpacked(reader.evaluate(generator.iter, outer if place else frame))
            if not isinstance(values, (list, tuple, dict, str)):
                return values if isinstance(values, Unknown) else Unknown("a comprehension over an unknown value")
            if len(found) + len(values) > _MOST_ITEMS:
                return Unknown("too long a sequence")
            reader.steps -= len(values) * _STEPS_OF_A_PASS
            for index, value in enumerate(values):
                items = {**(outer.items or {}), generator: value}
                inner = Frame(frame.module, node, frame, key=(id(node), frame.key, index, outer.key), items=items)
                kept = [operations.truth(reader.evaluate(test, inner)) for test in generator.ifs]
                if None in kept:
                    return Unknown("a comprehension whose filter is undecided")
                if all(kept):
                    found.append(inner)
        frames = found
    return frames


HANDLERS: dict[type[ast.expr], Callable[[Reader, Any, Frame], Value]] = {
    ast.Name: _name,
    ast.Attribute: attribute,
    ast.Call: call_result,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Subscript: _subscript,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.ListComp: _list_comprehension,
    ast.GeneratorExp: _generator,
    ast.SetComp: _set_comprehension,
    ast.DictComp: _dict_comprehension,
}
