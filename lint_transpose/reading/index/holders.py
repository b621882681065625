"""What an expression may be: the cell that stands for what it gives.

Every name of a scope, every attribute (by its name, whatever object it is of) and what every function returns has a cell.
What an imported function does to what it is given is left out, but that it may give it back.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable

from .bindings import ScopeNode, parameters
from .building import Index
from .cells import UNSEEN, Cell, added, items_of, join, root, tie
from .names import beginning, first_name, names_in
from .specials import RUNS
from .unseen import Unseen

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_IN_PLACE = ("changed", "passed", "called")  # places that bind nothing: the object stays the same
_ITEMS_OF = frozenset(
    {"get", "pop", "setdefault", "next", "max", "min", "choice", "popleft", "heappop", "reduce", "__getitem__"}
)
_COPIES = frozenset(
    {"list", "tuple", "dict", "sorted", "reversed", "set", "iter", "copy", "OrderedDict", "filter", "values", "popitem"}
)
_HOLDING = frozenset({"ChainMap", "UserDict", "UserList", "MappingProxyType", "ContextVar", "WeakValueDictionary"})
_PAIRS = frozenset({"items", "enumerate", "zip", "product"})
_FRESH = frozenset({"deepcopy", "len", "range", "str", "int", "float", "print", "isinstance", "super", "type", "vars"})


class Holders:
    """The cells of one file."""

    def __init__(self, module: Index) -> None:
        self.module = module
        self.cells: dict[Hashable, Cell] = {}
        self._read_before: dict[ast.expr, Cell | None] = {}
        self._scopes: dict[tuple[ScopeNode, str], ScopeNode] = {}
        self.functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]] = {}
        self.classes = {cls.name: cls for cls in module.classes}
        for function in module.functions:
            if not isinstance(function, ast.Lambda):
                self.functions.setdefault(function.name, []).append(function)
        self.tuple_fields = [
            field
            for call in module.calls_by_name.get("namedtuple", ())
            for text in ast.walk(call)
            if isinstance(text, ast.Constant) and isinstance(text.value, str)
            for field in text.value.replace(",", " ").split()
        ]
        self.unseen = Unseen(module, self.functions.keys() | self.classes.keys())
        self._define()

    def cell(self, key: Hashable) -> Cell:
        """The cell of `key`: a name of a scope, `.attribute`, what a function returns; made where there is none."""
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = Cell()
        return cell

    def named(self, name: str, node: ast.AST) -> Cell:
        """The cell of the variable `name` as `node` sees it."""
        return self.cell((self.scope_of(name, node), name))

    def scope_of(self, name: str, node: ast.AST) -> ScopeNode:
        """The scope whose variable `name` is, as `node` sees it."""
        return self.scope_from(self.module.scope_of(node), name)

    def scope_from(self, start: ScopeNode, name: str) -> ScopeNode:
        """The scope whose variable `name` is, as `start` sees it."""
        known = self._scopes.get((start, name))
        if known is None:
            known = self._scopes[start, name] = self._scope_from(start, name)
        return known

    def _scope_from(self, start: ScopeNode, name: str) -> ScopeNode:
        module, scope = self.module, start
        while scope is not module.tree:
            if name not in module.outer_names.get(scope, ()) and (scope is start or not isinstance(scope, ast.ClassDef)):
                places = module.bindings.get(scope, {}).get(name, ())
                if any(place.kind not in _IN_PLACE for place in places):
                    return scope
                if isinstance(scope, _FUNCTIONS) and any(parameter.arg == name for parameter in parameters(scope)):
                    return scope
                if isinstance(scope, _COMPREHENSIONS) and any(
                    name in names_in(generator.target) for generator in scope.generators
                ):
                    return scope
            scope = module.scope_of(scope)
        return scope

    def _define(self) -> None:
        module = self.module
        for name, functions in self.functions.items():
            for function in functions:
                scope = module.scope_of(function)
                cell = self.cell((scope, name))
                cell.functions = added(cell.functions, {name})
                owner = module.class_of(function)
                if owner is not None:
                    join(self.cell(f".{name}"), self.cell((owner, name)))
                    first = next(iter((*function.args.posonlyargs, *function.args.args)), None)
                    if first is not None:
                        cell = self.cell((function, first.arg))
                        cell.classes = added(cell.classes, {owner.name})
                    if getattr(function, "decorator_list", ()):  # a property is read as what it returns
                        join(self.cell(f".{name}"), self.cell(("returns", name)))
        for cls in module.classes:
            cell = self.cell((module.scope_of(cls), cls.name))
            cell.classes = added(cell.classes, {cls.name})
            for name in module.bindings.get(cls, ()):
                join(self.cell(f".{name}"), self.cell((cls, name)))
        for function in module.functions:
            self._defaults(function)
        for scope, bindings in module.bindings.items():
            for name in bindings:
                if name.startswith("self."):
                    join(self.cell(name.removeprefix("self")), self.cell((scope, name)))

    def _defaults(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults),
            *zip(arguments.kwonlyargs, arguments.kw_defaults),
        ]
        for parameter, default in pairs:
            if default is not None:
                self.flow(default, self.cell((function, parameter.arg)))

    def flow(self, node: ast.expr, target: Cell) -> None:
        """What `node` gives is held by `target` too."""
        cell = self.of(node)
        if cell is not None:
            join(target, cell)

    def of(self, node: ast.expr, depth: int = 40) -> Cell | None:
        """The cell of what `node` gives; None for what is surely no object that is held elsewhere, too."""
        if depth == 0:
            return None
        if node in self._read_before:
            return self._read_before[node]
        cell = self._read(node, depth)
        own = RUNS.get(type(node), frozenset()) & self.functions.keys()
        if own:  # what a method of the file gives, which Python runs there
            cell = cell or Cell()
            for name in own:
                join(cell, self.cell(("returns", name)))
        self._read_before[node] = cell
        return cell

    def read_anew(self) -> None:
        """From here on, read with what is known by now of what the names may hold."""
        self._read_before.clear()

    def _read(self, node: ast.expr, depth: int) -> Cell | None:
        if isinstance(node, ast.Name):
            return self.named(node.id, node)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Subscript) and first_name(node.value.value) == "modules":
                join(self.cell(f".{node.attr}"), self.cell((self.module.tree, node.attr)))
            cell = self.cell(f".{node.attr}")
            if self.unseen.is_attribute(node) or ((owner := self.of(node.value, depth - 1)) and root(owner).ties & UNSEEN):
                tie(cell, UNSEEN)
            return cell
        if isinstance(node, ast.Subscript):
            names = isinstance(node.value, ast.Call) and first_name(node.value.func) in ("globals", "locals", "vars")
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                if first_name(node.value) == "__dict__" or (names and node.value.args):  # type: ignore[attr-defined]
                    return self.cell(f".{node.slice.value}")
                if names:
                    return self.named(node.slice.value, node)
            held = self.of(node.value, depth - 1)
            if held is None:
                return None
            return held if isinstance(node.slice, ast.Slice) else items_of(held)
        if isinstance(node, ast.Call):
            return self._result(node, depth)
        if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Await, ast.YieldFrom)):
            return self.of(node.value, depth - 1)
        if isinstance(node, ast.Lambda):
            return self._of_lambda(node)
        if isinstance(node, ast.Yield):
            return self.cell("sent")
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            return self._either(node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse], depth)
        return self._made(node, depth)

    def _of_lambda(self, node: ast.Lambda) -> Cell:
        name = f"lambda {id(node)}"
        cell = self.cell(name)
        if name not in self.functions:
            self.functions[name] = [node]
            cell.functions = added(cell.functions, {name})
            self.flow(node.body, self.cell(("returns", name)))
        return cell

    def _either(self, nodes: list[ast.expr], depth: int) -> Cell:
        cell = Cell()
        for node in nodes:
            held = self.of(node, depth - 1)
            if held is not None:
                join(cell, held)
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
            held = self.of(part, depth - 1)
            if held is not None:
                join(items_of(cell), items_of(held) if is_spread else held)
        return cell

    def _result(self, call: ast.Call, depth: int) -> Cell | None:
        name = first_name(call.func)
        cell = Cell()
        called = self.called(call)
        for function in called:
            join(cell, self.cell(("returns", function)))
        if self.unseen.is_call(call, bool(called)):
            tie(cell, UNSEEN)
        if name in self.classes:
            cell.classes = added(cell.classes, {name})
            if "__new__" in self.functions:
                join(cell, self.cell(("returns", "__new__")))
        if name in self.functions or name in self.classes or name in _FRESH:
            return cell
        is_getter = isinstance(call.func, ast.Call) and first_name(call.func.func) == "attrgetter"
        for named in call.args[1:2] if name == "getattr" else call.func.args if is_getter else ():  # type: ignore[attr-defined]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                join(cell, self.cell(f".{named.value.rpartition('.')[2]}"))
        by_keyword = [self.given(keyword, depth - 1) for keyword in call.keywords]
        given = [self.given(argument, depth - 1) for argument in call.args] + by_keyword
        for keyword in call.keywords if name[:1].isupper() else ():  # a namespace holds them as attributes
            if keyword.arg is not None:
                self.flow(keyword.value, self.cell(f".{keyword.arg}"))
        if isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Constant):
            owner = self.of(call.func.value, depth - 1)
            if owner is not None and name in (_ITEMS_OF | _COPIES | _PAIRS):
                given.insert(0, owner)
        if not called and any(root(held).functions for held in filter(None, given)):
            tie(cell, UNSEEN)
        self._give_back(call, name, cell, list(filter(None, given)), by_keyword)
        return cell

    def given(self, argument: ast.expr | ast.keyword, depth: int = 40) -> Cell | None:
        """The cell of what `argument` passes: of the items, where it is starred."""
        held = self.of(argument.value if isinstance(argument, ast.keyword) else argument, depth)
        is_spread = isinstance(argument, ast.Starred) or (isinstance(argument, ast.keyword) and argument.arg is None)
        return items_of(held) if is_spread and held is not None else held

    def _give_back(self, call: ast.Call, name: str, cell: Cell, given: list[Cell], by_keyword: list[Cell | None]) -> None:
        """What an imported function gives may be, or hold, what it is given."""
        for held in given:
            if name in _ITEMS_OF:
                join(cell, items_of(held))
                join(cell, held) if held is not given[0] or name in ("max", "min") else None
            elif name in _COPIES:
                join(items_of(cell), items_of(held))
                if name in ("dict", "OrderedDict"):  # of pairs, or of keywords
                    join(items_of(cell), items_of(items_of(held)))
                    join(items_of(cell), held) if held in by_keyword else None
            elif name in _PAIRS:
                join(items_of(items_of(cell)), items_of(held))
            elif isinstance(call.func, ast.Call):  # `itemgetter(0)(ks)`
                join(cell, held)
                join(cell, items_of(held))
            elif not name[:1].isupper() or name in _HOLDING:  # a function may give it back or an item; a class makes its own
                inner = items_of(cell) if name[:1].isupper() and name != "ChainMap" else cell
                join(inner, held)
                join(inner, items_of(inner))

    def run_unseen(self, held: Cell | None, names: Iterable[str]) -> None:
        """`held` is passed to the special methods of the file that are called one of `names`."""
        if held is None:
            return
        for name in names:
            for function in self.functions.get(name, ()):
                for parameter in (*function.args.posonlyargs, *function.args.args)[1:]:
                    join(self.cell((function, parameter.arg)), held)

    def decorated(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, made: set[str]) -> None:
        """What `node` defines is passed to its decorators, those of them that the text makes, by one of the names `made`."""
        for decorator in node.decorator_list:
            callee = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(callee, (ast.Name, ast.Attribute)) and made.isdisjoint(names_in(callee)):
                continue
            own, held = self.named(node.name, node), self.of(decorator)
            names = [] if held is None else sorted(root(held).functions)
            for function in [function for name in names for function in self.functions.get(name, ())]:
                is_method = not isinstance(function, ast.Lambda) and self.module.class_of(function) is not None
                for parameter in (*function.args.posonlyargs, *function.args.args)[is_method : is_method + 1]:
                    join(self.cell((function, parameter.arg)), own)
            for name in names:
                join(own, self.cell(("returns", name)))
            if not names:  # an object that can be called
                self.run_unseen(own, ("__call__",))

    def receivers(self, method: ast.AST, name: str, call: ast.Call) -> list[int]:
        """How many parameters of `method` the arguments of `call` may come after: none, one, or either."""
        marks = set(map(first_name, getattr(method, "decorator_list", ())))
        if "staticmethod" in marks:
            return [0]
        if name in self.classes or "classmethod" in marks:
            return [1]
        if not isinstance(call.func, ast.Attribute):
            return [0, 1]
        owner = call.func.value
        return [0] if isinstance(owner, (ast.Name, ast.Attribute)) and first_name(owner) in self.classes else [1]

    def _made_up(self, func: ast.expr) -> set[str]:
        """The functions of the file that may be meant by a name that is put together: `getattr(self, f"build_{kind}")`."""
        start = ""
        if isinstance(func, ast.Subscript):
            value = func.value
            if first_name(value.func if isinstance(value, ast.Call) else value) not in ("globals", "vars", "__dict__"):
                return set()
        elif isinstance(func, ast.Call) and first_name(func.func) == "getattr" and len(func.args) > 1:
            places = self.module.bindings[self.module.tree].get(first_name(func.args[0]), ())
            start = beginning(func.args[1])
            if isinstance(func.args[1], ast.Constant) or any(place.kind == "import" for place in places):
                return set()
        else:
            return set()
        return {name for name in self.functions if name.startswith(start) and name.isidentifier()}

    def called(self, call: ast.Call) -> set[str]:
        """The names of the functions of the file that `call` may run."""
        name = first_name(call.func)
        if (name in self.functions or name in self.classes) and not isinstance(call.func, ast.Call):
            return {name}
        cell, made_up = self.of(call.func), self._made_up(call.func)
        own = {"__call__"} & self.functions.keys() if cell is not None and root(cell).classes else set()
        return made_up if cell is None else root(cell).functions | own | made_up
