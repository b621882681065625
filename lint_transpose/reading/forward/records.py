"""Dataclasses, named tuples and namespaces: what makes them, and what well-known functions make of them; copies."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Value
from ..values.objects import Actual, Actuals
from . import classes, containers, fields, tables
from .heap import NO_DEFAULT, Call, Cls, Field, Given, Machine, Named, Obj, Stop, unsure


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
    if any(field.init_only or not field.is_passed for field in owner.cls.fields.values()):
        raise Stop
    frame = m.reader.entry(m.module.tree, m.module)
    keywords = [
        Actual(node, frame, name=name, value=value, here=False) for name, value in {**_held(m, owner), **named}.items()
    ]
    return m.call(owner.cls, Actuals((), tuple(keywords)), node)


def _held(m: Machine, owner: Obj) -> dict[str, Value]:
    """What the fields of `owner` hold."""
    held = owner.cls.fields or {}
    if owner.cls.is_tuple:
        return {name: owner.attributes[name] for name in held}
    return {name: m.attribute(owner, name) for name, field in held.items() if not field.init_only}


def _tuple_as_dict(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    owner = given[0] if len(given) == 1 else None
    if not isinstance(owner, Obj) or not owner.cls.is_tuple or named:
        raise Stop
    return m.make(_held(m, owner), node)


def _as_dict(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    owner = given[0] if len(given) == 1 else None
    if not isinstance(owner, Obj) or owner.cls.fields is None or owner.cls.is_tuple or named:
        raise Stop
    return _plainly(m, owner, node)


def _plainly(m: Machine, value: Value, node: ast.Call, depth: int = 0) -> Value:
    """What `dataclasses.asdict` makes of what a field holds: dicts of dataclasses also where containers hold them."""
    if depth > 20:
        raise Stop
    if isinstance(value, Obj) and value.cls.fields is not None and not value.cls.is_tuple:
        return m.make({name: _plainly(m, item, node, depth + 1) for name, item in _held(m, value).items()}, node)
    if isinstance(value, (list, dict)) and m.is_tainted(value):
        return unsure("what was changed", kind=type(value).__name__)
    if isinstance(value, Obj) and (value.cls.is_tuple or isinstance(value, dict)):
        raise Stop
    if isinstance(value, dict):
        copy: Any = containers.copied(value)
        copy.update({key: _plainly(m, item, node, depth + 1) for key, item in value.items()})
        return m.make(copy, node)
    if isinstance(value, (list, tuple)):
        items = [_plainly(m, item, node, depth + 1) for item in value]
        return m.make(items, node) if isinstance(value, list) else tuple(items)
    return copied(m, value, node, deep=True)


def _field(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    is_passed, by_name = named.get("init", True), named.get("kw_only")
    if not isinstance(is_passed, bool) or not (by_name is None or isinstance(by_name, bool)) or given:
        raise Stop
    return Field(named.get("default", NO_DEFAULT), named.get("default_factory"), is_passed, by_name)


def _fields(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`dataclasses.fields`: of each field the name is known."""
    cls = given[0].cls if isinstance(given[0], Obj) else given[0]
    if not isinstance(cls, Cls) or cls.fields is None:
        raise Stop
    kind = Cls("Field", None)
    kind.order = [kind, unsure("a field")]
    return tuple(Obj(kind, {"name": name}) for name, field in cls.fields.items() if not field.init_only)


def _named_tuple(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) != 2 or not named.keys() <= {"defaults"}:
        raise Stop
    return classes.named_tuple(m, given[0], given[1], named.get("defaults", ()), node)


def _dataclass(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if given:
        return fields.as_dataclass(m, given[0], named)
    frame = m.reader.entry(m.module.tree, m.module)
    options = (Actual(node, frame, name=name, value=value, here=False) for name, value in named.items())
    return Call(classes.DATACLASS, Actuals((), tuple(options)))


FUNCTIONS: dict[str, Callable[[Machine, Given, Named, ast.Call], Any]] = {
    "collections.namedtuple": _named_tuple,
    "dataclasses.asdict": _as_dict,
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "dataclasses.fields": _fields,
    "dataclasses.replace": _replace,
    "typing.NamedTuple._asdict": _tuple_as_dict,
    "typing.NamedTuple._replace": _replace,
}
