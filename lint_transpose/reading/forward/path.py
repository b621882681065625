"""One path through a text: what was made on it, what may have changed unseen, and which choices it took."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import partial
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ...layers.releases import Layer
from ..index.module import Module
from ..values import operations
from ..values.evaluator import Reader
from ..values.objects import Actual, Actuals
from ..values.worlds import Choice, Meaning
from . import calls, members, statements
from .expressions import HANDLERS
from .heap import (
    MUTABLE,
    Call,
    Cls,
    Func,
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
from .knowledge import Budget, Knowledge
from .outward import outward

_DEEPEST = 24
_LONGEST_QUOTE = 60
_MOST_TAINTED = 5000


def _in_try(line: int, option: int) -> Meaning:
    return Meaning("try fails" if option else "try succeeds", str(line))


class Path:
    """Follows one path. `phase` counts when what was made before may have been changed by others since."""

    def __init__(self, reader: Reader, module: Module, knowledge: Knowledge, budget: Budget) -> None:
        self.reader, self.module, self.knowledge, self.budget = reader, module, knowledge, budget
        self.declarations: Mapping[tuple[ast.AST, str], str] = knowledge.declarations
        self.generators: Collection[ast.AST] = knowledge.generators
        self.nonlocals: Collection[str] = {name for (_, name), how in knowledge.declarations.items() if how == "nonlocal"}
        self.globals = Scope(module.tree)
        self.phase = 0
        self.tries = self.ticks = 0
        self.active: list[tuple[ast.AST, int, Named]] = []
        self.births: dict[int, tuple[Any, ast.AST, int]] = {}
        self.functions: list[Func] = []
        self.classes: list[Cls] = []
        self.reaches: list[Reach] = []
        self.others: list[tuple[ast.Call, bool, tuple[Choice, ...]]] = []
        self.stack: list[ast.Call] = []
        self.given_away: list[Value] = []
        self._tainted: set[int] = set()
        self._late: set[tuple[int, str]] = set()
        self._wild: set[str] = set()
        self._is_loose = False
        self._views: dict[int, list[list[Value]]] = {}
        self._visits: Counter[ast.AST] = Counter()
        self._facts: dict[Hashable, bool] = {}
        self._equal: dict[Hashable, Hashable] = {}
        self.make(self.globals.names, module.tree)

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

    def decorate(self, decorator: Value, value: Value, written: ast.expr) -> Value:
        return calls.decorate(self, decorator, value, written)

    def attribute(self, owner: Value, name: str) -> Value:
        return members.attribute(self, owner, name)

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
        if isinstance(value, (Func, Cls, Method, Call, Symbol)):
            return True
        if isinstance(value, Obj):
            if value.cls.is_enum or any(
                isinstance(base, Cls) and {"__bool__", "__len__"} & base.members.keys() for base in value.cls.order
            ):
                raise Stop
            return True
        if not self.is_tainted(value) and not isinstance(value, (Unknown, OpenDict)):
            known = operations.truth(value)
            if known is not None:
                return known
        if isinstance(value, OpenDict) and len(value):
            return True
        return self._assumed(value.identity if isinstance(value, Unsure) else None, node)

    def _assumed(self, identity: Hashable, node: ast.expr) -> bool:
        if isinstance(identity, tuple) and identity[0] == "not":
            return not self._assumed(identity[1], node)
        if identity is not None and identity in self._facts:
            return self._facts[identity]
        is_equality = isinstance(identity, tuple) and len(identity) == 4 and identity[:2] == ("compare", "Eq")
        subject, constant = (identity[2], identity[3]) if isinstance(identity, tuple) and is_equality else (None, None)
        if is_equality and subject in self._equal:
            return self._equal[subject] == constant
        text = " ".join(self.module.source.segment(node).split()) if node in self.module.parents else "a condition"
        text = text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."
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

    # -- what was made, and what may have changed ----------------------------------------------------------------------------

    def make(self, container: Any, node: ast.AST) -> Any:
        self.births[id(container)] = container, node, self.phase
        if isinstance(container, Cls):
            self.classes.append(container)
        return container

    def made(self, function: Func) -> None:
        self.functions.append(function)
        for default in function.defaults.values():
            if isinstance(default, MUTABLE) and id(default) not in self.births:
                self.make(default, function.node)

    def view(self, container: Any, view: list[Value]) -> list[Value]:
        """`view`, what a dict's view holds now: it is unknown once the dict is changed."""
        self._views.setdefault(id(container), []).append(view)
        return view

    def _is_old(self, container: Any) -> ast.AST | None:
        """The node that made `container`, where that was before the phase at hand."""
        birth = self.births.get(id(container))
        return birth[1] if birth is not None and birth[2] < self.phase else None

    def advance(self) -> None:
        """From now on others may have run what the text gives them: uses of it may have changed what was made before."""
        self.phase += 1
        self._late.clear()

    def touch(self, container: Any, key: Hashable = None) -> None:
        """Note that `container`, or what it holds as `key`, is about to be changed."""
        self._tainted.update(map(id, self._views.get(id(container), ())))
        node = self._is_old(container)
        if node is not None:
            if container is not self.globals.names:
                self.knowledge.changed.add((node, key))
            if isinstance(key, str):
                self._late.add((id(container), key))

    def is_tainted(self, container: Any) -> bool:
        if not isinstance(container, MUTABLE):
            return False
        if id(container) in self._tainted:
            return True
        node = self._is_old(container)
        return (
            node is not None
            and (self.knowledge.is_open or self._is_loose or (node, None) in self.knowledge.changed)
            and (id(container) in self.births and container is not self.globals.names)
        )

    def is_volatile(self, container: Any, name: str) -> bool:
        """Whether what `container`, the names of a scope, class or object, holds as `name` may have been changed unseen."""
        if name in self._wild or id(container) in self._tainted:
            return True
        node = self._is_old(container)
        if node is None or (id(container), name) in self._late:
            return False
        known = self.knowledge
        if container is self.globals.names:
            return name in known.globals
        stored = known.every_stored if self._is_loose else known.stored if known.is_open else known.patched
        return name in stored or (node, name) in known.changed

    def taint(self, values: list[Value]) -> None:
        """What these hold may be changed by code that is not followed, and what is called with them may be run."""
        left, seen = list(values), set[int]()
        while left and len(seen) < _MOST_TAINTED:
            value = left.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, MUTABLE):
                self.touch(value)
                self._tainted.add(id(value))
                left += value.values() if isinstance(value, dict) else value
            elif isinstance(value, tuple):
                left += value
            elif isinstance(value, Obj):
                self._tainted.add(id(value.attributes))
                left += value.attributes.values()
            elif isinstance(value, (Func, Method, Cls, Call)):
                self.given_away.append(value)
                self.advance()

    def taint_all(self) -> None:
        for container, _, _ in list(self.births.values()):
            if isinstance(container, MUTABLE) and not self._is_namespace(container):
                self.touch(container)
                self._tainted.add(id(container))

    def _is_namespace(self, container: Any) -> bool:
        return container is self.globals.names or any(container is cls.members for cls in self.classes)

    def make_wild(self, name: str) -> None:
        self._wild.add(name)
        self.knowledge.is_open = True

    def note_replaced(self) -> None:
        """Something is stored on what is imported from MindSpore."""
        self.knowledge.replaces = True

    def is_replaced(self, layer: Layer) -> bool:
        """Whether `layer` may be another by now than MindSpore's."""
        known = self.knowledge
        return (known.replaces or known.is_open or self._is_loose) and self.module.is_replaced("mindspore.nn", layer.name)

    def loosen(self) -> None:
        """Something was not followed: whatever it may have stored is unknown from now on."""
        self._is_loose = True
        self.advance()
        self.taint_all()

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
