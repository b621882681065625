"""What a name of a text stands for: the only expression that it is bound to, or itself, where it comes from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ..reading import Module
from ..reading.index.bindings import FUNCTIONS, Binding, ScopeNode, binds
from ..reading.values.arguments import default_of


def bound(node: ast.expr, module: Module, with_defaults: bool) -> ast.expr | str | None:
    """What a name, an attribute or an item stands for: an expression, or itself, where both sides may have it alike."""
    root, indices = node, list[str]()
    while isinstance(root, (ast.Attribute, ast.Subscript)):
        if isinstance(root, ast.Subscript) and not isinstance(root.slice, ast.Constant):
            index = bound(root.slice, module, with_defaults) if isinstance(root.slice, ast.Name) else None
            if not isinstance(index, str):
                return None
            indices.append(index)
        if isinstance(root, ast.Attribute) and f".{root.attr}" in module.foreign:
            return None
        root = root.value
    if not isinstance(root, ast.Name):
        return None
    is_own = isinstance(node, ast.Attribute) and node.value is root and root.id == "self"
    name = f"self.{node.attr}" if is_own and isinstance(node, ast.Attribute) else root.id
    found = _of_name(name, node, module, with_defaults)
    if isinstance(found, ast.expr) and not isinstance(node, ast.Name) and not is_own:
        return None
    return " by ".join([ast.unparse(node), *indices]) if found == name else found


def default(name: str, node: ast.expr, module: Module) -> ast.expr | None:
    """What a parameter holds where nothing is passed."""
    scope = module.scope_of(node)
    while not isinstance(scope, ast.Module):
        if isinstance(scope, FUNCTIONS) and binds(scope, name):
            return default_of(scope, name)
        scope = module.scope_of(scope)
    return None


def _of_name(name: str, node: ast.expr, module: Module, with_defaults: bool) -> ast.expr | str | None:
    """The only expression that `name` is bound to, or the name where it comes from outside."""
    scope = module.scope_of(node)
    while True:
        places = [place for place in _places(name, scope, module) if place.kind != "passed"]
        if isinstance(scope, FUNCTIONS) and binds(scope, name):
            given = default_of(scope, name) if with_defaults else None
            return None if places else given or name
        if places and (item := _item(node, module, places)) is not None:
            return item
        if len(places) == 1 and places[0].kind == "value" and not places[0].path and places[0].value is not None:
            return places[0].value
        if places:
            return name if {place.kind for place in places} == {"import"} else None
        if isinstance(scope, ast.Module):
            return name
        scope = module.scope_of(scope)


def _places(name: str, scope: ScopeNode, module: Module) -> Sequence[Binding]:
    """What binds a name in a scope; an attribute of self in any method or body of a class, its bases and its subclasses."""
    if not isinstance(scope, ast.ClassDef) or not name.startswith("self."):
        return module.bindings.get(scope, {}).get(name, ())
    family = _family(module, scope)
    attribute = name.removeprefix("self.")
    places = [place for cls in family for place in module.bindings.get(cls, {}).get(attribute, ())]
    methods = [method for cls in family for method in module.stores.get((cls, name), ())]
    return [*places, *(place for method in methods for place in module.bindings[method].get(name, ()))]


def _family(module: Module, cls: ast.ClassDef) -> list[ast.ClassDef]:
    """A class with what it is made from in the text, and what is made from that, by their names."""
    own = {other.name for other in module.classes}
    family, names = [cls], {cls.name, *own.intersection(_bases(cls))}
    while more := [other for other in module.classes if other not in family and names & {other.name, *_bases(other)}]:
        family += more
        names |= {name for other in more for name in (other.name, *own.intersection(_bases(other)))}
    return family


def _bases(cls: ast.ClassDef) -> Iterator[str]:
    return (base.id for base in cls.bases if isinstance(base, ast.Name) and base.id != "object")


def _item(node: ast.expr, module: Module, places: Sequence[Binding]) -> str | None:
    """What a loop around `node` binds a name to, by the text of what it runs over; None where that is not all."""
    child: ast.AST = node
    while (child := module.parents.get(child, module.tree)) is not module.tree:
        own = [place for place in places if place.statement is child and place.kind == "item"]
        if own and isinstance(child, ast.For):
            inside = {item for statement in child.body for item in ast.walk(statement)}
            is_only = len(own) == 1 and not any(place.statement in inside for place in places)
            place = "".join(f"[{step}]" for step in own[0].path)
            return f"the items{place} of {ast.unparse(child.iter)}" if is_only else None
    return None
