"""What the import of a text and every use of it build: its functions called, its classes built and their methods called.

    def build(cfg): return nn.Conv2dTranspose(8, 8, 4, **cfg)
    net = build({"padding": 1})

comes to two uses that build the layer: the import itself, and a call of `build` by whoever imports the text, with an unknown
`cfg`. A use finds things as the import left them, but for what some use may change: that is unknown in every use.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from ...layers.call import Value
from ...record.dataclasses import dataclass, field
from ..index.bindings import FUNCTIONS, FunctionNode, positional_parameters
from ..index.module import Module
from ..values.arguments import prepend
from ..values.evaluator import Reader
from ..values.hierarchy import is_meant_as_base
from ..values.objects import Actual, Actuals
from ..values.worlds import Choice, Infeasible, Meaning, World, worlds
from . import calls
from .heap import Cls, Func, Raised, Reach, Stop, unsure
from .knowledge import INITIALIZERS, Budget, knowledge_of, names_bound
from .path import Path
from .reachable import Key, found_by, initializer, is_method, is_of_class, is_static, keyed, reachable

_STEPS = 3_500  # real texts that take more are hardly ever followed to their end
_MOST_WORLDS = 48
_MOST_ROUNDS = 3
_MOST_USES = 120

_REFLECTING = frozenset({"locals", "exec", "eval", "modules", "__globals__", "__closure__", "__code__", "_getframe"})


def _is_read(around: ast.AST) -> bool:
    """Whether the names of the module, which are asked for in `around`, are read there only."""
    if isinstance(around, ast.Attribute):
        return around.attr == "get"
    return isinstance(around, ast.Compare) or (isinstance(around, ast.Subscript) and isinstance(around.ctx, ast.Load))


@dataclass(frozen=True, slots=True)
class Use:
    """A call of a function of the text by another module, on an object or class of `cls` where it is a method.

    Without a `function` an object of `cls` is built. `by_defaults`: what has a default is not passed; `by_subclass`: the
    object is of a subclass in another file.
    """

    function: Key | None
    cls: Key | None = None
    by_defaults: bool = False
    by_subclass: bool = False


@dataclass(slots=True)
class Explored:
    """What was found of one call: how it built layers, when it built none, and whether that is all there is."""

    reaches: list[tuple[Reach, Use | None]] = field(default_factory=list)
    others: list[tuple[Choice, ...]] = field(default_factory=list)
    complete: bool = False


class Exploration:
    """The uses of one text, followed when the first call is asked for."""

    def __init__(self, reader: Reader, module: Module) -> None:
        self.reader, self.module = reader, module
        self.budget = Budget(_STEPS)
        self.knowledge = knowledge_of(module)
        self.imported: set[bool] = set()
        """Whether the import was followed to its end, on each of its paths."""
        self.uses: list[Use] = []
        self.reachable: set[Key] = set()
        self.made: set[ast.AST] = set()
        self.followed: dict[Use, bool] = {}
        self.reaches: list[tuple[Reach, Use | None]] = []
        self.others: list[tuple[ast.Call, bool, tuple[Choice, ...]]] = []
        self._around_calls = {function for call in module.calls for function in self._functions_around(call)}
        world, known = reader.world, reader.steps
        try:
            self.is_settled = not self._reflects() and self._explore()
        finally:
            reader.world, reader.steps = world, known
        self._reaches_of: dict[ast.Call, list[tuple[Reach, Use | None]]] = defaultdict(list)
        for reach, use in self.reaches:
            self._reaches_of[reach.node].append((reach, use))
        self._others_of: dict[ast.Call, list[tuple[bool, tuple[Choice, ...]]]] = defaultdict(list)
        for node, is_unknown, choices in self.others:
            self._others_of[node].append((is_unknown, choices))

    # -- the answer --------------------------------------------------------------------------------------------------------

    def of(self, call: ast.Call) -> Explored:
        """What the uses of the text build by `call`."""
        reaches, others = self._reaches_of.get(call, []), self._others_of.get(call, [])
        complete = self._is_complete(call) and not any(is_unknown for is_unknown, _ in others)
        return Explored(reaches, [choices for is_unknown, choices in others if not is_unknown], complete)

    def means(self, reach: Reach, use: Use | None) -> Meaning:
        """Who calls: the innermost call of the text on the way, or a caller elsewhere."""
        if reach.callers:
            return Meaning("caller", "", reach.callers[-1].lineno)
        cls = use.cls[0] if use is not None and use.cls is not None else None
        if use is not None and use.by_subclass and isinstance(cls, ast.ClassDef):
            return Meaning("subclass", cls.name)
        if use is None or not use.by_defaults:
            return Meaning("elsewhere")
        made = cls if isinstance(cls, ast.ClassDef) else use.function[0] if use.function is not None else None
        return Meaning("elsewhere") if made is None else Meaning("defaults", getattr(made, "name", "the lambda"))

    def _is_complete(self, call: ast.Call) -> bool:
        if not self.is_settled or self.imported != {True} or self.budget.left < 0:
            return False
        if self.knowledge.is_open and (self.module.stores_by_name or self.module.is_rewritten):
            return False
        function = next(self._functions_around(call), None)
        if function is None:
            return True
        direct = [use for use in self.uses if self._is_direct(use, function)]
        if not direct:
            direct = self.uses
        return all(self.followed.get(use, False) for use in direct) and bool(direct)

    def _functions_around(self, node: ast.AST) -> Iterator[FunctionNode]:
        """The functions around `node`, the innermost first."""
        scope: ast.AST = node
        while scope is not self.module.tree:
            scope = self.module.scope_of(scope)
            if isinstance(scope, FUNCTIONS):
                yield scope

    def _is_direct(self, use: Use, function: FunctionNode) -> bool:
        """Whether `use` calls `function` itself, or builds an object by it."""
        if use.function is not None:
            return use.function[0] is function
        owner = self.module.class_of(function)
        is_initializer = owner is not None and getattr(function, "name", "") in INITIALIZERS
        return is_initializer and use.cls is not None and owner in self.orders.get(use.cls, ())

    def _reflects(self) -> bool:
        """Whether the text gets at names by other ways than writing them: nothing is followed then."""
        asked = [call for call in self.module.calls_by_name.get("globals", ()) if isinstance(call.func, ast.Name)]
        if any(not _is_read(self.module.parents[call]) for call in asked):
            return True
        if self.module.is_rewritten or not _REFLECTING.isdisjoint(self.module.calls_by_name):
            return True
        return any(node.attr in _REFLECTING for node in self.module.attributes)

    # -- following ----------------------------------------------------------------------------------------------------------

    def _explore(self) -> bool:
        """Follow the import and every use, again while that shows more of what uses change."""
        self.orders: dict[Key, set[ast.AST]] = {}
        for _ in range(_MOST_ROUNDS):
            known, earlier = self.knowledge.size, (self.reaches, self.others)
            is_followed = self._follow_all()
            if not is_followed and earlier[0]:  # this round is not at its end, the one before was
                self.reaches, self.others = earlier
            if not is_followed or known == self.knowledge.size:
                return is_followed
        return False

    def _follow_all(self) -> bool:
        """Whether the steps suffice for the import and every use."""
        self.reaches, self.others, self.followed, self.imported = [], [], {}, set()
        left = self.budget.left
        self._follow_import()
        if (left - self.budget.left) * len(self.uses) > self.budget.left:  # every use begins with the import
            return False
        for use in self.uses:
            with self.budget.share():
                self.followed[use] = self._follow_use(use)
        self.knowledge.is_open = self.knowledge.is_open or not all(self.followed.values())
        return self.budget.left >= 0

    def _follow_import(self) -> None:
        uses: dict[Use, None] = {}
        for world in worlds(_MOST_WORLDS):
            path = self._imported(world)
            if path is None:
                continue
            self._keep(path, None)
            uses.update(dict.fromkeys(self._uses_of(path)))
        else:
            if len(world.script) and self._is_cut(world):
                self.imported.add(False)
        self.uses = list(uses)[:_MOST_USES]
        if len(uses) > _MOST_USES:
            self.imported.add(False)

    @staticmethod
    def _is_cut(last: World) -> bool:
        """Whether worlds are left out after the `last` one."""
        return any(choice.option < choice.options - 1 for choice in last.choices.values())

    def _imported(self, world: World) -> Path | None:
        """A path through the import; None where the import fails, or the world does not exist."""
        self.reader.world = world
        path = Path(self.reader, self.module, self.knowledge, self.budget)
        is_followed = True
        try:
            for statement in self.module.tree.body:
                try:
                    path.execute([statement], path.globals)
                except (Stop, RecursionError):
                    if self.budget.left < 0:
                        break
                    is_followed = False
                    path.loosen()
                    for name in names_bound(statement):
                        path.globals.names[name] = unsure(f"{name} is not followed")
        except Infeasible:
            return None
        except Raised:
            self._keep(path, None)
            self.imported.add(is_followed)
            return None
        self.imported.add(is_followed and self.budget.left >= 0)
        return path

    def _follow_use(self, use: Use) -> bool:
        """Whether every path of `use` was followed to its end."""
        is_followed = True
        world = World()
        for world in worlds(_MOST_WORLDS):
            path = self._imported(world)
            if path is None or self.budget.left < 0:
                is_followed = is_followed and self.budget.left >= 0
                continue
            path.reaches.clear()
            path.others.clear()
            path.leave_import()
            made = len(path.functions)
            try:
                result = self._used(path, use)
                self._call_escaped(path, made, result)
            except Infeasible:
                continue
            except Raised:
                pass
            except (Stop, RecursionError):
                is_followed = False
            self._keep(path, use)
        return is_followed and not self._is_cut(world)

    def _keep(self, path: Path, use: Use | None) -> None:
        self.reaches += [(reach, use) for reach in path.reaches]
        self.others += path.others
        path.reaches, path.others = [], []

    def _used(self, path: Path, use: Use) -> Value:
        """What the use gives."""
        receiver: Value = None
        function = found_by(use.function, ((item.node, item) for item in path.functions))
        cls = found_by(use.cls, ((path.births[id(item)][1], item) for item in path.classes))
        if (use.cls is not None and cls is None) or (use.function is not None and function is None):
            raise Infeasible  # not made on this path
        if cls is not None:
            receiver = cls
            cls.is_open = use.by_subclass or self._is_template(cls, path)
            if function is None or not is_of_class(function):
                node = ast.Call(ast.Name(cls.name, ast.Load()), [], [])
                receiver = path.call(cls, self._unknown(path, initializer(cls), use.by_defaults), node)
                path.advance()
        if function is None:
            return receiver
        passed = self._unknown(path, function, use.by_defaults, skip=cls is not None)
        if cls is not None and not is_static(function):
            passed = prepend(calls.passed(path, receiver), passed)
        return calls.activate(path, function, passed)

    def _is_template(self, cls: Cls, path: Path) -> bool:
        """Whether the text itself builds objects of subclasses of `cls`, and none of `cls`."""
        called = self.module.calls_by_name
        below = [other for other in path.classes if other is not cls and cls in other.order]
        return cls.name not in called and any(other.name in called for other in below)

    def _unknown(self, path: Path, function: Func | None, by_defaults: bool, skip: bool = True) -> Actuals:
        """Arguments of which nothing is known; with `by_defaults` what has a default is that, and no more is known of `*args`
        and `**kwargs`, by which what has none may come: `def up(bias=True, **kwargs)`.
        """
        if not by_defaults or function is None:
            return Actuals(open=True)
        node, frame = ast.Constant(None), self.reader.entry(self.module.tree, self.module)
        parameters, defaults = function.node.args, function.defaults

        def actual(name: str) -> Actual:
            value = defaults[name] if name in defaults else unsure(f"parameter {name}", key=name, is_input=True)
            return Actual(node, frame, name=name, value=value, here=False)

        positional = tuple(map(actual, positional_parameters(function.node)[skip:]))
        named = tuple(actual(item.arg) for item in parameters.kwonlyargs)
        return Actuals(positional, named, open=parameters.vararg is not None or parameters.kwarg is not None)

    def _call_escaped(self, path: Path, made: int, result: Value) -> None:
        """Call the functions that the use made, after the first `made`, and gave away, and those that they give in turn:
        others may call them with whatever they like.
        """
        called, given = set[int](), [result]
        for _ in range(_MOST_ROUNDS):
            found = {id(item) for item in reachable([*given, path.globals.names, *path.given_away])}
            left = (item for item in path.functions[made:] if item.node in self._around_calls and id(item) not in called)
            new = [item for item in left if id(item) in found]
            if not new:
                return
            path.advance()
            for function in new:
                called.add(id(function))
                given.append(calls.activate(path, function, Actuals(open=True)))
        raise Stop

    # -- uses -----------------------------------------------------------------------------------------------------------------

    def _uses_of(self, path: Path) -> Iterator[Use]:
        """The uses that another module may make of what the import left."""
        shown = {id(item) for item in reachable([path.globals.names])}
        found = shown.union(id(item) for item in reachable(path.given_away))
        functions = list(keyed((item.node, item) for item in path.functions))
        classes = list(keyed((path.births[id(item)][1], item) for item in path.classes))
        for key, cls in classes:
            self.orders[key] = {base.node for base in cls.order if isinstance(base, Cls) and base.node is not None}
            if id(cls) in found:
                yield Use(None, key)
                if cls.node is not None and is_meant_as_base(cls.node):
                    yield Use(None, key, by_subclass=True)
                made_by = initializer(cls)
                if made_by is not None and made_by.defaults:
                    yield Use(None, key, by_defaults=True)
        for key, function in functions:
            if id(function) not in found:
                continue
            is_member = any(is_method(function, cls) for _, cls in classes)
            if function.owner is None and (not is_member or function in path.globals.names.values()):
                yield Use(key)
                if function.defaults and (id(function) in shown or not getattr(function.node, "decorator_list", ())):
                    yield Use(key, by_defaults=True)
            if getattr(function.node, "name", "") in (*INITIALIZERS, "__init_subclass__"):
                continue
            for cls_key, cls in classes:
                if id(cls) in found and is_method(function, cls):
                    yield Use(key, cls_key)
                    if cls.node is not None and is_meant_as_base(cls.node):
                        yield Use(key, cls_key, by_subclass=True)
