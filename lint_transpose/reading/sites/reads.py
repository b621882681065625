"""Where a name that holds a tensor is read."""

from __future__ import annotations

import ast

from ..index.bindings import LOOPS
from ..index.nodes import walk
from ..values.objects import Frame
from .followers import last_part

LOOKS = ("shape", "ndim", "dtype", "size", "dim", "device")
"""What is asked of a tensor without doing anything to it."""

Reads = tuple[list[ast.Name] | None, ast.For | ast.AsyncFor | ast.While | None]


def looks_only(read: ast.expr, frame: Frame) -> bool:
    parent = frame.module.parents[read]
    if isinstance(parent, ast.Attribute):
        return parent.attr in LOOKS
    if isinstance(parent, ast.Call):
        return last_part(parent.func) in ("print", "len", "isinstance", "shape")
    return isinstance(parent, (ast.Compare, ast.FormattedValue, ast.Expr))


def reads_after(statement: ast.stmt, name: str, frame: Frame, at_start: bool = False) -> Reads:
    """Where `name` is read after `statement`, up to where it is surely bound anew or a loop begins anew, which is given
    then, too; None where a loop comes in between.
    """
    module, reads, first = frame.module, list[ast.Name](), int(not at_start)
    while True:
        block, index = module.places[statement]
        start = index + first
        end = next((row for row in range(start, len(block)) if isinstance(block[row], (ast.Return, ast.Raise))), None)
        for later in module.mentions_after(block, start - 1, name):
            if end is not None and module.places[later][1] > end:
                break
            found = loads(later, name)
            if found and isinstance(later, (*LOOPS, ast.Try, ast.Match)):
                return None, None
            if any(module.scope_of(item) is not frame.scope for item in found):
                return None, None
            reads += found
            if isinstance(later, (ast.Assign, ast.AnnAssign)) and name in module.direct.get(later, ()):
                return reads, None
            if isinstance(later, ast.AugAssign) and isinstance(later.target, ast.Name) and later.target.id == name:
                return [*reads, later.target], None  # it reads what it binds
        if end is not None:
            return reads, None
        parent = module.parents[statement]
        if isinstance(parent, LOOPS):
            return reads, parent
        if not isinstance(parent, (ast.If, ast.With)) or statement is frame.scope:
            return None if isinstance(parent, (ast.Try, ast.Match)) else reads, None
        statement, first = parent, 1


def reads_at_all(statement: ast.stmt, name: str, frame: Frame) -> list[ast.Name] | None:
    """Where `name` is read after `statement`, also in other passes of the loops around it and after these."""
    reads, loop = reads_after(statement, name, frame)
    while reads is not None and loop is not None:
        again, _ = reads_after(loop.body[0], name, frame, at_start=True)
        after, loop = reads_after(loop, name, frame)
        reads = None if again is None or after is None else [*reads, *again, *after]
    return reads


def loads(node: ast.AST, name: str) -> list[ast.Name]:
    return [item for item in walk(node) if isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Load)]
