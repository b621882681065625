"""What a name of the scope around holds when a function is called: what the scope leaves, or what functions set since."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...layers.call import Unknown, Value
from ..index.bindings import FUNCTIONS
from ..index.cells import is_mutable
from ..index.module import Module
from .effects import names_that_run
from .objects import Frame
from .operations import holds_unknown
from .replay import replayed
from .worlds import Meaning

if TYPE_CHECKING:
    from .questions import Reader

_MOST_STORES = 4
_MOST_STATEMENTS = 4


def left_by_module(reader: Reader, name: str, scope: ast.AST, outer: Frame) -> Value | None:
    """What `name` of `outer` holds when the function `scope` is called later; None where that is not followed."""
    module = outer.module
    if outer.live is not None or not isinstance(outer.scope, (ast.Module, ast.FunctionDef)):
        return None
    left = replayed(reader, name, None, outer)
    if left is None:
        return None
    amid = _running(module, scope, outer.scope)
    if amid is None or any(name in module.direct.get(statement, ()) for statement in amid):
        return None
    for before in (replayed(reader, name, statement, outer) for statement in amid):
        if before is None or holds_unknown(left) or type(before) is not type(left) or before != left:
            return None
    changing = {place for place in module.foreign.get(name, ()) if place is not outer.scope}
    if is_mutable(left):
        places = module.aliases.places_of_changes(outer.scope, name)
        changing |= {place for place in places if place is not outer.scope}  # type: ignore[misc]
    if not changing:
        return left
    found = list(_stores(module, name, changing))
    stores = [store for store in found if store is not None]
    first = left if _is_first(module, scope, changing) else Unknown(f"{name} is changed by a function")
    if is_mutable(left) or len(stores) > _MOST_STORES:
        stores = []
    options = len(stores) + 1 + (not stores or None in found)

    def means(option: int) -> Meaning:
        if 0 < option <= len(stores):
            return Meaning("set later", name, stores[option - 1].lineno)
        return Meaning("changed later" if option else "left by the module", name)

    option = reader.choose(("later", name, id(outer.scope), outer.key), options, means)
    if option == 0:
        return first
    store = stores[option - 1] if option <= len(stores) else None
    if store is None:
        return Unknown(f"{name} is changed by a function")
    return reader.evaluate(store.value, reader.frame_of(store.value, module))


def _stores(module: Module, name: str, functions: Iterable[ast.AST]) -> Iterator[ast.Assign | None]:
    """Where `functions` set `name`, which they declare as global or nonlocal; None for what is no plain assignment."""
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
                statement = module.parents[node]
                is_plain = isinstance(statement, ast.Assign) and node in statement.targets
                yield statement if is_plain else None  # type: ignore[misc]


def _is_first(module: Module, scope: ast.AST, changing: Iterable[ast.AST]) -> bool:
    """Whether only the function `scope` itself runs what changes the name: then it finds it unchanged, the first time."""
    names = {getattr(place, "name", "") for place in changing}
    own = getattr(scope, "name", "")
    return "" not in names and names_that_run([module], set(names)) <= names | {own}


def _running(module: Module, scope: ast.AST, outer: ast.AST) -> list[ast.stmt] | None:
    """The statements of `outer` in which the function `scope` may be called; None where there are too many to look at."""
    names, found = set[str](), dict[ast.stmt, None]()
    node: ast.AST = scope
    while node is not outer:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(getattr(node, "name", ""))
            if getattr(node, "decorator_list", ()):
                found[module.statement_of(node)] = None
        node = module.parents[node]
    if "" in names:
        return None
    for name in names_that_run([module], names):
        found |= dict.fromkeys(module.mentions_at(name, outer))
    found = {statement: None for statement in found if module.scope_of(statement) is outer}
    return list(found) if len(found) <= _MOST_STATEMENTS else None
