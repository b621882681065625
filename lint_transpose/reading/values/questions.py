"""What the parts of the evaluator ask each other: its recursion, written down in one place.

`evaluator.Reader` answers. Expressions, calls, attributes, arguments and flow know this list only.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from ...layers.call import Value
from ...layers.releases import Release
from ...record.dataclasses import dataclass, field
from ..index.bindings import Binding, FunctionNode, ScopeNode
from ..index.endings import Block
from ..index.module import Module
from .objects import Actual, Bindings, Class, Descendants, Frame
from .worlds import Meaning, World


class Modules(Protocol):
    """Where other modules of the project are found, as text."""

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` ("pkg.config", ".config") as `importer` would import it, or None."""

    def lead_to_layer(self, data: bytes, filename: str) -> bool:
        """Whether the file `filename` with the content `data` imports a name that may lead to a layer."""

    def reaches_layer(self, name: str, importer: Module) -> bool:
        """Whether the module `name`, as `importer` imports it, or one that it imports in turn, names a layer in its text."""


@dataclass(slots=True)
class KnownCallers:
    """What is known of who calls the functions of the text, in every world.

    `called` holds the calls by the name and by the function that they surely call, None while that is being found out; `of`
    the callers of a function, `asked` those that a choice is among, `local` whether a function has no callers elsewhere.
    """

    called: dict[tuple[Module, str], dict[FunctionNode, list[ast.Call]] | None] = field(default_factory=dict)
    of: dict[FunctionNode, list[tuple[ast.Call, Frame]]] = field(default_factory=dict)
    asked: dict[Hashable, list[ast.Call]] = field(default_factory=dict)
    local: dict[tuple[FunctionNode, int], bool] = field(default_factory=dict)


DEEPEST = 60
"""How deep the questions may ask each other."""
MOST_CHANGES = 120
"""How many changes of one dict, list or set are read, one before the other: the stack of the host is no bound of ours."""
LEAST = 500
"""The evaluation steps that every site has in any case."""


class Reader(Protocol):
    """The evaluator of one module, and of those it imports."""

    module: Module
    modules: Modules | None
    world: World
    release: Release | None
    steps: int
    depth: int
    changes: int
    gives_up: bool
    ignores_paths: bool
    orders: dict[tuple[ast.ClassDef, Frame], Sequence[Value]]
    families: dict[Module, Descendants]
    noted: set[tuple[ScopeNode, str]]
    called: dict[tuple[Module, str], tuple[dict[ast.expr, list[ast.Call]], list[ast.Call]]]
    listed: dict[ast.expr, list[ast.Call]]
    callers: KnownCallers

    # values
    def evaluate(self, node: ast.expr, frame: Frame) -> Value: ...
    def value_of(self, actual: Actual) -> Value: ...

    # names
    def lookup(self, name: str, node: ast.AST, frame: Frame) -> Value: ...
    def bound_value(self, binding: Binding, frame: Frame) -> Value: ...
    def imported(self, name: str, importer: Module) -> Value: ...
    def of_module(self, module: Module, name: str) -> tuple[Value] | None: ...

    # frames and callers
    def entry(self, scope: ScopeNode, module: Module) -> Frame: ...
    def frame_of(self, node: ast.AST, module: Module) -> Frame: ...
    def inner(self, node: ast.AST, frame: Frame) -> Frame: ...
    def bindings(self, frame: Frame) -> Bindings: ...
    def caller(self, frame: Frame) -> ast.Call | None: ...
    def calls_by_function(self, name: str, module: Module) -> dict[FunctionNode, list[ast.Call]]: ...
    def initializer(self, cls: Class) -> Value: ...
    def returned(self, node: ast.FunctionDef, frame: Frame) -> Value: ...

    # what is left open
    def decide(self, test: ast.expr, frame: Frame) -> bool: ...
    def require(self, test: ast.expr, wanted: bool, frame: Frame) -> None: ...
    def taken(self, statement: ast.If, frame: Frame) -> tuple[Block, list[ast.If]]: ...
    def choose(self, key: Hashable, options: int, means: Callable[[int], Meaning]) -> int: ...
