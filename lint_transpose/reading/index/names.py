"""Which names an expression mentions: they show cheaply what may hold what."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from ...layers.public_names import LAYER_NAMES
from .nodes import children

# Calls of calls of calls: nobody nests or chains them so deep by hand, and each is asked for its names.
_DEEPEST_CALL = 30
_PASSING_ON = frozenset(
    {ast.Subscript, ast.Dict, ast.Tuple, ast.List, ast.IfExp, ast.NamedExpr, ast.keyword, ast.Starred}
    | {ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.DictComp, ast.ListComp, ast.GeneratorExp}
)
_PUT_TOGETHER = ("Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose")


def names_in(node: ast.expr) -> Iterator[str]:
    """The names that `node`, taken as a callee or as what a name is bound to, mentions, the outermost ones first."""
    stack: list[tuple[ast.AST, int]] = [(node, 0)]
    while stack:  # this is asked of every expression that a name is bound to
        item, depth = stack.pop()
        kind = type(item)
        if kind is ast.Name:
            yield item.id  # type: ignore[attr-defined]
        elif isinstance(item, ast.Attribute):
            yield item.attr
            stack.append((item.value, depth))
        elif isinstance(item, ast.Call):
            # Of a call that builds a layer only the callee matters; getattr, partial, dict and the like pass names on.
            is_layer = isinstance(item.func, ast.Attribute) and item.func.attr in LAYER_NAMES
            if not is_layer and depth < _DEEPEST_CALL:
                stack.append((item.func, depth + 1))
                for argument in item.args:
                    stack.append((argument, depth + 1))
                for keyword in item.keywords:
                    stack.append((keyword.value, depth + 1))
        elif isinstance(item, ast.Constant):
            if isinstance(item.value, str):
                yield item.value
                if "Transpose" in item.value:  # a part of a name that is put together: f"Conv{d}dTranspose"
                    yield from _PUT_TOGETHER
        elif kind in _PASSING_ON:
            stack += [(child, depth) for child in children(item)]


def first_name(node: ast.expr) -> str:
    """The outermost name that `node` mentions, "Conv2d" of `nn.Conv2d`; empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else next(names_in(node), "")


def captured(pattern: ast.pattern) -> list[str]:
    """The names that `pattern` binds, each once."""
    found = (getattr(part, "name", None) or getattr(part, "rest", None) for part in ast.walk(pattern))
    return list(dict.fromkeys(name for name in found if name is not None))


def name_of(node: ast.AST) -> str | None:
    """A name as it is, an attribute of self as "self.x"; None for all else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return f"self.{node.attr}"
    return None


def owner_of(node: ast.AST) -> str | None:
    """The name of the object that holds `node` as an item or attribute, however deep: "pads" of `pads[0][1]`."""
    name = name_of(node)
    while name is None and isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
        name = name_of(node)
    return name


def alias_of(node: ast.expr | None) -> str | None:
    """The name of an object that is, or holds, what `node` gives: of `table["up"]`, `table.values()`, `enumerate(table)`."""
    while isinstance(node, ast.Call):
        is_method = isinstance(node.func, ast.Attribute) and node.func.attr in ("values", "items", "get")
        is_wrapper = isinstance(node.func, ast.Name) and node.func.id in ("enumerate", "reversed", "zip") and node.args
        node = node.func.value if is_method and isinstance(node.func, ast.Attribute) else node.args[0] if is_wrapper else None
    return None if node is None else owner_of(node)


def may_hold_layer(argument: ast.expr) -> bool:
    """Whether what is passed may be a layer or its name, by itself or in a dict."""
    if isinstance(argument, ast.Constant):
        return isinstance(argument.value, str) and "Transpose" in argument.value
    if isinstance(argument, ast.Dict):
        return any(map(may_hold_layer, argument.values))
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Name) and argument.func.id == "dict":
        return any(may_hold_layer(keyword.value) for keyword in argument.keywords)
    return isinstance(argument, (ast.Name, ast.Attribute, ast.JoinedStr, ast.BinOp))


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


def fields_of(cls: ast.ClassDef | None) -> list[str]:
    """The fields that the annotations in the body of a class name."""
    body = cls.body if cls is not None else ()
    return [item.target.id for item in body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]


def beginning(text: ast.expr) -> str:
    """What a text that is put together surely begins with: "build_" of `f"build_{kind}"` and `"build_" + kind`."""
    first = text.values[0] if isinstance(text, ast.JoinedStr) and text.values else getattr(text, "left", None)
    return first.value.partition("%")[0] if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
