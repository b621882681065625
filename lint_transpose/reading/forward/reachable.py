"""What the import of a text made: found again on another path, and got at without calling anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeVar

from ...layers.call import Value
from ..values.objects import Actuals
from .heap import Call, Cls, Func, Gen, Lazy, Method, Obj, Wrapped

_Made = TypeVar("_Made", Func, Cls)
Key = tuple[ast.AST, int]
"""What was made by a node on the way through the import: the node, and how many it had made before."""


def reachable(roots: list[Value]) -> Iterator[Value]:
    """The functions and classes of the text that can be got at from `roots`, without calling anything."""
    left, seen = list(roots), set[int]()
    while left:
        value = left.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, (Func, Cls)):
            yield value
        left += _parts(value)


def _parts(value: Value) -> list[Value]:
    if isinstance(value, Obj):
        return [value.cls, *value.attributes.values(), *(value.values() if isinstance(value, dict) else ())]
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, Func):
        return list(value.attributes.values())
    if isinstance(value, Cls):
        return [*value.members.values(), *value.order]
    if isinstance(value, Method):
        return [value.function, value.receiver]
    if isinstance(value, Wrapped):
        return [value.function, value.setter]
    if isinstance(value, Gen):
        return [value.function, *held_by(value.given)]
    if isinstance(value, Lazy):
        return value.held
    if isinstance(value, Call):
        return [value.callee, *held_by(value.actuals)]
    return []


def held_by(passed: Actuals) -> list[Value]:
    return [actual.value for actual in (*passed.positional, *passed.keywords)]


def keyed(items: Iterable[tuple[ast.AST, _Made]]) -> Iterator[tuple[Key, _Made]]:
    seen: dict[ast.AST, int] = {}
    for node, item in items:
        seen[node] = seen.get(node, -1) + 1
        yield (node, seen[node]), item


def found_by(key: Key | None, items: Iterable[tuple[ast.AST, _Made]]) -> _Made | None:
    return next((item for own, item in keyed(items) if own == key), None)


def initializer(cls: Cls) -> Func | None:
    found = next(
        (base.members["__init__"] for base in cls.order if isinstance(base, Cls) and "__init__" in base.members), None
    )
    return found if isinstance(found, Func) else None


def is_static(function: Func) -> bool:
    return has_decorator(function, "staticmethod")


def is_of_class(function: Func) -> bool:
    return has_decorator(function, "classmethod") or is_static(function)


def has_decorator(function: Func, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in getattr(function.node, "decorator_list", ()))


def is_method(function: Func, cls: Cls) -> bool:
    """Whether `function` stands in the body of `cls` or one of its bases, or was stored on one."""
    if function.owner is not None:
        return function.owner in cls.order
    members = (member for base in cls.order if isinstance(base, Cls) for member in base.members.values())
    return any(_function_of(member) is function for member in members)


def _function_of(member: Value) -> Value:
    return member.function if isinstance(member, Wrapped) else member
