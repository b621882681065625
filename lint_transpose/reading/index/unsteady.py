"""What is set or changed while a program runs: asked for twice, it may be another value each time.

if not job.done: ...
job.run()                       # sets job.done
if not job.done: ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .bindings import ScopeNode

if TYPE_CHECKING:
    from .building import Index

# Methods that change nothing, whatever they are of.
_ASKING = frozenset({"count", "endswith", "find", "format", "get", "index", "items", "join", "keys", "lower", "lstrip"})
_ASKING |= {"rstrip", "split", "startswith", "strip", "upper", "values"}


def unsteady(module: Index) -> dict[str, set[ScopeNode | None]]:
    """Names of which methods are called that may change them, and ".attributes" that are set elsewhere than in `__init__`.

    Each has the methods that set it on `self`, or None: what is set in the method of a test alone is followed there.
    """
    found: dict[str, set[ScopeNode | None]] = {}
    for name, scope in _changes(module):
        found.setdefault(name, set()).add(scope)
    return found


def is_steady(module: Index, test: ast.expr, changes: dict[str, set[ScopeNode | None]]) -> bool:
    """Whether nothing that `test` asks for is among `changes`, those of the module, but what its own scope sets."""
    for node in ast.walk(test):
        if isinstance(node, (ast.Name, ast.Attribute)):
            scopes = changes.get(node.id if isinstance(node, ast.Name) else f".{node.attr}")
            if scopes and scopes != {module.scope_of(test)}:
                return False
    return True


def _changes(module: Index) -> Iterator[tuple[str, ScopeNode | None]]:
    for call in module.calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr not in _ASKING:
            yield from ((name, None) for name in _held_in(func.value))
    for attribute in module.attributes:
        parent, scope = module.parents[attribute], module.scope_of(attribute)
        if isinstance(parent, ast.Subscript) and not isinstance(parent.ctx, ast.Load):  # os.environ["DEBUG"] = "1"
            yield from ((name, None) for name in _held_in(attribute))
        if not isinstance(attribute.ctx, ast.Load) and getattr(scope, "name", "") != "__init__":
            is_own = isinstance(attribute.value, ast.Name) and attribute.value.id == "self"
            yield f".{attribute.attr}", scope if is_own else None


def _held_in(owner: ast.expr) -> Iterator[str]:
    """`owner` and what it is held in, but for `self`: what its methods set is seen."""
    while isinstance(owner, (ast.Attribute, ast.Subscript)):
        if isinstance(owner, ast.Attribute):
            yield f".{owner.attr}"
        owner = owner.value
    if isinstance(owner, ast.Name) and owner.id not in ("self", "cls"):
        yield owner.id
