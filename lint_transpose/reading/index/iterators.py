"""Where an iterator is run: where it stands, or later, when what it reads may be another."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from .names import first_name

_USING_UP = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "OrderedDict", "Counter", "deque", "sum", "min", "max", "sorted", "join"}
    | {"any", "all", "next", "extend", "update", "SequentialCell", "CellList", "CellDict", "Sequential", "ModuleList"}
)
_PASSING_ITEMS = frozenset({"enumerate", "zip", "map", "filter", "reversed", "iter", "chain", "islice", "starmap"})


def user_of(node: ast.expr, parents: Mapping[ast.AST, ast.AST]) -> str | None:
    """What runs the iterator `node` where it stands ("list", "for"); None where it may run later, or not at all."""
    parent = parents[node]
    if isinstance(parent, ast.Call) and node in parent.args:
        name = first_name(parent.func)
        return user_of(parent, parents) if name in _PASSING_ITEMS else name if name in _USING_UP else None
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], (ast.Tuple, ast.List)):
        return "for"
    if isinstance(parent, ast.Compare):
        return "in"
    if isinstance(parent, ast.comprehension):
        inner = parents[parent]
        return user_of(inner, parents) if isinstance(inner, ast.GeneratorExp) else "for"
    return "for" if isinstance(parent, (ast.For, ast.Starred, ast.YieldFrom)) else None
