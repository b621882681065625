"""The tree of one file: where each statement and each node stands in it."""

from __future__ import annotations

import ast

from ...text.source import Source
from .bindings import COMPREHENSIONS, FunctionNode, ScopeNode
from .endings import Block
from .private import with_private_names

_WITHIN_EXPRESSIONS = (*COMPREHENSIONS, ast.Lambda, ast.comprehension)


class Tree:
    """A tree and the places in it; `Index` fills it in."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        self.source = source
        self.tree = with_private_names(source, tree)
        self.parents: dict[ast.AST, ast.AST] = {}
        self.places: dict[ast.stmt, tuple[Block, int]] = {}
        """The block of each statement, and its index there."""
        self.scopes: dict[ast.stmt, ScopeNode] = {}
        self._scopes_within: dict[ast.AST, ScopeNode] = {}
        """The scopes of nodes within statements, as far as they were asked for."""

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The statement that holds `node`, or `node` itself."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def scope_of(self, node: ast.AST) -> ScopeNode:
        """The scope in which `node` is evaluated: defaults, decorators and bases belong to the scope around."""
        known = self.scopes.get(node) or self._scopes_within.get(node)  # type: ignore[call-overload]
        if known is None:
            known = self._scopes_within[node] = self._scope_of(node)
        return known

    def _scope_of(self, node: ast.AST) -> ScopeNode:
        while not isinstance(node, ast.stmt):
            parent = self.parents.get(node)
            if parent is None:
                return self.tree
            if isinstance(parent, _WITHIN_EXPRESSIONS):
                if isinstance(parent, COMPREHENSIONS) or (isinstance(parent, ast.Lambda) and node is parent.body):
                    return parent
                if isinstance(parent, ast.comprehension) and node is parent.iter:
                    comprehension = self.parents[parent]
                    assert isinstance(comprehension, COMPREHENSIONS)
                    if comprehension.generators[0] is parent:
                        parent = comprehension
            node = parent
        return self.scopes[node]

    def class_around(self, node: ast.AST) -> ast.ClassDef | None:
        """The innermost class in which `node` stands."""
        while node is not self.tree:
            node = self.parents[node]
            if isinstance(node, ast.ClassDef):
                return node
        return None

    def class_of(self, function: FunctionNode) -> ast.ClassDef | None:
        """The class of which `function` is a method."""
        parent = self.parents.get(function)
        return parent if isinstance(parent, ast.ClassDef) else None
