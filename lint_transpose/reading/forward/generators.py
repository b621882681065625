"""Generators of the text: the body is run by what takes the items, one after the other, as Python runs the two in turns."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ...layers.call import Value
from ..values import functions
from ..values.operations import Iterator
from . import names
from .comprehensions import RUN_OVER
from .heap import Gen, Lazy, Left, Machine, Raised, Scope, Signal, Stop, unsure
from .items import pulled, run_over

ITERATORS = frozenset(
    {"all", "any", "enumerate", "filter", "iter", "itertools.chain", "itertools.cycle", "itertools.islice"}
    | {"itertools.zip_longest", "map", "next", "reversed", "zip"}
)
"""Functions that take items one by one, when they are needed."""


def run(m: Machine, generator: Gen, taker: Callable[[Value], Value], throws: bool = False) -> Value:
    """What the body of `generator` returns, `taker` being called with each item where it is yielded.

    `throws`: what the taker raises is raised at the `yield`, as context managers have it; else the generator is closed there.
    """
    if generator.is_over:
        return None
    generator.is_over = True
    stack, tries = m.stack, m.tries
    around = m.module.parents.get(generator.node)  # who else holds it may go on with it
    is_closed = isinstance(around, (ast.For, ast.comprehension)) and around.iter is generator.node

    def take(item: Value) -> Value:
        inner = m.stack, m.tries
        m.stack, m.tries = stack, m.tries if throws else tries
        try:
            return taker(item)
        except Raised as error:
            if throws:
                raise
            raise Left(generator, error=error) from None
        finally:
            m.stack, m.tries = inner

    m.stack = [*stack, generator.node]
    try:
        return m.activate(generator.function, generator.given, take)
    except Raised as error:
        raise Raised("RuntimeError") from None if error.kind == "StopIteration" and not throws else error
    except Left as left:
        if left.generator is generator and not is_closed:
            raise Stop from None
        if left.generator is not generator or left.error is None:
            raise
        raise left.error from None
    finally:
        m.stack = stack


def used(m: Machine, name: str, values: list[Value]) -> list[Value]:
    """`values`, which are passed to the imported or built-in function `name`, with the items of generators that it takes."""
    if not any(isinstance(value, (Gen, Lazy)) for value in values):
        return values
    if name.startswith(("mindspore.nn.", "torch.nn.")) or name in RUN_OVER:
        return [Iterator(run_over(m, value) or ()) if isinstance(value, (Gen, Lazy)) else value for value in values]
    if functions.is_pure(name) and name not in ITERATORS:
        raise Stop
    return values


def of_unknown(name: str) -> Value:
    """What a function gives that has more to do than compute, of arguments that are not all known."""
    if name not in ITERATORS:
        raise Stop
    return unsure(f"{name}() of unknown values", kind="iterator" if name not in ("all", "any", "next") else "")


def loop(m: Machine, node: ast.For, generator: Gen, scope: Scope) -> Signal:
    """Run a for loop over `generator`."""

    def take(item: Value) -> Value:
        m.step()
        names.assign(m, node.target, item, scope)
        signal = m.execute(node.body, scope)
        if signal is not None and signal.kind != "continue":
            raise Left(generator, signal)
        return None

    try:
        m.run(generator, take)
    except Left as left:
        if left.generator is not generator or left.signal is None:
            raise
        return left.signal if left.signal.kind == "return" else None
    return m.execute(node.orelse, scope)


def delegate(m: Machine, value: Value, taker: Callable[[Value], Value]) -> Value:
    """`yield from value`."""
    if isinstance(value, Gen):
        return m.run(value, taker, throws=True)
    items = pulled(m, value)
    if items is None:
        raise Stop
    for item in items:
        taker(item)
    return None
