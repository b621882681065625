"""The index of one file, built: the tree with its parents, places and scopes, and where each name is bound.

One pass over the tree, iteratively, so that no nesting is too deep for it. `Module` adds the questions.
"""

from __future__ import annotations

import ast
from bisect import insort
from collections import defaultdict
from collections.abc import Hashable
from functools import cached_property
from itertools import islice
from typing import Any

from ...text.source import Source
from .bindings import (
    COMPREHENSIONS,
    FUNCTIONS,
    Binding,
    FunctionNode,
    Kind,
    Made,
    Mentions,
    Path,
    ScopeNode,
    Store,
    binds,
    positional_parameters,
    unpacking,
)
from .names import alias_of, first_name, name_of, names_in, owner_of
from .nodes import traits
from .tree import Tree

_MOST_NAMES = 20

MUTATORS = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault"})
MUTATORS |= {"popitem", "add", "discard", "intersection_update", "difference_update", "symmetric_difference_update"}

# Those of them that are called for their result, in the midst of a statement.
TAKERS = frozenset({"pop", "popitem", "setdefault"})


class Index(Tree):
    """The index of one file."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        super().__init__(source, tree)
        self.bindings: dict[ScopeNode, dict[str, list[Binding]]] = defaultdict(dict)
        self.direct: dict[ast.stmt, dict[str, Binding]] = defaultdict(dict)
        self.rows: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.calls: list[ast.Call] = []
        self.attributes: list[ast.Attribute] = []
        self.classes: list[ast.ClassDef] = []
        self.functions: list[FunctionNode] = []
        self.generators: set[FunctionNode] = set()
        """Functions that yield, themselves or within."""
        self.stars: list[str] = []
        self.last_star = 0
        """The line of the last `import *`, which may give another value to what is bound before it."""
        self.is_rewritten = self.is_redefined = False
        """Whether the text runs other text in its own namespace, or writes to it as to a dict; and may so define anew."""
        self.names: list[ast.Name] = []
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
        self._methods: dict[ScopeNode, bool] = {}
        self.mentions_of: dict[FunctionNode, Mentions] = {}
        """What the methods mention of which this was asked."""
        self.met_by: dict[Hashable, Any] = {}
        """What a context manager does with errors, where this was asked: names that lead to each other ask it in every way."""
        self._walk()

    # One loop on purpose: of all that a check does this is done most often, and each call from it would cost.
    def _walk(self) -> None:  # noqa: C901
        parents = self.parents
        yields: list[ast.AST] = []
        kinds: dict[type, list[Any]] = {
            ast.Attribute: self.attributes,
            ast.Call: self.calls,
            ast.ClassDef: self.classes,
            **dict.fromkeys(FUNCTIONS, self.functions),
            **dict.fromkeys((ast.Yield, ast.YieldFrom), yields),
        }
        stack: list[ast.AST] = [self.tree]
        while stack:  # of all that a check does, this is done most often
            node = stack.pop()
            kind: type = type(node)
            if kind is ast.Constant:
                continue
            if kind is ast.Name:
                self.names.append(node)  # type: ignore[arg-type]
                continue
            if kind in kinds:
                kinds[kind].append(node)
            fields, is_statement, binds = traits(kind)
            if is_statement:
                self.scopes[node] = self._scope_around(parents[node])  # type: ignore[index]
            if binds:
                self._bind(node)
            elif kind is ast.Call:
                self._bind_taking(node)  # type: ignore[arg-type]
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
                    children += value if None not in value else [item for item in value if item is not None]
            if children:
                for child in children:
                    parents[child] = node
                stack += children[::-1]
        self._note_generators(yields)
        self.calls.sort(key=lambda call: (call.lineno, call.col_offset))

    def _note_generators(self, yields: list[ast.AST]) -> None:
        for node in yields:
            while node is not self.tree:
                node = self.parents[node]
                if isinstance(node, FUNCTIONS):
                    self.generators.add(node)

    def _scope_around(self, parent: ast.AST) -> ScopeNode:
        """The scope of the statements in a block of `parent`."""
        if isinstance(parent, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return parent
        return self.scopes[self.statement_of(parent)]

    # A branch for each kind of node that binds a name: a table that one reads from top to bottom.
    def _bind(self, node: ast.AST) -> None:  # noqa: C901
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
                    self.last_star = max(self.last_star, node.lineno)
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
            statement, name = self.statement_of(node), node.target.id
            kind: Kind = "unknown" if self._is_conditional(node) or name in self.direct.get(statement, {}) else "value"
            self._add(Binding(name, statement, kind, node.value))
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            self._add(Binding(node.name, self.statement_of(node), "unknown"))
        elif isinstance(node, ast.comprehension) and isinstance(node.target, (ast.Attribute, ast.Subscript)):
            self._bind_target(node.target, self.statement_of(node), "unknown", None)
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
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS:
            changed = call.func.value
            if isinstance(changed, ast.Name) and changed.id == "dict" and call.args:  # dict.update(options, ...)
                changed = call.args[0]
            self._change(changed, statement)

    def _bind_taking(self, call: ast.Call) -> None:
        """`bias = options.pop("bias")`: a statement that takes from a collection in passing leaves it changed."""
        if isinstance(call.func, ast.Attribute) and call.func.attr in TAKERS and not isinstance(self.parents[call], ast.Expr):
            name, statement = name_of(call.func.value), self.statement_of(call)
            own = self.direct.get(statement, {}).get(name) if name else None
            scope = self.scope_of(call)
            is_late = isinstance(scope, ast.GeneratorExp) or (isinstance(scope, ast.Lambda) and not binds(scope, name or ""))
            if name and is_late:
                self.foreign[name].add(scope)  # whenever it runs
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
            if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "cls":
                scope = self.scope_of(statement)
                if isinstance(scope, FUNCTIONS) and binds(scope, "self"):  # a method that is given a class
                    self.foreign[f".{target.attr}"].add(scope)
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
            self.is_rewritten = self.is_redefined = True

    def _add(self, binding: Binding) -> None:
        scope = self.scope_of(binding.statement)
        name = binding.name
        if name in self.outer_names[scope]:
            return
        is_plain_name = "." not in name and name not in self.bindings[scope]
        if binding.kind == "changed" and is_plain_name and isinstance(scope, FUNCTIONS) and not binds(scope, name):
            self.foreign[name].add(scope)
        if binding.kind in ("changed", "augmented") and is_plain_name and isinstance(scope, ast.ClassDef):
            own = self.direct.get(scope, {}).get(name)  # the body of a class is run where it stands
            self._add(Binding(name, scope, "changed", taken=own is not None and own.taken))
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
        known = self._methods.get(scope)
        if known is None:
            known = self._methods[scope] = self._is_called_on_self(scope)
        return known

    def _is_called_on_self(self, scope: ScopeNode) -> bool:
        if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) or self.class_of(scope) is None:
            return False
        is_static = any(isinstance(node, ast.Name) and node.id == "staticmethod" for node in scope.decorator_list)
        return positional_parameters(scope)[:1] in (["self"], ["cls"]) and not is_static and scope.name != "__new__"

    @cached_property
    def imported_names(self) -> dict[str, str]:
        """The names that imports bind in the text, each with what it stands for."""
        names = self.bindings.get(self.tree, {}).items()
        return {name: place.imported for name, places in names for place in places if place.kind == "import"}

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """The names of all attributes that the text mentions."""
        return frozenset(attribute.attr for attribute in self.attributes)

    @cached_property
    def calls_by_name(self) -> dict[str, list[ast.Call]]:
        """Every call under the last part of its callee's name; under each name in it where the callee is an expression."""
        calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.calls:
            if isinstance(call.func, (ast.Name, ast.Attribute)):
                calls[first_name(call.func)].append(call)
            else:
                for name in dict.fromkeys(islice(names_in(call.func), _MOST_NAMES)):
                    calls[name].append(call)
        return calls
