"""Private names of classes: what a class calls `__width` has another name for everybody else."""

from __future__ import annotations

import ast
import re

from ...text.parsing import parse
from ...text.source import Source
from .nodes import children

_PRIVATE = re.compile(r"\b__\w+(?<!__)\b")
_HOLDERS = ("attr", "id", "name", "rest")


def with_private_names(source: Source, tree: ast.Module) -> ast.Module:
    """`tree` with the names as Python has them: `__width` in the class Net is `_Net__width`.

    That is another tree, where there are any: the one that is given may be in use elsewhere.
    """
    if _PRIVATE.search(source.text) is None:
        return tree
    tree = parse(source.text, source.filename)
    left: list[tuple[ast.AST, str]] = [(tree, "")]
    while left:
        node, owner = left.pop()
        if owner:
            _rename(node, owner)
        within = node.name.lstrip("_") if isinstance(node, ast.ClassDef) else owner
        heads = {*node.bases, *node.keywords, *node.decorator_list} if isinstance(node, ast.ClassDef) else ()
        left += [(child, owner if child in heads else within) for child in children(node)]
    return tree


def _rename(node: ast.AST, owner: str) -> None:
    for field in (*_HOLDERS, *(("arg",) if isinstance(node, ast.arg) else ())):
        name = getattr(node, field, None)
        if isinstance(name, str):
            setattr(node, field, _renamed(name, owner))
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        node.names = [_renamed(name, owner) for name in node.names]


def _renamed(name: str, owner: str) -> str:
    return f"_{owner}{name}" if _PRIVATE.fullmatch(name) else name
