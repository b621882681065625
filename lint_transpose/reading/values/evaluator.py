"""One evaluator: what does an expression hold, in one world?

The text is never run. A name is followed back to where it was bound, and that expression is evaluated in turn; what the
text does not decide is Unknown, with the reason. Work and depth are bounded.
"""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from ...layers.call import Symbol, Unknown, Value
from ...layers.releases import Release
from ..index.aliases import is_mutable
from ..index.endings import Block
from ..index.module import COMPREHENSIONS, FUNCTIONS, Binding, FunctionNode, Leads, Module, Path, ScopeNode, binds, unpacking
from . import kinds, operations, records, versions
from .arguments import (
    Bindings,
    actuals,
    bind,
    callers,
    function_called,
    has_defaults,
    is_default,
    is_local,
    prepend,
    receives_as_called,
)
from .attributes import of_class
from .changes import changed
from .conditions import Condition, condition
from .expressions import HANDLERS, arithmetic, quoted
from .flow import Later, reaching, require_path
from .hierarchy import Descendants
from .limits import HEAVIEST, LARGEST, weight
from .objects import WRITTEN, Actual, Bound, Class, Frame, Function, Instance, Namespace, Partial
from .worlds import Choice, Infeasible, World

_DEEPEST = 60
# Evaluation steps that all sites of a file have together, however long it is, and those that every site has in any case.
_STEPS = 60_000
_LEAST = 500
_WEIGHT_OF_A_STEP = 32
_ABSENT = object()
_FRAMEWORKS = ("mindspore", "torch")


class Modules(Protocol):
    """Where other modules of the project are found, as text."""

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` ("pkg.config", ".config") as `importer` would import it, or None."""

    def lead_to_layer(self, data: bytes, filename: str) -> bool:
        """Whether the file `filename` with the content `data` imports a name that may lead to a layer."""

    def reaches_layer(self, name: str, importer: Module) -> bool:
        """Whether the module `name`, as `importer` imports it, or one that it imports in turn, names a layer in its text."""


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
        self._gives_up = False
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
        self._called: dict[tuple[Module, str], dict[FunctionNode, list[ast.Call]] | None] = {}
        self._entries: dict[tuple[int, ScopeNode], Frame] = {}
        self._local: dict[tuple[FunctionNode, int], bool] = {}
        self._callers: dict[FunctionNode, list[tuple[ast.Call, Frame]]] = {}
        self._asked: dict[Hashable, list[ast.Call]] = {}
        self._settled: dict[tuple[ast.expr, Frame], Value] = {}
        self._weights: dict[int, tuple[Value, bool]] = {}
        """Values that were weighed, kept so that no other takes their id, and whether they are light enough."""

    @contextmanager
    def allowance(self) -> Iterator[None]:
        """Grant what is done within a part of the steps that are left, so that no one site can take them all."""
        share = max(self.steps // 4, _LEAST)
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
        if self.steps < 0 or self.depth > _DEEPEST or self._gives_up:
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
            self._gives_up = self._gives_up and self.depth > 0
        # The other activations are made anew each time they are met.
        if passing == world.passing and frame.bound is None and not isinstance(frame.scope, COMPREHENSIONS):
            (self._settled if asked == world.asked else world.values)[key] = value
        return value

    def _give_up(self) -> Unknown:
        """The value of what is too deep to follow, as is all else that the same question asks: it would ask on and on."""
        self.world.passing += 1
        self._gives_up = self.depth > 0
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

        def describe(option: int) -> str:
            return f"where {quoted(test, frame)} is {'true' if (option == 0) is not asked.negated else 'false'}"

        holds = self.choose(("condition", asked.key), 2, describe) == 0
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

    def choose(self, key: Hashable, options: int, describe: Callable[[int], str]) -> int:
        return self.world.choose(key, options, describe)

    # -- names -----------------------------------------------------------------------------------------------------------

    def lookup(self, name: str, node: ast.AST, frame: Frame) -> Value:
        """The value of `name` as `node`, which stands in the activation `frame`, sees it."""
        scope, module = frame.scope, frame.module
        if isinstance(scope, COMPREHENSIONS):
            return self._in_comprehension(name, node, frame)
        if name in module.bindings.get(scope, ()) and name not in module.outer_names.get(scope, ()):
            found = reaching(self, name, node, frame)
            if isinstance(found, Binding) and found.kind != "import" and module.is_changed_by_calls(name, scope):
                return Unknown(f"{name} is changed by a function")
            if isinstance(found, Binding):
                return self.bound_value(found, frame)
            if isinstance(found, Later):
                return Unknown(f"{name} {found.reason}")
        if isinstance(scope, FUNCTIONS) and (value := self.parameter(name, frame)) is not _ABSENT:
            return value
        return self._in_outer_scopes(name, node, frame)

    def _in_comprehension(self, name: str, node: ast.AST, frame: Frame) -> Value:
        assert isinstance(frame.scope, COMPREHENSIONS)
        assert frame.outer is not None
        for generator in reversed(frame.scope.generators):
            path = _path_to(generator.target, name)
            if path is not None:
                if frame.items is not None and generator in frame.items:
                    return self.element(frame.items[generator], path)
                first = generator is frame.scope.generators[0]
                return self.item_of(generator.iter, path, frame.outer if first else frame, generator)
        return self.lookup(name, frame.scope, frame.outer)

    def _in_outer_scopes(self, name: str, node: ast.AST, frame: Frame) -> Value:
        inner, outer = frame, frame.outer
        runs_late = not isinstance(frame.scope, ast.ClassDef)
        while outer is not None:
            scope, module = outer.scope, outer.module
            if isinstance(scope, COMPREHENSIONS):
                return self.lookup(name, inner.scope, outer)
            if not isinstance(scope, ast.ClassDef):
                if name in module.bindings.get(scope, ()):
                    # A class body runs where it stands: what is bound by then counts. Its methods run later.
                    if isinstance(inner.scope, ast.ClassDef) and not runs_late:
                        return self.lookup(name, inner.scope, outer)
                    return self._late(name, inner.scope, outer)
                runs_late = True
                if isinstance(scope, FUNCTIONS) and (value := self.parameter(name, outer)) is not _ABSENT:
                    return value
            inner, outer = outer, outer.outer
        return self._global_name(name, frame.module)

    def _global_name(self, name: str, module: Module) -> Value:
        """A name that no scope of `module` binds: of a star import, or built in."""
        for package in reversed(module.stars):
            if package.partition(".")[0] in _FRAMEWORKS:
                if not hasattr(builtins, name):
                    return Symbol(f"{package}.{name}")
                if package.endswith(".nn"):  # holds layers alone, no function that hides a built-in one
                    continue
            other = self.find(package, module)
            value = None if other is None else self.of_module(other, name)
            if value is not None:
                return value
            if other is None:
                return Unknown(f"{name} may come from a star import")
        return Symbol(f"builtins.{name}") if hasattr(builtins, name) else Unknown(f"{name} is not bound")

    def _late(self, name: str, scope: ast.AST, outer: Frame) -> Value:
        """A name of the scope around a function: known only where its value before the function and at the end agree."""
        at_end = reaching(self, name, None, outer)
        before = reaching(self, name, scope, outer)
        if isinstance(at_end, Later) or (before is not None and before is not at_end):
            return Unknown(f"{name} is bound more than once")
        if at_end is not None and before is None and reaching(self, name, at_end.statement, outer) is not None:
            return Unknown(f"{name} is bound more than once")  # the function may be called in between
        if at_end is None:
            value = self.parameter(name, outer) if isinstance(outer.scope, FUNCTIONS) else _ABSENT
            return Unknown(f"{name} is not bound") if value is _ABSENT else value
        value = self.bound_value(at_end, outer)
        if name in outer.module.foreign and (isinstance(value, (list, dict, set)) or at_end.kind != "import"):
            return Unknown(f"{name} is changed by a function")
        return value

    def bound_value(self, binding: Binding, frame: Frame) -> Value:
        """The value that `binding` gives its name."""
        return self._unless_changed(self._bound_value(binding, frame), binding.name, frame)

    def _unless_changed(self, value: Value, name: str, frame: Frame) -> Value:
        """`value`, which `name` holds, unless it is changed in place under another name."""
        if is_mutable(value) and frame.module.aliases.is_changed_elsewhere(frame.scope, name, value):
            return Unknown(f"{name} is changed under another name")
        return value

    def _bound_value(self, binding: Binding, frame: Frame) -> Value:
        if binding.kind == "import":
            return self.imported(binding.imported, frame.module)
        if binding.kind == "definition":
            statement = binding.statement
            if isinstance(statement, ast.ClassDef):
                return Class(statement, frame)
            assert isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
            return Function(statement, frame)
        if binding.kind == "value" and binding.value is not None:
            value = self.element(self.evaluate(binding.value, frame), binding.path)
            if isinstance(value, operations.Series) and not isinstance(value, operations.Range):
                return Unknown(f"{binding.name} may be used up, or changed", kind="iterator")
            if frame.module.is_rewritten and frame.scope is frame.module.tree and operations.is_plain(value):
                return Unknown(f"{binding.name} may be rewritten by what is run as text")
            return value
        if binding.kind == "item" and binding.value is not None:
            return self.item_of(binding.value, binding.path, frame, binding.statement)
        if binding.kind == "augmented" and isinstance(binding.statement, ast.AugAssign):
            before = self.lookup(binding.name, binding.statement, frame)
            return arithmetic(binding.statement.op, before, self.evaluate(binding.statement.value, frame), frame)
        if binding.kind in ("changed", "passed"):
            return self._changed(binding, frame)
        return Unknown(f"how {binding.name} is bound is not followed")

    def _changed(self, binding: Binding, frame: Frame) -> Value:
        before = self.lookup(binding.name, binding.statement, frame)
        if isinstance(before, dict) and binding.key is not None and binding.value is not None:
            key = self.evaluate(binding.key, frame)
            if operations.is_key(key):
                return {**before, key: self.element(self.evaluate(binding.value, frame), binding.path)}
        return changed(self, binding, before, frame)

    # -- other modules ---------------------------------------------------------------------------------------------------

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` of the project, where other modules are followed."""
        if self.modules is None or name.partition(".")[0] in _FRAMEWORKS:
            return None
        return self.modules.find(name, importer)

    def imported(self, name: str, importer: Module) -> Value:
        """What `import` brings in under the full dotted name."""
        if name in versions.NAMES:
            return versions.target(self)
        if self.modules is None or name.partition(".")[0] in _FRAMEWORKS:
            return Symbol(name)
        package, last = split_name(name)
        other = self.find(package, importer) if package else None
        value = None if other is None else self.of_module(other, last)
        if value is not None:
            return value
        whole = self.find(name, importer)
        return Symbol(name) if whole is None else Namespace(name, whole, importer)

    def of_module(self, module: Module, name: str) -> Value | None:
        """The value that the global `name` of another module has once that is imported; None when it binds no such name."""
        if self.depth > _DEEPEST:
            self.world.passing += 1
            return Unknown("too much to follow")
        self.depth += 1
        try:
            frame = self.entry(module.tree, module)
            found = reaching(self, name, None, frame)
            if found is None and not module.stars:
                return None
            self.world.outside[f"{name} of {module.source.filename}"] = None
            self.world.asked += 1  # every world has to note it
            if isinstance(found, Later):
                return Unknown(f"{name} {found.reason}")
            value = self._global_name(name, module) if found is None else self.bound_value(found, frame)
            if name in module.foreign and not (found and found.kind == "import"):
                return Unknown(f"{name} is changed by a function")
            return value
        finally:
            self.depth -= 1

    # -- values of bindings ----------------------------------------------------------------------------------------------

    def element(self, value: Value, path: Path) -> Value:
        """The element of `value` that tuple unpacking along `path` picks."""
        for index in path:
            value = records.picked(value, index)
        return value

    def item_of(self, iterable: ast.expr, path: Path, frame: Frame, loop: ast.AST) -> Value:
        """An item of what `iterable` holds, by choice: the same for all that one pass of `loop` reads."""
        value = records.unpacked(self.evaluate(iterable, frame))
        items = list(value) if isinstance(value, (list, tuple, dict, str)) else None
        if items is None:
            reason = value.reason if isinstance(value, Unknown) else "what the loop runs over is undecided"
            return self.element(Unknown(reason, kind=kinds.of_item(value)), path)
        if not items:
            return Unknown("the loop runs over nothing")
        shown = min(len(items), 64)

        def describe(option: int) -> str:
            return f"for item {option + 1} of {quoted(iterable, frame)}"

        option = self.choose(("item", id(loop), frame.key), shown, describe)
        # What is met within itself may hold less than it did when the choice was made.
        return self.element(items[option], path) if option < len(items) else Unknown("what the loop runs over changes")

    # -- parameters ------------------------------------------------------------------------------------------------------

    def parameter(self, name: str, frame: Frame) -> Value:
        """The value of parameter `name` of the function that `frame` activates; _ABSENT when it has no such parameter."""
        assert isinstance(frame.scope, FUNCTIONS)
        if not binds(frame.scope, name):  # asked first: what no parameter decides hangs on no caller
            return _ABSENT
        bindings = self.bindings(frame)
        actual = bindings.actuals.get(name)
        if actual is not None:
            value = self._unless_changed(self.value_of(actual), name, frame)
            if is_mutable(value) and is_default(actual, frame) and frame.module.aliases.is_changed(frame.scope, name, value):
                return Unknown(f"{name} is kept from call to call, and changed")
            return Unknown(f"{name} may be used up", kind="iterator") if isinstance(value, operations.Iterator) else value
        if name == bindings.vararg:
            rest = bindings.rest
            return Unknown(f"*{name} is undecided") if bindings.open else tuple(map(self.value_of, rest))
        if name == bindings.kwarg:
            if bindings.open:
                return Unknown(f"**{name} is undecided")
            return self._unless_changed({extra.name: self.value_of(extra) for extra in bindings.extra}, name, frame)
        if name == bindings.receiver_name:
            return bindings.receiver
        return Unknown(f"parameter {name}")

    def bindings(self, frame: Frame) -> Bindings:
        """What the parameters of the function that `frame` activates are bound to, the caller chosen where it is open."""
        world, key = self.world, ("bindings", frame.key)
        found: tuple[Bindings, bool] | None = world.memo.get(key)
        if found is None:
            # Set first: a caller whose own arguments lead back here finds nothing known.
            world.memo[key] = bind(self, frame, Bound(known=False)), True
            world.unfinished.add(key)
            asked = world.asked
            bindings = bind(self, frame, frame.bound or self._choose_caller(frame))
            found = world.memo[key] = bindings, asked != world.asked
            world.unfinished.remove(key)
        elif key in world.unfinished:
            world.passing += 1
        bindings, chosen = found
        world.asked += chosen
        return bindings

    def calls_by_function(self, name: str, module: Module) -> dict[FunctionNode, list[ast.Call]]:
        """The calls of `module` whose callee ends in `name`, under the function of the text that each surely calls."""
        key = (module, name)
        if key not in self._called:
            self._called[key] = None
            found: dict[FunctionNode, list[ast.Call]] = defaultdict(list)
            steps, gives_up = self.steps, self._gives_up
            for call in module.calls_by_name.get(name, ()):
                self.steps, self._gives_up = _LEAST, False
                function = function_called(self, call, self.frame_of(call, module))
                if function is not None:
                    found[function].append(call)
            self.steps, self._gives_up = steps, gives_up
            self._called[key] = found
        known = self._called[key]
        if known is None:  # asked for while it is found out
            self.world.passing += 1
            return {}
        return known

    def caller(self, frame: Frame) -> ast.Call | None:
        """The call that activates `frame` in this world, where it is one of the text."""
        return self.bindings(frame).call

    def chosen_caller(self, choice: Choice) -> ast.Call | None:
        """The call of the text that `choice` takes for a function's caller, if it takes one."""
        known = self._asked.get(choice.key, [])
        index = choice.option - (choice.options - len(known))
        return known[index] if 0 <= index < len(known) else None

    def _choose_caller(self, frame: Frame) -> Bound:
        function = frame.scope
        assert isinstance(function, FUNCTIONS)
        # Of the calls that were known when one was chosen it stays one, whatever is known later.
        known = self.world.callers.get(frame.key, self._callers.get(function))
        if not receives_as_called(function, frame.module):
            return Bound(known=False)
        if known is None:
            passing = self.world.passing
            known = callers(self, function, frame)
            if passing == self.world.passing:
                self._callers[function] = known
        self.world.callers[frame.key] = known
        self.steps -= 2  # what a call passes is worked out anew in each world
        calls = [call for call, _ in known]
        others: list[tuple[str, Bound]] = []
        key = "the only callers"
        if not self._is_local(function, frame.module, calls):
            key = "caller"
            others.append(("for callers elsewhere", Bound(known=False)))
            if has_defaults(function):
                others.append((f"with the defaults of {_name_of(function, frame.module)}", Bound()))
        if not known and len(others) < 2:
            return Bound(known=False)
        self._asked[key, frame.key] = calls

        def describe(option: int) -> str:
            if option < len(others):
                return others[option][0]
            call, caller = known[option - len(others)]
            where = "" if caller.module is self.module else f" of {caller.module.source.filename}"
            return f"as called in line {call.lineno}{where}"

        option = self.choose((key, frame.key), len(others) + len(known), describe)
        if option < len(others):
            return others[option][1]
        call, caller = known[option - len(others)]
        if not self.ignores_paths:
            require_path(self, call, caller)
        caller = self.inner(call, caller)
        passed = actuals(self, call, caller)
        callee = self.evaluate(call.func, caller)
        if isinstance(callee, Partial):
            passed = prepend(callee.actuals, passed)
        return Bound(passed, _receiver(callee), call, key=(id(call), caller.key))

    def _is_local(self, function: FunctionNode, module: Module, calls: list[ast.Call]) -> bool:
        key = (function, len(calls))
        if key not in self._local:
            self._local[key] = is_local(function, module, calls)
        return self._local[key]

    def initializer(self, cls: Class) -> Value:
        """The `__init__` that building an instance of `cls` runs."""
        if isinstance(of_class(self, cls, "__new__", None), Function):
            return Unknown(f"what {cls.node.name} makes is up to its __new__")
        return of_class(self, cls, "__init__", None)


def _receiver(callee: Value) -> Value | None:
    """What a call of `callee` is a call on: for a class the object that is built."""
    if isinstance(callee, Partial):
        callee = callee.callee
    if isinstance(callee, Class):
        return Instance(callee, exact=callee.exact)
    return callee.receiver if isinstance(callee, Function) else None


def _name_of(function: FunctionNode, module: Module) -> str:
    """The name by which `function` is called: that of its class where it is an `__init__`."""
    name = getattr(function, "name", "the lambda")
    cls = module.class_of(function)
    return cls.name if cls is not None and name == "__init__" else name


def split_name(name: str) -> tuple[str, str]:
    """A dotted name without its last part, and that part; the dots of a relative import stay: "..x" gives ("..", "x")."""
    last = name.rpartition(".")[2]
    package = name[: len(name) - len(last)]
    return (package[:-1] if package.strip(".") else package), last


def _path_to(target: ast.expr, name: str) -> Path | None:
    """Where in the assignment target `target` `name` stands."""
    if isinstance(target, ast.Name):
        return () if target.id == name else None
    if isinstance(target, (ast.Tuple, ast.List)):
        for index, item in unpacking(target):
            path = _path_to(item, name)
            if path is not None:
                return (index, *path)
    return None
