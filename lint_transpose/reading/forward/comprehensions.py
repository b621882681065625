"""Comprehensions and generator expressions, item by item."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from ...layers.call import Symbol, Value
from ..index.iterators import user_of
from ..index.names import first_name
from ..values import operations
from . import names
from .heap import Gen, Lazy, Machine, Raised, Scope, Stop, unsure
from .items import pulled

RUN_OVER = frozenset({"dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"})
RUN_OVER |= {"collections.Counter", "collections.OrderedDict", "collections.deque", "math.prod"}
"""Functions that take all items of an iterator before they return."""
_MOST_ITEMS = 64
_COMPUTING = frozenset({"isinstance", "hasattr", "len", "abs", "min", "max", "range", "startswith", "endswith"})


def comprehension(m: Machine, node: Any, scope: Scope) -> Value:
    element = node.key if isinstance(node, ast.DictComp) else node.elt
    inner = Scope(node, {}, scope)
    if isinstance(node, ast.GeneratorExp) and not _is_run_at_once(m, node, scope):
        return _lazily(m, node, inner, scope)
    found: list[Any] = []

    def add() -> None:
        value = m.evaluate(element, inner)
        found.append((value, m.evaluate(node.value, inner)) if isinstance(node, ast.DictComp) else value)

    try:
        _pass(m, node.generators, inner, scope, add)
    except Raised as error:
        raise _within(error) if isinstance(node, ast.GeneratorExp) else error from None
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


def _within(error: Raised) -> Raised:
    """What a generator raises where `error` is raised within: that it ends is no news to who takes its items."""
    return Raised("RuntimeError") if error.kind == "StopIteration" else error


def _is_run_at_once(m: Machine, node: ast.GeneratorExp, scope: Scope) -> bool:
    """Whether all items are taken where `node` stands, with nothing done in between."""
    call = m.module.parents[node]
    if not isinstance(call, ast.Call) or call.args != [node] or call.keywords or not isinstance(call.func, ast.Name):
        return False
    callee = names.lookup(m, call.func.id, scope)
    return isinstance(callee, Symbol) and callee.name.removeprefix("builtins.") in RUN_OVER


def _lazily(m: Machine, node: ast.GeneratorExp, inner: Scope, scope: Scope) -> Value:
    """A generator whose items are taken later, or in turns with what is done with them."""
    items = pulled(m, m.evaluate(node.generators[0].iter, scope))
    if items is None:
        if any(_does_more(part) for part in (node.elt, *node.generators[0].ifs, *node.generators[1:])):
            raise Stop
        m.may_raise(node)
        return unsure("a generator", kind="iterator")

    def made() -> Iterator[Value]:
        try:
            for _ in _passes(m, node.generators, inner, items):
                yield m.evaluate(node.elt, inner)
        except Raised as error:
            raise _within(error) from None

    return kept(m, Lazy(made(), [], runs=True), node)


def kept(m: Machine, made: Lazy, node: ast.expr) -> Lazy:
    """`made`, noted where its items may be taken later than where it stands."""
    is_kept = node in m.module.parents and user_of(node, m.module.parents) is None
    return m.make(made, node) if is_kept else made


def _passes(m: Machine, generators: list[ast.comprehension], inner: Scope, items: Iterator[Value]) -> Iterator[None]:
    """Run the loops, the outermost first, and yield in the innermost."""
    first, *rest = generators
    if first.is_async:
        raise Stop
    for item in items:
        m.step()
        names.assign(m, first.target, item, inner)
        if not all(m.holds(test, inner) for test in first.ifs):
            continue
        if not rest:
            yield None
        elif (below := pulled(m, m.evaluate(rest[0].iter, inner))) is not None:
            yield from _passes(m, rest, inner, below)
        else:
            raise Stop


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
    items = pulled(m, iterable)
    if items is None:
        if _does_more(inner.node):
            raise Stop
        raise _Unknown("a comprehension over an unknown value")
    for count, item in enumerate(items):
        if count > _MOST_ITEMS:
            raise Stop
        take(item)


def _does_more(node: ast.AST) -> bool:
    """Whether `node` may do more than compute: it calls something, or binds a name around it."""
    return any(
        isinstance(part, ast.NamedExpr) or (isinstance(part, ast.Call) and first_name(part.func) not in _COMPUTING)
        for part in ast.walk(node)
    )
