"""Which binding of a name reaches a place: the text is walked backwards, branches and loops by choice."""

from __future__ import annotations

import ast
from bisect import bisect_left
from typing import TYPE_CHECKING

from ...record.dataclasses import dataclass
from ..index.bindings import COMPREHENSIONS, LOOPS, Binding
from ..index.endings import TRIES, WITHS, Block, swallows
from ..index.names import names_in
from .matching import case_taken, fitting, of_match
from .objects import Frame
from .worlds import Infeasible, Meaning

if TYPE_CHECKING:
    from ..index.module import Module
    from .questions import Reader


@dataclass(frozen=True, slots=True)
class Later:
    """The binding that reaches the place cannot be told, and why."""

    reason: str


Found = Binding | Later | None
Loop = ast.For | ast.AsyncFor | ast.While

_MOST_CONDITIONS = 100


def reaching(reader: Reader, name: str, node: ast.AST | None, frame: Frame) -> Found:
    """The binding of `name` in the scope of `frame` that reaches `node`, or the scope's end for None."""
    module, scope = frame.module, frame.scope
    block = getattr(scope, "body", None)
    if not isinstance(block, list):  # a lambda
        return None
    if node is None:
        return _before(reader, name, block, len(block), frame)
    statement = module.statement_of(node)
    while module.scope_of(statement) is not scope:
        statement = module.statement_of(module.parents[statement])
    own = module.direct.get(statement, {}).get(name)
    if (
        own is not None
        and node is not statement
        and ((own.taken and not _is_first(statement, node)) or _is_walrus(own, module))
    ):
        if _is_behind(node, own, frame):
            return own
        return Later("is bound in the same statement")
    if own is not None and node is statement and isinstance(node, ast.ClassDef) and (own.taken or _is_walrus(own, module)):
        return Later("is bound by what the class is made of")  # bases and decorators are evaluated before the body
    while True:
        block, index = module.places[statement]
        found = _before(reader, name, block, index, frame)
        if found is not None:
            return found
        parent = module.parents[statement]
        if parent is scope:
            return None
        found = _at_head(reader, name, parent, block, frame)
        if found is not None:
            return found
        statement = module.statement_of(parent)


def _is_first(statement: ast.stmt, node: ast.AST) -> bool:
    """Whether `node`, in `statement`, is read before anything is taken: from `options` in `k = options.pop("k")`."""
    call = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return)) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.value is node


def _is_behind(node: ast.AST, own: Binding, frame: Frame) -> bool:
    """Whether `node` is read after the only walrus of its statement: `p` in `layer((p := 1) + 3, padding=p)`."""
    module = frame.module
    others = module.bindings[frame.scope][own.name]
    walrus = None if own.value is None else module.parents.get(own.value)
    if own.kind != "value" or not isinstance(walrus, ast.NamedExpr) or not isinstance(node, ast.expr):
        return False
    if sum(place.statement is own.statement for place in others) > 1:
        return False
    parent: ast.AST = node
    while not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.Starred):  # comes before keywords, wherever it stands
            return False
        parent = module.parents[parent]
    return (node.lineno, node.col_offset) >= (walrus.end_lineno or 0, walrus.end_col_offset or 0)


def _is_walrus(binding: Binding, module: Module) -> bool:
    if binding.value is None or binding.kind not in ("value", "unknown"):
        return False
    return not isinstance(binding.statement, (ast.Assign, ast.AnnAssign)) or isinstance(
        module.parents.get(binding.value), ast.NamedExpr
    )


def _at_head(reader: Reader, name: str, parent: ast.AST, block: Block, frame: Frame) -> Found:
    """What the statement (or handler) `parent` binds for its own `block`, nothing within the block having bound it before."""
    module = frame.module
    if isinstance(parent, LOOPS):
        if block is parent.body and module.binders(block, name):
            first = reader.choose(
                ("pass", id(parent), frame.key),
                2,
                lambda option: Meaning("later pass" if option else "first pass"),
            )
            if first != 0:
                return Later("changes in a loop")
        if block is parent.orelse and module.binders(parent.body, name):
            return Later("may be bound by a loop")
    elif isinstance(parent, ast.ExceptHandler):
        attempt = module.parents[parent]
        assert isinstance(attempt, TRIES)
        bodies = [attempt.body]
        if not isinstance(attempt, ast.Try):  # of the handlers of `except*` several may run, one after the other
            bodies += [handler.body for handler in attempt.handlers]
        if name in module.direct.get(attempt, {}) or any(module.binders(body, name) for body in bodies):
            return Later("may be bound by what failed")
        return None
    elif isinstance(parent, ast.match_case):
        return Later("may be bound by a case") if name in module.direct.get(module.statement_of(parent), {}) else None
    elif isinstance(parent, TRIES):
        if block is parent.orelse:
            return _before(reader, name, parent.body, len(parent.body), frame)
        parts = (parent.body, parent.orelse, *(handler.body for handler in parent.handlers))
        if block is parent.finalbody and any(module.binders(part, name) for part in parts):
            return Later("may be bound by what failed")
    found = module.direct.get(parent, {}).get(name) if isinstance(parent, ast.stmt) else None
    if found is not None and found.kind == "item" and isinstance(parent, ast.For) and _changes_items(parent, frame):
        return Later("is an item of what changes")
    return found


def _before(reader: Reader, name: str, block: Block, index: int, frame: Frame) -> Found:
    """The binding of `name` that holds in `block` right before the statement `index`."""
    while (row := frame.module.binder_before(block, index, name)) is not None:
        reader.steps -= 1
        found = _after(reader, name, block[row], frame)
        if found is not None:
            return found
        index = row
    return None


def _after(reader: Reader, name: str, statement: ast.stmt, frame: Frame) -> Found:
    """The binding of `name` that `statement` leaves behind, None when it leaves none in this world."""
    module = frame.module
    own = module.direct.get(statement, {}).get(name)
    if isinstance(statement, ast.If):
        branch, asked = reader.taken(statement, frame)
        found = _leave(reader, name, branch, frame)
        walrus = (module.direct[test][name] for test in reversed(asked) if name in module.direct.get(test, ()))
        return found or next(walrus, None)
    if isinstance(statement, LOOPS):
        return _after_loop(reader, name, statement, frame)
    if isinstance(statement, WITHS):
        return _after_with(reader, name, statement, frame) or own
    if isinstance(statement, TRIES):
        return _after_try(reader, name, statement, frame)
    if isinstance(statement, ast.Match):
        found = _leave(reader, name, case_taken(reader, statement, frame), frame)
        return found if found is not None or own is None else Later("may be bound by a case")
    return own


def _leave(reader: Reader, name: str, block: Block, frame: Frame) -> Found:
    """The binding that `block` leaves behind once it is run to its end."""
    if frame.module.ends(block):
        raise Infeasible
    return _before(reader, name, block, len(block), frame)


def _after_loop(reader: Reader, name: str, loop: Loop, frame: Frame) -> Found:
    """The binding of `name` that `loop` leaves behind, in its body or its else. Which pass was left early is not followed."""
    module = frame.module
    jumps = module.jumps.get(loop, set())
    if ast.Break not in jumps:
        if isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant) and loop.test.value:
            raise Infeasible  # nothing comes after it
        if (found := _leave(reader, name, loop.orelse, frame)) is not None:
            return found
    elif module.binders(loop.orelse, name):
        return Later("may be bound by a loop")
    if not _runs(reader, loop, frame):
        if module.ends(loop.orelse):
            raise Infeasible
        own = module.direct.get(loop, {}).get(name)
        return own if own is not None and own.kind == "called" else None  # what it asks for is run in any case
    if jumps and module.binders(loop.body, name):
        return Later("changes in a loop that may be left early")
    found = _before(reader, name, loop.body, len(loop.body), frame) or module.direct.get(loop, {}).get(name)
    if isinstance(found, Binding) and found.statement is loop and ast.Break not in jumps and _items(reader, loop, frame) != 1:
        return Later("is the last item of a loop")
    return found


def _runs(reader: Reader, loop: Loop, frame: Frame) -> bool:
    """Whether the body of `loop` is run at all."""
    if isinstance(loop, ast.While):
        if isinstance(loop.test, ast.Constant):
            return bool(loop.test.value)
    elif (items := _items(reader, loop, frame)) is not None:
        return items > 0
    return (
        reader.choose(
            ("runs", id(loop), frame.key),
            2,
            lambda option: Meaning("loop never runs" if option else "loop runs", str(loop.lineno)),
        )
        == 0
    )


def _changes_items(loop: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    """Whether the body of `loop` may change what it runs over."""
    names = {*names_in(loop.iter), *(part.id for part in ast.walk(loop.iter) if isinstance(part, ast.Name))}
    return any(frame.module.binders(loop.body, name) for name in names)


def _items(reader: Reader, loop: Loop, frame: Frame) -> int | None:
    """How many items `loop` runs over; None when that is undecided, or there are none to speak of."""
    items = None if isinstance(loop, ast.While) or _changes_items(loop, frame) else reader.evaluate(loop.iter, frame)
    return len(items) if isinstance(items, (list, tuple, dict)) else None


def _after_with(reader: Reader, name: str, statement: ast.With | ast.AsyncWith, frame: Frame) -> Found:
    """The binding of `name` that the block of a with leaves behind; it may have been left by an error that the with ends."""
    if not swallows(statement, frame.module.swallowing):
        return _leave(reader, name, statement.body, frame)
    if not frame.module.binders(statement.body, name):
        return None
    failed = reader.choose(
        ("with", id(statement), frame.key),
        2,
        lambda option: Meaning("with fails" if option else "with succeeds", str(statement.lineno)),
    )
    return Later("may be bound by what failed") if failed else _leave(reader, name, statement.body, frame)


def _after_try(reader: Reader, name: str, statement: ast.Try, frame: Frame) -> Found:
    found = _before(reader, name, statement.finalbody, len(statement.finalbody), frame)
    if found is not None:
        return found
    own = frame.module.direct.get(statement, {}).get(name)
    if own is not None and own.taken:  # where the handlers say what they take
        return Later("may be bound by what failed")
    if not isinstance(statement, ast.Try) and any(frame.module.binders(handler.body, name) for handler in statement.handlers):
        return Later("may be bound by several handlers")
    handlers = [handler for handler in statement.handlers if not frame.module.ends(handler.body)]
    option = reader.choose(
        ("try", id(statement), frame.key),
        len(handlers) + 1,
        lambda option: Meaning("try fails" if option else "try succeeds", str(statement.lineno)),
    )
    if option == 0:
        return _leave(reader, name, statement.orelse, frame) or _leave(reader, name, statement.body, frame)
    handler = handlers[option - 1]
    found = _before(reader, name, handler.body, len(handler.body), frame)
    if found is None and frame.module.binders(statement.body, name):
        return Later("may be bound by what failed")
    return found


def require_path(reader: Reader, node: ast.AST, frame: Frame) -> None:
    """Keep only worlds in which control reaches `node`, which stands in the scope of `frame`. Raises Infeasible.

    Where there are more conditions than anyone writes only the nearest ones are looked at.
    """
    module = frame.module
    child = node
    while not isinstance(child, ast.stmt):
        parent = module.parents[child]
        if isinstance(parent, ast.IfExp) and child is not parent.test:
            reader.require(parent.test, child is parent.body, frame)
        elif isinstance(parent, ast.BoolOp):
            for test in parent.values[: parent.values.index(child)]:  # type: ignore[arg-type]
                reader.require(test, isinstance(parent.op, ast.And), frame)
        elif isinstance(parent, COMPREHENSIONS) and not isinstance(child, ast.comprehension):
            for test in (test for generator in parent.generators for test in generator.ifs):
                reader.require(test, True, frame)
        child = parent
        if child is frame.scope:
            if isinstance(child, COMPREHENSIONS) and frame.outer is not None:
                require_path(reader, child, frame.outer)
            return
    for _ in range(_MOST_CONDITIONS):
        block, index = module.places[child]
        _pass_guards(reader, block, index, frame)
        parent = module.parents[child]
        if parent is frame.scope:
            return
        if isinstance(parent, ast.If):
            reader.require(parent.test, block is parent.body, frame)
        child = module.statement_of(parent)
        if isinstance(parent, ast.match_case) and isinstance(child, ast.Match):
            cases = fitting(child, reader.evaluate(child.subject, frame))
            if parent not in cases:
                raise Infeasible
            if len(cases) > 1:
                reader.world.require(of_match(child, frame), cases.index(parent))


def _pass_guards(reader: Reader, block: Block, index: int, frame: Frame) -> None:
    """Control has come to the statement `index` of `block`, past all that may end the block before."""
    guards = frame.module.guards.get(id(block), [])
    passed = bisect_left(guards, index)
    for guard in guards[max(passed - _MOST_CONDITIONS, 0) : passed]:
        _pass(reader, block[guard], frame)


def _pass(reader: Reader, guard: ast.stmt, frame: Frame) -> None:
    """Control has passed `guard`, a statement after which the rest of the block may be out of reach."""
    if isinstance(guard, ast.Assert):
        reader.require(guard.test, True, frame)
    elif isinstance(guard, WITHS):
        _pass_guards(reader, guard.body, len(guard.body), frame)
    elif not isinstance(guard, ast.If):
        raise Infeasible
    while isinstance(guard, ast.If):
        if frame.module.ends(guard.body):
            reader.require(guard.test, False, frame)
        elif frame.module.ends(guard.orelse):
            reader.require(guard.test, True, frame)
            return _pass_guards(reader, guard.body, len(guard.body), frame)
        elif reader.decide(guard.test, frame):
            return _pass_guards(reader, guard.body, len(guard.body), frame)
        if len(guard.orelse) != 1 or not isinstance(guard.orelse[0], ast.If):
            return _pass_guards(reader, guard.orelse, len(guard.orelse), frame)
        guard = guard.orelse[0]
    return None
