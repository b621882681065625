"""Is what a call builds ever used? A layer that is bound to a name and replaced before anything reads it is not."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal

from .module import Module


def is_replaced(module: Module, node: ast.Call) -> bool:
    """Whether the value of `node` is bound to a local name that is bound anew, on every path, before anything reads it."""
    statement = module.parents.get(node)
    if not isinstance(statement, ast.Assign) or not isinstance(target := statement.targets[0], ast.Name):
        return False
    block, index = module.places[statement]
    return _fate(block[index + 1 :], target.id) == "bound"


def _fate(block: Iterable[ast.stmt], name: str) -> Literal["read", "bound"] | None:
    """What `block` first does with `name`."""
    for statement in block:
        if isinstance(statement, ast.If) and not _reads(statement.test, name):
            fates = {_fate(statement.body, name), _fate(statement.orelse, name)}
            if fates == {"bound"}:
                return "bound"
            if "read" in fates:
                return "read"
        elif _reads(statement, name):
            return "read"
        elif isinstance(statement, ast.Assign) and any(getattr(target, "id", None) == name for target in statement.targets):
            return "bound"
    return None


def _reads(node: ast.AST, name: str) -> bool:
    return any(isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Load) for item in ast.walk(node))
