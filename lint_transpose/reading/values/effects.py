"""What a statement may do to an attribute of `self` by way of the code that it runs.

    self.p = 1
    self.reset()                                    # stores self.p
    self.up = nn.Conv2dTranspose(8, 8, 4, 2, padding=self.p)

A statement of a method that may run code that stores `self.p` binds "self.p" as an assignment does; such a binding is of
the kind "called". It is found by names: a function that stores the attribute, or that mentions one that does, may be run
by whatever mentions its name. Beyond that `self` is followed nowhere: an imported function that is given `self` may store
anything there in the statement that gives it, and so may a method that only an imported base can have.

Where what is called is plain, `held` reads on within it: the value is then known.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ..index.bindings import FUNCTIONS, Binding, FunctionNode, Mentions, positional_parameters
from ..index.mentions import is_open_getattr, mentions_in
from ..index.module import Module
from ..index.names import first_name
from .arguments import actuals
from .flow import Later, reaching
from .hierarchy import descendants, has_member, is_empty, mro
from .objects import Bound, Class, Frame, Function, Instance

if TYPE_CHECKING:
    from .questions import Reader

_DEEPEST = 40
_MOST_NAMES = 500
_BUILTIN = frozenset(dir(builtins)) - {"exec", "eval", "map", "filter"}
# Methods that are run without being named.
_CALLS_SELF = ("construct", "forward")


def is_receiver(node: ast.expr, frame: Frame) -> bool:
    """Whether `node` is `self` of the method that `frame` activates."""
    scope = frame.scope
    if not isinstance(node, ast.Name) or not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if positional_parameters(scope)[:1] != [node.id] or frame.module.class_of(scope) is None:
        return False
    return node.id not in frame.module.bindings.get(scope, ())


def note_calls(reader: Reader, name: str, frame: Frame) -> None:
    """Enter into the index which statements of the method that `frame` activates may run code that stores `self.name`."""
    module, method = frame.module, frame.scope
    assert isinstance(method, FUNCTIONS)
    node = module.class_of(method)
    if node is None or (method, name) in reader.noted:
        return
    reader.noted.add((method, name))
    cls = Class(node, reader.frame_of(node, module))
    related, is_open = _related(reader, cls)
    setters = {
        setter
        for other in related
        for setter in other.frame.module.stores.get((other.node, f"self.{name}"), ())
        if setter is not method
    }
    mentions = mentions_in(module, method)
    found: dict[ast.stmt, list[ast.expr]] = {}
    for statement, mention in _running(related, setters, mentions):
        found.setdefault(statement, []).append(mention)
    for statement, mention in (*_escapes(module, mentions), *_of_getattr(module, method, mentions)):
        found.setdefault(statement, []).append(mention)
    if is_open:
        for statement, mention in _of_unknown_base(related, method, mentions):
            found.setdefault(statement, []).append(mention)
    for statement, nodes in found.items():
        module.add_called(f"self.{name}", statement, _plain_call(statement, nodes), min(_end(module, item) for item in nodes))


def _related(reader: Reader, cls: Class) -> tuple[list[Class], bool]:
    """The classes whose methods may run on an object of `cls` or of a subclass, and whether there are others unknown."""
    family = descendants(reader, cls.frame.module)
    related: dict[ast.ClassDef, Class] = {}
    is_open = False
    for other in (cls, *family.of.get(cls.node, ()), *family.perhaps):
        for base in mro(reader, other):
            if isinstance(base, Class):
                related.setdefault(base.node, base)
            elif other is cls:
                is_open |= not is_empty(base)
    return list(related.values()), is_open


def _running(related: Iterable[Class], setters: set[FunctionNode], mentions: Mentions) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Where one of `setters` may be run."""
    names = {getattr(setter, "name", "") for setter in setters}
    if not names:
        return
    modules = {id(cls.frame.module): cls.frame.module for cls in related}
    run = names_that_run(list(modules.values()), names)
    if not run.isdisjoint(mentions.deferred):
        run |= {name for name in mentions.names if name not in ("self",)}
    for name in run:
        yield from mentions.names.get(name, ())
    if any(name in _CALLS_SELF or (name.startswith("__") and name.endswith("__") and name != "__init__") for name in run):
        yield from mentions.whole


def names_that_run(modules: Sequence[Module], names: set[str]) -> frozenset[str]:
    """`names` of functions, and all whose mention may run one of them, in `modules`."""
    if len(modules) > 1:
        return _names_that_run(modules, names)
    known, key = modules[0].running, frozenset(names)
    if key not in known:
        known[key] = _names_that_run(modules, names)
    return known[key]


def _names_that_run(modules: Sequence[Module], names: set[str]) -> frozenset[str]:
    computed = {key for module in modules for key in module.mentioned_by if key.endswith("*")}
    found = names | {key for key in computed if any(name.startswith(key[:-1]) for name in names)}
    fresh = list(found)
    while fresh and len(found) < _MOST_NAMES:
        name = fresh.pop()
        for module in modules:
            if name == "__new__":
                continue  # run on another object
            more = module.mentioned_by.get(name, set()) - found
            found |= more
            fresh.extend(more)
    return frozenset(found)


def _escapes(module: Module, mentions: Mentions) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Where imported code is given `self`."""
    for statement, mention in mentions.whole:
        node: ast.AST = mention
        while not isinstance(node, ast.stmt):
            parent = module.parents[node]
            if isinstance(parent, ast.Call) and node is not parent.func:
                called = first_name(parent.func)
                is_known = called in _BUILTIN or called == "__init__" or module.defines(called)
                if not is_known or is_open_getattr(parent):
                    yield statement, mention
                if called in ("super", "isinstance", "type", "id", "hasattr", "len", "str", "repr", "print"):
                    break
            node = parent


def _of_getattr(module: Module, method: FunctionNode, mentions: Mentions) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Where a method that was got by an unknown name may be called: by whatever name `method` gave it."""
    calls = [call for _, mention in mentions.whole if isinstance(call := module.parents[mention], ast.Call)]
    given_self = {first_name(call.func) for call in calls} - _BUILTIN
    asked = [method, *(item for item in module.functions if getattr(item, "name", "") in given_self)]
    if any(is_open_getattr(call) for function in asked for call in mentions_in(module, function).calls_of_getattr):
        for name in module.bindings.get(method, ()):
            yield from mentions.names.get(name, ())


def _of_unknown_base(
    related: Iterable[Class], method: FunctionNode, mentions: Mentions
) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Where something that only an imported base can have is called: `self.setup()`, `super().__init__()`."""
    receiver = positional_parameters(method)[0]
    own = next((cls for cls in related if method in cls.node.body), None)
    for name, places in mentions.names.items():
        for statement, mention in places:
            if not isinstance(mention, ast.Attribute):
                continue
            owner = mention.value
            is_super = isinstance(owner, ast.Call) and first_name(owner.func) == "super"
            is_own = isinstance(owner, ast.Name) and owner.id == receiver
            if is_super or (is_own and not any(has_member(cls, name) for cls in related)):
                called = own is not None and own.frame.module.parents[mention]
                if isinstance(called, ast.Call) and called.func is mention:
                    yield statement, mention


def _plain_call(statement: ast.stmt, nodes: list[ast.expr]) -> ast.Call | None:
    """The call that `statement` does surely and first of all, where only that runs the code in question."""
    call = getattr(statement, "value", None) if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or nodes != [call.func]:
        return None
    owner = call.func.value
    is_super = isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return call if is_super or (isinstance(owner, ast.Name) and owner.id == "self") else None


def _end(module: Module, mention: ast.expr) -> tuple[int, int]:
    """Where in the text what `mention` runs may have been run: at the end of the call that it is called or passed in."""
    node: ast.AST = mention
    while not isinstance(node, (ast.Call, ast.stmt)):
        node = module.parents[node]
    end = node if isinstance(node, ast.Call) else mention
    return end.end_lineno or 0, end.end_col_offset or 0


# -- reading on within what is called --------------------------------------------------------------------------------------


def runs_to_its_end(module: Module, node: FunctionNode) -> bool:
    """Whether a call of `node` surely runs its body to the end, or raises."""
    return isinstance(node, ast.FunctionDef) and not node.decorator_list and not module.returns_early(node)


def held(reader: Reader, name: str, node: ast.AST | None, frame: Frame) -> tuple[Value] | None:
    """What `name` ("self.p") holds right before `node`, or at the end of the scope of `frame`, in a tuple; None where nothing
    in that scope has bound it by then.
    """
    while True:
        found = reaching(reader, name, node, frame)
        if isinstance(found, Later):
            return (Unknown(f"{name} {found.reason}"),)
        if found is None:
            return None
        if found.kind != "called":
            return (reader.bound_value(found, frame),)
        left = _left_by_call(reader, found, frame)
        if left is not None:
            return left
        node = found.statement  # what it calls leaves the attribute as it is


def _left_by_call(reader: Reader, binding: Binding, frame: Frame) -> tuple[Value] | None:
    """What the attribute holds after the statement that may store it, in a tuple; None where that leaves it as it is."""
    unknown = (Unknown(f"{binding.name} may be set by what is called in line {binding.statement.lineno}"),)
    call = binding.value
    if not isinstance(call, ast.Call):
        return unknown
    if reader.depth > _DEEPEST:
        reader.world.passing += 1
        return unknown
    reader.depth += 1
    try:
        callee = reader.evaluate(call.func, frame)
        if isinstance(callee, Symbol) and callee.name.endswith(".__init__"):
            return None if is_empty(Symbol(callee.name.removesuffix(".__init__"))) else unknown
        if not isinstance(callee, Function) or not isinstance(callee.receiver, Instance):
            return unknown
        module, method = callee.frame.module, callee.node
        if not runs_to_its_end(module, method):
            return unknown
        bound = Bound(actuals(reader, call, frame), callee.receiver, call, key=(id(call), frame.key))
        inner = callee.entered(bound)
        note_calls(reader, binding.name.removeprefix("self."), inner)
        return held(reader, binding.name, None, inner)
    finally:
        reader.depth -= 1
