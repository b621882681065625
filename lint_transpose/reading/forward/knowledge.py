"""What holds on every path through a text: what its uses may change, and bounds on the work."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from ...record.dataclasses import dataclass, field
from ..index.bindings import COMPREHENSIONS, FUNCTIONS, FunctionNode, positional_parameters
from ..index.building import MUTATORS
from ..index.module import Module
from ..index.names import first_name
from ..index.nodes import walk
from ..values.effects import names_that_run

_LEAST = 300
"""The steps that every use has while there are as many."""
INITIALIZERS = ("__init__", "__new__", "__post_init__")
# Special methods that are followed where Python runs them.
_FOLLOWED = frozenset(
    {*INITIALIZERS, "__call__", "__enter__", "__exit__", "__init_subclass__", "__set_name__", "__get__", "__set__"}
    | {"__setattr__", "__setitem__"}
)
# They read attributes, and run properties, without an attribute that the text shows; so does a match.
_READERS = frozenset({"attrgetter", "format"})


@dataclass(slots=True)
class Budget:
    """The steps that all paths of a text have together."""

    left: int

    @contextmanager
    def share(self) -> Iterator[None]:
        """Grant what is done within a part of the steps that are left, so that no one use can take them all."""
        share = max(self.left // 2, min(self.left, _LEAST))
        self.left, left = share, self.left
        try:
            yield
        finally:
            self.left = left - (share - self.left)


@dataclass(slots=True)
class Knowledge:
    """What holds for every path of a text.

    `stored`: attributes that functions other than initialisers store, which counts where not all is followed, and
    `every_stored` those that anything stores; `patched` those that tests replace for a time; `globals` the names
    that functions declare global;
    `declarations` says which names a scope declares "global" or "nonlocal", `generators` are the functions that yield.
    `changed`: what a use of the text was seen to change that the import had made, by the node that made it and the name.
    `hooks`: special methods that Python runs unseen, and that change more than their own object.
    `replaces`: something may be stored on what is imported from MindSpore.
    `is_open`: some use could not be followed to its end, so that it may change any list, dict or set of the import.
    """

    stored: frozenset[str]
    every_stored: frozenset[str]
    patched: frozenset[str]
    globals: frozenset[str]
    declarations: dict[tuple[ast.AST, str], str]
    generators: set[ast.AST]
    hooks: frozenset[str]
    changed: set[tuple[ast.AST, Hashable]] = field(default_factory=set)
    replaces: bool = False
    is_open: bool = False

    @property
    def size(self) -> tuple[int, bool, bool]:
        """How much is known to change: it only grows."""
        return len(self.changed), self.replaces, self.is_open


def knowledge_of(module: Module) -> Knowledge:
    stored, every = set[str](), {name[1:] for name in module.foreign if name.startswith(".")}
    for attribute in module.attributes:
        if isinstance(attribute.ctx, ast.Load):
            continue
        every.add(attribute.attr)
        around = module.scope_of(attribute)
        if isinstance(around, FUNCTIONS) and not _initialises(module, around, attribute):
            stored.add(attribute.attr)
    patched, is_patching = set[str](), not {"patch", "object", "multiple"}.isdisjoint(module.calls_by_name)
    foreign = {name[1:]: scopes for name, scopes in module.foreign.items() if name.startswith(".")}
    for name, scopes in foreign.items():  # `setattr(o, "name", ...)`, `mock.patch.object(o, "name", ...)`
        if scopes != {module.tree}:
            stored.add(name)
        if is_patching:
            patched.add(name)
    declarations: dict[tuple[ast.AST, str], str] = {}
    generators = set[ast.AST]()
    for statement, scope in module.scopes.items():
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            how = "global" if isinstance(statement, ast.Global) else "nonlocal"
            declarations.update(((scope, name), how) for name in statement.names)
            stored.update(statement.names if how == "nonlocal" else ())
    for function in module.generators:
        for node in walk(function):
            if isinstance(node, (ast.Yield, ast.YieldFrom)):
                scope = module.scope_of(node)
                while isinstance(scope, COMPREHENSIONS):
                    scope = module.scope_of(scope)
                generators.add(scope)
    names = frozenset(name for (_, name), how in declarations.items() if how == "global")
    found = Knowledge(
        frozenset(stored), frozenset(every | stored), frozenset(patched), names, declarations, generators, _hooks(module)
    )
    found.replaces = is_patching or any(
        isinstance(call.func, ast.Attribute) for call in module.calls_by_name.get("setattr", ())
    )
    return found


def _hooks(module: Module) -> frozenset[str]:
    reads_unseen = not _READERS.isdisjoint(module.calls_by_name) or any(isinstance(item, ast.Match) for item in module.scopes)
    special = {
        function.name
        for function in module.functions
        if not isinstance(function, ast.Lambda)
        and (_is_special(function.name) or function.name == "keys" or (reads_unseen and function.decorator_list))
    }
    special -= _FOLLOWED
    if not special:
        return frozenset()
    changing = {getattr(function, "name", "") for function in module.functions if _changes_others(module, function)}
    return frozenset(special & names_that_run([module], changing))


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _changes_others(module: Module, function: FunctionNode) -> bool:
    """Whether the body changes more than its own names, and the object that it is called on."""
    is_last = getattr(function, "name", "") == "__del__"  # what its object holds is left
    own = set() if is_last else set(positional_parameters(function)[:1])
    for name, places in module.bindings.get(function, {}).items():
        if any(place.kind not in ("changed", "passed", "called") for place in places):
            own.add(name)
    for node in walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            return True
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            changed: ast.expr = node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            changed = node.func
        elif isinstance(node, ast.Call) and first_name(node.func) in ("setattr", "delattr") and node.args:
            changed = node.args[0]
        else:
            continue
        if _root(changed) not in own:
            return True
    return False


def _root(node: ast.expr) -> str:
    """The name that `node` starts from: of `state["a"].b` it is `state`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _initialises(module: Module, function: ast.AST, node: ast.Attribute) -> bool:
    """Whether `node` stores on the object that `function` initialises."""
    if getattr(function, "name", "") not in INITIALIZERS or module.class_of(function) is None:  # type: ignore[arg-type]
        return False
    first = positional_parameters(function)[:1]  # type: ignore[arg-type]
    return isinstance(node.value, ast.Name) and [node.value.id] == first


def names_bound(statement: ast.stmt) -> set[str]:
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
    return found
