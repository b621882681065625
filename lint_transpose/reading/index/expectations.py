"""Whether a text expects what raises at a place: tests that want the error, handlers that may catch it.

    with pytest.raises(ValueError):
        build()                         # the layer that `build` builds is meant to raise

A place is expected to raise where it stands in such a block, or where all calls that lead to its function do. These calls
are found by names, for with a caller that is missed something would be certain that is not.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from .bindings import FUNCTIONS, FunctionNode, parameters
from .catching import Errors, Met, first, met_around, met_by
from .endings import SWALLOWS, TRIES, WITHS, is_named_to_swallow
from .held import Held
from .module import Module
from .names import first_name, name_of, names_in
from .packages import package

_MOST_WAYS = 5000
# They run what they are given where its error ends nothing else: in another thread, in a task, later.
_APART = (
    *("thread", "timer", "submit", "apply_async", "map_async", "run_in_executor"),
    *("create_task", "ensure_future", "call_soon", "call_later", "add_done_callback"),
)
_APART_TOO = frozenset({"task", "wait", "as_completed", "start_new_thread", "to_thread", "call_at", "add_argument"})
_POOLS = ("concurrent", "multiprocessing")
_APART_BY_POOLS = frozenset({"map", "imap", "imap_unordered", "starmap", "starmap_async"})
_RUNNING = frozenset({"threading", "_thread", "weakref", "asyncio", "concurrent", "multiprocessing", "atexit", "signal"})
_APART_CLASSES = frozenset({"Thread", "Process", "Timer"})
# They run the methods of test cases.
_RUNNERS = frozenset({"TextTestRunner", "TestResult", "run", "main"})
_MARKS = re.compile(
    rf"except|finally|__a?exit__|exitstack|hasattr|getattr|__del__|unittest|{'|'.join((*_RUNNING, *_APART))}|{SWALLOWS}",
    re.IGNORECASE,
)
# Whatever `_MARKS` finds holds one of these: to look for them takes a tenth of its time.
_STEMS = frozenset({"except", "finally", "exit__", "raises", "suppress", "xfail", "swallow", "expect", "should"})
_STEMS |= {"must", "ignor", "catch", "captur", "hasattr", "getattr", "exitstack", "__del__", "unittest", *_APART, *_RUNNING}
_PROPERTY = re.compile(r"property", re.IGNORECASE)


class Expectations:
    """What one file expects to raise."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._way: dict[tuple[FunctionNode, Errors], list[tuple[Met | None, FunctionNode | None]]] = {}
        self._known: dict[tuple[FunctionNode, Errors], Met | None] = {}
        self._held = Held(module)
        self._by_others: dict[tuple[bool, Errors], Met | None] = {}

    @cached_property
    def _any(self) -> bool:
        text = self._module.source.text.casefold()
        return any(stem in text for stem in _STEMS) and _MARKS.search(text) is not None

    def met(self, node: ast.AST, errors: Errors) -> Met | None:
        """What meets `errors` that are raised at `node`; None where nothing does."""
        if not self._any:
            return None
        found, function = met_around(self._module, node, errors)
        if found is None and function is not None:
            key = (function, errors)
            if key not in self._known:
                self._known[key] = self._met_on_ways([function], errors)
            found = self._known[key]
        return found or (self._met_by_others(errors, anywhere=True) if self._held.runs_unseen(node) else None)

    def met_when_called(self, node: ast.Call, errors: Errors) -> Met | None:
        """What meets `errors` that the object which the call `node` builds raises once it is called itself."""
        if not self._any:
            return None
        names = self._module.passed_on.reachable(_holders(self._module, node))
        return self._together((met_around(self._module, call, errors) for call in self._calls(names, None)), [], errors)

    def met_by_layer(self, layer: ast.Call, callers: Iterable[ast.Call], errors: Errors, called: bool = False) -> Met | None:
        """What meets `errors` that the layer built at `layer` raises: there, at the calls that `callers` chose on the way,
        and, `called`, where the layer is called.
        """
        known = [caller for caller in callers if caller in self._module.parents]
        chosen = first(met for caller in known if (met := self.met(caller, errors)) and met.wanted)
        when_called = self.met_when_called(layer, errors) if called else None
        return first((chosen, self.met(layer, errors), when_called))

    def _met_on_ways(self, functions: list[FunctionNode], errors: Errors) -> Met | None:
        return self._together((), functions, errors)

    def _together(
        self, met: Iterable[tuple[Met | None, FunctionNode | None]], functions: list[FunctionNode], errors: Errors
    ) -> Met | None:
        """What meets `errors` on the ways to `functions`, and those of `met`: they are wanted where they are on each."""
        found: list[Met | None] = []
        seen = set(functions)
        count = 0

        def take(item: tuple[Met | None, FunctionNode | None]) -> None:
            caught, function = item
            if caught is not None or function is None:
                found.append(caught)
            elif function not in seen:
                seen.add(function)
                functions.append(function)

        for item in met:
            take(item)
        while functions:
            function = functions.pop()
            ways = self._known_ways(function, errors)
            count += len(ways)
            if not ways:
                found.append(None)
            elif count > _MOST_WAYS:
                return Met(function.lineno)
            for item in ways:
                take(item)
        caught = first(found)
        if caught is None and any(map(self._held.runs_unseen, seen)):
            caught = self._met_by_others(errors, anywhere=True)
        if caught is None and any(map(self._held.is_held, seen)):
            caught = self._met_by_others(errors, anywhere=False)
        return caught and Met(caught.row, wanted=all(item is not None and item.wanted for item in found))

    def _met_by_others(self, errors: Errors, anywhere: bool) -> Met | None:
        """What meets `errors` of functions that calls run which do not mention them; `anywhere`: that anything runs."""
        key = anywhere, errors
        if key not in self._by_others:
            self._by_others[key] = None  # what these calls stand in may be held itself
            module = self._module
            if anywhere:
                blocks = [node for node in module.scopes if isinstance(node, (*TRIES, *WITHS))]
                places = [getattr(block, "body", [block])[0] for block in blocks]
                found = first(met_around(module, place, errors)[0] for place in places)
                asked = [*module.calls_by_name.get("gather", ())]
                if AttributeError in errors:  # asking for a property meets those
                    asked += [call for name in ("hasattr", "getattr") for call in module.calls_by_name.get(name, ())]
                found = found or first(Met(call.lineno) for call in asked if _meets(call))
            else:
                ways = (met_around(module, call, errors) for call in self._held.indirect_calls)
                found = self._together(ways, [], errors) or first(Met(call.lineno) for call in self._apart_of_unknown)
            self._by_others[key] = found and Met(found.row)
        return self._by_others[key]

    def _known_ways(self, function: FunctionNode, errors: Errors) -> list[tuple[Met | None, FunctionNode | None]]:
        key = (function, errors)
        if key not in self._way:
            self._way[key] = list(self._ways(function, errors))
        return self._way[key]

    @cached_property
    def _tests(self) -> dict[str | ast.Lambda, list[ast.Call]]:
        """The calls that, by their names, may end an error of what they are told to call, under each name and lambda that they
        are given: `self.assertRaises(E, build)`, `Thread(target=build)`.
        """
        tests: dict[str | ast.Lambda, list[ast.Call]] = defaultdict(list)
        for call in self._module.calls:
            if is_named_to_swallow(first_name(call.func)) or self._runs_apart(call):
                for given in (*call.args, *(keyword.value for keyword in call.keywords)):
                    lambdas = [node for node in ast.walk(given) if isinstance(node, ast.Lambda)]
                    keys: set[str | ast.Lambda] = {*names_in(given), *lambdas}
                    for key in keys:
                        tests[key].append(call)
        return tests

    def _runs_apart(self, call: ast.Call) -> bool:
        """Whether `call` runs what it is given where its error ends nothing else."""
        func, name = call.func, first_name(call.func).lower()
        if name in _APART or name in _APART_TOO:
            return True
        if name in _APART_BY_POOLS and isinstance(func, ast.Attribute):
            return any(pool in self._module.source.text for pool in _POOLS)
        while isinstance(func, ast.Attribute):
            func = func.value
        return isinstance(func, ast.Name) and package(self._module.imported_names.get(func.id, "")) in _RUNNING

    @cached_property
    def _apart_of_unknown(self) -> list[ast.Call]:
        """The calls that run apart what has no name of a function: `[Thread(target=f) for f in builders]`."""
        known = {*map(_called, self._module.functions), *self._module.imported_names, *dir(builtins)}
        return [
            call
            for call in self._module.calls
            if self._runs_apart(call) and first_name(call.func) not in _APART_TOO
            if any(not known.issuperset(names_in(item)) for item in (*call.args, *(item.value for item in call.keywords)))
        ]

    def _ways(self, function: FunctionNode, errors: Errors) -> Iterator[tuple[Met | None, FunctionNode | None]]:
        """What the places do that lead to `function`: its decorators, its calls, tests that are told to call it."""
        module = self._module
        for marks in self._marks(function):
            met = met_by(module, marks, errors)
            if met is not None:
                yield met, None
                return
        names = module.passed_on.reachable(_names_of(module, function))
        for place in self._calls(names, function):
            yield met_around(module, place, errors)
        keys = [function] if isinstance(function, ast.Lambda) else sorted(names)
        for call in dict.fromkeys(call for key in keys for call in self._tests.get(key, ())):
            yield Met(call.lineno) if self._runs_apart(call) else met_by(module, call, errors), None
        if _is_run_apart(module, function):
            yield Met(function.lineno), None

    def _marks(self, function: FunctionNode) -> Iterator[ast.expr]:
        """The decorators of `function` and its class, and what marks the whole file."""
        module = self._module
        yield from getattr(function, "decorator_list", ())
        cls = module.class_of(function)
        yield from cls.decorator_list if cls is not None else ()
        for scope in (cls, module.tree):
            for place in module.bindings.get(scope, {}).get("pytestmark", ()) if scope is not None else ():
                if place.value is not None:
                    yield from place.value.elts if isinstance(place.value, (ast.List, ast.Tuple)) else [place.value]

    def _calls(self, names: set[str], function: FunctionNode | None) -> Iterator[ast.AST]:
        """The calls of what is called by one of `names`, outside of `function`; its mentions where it is a property."""
        module = self._module
        found: dict[ast.AST, None] = {}
        classes = {cls.name for cls in module.classes} if _is_of_objects(function) else set()
        for name in sorted(names):
            calls = module.calls_by_name.get(name, ())
            found.update((call, None) for call in calls if isinstance(call.func, ast.Call) or name not in classes)
        if any(_PROPERTY.search(first_name(node)) for node in getattr(function, "decorator_list", ())):
            found.update(dict.fromkeys(item for item in module.attributes if item.attr in names))
        for place in found:
            if function is None or not self._is_within(place, function):
                yield place

    def _is_within(self, node: ast.AST, function: FunctionNode) -> bool:
        while node is not self._module.tree:
            if node is function:
                return True
            node = self._module.parents[node]
        return False


def _meets(call: ast.Call) -> bool:
    """Whether `hasattr`, `getattr` or `asyncio.gather` so called ends the errors that it meets."""
    name = first_name(call.func)
    has_default = name == "hasattr" or (name == "getattr" and len(call.args) > 2)
    return has_default or any(keyword.arg == "return_exceptions" for keyword in call.keywords)


def _is_run_apart(module: Module, function: FunctionNode) -> bool:
    """Whether `function` is what a thread runs, or Python before an object ends: its error ends nothing else."""
    name, cls = getattr(function, "name", ""), module.class_of(function)
    bases = _bases_of(module, cls) if cls is not None else set()
    is_test = bool(bases & {"TestCase", "IsolatedAsyncioTestCase"}) and any(
        name != "main" or any(keyword.arg == "exit" for call in module.calls_by_name["main"] for keyword in call.keywords)
        for name in _RUNNERS & module.calls_by_name.keys()
    )
    return name == "__del__" or (name == "run" and not _APART_CLASSES.isdisjoint(bases)) or is_test


def _called(function: FunctionNode) -> str:
    return getattr(function, "name", "")


def _bases_of(module: Module, cls: ast.ClassDef) -> set[str]:
    """The names of the bases of `cls`, and of theirs."""
    found, left = set[str](), [cls]
    while left:
        new = {first_name(base) for base in left.pop().bases} - found
        found |= new
        left += [item for item in module.classes if item.name in new]
    return found


def _is_of_objects(function: FunctionNode | None) -> bool:
    """Whether calling an object of its class calls `function`."""
    return getattr(function, "name", "") in ("__call__", "construct", "forward")


def _names_of(module: Module, function: FunctionNode) -> set[str]:
    """The names by which `function` may be called."""
    if isinstance(function, ast.Lambda):
        return _holders(module, function)
    names = {function.name}
    cls = module.class_of(function)
    if cls is not None and (_is_of_objects(function) or function.name.startswith("__")):
        names.add(cls.name)
    for decorator in function.decorator_list:
        names |= _received_by(module, first_name(getattr(decorator, "func", decorator)))
    return names


def _holders(module: Module, node: ast.expr) -> set[str]:
    """The names that may hold what `node` gives: what it is assigned to, returned by, or passed to."""
    names: set[str] = set()
    child: ast.AST = node
    while not isinstance(child, ast.stmt):
        parent = module.parents[child]
        if isinstance(parent, ast.Call) and child is not parent.func:
            names |= _received_by(module, first_name(parent.func))
        elif isinstance(parent, ast.arguments):
            names |= {item.arg for item in (*parent.posonlyargs, *parent.args, *parent.kwonlyargs)}
        elif isinstance(parent, ast.NamedExpr):
            names.add(parent.target.id)
        elif isinstance(parent, FUNCTIONS):
            return names | _names_of(module, parent)
        child = parent
    if isinstance(child, ast.Return):
        scope = module.scope_of(child)
        return names | (_names_of(module, scope) if isinstance(scope, FUNCTIONS) else set())
    for target in getattr(child, "targets", None) or [getattr(child, "target", None)]:
        name = name_of(target) if target is not None else None
        if name is not None:
            names.add(name.rpartition(".")[2])
    return names


def _received_by(module: Module, name: str) -> set[str]:
    """The parameters of the file's functions called `name`, and of those within them: what is passed may end up there."""
    found: set[str] = set()
    for function in module.functions:
        scope: ast.AST = function
        while scope is not module.tree and getattr(scope, "name", "") != name:
            scope = module.scope_of(scope)
        if scope is not module.tree:
            found |= {parameter.arg for parameter in parameters(function)}
    return found
