"""Properties whose getter surely runs to what it returns: `@property` and, where it returns a constant, `@cached_property`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Value
from .objects import Bound, Frame, Function, Instance

if TYPE_CHECKING:
    from .questions import Reader

_PROPERTY = Symbol("builtins.property")
_CACHED = Symbol("functools.cached_property")


def is_getter(reader: Reader, value: Function) -> bool:
    """Whether reading `value`, found in the class of an instance that stores nothing by that name, is running its body."""
    if not isinstance(value.receiver, Instance):
        return False
    kind = _kind(reader, value)
    if kind == _CACHED:  # was perhaps read, and kept, when other things held
        return isinstance(value.node, ast.FunctionDef) and all(map(_is_constant, value.node.body))
    return kind == _PROPERTY


def got(reader: Reader, getter: Function, node: ast.AST, frame: Frame) -> Value:
    """What `getter` gives where `node` reads it in the activation `frame`."""
    assert isinstance(getter.node, ast.FunctionDef)
    bound = Bound(receiver=getter.receiver, key=(id(node), frame.key))
    key = id(getter.node), bound.key
    return reader.returned(getter.node, Frame(getter.frame.module, getter.node, getter.frame, bound, key=key))


def _kind(reader: Reader, value: Function) -> Value:
    """What decorates a plain function that neither yields nor raises; None where that is more, or nothing.

    What a property raises may be an AttributeError, which reading it by `getattr` or `__getattr__` makes another value of.
    """
    node = value.node
    if not isinstance(node, ast.FunctionDef) or len(node.decorator_list) != 1:
        return None
    if any(isinstance(item, (ast.Yield, ast.YieldFrom, ast.Raise)) for item in ast.walk(node)):
        return None
    return reader.evaluate(node.decorator_list[0], value.frame)


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Return) and isinstance(statement.value, ast.Constant)
