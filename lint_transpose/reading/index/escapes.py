"""Where what the text makes goes to code that is not in it (`unseen`): as an argument, as an owner, in a function."""

from __future__ import annotations

import ast

from .bindings import parameters
from .cells import ESCAPED, UNSEEN, Cell, items_of, join, root, tie
from .holders import Holders
from .unseen import is_run_unseen

_DEEPEST = 6


class Escapes(Holders):
    """The cells of one file, with what of them other code may hold."""

    def let_out(self, made: set[str]) -> None:
        """Tie to other code what goes there; `made` are the names that the text itself binds to what it makes."""
        self.read_anew()
        self._escaped: list[Cell] = []
        self._let_out: set[str] = set()
        for call in self.module.calls:
            self._called_out(call)
        for attribute in self.module.attributes:
            if isinstance(attribute.ctx, ast.Load) and self.unseen.is_attribute(attribute):
                parent = self.module.parents[attribute]
                if not (isinstance(parent, ast.Call) and parent.func is attribute):
                    self._escape(attribute.value)
        for name, functions in self.functions.items():
            if any(not isinstance(function, ast.Lambda) and is_run_unseen(function, made) for function in functions):
                self._run_elsewhere(name)
        for cls in self.module.classes:
            if cls.keywords or any(self.unseen.is_foreign(base) for base in cls.bases):
                for name in self.module.bindings.get(cls, ()):
                    self._let(self.cell((cls, name)))
        for function in self.module.generators:  # what it returns, an error holds
            self._let(self.cell(("returns", getattr(function, "name", ""))))
        while self._escaped:
            self._let_functions_out(self._escaped.pop())
        any_name, any_attribute = self.unseen.reflects(self.module)
        if any_name or any_attribute:
            for key, cell in self.cells.items():
                if any_name or (isinstance(key, str) and key.startswith(".")):
                    tie(cell, ESCAPED | UNSEEN)

    def _called_out(self, call: ast.Call) -> None:
        given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        held = [*map(self.given, given)]
        called = self.called(call)
        is_run = not called and any(cell is not None and root(cell).functions for cell in held)
        if is_run or self.unseen.is_call(call, bool(called)):
            if isinstance(call.func, ast.Attribute):
                self._escape(call.func.value)
            for cell in filter(None, held):
                self._let(cell)

    def _escape(self, node: ast.expr) -> None:
        cell = self.of(node)
        if cell is not None:
            self._let(cell)

    def _let(self, cell: Cell) -> None:
        tie(cell, ESCAPED)
        self._escaped.append(cell)

    def _let_functions_out(self, cell: Cell) -> None:
        """Other code may call the functions that it is given."""
        for _ in range(_DEEPEST):
            for name in sorted(root(cell).functions):
                self._run_elsewhere(name)
            if root(cell).item is None:
                break
            cell = items_of(cell)

    def _run_elsewhere(self, name: str) -> None:
        if name in self._let_out:
            return
        self._let_out.add(name)
        for function in self.functions.get(name, ()):
            is_method = not isinstance(function, ast.Lambda) and self.module.class_of(function) is not None
            for parameter in [*parameters(function)][is_method:]:
                tie(self.cell((function, parameter.arg)), ESCAPED | UNSEEN)
        self._let(self.cell(("returns", name)))

    def pass_by_way_of(self, call: ast.Call) -> None:
        """`map(change, [o])`, `partial(change, o)`: what else is passed may be given to the function."""
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        for argument in given:
            cell = self.of(argument) if isinstance(argument, (ast.Name, ast.Attribute, ast.Lambda)) else None
            for name in list(root(cell).functions) if cell is not None else ():
                for function in self.functions.get(name, ()):
                    for parameter in parameters(function):
                        for other in given:
                            held = self.of(other) if other is not argument else None
                            if held is not None:
                                join(self.cell((function, parameter.arg)), held)
                                join(held, items_of(held))
