"""One parsed file, indexed: parents, scopes and where each name is bound."""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import Literal

from ...text.source import Source
from .aliases import Aliases
from .endings import Block, ends, may_end
from .managers import swallowing
from .mentions import Mentions, mentioned_by
from .names import PassedOn, alias_of, name_of, names_in, owner_of
from .stores import Made, Store, note_stores

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = ast.Module | ast.ClassDef | FunctionNode | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

_MOST_NAMES = 20

_MUTATORS = frozenset(
    {
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "popitem",
        "add",
        "discard",
    }
)

# Attributes that say what an object or a class is, when something else than a class body stores them.
_REMAKERS = frozenset({".__class__", ".__bases__", ".__dict__", ".__getattr__", ".__getattribute__"})

# Those of them that are called for their result, in the midst of a statement.
_TAKERS = frozenset({"pop", "popitem", "setdefault"})

# They make a dict or list of their own, as displays and comprehensions do.
_MAKERS = frozenset({"dict", "list", "OrderedDict", "copy", "deepcopy"})

Kind = Literal["value", "item", "import", "definition", "augmented", "changed", "passed", "called", "unknown"]


Step = int | tuple[int, int]
"""Where a target finds its value in what is unpacked: an index, or, starred, how many are left out at both ends."""
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place where `name` gets a value. Attributes of `self` count as names: "self.up".

    "value": `value` is the expression, of which `path` picks the element (tuple unpacking); "item": the value is an item
    of `value` (for loops); "import": `value` is None and `imported` the full dotted name; "definition": a def or class;
    "augmented": `x += value`; "changed": the object is changed in place (`taken`: in the midst of the statement);
    "passed": a dict or list is passed to a function that may change it; "called": the statement runs what may store the
    attribute, in `value` where that is a plain call; "unknown": whatever else binds.
    """

    name: str
    statement: ast.stmt
    kind: Kind
    value: ast.expr | None = None
    path: Path = ()
    imported: str = ""
    key: ast.expr | None = None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Leads:
    """What of a module may lead to a layer: calls that may build one, and names by which other modules get at them."""

    calls: list[ast.Call]
    names: set[str]


class Module:
    """The index of one file. Built in one pass over the tree, iteratively, so that no nesting is too deep for it."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        self.source = source
        self.tree = tree
        self.parents: dict[ast.AST, ast.AST] = {}
        self.places: dict[ast.stmt, tuple[Block, int]] = {}
        self.bindings: dict[ScopeNode, dict[str, list[Binding]]] = defaultdict(dict)
        self.direct: dict[ast.stmt, dict[str, Binding]] = defaultdict(dict)
        self.rows: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.calls: list[ast.Call] = []
        self.attributes: list[ast.Attribute] = []
        self.classes: list[ast.ClassDef] = []
        self.functions: list[FunctionNode] = []
        self.stars: list[str] = []
        self.leads: dict[bool, Leads] = {}
        """What may lead to a layer, without and with other modules."""
        self.conditions: dict[ast.expr, frozenset[str] | None] = {}
        """The names that each condition that was asked for hangs on."""
        self.is_rewritten = False
        """Whether the text runs other text in its own namespace, or writes to it as to a dict."""
        self._scopes: dict[ast.stmt, ScopeNode] = {}
        self._names: list[tuple[str, ast.stmt]] = []
        self.foreign: dict[str, set[ScopeNode]] = defaultdict(set)
        """Names that a function rebinds or changes from outside their own scope, and attributes stored on other objects, with
        the scopes that do it.
        """
        self._aliases: dict[tuple[ScopeNode, str], set[str]] = defaultdict(set)
        """For each name of a scope the names of what it may be, or be an item of."""
        self.stores_by_name: list[Store] = []
        """Stores of attributes whose names are not told."""
        self.made: list[Made] = []
        """Classes that are made at run time."""
        self.outer_names: dict[ScopeNode, set[str]] = defaultdict(set)
        self._changed: dict[tuple[str, ScopeNode], bool] = {}
        self.mentions_of: dict[FunctionNode, Mentions] = {}
        """What the methods mention of which this was asked."""
        self.called_until: dict[tuple[ast.stmt, str], tuple[int, int]] = {}
        """Where in a statement what may store an attribute has been run."""
        self._early: dict[FunctionNode, bool] = {}
        self._index()
        note_stores(self)
        self._index_passing()

    # -- places ------------------------------------------------------------------------------------------------------

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The statement that holds `node`, or `node` itself."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def scope_of(self, node: ast.AST) -> ScopeNode:
        """The scope in which `node` is evaluated: defaults, decorators and bases belong to the scope around."""
        while not isinstance(node, ast.stmt):
            parent = self.parents.get(node)
            if parent is None:
                return self.tree
            if isinstance(parent, COMPREHENSIONS) or (isinstance(parent, ast.Lambda) and node is parent.body):
                return parent
            if isinstance(parent, ast.comprehension) and node is parent.iter:
                comprehension = self.parents[parent]
                assert isinstance(comprehension, COMPREHENSIONS)
                if comprehension.generators[0] is parent:
                    parent = comprehension
            node = parent
        return self._scopes[node]

    def is_changed_by_calls(self, name: str, scope: ScopeNode) -> bool:
        """Whether a function within `scope` that something calls rebinds or changes the `name` of `scope`."""
        if name not in self.foreign:
            return False
        known = self._changed.get((name, scope))
        if known is None:
            known = any(self._is_called(function) and self._is_within(function, scope) for function in self.foreign[name])
            self._changed[name, scope] = known
        return known

    def is_stored_from_outside(self, name: str, classes: Collection[ast.ClassDef | None]) -> bool:
        """Whether something else than the methods' plain `self.name = ...` may store the attribute `name` on an object.

        `classes` are those that the object is of, as far as they stand in this file; None among them stands for any object
        that is none of a class of the file, or may be one.
        """
        if f".{name}" in self.foreign or not _REMAKERS.isdisjoint(self.foreign):
            return True
        own = {cls.name for cls in classes if cls is not None}
        for store in self.stores_by_name:
            if name.startswith(store.start):
                stored_on = self.aliases.classes_of(store.owner)
                if stored_on & own or (None in classes and not stored_on):
                    return True
        return False

    def is_replaced(self, package: str, name: str) -> bool:
        """Whether `name` of what is imported as a module, `package`, may be stored from outside."""
        if f".{name}" in self.foreign or ".__init__" in self.foreign:
            return True
        bound = self.bindings[self.tree]
        return any(
            isinstance(store.owner, ast.Name)
            and name.startswith(store.start)
            and any(place.imported == package for place in bound.get(store.owner.id, ()))
            for store in self.stores_by_name
        )

    @cached_property
    def aliases(self) -> Aliases:
        """Which names may stand for the same object."""
        return Aliases(self)

    def _is_called(self, scope: ScopeNode) -> bool:
        name = getattr(scope, "name", "")
        return not name or name.startswith("__") or name in self._mentioned or bool(getattr(scope, "decorator_list", ()))

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """Every name and attribute that the text mentions: a function that none of them names is never called."""
        return frozenset((*(name for name, _ in self._names), *(attribute.attr for attribute in self.attributes)))

    def _is_within(self, scope: ScopeNode, outer: ScopeNode) -> bool:
        while scope is not self.tree and scope is not outer:
            scope = self.scope_of(scope)
        return scope is outer

    def class_of(self, function: FunctionNode) -> ast.ClassDef | None:
        """The class of which `function` is a method."""
        parent = self.parents.get(function)
        return parent if isinstance(parent, ast.ClassDef) else None

    def binders(self, block: Block, name: str) -> list[int]:
        """The indices of the statements in `block` that bind `name`, themselves or within."""
        return self.rows.get((id(block), name), [])

    def binder_before(self, block: Block, index: int, name: str) -> int | None:
        """The last statement of `block` before `index` that binds `name`, itself or within."""
        rows = self.binders(block, name)
        place = bisect_left(rows, index)
        return rows[place - 1] if place else None

    @cached_property
    def calls_by_name(self) -> dict[str, list[ast.Call]]:
        """Every call under the last part of its callee's name; under each name in it where the callee is an expression."""
        calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.calls:
            is_name = isinstance(call.func, (ast.Name, ast.Attribute))
            for name in dict.fromkeys(islice(names_in(call.func), 1 if is_name else _MOST_NAMES)):
                calls[name].append(call)
        return calls

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

    def returns_early(self, function: FunctionNode) -> bool:
        """Whether `function` may return before the end of its body, or yields."""
        known = self._early.get(function)
        if known is None:
            last = function.body[-1] if isinstance(function.body, list) else None
            known = self._early[function] = any(
                isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)) and node is not last and self._belongs(node, function)
                for node in ast.walk(function)
            )
        return known

    def _belongs(self, node: ast.AST, function: FunctionNode) -> bool:
        scope = self.scope_of(node)
        return scope is function or isinstance(scope, COMPREHENSIONS)

    def add_called(self, name: str, statement: ast.stmt, call: ast.Call | None, end: tuple[int, int]) -> None:
        """Enter that `statement` runs what may store `name`; what stands in it at `end` or behind may see that."""
        self.called_until[statement, name] = end
        if name not in self.direct.get(statement, ()):
            self._add(Binding(name, statement, "called", call))

    @cached_property
    def passed_on(self) -> PassedOn:
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
        for statement, scope in self._scopes.items():
            if isinstance(statement, ast.Return) and statement.value is not None:
                passed_on.add(statement.value, getattr(scope, "name", ""))
        received: dict[tuple[str, int], set[str]] = defaultdict(set)
        for function in self.functions:
            passed_on.add_defaults(function.args)
            owner = self.class_of(function)
            name = getattr(function, "name", "")
            for index, parameter in enumerate([*function.args.posonlyargs, *function.args.args][owner is not None :]):
                received[owner.name if owner is not None and name == "__init__" else name, index].add(parameter.arg)
        for call in self.calls:
            for index, argument in enumerate(call.args):
                if isinstance(argument, (ast.Name, ast.Attribute)):
                    for callee in islice(names_in(call.func), 1):
                        for target in received.get((callee, index), ()):
                            passed_on.add(argument, target)
            for keyword in call.keywords:
                if keyword.arg is not None and isinstance(keyword.value, (ast.Name, ast.Attribute)):
                    passed_on.add(keyword.value, keyword.arg)
        return passed_on

    def mentions_after(self, block: Block, index: int, name: str) -> Iterator[ast.stmt]:
        """The statements of `block` behind the one at `index` that mention `name`, themselves or within."""
        rows = self._mentions.get((id(block), name), [])
        for row in rows[bisect_right(rows, index) :]:
            yield block[row]

    @cached_property
    def _mentions(self) -> dict[tuple[int, str], list[int]]:
        mentions: dict[tuple[int, str], list[int]] = defaultdict(list)
        for name, statement in self._names:
            node: ast.AST = statement
            while node is not self.tree:
                if isinstance(node, ast.stmt):
                    block, index = self.places[node]
                    rows = mentions[id(block), name]
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
        return swallowing(self)

    def ends(self, block: Block) -> bool:
        """Whether control never leaves `block` at its end."""
        return ends(block, self.swallowing)

    @cached_property
    def guards(self) -> dict[int, list[int]]:
        """For each block (by id) the statements behind which control may never come."""
        guards: dict[int, list[int]] = defaultdict(list)
        for statement, (block, index) in self.places.items():
            is_elif = isinstance(statement, ast.If) and block is getattr(self.parents[statement], "orelse", None)
            # An elif is a part of the first if; alone in an else an if is the same.
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

    # -- the pass ----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        stack: list[tuple[ast.AST, ast.stmt, ScopeNode]] = [(self.tree, ast.Pass(), self.tree)]
        while stack:
            node, statement, scope = stack.pop()
            kind: type = type(node)
            if kind is ast.Name:
                self._names.append((node.id, statement))  # type: ignore[attr-defined]
                continue
            fields, is_statement, binds = _traits(kind)
            inner = scope
            if is_statement:
                assert isinstance(node, ast.stmt)
                statement = node
                self._scopes[node] = scope
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    inner = node
                    (self.classes if isinstance(node, ast.ClassDef) else self.functions).append(node)  # type: ignore[arg-type]
            elif kind is ast.Attribute:
                self.attributes.append(node)  # type: ignore[arg-type]
            elif kind is ast.Call:
                self.calls.append(node)  # type: ignore[arg-type]
                self._bind_taking(node, statement)  # type: ignore[arg-type]
            elif kind is ast.Lambda:
                self.functions.append(node)  # type: ignore[arg-type]
            if binds:
                self._bind(node)
            children: list[ast.AST] = []
            for field in fields:
                value = getattr(node, field, None)
                if value.__class__ is not list:
                    if value is not None:
                        children.append(value)
                elif value:
                    if isinstance(value[0], ast.stmt):
                        for index, item in enumerate(value):
                            self.places[item] = (value, index)
                    children += [item for item in value if item is not None]
            for child in children:
                self.parents[child] = node
            stack += [(child, statement, inner) for child in reversed(children)]
        self.calls.sort(key=lambda call: (call.lineno, call.col_offset))

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind_target(target, node, "value", node.value)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._bind_target(node.target, node, "value", node.value)
        elif isinstance(node, ast.AugAssign):
            self._bind_target(node.target, node, "augmented", node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._bind_target(node.target, node, "item", node.iter)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    self._bind_target(item.optional_vars, node, "unknown", None)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._add(Binding(node.name, node, "definition"))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                self._add(Binding(name, node, "import", imported=alias.name if alias.asname else name))
        elif isinstance(node, ast.ImportFrom):
            package = "." * node.level + (node.module or "")
            for alias in node.names:
                if alias.name == "*":
                    self.stars.append(package)
                else:
                    dot = "" if package.endswith(".") else "."
                    self._add(Binding(alias.asname or alias.name, node, "import", imported=f"{package}{dot}{alias.name}"))
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            scope = self.scope_of(node)
            self.outer_names[scope].update(node.names)
            for name in node.names:
                self.foreign[name].add(scope)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                self._bind_target(target, node, "unknown", None)
        elif isinstance(node, ast.Expr):
            self._bind_mutation(node)
        elif isinstance(node, ast.NamedExpr):
            kind: Kind = "unknown" if self._is_conditional(node) else "value"
            self._add(Binding(node.target.id, self.statement_of(node), kind, node.value))
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            self._add(Binding(node.name, self.statement_of(node), "unknown"))
        elif isinstance(node, ast.MatchMapping) and node.rest:
            self._add(Binding(node.rest, self.statement_of(node), "unknown"))

    def _is_conditional(self, node: ast.AST) -> bool:
        """Whether `node` may be left out, or come more than once, when its statement is run."""
        while not isinstance(node, ast.stmt):
            child, node = node, self.parents[node]
            is_first = child in (getattr(node, "values", [None])[0], getattr(node, "test", None))
            if isinstance(node, (*COMPREHENSIONS, ast.Lambda)) or (isinstance(node, (ast.BoolOp, ast.IfExp)) and not is_first):
                return True
            if isinstance(node, ast.Compare) and child is not node.left and child is not node.comparators[0]:
                return True
        return False

    def _bind_mutation(self, statement: ast.Expr) -> None:
        call = statement.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _MUTATORS:
            changed = call.func.value
            if isinstance(changed, ast.Name) and changed.id == "dict" and call.args:  # dict.update(options, ...)
                changed = call.args[0]
            self._change(changed, statement)

    def _bind_taking(self, call: ast.Call, statement: ast.stmt) -> None:
        """`bias = options.pop("bias")`: a statement that takes from a collection in passing leaves it changed."""
        if isinstance(call.func, ast.Attribute) and call.func.attr in _TAKERS and not isinstance(self.parents[call], ast.Expr):
            name = name_of(call.func.value)
            own = self.direct.get(statement, {}).get(name) if name else None
            if name and (own is None or own.kind == "changed"):
                self._add(Binding(name, statement, "changed", taken=True))

    def _bind_target(self, target: ast.expr, statement: ast.stmt, kind: Kind, value: ast.expr | None, path: Path = ()) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for place, item in unpacking(target):
                self._bind_target(item, statement, kind, value, (*path, place))
        elif isinstance(target, ast.Subscript):
            if name := name_of(target.value):
                self._add(Binding(name, statement, "changed", value if kind == "value" else None, path, key=target.slice))
            else:
                self._change(target, statement)
        elif name := name_of(target):
            self._add(Binding(name, statement, kind, value, path))
        elif isinstance(target, ast.Attribute):
            self._change(target, statement)

    def _change(self, target: ast.expr, statement: ast.stmt) -> None:
        """What holds `target`, an item or attribute however deep, is changed in place."""
        if name := owner_of(target):
            self._add(Binding(name, statement, "changed"))
        while isinstance(target, (ast.Subscript, ast.Attribute)) and name_of(target) is None:
            if isinstance(target, ast.Attribute):
                self.foreign[f".{target.attr}"].add(self.scope_of(statement))
            target = target.value
        if isinstance(target, ast.Call) and isinstance(target.func, ast.Name) and target.func.id == "globals":
            self.is_rewritten = True

    def _add(self, binding: Binding) -> None:
        scope = self.scope_of(binding.statement)
        name = binding.name
        if name in self.outer_names[scope]:
            return
        is_plain_name = "." not in name and name not in self.bindings[scope]
        if binding.kind == "changed" and is_plain_name and isinstance(scope, FUNCTIONS) and not binds(scope, name):
            self.foreign[name].add(scope)
        if name.startswith("self.") and binding.kind != "called" and not self._is_method(scope):
            self.foreign[name.removeprefix("self")].add(scope)  # by a function that is given `self`
        self.bindings[scope].setdefault(name, []).append(binding)
        self.direct[binding.statement][name] = binding
        node: ast.AST = binding.statement
        while node is not scope:
            if isinstance(node, ast.stmt):
                block, index = self.places[node]
                rows = self.rows[(id(block), name)]
                if not rows or rows[-1] < index:
                    rows.append(index)
                elif binding.kind in ("passed", "called") and index not in rows:
                    insort(rows, index)
            node = self.parents[node]
        # `up = table["up"]`, `for up in table`: what is changed under one name is changed under the other, too.
        aliases = self._aliases[scope, name]
        if binding.kind in ("value", "item") and (alias := alias_of(binding.value)) is not None:
            aliases.add(alias)
        elif binding.kind == "changed":
            for alias in aliases.difference(self.direct[binding.statement]):
                self._add(Binding(alias, binding.statement, "changed"))

    def _is_method(self, scope: ScopeNode) -> bool:
        """Whether `self`, or `cls`, is in `scope` what a method is called on."""
        if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) or self.class_of(scope) is None:
            return False
        is_static = any(isinstance(node, ast.Name) and node.id == "staticmethod" for node in scope.decorator_list)
        return positional_parameters(scope)[:1] in (["self"], ["cls"]) and not is_static and scope.name != "__new__"

    def _index_passing(self) -> None:
        """A dict or list that is passed to a function that changes it, or that is called for its effect alone."""
        changing: dict[str, set[str]] = defaultdict(set)
        known: set[str] = set(dir(builtins))
        for function in self.functions:
            name = getattr(function, "name", "")
            known.add(name)
            own = self.bindings.get(function, {})
            for index, parameter in enumerate(positional_parameters(function)[self.class_of(function) is not None :]):
                if any(place.kind == "changed" for place in own.get(parameter, ())):
                    changing[name].update((parameter, f"{index}"))
        known.update(cls.name for cls in self.classes)
        for call in self.calls:
            names = [(f"{index}", argument) for index, argument in enumerate(call.args)]
            names += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
            names = [(place, argument) for place, argument in names if isinstance(argument, ast.Name)]
            if not names:
                continue
            callee = next(names_in(call.func), "")
            statement = self.statement_of(call)
            is_effect = isinstance(call.func, ast.Name) and callee not in known and isinstance(self.parents[call], ast.Expr)
            for place, argument in names:
                assert isinstance(argument, ast.Name)
                is_changed = place in changing.get(callee, ()) or (is_effect and self._is_made(argument.id, statement))
                if is_changed and argument.id not in self.direct.get(statement, ()):
                    self._add(Binding(argument.id, statement, "passed"))

    def _is_made(self, name: str, statement: ast.stmt) -> bool:
        """Whether `name` holds a dict or list that its own scope has made."""
        scope = self.scope_of(statement)
        arguments = getattr(scope, "args", None)
        if arguments is not None and arguments.kwarg is not None and arguments.kwarg.arg == name:
            return True
        return any(
            isinstance(place.value, (ast.Dict, ast.List, ast.ListComp, ast.DictComp))
            or (isinstance(place.value, ast.Call) and next(names_in(place.value.func), "") in _MAKERS)
            for place in self.bindings.get(scope, {}).get(name, ())
        )


# Fields that hold no node, and those with the contexts and operators that all nodes share and that have no place.
_NO_NODES = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "name", "asname", "module", "level", "kind", "tag", "rest", "kwd_attrs"}
    | {"type_comment", "type_ignores", "conversion", "is_async", "simple", "lineno", "str"}
)
_BINDING = (ast.stmt, ast.NamedExpr, ast.excepthandler, ast.pattern)


@cache
def _traits(kind: type) -> tuple[tuple[str, ...], bool, bool]:
    """Of a type of nodes: the fields that hold nodes, whether it is a statement, whether it may bind a name."""
    holds_names = issubclass(kind, (ast.Global, ast.Nonlocal, ast.Constant, ast.MatchSingleton))
    fields = () if holds_names else tuple(field for field in getattr(kind, "_fields", ()) if field not in _NO_NODES)
    return fields, issubclass(kind, ast.stmt), issubclass(kind, _BINDING)


def unpacking(target: ast.Tuple | ast.List) -> Iterator[tuple[Step, ast.expr]]:
    """The targets of an unpacking, each with the place of what it receives."""
    count = len(target.elts)
    star = next((index for index, item in enumerate(target.elts) if isinstance(item, ast.Starred)), None)
    for index, item in enumerate(target.elts):
        if star is None:
            yield index, item
        elif isinstance(item, ast.Starred):
            yield (index, count - index - 1), item.value
        else:
            yield index if index < star else index - count, item


def binds(function: FunctionNode, name: str) -> bool:
    """Whether `name` is a parameter of `function`."""
    return any(parameter.arg == name for parameter in parameters(function))


def parameters(function: FunctionNode) -> Iterator[ast.arg]:
    """Every parameter of `function`, `*args` and `**kwargs` included."""
    arguments = function.args
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from arguments.kwonlyargs
    if arguments.vararg:
        yield arguments.vararg
    if arguments.kwarg:
        yield arguments.kwarg


def positional_parameters(function: FunctionNode) -> list[str]:
    """The parameters of `function` that take arguments by position, `self` included."""
    return [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
