"""Operators: arithmetic, comparisons and spreads, by methods of classes of the text where these write them."""

from __future__ import annotations

import ast
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ..index.specials import OPERATORS
from ..values import operations
from . import containers, members, tables
from .heap import Cls, DefaultDict, Func, Gen, Lazy, Machine, Obj, OpenDict, Raised, Stop, Unsure, runs_own_method, unsure


def spread_into(m: Machine, found: dict[Any, Value], other: Value, node: ast.AST) -> dict[Any, Value]:
    """`{**found, **other}`."""
    other = tables.mapping(m, other)
    if isinstance(other, OpenDict):
        merged = OpenDict({key: value for key, value in found.items() if key in other.gone})
        merged.update(other)
        if not isinstance(found, OpenDict):
            merged.gone = other.gone - found.keys()
        return merged
    if not isinstance(other, dict) or m.is_tainted(other):
        m.may_raise(node)
        return OpenDict()  # the unknown items may have taken the place of those that were there
    found.update(other)
    if isinstance(found, OpenDict):
        found.gone -= found.keys()
    return found


def arithmetic(m: Machine, operator: ast.operator, left: Value, right: Value, node: ast.AST) -> Value:
    """`left <operator> right`."""
    if any(isinstance(side, (Obj, Cls)) for side in (left, right)):
        return _by_method(m, operator, left, right)
    if isinstance(operator, ast.BitOr) and isinstance(left, dict):
        if m.is_tainted(left):
            return OpenDict()
        begun = containers.copied(left)
        if isinstance(right, dict) and type(right) is not OpenDict and type(left) in (dict, OpenDict):
            begun = _as_right(begun, right)
        return m.make(spread_into(m, begun, right, node), node)
    if m.is_tainted(left) or m.is_tainted(right):
        return unsure("arithmetic with what was changed")
    value = operations.binary(operator, left, right)
    if isinstance(value, Unknown):
        if not any(isinstance(side, Unknown) for side in (left, right)) and not operations.holds_unknown([left, right]):
            if error := operations.error_of(operator, left, right):
                raise Raised(error)
            raise Stop
        m.may_raise(node)
        key = ("arithmetic", type(operator).__name__, _identity(left), _identity(right))
        return unsure(value.reason, kind=value.kind, key=None if None in key else key)
    return m.make(value, node) if isinstance(value, (list, dict)) else value


def _as_right(left: dict[Any, Value], right: dict[Any, Value]) -> dict[Any, Value]:
    """`left` as one of the class of `right`, whose method makes what `left | right` gives."""
    if type(right) is dict:
        return left
    if isinstance(left, OpenDict) or not isinstance(right, (DefaultDict, operations.Ordered)):
        raise Stop
    return DefaultDict(left, right.factory) if isinstance(right, DefaultDict) else operations.Ordered(left)


def _by_method(m: Machine, operator: ast.operator, left: Value, right: Value) -> Value:
    """`left <operator> right` by the method that the class of one of them writes."""
    name = OPERATORS[type(operator)]
    if isinstance(left, Obj) and not (isinstance(right, Obj) and right.cls is not left.cls):
        value = members.special(m, left, f"__{name}__", right)
    elif isinstance(right, Obj) and operations.is_plain(left):
        value = members.special(m, right, f"__r{name}__", left)
    else:
        raise Stop
    if isinstance(value, Symbol):  # NotImplemented
        raise Stop
    return value


def _identity(value: Value) -> Any:
    """What tells an operand of a condition from others; None where that cannot be told."""
    if isinstance(value, Unsure):
        return value.identity
    return (type(value).__name__, value) if operations.is_key(value) else None


_OPPOSITES: dict[type[ast.cmpop], ast.cmpop] = {ast.NotEq: ast.Eq(), ast.IsNot: ast.Is(), ast.NotIn: ast.In()}


def compared(m: Machine, operator: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
    if runs_own_method(left) or runs_own_method(right) or isinstance(right, (Gen, Lazy)):
        raise Stop
    positive = _OPPOSITES.get(type(operator))
    if positive is not None:
        result = compared(m, positive, left, right, node)
        return not result if isinstance(result, bool) else _negated(result)
    if isinstance(operator, (ast.Is, ast.Eq)) and any(isinstance(side, (Obj, Cls, Func)) for side in (left, right)):
        if isinstance(left, Unknown) or isinstance(right, Unknown) or (isinstance(operator, ast.Eq) and left is not right):
            return unsure("a comparison of objects")
        return left is right
    if isinstance(operator, ast.In) and isinstance(right, OpenDict):
        if operations.is_key(left) and (left in right or left in right.gone):
            return left in right
        return unsure("whether a key is there", key=("in", right.serial, _identity(left)))
    within = not (isinstance(operator, ast.In) and isinstance(right, dict))
    if any(containers.holds_tainted(m, side) if within else m.is_tainted(side) for side in (left, right)):
        return unsure("a comparison with what was changed")
    value = operations.compare(operator, left, right)
    if isinstance(value, Unknown):
        m.may_raise(node)
        key = ("compare", type(operator).__name__, _identity(left), _identity(right))
        return unsure(value.reason, kind=value.kind, key=None if None in key else key)
    return value


def _negated(value: Value) -> Value:
    assert isinstance(value, Unknown)
    key = ("not", value.identity) if isinstance(value, Unsure) else None
    return unsure(value.reason, kind="bool", key=key)
