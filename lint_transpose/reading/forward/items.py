"""The items of what can be run over: all of them, or one after the other, as they are when they are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ...layers.call import Value
from ..values import operations
from ..values.limits import LONGEST
from .heap import Cls, Gen, Lazy, Machine, Obj, Raised, Stop, items_of


class View(operations.Series):
    """A view of the dict `owner`: its "keys", "values" or "items"."""

    def __init__(self, owner: dict[Any, Value], name: str) -> None:
        super().__init__(getattr(owner, name)())
        self.owner, self.name = owner, name


def is_object(value: Value) -> bool:
    """Whether `value` is an object of a class of the text that is no tuple or dict."""
    return isinstance(value, Obj) and not value.cls.is_tuple and not isinstance(value, dict)


def iterator(m: Machine, value: Value) -> Value:
    """What gives the items of `value`, for an object what its `__iter__` gives."""
    return m.special(value, "__iter__") if is_object(value) or _writes_iter(value) else value


def _writes_iter(value: Value) -> bool:
    return isinstance(value, Obj) and any(isinstance(base, Cls) and "__iter__" in base.members for base in value.cls.order)


def pulled(m: Machine, value: Value) -> Iterator[Value] | None:
    """The items of `value`, each as it is when it is taken; None where they are unknown."""
    value = iterator(m, value)
    if isinstance(value, Lazy):
        return value
    if isinstance(value, (Gen, Obj)):
        raise Stop  # not in turns with what takes its items
    if m.is_tainted(value) or items_of(value) is None:
        return None
    if isinstance(value, (View, dict)):
        return _of_table(m, value)
    if isinstance(value, set):
        return _of_keys(m, value, list(value))
    return _in_turn(m, value) if isinstance(value, list) else iter(items_of(value) or ())


def _in_turn(m: Machine, owner: list[Value]) -> Iterator[Value]:
    """The items of a list, or of an iterator, which is used up by it."""
    is_used_up, index = isinstance(owner, operations.Iterator), 0
    while not m.is_tainted(owner) and index < len(owner):
        yield owner.pop(0) if is_used_up else owner[index]
        index += not is_used_up
    if m.is_tainted(owner):
        raise Stop


def _of_table(m: Machine, value: View | dict[Any, Value]) -> Iterator[Value]:
    owner, name = (value.owner, value.name) if isinstance(value, View) else (value, "keys")
    keys = _of_keys(m, owner, list(owner))
    return (key if name == "keys" else owner[key] if name == "values" else (key, owner[key]) for key in keys)


def _of_keys(m: Machine, owner: Any, keys: list[Any]) -> Iterator[Any]:
    """The keys of a dict, or items of a set. How many there are may not change meanwhile, what they hold may."""
    for place in range(len(keys) + 1):
        if m.is_tainted(owner):
            raise Stop
        if len(owner) != len(keys):
            raise Raised("RuntimeError")
        if list(owner) != keys:
            raise Stop
        if place < len(keys):
            yield keys[place]


def take_each(m: Machine, value: Gen | Lazy, taker: Callable[[Value], Value]) -> None:
    """Give `taker` each item of `value` when it is made."""
    if isinstance(value, Gen):
        m.run(value, taker)
        return
    for item in value:
        taker(item)


def run_over(m: Machine, value: Value) -> list[Value] | None:
    """The items of `value`, which is used up if it is an iterator; None where they are unknown."""
    if isinstance(value, Gen):
        found: list[Value] = []
        m.run(value, found.append)
        return found
    if isinstance(value, Lazy):
        found = list(islice(value, LONGEST + 1))
        if len(found) > LONGEST:
            raise Stop
        return found
    made = iterator(m, value)
    if made is not value:
        if isinstance(made, Obj):
            raise Stop
        return run_over(m, made)
    items = None if m.is_tainted(value) else items_of(value)
    if isinstance(value, operations.Iterator):
        m.touch(value)
        value.clear()
    return items
