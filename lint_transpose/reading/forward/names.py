"""Names in the scopes of an activation: looked up, bound and deleted as Python does it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Value
from ..index.bindings import COMPREHENSIONS, FUNCTIONS
from . import tables
from .heap import Gen, Lazy, Machine, Raised, Scope, Stop, unsure
from .items import run_over

_OF_MODULES = ("__doc__", "__package__", "__spec__", "__loader__", "__path__", "__cached__", "__annotations__")


def declared(m: Machine, scope: Scope, name: str) -> str:
    """Whether the scope declares `name` "global" or "nonlocal"."""
    if name not in m.module.outer_names.get(scope.node, ()):  # type: ignore[call-overload]
        return ""
    return m.declarations.get((scope.node, name), "")


def lookup(m: Machine, name: str, scope: Scope) -> Value:
    """What `name` holds, as code in `scope` sees it."""
    where: Scope | None = scope
    if declared(m, scope, name) == "global":
        where = m.globals
    is_first = True
    while where is not None:
        if name in where.names and (where is scope or not isinstance(where.node, ast.ClassDef)):
            value = where.names[name]
            if name in m.nonlocals and where is not m.globals and m.is_volatile(where.names, name):
                return unsure(f"{name} is set by an inner function")
            if where is m.globals and m.is_volatile(where.names, name):
                return unsure(f"{name} is set by a function", key=("global", name))
            return value
        if isinstance(where.node, FUNCTIONS) and not declared(m, where, name) and _binds(m, where, name):
            raise Raised("UnboundLocalError" if is_first else "NameError")
        is_past = where is scope and isinstance(where.node, ast.ClassDef) and _binds(m, where, name)
        is_first = is_first and isinstance(where.node, COMPREHENSIONS)
        where = m.globals if is_past else where.outer  # a name that a class binds is no function's around it
    return _built_in(m, name)


def _binds(m: Machine, scope: Scope, name: str) -> bool:
    """Whether the scope binds `name` itself; to change what it holds in place is not to bind it."""
    places = m.module.bindings.get(scope.node, {}).get(name, ())  # type: ignore[call-overload]
    return any(place.kind not in ("changed", "passed", "called") for place in places)


def _built_in(m: Machine, name: str) -> Value:
    for package in reversed(m.module.stars):
        if package.partition(".")[0] not in FRAMEWORKS:
            return unsure(f"{name} may come from a star import")
        if not hasattr(builtins, name):
            return m.reader.imported(f"{package}.{name}", m.module)
    if name in ("__name__", "__file__"):
        return unsure(name, kind="string", key=name)
    if name in _OF_MODULES:
        return unsure(name, key=name)
    if name == "__builtins__":
        raise Stop
    if hasattr(builtins, name):
        return Symbol(f"builtins.{name}")
    if name in m.module.bindings[m.module.tree]:
        raise Raised("NameError")
    m.may_raise(m.module.tree)
    return unsure(f"{name} is not bound")  # whoever runs the text may have bound it


def bind(m: Machine, name: str, value: Value, scope: Scope, walrus: bool = False) -> None:
    """Give `name` the value, in the scope that binds it."""
    while isinstance(scope.node, COMPREHENSIONS) and walrus and scope.outer is not None:
        scope = scope.outer
    home = _home(m, name, scope)
    m.touch(home.names, name)
    home.names[name] = value


def unbind(m: Machine, name: str, scope: Scope) -> None:
    home = _home(m, name, scope)
    if m.is_volatile(home.names, name):
        raise Stop
    if name not in home.names:
        raise Raised("NameError")
    m.touch(home.names, name)
    del home.names[name]


def _home(m: Machine, name: str, scope: Scope) -> Scope:
    how = declared(m, scope, name)
    if how == "global":
        return m.globals
    if how == "nonlocal":
        outer = scope.outer
        while outer is not None and outer is not m.globals:
            if not isinstance(outer.node, ast.ClassDef) and (name in outer.names or _binds(m, outer, name)):
                return outer
            outer = outer.outer
        raise Stop
    return scope


def assign(m: Machine, target: ast.expr, value: Value, scope: Scope) -> None:
    """Store `value` in the assignment target."""
    if isinstance(target, ast.Name):
        bind(m, target.id, value, scope)
    elif isinstance(target, ast.Attribute):
        m.store(m.evaluate(target.value, scope), target.attr, value)
    elif isinstance(target, ast.Subscript):
        tables.store_item(m, m.evaluate(target.value, scope), m.evaluate(target.slice, scope), value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part, item in _unpacked(m, target, value):
            assign(m, part, item, scope)
    elif isinstance(target, ast.Starred):
        assign(m, target.value, value, scope)
    else:
        raise Stop


def _unpacked(m: Machine, target: ast.Tuple | ast.List, value: Value) -> Iterator[tuple[ast.expr, Value]]:
    parts, items = target.elts, run_over(m, value)
    if items is None:
        m.may_raise(target)
        yield from ((part, unsure("an item of an unknown value")) for part in parts)
        return
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    if isinstance(value, (Gen, Lazy)) and star is None and len(items) > len(parts):
        raise Stop  # Python ends before the last
    if len(items) < len(parts) - (star is not None) or (star is None and len(items) != len(parts)):
        raise Raised("ValueError")
    if star is None:
        yield from zip(parts, items)
        return
    behind = len(parts) - star - 1
    yield from zip(parts[:star], items[:star])
    yield parts[star], m.make(items[star : len(items) - behind], target)
    yield from zip(parts[star + 1 :], items[len(items) - behind :])
