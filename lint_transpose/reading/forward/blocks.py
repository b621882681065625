"""Statements whose blocks are run on conditions of their own: try, with, match."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ..index.endings import swallows
from ..values.objects import Actuals
from ..values.worlds import Meaning
from . import names
from .calls import passed
from .functional import SUPPRESS
from .heap import Call, Cls, Gen, Left, Machine, Obj, Raised, Scope, Signal, Stop, unsure
from .members import special_method


class Again(Raised):
    """What is met is raised once more: a `raise` by itself."""


@contextmanager
def _meeting(error: Raised | Left | None) -> Iterator[None]:
    """What is done about `error`, which may be raised again by it."""
    try:
        yield
    except Again:
        if error is None:
            raise
        raise error from None


def try_(m: Machine, node: ast.Try, scope: Scope) -> Signal:
    error: Raised | Left | None = None
    signal: Signal = None
    try:
        signal = _attempted(m, node, scope)
    except (Raised, Left) as raised:
        error = raised
    with _meeting(error):
        last = m.execute(node.finalbody, scope)
    if last is not None and isinstance(error, Left):
        raise Stop
    if last is not None:
        return last
    if error is not None:
        raise error
    return signal


def _attempted(m: Machine, node: ast.Try, scope: Scope) -> Signal:
    m.tries += 1
    try:
        signal = m.execute(node.body, scope)
    except Raised as error:
        m.tries -= 1
        if not isinstance(node, ast.Try):  # of the handlers of `except*` several may run
            raise Stop from None
        is_nested = m.tries > 0 or len(node.handlers) > 1 or bool(node.finalbody)
        for handler in node.handlers:
            if _is_of(m, handler, error, _kinds(m, handler, scope), is_nested):
                return _handled(m, handler, error, scope)
        raise
    except BaseException as error:
        m.tries -= 1
        if isinstance(error, Left) and any(_ends_closing(_kinds(m, handler, scope)) for handler in node.handlers):
            raise Stop from None
        raise
    m.tries -= 1
    return m.execute(node.orelse, scope) if signal is None else signal


def _handled(m: Machine, handler: ast.ExceptHandler, error: Raised, scope: Scope) -> Signal:
    """What the body of `handler` comes to; then the name of the error is gone."""
    if handler.name is not None:
        names.bind(m, handler.name, unsure("an exception"), scope)
    try:
        with _meeting(error):
            return m.execute(handler.body, scope)
    finally:
        if handler.name is not None:
            names.bind(m, handler.name, None, scope)
            names.unbind(m, handler.name, scope)


def _kinds(m: Machine, handler: ast.ExceptHandler, scope: Scope) -> tuple[Value, ...]:
    """The exceptions that `handler` ends."""
    if handler.type is None:
        return (Symbol("builtins.BaseException"),)
    caught = m.evaluate(handler.type, scope)
    return caught if isinstance(caught, tuple) else (caught,)


def _is_of(m: Machine, node: ast.AST, error: Raised, kinds: Sequence[Value], is_nested: bool = True) -> bool:
    """Whether `error` is of one of the exceptions `kinds`.

    An unknown one is an Exception, unless it `is_nested`: what is another may be ended further out.
    """
    if isinstance(error, Again):
        raise Stop
    raised, is_open = _classes_of(error), False
    is_known = raised is not None and all(isinstance(base, (type, Cls)) for base in raised)
    for kind in kinds:
        if isinstance(kind, tuple):
            raise Stop
        known = _built_in(kind)
        if known is BaseException or (known is Exception and not is_nested and raised is None):
            return True
        if any(base is kind or (isinstance(base, type) and known and issubclass(base, known)) for base in raised or ()):
            return True
        is_open = is_open or not is_known or not (known or isinstance(kind, Cls))
    line = str(getattr(node, "lineno", 0))

    def means(option: int) -> Meaning:
        return Meaning("try succeeds" if option else "try fails", line)

    return is_open and m.choose(node, 2, means) == 0


def _ends_closing(kinds: Sequence[Value]) -> bool:
    """Whether `kinds` end what is raised where a generator stands that is closed."""
    return any(_built_in(kind) in (BaseException, GeneratorExit) or not isinstance(kind, (Symbol, Cls)) for kind in kinds)


def _classes_of(error: Raised) -> list[Value] | None:
    """The class of `error` with its bases, those built in as Python's own; None where it is not known."""
    value = error.value.cls if isinstance(error.value, Obj) else error.value
    if isinstance(value, Cls):
        return [_built_in(base) or base for base in value.order]
    known = getattr(builtins, error.kind, None) if error.kind else None
    return None if known is None else [known]


def _built_in(kind: Value) -> Any:
    """The built-in exception `kind`; None for any other."""
    known = getattr(builtins, kind.name.removeprefix("builtins."), None) if isinstance(kind, Symbol) else None
    return known if isinstance(known, type) and issubclass(known, BaseException) else None


def with_(m: Machine, node: ast.With, scope: Scope, index: int = 0) -> Signal:
    """Run what stands behind the managers before `index`."""
    if index == len(node.items):
        return m.execute(node.body, scope)
    item = node.items[index]
    rest = partial(with_, m, node, scope, index + 1)
    value = m.evaluate(item.context_expr, scope)

    def enter(entered: Value) -> None:
        if item.optional_vars is not None:
            names.assign(m, item.optional_vars, entered, scope)

    if isinstance(value, Call) and value.callee == SUPPRESS:
        enter(unsure("what a with gives"))
        return _suppressed(m, node, rest, [actual.value for actual in value.actuals.positional])
    may_go_on = swallows(node, m.module.swallowing)
    if isinstance(value, Gen) and value.function.is_manager:
        return _generated(m, value, enter, rest)
    if isinstance(value, Obj):
        enter(m.call(special_method(m, value, "__enter__"), Actuals(), _no_call(item.context_expr)))
        return _managed(m, item.context_expr, rest, value, may_go_on)
    if not isinstance(value, Unknown):
        raise Stop
    enter(unsure("what a with gives"))
    return _suppressed(m, node, rest, [unsure("an exception")]) if may_go_on else rest()


def _generated(m: Machine, manager: Gen, enter: Callable[[Value], None], rest: Callable[[], Signal]) -> Signal:
    """Run `rest` where the generator of a manager yields: what it raises is raised there."""
    signals: list[Signal] = []

    def take(item: Value) -> Value:
        if signals:
            raise Stop
        signals.append(None)
        enter(item)
        signals[0] = rest()
        return None

    m.run(manager, take, throws=True)
    if not signals:
        raise Raised("RuntimeError")
    return signals[0]


def _managed(m: Machine, where: ast.expr, rest: Callable[[], Signal], manager: Obj, may_go_on: bool) -> Signal:
    """Run `rest` in a manager that is an object of the text: it is left, and may end what is raised."""
    error: Raised | Left | None = None
    signal: Signal = None
    m.tries += may_go_on
    try:
        signal = rest()
    except (Raised, Left) as raised:
        error = raised
    finally:
        m.tries -= may_go_on
    given = [None] * 3 if error is None else [unsure("an exception") for _ in range(3)]
    with _meeting(error):
        ended = m.call(special_method(m, manager, "__exit__"), passed(m, *given), _no_call(where))
    if error is not None and not m.truth(ended, where):
        raise error
    if isinstance(error, Left):  # the generator that is closed goes on
        raise Stop
    return signal


def _suppressed(m: Machine, node: ast.With, rest: Callable[[], Signal], ended: Sequence[Value]) -> Signal:
    m.tries += 1
    try:
        return rest()
    except Raised as error:
        if not _is_of(m, node, error, ended, is_nested=m.tries > 1):
            raise
        return None
    except Left:
        if _ends_closing(ended):
            raise Stop from None
        raise
    finally:
        m.tries -= 1


def _no_call(node: ast.expr) -> ast.Call:
    return ast.copy_location(ast.Call(node, [], []), node)
