"""Dataclasses, named tuples and namespaces: what makes them, and what well-known functions make of them; copies."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Value
from ...record.dataclasses import replace
from ..values.limits import LONGEST
from ..values.objects import Actual, Actuals
from ..values.operations import Range, Series
from . import classes, containers, fields, tables
from .heap import (
    MUTABLE,
    NO_DEFAULT,
    Call,
    Cls,
    DefaultDict,
    Field,
    Gen,
    Given,
    Lazy,
    Machine,
    Method,
    Named,
    Obj,
    Raised,
    Stop,
    unsure,
)

_COPYING = frozenset(
    {"__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__"}
    | {"__getnewargs_ex__", "__new__", "__slots__"}
)
_Memo = dict[int, tuple[Value, Value]]


def copied(m: Machine, value: Value, node: ast.AST, deep: bool, memo: _Memo | None = None) -> Value:
    """What `copy.copy` gives, or `copy.deepcopy`: what is held twice there is copied once (`memo`)."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)][1]
    if len(memo) > LONGEST:
        raise Stop

    def part(item: Value) -> Value:
        return copied(m, item, node, deep, memo) if deep else item

    if isinstance(value, (Gen, Lazy)) or (isinstance(value, Series) and not isinstance(value, Range)):
        raise Stop
    if isinstance(value, Obj):
        return _object_copied(m, value, node, part, memo)
    if isinstance(value, tuple) and deep:
        return tuple(map(part, value))
    if isinstance(value, Method) and deep:
        return Method(value.function, part(value.receiver))
    if isinstance(value, Call) and deep:
        given = value.actuals
        positional, keywords = (
            tuple(replace(actual, value=part(actual.value)) for actual in actuals)
            for actuals in (given.positional, given.keywords)
        )
        return Call(part(value.callee), Actuals(positional, keywords, given.open))
    if not isinstance(value, MUTABLE) or isinstance(value, Range):
        return value
    made: Any = m.make(containers.copied(value) if isinstance(value, dict) else type(value)(value), node)
    memo[id(value)] = value, made
    if isinstance(made, (dict, list)):
        for key, item in list(made.items() if isinstance(made, dict) else enumerate(made)):
            made[key] = part(item)
    if isinstance(made, DefaultDict):
        made.factory = part(made.factory)
    if m.is_tainted(value):
        m.taint([made])
    return made


def _object_copied(m: Machine, value: Obj, node: ast.AST, part: Callable[[Value], Value], memo: _Memo) -> Value:
    if value.cls.is_enum:
        return value
    hooks = {*_COPYING, "__setitem__", "__iter__", "items"} if isinstance(value, dict) else {*_COPYING, "__getattr__"}
    own = {name for base in value.cls.order if isinstance(base, Cls) for name in base.members}
    if value.attributes is value or not hooks.isdisjoint(own):  # type: ignore[comparison-overlap]
        raise Stop
    if ("__getattr__" in own and not _is_asked_in_vain(m, value)) or ("__init__" in own and tables.is_ordered(value)):
        raise Stop
    made: Obj = m.make(tables.made(value.cls), node)
    memo[id(value)] = value, made
    if isinstance(value, tables.Table) and isinstance(made, tables.Table):
        made.update((key, part(item)) for key, item in value.items())
    made.attributes = m.make({name: part(item) for name, item in value.attributes.items()}, node)
    if m.is_tainted(value) or m.is_tainted(value.attributes):
        m.taint([made])
    return made


def _is_asked_in_vain(m: Machine, value: Obj) -> bool:
    """Whether the class of `value`, asked by its `__getattr__` for a method by which copies are made, has none."""
    try:
        return m.special(value, "__getattr__", "__deepcopy__") is None
    except Raised as error:
        return error.kind == "AttributeError"


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
