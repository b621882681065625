"""Statements whose blocks are run on conditions of their own: try, with, match."""

from __future__ import annotations

import ast
import builtins
from functools import partial

from ...layers.call import Symbol, Unknown, Value
from ..index.endings import swallows
from ..values import operations
from ..values.objects import Actuals
from ..values.worlds import Meaning
from . import names
from .calls import passed
from .heap import Machine, Obj, Raised, Scope, Signal, Stop, unsure


def try_(m: Machine, node: ast.Try, scope: Scope) -> Signal:
    error: Raised | None = None
    signal: Signal = None
    try:
        signal = _attempted(m, node, scope)
    except Raised as raised:
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


def with_(m: Machine, node: ast.With, scope: Scope) -> Signal:
    managers, ended = [], list[Value]()
    for item in node.items:
        if (known := _suppresses(m, item.context_expr, scope)) is not None:
            ended += known
            continue
        value = m.evaluate(item.context_expr, scope)
        entered: Value = unsure("what a with gives")
        if isinstance(value, Obj):
            managers.append(value)
            entered = m.call(m.attribute(value, "__enter__"), Actuals(), _no_call(item.context_expr))
        elif not isinstance(value, Unknown):
            raise Stop
        if item.optional_vars is not None:
            names.assign(m, item.optional_vars, entered, scope)
    if managers:
        return _managed(m, node, scope, managers)
    if not swallows(node, m.module.swallowing):
        return m.execute(node.body, scope)
    return _suppressed(m, node, scope, tuple(ended) or (unsure("an exception"),))


def _managed(m: Machine, node: ast.With, scope: Scope, managers: list[Obj]) -> Signal:
    """Run the body of a with whose managers are objects of the text: each is left, and may end what the body raises."""
    error: Raised | None = None
    signal: Signal = None
    may_go_on = swallows(node, m.module.swallowing)
    m.tries += may_go_on
    try:
        signal = m.execute(node.body, scope)
    except Raised as raised:
        error = raised
    finally:
        m.tries -= may_go_on
    where = node.items[0].context_expr
    for value in reversed(managers):
        given = [None] * 3 if error is None else [unsure("an exception") for _ in range(3)]
        ended = m.call(m.attribute(value, "__exit__"), passed(m, *given), _no_call(where))
        if error is not None and m.truth(ended, where):
            error = None
    if error is not None:
        raise error
    return signal


def _suppresses(m: Machine, node: ast.expr, scope: Scope) -> list[Value] | None:
    """The exceptions that `contextlib.suppress(...)` ends; None for any other manager."""
    if not isinstance(node, ast.Call) or node.keywords or m.evaluate(node.func, scope) != Symbol("contextlib.suppress"):
        return None
    return [m.evaluate(argument, scope) for argument in node.args]


def _suppressed(m: Machine, node: ast.With, scope: Scope, ended: tuple[Value, ...]) -> Signal:
    m.tries += 1
    try:
        return m.execute(node.body, scope)
    except Raised as error:
        if not _is_of(m, node, error, ended):
            raise
        return None
    finally:
        m.tries -= 1


def _no_call(node: ast.expr) -> ast.Call:
    return ast.copy_location(ast.Call(node, [], []), node)


def match(m: Machine, node: ast.Match, scope: Scope) -> Signal:
    subject = m.evaluate(node.subject, scope)
    for index, case in enumerate(node.cases):
        fits = _fits(m, case.pattern, subject)
        if fits is None:
            fits = m.choose(case.pattern, 2, partial(_in_case, index, node.lineno)) == 0
        if not fits:
            continue
        _capture(m, case.pattern, subject, scope)
        if case.guard is None or m.holds(case.guard, scope):
            return m.execute(case.body, scope)
    return None


def _in_case(index: int, line: int, option: int) -> Meaning:
    return Meaning("no case", str(line)) if option else Meaning("case", str(line), index + 1)


def _fits(m: Machine, pattern: ast.pattern, subject: Value) -> bool | None:
    if m.is_tainted(subject):
        return None
    if isinstance(pattern, ast.MatchClass) and isinstance(pattern.cls, ast.Name) and operations.is_plain(subject):
        kind = operations.type_named(f"builtins.{pattern.cls.id}")
        is_simple = not (pattern.patterns or pattern.kwd_patterns)
        return isinstance(subject, kind) if kind is not None and is_simple else None
    if isinstance(pattern, ast.MatchOr):
        found = [_fits(m, item, subject) for item in pattern.patterns]
        return True if True in found else None if None in found else False
    return operations.matches(pattern, subject)


def _capture(m: Machine, pattern: ast.pattern, subject: Value, scope: Scope) -> None:
    for part in ast.walk(pattern):
        name = getattr(part, "name", None) or getattr(part, "rest", None)
        if name is not None:
            is_whole = part is pattern and isinstance(part, ast.MatchAs)
            names.bind(m, name, subject if is_whole else unsure("what a pattern takes"), scope)
