"""Who calls a function: the calls of the text, one of which every world chooses, and callers elsewhere."""

from __future__ import annotations

import ast
from collections import defaultdict

from ...layers.call import Value
from ..index.bindings import FUNCTIONS, FunctionNode
from ..index.module import Module
from .arguments import actuals, bind, callers, function_called, has_defaults, is_local, prepend, receives_as_called
from .flow import require_path
from .objects import Bindings, Bound, Class, Frame, Function, Instance, Partial
from .questions import LEAST, Reader
from .worlds import Choice, Meaning


def bindings(reader: Reader, frame: Frame) -> Bindings:
    """What the parameters of the function that `frame` activates are bound to, the caller chosen where it is open."""
    world, key = reader.world, ("bindings", frame.key)
    found: tuple[Bindings, bool] | None = world.memo.get(key)
    if found is None:
        # Set first: a caller whose own arguments lead back here finds nothing known.
        world.memo[key] = bind(reader, frame, Bound(known=False)), True
        world.unfinished.add(key)
        asked = world.asked
        bindings = bind(reader, frame, frame.bound or _choose_caller(reader, frame))
        found = world.memo[key] = bindings, asked != world.asked
        world.unfinished.remove(key)
    elif key in world.unfinished:
        world.passing += 1
    bindings, chosen = found
    world.asked += chosen
    return bindings


def calls_by_function(reader: Reader, name: str, module: Module) -> dict[FunctionNode, list[ast.Call]]:
    """The calls of `module` whose callee ends in `name`, under the function of the text that each surely calls."""
    key = (module, name)
    if key not in reader.callers.called:
        reader.callers.called[key] = None
        found: dict[FunctionNode, list[ast.Call]] = defaultdict(list)
        steps, gives_up = reader.steps, reader.gives_up
        for call in module.calls_by_name.get(name, ()):
            reader.steps, reader.gives_up = LEAST, False
            function = function_called(reader, call, reader.frame_of(call, module))
            if function is not None:
                found[function].append(call)
        reader.steps, reader.gives_up = steps, gives_up
        reader.callers.called[key] = found
    known = reader.callers.called[key]
    if known is None:  # asked for while it is found out
        reader.world.passing += 1
        return {}
    return known


def chosen_caller(reader: Reader, choice: Choice) -> ast.Call | None:
    """The call of the text that `choice` takes for a function's caller, if it takes one."""
    known = reader.callers.asked.get(choice.key, [])
    index = choice.option - (choice.options - len(known))
    return known[index] if 0 <= index < len(known) else None


def _choose_caller(reader: Reader, frame: Frame) -> Bound:
    function = frame.scope
    assert isinstance(function, FUNCTIONS)
    # Of the calls that were known when one was chosen it stays one, whatever is known later.
    known = reader.world.callers.get(frame.key, reader.callers.of.get(function))
    if not receives_as_called(function, frame.module):
        return Bound(known=False)
    if known is None:
        passing = reader.world.passing
        known = callers(reader, function, frame)
        if passing == reader.world.passing:
            reader.callers.of[function] = known
    reader.world.callers[frame.key] = known
    reader.steps -= 2  # what a call passes is worked out anew in each world
    calls = [call for call, _ in known]
    others: list[tuple[Meaning, Bound]] = []
    key = "the only callers"
    if not _is_local(reader, function, frame.module, calls):
        key = "caller"
        others.append((Meaning("elsewhere"), Bound(known=False)))
        if has_defaults(function):
            others.append((Meaning("defaults", _name_of(function, frame.module)), Bound()))
    if not known and len(others) < 2:
        return Bound(known=False)
    reader.callers.asked[key, frame.key] = calls

    def means(option: int) -> Meaning:
        if option < len(others):
            return others[option][0]
        call, caller = known[option - len(others)]
        if caller.module is reader.module:
            return Meaning("caller", value=call.lineno)
        return Meaning("caller elsewhere", caller.module.source.filename, call.lineno)

    option = reader.choose((key, frame.key), len(others) + len(known), means)
    if option < len(others):
        return others[option][1]
    call, caller = known[option - len(others)]
    if not reader.ignores_paths:
        require_path(reader, call, caller)
    caller = reader.inner(call, caller)
    passed = actuals(reader, call, caller)
    callee = reader.evaluate(call.func, caller)
    if isinstance(callee, Partial):
        passed = prepend(callee.actuals, passed)
    return Bound(passed, _receiver(callee), call, key=(id(call), caller.key))


def _is_local(reader: Reader, function: FunctionNode, module: Module, calls: list[ast.Call]) -> bool:
    key = (function, len(calls))
    if key not in reader.callers.local:
        reader.callers.local[key] = is_local(function, module, calls)
    return reader.callers.local[key]


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
