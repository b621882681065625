"""One parsed file, indexed: what may be asked of it."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from ...record.dataclasses import dataclass
from ...text.source import Source
from .aliases import Aliases
from .bindings import COMPREHENSIONS, FUNCTIONS, LOOPS, Binding, FunctionNode, ScopeNode
from .building import Index
from .endings import Block, ends, may_end
from .giving import Giving
from .lent import lent
from .managers import swallowing
from .mentions import mentioned_by
from .names import PassedOn, first_name, may_hold_layer
from .nodes import walk
from .stores import note_stores
from .unsteady import is_steady, unsteady

# Attributes that say what an object or a class is, when something else than a class body stores them.
_REMAKERS = frozenset({".__class__", ".__bases__", ".__dict__", ".__getattr__", ".__getattribute__"})


@dataclass(frozen=True, slots=True)
class Leads:
    """What of a module may lead to a layer: calls that may build one, and names by which other modules get at them."""

    calls: list[ast.Call]
    names: set[str]


class Module(Index):
    """The index of one file, with the questions that are asked of it, each answered when it is first asked."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        super().__init__(source, tree)
        self.leads: dict[bool, Leads] = {}
        """What may lead to a layer, without and with other modules."""
        self.options: dict[str, list[Any]] | None = None
        """The calls that describe options of the command line, by the options' names, once that was asked."""
        self.conditions: dict[ast.expr, frozenset[str] | None] = {}
        """The names that each condition that was asked for hangs on."""
        self.dumps: dict[ast.expr, str] = {}
        """What the sides of such conditions are dumped as."""
        self._changed: dict[tuple[str, ScopeNode, bool], bool] = {}
        self.called_until: dict[tuple[ast.stmt, str], tuple[int, int]] = {}
        """Where in a statement what may store an attribute has been run."""
        self.running: dict[frozenset[str], frozenset[str]] = {}
        """For names of functions all whose mention may run one of them, as far as it was asked."""
        self._early: dict[FunctionNode, bool] = {}
        self.bound_to: dict[bool, Mapping[str, list[str]]] = {}
        """For each name the names that are bound to it, and those that are bound to an item of it."""
        note_stores(self)
        self._giving = Giving(self)
        for name, statement in list(self._giving.away(self)):
            if name not in self.direct.get(statement, ()):
                self._add(Binding(name, statement, "passed"))

    def is_changed_by_calls(self, name: str, scope: ScopeNode, rebound: bool = False) -> bool:
        """Whether a function within `scope` that something calls rebinds the `name` there or, if not `rebound`, changes it."""
        if name not in self.foreign:
            return False
        key = name, scope, rebound
        if key not in self._changed:
            functions = [function for function in self.foreign[name] if not rebound or name in self.outer_names[function]]
            self._changed[key] = any(self._is_called(item) and self._is_within(item, scope) for item in functions)
        return self._changed[key]

    def is_stored_from_outside(self, name: str, classes: Collection[ast.ClassDef | None] | None) -> bool:
        """Whether something else than the methods' plain `self.name = ...` may store the attribute `name` on an object.

        `classes` are those that the object is of, as far as they stand in this file; None among them stands for any object
        that is none of a class of the file, or may be one. Without `classes` the object may be of any class.
        """
        if self.is_redefined or f".{name}" in self.foreign or not _REMAKERS.isdisjoint(self.foreign):
            return True
        own = {cls.name for cls in classes or () if cls is not None}
        if not self._with_inherited.isdisjoint(own):
            return True
        for store in self.stores_by_name:
            if name.startswith(store.start):
                if classes is None:
                    return True
                stored_on = self.aliases.classes_of(store.owner)
                if stored_on & own or (None in classes and not stored_on):
                    return True
        return False

    @cached_property
    def _with_inherited(self) -> frozenset[str]:
        return frozenset(self._giving.with_inherited(self, lambda owner: self.aliases.classes_of(owner)))

    def let_go(self) -> None:
        """Forget what holds this module: they would be freed only when Python looks for circles."""
        vars(self).pop("aliases", None)

    @cached_property
    def _unsteady(self) -> dict[str, set[ScopeNode | None]]:
        return unsteady(self)

    def is_steady(self, test: ast.expr) -> bool:
        """Whether what `test` asks for is the same each time, but for what the scope around it binds."""
        return is_steady(self, test, self._unsteady)

    @cached_property
    def mentions_builtins(self) -> bool:
        """Whether the text gets at Python's own functions as at those of a module."""
        return any(name.id in ("builtins", "__builtins__") for name in self.names)

    @cached_property
    def aliases(self) -> Aliases:
        """Which names may stand for the same object."""
        return Aliases(self, self._giving.beside(self))

    @cached_property
    def runs_init_again(self) -> bool:
        """Whether an `__init__` may be run on an object that is there: the text gets at it elsewhere than in another one."""
        loaded = (node for node in self.attributes if node.attr == "__init__" and isinstance(node.ctx, ast.Load))
        if "__defaults__" in self.attribute_names:  # of one
            return True
        if any(getattr(self.scope_of(node), "name", "") not in ("__init__", "__post_init__") for node in loaded):
            return True
        return any(not isinstance(call.func, ast.Attribute) for call in self.calls_by_name.get("__init__", ()))

    def _is_called(self, scope: ScopeNode) -> bool:
        if isinstance(scope, ast.ClassDef):  # its body is run where it stands
            return True
        name = getattr(scope, "name", "")
        cls = self.class_of(scope) if isinstance(scope, FUNCTIONS) else None
        return (
            not name
            or (cls is not None and cls.name in self._mentioned)  # whoever has an object of it may call its methods
            or name.startswith("__")
            or name == "keys"
            or name in self._mentioned
            or bool(getattr(scope, "decorator_list", ()))
        )

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """Every name and attribute that the text mentions: a function that none of them names is never called."""
        return self.attribute_names.union(name.id for name in self.names)

    def _is_within(self, scope: ScopeNode, outer: ScopeNode) -> bool:
        while scope is not self.tree and scope is not outer:
            scope = self.scope_of(scope)
        return scope is outer

    def binders(self, block: Block, name: str) -> list[int]:
        """The indices of the statements in `block` that bind `name`, themselves or within."""
        return self.rows.get((id(block), name), [])

    def binder_before(self, block: Block, index: int, name: str) -> int | None:
        """The last statement of `block` before `index` that binds `name`, itself or within."""
        rows = self.binders(block, name)
        place = bisect_left(rows, index)
        return rows[place - 1] if place else None

    @cached_property
    def names_by_id(self) -> dict[str, list[ast.Name]]:
        """Where each name is read or bound by itself."""
        names: dict[str, list[ast.Name]] = defaultdict(list)
        for name in self.names:
            names[name.id].append(name)
        return names

    @cached_property
    def calls_on_self(self) -> dict[tuple[ast.ClassDef, str], list[tuple[ast.Call, FunctionNode]]]:
        """For each class and attribute the calls `self.attribute(...)` in its methods, each with the method."""
        calls: dict[tuple[ast.ClassDef, str], list[tuple[ast.Call, FunctionNode]]] = defaultdict(list)
        for call in self.calls:
            func = call.func
            if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "self":
                scope = self.scope_of(call)
                cls = self.class_of(scope) if isinstance(scope, FUNCTIONS) else None
                if cls is not None:
                    calls[cls, func.attr].append((call, scope))  # type: ignore[arg-type]
        return calls

    @cached_property
    def stores(self) -> dict[tuple[ast.ClassDef, str], list[FunctionNode]]:
        """For each class and attribute ("self.x") the methods that store to it."""
        stores: dict[tuple[ast.ClassDef, str], list[FunctionNode]] = defaultdict(list)
        for scope, bindings in self.bindings.items():
            if isinstance(scope, FUNCTIONS) and (cls := self.class_of(scope)) is not None:
                for name, places in bindings.items():
                    if name.startswith("self.") and any(place.kind != "called" for place in places):
                        stores[cls, name].append(scope)
        return stores

    @cached_property
    def mentioned_by(self) -> dict[str, set[str]]:
        """For each name those whose mention may run what it names."""
        return mentioned_by(self)

    @cached_property
    def _defined(self) -> set[str]:
        return {node.name for node in (*self.functions, *self.classes) if not isinstance(node, ast.Lambda)}

    def defines(self, name: str) -> bool:
        """Whether a function or class of the file is called `name`."""
        return name in self._defined

    @cached_property
    def lent(self) -> frozenset[str]:
        """The methods that are run on what is no object of their class; "__dict__" where all of them may be."""
        return lent(self)

    def returns_early(self, function: FunctionNode) -> bool:
        """Whether `function` may return before the end of its body, or yields."""
        known = self._early.get(function)
        if known is None:
            last = function.body[-1] if isinstance(function.body, list) else None
            known = self._early[function] = any(
                isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)) and node is not last and self._belongs(node, function)
                for node in walk(function)
            )
        return known

    def _belongs(self, node: ast.AST, function: FunctionNode) -> bool:
        scope = self.scope_of(node)
        return scope is function or isinstance(scope, COMPREHENSIONS)

    def add_called(self, name: str, statement: ast.stmt, call: ast.Call | None, end: tuple[int, int]) -> None:
        """Enter that `statement` runs what may store `name`; what stands in it at `end` or after may see that."""
        self.called_until[statement, name] = end
        if name not in self.direct.get(statement, ()):
            self._add(Binding(name, statement, "called", call))

    @cached_property
    # The ways in which a name may come to hold what another holds, one after the other: a list, not a decision.
    def passed_on(self) -> PassedOn:  # noqa: C901
        """Which names may hold what others hold: by bindings, imports, subclasses, returns, defaults and arguments."""
        passed_on = PassedOn()
        for bindings in self.bindings.values():
            for name, places in bindings.items():
                for place in places:
                    if place.imported:
                        passed_on.add_name(place.imported.rpartition(".")[2], name)
                    elif place.value is not None:
                        passed_on.add(place.value, name.rpartition(".")[2])
        for cls in self.classes:
            for base in cls.bases:
                passed_on.add(base, cls.name)
        for statement, scope in self.scopes.items():
            if isinstance(statement, ast.Return) and statement.value is not None:
                passed_on.add(statement.value, getattr(scope, "name", ""))
        received: dict[tuple[str, int], set[str]] = defaultdict(set)
        for function in self.functions:
            passed_on.add_defaults(function.args)
            owner = self.class_of(function)
            name = getattr(function, "name", "")
            for index, parameter in enumerate([*function.args.posonlyargs, *function.args.args][owner is not None :]):
                received[owner.name if owner is not None and name == "__init__" else name, index].add(parameter.arg)
                if isinstance(self.scope_of(function), FUNCTIONS):
                    received["", index].add(parameter.arg)
        receiving = {name for name, _ in received}
        for call in self.calls:
            callee = first_name(call.func)
            if isinstance(call.func, ast.Call) or (callee not in receiving and isinstance(call.func, ast.Name)):
                callee = ""  # it may be a function within a function, which that gave
            for index, argument in enumerate(call.args) if callee in receiving else ():
                if may_hold_layer(argument):
                    for target in received.get((callee, index), ()):
                        passed_on.add(argument, target)
            for keyword in call.keywords:
                if keyword.arg is not None and may_hold_layer(keyword.value):
                    passed_on.add(keyword.value, keyword.arg)
            if callee in ("update", "setdefault") and isinstance(call.func, ast.Attribute):
                for value in (*call.args, *(keyword.value for keyword in call.keywords)):
                    passed_on.add(value, first_name(call.func.value))
        return passed_on

    def mentions_after(self, block: Block, index: int, name: str) -> Iterator[ast.stmt]:
        """The statements of `block` after the one at `index` that mention `name`, themselves or within."""
        rows = self._mentions.get((id(block), name), [])
        for row in rows[bisect_right(rows, index) :]:
            yield block[row]

    @cached_property
    def _mentions(self) -> dict[tuple[int, str], list[int]]:
        mentions: dict[tuple[int, str], list[int]] = defaultdict(list)
        for name in self.names:
            node: ast.AST = name
            while node is not self.tree:
                if isinstance(node, ast.stmt):
                    block, index = self.places[node]
                    rows = mentions[id(block), name.id]
                    if rows and rows[-1] == index:
                        break  # and so do the blocks around it know
                    rows.append(index)
                node = self.parents[node]
        return mentions

    @cached_property
    def classes_by_member(self) -> dict[str, list[ast.ClassDef]]:
        """For each name the classes whose body binds it, or whose methods store it on `self`."""
        found: dict[str, dict[ast.ClassDef, None]] = defaultdict(dict)
        for cls in self.classes:
            for name in self.bindings.get(cls, ()):
                found[name][cls] = None
        for cls, attribute in self.stores:
            found[attribute.removeprefix("self.")][cls] = None
        return {name: list(classes) for name, classes in found.items()}

    @cached_property
    def swallowing(self) -> frozenset[str]:
        """The names of what may end an error that a with block raises."""
        return swallowing(self, self.passed_on)

    def ends(self, block: Block) -> bool:
        """Whether control never leaves `block` at its end."""
        return ends(block, self.swallowing)

    @cached_property
    def guards(self) -> dict[int, list[int]]:
        """For each block (by id) the statements after which control may never come."""
        guards: dict[int, list[int]] = defaultdict(list)
        for statement, (block, index) in self.places.items():
            is_elif = isinstance(statement, ast.If) and block is getattr(self.parents[statement], "orelse", None)
            # An elif is a part of the first if; an if that is all of an else is the same.
            if not (is_elif and len(block) == 1) and may_end(statement, self.swallowing):
                guards[id(block)].append(index)
        for rows in guards.values():
            rows.sort()
        return guards

    @cached_property
    def jumps(self) -> dict[ast.stmt, set[type[ast.stmt]]]:
        """For each loop how its passes end early: ast.Break, ast.Continue."""
        jumps: dict[ast.stmt, set[type[ast.stmt]]] = defaultdict(set)
        for statement in self.places:
            if isinstance(statement, (ast.Break, ast.Continue)):
                node: ast.AST = statement
                while node is not self.tree:
                    child, node = node, self.parents[node]
                    # What stands in the else of a loop ends a pass of the loop around it.
                    if isinstance(node, LOOPS) and isinstance(child, ast.stmt) and self.places[child][0] is node.body:
                        jumps[node].add(type(statement))
                        break
        return jumps
