"""What a call passes, and what a function's parameters receive."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ...layers.call import Caller, Unknown
from ..index.bindings import FunctionNode, parameters, positional_parameters
from ..index.module import Module
from ..index.names import first_name, names_in
from .hierarchy import gives_back
from .objects import Actual, Actuals, Bindings, Bound, Class, Frame, Function, Instance, Partial
from .worlds import Infeasible, World

if TYPE_CHECKING:
    from .questions import Reader

_MOST_CALLERS = 1000
_NAMESPACES = frozenset({"locals", "vars", "eval", "exec"})
# Decorators that register, compile or describe a function, by their usual names.
HARMLESS = re.compile(
    r"regist|jit|ms_function|ms_class|method|property|setter|cache|wraps|attr|override|overload|dataclass|typecheck|no_grad"
    r"|final|test|fixture|parametrize",
    re.IGNORECASE,
)


def actuals(reader: Reader, call: ast.Call, frame: Frame) -> Actuals:
    """The arguments of `call`, with `*` and `**` spread out as far as they are known."""
    positional: list[Actual] = []
    undecided = False
    for argument in call.args:
        if isinstance(argument, ast.Starred):
            spread = _spread(reader, argument, frame)
            if spread is None:
                undecided = True
                break
            positional.extend(spread)
        else:
            positional.append(Actual(argument, frame, index=len(positional)))
    keywords: list[Actual] = []
    for keyword in call.keywords:
        if keyword.arg is not None:
            keywords.append(Actual(keyword.value, frame, keyword=keyword, name=keyword.arg))
            continue
        extra = _spread_keywords(reader, keyword.value, frame)
        if extra is None:
            undecided = True
        else:
            keywords.extend(extra)
    return Actuals(tuple(positional), tuple(keywords), undecided, _caller(reader, call, frame))


def _caller(reader: Reader, call: ast.Call, frame: Frame) -> Caller | None:
    """Who passes the `**kwargs` of `call`, where they are those of the function around it and go on as they are."""
    spread = [keyword.value for keyword in call.keywords if keyword.arg is None]
    function = frame.scope
    if len(spread) != 1 or not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return None
    name, kwarg = spread[0], function.args.kwarg
    if kwarg is None or not isinstance(name, ast.Name) or name.id != kwarg.arg:
        return None
    if name.id in frame.module.bindings.get(function, ()):
        return None
    by = reader.bindings(frame).call
    if by is None or by not in frame.module.parents or any(keyword.arg is None for keyword in by.keywords):
        return None
    return Caller(by, frozenset(parameter.arg for parameter in parameters(function)))


def _spread(reader: Reader, argument: ast.Starred, frame: Frame) -> list[Actual] | None:
    name = argument.value
    if isinstance(name, ast.Name) and isinstance(frame.scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        vararg = frame.scope.args.vararg
        if vararg is not None and vararg.arg == name.id and name.id not in frame.module.bindings.get(frame.scope, ()):
            bindings = reader.bindings(frame)
            return None if bindings.open else [_passed_on(actual) for actual in bindings.rest]
    value = reader.evaluate(name, frame)
    if not isinstance(value, (list, tuple)):
        return None
    return [Actual(argument, frame, value=item, here=False) for item in value]


def _spread_keywords(reader: Reader, node: ast.expr, frame: Frame) -> list[Actual] | None:
    if isinstance(node, ast.Name) and isinstance(frame.scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        kwarg = frame.scope.args.kwarg
        if kwarg is not None and kwarg.arg == node.id and node.id not in frame.module.bindings.get(frame.scope, ()):
            bindings = reader.bindings(frame)
            return None if bindings.open else [_passed_on(actual) for actual in bindings.extra]
    value = reader.evaluate(node, frame)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        return None
    return [Actual(node, frame, name=key, value=item, here=False) for key, item in value.items()]


def _passed_on(actual: Actual) -> Actual:
    return Actual(actual.node, actual.frame, name=actual.name, value=actual.value, here=False)


def prepend(first: Actuals, then: Actuals) -> Actuals:
    """The arguments of a call of `functools.partial(callee, *first)` with `then`."""
    names = {actual.name for actual in then.keywords}
    kept = tuple(actual for actual in first.keywords if actual.name not in names)
    # Behind `*sizes` of unknown length nobody knows which parameter the next one is for.
    behind = () if first.open else then.positional
    positional = tuple(
        Actual(actual.node, actual.frame, value=actual.value, here=False) for actual in (*first.positional, *behind)
    )
    return Actuals(positional, (*map(_passed_on, kept), *then.keywords), first.open or then.open, then.caller)


def bind(reader: Reader, frame: Frame, bound: Bound) -> Bindings:
    """Bind the parameters of the function that `frame` activates to what `bound` passes."""
    function = frame.scope
    assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    arguments = function.args
    positional = positional_parameters(function)
    receiver_name, receiver = None, bound.receiver
    if positional and (cls := frame.module.class_of(function)) is not None and not _decorated(function, "staticmethod"):
        receiver_name = positional.pop(0)
        if receiver is None and not frame.module.lent.isdisjoint((getattr(function, "name", ""), "__dict__")):
            receiver = Unknown(f"{receiver_name} may be an object of another class")
        elif receiver is None:
            owner = Class(cls, reader.frame_of(cls, frame.module), exact=False)
            receiver = owner if _decorated(function, "classmethod") else Instance(owner)
    vararg = arguments.vararg.arg if arguments.vararg else None
    kwarg = arguments.kwarg.arg if arguments.kwarg else None
    if not bound.known:
        return Bindings(vararg=vararg, kwarg=kwarg, receiver_name=receiver_name, receiver=receiver)
    passed = bound.actuals
    received = dict(zip(positional, passed.positional))
    names = {parameter.arg for parameter in (*arguments.args, *arguments.kwonlyargs)} - {receiver_name}
    extra = []
    for actual in passed.keywords:
        if actual.name in names:
            received[str(actual.name)] = actual
        else:
            extra.append(actual)
    if not passed.open:
        for name, default in _defaults(arguments):
            if name not in received and frame.outer is not None:
                received[name] = Actual(default, frame.outer, here=False)
    return Bindings(
        received,
        passed.positional[len(positional) :],
        tuple(extra),
        passed.open or bound.call is None,
        vararg,
        kwarg,
        receiver_name,
        receiver,
        bound.call,
    )


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    if arguments.defaults:
        yield from zip(positional[-len(arguments.defaults) :], arguments.defaults)
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if default is not None:
            yield parameter.arg, default


def is_default(actual: Actual, frame: Frame) -> bool:
    """Whether `actual` is the default of a parameter of the function that `frame` activates: the same object at every call."""
    assert isinstance(frame.scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    return any(default is actual.node for _, default in _defaults(frame.scope.args))


def default_of(function: FunctionNode, name: str) -> ast.expr | None:
    """The default of the parameter `name`."""
    return next((default for parameter, default in _defaults(function.args) if parameter == name), None)


def has_defaults(function: FunctionNode) -> bool:
    return any(True for _ in _defaults(function.args))


def _decorated(function: FunctionNode, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in getattr(function, "decorator_list", ()))


def receives_as_called(function: FunctionNode, module: Module) -> bool:
    """Whether `function` surely receives what its callers pass and its own defaults: no decorator comes between."""
    decorators = [*getattr(function, "decorator_list", ())]
    if getattr(function, "name", "") == "__init__" and (cls := module.class_of(function)) is not None:
        decorators += cls.decorator_list
    named = [(node, first_name(getattr(node, "func", node))) for node in decorators]
    return all(HARMLESS.search(name) and (not module.defines(name) or gives_back(module, node)) for node, name in named)


def callers(reader: Reader, function: FunctionNode, frame: Frame) -> list[tuple[ast.Call, Frame]]:
    """The calls of `function` in its own file, each with the activation it stands in. Bounded."""
    known: dict[ast.Call, None] = {}
    for name in sorted(_called_names(function, frame)):
        known.update(dict.fromkeys(reader.calls_by_function(name, frame.module).get(function, ())))
    found = [call for call in islice(known, _MOST_CALLERS) if not _stands_within(call, function, frame)]
    found.sort(key=lambda call: (call.lineno, call.col_offset))
    return [(call, reader.frame_of(call, frame.module)) for call in found]


def is_local(function: FunctionNode, module: Module, known: Collection[ast.Call]) -> bool:
    """Whether `known` are all the calls of `function` that there can be: it is made in another function, whose text does
    nothing with its name but call it.
    """
    scope = module.scope_of(function)
    if isinstance(function, ast.Lambda):
        statement = module.parents[function]
        target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
        name = target.id if isinstance(target, ast.Name) else ""
    else:
        name = "" if function.decorator_list else function.name
    is_plain = isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) and name not in module.foreign
    if not name or not is_plain or len(module.bindings[scope].get(name, ())) != 1:
        return False
    for node in ast.walk(scope):
        if isinstance(node, ast.Name) and node.id in _NAMESPACES:
            return False
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            call = module.parents[node]
            if not (isinstance(call, ast.Call) and call.func is node and call in known):
                return False
    return True


def _called_names(function: FunctionNode, frame: Frame) -> set[str]:
    """The last parts of the names by which `function` may be called."""
    module = frame.module
    if isinstance(function, ast.Lambda):
        targets = getattr(module.statement_of(function), "targets", ())
        return module.passed_on.reachable(name for target in targets for name in islice(names_in(target), 1))
    cls = module.class_of(function)
    if cls is None or function.name != "__init__":
        return module.passed_on.reachable([function.name])
    return module.passed_on.reachable([cls.name]) | {"__init__"}


def _stands_within(call: ast.Call, function: FunctionNode, frame: Frame) -> bool:
    scope = frame.module.scope_of(call)
    while scope is not frame.module.tree:
        if scope is function:
            return True
        scope = frame.module.scope_of(scope)
    return False


def function_called(reader: Reader, call: ast.Call, caller: Frame) -> FunctionNode | None:
    """The function that `call` surely calls; looked at in a world of its own, so that no choice of this world is touched."""
    world, reader.world = reader.world, World()
    try:
        callee = reader.evaluate(call.func, caller)
        if isinstance(callee, Partial):
            callee = callee.callee
        if isinstance(callee, Class):
            callee = reader.initializer(callee)
        return callee.node if isinstance(callee, Function) else None
    except Infeasible:
        return None
    finally:
        reader.world = world
