"""Lists, dicts and sets: their items read, and changed in place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from ...layers.call import Unknown, Value
from ..values import functions, kinds, operations
from ..values.limits import LONGEST
from ..values.objects import Actuals
from .heap import MUTABLE, Cls, DefaultDict, Machine, Obj, OpenDict, Raised, Stop, Unsure, items_of, unsure
from .items import View

_ABSENT = object()
_DEEPEST = 12


def item(m: Machine, owner: Value, index: Value) -> Value:
    """`owner[index]`; `index` may be a slice."""
    if isinstance(owner, Obj) and owner.cls.is_tuple:
        owner = tuple(items_of(owner) or ())
    if isinstance(owner, Cls) and owner.is_enum and isinstance(index, str):
        if not isinstance(member := owner.members.get(index), (Obj, Unknown)):
            raise Raised("KeyError")
        return member
    if m.is_tainted(owner) or not isinstance(owner, (list, dict, tuple, str, bytes)):
        return unsure(
            "an item of an unknown value", kind=kinds.of_subscript(owner, index) if isinstance(owner, Unknown) else ""
        )
    if isinstance(index, slice):
        return _sliced(m, owner, index)
    if isinstance(owner, dict):
        found = _of_dict(owner, index)
        if found is _ABSENT:
            return _added(m, owner, index)
        return found
    if not isinstance(index, int):
        return unsure("an item under an unknown index")
    if not -len(owner) <= index < len(owner):
        raise Raised("IndexError")
    return owner[index]


def _added(m: Machine, owner: dict[Any, Value], key: Value) -> Value:
    """What reading a key that `owner` lacks gives."""
    if not isinstance(owner, DefaultDict) or owner.factory is None:
        raise Raised("KeyError")
    value = m.call(owner.factory, Actuals(), ast.Call(ast.Name("factory", ast.Load()), [], []))
    m.touch(owner)
    owner[key] = value
    return value


def _sliced(m: Machine, owner: Any, index: slice) -> Value:
    if operations.holds_unknown([index.start, index.stop, index.step]):
        return unsure("a slice of an unknown value")
    try:
        found = owner[index]
    except (TypeError, ValueError) as error:
        raise Raised(type(error).__name__) from None
    return m.make(found, m.module.tree) if isinstance(found, list) else found


def _of_dict(owner: dict[Any, Value], key: Value) -> Value:
    """The item under `key`, `_ABSENT` where there is surely none."""
    if not operations.is_key(key):
        return owner[key] if _is_hashable(key) and key in owner else unsure("an item under an unknown key")
    if key in owner:
        return owner[key]
    if isinstance(owner, OpenDict) and key not in owner.gone:
        return unsure(f"an item {key!r} that may be there", key=("item", owner.serial, key), is_input=True)
    return _ABSENT


def _is_hashable(key: Value) -> bool:
    return isinstance(key, (Obj, Cls)) or operations.is_key(key)


def hashed(m: Machine, *keys: Value) -> None:
    """`keys` are looked up by: that raises where one is a list, and may where one is unknown."""
    for key in keys:
        if isinstance(key, MUTABLE) and not isinstance(key, (Obj, operations.Series)):
            raise Raised("TypeError")
        if isinstance(key, Obj) and any(isinstance(base, Cls) and "__eq__" in base.members for base in key.cls.order):
            raise Stop
        if not _is_hashable(key):
            m.may_raise(m.module.tree)


def store_item(m: Machine, owner: Value, index: Value, value: Value) -> None:
    """`owner[index] = value`."""
    _must_change(m, owner, "TypeError")
    if m.is_tainted(owner):
        m.taint([owner])
    elif isinstance(owner, dict):
        hashed(m, index)
        m.touch(owner)
        if not _is_hashable(index):
            m.taint([owner])
        else:
            owner[index] = value
            if isinstance(owner, OpenDict):
                owner.gone.discard(index)
        if len(owner) > LONGEST:
            raise Stop
    elif isinstance(owner, list):
        m.touch(owner)
        if not isinstance(index, int):
            m.taint([owner])
        elif not -len(owner) <= index < len(owner):
            raise Raised("IndexError")
        else:
            owner[index] = value
    else:
        _store_in_unknown(m, owner)


def _must_change(m: Machine, owner: Value, error: str) -> None:
    """Raise `error` where `owner` is the dict of a class, which shows it and takes nothing."""
    if isinstance(owner, dict) and m.is_names(owner):
        raise Raised(error)


def _store_in_unknown(m: Machine, owner: Value) -> None:
    if isinstance(owner, (str, tuple, int, bytes)) or owner is None:
        raise Raised("TypeError")
    if not (isinstance(owner, Unsure) and owner.input):
        m.taint_all()


def delete_item(m: Machine, owner: Value, index: Value) -> None:
    """`del owner[index]`."""
    _must_change(m, owner, "TypeError")
    if m.is_tainted(owner):
        m.taint([owner])
    elif isinstance(owner, (dict, list)):
        m.touch(owner)
        hashed(m, index)
        if not operations.is_key(index):
            m.taint([owner])
            return
        if isinstance(owner, OpenDict):
            owner.gone.add(index)
            owner.pop(index, None)
            return
        try:
            del owner[index]  # type: ignore[arg-type]
        except (KeyError, IndexError, TypeError) as error:
            raise Raised(type(error).__name__) from None
    else:
        _store_in_unknown(m, owner)


def _updated(m: Machine, owner: dict[Any, Value], given: list[Value], keywords: Mapping[str, Value]) -> Value:
    for other in given:
        if isinstance(other, dict) and not m.is_tainted(other):
            owner.update(other)
            if isinstance(other, OpenDict):
                m.taint([owner])
        elif (pairs := None if m.is_tainted(other) else items_of(other)) is not None:
            for pair in pairs:
                if not isinstance(pair, (tuple, list)) or m.is_tainted(pair) or len(pair) != 2 or not _is_hashable(pair[0]):
                    raise Stop
                owner[pair[0]] = pair[1]
        else:
            m.may_raise(m.module.tree)
            m.taint([owner])
    owner.update(keywords)
    if isinstance(owner, OpenDict):
        owner.gone -= owner.keys()
    return None


def _popped(m: Machine, owner: dict[Any, Value], given: list[Value], keywords: Mapping[str, Value]) -> Value:
    if len(owner):  # an empty dict does not look at the key
        hashed(m, *given[:1])
    if not given or not operations.is_key(given[0]):
        m.taint([owner])
        return unsure("what is popped")
    found = _of_dict(owner, given[0])
    owner.pop(given[0], None)
    if isinstance(owner, OpenDict):
        owner.gone.add(given[0])
    if found is not _ABSENT:
        return found
    if len(given) < 2:
        raise Raised("KeyError")
    return given[1]


def _got(m: Machine, owner: dict[Any, Value], given: list[Value], keywords: Mapping[str, Value]) -> Value:
    if not given:
        raise Raised("TypeError")
    hashed(m, given[0])
    found = _of_dict(owner, given[0])
    return (given[1] if len(given) > 1 else None) if found is _ABSENT else found


def _default_set(m: Machine, owner: dict[Any, Value], given: list[Value], keywords: Mapping[str, Value]) -> Value:
    hashed(m, *given[:1])
    if not given or not operations.is_key(given[0]):
        m.taint([owner])
        return unsure("what is set by default")
    found = _of_dict(owner, given[0])
    if found is _ABSENT:
        found = given[1] if len(given) > 1 else None
    owner[given[0]] = found
    return found


def _cleared(m: Machine, owner: Any, given: list[Value], keywords: Mapping[str, Value]) -> Value:
    if isinstance(owner, OpenDict):
        raise Stop
    owner.clear()
    return None


_Change = Callable[[Machine, Any, list[Value], Mapping[str, Value]], Value]
_BY_INDEX: dict[str, Callable[..., Value]] = {
    "__delitem__": delete_item,
    "__getitem__": item,
    "__setitem__": store_item,
}
_OF_DICTS: dict[str, _Change] = {
    "update": _updated,
    "pop": _popped,
    "setdefault": _default_set,
    "clear": _cleared,
}


def _of_list(m: Machine, owner: list[Value], name: str, given: list[Value]) -> Value:
    if name == "append" and len(given) == 1:
        owner.append(given[0])
    elif (
        name == "extend" and len(given) == 1 and (items := None if m.is_tainted(given[0]) else items_of(given[0])) is not None
    ):
        owner.extend(items)
    elif name == "insert" and len(given) == 2 and isinstance(given[0], int):
        owner.insert(given[0], given[1])
    elif name == "pop" and all(isinstance(index, int) for index in given):
        try:
            return owner.pop(*given)  # type: ignore[arg-type]
        except IndexError:
            raise Raised("IndexError") from None
    elif name in ("reverse", "clear") and not given:
        getattr(owner, name)()
    else:
        m.may_raise(m.module.tree)
        m.taint([owner])
        return unsure(f"what {name}() gives")
    return None


def _computed(m: Machine, owner: Value, name: str, given: list[Value], keywords: Mapping[str, Value]) -> Value:
    if any(holds_tainted(m, value) for value in (owner, *given, *keywords.values())):
        kind = "string" if isinstance(owner, str) and name in functions.MAKE_STRINGS else ""
        return unsure(f"{name}() of what was changed", kind=kind)
    return settled(functions.method(owner, name, given, keywords))


def method(m: Machine, owner: Value, name: str, given: list[Value], keywords: Mapping[str, Value]) -> Value:
    """What `owner.name(...)` gives, `owner` being a plain value; it may be changed by it."""
    if isinstance(owner, MUTABLE) and m.is_tainted(owner):
        m.may_raise(m.module.tree)
        m.taint([*given, *keywords.values()])
        return unsure(f"what {name}() gives")
    if isinstance(owner, operations.Chained) and name not in ("get", "items", "keys", "values", "__getitem__"):
        raise Stop
    if isinstance(owner, (dict, list)) and name == "copy":
        return m.make(copied(owner) if isinstance(owner, dict) else list(owner), m.module.tree)
    if isinstance(owner, dict):
        if name in _OF_DICTS:
            _must_change(m, owner, "AttributeError")
            m.touch(owner)
            return _OF_DICTS[name](m, owner, given, keywords)
        if name == "get":
            return _got(m, owner, given, keywords)
        if name in _BY_INDEX:
            return _BY_INDEX[name](m, owner, *given)
        if isinstance(owner, OpenDict):
            return unsure(f"what {name}() gives", kind="iterator")
        if name in ("items", "keys", "values") and not given:
            return m.view(owner, View(owner, name))
    if isinstance(owner, list) and name in ("append", "extend", "insert", "pop", "reverse", "clear", "remove", "sort"):
        m.touch(owner)
        if len(owner) > LONGEST:
            raise Stop
        m.taint(list(keywords.values()))  # a key is run for each item
        return _of_list(m, owner, name, given)
    if isinstance(owner, set) and name in ("add", "discard", "remove", "update", "clear", "pop"):
        m.touch(owner)
        if name == "add" and len(given) == 1 and operations.is_key(given[0]):
            owner.add(given[0])
            return None
        m.may_raise(m.module.tree)
        m.taint([owner])
        return unsure(f"what {name}() gives")
    m.may_raise(m.module.tree)
    value = _computed(m, owner, name, given, keywords)
    if isinstance(value, Unknown) and isinstance(owner, MUTABLE):
        m.touch(owner)
        m.taint([owner, *given, *keywords.values()])
    return m.make(value, m.module.tree) if isinstance(value, MUTABLE) else value


def copied(table: dict[Any, Value]) -> dict[Any, Value]:
    if isinstance(table, DefaultDict):
        return DefaultDict(table, table.factory)
    if isinstance(table, operations.Chained):
        raise Stop
    if not isinstance(table, OpenDict):
        return operations.Ordered(table) if isinstance(table, operations.Ordered) else dict(table)
    copy = OpenDict(table)
    copy.gone = set(table.gone)
    return copy


def holds_tainted(m: Machine, value: Value, depth: int = 0) -> bool:
    """Whether `value`, or what it holds, may have been changed by code that is not followed."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return m.is_tainted(value) or depth > _DEEPEST or any(holds_tainted(m, item, depth + 1) for item in items)


def settled(value: Value) -> Value:
    """`value` as one of the machine's: an Unknown is the same wherever it goes."""
    if isinstance(value, Unknown) and not isinstance(value, Unsure):
        return unsure(value.reason, kind=value.kind)
    return value
