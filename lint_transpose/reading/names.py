"""Which names an expression mentions: by them alone it shows cheaply what may hold what."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from .layers import LAYER_NAMES

# Calls of calls of calls: nobody nests or chains them so deep by hand, and each is asked for its names.
_DEEPEST_CALL = 30


def names_in(node: ast.expr) -> Iterator[str]:
    """The names that `node`, taken as a callee or as what a name is bound to, mentions, the outermost ones first."""
    stack: list[tuple[ast.AST, int]] = [(node, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, ast.Name):
            yield item.id
        elif isinstance(item, ast.Attribute):
            yield item.attr
            stack.append((item.value, depth))
        elif isinstance(item, ast.Constant):
            if isinstance(item.value, str):
                yield item.value
        elif isinstance(item, ast.Call):
            # Of a call that builds a layer only the callee matters; getattr, partial, dict and the like pass names on.
            is_layer = isinstance(item.func, ast.Attribute) and item.func.attr in LAYER_NAMES
            if not is_layer and depth < _DEEPEST_CALL:
                stack.extend((child, depth + 1) for child in ast.iter_child_nodes(item))
        elif isinstance(
            item, (ast.Subscript, ast.Dict, ast.Tuple, ast.List, ast.IfExp, ast.NamedExpr, ast.keyword, ast.Starred)
        ):
            stack.extend((child, depth) for child in ast.iter_child_nodes(item))


class PassedOn:
    """From name to name: what one holds, the other may hold."""

    def __init__(self) -> None:
        self._targets: dict[str, set[str]] = defaultdict(set)

    def add(self, value: ast.expr, target: str) -> None:
        for name in names_in(value):
            self._targets[name].add(target)

    def add_name(self, name: str, target: str) -> None:
        self._targets[name].add(target)

    def add_defaults(self, arguments: ast.arguments) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults)
        for parameter, default in chain(pairs, zip(arguments.kwonlyargs, arguments.kw_defaults)):
            if default is not None:
                self.add(default, parameter.arg)

    def reachable(self, names: Iterable[str]) -> set[str]:
        """`names` and all that may hold, directly or by way of others, what they hold."""
        targets: Mapping[str, set[str]] = self._targets
        found = set(names)
        fresh = list(found)
        while fresh:
            new = targets.get(fresh.pop(), set()) - found
            found |= new
            fresh.extend(new)
        return found
