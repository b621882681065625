"""One function a kind of statement: what it does to the names of an activation that is followed forwards (`replay`)."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...layers.call import Unknown, Value
from ..index.endings import TRIES, Block, swallows
from ..index.names import name_of, names_in
from . import records, storing
from .flow import fitting, meaning
from .live import GivesUpError, RaisedError
from .objects import Frame, Live
from .storing import store
from .watched import effects_in, expressions_of, holds_at, run_of, value_at
from .worlds import Meaning

if TYPE_CHECKING:
    from .questions import Reader

_MOST_PASSES = 64


class ReturnedError(Exception):  # control flow, not an error
    def __init__(self, value: Value) -> None:
        self.value = value


class JumpError(Exception):  # control flow, not an error
    """A break or continue."""

    def __init__(self, kind: type[ast.stmt]) -> None:
        self.kind = kind


def follow(reader: Reader, block: Block, frame: Frame) -> None:
    """What `block` does, statement by statement."""
    run = run_of(frame)
    for statement in block:
        run.steps -= 1
        reader.steps -= 1
        if run.steps < 0 or reader.steps < 0 or len(reader.world.choices) > run.most_choices:
            raise GivesUpError
        run.watcher.meets(statement, frame)
        handler = _HANDLERS.get(type(statement))
        if handler is None:
            raise GivesUpError
        if run.attempts and not isinstance(statement, TRIES) and _may_raise(reader, statement, frame):
            _choose_failure(reader, statement, frame)
        handler(reader, statement, frame)


# -- failures ------------------------------------------------------------------------------------------------------------


def _may_raise(reader: Reader, statement: ast.stmt, frame: Frame) -> bool:
    """Whether `statement`, before it does anything, may raise what a try around it catches."""
    if isinstance(statement, (ast.Raise, ast.Pass, ast.Break, ast.Continue, ast.FunctionDef, ast.Global, ast.Nonlocal)):
        return False
    if isinstance(statement, (ast.With, ast.AsyncWith, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Delete)):
        return True
    live = frame.live
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in targets:
        if isinstance(target, (ast.Subscript, ast.Attribute)) and name_of(target) is None:
            return True
        if isinstance(target, (ast.Tuple, ast.List)) and not isinstance(
            getattr(statement, "value", None), (ast.Tuple, ast.List)
        ):
            return True
    parts = [part for part in expressions_of(statement) if part not in targets]
    return not all(_is_harmless(part, live) for part in parts) and not all(map(_is_literal_call, parts))


def _is_harmless(node: ast.expr, live: Live | None) -> bool:
    for item in ast.walk(node):
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load):
            if live is None or item.id not in live.names:
                return False
        elif not isinstance(
            item, (ast.Constant, ast.Tuple, ast.List, ast.Name, ast.expr_context, ast.Eq, ast.NotEq, ast.Compare)
        ):
            return False
    return True


def _is_literal_call(node: ast.expr) -> bool:
    """Whether `node` is `int("1")` or the like, of which Python itself tells whether it raises."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("int", "float")
        and not node.keywords
        and all(isinstance(argument, ast.Constant) and len(str(argument.value)) < 50 for argument in node.args)
    )


def _choose_failure(reader: Reader, statement: ast.stmt, frame: Frame) -> None:
    line = str(statement.lineno)

    def means(option: int) -> Meaning:
        return Meaning("line fails" if option else "line succeeds", line)

    if reader.choose(("fails", id(statement), frame.key), 2, means):
        raise RaisedError


def _expression(reader: Reader, statement: ast.Expr, frame: Frame) -> None:
    if _is_literal_call(statement.value):
        assert isinstance(statement.value, ast.Call)
        try:
            {"int": int, "float": float}[statement.value.func.id](*(item.value for item in statement.value.args))  # type: ignore[attr-defined]
        except (ValueError, TypeError) as error:
            raise RaisedError(type(error).__name__) from None
    value_at(reader, statement.value, frame)


def _raise(reader: Reader, statement: ast.Raise, frame: Frame) -> None:
    error = statement.exc
    name = "" if error is None else next(names_in(error.func if isinstance(error, ast.Call) else error), "")
    raise RaisedError(name if isinstance(getattr(builtins, name, None), type) else "")


def _try(reader: Reader, statement: ast.Try, frame: Frame) -> None:
    if not isinstance(statement, ast.Try):
        raise GivesUpError
    try:
        _guarded(reader, statement, frame)
    except (RaisedError, ReturnedError, JumpError):
        follow(reader, statement.finalbody, frame)
        raise
    follow(reader, statement.finalbody, frame)


def _guarded(reader: Reader, statement: ast.Try, frame: Frame) -> None:
    run = run_of(frame)
    run.attempts += 1
    try:
        follow(reader, statement.body, frame)
    except RaisedError as error:
        run.attempts -= 1
        try:
            for handler in statement.handlers:
                if _catches(reader, handler, error.name, frame):
                    if handler.name:
                        frame.live.names[handler.name] = Unknown("an exception")  # type: ignore[union-attr]
                    follow(reader, handler.body, frame)
                    return
        finally:
            run.attempts += 1
        raise
    finally:
        run.attempts -= 1
    follow(reader, statement.orelse, frame)


def _catches(reader: Reader, handler: ast.ExceptHandler, name: str, frame: Frame) -> bool:
    if handler.type is None:
        return True
    nodes = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return _is_caught(reader, nodes, name, handler, frame)


def _is_caught(reader: Reader, nodes: list[ast.expr], name: str, by: ast.AST, frame: Frame) -> bool:
    """Whether an exception of the class `name` is one of `nodes`, which `by` catches; by choice where that is undecided."""
    caught = [getattr(builtins, next(names_in(node), ""), None) for node in nodes]
    if any(item in (Exception, BaseException) for item in caught):
        return True
    raised = getattr(builtins, name, None) if name else None
    if raised is not None and caught and all(isinstance(item, type) for item in caught):
        return issubclass(raised, tuple(caught))  # type: ignore[arg-type]
    line = str(getattr(by, "lineno", 0))

    def means(option: int) -> Meaning:
        return Meaning("not caught" if option else "caught", line)

    return reader.choose(("catches", id(by), frame.key), 2, means) == 0


def _with(reader: Reader, statement: ast.With | ast.AsyncWith, frame: Frame) -> None:
    module = frame.module
    for item in statement.items:
        if any(module.defines(name) for name in names_in(item.context_expr)):
            raise GivesUpError
        value_at(reader, item.context_expr, frame)
        if item.optional_vars is not None:
            store(reader, item.optional_vars, Unknown("what a with gives"), frame)
    if not swallows(statement, module.swallowing):
        return follow(reader, statement.body, frame)
    run = run_of(frame)
    run.attempts += 1
    try:
        follow(reader, statement.body, frame)
    except RaisedError as error:
        nodes = [argument for item in statement.items for argument in getattr(item.context_expr, "args", ())]
        if not _is_caught(reader, nodes, error.name, statement, frame):
            raise
    finally:
        run.attempts -= 1


# -- control flow ----------------------------------------------------------------------------------------------------------


def _if(reader: Reader, statement: ast.If, frame: Frame) -> None:
    follow(reader, statement.body if holds_at(reader, statement.test, frame) else statement.orelse, frame)


def _match(reader: Reader, statement: ast.Match, frame: Frame) -> None:
    subject = value_at(reader, statement.subject, frame)
    cases = fitting(statement, subject)
    if any(case is not None and case.guard is not None and any(effects_in(case.guard)) for case in cases):
        raise GivesUpError

    def means(option: int) -> Meaning:
        return meaning(statement, cases[option])

    case = cases[reader.choose(("matches", id(statement), frame.key), len(cases), means)]
    for item in (item for other in statement.cases for item in ast.walk(other.pattern)):
        name = getattr(item, "name", None) or getattr(item, "rest", None)
        if isinstance(name, str):
            frame.live.names[name] = Unknown(f"{name} is bound by a pattern")  # type: ignore[union-attr]
    if case is not None:
        follow(reader, case.body, frame)


def _for(reader: Reader, loop: ast.For, frame: Frame) -> None:
    items = records.unpacked(value_at(reader, loop.iter, frame))
    if isinstance(items, dict):
        items = list(items)
    if not isinstance(items, (list, tuple, str)) or len(items) > _MOST_PASSES:
        _any_pass(reader, loop, frame)
        return
    live, hidden = frame.live, f"the items of {id(loop)}"
    assert live is not None
    live.names[hidden] = items
    index = 0
    while index < len(items):
        if live.names.get(hidden) is not items or index > _MOST_PASSES:
            raise GivesUpError  # what it runs over may be changed by what is called
        target, index = items[index], index + 1
        if not _passes(reader, loop, index - 1, frame, _giving(reader, loop.target, target)):
            break
    else:
        follow(reader, loop.orelse, frame)
    live.names.pop(hidden, None)


def _giving(reader: Reader, target: ast.expr, item: Value) -> Callable[[Frame], None]:
    return lambda frame: store(reader, target, item, frame)


def _passes(reader: Reader, loop: ast.For | ast.While, index: int, frame: Frame, start: Callable[[Frame], None]) -> bool:
    """Whether the loop goes on after the pass `index`."""
    watcher = run_of(frame).watcher
    inner = Frame(frame.module, frame.scope, frame.outer, frame.bound, ("pass", id(loop), index, frame.key), live=frame.live)
    watcher.enters(loop, index, frame)
    try:
        start(inner)
        follow(reader, loop.body, inner)
    except JumpError as jump:
        return jump.kind is ast.Continue
    finally:
        watcher.leaves(loop, frame)
    return True


def _while(reader: Reader, loop: ast.While, frame: Frame) -> None:
    for index in range(_MOST_PASSES):
        inner = Frame(
            frame.module, frame.scope, frame.outer, frame.bound, ("test", id(loop), index, frame.key), live=frame.live
        )
        if not holds_at(reader, loop.test, inner):
            return follow(reader, loop.orelse, frame)
        if not _passes(reader, loop, index, frame, lambda inner: None):
            return None
    raise GivesUpError


def _any_pass(reader: Reader, loop: ast.For, frame: Frame) -> None:
    """A loop over unknown items: nothing is known of what it changes, and then comes its last pass."""
    run = run_of(frame)

    def means(option: int) -> Meaning:
        return Meaning("loop never runs" if option else "loop runs", str(loop.lineno))

    if reader.choose(("runs", id(loop), frame.key), 2, means) == 0:
        run.lose_names([loop])
        unknown = Unknown("what the loop runs over is undecided")
        if not _passes(reader, loop, 0, frame, _giving(reader, loop.target, unknown)):
            return
    follow(reader, loop.orelse, frame)


def _jump(reader: Reader, statement: ast.stmt, frame: Frame) -> None:
    raise JumpError(type(statement))


def _return(reader: Reader, statement: ast.Return, frame: Frame) -> None:
    raise ReturnedError(None if statement.value is None else value_at(reader, statement.value, frame))


def _assert(reader: Reader, statement: ast.Assert, frame: Frame) -> None:
    if not holds_at(reader, statement.test, frame):
        raise RaisedError("AssertionError")


def _nothing(reader: Reader, statement: ast.stmt, frame: Frame) -> None:
    """A statement that does nothing when it is run."""


_HANDLERS: dict[type[ast.stmt], Callable[[Reader, Any, Frame], None]] = {
    ast.AnnAssign: storing.assign,
    ast.Assert: _assert,
    ast.Assign: storing.assign,
    ast.AugAssign: storing.augmented,
    ast.Break: _jump,
    ast.ClassDef: storing.define_class,
    ast.Continue: _jump,
    ast.Delete: storing.delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: storing.define,
    ast.Global: _nothing,
    ast.If: _if,
    ast.Import: storing.import_names,
    ast.ImportFrom: storing.import_names,
    ast.Match: _match,
    ast.Nonlocal: _nothing,
    ast.Pass: _nothing,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.While: _while,
    ast.With: _with,
}
