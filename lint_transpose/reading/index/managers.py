"""The context managers that a text defines: which of them may end an error that their block raises."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from .bindings import FunctionNode
from .building import Index
from .endings import TRIES, is_named_to_swallow, leaves, swallows
from .names import PassedOn, names_in

_EXITS = ("__exit__", "__aexit__")
STACKS = ("ExitStack", "AsyncExitStack", "pop_all")
ENTERED = ("enter_context", "enter_async_context")
PUSHED = ("push", "push_async_exit")


def swallowing(module: Index, passed_on: PassedOn) -> frozenset[str]:
    """The names of what the file defines or binds that may end an error: a manager of its own, `expected = raises(E)`."""
    fresh = set(filter(is_named_to_swallow, {*module.attribute_names, *_imported(module)}))
    fresh |= {cls.name for cls in module.classes if any(map(answer_of_exit, cls.body))}
    found: set[str] = set()
    generators: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    if "yield" in module.source.text:  # few files hold generators, and each function is walked for it
        generators = [item for item in module.functions if not isinstance(item, ast.Lambda)]
    while True:
        found |= passed_on.reachable(fresh)
        fresh = {item.name for item in generators if item.name not in found and _catches(module, item, found)}
        fresh |= set(STACKS) - found if _enters(module, found) else set()
        if not fresh:
            return frozenset(found)


def _enters(module: Index, swallowing: Collection[str]) -> bool:
    """Whether the text enters what may end an error into an ExitStack."""
    if "ExitStack" not in module.source.text:
        return False
    entered = (call for name in ENTERED for call in module.calls_by_name.get(name, ()))
    return any(name in module.calls_by_name for name in PUSHED) or any(
        is_named_to_swallow(name) or name in swallowing for call in entered for name in names_in(call)
    )


def _imported(module: Index) -> Iterator[str]:
    for bindings in module.bindings.values():
        for places in bindings.values():
            for place in places:
                yield place.imported.rpartition(".")[2]


def _catches(module: Index, function: FunctionNode, swallowing: Collection[str]) -> bool:
    """Whether `function` may be a manager made of a generator whose `yield` stands where errors are caught."""
    return any(_is_covered(module, found, function, swallowing) for found in yields(function))


def _is_covered(module: Index, node: ast.AST, function: FunctionNode, swallowing: Collection[str]) -> bool:
    while node is not function:
        child, node = node, module.parents[node]
        if isinstance(node, TRIES) and (child in node.body and (node.handlers or leaves(node.finalbody))):
            return True
        if isinstance(node, ast.stmt) and isinstance(child, ast.stmt) and swallows(node, swallowing):
            return True
    return False


def yields(function: FunctionNode) -> Iterator[ast.Yield]:
    """Each `yield` of `function` itself."""
    stack: list[ast.AST] = list(getattr(function, "body", ())) if not isinstance(function, ast.Lambda) else []
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Yield):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(node))


def answer_of_exit(statement: ast.stmt) -> ast.Return | None:
    """The `return` of a method `__exit__` that may say that the error is dealt with."""
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) or statement.name not in _EXITS:
        return None
    for node in ast.walk(statement):
        if isinstance(node, ast.Return) and node.value is not None and getattr(node.value, "value", True):
            return node
    return None
