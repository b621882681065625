"""Functions that run other functions, or make them: `map`, `functools.reduce`, `sorted(key=...)`, `operator.itemgetter`."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ..values import operations
from ..values.objects import Actual, Actuals
from . import names
from .comprehensions import kept
from .containers import item
from .heap import Call, DefaultDict, Gen, Given, Lazy, Machine, Named, Obj, OpenDict, Raised, Stop, Wrapped, items_of, unsure
from .items import pulled, run_over, take_each

_MOST_ITEMS = 64
SUPPRESS = Symbol("contextlib.suppress")
BY_KEY = frozenset({"sorted", "max", "min"})


def _passed(m: Machine, node: ast.Call, *values: Value) -> Actuals:
    frame = m.reader.entry(m.module.tree, m.module)
    return Actuals(tuple(Actual(node, frame, value=value, here=False) for value in values))


def _few(m: Machine, value: Value) -> list[Value]:
    items = run_over(m, value)
    if items is None or len(items) > _MOST_ITEMS:
        raise Stop
    return items


def partial(m: Machine, given: Actuals) -> Value:
    if not given.positional or "keywords" in m.module.attribute_names:  # what is passed may be changed later
        raise Stop
    return Call(given.positional[0].value, Actuals(given.positional[1:], given.keywords, given.open))


def _partial_method(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if not given or isinstance(given[0], (Symbol, Unknown)):
        raise Stop
    frame = m.reader.entry(m.module.tree, m.module)
    keywords = tuple(Actual(node, frame, name=name, value=value, here=False) for name, value in named.items())
    return Wrapped("partialmethod", Call(given[0], Actuals(_passed(m, node, *given[1:]).positional, keywords)))


def _filter(m: Machine, node: ast.Call, function: Callable[..., Value] | None, items: Iterator[Value]) -> Iterator[Value]:
    for value in items:
        if m.truth(value if function is None else function(value), node):
            yield value


def _reversed(m: Machine, owner: Value) -> Iterator[Value]:
    if not isinstance(owner, (list, tuple, str, dict)) or isinstance(owner, (operations.Iterator, Obj)):
        raise Stop
    items = items_of(owner) or []
    return _downwards(m, owner, items, range(len(items)))


def _downwards(m: Machine, owner: Value, items: list[Value], places: range) -> Iterator[Value]:
    for index in reversed(places):
        if m.is_tainted(owner) or (isinstance(owner, dict) and list(owner) != items):
            raise Stop
        if isinstance(owner, list) and index >= len(owner):
            return
        yield owner[index] if isinstance(owner, list) else items[index]


_OVER_ALL: dict[str, Callable[..., Iterator[Any]]] = {
    "itertools.chain": itertools.chain,
    "itertools.zip_longest": itertools.zip_longest,
    "zip": zip,
}
_OVER_FIRST: dict[str, Callable[..., Iterator[Any]]] = {
    "enumerate": enumerate,
    "itertools.cycle": itertools.cycle,
    "itertools.islice": itertools.islice,
    "iter": iter,
}


def _lazily(name: str) -> Callable[[Machine, Given, Named, ast.Call], Value]:
    """The iterator that the function `name` makes: it makes its items when they are taken."""

    def make(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
        if name == "iter" and len(given) == 1 and isinstance(given[0], (Gen, Lazy)):
            return given[0]
        is_run = name in ("map", "filter")
        sources = given[1:] if is_run else given if name in _OVER_ALL else given[:1]
        others = [] if is_run else given[len(sources) :]
        pulls = [pulled(m, source) for source in sources]
        if None in pulls or operations.holds_unknown([*others, *named.values()]):
            if is_run:
                raise Stop
            m.may_raise(node)
            return unsure(f"{name}() of an unknown value", kind="iterator")

        def function(*values: Value) -> Value:
            return m.call(given[0], _passed(m, node, *values), node)

        items: Iterator[Any]
        try:
            if name == "reversed":
                items = _reversed(m, *sources)
            elif name == "map":
                items = map(function, *pulls)  # type: ignore[arg-type]
            elif name == "filter":
                items = _filter(m, node, None if given[0] is None else function, *pulls)  # type: ignore[arg-type]
            else:
                items = {**_OVER_ALL, **_OVER_FIRST}[name](*pulls, *others, **named)
        except (TypeError, ValueError) as error:
            raise Raised(type(error).__name__) from None
        return kept(m, Lazy(items, given), node)

    return make


def _next(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if not isinstance(given[0], Lazy):
        raise Stop
    for value in given[0]:
        return value
    if len(given) > 1:
        return given[1]
    raise Raised("StopIteration")


def _ending(wanted: bool) -> Callable[[Machine, Given, Named, ast.Call], Value]:
    """`any` and `all`, which take no more items once they know."""

    def ask(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
        items = pulled(m, *given)
        if items is None:
            m.may_raise(node)
            return unsure("any() or all() of an unknown value", kind="bool")
        return wanted if any(m.truth(value, node) is wanted for value in items) else not wanted

    return ask


def _reduce(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) not in (2, 3) or named:
        raise Stop
    values = list(given[2:])

    def take(item: Value) -> Value:
        values[:] = [m.call(given[0], _passed(m, node, *values, item), node) if values else item]
        return None

    if isinstance(given[1], (Gen, Lazy)):
        take_each(m, given[1], take)
    else:
        for item in _few(m, given[1]):
            take(item)
    if not values:
        raise Raised("TypeError")
    return values[0]


def by_key(m: Machine, name: str, given: Given, named: Named, node: ast.Call) -> Value:
    """`sorted(items, key=...)`, and `max` and `min`."""
    if name != "sorted" and isinstance(given[0], operations.Iterator) and len(given[0]) > 1:
        raise Stop  # the key is asked for in turns with the items
    items = _few(m, given[0]) if len(given) == 1 else given
    order = in_order(m, items, named, node, largest=name == "max")
    if order is None:
        return unsure(f"{name}() by unknown keys", kind="list" if name == "sorted" else "")
    if name == "sorted":
        return m.make(order, node)
    if not order and "default" not in named:
        raise Raised("ValueError")
    return order[0] if order else named["default"]


def in_order(m: Machine, items: list[Value], named: Named, node: ast.Call, largest: bool = False) -> list[Value] | None:
    """`items` sorted as the arguments say, the largest first or the smallest; None where a key is unknown."""
    key, falls = named.get("key"), named.get("reverse", largest)
    keys = [value if key is None else m.call(key, _passed(m, node, value), node) for value in items]
    if any(map(m.is_tainted, items)) or not all(map(operations.is_key, keys)) or isinstance(falls, Unknown):
        m.may_raise(node)
        return None
    try:
        order = sorted(range(len(items)), key=lambda index: keys[index], reverse=bool(falls))  # type: ignore[arg-type,return-value]
    except TypeError:
        raise Raised("TypeError") from None
    return [items[index] for index in order]


def _getter(name: str) -> Callable[[Machine, Given, Named, ast.Call], Value]:
    return lambda m, given, named, node: Call(Symbol(f"{name}()"), _passed(m, node, *given))


def _getting(get: Callable[[Machine, Value, Any], Value]) -> Callable[[Machine, Given, Named, ast.Call], Value]:
    """What an itemgetter or attrgetter gives: it is called with what was given before, and with the object."""

    def call(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
        *wanted, owner = given
        found = tuple(get(m, owner, one) for one in wanted)
        return found[0] if len(found) == 1 else found

    return call


def _item(m: Machine, owner: Value, index: Value) -> Value:
    if not operations.is_plain(owner):
        raise Stop
    return item(m, owner, index)


def _attribute(m: Machine, owner: Value, name: Value) -> Value:
    if not isinstance(name, str):
        raise Stop
    for part in name.split("."):
        owner = m.attribute(owner, part)
    return owner


def _suppress(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return Call(SUPPRESS, _passed(m, node, *given))


def _slice(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return slice(*given) if 1 <= len(given) <= 3 else unsure("a slice")


def _chain_map(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """A dict of what the maps hold now: it is unknown once one of them is changed, and they once it is."""
    found = operations.Chained()
    for table in reversed(given):
        if not isinstance(table, dict) or isinstance(table, (OpenDict, DefaultDict, Obj)) or m.is_tainted(table):
            raise Stop
        found.update(table)
    made: Any = m.make(found, node)
    for table in (made, *given):
        m.view(table, made)
        m.view(made, table)
    return found


def _globals(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """The names of the module as they are now: no text that keeps the dict, or stores in it, is followed."""
    if m.module.stars:
        raise Stop
    found = OpenDict({name: names.lookup(m, name, m.globals) for name in m.globals.names})
    found.gone = {name for name in m.module.bindings[m.module.tree] if name not in found}
    return found


def _default_dict(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    factory = given[0] if given else None
    begun = given[1] if len(given) > 1 else {}
    if len(given) > 2 or not isinstance(begun, dict) or isinstance(begun, OpenDict) or m.is_tainted(begun):
        raise Stop
    return m.make(DefaultDict({**begun, **named}, factory), node)


FUNCTIONS: dict[str, Callable[[Machine, Given, Named, ast.Call], Any]] = {
    **{name: _lazily(name) for name in (*_OVER_ALL, *_OVER_FIRST, "filter", "map", "reversed")},
    "all": _ending(False),
    "any": _ending(True),
    SUPPRESS.name: _suppress,
    "collections.ChainMap": _chain_map,
    "collections.defaultdict": _default_dict,
    "functools.partialmethod": _partial_method,
    "functools.reduce": _reduce,
    "globals": _globals,
    "next": _next,
    "operator.attrgetter": _getter("operator.attrgetter"),
    "operator.attrgetter()": _getting(_attribute),
    "operator.itemgetter": _getter("operator.itemgetter"),
    "operator.itemgetter()": _getting(_item),
    "slice": _slice,
}
