"""What has no use where a Pad is no longer applied: `y = pad(y)`, which would become `y = y`, and `pad = nn.Pad(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..index.module import Module


def idle(module: Module, applied: ast.Call, made: ast.Call) -> tuple[ast.stmt, ...]:
    """The statements with nothing left to do once the Pad that `made` builds is not `applied`; no block loses its only one."""
    return tuple(statement for statement in _idle(module, applied, made) if len(module.places[statement][0]) > 1)


def _idle(module: Module, applied: ast.Call, made: ast.Call) -> Iterator[ast.stmt]:
    stored = _stored(module, applied)
    kept = applied.args[0]
    if isinstance(stored, ast.Name) and isinstance(kept, ast.Name) and stored.id == kept.id:
        yield module.statement_of(applied)
    if made is applied or made not in module.parents or module.scope_of(made) is module.tree:
        return  # names of a module may be imported
    target = _stored(module, made)
    if target is not None and _last(target) == _last(applied.func) and _count(module, _last(target)) == 2:
        yield module.statement_of(made)


def _stored(module: Module, value: ast.Call) -> ast.expr | None:
    """The one target of an assignment of `value`."""
    parent = module.parents[value]
    return parent.targets[0] if isinstance(parent, ast.Assign) and len(parent.targets) == 1 else None


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _count(module: Module, name: str) -> int:
    """How often the text names it; beside `getattr`, strings count as well."""
    by_string = "getattr" in module.source.text
    return sum(
        (isinstance(node, (ast.Attribute, ast.Name)) and _last(node) == name)
        or (by_string and isinstance(node, ast.Constant) and node.value == name)
        for node in module.parents
    )
