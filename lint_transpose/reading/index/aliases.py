"""Which names of a file may stand for the same object, and which objects are changed in place.

    stage = {"pad_mode": "same"}
    for item in [stage]:
        item["pad_mode"] = "pad"        # so is `stage` changed

Every name of a scope, every attribute (by its name, whatever object it is of) and what every function returns is a cell;
each cell has one for what it holds as items. Where one is assigned, passed, returned or put into a container, the two
cells become one (Steensgaard's analysis). It knows no order: an object that is changed under another name than the one
that is read is not known. Changes under the name itself are followed in their order (`flow`).

What an imported function does to what it is given is left out, but that it may give it back.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from .bindings import ScopeNode
from .building import Index
from .names import name_of, names_in

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MUTATORS = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault"})
_MUTATORS |= {"popitem", "add", "discard"}
# What `flow` does not follow in the order of the text.
_OPERATORS = frozenset({"appendleft", "__setitem__", "__delitem__", "__ior__", "__iadd__", "move_to_end"})
_MUTATORS |= _OPERATORS
_TAKERS = frozenset({"pop", "popitem", "setdefault"})
# Functions that change their first argument: `operator.setitem(o, key, value)`, `patch.dict(o, ...)`, `dict.update(o, ...)`.
_CHANGE_FIRST = frozenset({"setitem", "delitem", "ior", "iadd", "shuffle", "heappush", "heappop", "insort"})
_ITEMS_OF = frozenset({"get", "pop", "setdefault", "next", "max", "min", "choice", "popitem"})
_COPIES = frozenset({"list", "tuple", "dict", "sorted", "reversed", "set", "iter", "copy", "OrderedDict", "filter", "values"})
_PAIRS = frozenset({"items", "enumerate", "zip", "product"})
_FRESH = frozenset({"deepcopy", "len", "range", "str", "int", "float", "print", "isinstance", "super", "type", "sum", "vars"})
_DEEPEST = 6

Source = Hashable
"""Under which name of which scope an object is changed."""


class Cell:
    """A set of names that may stand for the same object. `join` keeps one `parent` for all of them."""

    __slots__ = ("changed", "classes", "functions", "item", "parent")

    def __init__(self) -> None:
        self.parent: Cell | None = None
        self.item: Cell | None = None
        self.changed: set[Source] = set()
        self.classes: set[str] = set()
        self.functions: set[str] = set()


def _root(cell: Cell) -> Cell:
    while cell.parent is not None:
        if cell.parent.parent is not None:
            cell.parent = cell.parent.parent
        cell = cell.parent
    return cell


def _items(cell: Cell) -> Cell:
    cell = _root(cell)
    if cell.item is None:
        cell.item = Cell()
    return cell.item


def _join(one: Cell, other: Cell) -> None:
    pairs = [(one, other)]
    while pairs:
        one, other = map(_root, pairs.pop())
        if one is other:
            continue
        other.parent = one
        one.changed |= other.changed
        one.classes |= other.classes
        one.functions |= other.functions
        if one.item is None:
            one.item = other.item
        elif other.item is not None:
            pairs.append((one.item, other.item))


class Aliases:
    """The cells of one file."""

    def __init__(self, module: Index) -> None:
        self._module = module
        self._cells: dict[Hashable, Cell] = {}
        self._functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]] = {}
        self._classes = {cls.name: cls for cls in module.classes}
        for function in module.functions:
            if not isinstance(function, ast.Lambda):
                self._functions.setdefault(function.name, []).append(function)
        self._define()
        nodes = list(module.parents)
        for node in nodes:
            handler = _HANDLERS.get(type(node))
            if handler is not None:
                handler(self, node)
        for call in module.calls:  # once more, with what is known by now of what the names may call
            self._call(call)

    def is_changed_elsewhere(self, scope: ScopeNode, name: str, value: object) -> bool:
        """Whether `value`, which `name` of `scope` holds, or what it holds in turn, may be changed under another name."""
        cell = self._cells.get((scope, name))
        return cell is not None and _is_changed(cell, (scope, name), value, _DEEPEST)

    def is_changed(self, scope: ScopeNode, name: str, value: object) -> bool:
        """Whether `value`, which `name` of `scope` holds, or what it holds in turn, may be changed under any name."""
        cell = self._cells.get((scope, name))
        return cell is not None and _is_changed(cell, None, value, _DEEPEST)

    def classes_of(self, node: ast.expr) -> set[str]:
        """The names of the classes of the file of which `node` may hold an object, or one itself."""
        cell = self._of(node)
        return set() if cell is None else _root(cell).classes

    # -- cells -----------------------------------------------------------------------------------------------------------

    def _cell(self, key: Hashable) -> Cell:
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Cell()
        return cell

    def _named(self, name: str, node: ast.AST) -> Cell:
        """The cell of the variable `name` as `node` sees it."""
        return self._cell((self._scope_of(name, node), name))

    def _scope_of(self, name: str, node: ast.AST) -> ScopeNode:
        module = self._module
        scope = start = module.scope_of(node)
        while scope is not module.tree:
            if name not in module.outer_names.get(scope, ()) and (scope is start or not isinstance(scope, ast.ClassDef)):
                if name in module.bindings.get(scope, ()) or _has_parameter(scope, name):
                    return scope
                if isinstance(scope, _COMPREHENSIONS) and any(
                    name in names_in(generator.target) for generator in scope.generators
                ):
                    return scope
            scope = module.scope_of(scope)
        return scope

    def _define(self) -> None:
        module = self._module
        for name, functions in self._functions.items():
            for function in functions:
                scope = module.scope_of(function)
                self._cell((scope, name)).functions.add(name)
                owner = module.class_of(function)
                if owner is not None:
                    _join(self._cell(f".{name}"), self._cell((owner, name)))
                    first = next(iter((*function.args.posonlyargs, *function.args.args)), None)
                    if first is not None:
                        self._cell((function, first.arg)).classes.add(owner.name)
                    if getattr(function, "decorator_list", ()):  # a property is read as what it returns
                        _join(self._cell(f".{name}"), self._cell(("returns", name)))
        for cls in module.classes:
            self._cell((module.scope_of(cls), cls.name)).classes.add(cls.name)
            for name in module.bindings.get(cls, ()):
                _join(self._cell(f".{name}"), self._cell((cls, name)))
        for function in module.functions:
            self._defaults(function)
        for scope, bindings in module.bindings.items():
            for name in bindings:
                if name.startswith("self."):
                    _join(self._cell(name.removeprefix("self")), self._cell((scope, name)))

    def _defaults(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults),
            *zip(arguments.kwonlyargs, arguments.kw_defaults),
        ]
        for parameter, default in pairs:
            if default is not None:
                self._flow(default, self._cell((function, parameter.arg)))

    # -- what an expression may be ---------------------------------------------------------------------------------------

    def _flow(self, node: ast.expr, target: Cell) -> None:
        """What `node` gives is held by `target` too."""
        cell = self._of(node)
        if cell is not None:
            _join(target, cell)

    def _of(self, node: ast.expr, depth: int = 40) -> Cell | None:
        """The cell of what `node` gives; None for what is surely no object that is held elsewhere, too."""
        if depth == 0:
            return None
        if isinstance(node, ast.Name):
            return self._named(node.id, node)
        if isinstance(node, ast.Attribute):
            return self._cell(f".{node.attr}")
        if isinstance(node, ast.Subscript):
            held = self._of(node.value, depth - 1)
            if held is None:
                return None
            return held if isinstance(node.slice, ast.Slice) else _items(held)
        if isinstance(node, ast.Call):
            return self._result(node, depth)
        if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Await)):
            return self._of(node.value, depth - 1)
        if isinstance(node, ast.Lambda):
            return self._of_lambda(node)
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            return self._either(node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse], depth)
        return self._made(node, depth)

    def _of_lambda(self, node: ast.Lambda) -> Cell:
        name = f"lambda {id(node)}"
        cell = self._cell(name)
        if name not in self._functions:
            self._functions[name] = [node]
            cell.functions.add(name)
            self._flow(node.body, self._cell(("returns", name)))
        return cell

    def _either(self, nodes: list[ast.expr], depth: int) -> Cell:
        cell = Cell()
        for node in nodes:
            held = self._of(node, depth - 1)
            if held is not None:
                _join(cell, held)
        return cell

    def _made(self, node: ast.expr, depth: int) -> Cell | None:
        """A container that is made where it stands: only what it holds is held elsewhere, too."""
        cell = Cell()
        if isinstance(node, ast.Dict):
            parts = [(value, key is None) for key, value in zip(node.keys, node.values)]
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            parts = [(item, isinstance(item, ast.Starred)) for item in node.elts]
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            parts = [(node.elt, False)]
        elif isinstance(node, ast.DictComp):
            parts = [(node.value, False)]
        elif isinstance(node, ast.BinOp):
            parts = [(node.left, True), (node.right, True)]
        else:
            return None
        for part, is_spread in parts:
            held = self._of(part, depth - 1)
            if held is not None:
                _join(_items(cell), _items(held) if is_spread else held)
        return cell

    def _result(self, call: ast.Call, depth: int) -> Cell | None:
        name = next(names_in(call.func), "")
        cell = Cell()
        for function in self._called(call):
            _join(cell, self._cell(("returns", function)))
        if name in self._classes:
            cell.classes.add(name)
        if name in self._functions or name in self._classes or name in _FRESH:
            return cell
        named = call.args[1] if name == "getattr" and len(call.args) > 1 else None
        if isinstance(named, ast.Constant) and isinstance(named.value, str):
            _join(cell, self._cell(f".{named.value}"))
        by_keyword = [self._of(keyword.value, depth - 1) for keyword in call.keywords if keyword.arg is not None]
        given = [self._of(argument, depth - 1) for argument in call.args] + by_keyword
        given += [self._of(keyword.value, depth - 1) for keyword in call.keywords if keyword.arg is None]
        for keyword in call.keywords if name[:1].isupper() else ():  # a namespace holds them as attributes
            if keyword.arg is not None:
                self._flow(keyword.value, self._cell(f".{keyword.arg}"))
        if isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Constant):
            owner = self._of(call.func.value, depth - 1)
            if owner is not None and name in (_ITEMS_OF | _COPIES | _PAIRS):
                given.insert(0, owner)
        for held in filter(None, given):
            if name in _ITEMS_OF:
                _join(cell, _items(held))
                _join(cell, held) if held is not given[0] else None
            elif name in _COPIES:
                _join(_items(cell), _items(held))
                if name in ("dict", "OrderedDict"):  # of pairs, or of keywords
                    _join(_items(cell), _items(_items(held)))
                    _join(_items(cell), held) if held in by_keyword else None
            elif name in _PAIRS:
                _join(_items(_items(cell)), _items(held))
            elif not name[:1].isupper():  # a class makes an object of its own
                _join(cell, held)
        return cell

    def _called(self, call: ast.Call) -> set[str]:
        """The names of the functions of the file that `call` may run."""
        name = next(names_in(call.func), "")
        if (name in self._functions or name in self._classes) and not isinstance(call.func, ast.Call):
            return {name}
        cell = self._of(call.func)
        return set() if cell is None else _root(cell).functions

    # -- statements ------------------------------------------------------------------------------------------------------

    def _store(self, target: ast.expr, held: Cell | None) -> None:
        if isinstance(target, ast.Starred):
            self._store(target.value, held)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._store(item, None if held is None else held if isinstance(item, ast.Starred) else _items(held))
        elif isinstance(target, ast.Subscript):
            container = self._change(target.value)
            if container is not None and held is not None:
                _join(_items(container), held)
        elif held is not None:
            cell = self._of(target)
            if cell is not None:
                _join(cell, held)

    def _change(self, node: ast.expr, in_order: bool = True) -> Cell | None:
        """What `node` gives is changed in place; `in_order` where changes under its own name are followed."""
        cell = self._of(node)
        if cell is not None:
            base: ast.expr = node
            while name_of(base) is None and isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            name = name_of(base)
            if name is None or not in_order:
                source: Source = None
            elif "." in name:
                source = (self._module.scope_of(node), name)
            else:
                source = (self._scope_of(name, node), name)
            _root(cell).changed.add(source)
        return cell

    def _assign(self, node: ast.Assign) -> None:
        held = self._of(node.value)
        for target in node.targets:
            self._store(target, held)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._store(node.target, self._of(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        cell, held = self._change(node.target), self._of(node.value)
        if cell is not None and held is not None:
            _join(_items(cell), _items(held))

    def _walrus(self, node: ast.NamedExpr) -> None:
        self._store(node.target, self._of(node.value))

    def _loop(self, node: ast.For | ast.AsyncFor | ast.comprehension) -> None:
        held = self._of(node.iter)
        if held is not None:
            self._store(node.target, _items(held))

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self._store(item.optional_vars, self._of(item.context_expr))

    def _deleted(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                self._change(target.value)

    def _returned(self, node: ast.Return | ast.Yield | ast.YieldFrom) -> None:
        scope = self._module.scope_of(node)
        if node.value is not None and isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            cell = self._cell(("returns", scope.name))
            self._flow(node.value, _items(cell) if isinstance(node, ast.Yield) else cell)

    def _call(self, call: ast.Call) -> None:
        func = call.func
        name = next(names_in(func), "")
        if isinstance(func, ast.Attribute):
            owner = next(names_in(func.value), "")
            is_first = name in _CHANGE_FIRST or (name == "dict" and owner == "patch")
            if call.args and (is_first or (name in _MUTATORS and owner in ("dict", "list", "set", "OrderedDict"))):
                self._change(call.args[0], in_order=(owner, name) == ("dict", "update"))
            elif name in _MUTATORS:
                is_followed = isinstance(self._module.parents[call], ast.Expr) or name in _TAKERS
                container = self._change(func.value, in_order=is_followed and name not in _OPERATORS)
                for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                    held = self._of(argument)
                    if container is not None and held is not None:
                        _join(_items(container), _items(held) if name in ("update", "extend") else held)
        elif name in _CHANGE_FIRST and call.args:
            self._change(call.args[0], in_order=False)
        called = self._called(call)
        for function in sorted(called):  # what is passed may add to them
            self._pass(function, call, is_method=isinstance(func, ast.Attribute) or function in self._classes)
        if not called:
            self._pass_by_way_of(call)

    def _pass(self, name: str, call: ast.Call, is_method: bool) -> None:
        """The arguments of `call` are held by the parameters of the functions called `name`."""
        cls = self._classes.get(name)
        functions = self._functions.get("__init__" if cls is not None else name, [])
        if cls is not None:
            own = [function for function in functions if self._module.class_of(function) is cls]
            functions = own or functions
            for keyword in call.keywords:  # a field of a dataclass
                if keyword.arg is not None:
                    self._flow(keyword.value, self._cell(f".{keyword.arg}"))
        for function in functions:
            arguments = function.args
            positional = [*arguments.posonlyargs, *arguments.args]
            if is_method and self._module.class_of(function) is not None:
                positional = positional[1:]
            names = {parameter.arg for parameter in (*positional, *arguments.kwonlyargs)}
            for index, argument in enumerate(call.args):
                if isinstance(argument, ast.Starred):
                    held = self._of(argument.value)
                    for parameter in positional if held is not None else ():
                        _join(self._cell((function, parameter.arg)), _items(held))  # type: ignore[arg-type]
                elif index < len(positional):
                    self._flow(argument, self._cell((function, positional[index].arg)))
                elif arguments.vararg is not None:
                    self._flow(argument, _items(self._cell((function, arguments.vararg.arg))))
            for keyword in call.keywords:
                if keyword.arg is None:
                    held = self._of(keyword.value)
                    for name in names if held is not None else ():
                        _join(self._cell((function, name)), _items(held))  # type: ignore[arg-type]
                elif keyword.arg in names:
                    self._flow(keyword.value, self._cell((function, keyword.arg)))
                elif arguments.kwarg is not None:
                    self._flow(keyword.value, _items(self._cell((function, arguments.kwarg.arg))))

    def _pass_by_way_of(self, call: ast.Call) -> None:
        """`map(change, [o])`, `partial(change, o)`: what else is passed may be given to the function."""
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        for argument in given:
            cell = self._of(argument) if isinstance(argument, (ast.Name, ast.Attribute, ast.Lambda)) else None
            for name in list(_root(cell).functions) if cell is not None else ():
                for function in self._functions.get(name, ()):
                    for parameter in (*function.args.posonlyargs, *function.args.args):
                        for other in given:
                            held = self._of(other) if other is not argument else None
                            if held is not None:
                                _join(self._cell((function, parameter.arg)), held)
                                _join(held, _items(held))


def is_mutable(value: object) -> bool:
    """Whether `value` is, or holds, something that can be changed in place."""
    if isinstance(value, tuple):
        return any(map(is_mutable, value))
    return isinstance(value, (dict, list, set))


def _has_parameter(scope: ScopeNode, name: str) -> bool:
    if not isinstance(scope, _FUNCTIONS):
        return False
    arguments = scope.args
    several = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return any(parameter.arg == name for parameter in (*several, *filter(None, (arguments.vararg, arguments.kwarg))))


def _is_changed(cell: Cell, own: Source, value: object, depth: int) -> bool:
    """Whether `value` or something mutable that it holds is changed otherwise than under the name `own`."""
    if depth == 0 or not isinstance(value, (dict, list, set, tuple)):
        return False
    cell = _root(cell)
    if not isinstance(value, tuple) and (cell.changed - {own} or None in cell.changed):
        return True
    held: Iterator[object] = iter(value.values() if isinstance(value, dict) else value)
    return cell.item is not None and any(_is_changed(cell.item, own, item, depth - 1) for item in held)


_HANDLERS: dict[type[ast.AST], Callable[[Aliases, Any], None]] = {
    ast.Assign: Aliases._assign,
    ast.AnnAssign: Aliases._annotated,
    ast.AugAssign: Aliases._augmented,
    ast.NamedExpr: Aliases._walrus,
    ast.For: Aliases._loop,
    ast.AsyncFor: Aliases._loop,
    ast.comprehension: Aliases._loop,
    ast.With: Aliases._with,
    ast.AsyncWith: Aliases._with,
    ast.Delete: Aliases._deleted,
    ast.Return: Aliases._returned,
    ast.Yield: Aliases._returned,
    ast.YieldFrom: Aliases._returned,
    ast.Call: Aliases._call,
}
