"""Which names of a file may stand for the same object, and which objects are changed in place.

    stage = {"pad_mode": "same"}
    for item in [stage]:
        item["pad_mode"] = "pad"        # so is `stage` changed

Every name of a scope, every attribute (by its name, whatever object it is of) and what every function returns is a cell;
each cell has one for what it holds as items. Where one is assigned, passed, returned or put into a container, the two
cells become one (Steensgaard's analysis). It knows no order: an object that is changed under another name than the one
that is read is not known. Changes under the name itself are followed in their order (`flow`).

Which imported functions may change what they are given, `giving` says; each may give it back.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from typing import Any

from .bindings import ScopeNode
from .building import MUTATORS, TAKERS, Index
from .cells import ESCAPED, UNSEEN, Cell, Source, change, is_changed_beside, items_of, join, root
from .escapes import Escapes
from .giving import CHANGE_FIRST, may_call
from .names import captured, fields_of, first_name, name_of
from .specials import COMPARING, OPERATOR_METHODS

# What `flow` does not follow in the order of the text.
OPERATORS = frozenset({"appendleft", "__setitem__", "__delitem__", "__ior__", "__iadd__", "move_to_end"})
_CHANGING = MUTATORS | OPERATORS
_DEEPEST = 6

_TYPES = ("dict", "list", "set", "OrderedDict")
_KEEPING = ("set", "put", "put_nowait")
# They store what else they are given in the first.
_STORING = frozenset({"heappush", "heappushpop", "heapreplace", "insort", "insort_left", "insort_right", "setitem"})
_ERRORS = frozenset(
    name for name, item in vars(builtins).items() if isinstance(item, type) and issubclass(item, BaseException)
)


class Aliases(Escapes):
    """The cells of one file, with what its statements put into them and change in them."""

    def __init__(self, module: Index, given: Iterable[ast.expr]) -> None:
        """`given`: what may be changed by functions that are not in the text."""
        super().__init__(module)
        self._keeps_changers = False
        self._changes: list[Cell] = []
        handled = [(handler, node) for node in module.parents if (handler := _HANDLERS.get(type(node))) is not None]
        for _ in range(2):  # once more, with what is known by now of what the names may hold
            self.read_anew()
            for handler, node in handled:
                handler(self, node)
        for expression in given:
            self._change(expression, in_order=False)
        bound = (item for names in module.bindings.values() for item in names.items())
        made = {name for name, places in bound if any(place.kind != "import" for place in places)}
        for definition in (*module.classes, *(item for item in module.functions if not isinstance(item, ast.Lambda))):
            self.decorated(definition, made)
        self.read_anew()
        for call in module.calls:  # once more, with what is known by now of what the names may call
            self._call(call)
            for argument in call.args if self._keeps_changers and not self.called(call) else ():
                self._change(argument, in_order=False)
        self.let_out(made)
        self._ties = ESCAPED if any(root(cell).ties & UNSEEN for cell in self._changes) else 0

    def is_changed_elsewhere(self, scope: ScopeNode, name: str, value: object) -> bool:
        """Whether `value`, which `name` of `scope` holds, or what it holds in turn, may be changed under another name."""
        own = (self.scope_from(scope, name), name)
        cell = self.cells.get(own)
        return cell is not None and is_changed_beside(cell, own, value, _DEEPEST, self._ties)

    def is_changed(self, scope: ScopeNode | None, name: str, value: object) -> bool:
        """Whether `value`, which `name` of `scope`, or else an attribute, holds may be changed, or what it holds in turn."""
        cell = self.cells.get(f".{name}" if scope is None else (self.scope_from(scope, name), name))
        return cell is not None and is_changed_beside(cell, None, value, _DEEPEST, self._ties)

    def classes_of(self, node: ast.expr) -> set[str]:
        """The names of the classes of the file of which `node` may hold an object, or one itself."""
        cell = self.of(node)
        return set() if cell is None else root(cell).classes

    def _store(self, target: ast.expr, held: Cell | None) -> None:
        if isinstance(target, ast.Starred):
            self._store(target.value, held)
        elif isinstance(target, (ast.Tuple, ast.List)):
            if held is not None and "__iter__" in self.functions:
                join(items_of(held), items_of(self.cell(("returns", "__iter__"))))
            for item in target.elts:
                self._store(item, None if held is None else held if isinstance(item, ast.Starred) else items_of(held))
        elif isinstance(target, ast.Subscript):
            self.run_unseen(held, ("__setitem__",))
            container, own = self._change(target.value), self.of(target)
            given = items_of(held) if held is not None and isinstance(target.slice, ast.Slice) else held
            if given is not None and container is not None:
                join(items_of(container), given)
            if given is not None and own is not None:
                join(own, given)
        elif held is not None:
            cell = self.of(target)
            if cell is not None:
                join(cell, held)
            if isinstance(target, ast.Attribute):  # a setter, a descriptor
                self.run_unseen(held, ("__set__", "__setattr__", target.attr))

    def _change(self, node: ast.expr, in_order: bool = True) -> Cell | None:
        """What `node` gives is changed in place; `in_order` where changes under its own name are followed."""
        cell = self.of(node)
        if cell is not None:
            base: ast.expr = node
            while name_of(base) is None and isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            name = name_of(base)
            if name is None or not in_order:
                source: Source = None
            elif "." in name:
                source = (self.module.scope_of(node), name)
            else:
                source = (self.scope_of(name, node), name)
            self._note_change(cell, source)
        return cell

    def _note_change(self, cell: Cell, source: Source) -> None:
        change(cell, source)
        self._changes.append(cell)

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._store(target, self.of(node.value))

    def _picked(self, node: ast.Subscript) -> None:
        self.run_unseen(self.of(node.slice), {"__getitem__", "__class_getitem__"} & self.functions.keys())

    def _operated(self, node: ast.BinOp | ast.Compare) -> None:
        names = OPERATOR_METHODS if isinstance(node, ast.BinOp) else COMPARING
        if not self.functions.keys().isdisjoint(names):
            for side in (node.left, node.right) if isinstance(node, ast.BinOp) else (node.left, *node.comparators):
                self.run_unseen(self.of(side), names)

    def _class(self, node: ast.ClassDef) -> None:
        self.run_unseen(self.named(node.name, node), ("__set_name__",))
        for keyword in node.keywords:
            self.run_unseen(self.of(keyword.value), ("__init_subclass__", "__new__", "__init__"))

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._store(node.target, self.of(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Subscript):
            self._change(node.target.value)
        cell, held = self._change(node.target), self.of(node.value)
        self.run_unseen(held, OPERATOR_METHODS)
        if cell is not None and held is not None:
            join(items_of(cell), items_of(held))
        for name in OPERATOR_METHODS & self.functions.keys() if cell is not None else ():
            join(cell, self.cell(("returns", name)))  # type: ignore[arg-type]

    def _walrus(self, node: ast.NamedExpr) -> None:
        self._store(node.target, self.of(node.value))

    def _loop(self, node: ast.For | ast.AsyncFor | ast.comprehension) -> None:
        held = self.of(node.iter)
        if held is not None:
            self._store(node.target, items_of(held))
        for name in ("__iter__", "__next__", "__getitem__"):
            if name in self.functions:
                returned = self.cell(("returns", name))
                self._store(node.target, items_of(returned) if name == "__iter__" else returned)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                held = self.of(item.context_expr)
                self._store(item.optional_vars, held)
                if held is not None:  # what a generator yields
                    self._store(item.optional_vars, items_of(held))
                if "__enter__" in self.functions:
                    self._store(item.optional_vars, self.cell(("returns", "__enter__")))

    def _deleted(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                self._change(target.value)

    def _match(self, node: ast.Match) -> None:
        for case in node.cases:
            self._captured(case.pattern, node, self.of(node.subject))
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, ast.MatchClass):
                    fields = [*zip(fields_of(self.classes.get(first_name(pattern.cls))), pattern.patterns)]
                    for field, part in (*fields, *zip(pattern.kwd_attrs, pattern.kwd_patterns)):
                        self._captured(part, node, self.cell(f".{field}"))

    def _captured(self, pattern: ast.pattern, node: ast.Match, held: Cell | None) -> None:
        """The names that `pattern` binds may hold the subject, and whatever that holds."""
        if held is None:
            return
        for name in captured(pattern):
            join(self.named(name, node), held)
            join(held, items_of(held))

    def _returned(self, node: ast.Return | ast.Yield | ast.YieldFrom) -> None:
        scope = self.module.scope_of(node)
        if node.value is not None and isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            cell = self.cell(("returns", scope.name))
            self.flow(node.value, items_of(cell) if isinstance(node, ast.Yield) else cell)

    def _method_kept(self, node: ast.Attribute) -> None:
        """`add = ks.append`: what is called later, under any name, changes `ks`. `add = list.append` may change any list."""
        parent = self.module.parents[node]
        if isinstance(parent, ast.Call) and parent.func is node:
            return
        self._keeps_changers |= node.attr in CHANGE_FIRST or (node.attr in _CHANGING and first_name(node.value) in _TYPES)
        if node.attr in _CHANGING:
            self._change(node.value, in_order=False)
            if first_name(node.value) in _TYPES and isinstance(parent, ast.Call):  # `partial(dict.update, options)`
                for argument in parent.args:
                    if (held := self.of(argument)) is not None:
                        join(held, items_of(held))
                        self._note_change(held, None)

    def _call(self, call: ast.Call) -> None:
        func = call.func
        name = first_name(func)
        if may_call(call, _CHANGING):
            self._change(call.args[0], in_order=False)
        if isinstance(func, ast.Attribute):
            owner = first_name(func.value)
            is_first = name in CHANGE_FIRST or (name == "dict" and owner == "patch")
            if call.args and (is_first or (name in _CHANGING and owner in _TYPES)):
                self._change(call.args[0], in_order=(owner, name) == ("dict", "update"))
            elif name in _CHANGING or name in _KEEPING:
                is_followed = isinstance(self.module.parents[call], ast.Expr) or name in TAKERS
                container = self._change(func.value, in_order=is_followed and name not in OPERATORS)
                for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                    held = self.of(argument)
                    if container is not None and held is not None:
                        join(items_of(container), items_of(held) if name in ("update", "extend") else held)
                        if name == "update":  # of pairs
                            join(items_of(container), items_of(items_of(held)))
        elif name in CHANGE_FIRST and call.args:
            self._change(call.args[0], in_order=False)
        elif name in ("exec", "eval"):
            for namespace in call.args[1:]:
                self._change(namespace, in_order=False)
        if name in ("setattr", "__setattr__") and len(call.args) > 1 and isinstance(call.args[-2], ast.Constant):
            self.flow(call.args[-1], self.cell(f".{call.args[-2].value!s}"))
        self._hand_on(call, name)
        called = self.called(call)
        for function in sorted(called):  # what is passed may add to them
            self._pass(function, call)
        if not called:
            self.pass_by_way_of(call)
            self.of(call)  # which may keep what it is given

    def _hand_on(self, call: ast.Call, name: str) -> None:
        """What is called may keep its arguments where it is not seen: in fields, by a special method, in a generator."""
        for argument in call.args:
            fields = (*self.tuple_fields, "args") if name in self.classes or name in _ERRORS else self.tuple_fields
            for field in fields if name[:1].isupper() else ():  # of a named tuple, of an error
                kept = self.cell(f".{field}")
                self.flow(argument, items_of(kept) if field == "args" else kept)
            if "__call__" in self.functions and name not in self.functions:
                self.run_unseen(self.of(argument), ("__call__",))
        if name == "send" and call.args:
            self.flow(call.args[0], self.cell("sent"))
        for table in (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg is None)):
            for key, value in zip(table.keys, table.values) if isinstance(table, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and (name == "type" or name[:1].isupper()):
                    self.flow(value, self.cell(f".{key.value}"))
        if name in _STORING and len(call.args) > 1:
            self._change(call.args[0], in_order=False)
            for argument in call.args[1:]:
                if (held := self.of(call.args[0])) is not None:
                    self.flow(argument, items_of(held))

    # Python's own rules of which argument meets which parameter: they are read best in one place, in Python's order.
    def _pass(self, name: str, call: ast.Call) -> None:
        """The arguments of `call` are held by the parameters of the functions called `name`."""
        cls = self.classes.get(name)
        functions = self.functions.get("__init__" if cls is not None else name, [])
        if cls is not None:
            own = [function for function in functions if self.module.class_of(function) is cls]
            functions = own or functions
            functions = [
                *functions,
                *(item for item in self.functions.get("__new__", ()) if self.module.class_of(item) is cls),
            ]
            is_open = any(isinstance(argument, ast.Starred) for argument in call.args)
            for index, field in enumerate(fields_of(cls)):
                for passed in filter(None, map(self.given, call.args if is_open else call.args[index : index + 1])):
                    join(self.cell(f".{field}"), passed)
            for keyword in call.keywords:  # a field of a dataclass
                if keyword.arg is not None:
                    self.flow(keyword.value, self.cell(f".{keyword.arg}"))
        for function in functions:
            arguments = function.args
            positional = [*arguments.posonlyargs, *arguments.args]
            skipped = [0] if self.module.class_of(function) is None else self.receivers(function, name, call)
            names = {parameter.arg for parameter in (*positional, *arguments.kwonlyargs)}
            rest = None if arguments.vararg is None else items_of(self.cell((function, arguments.vararg.arg)))
            is_spread = False
            for index, argument in enumerate(call.args):
                is_spread = is_spread or isinstance(argument, ast.Starred)
                held = self.of(argument)
                if held is None:
                    continue
                given = items_of(held) if isinstance(argument, ast.Starred) else held
                for parameter in positional if is_spread else positional[index + skipped[0] : index + skipped[-1] + 1]:
                    join(self.cell((function, parameter.arg)), given)
                if rest is not None and (is_spread or index + skipped[-1] >= len(positional)):
                    join(rest, given)
            for keyword in call.keywords:
                held = self.of(keyword.value)
                if held is None:
                    continue
                given = items_of(held) if keyword.arg is None else held
                for name in names if keyword.arg is None else names & {keyword.arg}:
                    join(self.cell((function, name)), given)
                if arguments.kwarg is not None and keyword.arg not in names:
                    join(items_of(self.cell((function, arguments.kwarg.arg))), given)


_HANDLERS: dict[type[ast.AST], Callable[[Aliases, Any], None]] = {
    ast.Attribute: Aliases._method_kept,
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
    ast.BinOp: Aliases._operated,
    ast.Compare: Aliases._operated,
    ast.ClassDef: Aliases._class,
    ast.Match: Aliases._match,
    ast.Subscript: Aliases._picked,
    ast.Call: Aliases._call,
}
