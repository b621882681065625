"""Where a layer is called: `self.up(x)`, by another name, as an item of a list.

for up, size in zip(self.ups, sizes):
x = up(x, size)                     # each layer of self.ups is called
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ...layers.call import Use
from ...record.dataclasses import dataclass
from ..index.bindings import COMPREHENSIONS, FUNCTIONS
from ..index.module import Module
from ..index.names import first_name, name_of
from ..values.attributes import of_class
from ..values.objects import Class, Frame, Function, LayerObject, Partial
from ..values.worlds import Infeasible, World
from .ranks import rank_of
from .version_tests import is_guarded

if TYPE_CHECKING:
    from ..values.questions import Reader

_LISTS = frozenset({"CellList", "SequentialCell", "ModuleList", "list", "tuple"})
_SAME_ITEMS = frozenset({"reversed", "list", "tuple", "iter"})
_ERRORS = (TypeError, ValueError)
_MOST_CALLS = 100


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a layer is kept: under the name `target`, as an item of what it holds where `listed`. `alone`: nothing else is."""

    target: ast.expr
    listed: bool
    alone: bool


def uses(reader: Reader, node: ast.Call, frame: Frame) -> tuple[Use, ...]:
    """The calls of the layer object that `node` builds, as far as they are sure; none where it has its own `construct`."""
    module = frame.module
    parent = module.parents[node]
    if isinstance(parent, ast.Call) and parent.func is node:
        found = [(parent, True)]
    else:
        place = _place_of(reader, node, frame)
        if place is None:
            return ()
        found = [(call, place.alone) for call in _calls(reader, node, place, frame)]
    if not found or _has_own_construct(reader, node, frame):
        return ()
    return tuple(
        Use(call, alone, _rank(reader, call)) for call, alone in found[:_MOST_CALLS] if not is_guarded(module, call, _ERRORS)
    )


def _rank(reader: Reader, call: ast.Call) -> int | None:
    if not call.args or isinstance(call.args[0], ast.Starred):
        return None
    return rank_of(reader, call.args[0], reader.frame_of(call, reader.module))


def _place_of(reader: Reader, node: ast.Call, frame: Frame) -> _Place | None:
    """Where the layer that `node` builds is kept."""
    module = frame.module
    listed, alone = False, True
    child: ast.expr = node
    while True:
        parent = module.parents[child]
        if isinstance(parent, (ast.List, ast.Tuple)):
            listed, alone = True, alone and all(_is_layer(reader, item, frame) for item in parent.elts)
        elif isinstance(parent, COMPREHENSIONS) and child is getattr(parent, "elt", None):
            listed = True
        elif isinstance(parent, ast.Call) and child in parent.args:
            name = first_name(parent.func)
            if name == "append" and isinstance(parent.func, ast.Attribute):
                owner = parent.func.value
                return _Place(owner, True, _holds_layers_only(reader, owner, frame)) if name_of(owner) else None
            if name not in _LISTS or (not listed and len(parent.args) == 1 and name in ("list", "tuple")):
                return None
            listed, alone = True, alone and all(item is child or _is_layer(reader, item, frame) for item in parent.args)
        elif isinstance(parent, ast.Starred):
            pass
        else:
            if not isinstance(parent, (ast.Assign, ast.AnnAssign)):
                return None
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            held = name_of(targets[0]) if len(targets) == 1 else None
            if held is None:
                return None
            is_evaluated = "." not in held and not listed
            return _Place(targets[0], listed, alone and (is_evaluated or _is_stored_once(module, parent, held)))
        assert isinstance(parent, ast.expr)
        child = parent


def _is_stored_once(module: Module, statement: ast.stmt, name: str) -> bool:
    """Whether only `statement` stores to `name`, in its scope and, for an attribute, in its class."""
    scope = module.scope_of(statement)
    cls = module.class_of(scope) if isinstance(scope, FUNCTIONS) else None
    methods = module.stores.get((cls, name), [scope]) if cls is not None and "." in name else [scope]
    stored = [place for method in methods for place in module.bindings[method].get(name, ()) if place.kind != "called"]
    return len(stored) == 1


def _is_layer(reader: Reader, node: ast.expr, frame: Frame) -> bool:
    try:
        return isinstance(reader.evaluate(node, frame), LayerObject)
    except Infeasible:
        return False


def _holds_layers_only(reader: Reader, owner: ast.expr, frame: Frame) -> bool:
    """Whether the list `owner` is made empty, once, and only transposed convolutions are appended to it."""
    module, name = frame.module, name_of(owner)
    scope = module.scope_of(owner)
    for place in module.bindings[scope].get(str(name), ()):
        if place.kind == "value":
            made = place.value
            is_display = isinstance(made, (ast.List, ast.Call))
            is_empty = is_display and not (getattr(made, "elts", None) or getattr(made, "args", None))
            if not is_empty:
                return False
        elif isinstance(place.statement, ast.Expr) and isinstance(call := place.statement.value, ast.Call):
            is_append = first_name(call.func) == "append" and len(call.args) == 1
            if not is_append or not _is_layer(reader, call.args[0], reader.frame_of(call, module)):
                return False
        else:
            return False
    return True


def _calls(reader: Reader, node: ast.Call, place: _Place, frame: Frame) -> Iterator[ast.Call]:
    """The calls of the layer that is kept at `place`."""
    module, name = frame.module, name_of(place.target)
    last = str(name).rpartition(".")[2]
    names = {last, *_aliases(module, str(name), listed=False)}
    if place.listed:
        if place.target not in reader.listed:
            reader.listed[place.target] = [*_calls_of_items(module, place, names)]
        yield from reader.listed[place.target]
        return
    known = [_called(reader, name, module) for name in names]
    found = [call for decided, _ in known for call in decided.get(node, ())]
    for call in sorted((call for _, undecided in known for call in undecided), key=_position):
        try:
            if _layer_called(reader, call) is node:
                found.append(call)
        except Infeasible:  # the layer is built in this world, and not called here
            continue
    yield from sorted(found, key=_position)


def _calls_of_items(module: Module, place: _Place, names: set[str]) -> Iterator[ast.Call]:
    """The calls of the items of the list that is kept at `place`, in whatever world."""
    items = {alias for held in names for alias in _aliases(module, held, listed=True)}
    for call in module.calls:
        func = call.func
        if isinstance(func, ast.Subscript):
            is_called = not isinstance(func.slice, ast.Slice) and _is_held(module, func.value, place, names)
        else:
            is_called = isinstance(func, ast.Name) and _is_item(module, func, place, names, items)
        if is_called:
            yield call


def _called(reader: Reader, name: str, module: Module) -> tuple[Mapping[ast.expr, list[ast.Call]], list[ast.Call]]:
    """Of the calls of what is called `name`: those of a layer that no choice decides, by where that is built, and those that
    are up to choices.
    """
    key = (module, name)
    known = reader.called.get(key)
    if known is None:
        decided: dict[ast.expr, list[ast.Call]] = defaultdict(list)
        undecided = []
        world, reader.world = reader.world, World(closed=True)
        for call in module.calls_by_name.get(name, ()):
            if not isinstance(call.func, (ast.Name, ast.Attribute)):
                continue
            asked = reader.world.asked, reader.world.passing
            try:
                layer = _layer_called(reader, call)
            except Infeasible:
                layer = None
            if asked != (reader.world.asked, reader.world.passing):
                undecided.append(call)
            elif layer is not None:
                decided[layer].append(call)
        reader.world = world
        known = reader.called[key] = decided, undecided
    return known


def _layer_called(reader: Reader, call: ast.Call) -> ast.expr | None:
    """Where the layer that `call` calls is built; None where it calls no layer."""
    value = reader.evaluate(call.func, reader.frame_of(call, reader.module))
    return value.node if isinstance(value, LayerObject) else None


def _position(call: ast.Call) -> tuple[int, int]:
    return call.lineno, call.col_offset


def _aliases(module: Module, name: str, listed: bool) -> Iterable[str]:
    """The names that are bound to `name`, or, `listed`, to an item of it."""
    if listed not in module.bound_to:
        module.bound_to[listed] = _bound(module, listed)
    return module.bound_to[listed].get(name.rpartition(".")[2], ())


def _bound(module: Module, listed: bool) -> Mapping[str, list[str]]:
    """For each name, of an attribute the last part, the names that are bound to it, or, `listed`, to an item of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for bindings in module.bindings.values():
        for alias, places in bindings.items():
            for place in places:
                value = place.value
                if listed and isinstance(value, ast.Subscript):
                    value = None if isinstance(value.slice, ast.Slice) else value.value
                elif listed:
                    value = None
                if value is not None and place.kind == "value" and not place.path:
                    found[_last(value)].append(alias.rpartition(".")[2])
    return found


def _last(node: ast.expr) -> str:
    return str(name_of(node)).rpartition(".")[2]


def _is_held(module: Module, node: ast.expr, place: _Place, names: set[str]) -> bool:
    """Whether `node` names the list of `place`: an attribute of the same class, a name of the same function or one in it."""
    name = name_of(node)
    if name is None or name.rpartition(".")[2] not in names:
        return False
    is_attribute = "." in str(name_of(place.target))
    if is_attribute and module.class_around(node) is not module.class_around(place.target):
        return False
    if "." in name:
        return is_attribute
    scope = module.scope_of(node)
    if is_attribute:  # an alias of it
        return len(module.bindings.get(scope, {}).get(name, ())) == 1
    home = module.scope_of(place.target)
    while scope not in (home, module.tree) and name not in module.bindings.get(scope, ()):
        scope = module.scope_of(scope)
    return scope is home


def _is_item(module: Module, name: ast.Name, place: _Place, names: set[str], items: set[str]) -> bool:
    """Whether `name` is the item at hand of a loop over the list of `place`, or bound to an item of it."""
    scope = module.scope_of(name)
    places = module.bindings.get(scope, {}).get(name.id, ())
    if name.id in items and len(places) == 1 and isinstance(value := places[0].value, ast.Subscript):
        return _is_held(module, value.value, place, names)
    node: ast.AST = name
    while not isinstance(node, (ast.Module, *FUNCTIONS)):
        parent = module.parents[node]
        if isinstance(parent, (ast.For, ast.AsyncFor)) and node in parent.body:
            bound = {item.id for item in ast.walk(parent.target) if isinstance(item, ast.Name)}
            if name.id in bound and not module.binders(parent.body, name.id):
                return any(
                    isinstance(target, ast.Name) and target.id == name.id and _is_held(module, held, place, names)
                    for held, target in _pairs(parent.iter, parent.target)
                )
            if name.id in bound:
                return False
        if isinstance(parent, COMPREHENSIONS):
            for generator in parent.generators:
                for held, target in _pairs(generator.iter, generator.target):
                    if isinstance(target, ast.Name) and target.id == name.id:
                        return _is_held(module, held, place, names)
        node = parent
    return False


def _pairs(iterable: ast.expr, target: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a loop runs over, with the part of its target that gets the items of it."""
    if isinstance(iterable, ast.Subscript) and isinstance(iterable.slice, ast.Slice):
        yield from _pairs(iterable.value, target)
    elif isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name) and iterable.args:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
        if iterable.func.id == "enumerate" and len(parts) == 2:
            yield from _pairs(iterable.args[0], parts[1])
        elif iterable.func.id == "zip" and len(parts) == len(iterable.args):
            for argument, part in zip(iterable.args, parts):
                yield from _pairs(argument, part)
        elif iterable.func.id in _SAME_ITEMS:
            yield from _pairs(iterable.args[0], target)
    else:
        yield iterable, target


def _has_own_construct(reader: Reader, node: ast.Call, frame: Frame) -> bool:
    """Whether the layer is of a class of the text that may take other arguments when it is called."""
    if ".construct" in frame.module.foreign:
        return True
    callee = reader.evaluate(node.func, frame)
    if isinstance(callee, Partial):
        callee = callee.callee
    if not isinstance(callee, Class):
        return False
    return any(isinstance(of_class(reader, callee, name, None), Function) for name in ("construct", "__call__"))
