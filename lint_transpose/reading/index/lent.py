"""Methods that a text runs on objects of other classes: `Free.build = Net.build`, `map(Net.build, others)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .building import Index
from .names import first_name, name_of


def lent(module: Index) -> frozenset[str]:
    """The names of methods that are taken off their classes; "__dict__" where all of them may be."""
    classes = {cls.name for cls in module.classes}
    found = {
        attribute.attr
        for attribute in module.attributes
        if isinstance(attribute.ctx, ast.Load) and first_name(attribute.value) in classes and _is_lent(module, attribute)
    }
    found.update(_kept_in_bodies(module, classes))
    for call in [call for name in ("vars", "getattr") for call in module.calls_by_name.get(name, ()) if call.args]:
        if first_name(call.args[0]) in classes and not isinstance(call.args[-1], ast.Constant):
            found.add("__dict__")
    return frozenset(found)


def _kept_in_bodies(module: Index, classes: set[str]) -> Iterator[str]:
    """The names of methods that decorators of the text get, or that the body of their class puts somewhere."""
    own = classes | {getattr(function, "name", "") for function in module.functions}
    methods = [item for item in module.functions if not isinstance(item, ast.Lambda) and module.class_of(item) is not None]
    for method in methods:
        if any(first_name(getattr(mark, "func", mark)) in own - {method.name} for mark in method.decorator_list):
            yield method.name
    for name in module.names:
        if name.id in own and isinstance(module.scope_of(name), ast.ClassDef) and _is_kept(module, name):
            yield name.id


def _is_kept(module: Index, name: ast.Name) -> bool:
    """Whether `name`, of a method in its class's body, goes into a table or to a function: `STEPS = {"up": up}`."""
    return isinstance(name.ctx, ast.Load) and not isinstance(module.parents[name], (ast.Assign, ast.Attribute))


def _is_lent(module: Index, method: ast.Attribute) -> bool:
    """Whether `method`, of a class, may be run on another object than one of that class or of one below it."""
    call = module.parents[method]
    if not isinstance(call, ast.Call) or call.func is not method:
        return True
    if not call.args or name_of(call.args[0]) not in ("self", "cls"):
        return bool(call.args)
    below = {first_name(method.value)}
    for cls in module.classes:
        below |= {cls.name} if any(first_name(base) in below for base in cls.bases) else set()
    around = module.class_around(call)
    return around is None or around.name not in below
