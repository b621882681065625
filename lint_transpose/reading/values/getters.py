"""What stands in a class and has a say in what reading an attribute gives: properties, decorated methods, descriptors."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ..index.names import first_name
from .hierarchy import find, mro
from .objects import Bound, Frame, Function, Instance

if TYPE_CHECKING:
    from .questions import Reader

_CALLED_AS_WRITTEN = re.compile(
    r"regist|jit|ms_function|ms_class|method|cache|wraps|override|overload|typecheck|no_grad|final|test|fixture|parametrize",
    re.I,
)
_NOT_CALLED = re.compile(r"property|setter|getter|deleter|lazy", re.I)
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


def undescribed(reader: Reader, value: Value, name: str) -> Value:
    """`value`, found in a class, unless it has a say in what reading it gives: a property, a descriptor."""
    if isinstance(value, Function) and not all(map(_leaves_function, getattr(value.node, "decorator_list", ()))):
        return Unknown(f"{name} is what a decorator makes of it")
    if isinstance(value, Instance) and find(reader, mro(reader, value.cls), "__get__", None) is not None:
        return Unknown(f"{name} is a descriptor")
    return value


def _leaves_function(decorator: ast.expr) -> bool:
    """Whether what stands under `decorator` is still called as it is written, going by the decorator's usual names."""
    name = first_name(getattr(decorator, "func", decorator))
    return _CALLED_AS_WRITTEN.search(name) is not None and _NOT_CALLED.search(name) is None


def may_take_over(value: Value) -> bool:
    """Whether `value`, found in the class, may be what `self.name = ...` runs: a property, a descriptor."""
    if isinstance(value, Function):
        return not all(map(_leaves_function, getattr(value.node, "decorator_list", ())))
    return isinstance(value, (Instance, Unknown))
