"""Is what a call builds ever used? A layer that is bound to a name and replaced before anything reads it is not."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Literal

from .bindings import FUNCTIONS
from .endings import TRIES, WITHS, Block, swallows
from .module import Module
from .names import name_of
from .nodes import walk

Fate = Literal["read", "bound"] | None
Reads = Callable[[ast.AST], bool]

_LEAVES = (ast.Break, ast.Continue)
_EXITS = (ast.Return, ast.Raise, *_LEAVES, ast.Yield, ast.YieldFrom, ast.Await, ast.Assert)


def is_replaced(module: Module, node: ast.Call) -> bool:
    """Whether the value of `node` is bound to a name, or to an attribute of `self`, that is bound anew, on every path, before
    anything reads it.
    """
    statement = module.parents.get(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    name = name_of(targets[0]) if len(targets) == 1 and targets[0] is not None else None
    if name is None or not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return False
    scope = module.scope_of(statement)
    if name in module.outer_names.get(scope, ()) or len(module.bindings[scope].get(name, ())) < 2:
        return False
    if _is_tried(module, statement, scope):
        return False
    reads = _reader_of(module, name, "." in name or not isinstance(scope, FUNCTIONS))
    while True:
        block, index = module.places[statement]
        fate = _fate(block[index + 1 :], name, reads)
        if fate is not None:
            return fate == "bound"
        parent = module.parents[statement]
        if parent is scope or not isinstance(parent, (ast.If, *WITHS)):
            return False
        statement = parent


def _is_tried(module: Module, node: ast.AST, scope: ast.AST) -> bool:
    """Whether what stands before may fail, and control go on elsewhere in the `scope`."""
    while node is not scope:
        node = module.parents[node]
        if isinstance(node, TRIES) or (isinstance(node, ast.stmt) and swallows(node, module.swallowing)):
            return True
    return False


def _reader_of(module: Module, name: str, is_outside: bool) -> Reads:
    """Whether something in a part of the text may read `name`; where it `is_outside` of functions, it may be read once
    control is elsewhere.
    """
    last = name.rpartition(".")[2]
    is_attribute = name != last
    # What a function reads, it may read wherever something is called.
    calls_count = any(_is_in_function(module, item, is_outside) for item in module.names_by_id.get(name, ()))
    leaves = _EXITS if is_outside else _LEAVES

    def reads(part: ast.AST) -> bool:
        for item in walk(part):
            if isinstance(item, (ast.Attribute, ast.Name)) and isinstance(item.ctx, ast.Load):
                if (item.attr if isinstance(item, ast.Attribute) else item.id) == last:
                    return True
                if is_attribute and isinstance(item, ast.Name) and item.id in ("self", "cls") and not _is_owner(module, item):
                    return True
            elif isinstance(item, leaves) or (calls_count and isinstance(item, ast.Call) and _is_own(module, item)):
                return True
        return False

    return reads


def _is_in_function(module: Module, node: ast.AST, is_outside: bool) -> bool:
    """Whether `node` stands in a function, which, unless `is_outside`, stands in another."""
    while node is not module.tree:
        node = module.parents[node]
        if isinstance(node, FUNCTIONS) and (is_outside or isinstance(module.scope_of(node), FUNCTIONS)):
            return True
    return False


def _is_owner(module: Module, node: ast.Name) -> bool:
    """Whether `node`, a `self`, stands there to get at another attribute, no method: `self.width`."""
    parent = module.parents[node]
    if not isinstance(parent, ast.Attribute):
        return False
    outer = module.parents[parent]
    return not (isinstance(outer, ast.Call) and outer.func is parent)


def _is_own(module: Module, call: ast.Call) -> bool:
    """Whether `call` may lead to a function of the file: not where a module's attribute is called, such as `nn.ReLU()`."""
    func = call.func
    return not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in ("nn", "ops"))


def _fate(block: Block, name: str, reads: Reads) -> Fate:
    """What `block` first does with `name`."""
    for statement in block:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(statement, ast.If) and not reads(statement.test):
            fates = {_fate(statement.body, name, reads), _fate(statement.orelse, name, reads)}
            if fates == {"bound"}:
                return "bound"
            if "read" in fates:
                return "read"
        elif isinstance(statement, WITHS) and not any(map(reads, statement.items)):
            fate = _fate(statement.body, name, reads)
            if fate == "read":
                return "read"  # what the with ends, it may end before the name is bound
        elif reads(statement):
            return "read"
        elif name in map(name_of, _targets(statement)):
            return "bound"
    return None


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) and statement.value is not None else []
