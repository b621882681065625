"""What calls do while statements are followed forwards: functions of the text are followed, others change what they may."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Unknown, Value
from ..index.aliases import OPERATORS
from ..index.bindings import FUNCTIONS
from .arguments import actuals, bind
from .functions import METHODS as PURE_METHODS
from .live import CHANGES, GivesUpError, Run, changed_in_place, containers, set_field
from .objects import WRITTEN, Actuals, Bound, Built, Class, Frame, Function, Instance, Live, Partial
from .operations import Series
from .statements import ReturnedError, follow
from .watched import changing

if TYPE_CHECKING:
    from .questions import Reader

_DEEPEST = 8
_CHANGE_FIRST = frozenset({"setitem", "delitem", "ior", "iadd", "shuffle", "heappush", "heappop", "insort", "dict"})
_TYPES = ("dict.", "list.", "set.", "collections.OrderedDict.")
_OWN = (Function, Class, Partial, Instance)
_RUN = frozenset({"map", "filter", "sorted", "max", "min", "functools.reduce", "exec", "eval"})


def changes_owner(reader: Reader, owner: Value, call: ast.Call, frame: Frame, live: Live) -> tuple[Value] | None:
    """What a method that changes `owner`, what it is called on, returns, in a tuple; None where `call` is none of them."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if isinstance(owner, Unknown) and not isinstance(owner, Built) and (method in CHANGES or method in OPERATORS):
        live.run.lose_all()
    if not isinstance(owner, (list, dict, set)) or isinstance(owner, Series):
        return None
    if method not in CHANGES:
        if method not in PURE_METHODS.get(type(owner), ()):
            live.run.lose([owner])
        return None
    passed = actuals(reader, call, frame)
    if passed.open:
        live.run.lose([owner])
        return (Unknown(f"what {method}() does is undecided"),)
    keywords = {str(actual.name): actual.value for actual in passed.keywords}
    return (changed_in_place(reader, live, owner, method, [actual.value for actual in passed.positional], keywords),)


def of_symbol(name: str, passed: Actuals, call: ast.Call, frame: Frame, live: Live, *, is_known: bool) -> None:
    """What calling the imported or built-in `name` may change. `is_known`: it only computes something of its arguments."""
    run: Run = live.run
    given = [actual.value for actual in (*passed.positional, *passed.keywords)]
    last = name.rpartition(".")[2]
    if name == "setattr" and len(given) == 3 and not passed.open:
        if isinstance(given[1], str):
            set_field(live, given[0], given[1], given[2])
        else:
            run.lose(given)
    elif (last in _CHANGE_FIRST and name != "dict") or (name.startswith(_TYPES) and not is_known):
        run.lose(given)
    elif name in _RUN or not (is_known or name.startswith(("mindspore.", "torch."))):
        if any(isinstance(value, _OWN) for value in given):
            run.lose_names([call])
            run.lose(given)
        is_effect = isinstance(call.func, ast.Name) and isinstance(frame.module.parents[call], ast.Expr)
        if is_effect and last not in ("print",):
            run.lose(given)


def activated(reader: Reader, function: Function, bound: Bound, live: Live, *, is_plain: bool) -> Value:
    """What calling `function` returns; `is_plain`: what its body returns is what the call gives."""
    node, module, run = function.node, function.frame.module, live.run
    if not is_plain or isinstance(node, ast.AsyncFunctionDef):
        if _is_idle(function, bound):
            return Unknown("what is called is not followed")
        raise GivesUpError
    run.depth += 1
    home = Frame(module, node, function.frame, bound, key=(id(node), bound.key))
    inner = Live(home, run)
    frame = Frame(module, node, function.frame, bound, home.key, live=inner)
    _receive(reader, home, inner)
    run.lives.append(inner)
    try:
        if run.depth > _DEEPEST:
            raise GivesUpError
        if isinstance(node, ast.Lambda):
            return reader.evaluate(node.body, frame)
        follow(reader, node.body, frame)
        return None
    except ReturnedError as returned:
        return returned.value
    finally:
        run.lives.pop()
        run.depth -= 1
        if function.receiver is not None:
            _forget_attributes(run)


def _forget_attributes(run: Run) -> None:
    """A method may have stored what it is called on under any name."""
    for live in run.lives:
        for name in live.names:
            if name.startswith("self."):
                live.names[name] = Unknown(f"{name} may be set by what is called")


def _is_idle(function: Function, bound: Bound) -> bool:
    """Whether a call of `function` surely changes no name and no object of the text, whatever it does otherwise."""
    given = [actual.value for actual in (*bound.actuals.positional, *bound.actuals.keywords)]
    if function.receiver is not None or function.frame.live is not None or bound.actuals.open or containers(given):
        return False
    module = function.frame.module
    for item in ast.walk(function.node):
        if isinstance(item, (ast.Attribute, ast.Subscript)) and not isinstance(item.ctx, ast.Load):
            return False
        if isinstance(item, (ast.Global, ast.Nonlocal)) or (isinstance(item, ast.expr) and any(changing(module, item))):
            return False
    return True


def _receive(reader: Reader, home: Frame, live: Live) -> None:
    """The parameters hold what is passed, not copies of it."""
    assert isinstance(home.scope, FUNCTIONS)
    assert home.bound is not None
    received = bind(reader, home, home.bound)
    for name, actual in received.actuals.items():
        if actual.value is not WRITTEN:
            live.names[name] = actual.value
    if received.receiver_name is not None and received.receiver is not None:
        live.names[received.receiver_name] = received.receiver
    if received.vararg is not None and not received.open:
        live.names[received.vararg] = tuple(reader.value_of(actual) for actual in received.rest)
    if received.kwarg is not None and not received.open:
        live.names[received.kwarg] = {str(actual.name): reader.value_of(actual) for actual in received.extra}
