"""Comprehensions and generator expressions, item by item."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Value
from ..index.iterators import ENDING, user_of
from ..index.names import first_name
from ..values import operations
from . import names
from .containers import run_over
from .heap import Gen, Machine, Scope, Stop, unsure

_MOST_ITEMS = 64
_COMPUTING = frozenset({"isinstance", "hasattr", "len", "abs", "min", "max", "range", "startswith", "endswith"})


def comprehension(m: Machine, node: Any, scope: Scope) -> Value:
    element = node.key if isinstance(node, ast.DictComp) else node.elt
    if isinstance(node, ast.GeneratorExp):
        user = user_of(node, m.module.parents)
        if user is None or (user in ENDING and _does_more(node)):
            return _left_open(m, node, scope)
    inner = Scope(node, {}, scope)
    found: list[Any] = []

    def add() -> None:
        value = m.evaluate(element, inner)
        found.append((value, m.evaluate(node.value, inner)) if isinstance(node, ast.DictComp) else value)

    try:
        _pass(m, node.generators, inner, scope, add)
    except _Unknown as unknown:
        m.may_raise(node)
        kind = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict"}.get(type(node), "iterator")
        return unsure(str(unknown), kind=kind)
    if isinstance(node, ast.ListComp):
        return m.make(found, node)
    if isinstance(node, ast.GeneratorExp):
        return operations.Iterator(found)
    keys = [key for key, _ in found] if isinstance(node, ast.DictComp) else found
    if not all(map(operations.is_key, keys)):
        return unsure("a table with unknown keys", kind="dict" if isinstance(node, ast.DictComp) else "set")
    return m.make(dict(found) if isinstance(node, ast.DictComp) else set(found), node)


def is_kept(m: Machine, node: ast.expr) -> bool:
    """Whether the iterator that `node` makes may be run over later than where it stands."""
    return node in m.module.parents and user_of(node, m.module.parents) is None


def _left_open(m: Machine, node: ast.GeneratorExp, scope: Scope) -> Value:
    """A generator that runs later, or not to its end."""
    first = node.generators[0]
    if any(_does_more(part) for part in ast.iter_child_nodes(node) if part is not first):
        raise Stop
    if any(_does_more(part) for part in first.ifs):
        raise Stop
    m.evaluate(first.iter, scope)
    m.may_raise(node)
    return unsure("a generator", kind="iterator")


class _Unknown(Exception):
    pass


def _pass(m: Machine, generators: list[ast.comprehension], inner: Scope, outer: Scope, run: Callable[[], None]) -> None:
    """Run the loops, the outermost first, and `run` in the innermost."""
    if not generators:
        run()
        return
    generator = generators[0]
    if generator.is_async:
        raise Stop

    def take(item: Value) -> None:
        m.step()
        names.assign(m, generator.target, item, inner)
        if all(m.holds(test, inner) for test in generator.ifs):
            _pass(m, generators[1:], inner, inner, run)

    iterable = m.evaluate(generator.iter, outer)
    if isinstance(iterable, Gen):
        try:
            m.run(iterable, take)
        except _Unknown:
            raise Stop from None
        return
    items = run_over(m, iterable)
    if items is None:
        if _does_more(inner.node):
            raise Stop
        raise _Unknown("a comprehension over an unknown value")
    if len(items) > _MOST_ITEMS:
        raise Stop
    for item in items:
        take(item)


def _does_more(node: ast.AST) -> bool:
    """Whether `node` may do more than compute: it calls something, or binds a name around it."""
    return any(
        isinstance(part, ast.NamedExpr) or (isinstance(part, ast.Call) and first_name(part.func) not in _COMPUTING)
        for part in ast.walk(node)
    )
