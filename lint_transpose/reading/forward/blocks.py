"""Statements whose blocks are run on conditions of their own: try, with, match."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from functools import partial

from ...layers.call import Symbol, Unknown, Value
from ..index.endings import swallows
from ..values.objects import Actuals
from ..values.worlds import Meaning
from . import names
from .calls import passed
from .heap import Gen, Left, Machine, Obj, Raised, Scope, Signal, Stop, unsure


def try_(m: Machine, node: ast.Try, scope: Scope) -> Signal:
    error: Raised | Left | None = None
    signal: Signal = None
    try:
        signal = _attempted(m, node, scope)
    except (Raised, Left) as raised:
        error = raised
    last = m.execute(node.finalbody, scope)
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
        for handler in node.handlers:
            if _catches(m, handler, error, scope):
                if handler.name is not None:
                    names.bind(m, handler.name, unsure("an exception"), scope)
                return m.execute(handler.body, scope)
        raise
    except BaseException:
        m.tries -= 1
        raise
    m.tries -= 1
    return m.execute(node.orelse, scope) if signal is None else signal


def _catches(m: Machine, handler: ast.ExceptHandler, error: Raised, scope: Scope) -> bool:
    if handler.type is None:
        return True
    caught = m.evaluate(handler.type, scope)
    return _is_of(m, handler, error, caught if isinstance(caught, tuple) else (caught,))


def _is_of(m: Machine, node: ast.AST, error: Raised, kinds: tuple[Value, ...]) -> bool:
    """Whether `error` is of one of the exceptions `kinds`."""
    raised = getattr(builtins, error.kind, None) if error.kind else None
    is_open = False
    for kind in kinds:
        known = getattr(builtins, kind.name.removeprefix("builtins."), None) if isinstance(kind, Symbol) else None
        if known in (Exception, BaseException):
            return True
        if raised is None or not isinstance(known, type):
            is_open = True
        elif issubclass(raised, known):
            return True
    line = str(getattr(node, "lineno", 0))

    def means(option: int) -> Meaning:
        return Meaning("try succeeds" if option else "try fails", line)

    return is_open and m.choose(node, 2, means) == 0


def with_(m: Machine, node: ast.With, scope: Scope, index: int = 0) -> Signal:
    """Run what stands behind the managers before `index`."""
    if index == len(node.items):
        return m.execute(node.body, scope)
    item = node.items[index]
    rest = partial(with_, m, node, scope, index + 1)
    if (ended := _suppresses(m, item.context_expr, scope)) is not None:
        return _suppressed(m, node, rest, tuple(ended))
    value = m.evaluate(item.context_expr, scope)

    def enter(entered: Value) -> None:
        if item.optional_vars is not None:
            names.assign(m, item.optional_vars, entered, scope)

    may_go_on = swallows(node, m.module.swallowing)
    if isinstance(value, Gen) and value.function.is_manager:
        return _generated(m, value, enter, rest)
    if isinstance(value, Obj):
        enter(m.call(m.attribute(value, "__enter__"), Actuals(), _no_call(item.context_expr)))
        return _managed(m, item.context_expr, rest, value, may_go_on)
    if not isinstance(value, Unknown):
        raise Stop
    enter(unsure("what a with gives"))
    return _suppressed(m, node, rest, (unsure("an exception"),)) if may_go_on else rest()


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
    ended = m.call(m.attribute(manager, "__exit__"), passed(m, *given), _no_call(where))
    if error is not None and (isinstance(error, Left) or not m.truth(ended, where)):
        raise error
    return signal


def _suppresses(m: Machine, node: ast.expr, scope: Scope) -> list[Value] | None:
    """The exceptions that `contextlib.suppress(...)` ends; None for any other manager."""
    if not isinstance(node, ast.Call) or node.keywords or m.evaluate(node.func, scope) != Symbol("contextlib.suppress"):
        return None
    return [m.evaluate(argument, scope) for argument in node.args]


def _suppressed(m: Machine, node: ast.With, rest: Callable[[], Signal], ended: tuple[Value, ...]) -> Signal:
    m.tries += 1
    try:
        return rest()
    except Raised as error:
        if not _is_of(m, node, error, ended):
            raise
        return None
    finally:
        m.tries -= 1


def _no_call(node: ast.expr) -> ast.Call:
    return ast.copy_location(ast.Call(node, [], []), node)
