"""The context managers that a text defines: which of them may end an error that their block raises."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from .bindings import FunctionNode, parameters
from .building import Index
from .endings import TRIES, is_named_to_swallow, leaves, swallows
from .names import PassedOn, first_name, names_in
from .nodes import walk

_EXITS = frozenset({"__exit__", "__aexit__"})
STACKS = ("ExitStack", "AsyncExitStack", "pop_all")
ENTERED = ("enter_context", "enter_async_context")
PUSHED = ("push", "push_async_exit")


def swallowing(module: Index, passed_on: PassedOn) -> frozenset[str]:
    """The names of what the file defines or binds that may end an error: a manager of its own, `expected = raises(E)`."""
    fresh = set(filter(is_named_to_swallow, {*module.attribute_names, *_imported(module)}))
    fresh |= set(_with_own_exit(module)) if "exit__" in module.source.text else set()
    found: set[str] = set()
    generators: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    if "yield" in module.source.text:  # few files hold generators, and each function is walked for it
        generators = [item for item in module.functions if not isinstance(item, ast.Lambda)]
    while True:
        found |= passed_on.reachable(fresh)
        fresh = {item.name for item in generators if item.name not in found and _catches(module, item, found)}
        fresh |= set(STACKS) - found if _enters(module, found) else set()
        fresh |= set(_receiving(module, found)) - found if found else set()
        if not fresh:
            return frozenset(found)


def _with_own_exit(module: Index) -> Iterator[str]:
    """The names of the classes whose `__exit__` may end an error, and of what their methods call their objects."""
    yield from _EXITS  # `type("Quiet", (), {"__exit__": ...})`
    for cls in module.classes:
        if answer_of_exit(cls) is not None:
            yield cls.name
            for item in cls.body:
                yield from [item.args.args[0].arg] if isinstance(item, ast.FunctionDef) and item.args.args else ()
    for attribute in module.attributes:
        if attribute.attr in _EXITS and not isinstance(attribute.ctx, ast.Load):
            yield from names_in(attribute.value)
    for call in module.calls_by_name.get("setattr", ()):
        yield from names_in(call.args[0]) if not _EXITS.isdisjoint(names_in(call)) else ()


def _receiving(module: Index, swallowing: Collection[str]) -> Iterator[str]:
    """The parameters that may receive what ends an error."""
    receivers: set[str] = set()
    for call in module.calls:
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            if any(is_named_to_swallow(name) or name in swallowing for name in names_in(argument)):
                receivers.add(first_name(call.func))
    if not receivers:
        return
    for function in module.functions:
        owner = module.class_of(function)
        name = (
            owner.name if owner is not None and getattr(function, "name", "") == "__init__" else getattr(function, "name", "")
        )
        if name in receivers:
            yield from (parameter.arg for parameter in parameters(function))


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


def answer_of_exit(cls: ast.ClassDef) -> ast.stmt | None:
    """The `return` of a method `__exit__` that may say that the error is dealt with, or what else gives the class one."""
    for statement in filter(_makes_exit, walk(cls)):
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return statement  # type: ignore[return-value]
        for node in walk(statement):
            if isinstance(node, ast.Return) and node.value is not None and getattr(node.value, "value", True):
                return node
            if isinstance(node, ast.Raise) and node.exc is not None:
                return node
    return None


def _makes_exit(node: ast.AST) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name in _EXITS
    targets = (
        getattr(node, "targets", [getattr(node, "target", None)]) if isinstance(node, (ast.Assign, ast.AnnAssign)) else ()
    )
    return any(isinstance(target, ast.Name) and target.id in _EXITS for target in targets)
