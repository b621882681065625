"""How the text gets at what holds a layer: by an attribute, item by item, by the class of a cell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..index.bindings import FUNCTIONS
from ..index.module import Module
from ..index.nodes import walk
from ..values.objects import Frame
from .followers import last_part, with_heirs

if TYPE_CHECKING:
    from ..values.questions import Reader


def is_cells(items: ast.expr, frame: Frame) -> bool:
    """Whether a CellList is made of `items`."""
    parent = frame.module.parents[items]
    call = frame.module.parents[parent] if isinstance(parent, ast.Starred) else parent
    return isinstance(call, ast.Call) and last_part(call.func) in ("CellList", "ModuleList")


def calls_of_items(reader: Reader, target: ast.Attribute, frame: Frame) -> Iterator[tuple[ast.Call, Frame]]:
    """The calls of the items of `self.ups`: `self.ups[i](x)`, and those in loops over them."""
    for owner, where in reads_of(reader, target, frame):
        parent = where.module.parents[owner]
        if isinstance(parent, ast.Subscript):
            outer = where.module.parents[parent]
            calls = [outer] if isinstance(outer, ast.Call) and outer.func is parent else []
        else:
            calls = list(calls_in_loop(where.module, owner))
        yield from ((call, where) for call in calls)


def reads_of(reader: Reader, target: ast.Attribute, frame: Frame) -> Iterator[tuple[ast.Attribute, Frame]]:
    """Where the class whose method stores to `self.up` reads it, with the activations."""
    module = frame.module
    cls = module.class_of(frame.scope) if isinstance(frame.scope, FUNCTIONS) else None
    classes = () if cls is None else with_heirs(reader, cls, module, target.attr)
    for name in module.names_by_id.get("self", ()):
        owner, scope = module.parents[name], module.scope_of(name)
        is_same = isinstance(owner, ast.Attribute) and owner.attr == target.attr and isinstance(owner.ctx, ast.Load)
        if is_same and isinstance(owner, ast.Attribute) and isinstance(scope, FUNCTIONS) and module.class_of(scope) in classes:
            yield owner, reader.entry(scope, module)


def calls_in_loop(module: Module, items: ast.AST) -> Iterator[ast.Call]:
    """The calls of what a loop over `items` binds, also over `enumerate(items)` and `zip(rates, items)`."""
    parent, place = module.parents[items], 0
    if isinstance(parent, ast.Call) and items in parent.args and last_part(parent.func) in ("enumerate", "zip", "reversed"):
        place = parent.args.index(items) + (last_part(parent.func) == "enumerate")
        items, parent = parent, module.parents[parent]
    if isinstance(parent, ast.For) and parent.iter is items:
        targets = parent.target.elts if isinstance(parent.target, ast.Tuple) else [parent.target]
        name = targets[place] if place < len(targets) else None
        for node in (node for statement in parent.body for node in walk(statement)):
            func = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(func, ast.Name) and isinstance(name, ast.Name) and func.id == name.id:
                yield node


def calls_by_number(module: Module, items: ast.expr) -> list[ast.Call] | None:
    """The call of what `items` holds, `self.body[0](x)`; None where `items` is not asked for one."""
    parent = module.parents[items]
    if not isinstance(parent, ast.Subscript) or parent.value is not items:
        return None
    outer = module.parents[parent]
    return [outer] if isinstance(outer, ast.Call) and outer.func is parent else []


def is_given_away(cls: ast.ClassDef, module: Module) -> bool:
    """Whether others than those that call the class by its name may make its objects: `make = Block`, `{"up": Block}`."""
    return "globals" in module.calls_by_name or any(
        isinstance(name.ctx, ast.Load) and not _only_names(name, module) for name in module.names_by_id.get(cls.name, ())
    )


def _only_names(name: ast.Name, module: Module) -> bool:
    """Whether a class is called here, or told apart from others: where it is a base, an annotation, asked for something."""
    parent = module.parents[name]
    if isinstance(parent, ast.Call):
        return parent.func is name or last_part(parent.func) in ("isinstance", "issubclass", "super", "cast")
    if isinstance(parent, ast.Attribute):
        outer = module.parents[parent]
        return not isinstance(outer, ast.Call) or outer.func is not parent
    is_annotation = isinstance(parent, (ast.arg, *FUNCTIONS)) and name not in getattr(parent, "decorator_list", ())
    is_item = isinstance(parent, ast.Subscript) and parent.slice is name
    return (
        is_annotation
        or is_item
        or isinstance(parent, (ast.ClassDef, ast.BinOp, ast.Compare))
        or (isinstance(parent, ast.AnnAssign) and parent.annotation is name)
    )
