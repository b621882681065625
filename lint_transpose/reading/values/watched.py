"""Expressions that are run once, in order, while statements are followed forwards: what they may change is not missed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...layers.call import Value
from ..index.module import Module
from ..index.names import names_in
from .live import CHANGES, GivesUpError, Run
from .objects import Frame

if TYPE_CHECKING:
    from .questions import Reader


def run_of(frame: Frame) -> Run:
    assert frame.live is not None
    run: Run = frame.live.run
    return run


def value_at(reader: Reader, node: ast.expr, frame: Frame) -> Value:
    """The value of `node`, which is run once: what of it was not seen may have changed anything that it mentions."""
    run, effects = run_of(frame), list(effects_in(node))
    run.visited.difference_update(effects)
    value = reader.evaluate(node, frame)
    _settle(run, effects)
    return value


def holds_at(reader: Reader, test: ast.expr, frame: Frame) -> bool:
    run, effects = run_of(frame), list(effects_in(test))
    run.visited.difference_update(effects)
    holds = reader.decide(test, frame)
    _settle(run, effects)
    return holds


def _settle(run: Run, effects: list[ast.AST]) -> None:
    unseen = [item for item in effects if item not in run.visited]
    if unseen:
        run.lose_names(unseen)


def effects_in(node: ast.AST) -> Iterator[ast.AST]:
    """What of `node` may change something when it is run."""
    if isinstance(node, (ast.Call, ast.NamedExpr)):
        yield node
    elif isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await)):
        raise GivesUpError
    if not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from effects_in(child)


def expressions_of(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of `statement` itself, without those of its blocks."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def changing(module: Module, node: ast.expr) -> Iterator[ast.AST]:
    """The parts of `node` that may change a name or an object."""
    for item in ast.walk(node):
        if isinstance(item, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)):
            yield item
        elif isinstance(item, ast.Call):
            name = next(names_in(item.func), "")
            is_method = isinstance(item.func, ast.Attribute) and (name in CHANGES or module.defines(name))
            if is_method or module.defines(name) or not isinstance(item.func, (ast.Name, ast.Attribute)):
                yield item
