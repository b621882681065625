"""One evaluator: what does an expression hold, in one world?

The text is never run. A name is followed back to where it was bound, and that expression is evaluated in turn; what the
text does not decide is Unknown, with the reason. Work and depth are bounded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager

from ...layers.call import Unknown, Value
from ...layers.releases import Release
from ..index.bindings import COMPREHENSIONS, Binding, FunctionNode, ScopeNode
from ..index.endings import Block
from ..index.module import Leads, Module
from . import callers, lookup, operations
from .attributes import of_class
from .calls import run
from .conditions import Condition, condition
from .expressions import HANDLERS
from .hierarchy import is_made_otherwise, mro
from .items import quoted
from .limits import HEAVIEST, LARGEST, weight
from .objects import WRITTEN, Actual, Bindings, Class, Descendants, Frame
from .questions import DEEPEST, LEAST, KnownCallers, Modules
from .worlds import Choice, Infeasible, Meaning, World

# Evaluation steps that all sites of a file have together, however long it is.
_STEPS = 40_000
_WEIGHT_OF_A_STEP = 32


class Reader:
    """Evaluates expressions of one module, and of those it imports. `steps` bounds the work over all sites and worlds."""

    def __init__(self, module: Module, modules: Modules | None = None) -> None:
        self.module = module
        self.modules = modules
        self.world = World()
        self.release: Release | None = None
        """The release of MindSpore that the text is read for."""
        self.steps = _STEPS
        self.depth = 0
        self.changes = 0
        """How many changes in place, each made to what the one before left, are being read."""
        self.gives_up = False
        self.ignores_paths = False
        """Whether a caller counts wherever it stands, so that a question is answered for more worlds than there are."""
        self.leads: dict[Module, Leads] = {}
        self.pending: set[Module] = set()
        self.unfinished: set[Module] = set()
        """What may lead to a layer: as far as it is known, modules being looked at, and those of them that were needed."""
        self.orders: dict[tuple[ast.ClassDef, Frame], Sequence[Value]] = {}
        self.families: dict[Module, Descendants] = {}
        """Of classes: the order of their bases, and the subclasses that a file has."""
        self.noted: set[tuple[ScopeNode, str]] = set()
        """The methods and attributes of which it is known what their statements may run."""
        self.called: dict[tuple[Module, str], tuple[dict[ast.expr, list[ast.Call]], list[ast.Call]]] = {}
        """Under a name the calls of layers that no choice decides, by where the layers are built, and those up to choices."""
        self.listed: dict[ast.expr, list[ast.Call]] = {}
        """For each target that holds a list of layers the calls of its items."""
        self.callers = KnownCallers()
        self.explored: dict[Module, object] = {}
        """What was seen of modules where they are followed from their import on."""
        self._entries: dict[tuple[int, ScopeNode], Frame] = {}
        self._settled: dict[tuple[ast.expr, Frame], Value] = {}
        self._weights: dict[int, tuple[Value, bool]] = {}
        """Values that were weighed, kept so that no other takes their id, and whether they are light enough."""

    @contextmanager
    def allowance(self) -> Iterator[None]:
        """Grant what is done within a part of the steps that are left, so that no one site can take them all."""
        share = max(self.steps // 4, LEAST)
        self.steps, left = share, self.steps
        try:
            yield
        finally:
            self.steps = left - (share - self.steps)

    # -- activations ---------------------------------------------------------------------------------------------------

    def entry(self, scope: ScopeNode, module: Module) -> Frame:
        """The activation of `scope` by whoever calls it."""
        key = (id(module), scope)
        frame = self._entries.get(key)
        if frame is None:
            outer = None if scope is module.tree else self.entry(module.scope_of(scope), module)
            frame = self._entries[key] = Frame(module, scope, outer, key=(id(module), id(scope)))
        return frame

    def frame_of(self, node: ast.AST, module: Module) -> Frame:
        """The activation in which `node` is evaluated, its caller a matter of choice."""
        return self.entry(module.scope_of(node), module)

    def inner(self, node: ast.AST, frame: Frame) -> Frame:
        """`frame`, or the activation of the comprehension within it that holds `node`."""
        scope = frame.module.scope_of(node)
        if scope is frame.scope or not isinstance(scope, COMPREHENSIONS):
            return frame
        return Frame(frame.module, scope, self.inner(scope, frame), key=(id(scope), frame.key))

    # -- evaluation ----------------------------------------------------------------------------------------------------

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """The value of `node` in the activation `frame`."""
        if isinstance(node, ast.Constant):
            return operations.constant(node.value)
        key, world = (node, frame), self.world
        if key in self._settled:
            return self._settled[key]
        if key in world.values:
            world.asked += 1
            return world.values[key]
        self.steps -= 1
        if self.steps < 0 or self.depth > DEEPEST or self.gives_up:
            return self._give_up()
        asked, passing = world.asked, world.passing
        self.depth += 1
        try:
            handler = HANDLERS.get(type(node))
            value = handler(self, node, frame) if handler else Unknown(f"{type(node).__name__} is not followed")
            value = self._weighed(value)
        except RecursionError:  # the host may have used up much of the stack already
            return self._give_up()
        finally:
            self.depth -= 1
            self.gives_up = self.gives_up and self.depth > 0
        # An activation of a comprehension is made anew each time it is met.
        if passing == world.passing and not isinstance(frame.scope, COMPREHENSIONS):
            if asked == world.asked:
                self._settled[key] = value
            else:
                world.is_rewritten = world.is_rewritten or key in world.values
                world.values[key] = value
        return value

    def _give_up(self) -> Unknown:
        """The value of what is too deep to follow, as is all else that the same question asks: it would ask on and on."""
        self.world.passing += 1
        self.gives_up = self.depth > 0
        return Unknown("too much to follow")

    def _weighed(self, value: Value) -> Value:
        """`value`, or Unknown where it is too large. Each object is weighed once, and takes steps by its weight."""
        if isinstance(value, int):
            return value if abs(value) <= LARGEST else Unknown("too large a number", kind="int")
        if not isinstance(value, (str, bytes, tuple, list, dict, set)):
            return value
        if id(value) not in self._weights:
            size = weight(value)
            self.steps -= size // _WEIGHT_OF_A_STEP
            self._weights[id(value)] = value, size <= HEAVIEST
        return value if self._weights[id(value)][1] else Unknown("too large a value")

    def value_of(self, actual: Actual) -> Value:
        """The value of an argument as passed."""
        return self.evaluate(actual.node, actual.frame) if actual.value is WRITTEN else actual.value

    def decide(self, test: ast.expr, frame: Frame) -> bool:
        """Whether `test` holds: as it evaluates, else by choice, the same choice for the same condition."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return not self.decide(test.operand, frame)
        if isinstance(test, ast.BoolOp):
            wanted = isinstance(test.op, ast.Or)
            return next((wanted for value in test.values if self.decide(value, frame) is wanted), not wanted)
        truth = operations.truth(self.evaluate(test, frame))
        if truth is not None:
            return truth
        asked = condition(test, frame)
        if self._is_excluded(asked):
            return asked.negated

        def means(option: int) -> Meaning:
            return Meaning("true" if (option == 0) is not asked.negated else "false", quoted(test, frame))

        holds = self.choose(("condition", asked.key), 2, means) == 0
        if holds and asked.subject is not None:
            self.world.equal[asked.subject] = asked.value
        return holds is not asked.negated

    def require(self, test: ast.expr, wanted: bool, frame: Frame) -> None:
        """Keep only worlds in which `test` holds, or does not hold. Raises Infeasible."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            self.require(test.operand, not wanted, frame)
        elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is wanted:
            for value in test.values:
                self.require(value, wanted, frame)
        elif isinstance(test, ast.BoolOp):
            if self.decide(test, frame) is not wanted:
                raise Infeasible
        else:
            truth = operations.truth(self.evaluate(test, frame))
            if truth is None:
                self._require_condition(condition(test, frame), wanted)
            elif truth is not wanted:
                raise Infeasible

    def _require_condition(self, asked: Condition, wanted: bool) -> None:
        holds = wanted is not asked.negated
        if not self._is_excluded(asked):
            self.world.require(("condition", asked.key), 0 if holds else 1)
            if holds and asked.subject is not None:
                self.world.equal[asked.subject] = asked.value
        elif holds:
            raise Infeasible

    def _is_excluded(self, asked: Condition) -> bool:
        """Whether the subject of `asked` was taken to equal another constant."""
        equal = self.world.equal
        if asked.subject is None or asked.subject not in equal:
            return False
        self.world.asked += 1
        return equal[asked.subject] != asked.value

    def taken(self, statement: ast.If, frame: Frame) -> tuple[Block, list[ast.If]]:
        """The block that runs of an if with all its elifs and its else, and the ifs and elifs that are asked for it."""
        asked = [statement]
        while not self.decide(statement.test, frame):
            if len(statement.orelse) != 1 or not isinstance(statement.orelse[0], ast.If):
                return statement.orelse, asked
            statement = statement.orelse[0]
            asked.append(statement)
        return statement.body, asked

    def choose(self, key: Hashable, options: int, means: Callable[[int], Meaning]) -> int:
        return self.world.choose(key, options, means)

    # -- questions of the parts, which have files of their own -------------------------------------------------------------

    def lookup(self, name: str, node: ast.AST, frame: Frame) -> Value:
        """The value of `name` as `node`, which stands in the activation `frame`, sees it."""
        return lookup.lookup(self, name, node, frame)

    def bound_value(self, binding: Binding, frame: Frame) -> Value:
        """The value that `binding` gives its name."""
        return lookup.bound_value(self, binding, frame)

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` of the project, where other modules are followed."""
        return lookup.find(self, name, importer)

    def imported(self, name: str, importer: Module) -> Value:
        """What `import` brings in under the full dotted name."""
        return lookup.imported(self, name, importer)

    def of_module(self, module: Module, name: str) -> tuple[Value] | None:
        """What the global `name` of another module holds once imported, in a tuple; None when it binds no such name."""
        return lookup.of_module(self, module, name)

    def bindings(self, frame: Frame) -> Bindings:
        """What the parameters of the function that `frame` activates are bound to, the caller chosen where it is open."""
        return callers.bindings(self, frame)

    def calls_by_function(self, name: str, module: Module) -> dict[FunctionNode, list[ast.Call]]:
        """The calls of `module` whose callee ends in `name`, under the function of the text that each surely calls."""
        return callers.calls_by_function(self, name, module)

    def chosen_caller(self, choice: Choice) -> ast.Call | None:
        """The call of the text that `choice` takes for a function's caller, if it takes one."""
        return callers.chosen_caller(self, choice)

    def caller(self, frame: Frame) -> ast.Call | None:
        """The call that activates `frame` in this world, where it is one of the text."""
        return self.bindings(frame).call

    def returned(self, node: ast.FunctionDef, frame: Frame) -> Value:
        """What the body of `node` returns, activated by `frame`."""
        return run(self, node, frame)

    def initializer(self, cls: Class) -> Value:
        """The `__init__` that building an instance of `cls` runs."""
        if is_made_otherwise(mro(self, cls)):
            return Unknown(f"what {cls.node.name} makes is up to its __new__ or metaclass")
        return of_class(self, cls, "__init__", None)
