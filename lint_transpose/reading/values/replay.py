"""What names hold at a place, found by following the statements of their scope forwards, from the first on.

`flow` looks a name up backwards and knows no order in what several names change, nor which pass of a loop is at hand. Where
it gives up, the scope is followed here: loops over known items pass by pass, blocks that may fail both ways, functions of
the text with what they are passed. What the text leaves open the world chooses, as everywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...layers.call import Value
from ..index.bindings import LOOPS
from ..index.module import Module
from .items import quoted
from .live import GivesUpError, RaisedError, Run, Watcher, copied
from .objects import Frame, Live
from .statements import JumpError, ReturnedError, follow
from .watched import changing, expressions_of
from .worlds import Infeasible, Meaning

if TYPE_CHECKING:
    from .questions import Reader

_MOST_CHOICES = 6
"""A world that has made so many is not given more of them."""
_Snapshot = dict[str, Value]


class ArrivedError(Exception):  # control flow, not an error
    """The place that is asked for is reached; control comes to it once."""


@dataclass(slots=True, eq=False)
class Followed(Watcher):
    """What was seen of the statement `target` (of the scope's end for None): the names in each pass of the loops around it."""

    target: ast.stmt | None
    loops: list[ast.stmt]
    live: Live
    passes: tuple[int, ...] = ()
    counts: dict[tuple[ast.stmt, tuple[int, ...]], int] = field(default_factory=dict)
    seen: dict[tuple[int, ...], _Snapshot] = field(default_factory=dict)

    def meets(self, statement: ast.stmt, frame: Frame) -> None:
        if statement is self.target and frame.live is self.live:
            self.note()
            if not self.loops:
                raise ArrivedError

    def note(self) -> None:
        known: dict[int, Value] = {}
        names = {name: copied(value, known) for name, value in self.live.names.items()}
        names |= {outer(name): copied(value, known) for (_, name), value in self.live.run.outside.items()}
        self.seen[self.passes] = names

    def enters(self, loop: ast.stmt, index: int, frame: Frame) -> None:
        if frame.live is self.live:
            self.counts[loop, self.passes] = index + 1
            self.passes = (*self.passes, index)

    def leaves(self, loop: ast.stmt, frame: Frame) -> None:
        if frame.live is self.live:
            self.passes = self.passes[:-1]


def outer(name: str) -> str:
    """The key of a variable of a scope around, where what is followed has set it."""
    return f"outer {name}"


def replayed(reader: Reader, name: str, node: ast.AST | None, frame: Frame) -> Value | None:
    """What `name` of the scope of `frame` holds at `node`, or at the scope's end for None; None where that is not followed."""
    module, scope = frame.module, frame.scope
    if frame.live is not None or not isinstance(scope, (ast.FunctionDef, ast.Module)) or module.is_rewritten:
        return None
    target = None if node is None else _statement(module, node, frame)
    if node is not None and (target is None or not _comes_first(module, target, node)):
        return None
    followed = _known(reader, target, frame)
    if followed is None:
        return None
    names = followed.seen.get(_pass(reader, followed, frame))
    if names is None:
        raise Infeasible  # in this world control does not come here
    return names.get(name)


def _known(reader: Reader, target: ast.stmt | None, frame: Frame) -> Followed | None:
    """What is seen at `target`; kept for all worlds where nothing was asked of this one."""
    key = ("replay", frame.scope if target is None else target, frame.key)
    world = reader.world
    if key in reader.replays:
        return reader.replays[key]  # type: ignore[no-any-return]
    if key in world.unfinished:
        world.passing += 1
        return None
    if key not in world.memo:
        asked, passing = world.asked, world.passing
        world.unfinished.add(key)
        try:
            followed = _followed(reader, target, frame)
        finally:
            world.unfinished.discard(key)
        is_settled = asked == world.asked and passing == world.passing
        is_kept = reader.steps >= 0 and frame.bound is None and (is_settled or followed is None)
        (reader.replays if is_kept else world.memo)[key] = followed
        # What was chosen in vain is not asked for again: the worlds begin anew without it.
        reader.begins_anew = reader.begins_anew or (is_kept and not is_settled)
        return followed
    world.asked += 1
    return world.memo[key]  # type: ignore[no-any-return]


def _followed(reader: Reader, target: ast.stmt | None, frame: Frame) -> Followed | None:
    run = Run()
    live = Live(frame, run)
    run.lives.append(live)
    run.watcher = followed = Followed(target, _loops_around(frame.module, target, frame.scope), live)
    inner = Frame(frame.module, frame.scope, frame.outer, frame.bound, frame.key, live=live)
    assert isinstance(frame.scope, (ast.FunctionDef, ast.Module))
    run.most_choices = max(_MOST_CHOICES, len(reader.world.choices))
    try:
        follow(reader, frame.scope.body, inner)
        ends_well = True
    except (ReturnedError, RaisedError, ArrivedError) as end:
        ends_well = isinstance(end, ReturnedError)
    except (GivesUpError, JumpError, RecursionError):
        return None
    if target is None and ends_well:
        followed.note()
    return followed


def _statement(module: Module, node: ast.AST, frame: Frame) -> ast.stmt | None:
    """The statement of the scope of `frame` itself that holds `node`."""
    statement = module.statement_of(node)
    while module.scope_of(statement) is not frame.scope:
        if statement not in module.parents or module.parents[statement] is module.tree:
            return None
        statement = module.statement_of(module.parents[statement])
    return statement


def _comes_first(module: Module, statement: ast.stmt, node: ast.AST) -> bool:
    """Whether nothing that `statement` does before it comes to `node` can change a name or an object."""
    if statement is node or isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    above = set[ast.AST]()
    child = node
    while child is not statement:
        above.add(child)
        child = module.parents[child]
        if isinstance(child, (ast.match_case, ast.ExceptHandler)):
            return False
    if isinstance(statement, (ast.While, ast.With, ast.AsyncWith)):
        return False
    return all(item in above for part in expressions_of(statement) for item in changing(module, part))


def _loops_around(module: Module, statement: ast.stmt | None, scope: ast.AST) -> list[ast.stmt]:
    """The loops of `scope` whose body holds `statement`, the outermost first."""
    found: list[ast.stmt] = []
    node: ast.AST | None = statement
    while node is not None and node is not scope:
        parent = module.parents[node]
        if isinstance(parent, LOOPS) and isinstance(node, ast.stmt) and module.places[node][0] is parent.body:
            found.insert(0, parent)
        node = parent
    return found


def _pass(reader: Reader, followed: Followed, frame: Frame) -> tuple[int, ...]:
    """Which pass of each loop is at hand, by choice: the same for all that the pass reads."""
    passes: tuple[int, ...] = ()
    for loop in followed.loops:
        count = followed.counts.get((loop, passes))
        if count is None:
            raise Infeasible
        key: Hashable = ("item", id(loop), frame.key)
        made = reader.world.choices.get(key)
        if made is not None and made.options != count:
            key = ("turn", id(loop), frame.key)
        passes = (*passes, reader.choose(key, count, _means(loop, frame)))
    return passes


def _means(loop: ast.stmt, frame: Frame) -> Callable[[int], Meaning]:
    if isinstance(loop, ast.For):
        items = quoted(loop.iter, frame)
        return lambda option: Meaning("item", items, option + 1)
    return lambda option: Meaning("pass", str(loop.lineno), option + 1)
