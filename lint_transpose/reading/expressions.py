"""One function a kind of expression: its value in an activation."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..call import Unknown, Value
from . import operations
from .attributes import attribute
from .calls import call_result
from .objects import Frame, Function

if TYPE_CHECKING:
    from .evaluate import Reader

_LONGEST_QUOTE = 60


def quoted(node: ast.expr, frame: Frame) -> str:
    """The text of `node` as a message of one line quotes it."""
    text = " ".join(frame.module.source.segment(node).split())
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."


def _name(reader: Reader, node: ast.Name, frame: Frame) -> Value:
    return reader.lookup(node.id, node, reader.inner(node, frame))


def _items(reader: Reader, nodes: list[ast.expr], frame: Frame) -> list[Value] | Unknown:
    items: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            value = reader.evaluate(node.value, frame)
            if not isinstance(value, (list, tuple)):
                return Unknown("a spread of an unknown value")
            items.extend(value)
        else:
            items.append(reader.evaluate(node, frame))
    return items


def _tuple(reader: Reader, node: ast.Tuple, frame: Frame) -> Value:
    items = _items(reader, node.elts, frame)
    return items if isinstance(items, Unknown) else tuple(items)


def _list(reader: Reader, node: ast.List, frame: Frame) -> Value:
    return _items(reader, node.elts, frame)


def _set(reader: Reader, node: ast.Set, frame: Frame) -> Value:
    items = _items(reader, node.elts, frame)
    # What a set of unknown values holds cannot be told, for some may be the same.
    return items if isinstance(items, Unknown) else operations.call("set", [items], {})


def _dict(reader: Reader, node: ast.Dict, frame: Frame) -> Value:
    result: dict[Any, Value] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            spread = reader.evaluate(value, frame)
            if not isinstance(spread, dict):
                return Unknown("a spread of an unknown value")
            result.update(spread)
            continue
        known = reader.evaluate(key, frame)
        if not isinstance(known, (str, int, float, bool, type(None))):
            return Unknown("a dictionary with an unknown key")
        result[known] = reader.evaluate(value, frame)
    return result


def _binary(reader: Reader, node: ast.BinOp, frame: Frame) -> Value:
    return operations.binary(node.op, reader.evaluate(node.left, frame), reader.evaluate(node.right, frame))


def _unary(reader: Reader, node: ast.UnaryOp, frame: Frame) -> Value:
    return operations.unary(node.op, reader.evaluate(node.operand, frame))


def _boolean(reader: Reader, node: ast.BoolOp, frame: Frame) -> Value:
    wanted = isinstance(node.op, ast.Or)
    value: Value = None
    for operand in node.values:
        value = reader.evaluate(operand, frame)
        truth = operations.truth(value)
        if truth is None:
            return value if isinstance(value, Unknown) else Unknown("the truth of a value is undecided")
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
    value = reader.evaluate(node.value, frame)
    if isinstance(node.slice, ast.Slice):
        parts = (node.slice.lower, node.slice.upper, node.slice.step)
        bounds = [None if part is None else reader.evaluate(part, frame) for part in parts]
        known = [bound for bound in bounds if bound is None or isinstance(bound, int)]
        if not isinstance(value, (str, list, tuple)) or len(known) < len(bounds):
            return Unknown("a slice of an unknown value")
        return value[slice(*known)] if known[2] != 0 else Unknown("a slice with step 0")
    index = reader.evaluate(node.slice, frame)
    if isinstance(value, dict) and isinstance(index, Unknown):
        return _any_item(reader, node, list(value.values()), list(value), frame)
    return operations.subscript(value, index)


def _any_item(reader: Reader, node: ast.Subscript, items: list[Value], keys: list[Any], frame: Frame) -> Value:
    """An item of a table under an unknown key, by choice: `{"deconv": nn.Conv2dTranspose, ...}[kind]`."""
    if not items or len(items) > 64:
        return Unknown("a table under an unknown key")

    def describe(option: int) -> str:
        return f"where {quoted(node.slice, frame)} is {keys[option]!r}"

    return items[reader.choose(("key", ast.dump(node.slice), tuple(map(str, keys)), frame.key), len(items), describe)]


def _joined(reader: Reader, node: ast.JoinedStr, frame: Frame) -> Value:
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        assert isinstance(part, ast.FormattedValue)
        value = reader.evaluate(part.value, frame)
        if part.format_spec is not None or part.conversion != -1 or not isinstance(value, (str, int)):
            return Unknown("a formatted string")
        parts.append(str(value))
    return "".join(parts)


def _lambda(reader: Reader, node: ast.Lambda, frame: Frame) -> Value:
    return Function(node, frame)


def _named(reader: Reader, node: ast.NamedExpr, frame: Frame) -> Value:
    return reader.evaluate(node.value, frame)


def _comprehension(reader: Reader, node: ast.ListComp | ast.GeneratorExp, frame: Frame) -> Value:
    """A comprehension over one known iterable, without conditions."""
    generator = node.generators[0]
    if len(node.generators) > 1 or generator.ifs or generator.is_async:
        return Unknown("a comprehension that is not followed")
    values = reader.evaluate(generator.iter, frame)
    if not isinstance(values, (list, tuple)):
        return values if isinstance(values, Unknown) else Unknown("a comprehension over an unknown value")
    key = ("item", id(generator), frame.key)
    pinned = reader.world.pinned
    results = []
    try:
        for index in range(min(len(values), 64)):
            pinned[key] = index
            results.append(reader.evaluate(node.elt, Frame(frame.module, node, frame, key=(id(node), frame.key, index))))
    finally:
        pinned.pop(key, None)
    return results if len(values) <= 64 else Unknown("too long a sequence")


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
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
}
