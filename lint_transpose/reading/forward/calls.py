"""Calls: what a callee's parameters receive, functions run, objects built, decorators applied."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Unknown, Value
from ..index.bindings import FunctionNode
from ..index.building import MUTATORS
from ..index.names import names_in
from ..index.packages import keeps_nothing, package
from ..values import arguments, hierarchy
from ..values.arguments import prepend
from ..values.objects import Actual, Actuals
from ..values.operations import is_plain
from . import containers, fields, functional, library, tables
from .heap import (
    Bound,
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
    Scope,
    Stop,
    Wrapped,
    unsure,
)
from .items import run_over, take_each
from .members import is_dict, special_method

_MOST_AGAIN = 2


def passed(m: Machine, *values: Value) -> Actuals:
    """Arguments that the text does not write."""
    frame = m.reader.entry(m.module.tree, m.module)
    nowhere = ast.Constant(None)
    return Actuals(tuple(Actual(nowhere, frame, value=value, here=False) for value in values))


def call(m: Machine, callee: Value, given: Actuals, node: ast.Call) -> Value:
    """What calling `callee` gives, and does."""
    m.step()
    if isinstance(callee, Func):
        return _run(m, callee, given, node)
    if isinstance(callee, Method):
        return m.call(callee.function, prepend(passed(m, callee.receiver), given), node)
    if isinstance(callee, Call):
        return m.call(callee.callee, prepend(callee.actuals, given), node)
    if isinstance(callee, Cls):
        return construct(m, callee, given, node)
    if isinstance(callee, Symbol):
        return library.call(m, callee, given, node)
    if isinstance(callee, Bound):
        return _of_plain(m, callee, given)
    if isinstance(callee, Wrapped):
        return _wrapped(m, callee, given, node)
    if isinstance(callee, Obj):
        return _called(m, callee, given, node)
    if isinstance(callee, Unknown) or (isinstance(callee, Gen) and callee.function.is_manager):  # it is a decorator, too
        return _unknown_call(m, node, [actual.value for actual in (*given.positional, *given.keywords)])
    raise Raised("TypeError")


def _wrapped(m: Machine, callee: Wrapped, given: Actuals, node: ast.Call) -> Value:
    if isinstance(partial := callee.function, Call) and callee.kind == "partialmethod":
        owner = Actuals(given.positional[:1])
        behind = prepend(partial.actuals, Actuals(given.positional[1:], given.keywords, given.open))
        return m.call(partial.callee, prepend(owner, behind), node)
    if callee.kind in fields.GENERATED:
        return fields.run(m, callee, given, node)
    return m.call(callee.function, given, node) if callee.kind == "staticmethod" else unsure("a call that raises")


def _called(m: Machine, callee: Obj, given: Actuals, node: ast.Call) -> Value:
    """What calling an object gives; a cell runs its `construct`."""
    for name in ("__call__", "construct", "forward"):
        for base in callee.cls.order:
            if isinstance(base, Cls) and name in base.members:
                is_special = name == "__call__"
                return m.call(special_method(m, callee, name) if is_special else m.attribute(callee, name), given, node)
    if not all(isinstance(base, Cls) or package(getattr(base, "name", "")) in FRAMEWORKS for base in callee.cls.order):
        return _unknown_call(m, node, [callee, *(actual.value for actual in (*given.positional, *given.keywords))])
    m.may_raise(node)
    return unsure("what a cell computes")


def _of_plain(m: Machine, callee: Bound, given: Actuals) -> Value:
    if given.open:
        m.taint([callee.receiver])
        return unsure(f"what {callee.name}() gives")
    values = [actual.value for actual in given.positional]
    if callee.name in ("extend", "update") and len(values) == 1 and not given.keywords and isinstance(values[0], (Gen, Lazy)):
        take_each(m, values[0], lambda item: containers.method(m, callee.receiver, callee.name, [[item]], {}))
        return None
    if callee.name in ("extend", "update", "join", "fromkeys"):
        values = [run_over(m, value) if isinstance(value, (Gen, Lazy)) else value for value in values]
    elif callee.name != "append" and any(isinstance(value, (Gen, Lazy)) for value in values):
        raise Stop
    if callee.name == "sort" and isinstance(callee.receiver, list) and not values and not m.is_tainted(callee.receiver):
        return _sorted(m, callee.receiver, {str(item.name): item.value for item in given.keywords})
    return containers.method(m, callee.receiver, callee.name, values, {str(item.name): item.value for item in given.keywords})


def _sorted(m: Machine, owner: list[Value], named: Named) -> Value:
    order = functional.in_order(m, owner, named, ast.Call(ast.Name("sort", ast.Load()), [], []))
    m.touch(owner)
    if order is None:
        m.taint([owner])
    else:
        owner[:] = order
    return None


def _run(m: Machine, function: Func, given: Actuals, node: ast.Call) -> Value:
    is_generator = function.node in m.generators
    if isinstance(function.node, ast.AsyncFunctionDef) or is_generator:
        bind(m, function, given)
        made: Gen = m.make(Gen(function, given, node), node)
        if isinstance(function.node, ast.AsyncFunctionDef):
            m.taint([made])
        return made if is_generator and not made.is_over else unsure("a coroutine")
    return activate(m, function, given)


def activate(m: Machine, function: Func, given: Actuals, taker: Callable[[Value], Value] | None = None) -> Value:
    """What the body of `function` returns, run with the arguments."""
    node = function.node
    names = bind(m, function, given)
    first = next(iter(names.values()), None) if node.args.args or node.args.posonlyargs else None
    earlier = m.active_by_choice(node)
    if len(earlier) > _MOST_AGAIN:
        return _unknown_call(m, node, list(names.values()))
    if len(earlier) == _MOST_AGAIN:
        _widen(m, node, names, earlier[-1])
    scope = Scope(node, names, function.scope, function.owner, first, taker=taker)
    if not (m.nonlocals.isdisjoint(m.module.bindings[node]) and m.nonlocals.isdisjoint(names)):
        m.make(names, node)
    m.enter(node, names)
    try:
        if isinstance(node, ast.Lambda):
            return m.evaluate(node.body, scope)
        signal = m.execute(node.body, scope)
    finally:
        scope.is_over = True
        m.leave()
    return signal.value if signal is not None else None


def _widen(m: Machine, node: FunctionNode, names: dict[str, Value], before: Named) -> None:
    """Forget what the parameters of `node` receive, but for objects and what they received `before`: it calls itself as often
    as an unknown decides, and is now followed for all the times that are left.
    """
    m.taint(list(names.values()))
    for name, value in names.items():
        if isinstance(value, dict) and node.args.kwarg is not None and name == node.args.kwarg.arg:
            names[name] = m.make(OpenDict(), node)
        elif value is not before.get(name) and (isinstance(value, Unknown) or is_plain(value)):
            names[name] = unsure(f"parameter {name}", is_input=True)


def _unknown_call(m: Machine, node: ast.AST, given: list[Value]) -> Value:
    m.may_raise(node)
    m.taint(given)
    m.advance()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        m.taint_all()  # its object may be one of those that are known
    return unsure("the result of an unknown function")


def bind(m: Machine, function: Func, given: Actuals) -> dict[str, Value]:
    """What each parameter of `function` receives. Raises Raised where the arguments do not fit."""
    parameters = function.node.args
    positional = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    names = {*(parameter.arg for parameter in parameters.args), *(parameter.arg for parameter in parameters.kwonlyargs)}
    received: dict[str, Value] = dict(zip(positional, (actual.value for actual in given.positional)))
    rest = [actual.value for actual in given.positional[len(positional) :]]
    extra: dict[str, Value] = OpenDict() if given.open else {}
    for actual in given.keywords:
        name = str(actual.name)
        if name in names and name not in received:
            received[name] = actual.value
        elif name in names or parameters.kwarg is None:
            raise Raised("TypeError")
        else:
            extra[name] = actual.value
    if rest and parameters.vararg is None:
        raise Raised("TypeError")
    if isinstance(extra, OpenDict):
        extra.gone = set(names)
    ordered = {name: received[name] for name in positional if name in received}
    for name in (*positional, *(parameter.arg for parameter in parameters.kwonlyargs)):
        if name in received:
            ordered[name] = received[name]
        elif given.open:
            ordered[name] = unsure(f"parameter {name}", key=("parameter", function.node, name, m.ticks), is_input=True)
        elif name in function.defaults:
            ordered[name] = function.defaults[name]
        else:
            raise Raised("TypeError")
    if parameters.vararg is not None:
        ordered[parameters.vararg.arg] = unsure("*args of unknown content", is_input=True) if given.open else tuple(rest)
    if parameters.kwarg is not None:
        ordered[parameters.kwarg.arg] = m.make(extra, function.node)
    return ordered


def construct(m: Machine, cls: Cls, given: Actuals, node: ast.Call) -> Value:
    """The object that calling `cls` makes."""
    if cls.is_enum:
        return _member(m, cls, given)
    if Symbol("typing.TypedDict") in cls.order and not given.positional and not given.open:
        return m.make({str(actual.name): actual.value for actual in given.keywords}, node)
    for base in cls.order:
        if isinstance(base, Unknown):
            m.taint([actual.value for actual in (*given.positional, *given.keywords)])
            return unsure(f"an object of {cls.name}")
        if isinstance(base, Cls) and "__new__" in base.members:
            maker = base.members["__new__"]
            made = m.call(maker.function if isinstance(maker, Wrapped) else maker, prepend(passed(m, cls), given), node)
            if not isinstance(made, Obj) or cls not in made.cls.order:
                return made
            return _initialised(m, made, given, node)
        if isinstance(base, Symbol):
            break
    made = new(m, cls, node)
    if cls.is_tuple:
        fields.fill(m, made, cls, given, node)
        if not any(isinstance(base, Cls) and "__init__" in base.members for base in cls.order):
            return made
    return _initialised(m, made, given, node)


def new(m: Machine, cls: Cls, node: ast.AST) -> Obj:
    made: Obj = m.make(tables.made(cls), cls.node or node)
    m.make(made.attributes, cls.node or node)
    return made


def _member(m: Machine, cls: Cls, given: Actuals) -> Value:
    if given.open:
        return unsure("a member of an enumeration", kind="enum member")
    if len(given.positional) != 1 or given.keywords:
        raise Stop
    wanted = given.positional[0].value
    if isinstance(wanted, Unknown):
        return unsure("a member of an enumeration", kind="enum member")
    members = [member for member in cls.members.values() if isinstance(member, Obj) and member.cls is cls]
    for member in members:
        if member is wanted or member.attributes["value"] == wanted:
            return member
    is_flag = any(isinstance(base, Symbol) and base.name.endswith("Flag") for base in cls.order)
    values = [*cls.members.values(), *(member.attributes["value"] for member in members)]
    if is_flag or any(isinstance(value, Unknown) for value in values):
        return unsure("a member of an enumeration", kind="enum member")
    raise Raised("ValueError")


def _initialised(m: Machine, made: Obj, given: Actuals, node: ast.Call) -> Value:
    for base in made.cls.order:
        if isinstance(base, Symbol):
            if isinstance(made, tables.Table) and is_dict(base):
                tables.fill(m, made, given)
                return made
            if not keeps_nothing(base.name):
                m.taint([made])
            m.call(Symbol(f"{base.name}.__init__"), given, node)
            return made
        if not isinstance(base, Cls):
            m.taint([made])
            return made
        if "__init__" in base.members:
            initializer = base.members["__init__"]
            if m.is_volatile(base.members, "__init__"):
                m.taint([made])
                return made
            m.call(Method(initializer, made), given, node)
            return made
    is_taken = any(isinstance(base, Cls) and "__new__" in base.members for base in made.cls.order)
    if (given.positional or given.keywords) and not is_taken:
        raise Raised("TypeError")
    return made


def decorated(m: Machine, value: Value, decorators: Sequence[Value], node: ast.FunctionDef) -> Value:
    """What a function is after its decorators, the lowest first."""
    for decorator, written in reversed(list(zip(decorators, node.decorator_list))):
        value = m.decorate(decorator, value, written)
    return value


def decorate(m: Machine, decorator: Value, value: Value, written: ast.expr) -> Value:
    """What the decorator makes of `value`."""
    name = next(names_in(getattr(written, "func", written)), "")
    if isinstance(decorator, Symbol) and (known := library.DECORATORS.get(decorator.name)) is not None:
        return known(value)
    if not isinstance(decorator, (Unknown, Symbol)):
        node = ast.copy_location(ast.Call(written, [], []), written)
        return m.call(decorator, passed(m, value), node)
    harmless = arguments.HARMLESS if isinstance(value, Func) else hierarchy.HARMLESS
    if harmless.search(name) and "cache" not in name:  # a cache may give the same object again, without a run of the body
        return value
    m.taint([value])
    return unsure(f"what the decorator {name} makes")
