"""Objects of the text that are read as tables: those of subclasses of dict, and what writes `__getitem__` itself."""

from __future__ import annotations

from typing import Any

from ...layers.call import Value
from ..values.objects import Actuals
from . import containers, members
from .heap import Cls, Machine, Obj, Raised, Stop
from .items import is_object, run_over


class Table(Obj, dict):  # type: ignore[type-arg]
    """An object of a class of the text that is a dict."""

    def __init__(self, cls: Cls) -> None:
        dict.__init__(self)
        Obj.__init__(self, cls)


def made(cls: Cls) -> Obj:
    """An object of `cls`, with nothing in it."""
    return Table(cls) if any(map(members.is_dict, cls.order)) else Obj(cls)


def fill(m: Machine, owner: Table, given: Actuals) -> None:
    """What `dict.__init__` does."""
    if given.open:
        m.taint([owner])
        return
    named = {str(actual.name): actual.value for actual in given.keywords}
    values = [mapping(m, actual.value) for actual in given.positional]
    containers.method(m, owner, "update", values, named)


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


def _writes(owner: Obj, name: str) -> bool:
    return any(isinstance(base, Cls) and name in base.members for base in owner.cls.order)
