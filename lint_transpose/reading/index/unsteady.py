"""What is set or changed while a program runs: asked for twice, it may be another value each time.

if not job.done: ...
job.run()                       # sets job.done
if not job.done: ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .building import Index

# Methods that change nothing, whatever they are of.
_ASKING = frozenset(
    {"count", "endswith", "find", "format", "get", "index", "items", "join", "keys", "lower", "lstrip", "rstrip"}
)
_ASKING |= {"split", "startswith", "strip", "upper", "values"}


def unsteady(module: Index) -> Iterator[str]:
    """Names of which methods are called that may change them, and ".attributes" that are set elsewhere than in `__init__`."""
    for call in module.calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr not in _ASKING:
            yield from _held_in(func.value)
    for attribute in module.attributes:
        parent = module.parents[attribute]
        if isinstance(parent, ast.Subscript) and not isinstance(parent.ctx, ast.Load):  # os.environ["DEBUG"] = "1"
            yield from _held_in(attribute)
        if not isinstance(attribute.ctx, ast.Load) and getattr(module.scope_of(attribute), "name", "") != "__init__":
            yield f".{attribute.attr}"


def _held_in(owner: ast.expr) -> Iterator[str]:
    """`owner` and what it is held in, but for `self`: what its methods set is seen."""
    while isinstance(owner, (ast.Attribute, ast.Subscript)):
        if isinstance(owner, ast.Attribute):
            yield f".{owner.attr}"
        owner = owner.value
    if isinstance(owner, ast.Name) and owner.id not in ("self", "cls"):
        yield owner.id


def names_of(test: ast.expr) -> Iterator[str]:
    """What `test` asks for, as `unsteady` has it."""
    for node in ast.walk(test):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield f".{node.attr}"
