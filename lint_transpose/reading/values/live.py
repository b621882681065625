"""What names hold while statements are followed forwards: objects keep their identity, and are changed where they are.

`replay` follows the statements; this is what it works on. A dict that two names hold is one object here, so what is changed
under one is changed under the other. Whatever an expression may have changed unseen is lost: unknown under every name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...layers.call import Unknown, Value
from ..index.bindings import COMPREHENSIONS, ScopeNode
from .changes import METHODS, may_pass, needs_all
from .limits import HEAVIEST, LONGEST, weight
from .objects import Frame, Function, Instance, Live, Partial, Record
from .operations import Series, holds_unknown, is_key

if TYPE_CHECKING:
    from .questions import Reader

CHANGES = frozenset({name for names in METHODS.values() for name in names})
"""Methods that change what they are called on."""
_WEIGHT_OF_A_STEP = 32


class GivesUpError(Exception):
    """What follows cannot be followed."""


class RaisedError(Exception):
    """The text raises here: `name` is the exception's class, empty where that is undecided."""

    def __init__(self, name: str = "") -> None:
        self.name = name


class Watcher:
    """Who is told what is followed."""

    def meets(self, statement: ast.stmt, frame: Frame) -> None:
        """`statement` is next."""

    def enters(self, loop: ast.stmt, index: int, frame: Frame) -> None:
        """The pass `index` of `loop` begins."""

    def leaves(self, loop: ast.stmt, frame: Frame) -> None:
        """A pass of `loop` ends."""


@dataclass(slots=True, eq=False)
class Run:
    """One way through the statements of a scope. `steps` and `most_choices` bound it; `attempts` counts the tries around.

    `adopted` holds what came from outside, copied; `foreign` the objects that other names may hold, which must not change;
    `outside` what `global` and `nonlocal` stored; `visited` the calls and walruses of the expression at hand that were run.
    """

    watcher: Watcher = field(default_factory=Watcher)
    lives: list[Live] = field(default_factory=list)
    steps: int = 3000
    most_choices: int = 7
    depth: int = 0
    attempts: int = 0
    adopted: dict[Hashable, Value] = field(default_factory=dict)
    foreign: dict[int, Value] = field(default_factory=dict)
    outside: dict[tuple[ScopeNode, str], Value] = field(default_factory=dict)
    visited: set[ast.AST] = field(default_factory=set)

    def adopt(self, key: Hashable, value: Value) -> Value:
        """A copy of `value`, which came from outside under `key`; the same each time."""
        if key not in self.adopted:
            self.adopted[key] = copied(value)
        return self.adopted[key]

    def mark(self, value: Value) -> Value:
        """`value`, which others may hold as well."""
        self.foreign.update(containers([value]))
        return value

    def lose(self, values: Iterable[Value]) -> None:
        """Whatever `values` hold may have been changed."""
        found = containers(values)
        if found:
            self._forget(lambda value: not found.keys().isdisjoint(containers([value])))

    def lose_all(self) -> None:
        """Any object may have been changed."""
        self._forget(lambda value: bool(containers([value])))

    def _forget(self, is_lost: Callable[[Value], bool]) -> None:
        for held in (*(live.names for live in self.lives), self.adopted, self.outside):
            for key, value in list(held.items()):  # type: ignore[attr-defined]
                if is_lost(value):
                    held[key] = Unknown("may be changed by what is called")  # type: ignore[index]

    def lose_names(self, nodes: Iterable[ast.AST]) -> None:
        """What `nodes` bind is unknown, and so is what objects hold that they mention, or that functions may set."""
        mentioned, bound, calls = set[str](), set[str](), False
        for node in nodes:
            for item in ast.walk(node):
                if isinstance(item, ast.Name):
                    (mentioned if isinstance(item.ctx, ast.Load) else bound).add(item.id)
                elif isinstance(item, ast.Attribute) and not isinstance(item.ctx, ast.Load):
                    bound.add(f"self.{item.attr}")
                calls = calls or isinstance(item, ast.Call)
        lost: list[Value] = []
        for live in self.lives:
            foreign = live.home.module.foreign if calls else ()
            for name, value in live.names.items():
                if name in bound or name in foreign:
                    live.names[name] = Unknown(f"{name} may be set by what is called")
                if name in mentioned or name in foreign:
                    lost.append(value)
        for key in self.outside if calls else ():
            self.outside[key] = Unknown("may be set by what is called")
        self.lose(lost)


def live_of(frame: Frame) -> Live | None:
    """What the names of the activation hold that `frame`, or the one around a comprehension, is, where it is followed."""
    while frame.live is None and frame.outer is not None and isinstance(frame.scope, COMPREHENSIONS):
        frame = frame.outer
    return frame.live


def containers(values: Iterable[Value]) -> dict[int, Value]:
    """The objects that can be changed which `values` are or hold, by id."""
    found: dict[int, Value] = {}
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, (list, dict, set, Record)):
            if id(value) in found:
                continue
            found[id(value)] = value
        stack.extend(held_by(value))
    return found


def held_by(value: Value) -> Iterator[Value]:
    """What `value` holds itself."""
    if isinstance(value, (list, tuple)):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, Record):
        yield from value.fields.values()
    elif isinstance(value, Partial):
        yield value.callee
        yield from (actual.value for actual in (*value.actuals.positional, *value.actuals.keywords))
    elif isinstance(value, Instance) and value.bound is not None:
        yield from (actual.value for actual in (*value.bound.actuals.positional, *value.bound.actuals.keywords))
    elif isinstance(value, Function):
        yield value.receiver


def copied(value: Value, known: dict[int, Value] | None = None) -> Value:
    """A copy of `value` with all that it holds; functions that were made on the way look names up as any caller does."""
    known = {} if known is None else known
    if id(value) in known:
        return known[id(value)]
    copy: Any = value
    if isinstance(value, (list, set)):
        copy = known[id(value)] = type(value)()
        (copy.extend if isinstance(value, list) else copy.update)(copied(item, known) for item in value)
    elif isinstance(value, dict):
        copy = known[id(value)] = {}
        copy.update((key, copied(item, known)) for key, item in value.items())
    elif isinstance(value, tuple):
        copy = tuple(copied(item, known) for item in value)
    elif isinstance(value, Record):
        fields: dict[str, Value] = {}
        copy = known[id(value)] = Record(fields, value.kind, value.is_member)
        fields.update((name, copied(item, known)) for name, item in value.fields.items())
    elif isinstance(value, Function) and value.frame.live is not None:
        copy = Function(value.node, value.frame.live.home, value.receiver)
    return copy


def _shallow(value: Value) -> Value:
    return type(value)(value) if isinstance(value, (list, dict, set)) else value


COPIES: dict[str, Callable[[Value], Value]] = {"copy.copy": _shallow, "copy.deepcopy": copied}


def changed_in_place(reader: Reader, live: Live, owner: Any, method: str, given: list[Value], keywords: Any) -> Value:
    """What `owner.method(...)`, which changes `owner`, returns."""
    run: Run = live.run
    if id(owner) in run.foreign:
        raise GivesUpError
    is_open = method not in METHODS[type(owner)] or not may_pass(owner, method, given)
    given = [list(value) if isinstance(value, Series) else value for value in given]
    if is_open or (needs_all(method) and any(map(holds_unknown, (owner, *given, *keywords.values())))):
        run.lose([owner, *given])
        return Unknown(f"what {method}() does is undecided")
    try:
        result: Value = getattr(owner, method)(*given, **keywords)
    except Exception as error:
        raise RaisedError(type(error).__name__) from None
    weigh(reader, owner)
    return result


def weigh(reader: Reader, value: Any) -> None:
    """Give up where an object that was changed has grown too large, or holds itself."""
    size = weight(value)
    reader.steps -= size // _WEIGHT_OF_A_STEP
    if size > HEAVIEST or len(value) > LONGEST:
        raise GivesUpError


def set_item(reader: Reader, live: Live, owner: Value, key: Value, value: Value) -> None:
    """`owner[key] = value`."""
    run: Run = live.run
    if not isinstance(owner, (dict, list)) or isinstance(owner, Series):
        if not isinstance(owner, (str, int, float, tuple, type(None))):
            run.lose_all()
        return
    if id(owner) in run.foreign:
        raise GivesUpError
    if not is_key(key):
        run.lose([owner])
        return
    try:
        owner[key] = value  # type: ignore[call-overload]
    except Exception as error:
        raise RaisedError(type(error).__name__) from None
    weigh(reader, owner)


def set_field(live: Live, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`, where `owner` is a namespace; on other objects it is for `stores` to find."""
    if isinstance(owner, Record):
        if id(owner) in live.run.foreign or owner.is_member or (owner.kind is not None and owner.kind.is_tuple):
            raise GivesUpError
        assert isinstance(owner.fields, dict)
        owner.fields[name] = value
    elif isinstance(owner, Unknown):
        live.run.lose_all()
