"""Objects of the text that are read as tables: those of subclasses of dict, and what writes `__getitem__` itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Value
from ..values import operations
from ..values.hierarchy import is_empty
from ..values.objects import Actual, Actuals
from . import containers, members
from .heap import Cls, Func, Machine, Method, Obj, Raised, Stop, Wrapped
from .items import is_object, run_over


class Table(Obj, dict):  # type: ignore[type-arg]
    """An object of a class of the text that is a dict."""

    def __init__(self, cls: Cls) -> None:
        dict.__init__(self)
        Obj.__init__(self, cls)


class Alike(Obj):
    """An object that may be equal to others: where that is asked, or where it is looked up by, it is not followed."""

    def __eq__(self, other: object) -> bool:
        if self is other or not (isinstance(other, Alike) or (self.cls.is_tuple and isinstance(other, tuple))):
            return self is other
        raise Stop

    def __hash__(self) -> int:
        raise Stop


def made(cls: Cls) -> Obj:
    """An object of `cls`, with nothing in it."""
    if any(map(members.is_dict, cls.order)):
        return Table(cls)
    return Obj(cls) if cls.fields is None else Alike(cls)


def fill(m: Machine, owner: Table, given: Actuals) -> None:
    """What `dict.__init__` does."""
    if given.open:
        m.taint([owner])
        return
    named = {str(actual.name): actual.value for actual in given.keywords}
    method(m, owner, "update", [mapping(m, actual.value) for actual in given.positional], named)


def method(m: Machine, owner: Value, name: str, given: list[Value], named: Mapping[str, Value]) -> Value:
    """What `dict.<name>(owner, ...)` gives, and list's and set's. An OrderedDict's runs what a class of the text writes."""
    if isinstance(owner, Table) and is_ordered(owner) and _runs_own(owner, name):
        raise Stop
    return containers.method(m, owner, name, given, named)


def _runs_own(owner: Table, name: str) -> bool:
    return name == "copy" or (name not in _BY_ORDERED and any(_writes(owner, own) for own in _BY_ORDERED))


_BY_ORDERED = ("__getitem__", "__setitem__", "__delitem__", "__missing__", "__contains__", "__iter__")


def is_ordered(owner: Obj) -> bool:
    return Symbol("collections.OrderedDict") in owner.cls.order


def item(m: Machine, owner: Value, index: Value) -> Value:
    """`owner[index]`, by the method of its class where the text writes one."""
    if is_object(owner) or (isinstance(owner, Table) and _writes(owner, "__getitem__")):
        return m.special(owner, "__getitem__", index)
    try:
        return containers.item(m, owner, index)
    except Raised as error:
        if error.kind != "KeyError" or not isinstance(owner, Table) or not _writes(owner, "__missing__"):
            raise
        return m.special(owner, "__missing__", index)


def store_item(m: Machine, owner: Value, index: Value, value: Value) -> None:
    """`owner[index] = value`, by the method of its class where the text writes one."""
    if isinstance(owner, Obj) and _writes(owner, "__setitem__"):
        m.special(owner, "__setitem__", index, value)
    else:
        containers.store_item(m, owner, index, value)


def delete_item(m: Machine, owner: Value, index: Value) -> None:
    """`del owner[index]`, by the method of its class where the text writes one."""
    if isinstance(owner, Obj) and _writes(owner, "__delitem__"):
        m.special(owner, "__delitem__", index)
    else:
        containers.delete_item(m, owner, index)


def mapping(m: Machine, value: Value) -> Value:
    """`value` as a dict where the text gives its class `keys`, as `dict(value)` and `**value` read it."""
    if isinstance(value, Table) and _writes(value, "__iter__"):
        raise Stop
    if not is_object(value):
        return value
    keys = run_over(m, m.call(m.attribute(value, "keys"), Actuals(), members.anywhere()))
    if keys is None:
        raise Stop
    found: dict[Any, Value] = {key: item(m, value, key) for key in keys if isinstance(key, str)}
    if len(found) != len(keys):
        raise Stop
    return found


def of_class(m: Machine, owner: Cls, index: Value) -> Value:
    """`owner[index]`."""
    maker = members.said(m, owner, "__class_getitem__")
    if not members.has(maker) and any(isinstance(base, Symbol) and base.name == "typing.Generic" for base in owner.order):
        return owner
    if not isinstance(maker, (Func, Wrapped)):
        raise Stop
    function = maker.function if isinstance(maker, Wrapped) else maker
    given = Actual(members.anywhere(), m.reader.entry(m.module.tree, m.module), value=index, here=False)
    return m.call(Method(function, owner), Actuals((given,)), members.anywhere())


def is_always_true(cls: Cls) -> bool:
    """Whether every object of `cls`, in which the text writes nothing of that, counts as true."""
    return all(isinstance(base, Cls) or _is_true(base) for base in cls.order)


def _is_true(base: Value) -> bool:
    if not isinstance(base, Symbol):
        return False
    known = operations.type_named(base.name)
    if known is not None:
        return not hasattr(known, "__len__") and not hasattr(known, "__bool__")
    is_layer = base.name.startswith(FRAMEWORKS) and ".nn." in base.name and not base.name.endswith(_COUNTED)
    return is_layer or (is_empty(base) and base.name not in ("enum.IntEnum", "enum.StrEnum"))


_COUNTED = ("List", "Dict", "Sequential", "SequentialCell")
"""How cells are called whose truth is that of their number."""


def _writes(owner: Obj, name: str) -> bool:
    return any(isinstance(base, Cls) and name in base.members for base in owner.cls.order)
