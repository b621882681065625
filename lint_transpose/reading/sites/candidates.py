"""Which calls of a module may build a layer, going by names alone: what is worth evaluating."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import islice

from ...layers.public_names import LAYER_NAMES
from ..index.module import Leads, Module
from ..index.names import names_in
from ..values.evaluator import Reader
from ..values.lookup import split_name
from .registries import BUILDERS

_MOST_NAMES = 200
_WORD = re.compile(r"[^\W\d]\w*")
# Attributes that give what holds them, or an item of it, without being stored anywhere.
_PASSING = frozenset(
    {"get", "pop", "popitem", "setdefault", "func", "value", "construct", "forward"}
    | {"__call__", "__class__", "__func__", "__getitem__", "__init__", "__new__", "__wrapped__"}
    | {"default", "input"}  # overloads of PyTorch's operators
)


def candidates(reader: Reader, module: Module) -> list[ast.Call]:
    """The calls whose callee may be a layer: directly, by an alias, a table, a parameter, another module."""
    return _leads(reader, module).calls


def names_that_lead(module: Module) -> set[str]:
    """The names of a module, taken by itself, that may lead to a layer."""
    return _leads(Reader(module), module).names


def _leads(reader: Reader, module: Module) -> Leads:
    """Kept with the module, which many readers may share, unless it builds on a module of which not all is known yet."""
    follows = reader.modules is not None
    known = module.leads.get(follows) or reader.leads.get(module)
    if known is not None:
        return known
    if module in reader.pending:  # modules that import each other in a circle
        reader.unfinished.add(module)
        return Leads([], set(LAYER_NAMES))
    reader.pending.add(module)
    around, reader.unfinished = reader.unfinished, set()
    names = module.passed_on.reachable({*LAYER_NAMES, *BUILDERS, *_imported_names(reader, module)})
    calls = [call for call in module.calls if _may_build(module, call, names)]
    if not follows:
        calls = _without_unstored(module, calls)
    reader.pending.remove(module)
    missing = reader.unfinished - {module}
    reader.unfinished = around | missing
    known = Leads(calls, names | _builders(module, calls))
    if missing:
        reader.leads[module] = known
    else:
        module.leads[follows] = known
    return known


def _imported_names(reader: Reader, module: Module) -> Iterator[str]:
    """The names that lead to a layer by way of other modules of the project."""
    if reader.modules is None:
        return
    imports = [
        (name, place.imported)
        for bindings in module.bindings.values()
        for name, places in bindings.items()
        for place in places
        if place.imported
    ]
    for name, imported in imports:
        package, last = split_name(imported)
        other = _module_with_layer(reader, package, module)
        if other is not None and last in _leads(reader, other).names:
            yield name
        whole = _module_with_layer(reader, imported, module)
        if whole is not None:
            yield from _leads(reader, whole).names - LAYER_NAMES
    for package in module.stars:
        other = _module_with_layer(reader, package, module)
        if other is not None:
            yield from _leads(reader, other).names - LAYER_NAMES


def _module_with_layer(reader: Reader, name: str, importer: Module) -> Module | None:
    """The module `name`, unless its text and the texts that it imports name no layer: then it need not be parsed."""
    if not name or reader.modules is None or not reader.modules.reaches_layer(name, importer):
        return None
    return reader.find(name, importer)


def _builders(module: Module, calls: list[ast.Call]) -> set[str]:
    """The functions and classes around `calls`: what others call to have these layers built."""
    found = set()
    for call in calls:
        node: ast.AST = call
        while (node := module.parents[node]) is not module.tree:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
    return found


def _may_build(module: Module, call: ast.Call, names: set[str]) -> bool:
    if _is_super_init(call):
        return any(_mentions(base, names) for base in _bases_around(module, call))
    return _mentions(call.func, names)


def _without_unstored(module: Module, calls: list[ast.Call]) -> list[ast.Call]:
    """`calls` without those of attributes that the text never stores: no layer is kept by such a name."""
    known = LAYER_NAMES | BUILDERS | _PASSING
    if all(not isinstance(call.func, ast.Attribute) or call.func.attr in known for call in calls):
        return calls
    known |= _stored_names(module)
    return [call for call in calls if not isinstance(call.func, ast.Attribute) or call.func.attr in known]


def _stored_names(module: Module) -> set[str]:
    """The names under which the text may store attributes: in classes, on objects, by keyword, or spelt in a string."""
    found = {node.attr for node in module.attributes if isinstance(node.ctx, ast.Store)}
    for cls in module.classes:
        found.update(module.bindings.get(cls, ()))
    for node, parent in module.parents.items():
        if isinstance(node, ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(parent, ast.Expr):
            found.update(_WORD.findall(node.value))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def _is_super_init(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "__init__"
        and isinstance(func.value, ast.Call)
        and isinstance(func.value.func, ast.Name)
        and func.value.func.id == "super"
    )


def _bases_around(module: Module, node: ast.AST) -> list[ast.expr]:
    while node in module.parents:
        node = module.parents[node]
        if isinstance(node, ast.ClassDef):
            return node.bases
    return []


def _mentions(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):  # nearly all are
        return node.attr in names or node.value.id in names
    return any(name in names for name in islice(names_in(node), _MOST_NAMES))
