"""Dataclasses, named tuples and namespaces: what makes them, and what well-known functions make of them; copies."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Value
from ..values.objects import Actual, Actuals
from . import classes, containers, tables
from .heap import NO_DEFAULT, Cls, Field, Given, Machine, Named, Obj, Stop, unsure


def copied(m: Machine, value: Value, node: ast.AST, deep: bool, depth: int = 0) -> Value:
    if depth > 20:
        raise Stop
    if isinstance(value, Obj):
        if value.attributes is value:  # type: ignore[comparison-overlap]
            raise Stop
        made: Obj = m.make(tables.made(value.cls), node)
        if isinstance(value, tables.Table) and isinstance(made, tables.Table):
            made.update((key, copied(m, item, node, deep, depth + 1) if deep else item) for key, item in value.items())
            if m.is_tainted(value):
                m.taint([made])
        made.attributes = m.make(
            {name: copied(m, item, node, deep, depth + 1) if deep else item for name, item in value.attributes.items()}, node
        )
        if m.is_tainted(value.attributes):
            m.taint([made])
        return made
    if isinstance(value, dict):
        copy = containers.copied(value)
        if deep:
            for key, item in copy.items():
                copy[key] = copied(m, item, node, deep, depth + 1)
        return m.make(copy, node)
    if isinstance(value, (list, set)):
        items = [copied(m, item, node, deep, depth + 1) if deep else item for item in value]
        return m.make(type(value)(items), node)
    if isinstance(value, tuple) and deep:
        return tuple(copied(m, item, node, deep, depth + 1) for item in value)
    return value


def namespace(m: Machine, named: Named, node: ast.AST) -> Value:
    cls = Cls("SimpleNamespace", None)
    cls.order = [cls]
    made: Obj = m.make(Obj(cls), node)
    made.attributes = m.make(dict(named), node)
    return made


def _replace(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    owner = given[0] if given else None
    if not isinstance(owner, Obj) or owner.cls.fields is None or m.is_tainted(owner.attributes):
        raise Stop
    if owner.cls.init_only or any(isinstance(field, Field) and not field.is_passed for field in owner.cls.fields.values()):
        raise Stop
    frame = m.reader.entry(m.module.tree, m.module)
    fields = {name: m.attribute(owner, name) for name in owner.cls.fields}
    keywords = [Actual(node, frame, name=name, value=value, here=False) for name, value in {**fields, **named}.items()]
    return m.call(owner.cls, Actuals((), tuple(keywords)), node)


def _as_dict(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    owner = given[0] if len(given) == 1 else None
    if not isinstance(owner, Obj) or owner.cls.fields is None or owner.cls.init_only or named:
        raise Stop
    return copied(m, {name: m.attribute(owner, name) for name in owner.cls.fields}, node, deep=not owner.cls.is_tuple)


def _field(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if "kw_only" in named or not isinstance(named.get("init", True), bool):
        raise Stop
    if "default_factory" in named or not named.get("init", True):
        return Field(named.get("default_factory"), named.get("default", NO_DEFAULT), bool(named.get("init", True)))
    return named.get("default", NO_DEFAULT)


def _fields(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`dataclasses.fields`: of each field the name is known."""
    cls = given[0].cls if isinstance(given[0], Obj) else given[0]
    if not isinstance(cls, Cls) or cls.fields is None:
        raise Stop
    kind = Cls("Field", None)
    kind.order = [kind, unsure("a field")]
    return tuple(Obj(kind, {"name": name}) for name in cls.fields if name not in cls.init_only)


def _named_tuple(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) != 2 or not named.keys() <= {"defaults"}:
        raise Stop
    return classes.named_tuple(m, given[0], given[1], named.get("defaults", ()), node)


def _dataclass(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return unsure(classes.DATACLASS)


FUNCTIONS: dict[str, Callable[[Machine, Given, Named, ast.Call], Any]] = {
    "collections.namedtuple": _named_tuple,
    "dataclasses.asdict": _as_dict,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "dataclasses.fields": _fields,
    "dataclasses.replace": _replace,
    "typing.NamedTuple._asdict": _as_dict,
    "typing.NamedTuple._replace": _replace,
}
