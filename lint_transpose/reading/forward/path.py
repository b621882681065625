"""One path through a text: what is run on it, which choices it takes, and the layers that it builds."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import partial

from ...layers.call import Symbol, Unknown, Value
from ..index.module import Module
from ..index.packages import is_true
from ..values import operations
from ..values.evaluator import Reader
from ..values.objects import Actual, Actuals
from ..values.worlds import Choice, Meaning
from . import calls, generators, members, statements, tables
from .expressions import HANDLERS
from .heap import (
    Call,
    Cls,
    Func,
    Gen,
    Lazy,
    Machine,
    Method,
    Named,
    Obj,
    OpenDict,
    Raised,
    Reach,
    Scope,
    Signal,
    Stop,
    Unsure,
)
from .history import LONGEST_QUOTE, History
from .knowledge import Budget, Knowledge
from .outward import outward

_DEEPEST = 24


def _in_try(line: int, option: int) -> Meaning:
    return Meaning("try fails" if option else "try succeeds", str(line))


class Path(History):
    """Follows one path."""

    def __init__(self, reader: Reader, module: Module, knowledge: Knowledge, budget: Budget) -> None:
        super().__init__(reader, module, knowledge)
        self.budget = budget
        self.declarations: Mapping[tuple[ast.AST, str], str] = knowledge.declarations
        self.generators: Collection[ast.AST] = knowledge.generators
        self.nonlocals = frozenset(name for (_, name), how in knowledge.declarations.items() if how == "nonlocal")
        self.tries = self.ticks = 0
        self.active: list[tuple[ast.AST, int, Named]] = []
        self.reaches: list[Reach] = []
        self.others: list[tuple[ast.Call, bool, tuple[Choice, ...]]] = []
        self.stack: list[ast.Call] = []
        self._visits: Counter[ast.AST] = Counter()
        self._facts: dict[Hashable, bool] = {}
        self._equal: dict[Hashable, Hashable] = {}

    # -- running ---------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        self.ticks += 1
        self.budget.left -= 1
        if self.budget.left < 0:
            raise Stop

    def enter(self, node: ast.AST, given: Named) -> None:
        if len(self.active) >= _DEEPEST:
            raise Stop
        self.active.append((node, len(self.reader.world.choices), dict(given)))

    def leave(self) -> None:
        self.active.pop()

    def active_by_choice(self, node: ast.AST) -> list[Named]:
        """What the parameters of `node` received in each activation that led to another by a choice, the outermost first."""
        made = len(self.reader.world.choices)
        return list({count: given for other, count, given in self.active if other is node and count < made}.values())

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        if isinstance(node, ast.Constant):
            return operations.constant(node.value)
        self.step()
        handler = HANDLERS.get(type(node))
        if handler is None:
            raise Stop
        return handler(self, node, scope)

    def execute(self, block: list[ast.stmt], scope: Scope) -> Signal:
        for statement in block:
            self.step()
            handler = statements.HANDLERS.get(type(statement))
            if handler is None:
                raise Stop
            signal = handler(self, statement, scope)
            if signal is not None:
                return signal
        return None

    def call(self, callee: Value, passed: Actuals, node: ast.Call) -> Value:
        is_written = node in self.module.parents
        if is_written:
            self.stack.append(node)
        try:
            return calls.call(self, callee, passed, node)
        finally:
            if is_written:
                self.stack.pop()

    def activate(self, function: Func, passed: Actuals, taker: Callable[[Value], Value]) -> Value:
        return calls.activate(self, function, passed, taker)

    def run(self, generator: Gen, taker: Callable[[Value], Value], throws: bool = False) -> Value:
        return generators.run(self, generator, taker, throws)

    def decorate(self, decorator: Value, value: Value, written: ast.expr) -> Value:
        return calls.decorate(self, decorator, value, written)

    def attribute(self, owner: Value, name: str) -> Value:
        return members.attribute(self, owner, name)

    def special(self, owner: Value, name: str, *given: Value) -> Value:
        return members.special(self, owner, name, *given)

    def store(self, owner: Value, name: str, value: Value) -> None:
        members.store(self, owner, name, value)

    # -- choices ---------------------------------------------------------------------------------------------------------

    def choose(self, node: ast.AST, options: int, means: Callable[[int], Meaning]) -> int:
        self._visits[node] += 1
        return self.reader.world.choose(("path", node, self._visits[node]), options, means)

    def holds(self, node: ast.expr, scope: Scope) -> bool:
        """Whether the condition `node` holds, by choice where it is unknown."""
        if isinstance(node, ast.BoolOp):
            wanted = isinstance(node.op, ast.Or)
            return next((wanted for part in node.values if self.holds(part, scope) is wanted), not wanted)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not self.holds(node.operand, scope)
        return self.truth(self.evaluate(node, scope), node)

    def truth(self, value: Value, node: ast.expr) -> bool:
        if isinstance(value, (Func, Cls, Method, Call, Gen, Lazy)) or (isinstance(value, Symbol) and is_true(value.name)):
            return True
        if isinstance(value, Obj):
            for name in ("__bool__", "__len__"):
                if any(isinstance(base, Cls) and name in base.members for base in value.cls.order):
                    return self.truth(self.special(value, name), node)
            if not isinstance(value, dict):
                if value.cls.is_tuple:
                    return bool(value.cls.fields)
                return tables.is_always_true(value.cls) or self._assumed(None, node)
        if not self.is_tainted(value) and not isinstance(value, (Unknown, OpenDict)):
            known = operations.truth(value)
            if known is not None:
                return known
        if isinstance(value, OpenDict) and len(value):
            return True
        identity = ("import", value.name) if isinstance(value, Symbol) else None
        return self._assumed(value.identity if isinstance(value, Unsure) else identity, node)

    def _assumed(self, identity: Hashable, node: ast.expr) -> bool:
        if isinstance(identity, tuple) and identity[0] == "not":
            return not self._assumed(identity[1], node)
        if node in self.module.parents and not self.module.is_steady(node):
            identity = None
        if identity is not None and identity in self._facts:
            return self._facts[identity]
        is_equality = isinstance(identity, tuple) and len(identity) == 4 and identity[:2] == ("compare", "Eq")
        subject, constant = (identity[2], identity[3]) if isinstance(identity, tuple) and is_equality else (None, None)
        if is_equality and subject in self._equal:
            return self._equal[subject] == constant
        text = " ".join(self.module.source.segment(node).split()) if node in self.module.parents else "a condition"
        text = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 3]}..."
        result = self.choose(node, 2, lambda option: Meaning("false" if option else "true", text)) == 0
        if identity is not None:
            self._facts[identity] = result
        if is_equality and result:
            self._equal[subject] = constant
        return result

    def may_raise(self, node: ast.AST) -> None:
        """What the path comes to may raise: within a try that is a choice."""
        if self.tries and self.choose(node, 2, partial(_in_try, getattr(node, "lineno", 0))):
            raise Raised

    # -- layers -------------------------------------------------------------------------------------------------------------

    def reached(self, node: ast.Call, callee: Symbol, passed: Actuals) -> None:
        positional = tuple(self._noted(actual) for actual in passed.positional)
        keywords = tuple(self._noted(actual) for actual in passed.keywords)
        choices = tuple(self.reader.world.choices.values())
        callers = tuple(call for call in self.stack if call is not node)
        self.reaches.append(Reach(node, callee.name, Actuals(positional, keywords, passed.open), callers, choices))

    def _noted(self, actual: Actual) -> Actual:
        value = outward(self, actual.value)
        return Actual(actual.node, actual.frame, actual.keyword, actual.name, actual.index, value, actual.here)

    def asked(self, node: ast.Call, callee: Value, before: int) -> None:
        """Note that the call `node` was made and built no layer itself."""
        if not any(reach.node is node for reach in self.reaches[before:]):
            self.others.append((node, isinstance(callee, Unknown), tuple(self.reader.world.choices.values())))


def _fits(path: Path) -> Machine:
    """A Path is a Machine; mypy holds it to that."""
    return path
