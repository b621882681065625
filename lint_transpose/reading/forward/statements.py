"""One function a kind of statement: what it does in a scope, and how it leaves the block around it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ..index.specials import OPERATORS
from . import blocks, classes, containers, generators, matching, members, names, tables
from .calls import decorated
from .expressions import function
from .heap import Cls, Gen, Lazy, Leave, Machine, Obj, Raised, Scope, Signal, Stop, unsure
from .items import iterator, pulled, run_over, take_each
from .operators import arithmetic
from .passing import actuals

_MOST_PASSES = 200
_MOST_OPEN_PASSES = 1  # more halve channels to nothing, as no program does


def _nothing(m: Machine, node: ast.stmt, scope: Scope) -> Signal:
    return None


def _expression(m: Machine, node: ast.Expr, scope: Scope) -> Signal:
    if not isinstance(node.value, ast.Constant):
        m.evaluate(node.value, scope)
    return None


def _assign(m: Machine, node: ast.Assign, scope: Scope) -> Signal:
    value = m.evaluate(node.value, scope)
    for target in node.targets:
        names.assign(m, target, value, scope)
    return None


def _annotated(m: Machine, node: ast.AnnAssign, scope: Scope) -> Signal:
    if node.value is not None:
        names.assign(m, node.target, m.evaluate(node.value, scope), scope)
    return None


def _augmented(m: Machine, node: ast.AugAssign, scope: Scope) -> Signal:
    target = node.target
    if isinstance(target, ast.Name):
        before = names.lookup(m, target.id, scope)
    elif isinstance(target, ast.Attribute):
        owner = m.evaluate(target.value, scope)
        before = m.attribute(owner, target.attr)
    else:
        owner, index = m.evaluate(target.value, scope), m.evaluate(target.slice, scope)
        before = tables.item(m, owner, index)
    after = _changed(m, node, before, m.evaluate(node.value, scope))
    if isinstance(target, ast.Name):
        names.bind(m, target.id, after, scope)
    elif isinstance(target, ast.Attribute):
        m.store(owner, target.attr, after)
    else:
        tables.store_item(m, owner, index, after)
    return None


def _changed(m: Machine, node: ast.AugAssign, before: Value, value: Value) -> Value:
    """What `before <operator>= value` leaves in the target: a list or dict is changed in place."""
    if isinstance(before, list) and isinstance(node.op, ast.Add) and not m.is_tainted(before):
        m.touch(before)
        if isinstance(value, (Gen, Lazy)):
            take_each(m, value, lambda item: containers.method(m, before, "append", [item], {}))
            return before
        items = run_over(m, value)
        if items is None:
            m.taint([before])
        else:
            before.extend(items)
        return before
    if isinstance(before, dict) and isinstance(node.op, ast.BitOr) and not m.is_tainted(before):
        containers.method(m, before, "update", [value], {})
        return before
    if isinstance(before, (list, dict, set)):
        m.taint([before])
        return before
    if isinstance(before, Obj) and _writes(before, f"__i{OPERATORS[type(node.op)]}__"):
        return members.special(m, before, f"__i{OPERATORS[type(node.op)]}__", value)
    if isinstance(before, Unknown) and isinstance(value, (list, dict, set)):
        m.taint_all()  # it may be one of those that are known
    return arithmetic(m, node.op, before, value, node)


def _writes(owner: Obj, name: str) -> bool:
    """Whether a class of the text gives `owner` the method `name`, or another class may."""
    return any(not isinstance(base, Cls) or name in base.members for base in owner.cls.order)


def _delete(m: Machine, node: ast.Delete, scope: Scope) -> Signal:
    for target in node.targets:
        if m.given_away:  # a finalizer may be run
            m.advance()
        if isinstance(target, ast.Name):
            names.unbind(m, target.id, scope)
        elif isinstance(target, ast.Subscript):
            tables.delete_item(m, m.evaluate(target.value, scope), m.evaluate(target.slice, scope))
        elif isinstance(target, ast.Attribute) and isinstance(owner := m.evaluate(target.value, scope), (Obj, Cls)):
            held = owner.attributes if isinstance(owner, Obj) else owner.members
            is_custom = isinstance(owner, Obj) and members.is_custom(m, owner, "__delattr__", "__slots__")
            if is_custom or m.is_tainted(held) or m.is_volatile(held, target.attr):
                raise Stop
            if target.attr not in held:
                raise Raised("AttributeError")
            m.touch(held, target.attr)
            del held[target.attr]
        else:
            raise Stop
    return None


def _return(m: Machine, node: ast.Return, scope: Scope) -> Signal:
    return Leave("return", None if node.value is None else m.evaluate(node.value, scope))


def _break(m: Machine, node: ast.Break, scope: Scope) -> Signal:
    return Leave("break")


def _continue(m: Machine, node: ast.Continue, scope: Scope) -> Signal:
    return Leave("continue")


def _raise(m: Machine, node: ast.Raise, scope: Scope) -> Signal:
    if node.exc is None:
        raise blocks.Again
    target = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    value = m.evaluate(target, scope)
    written = node.exc if isinstance(node.exc, ast.Call) else ast.copy_location(ast.Call(target, [], []), target)
    given = actuals(m, written, scope)
    if not isinstance(value, Symbol) and (written is node.exc or isinstance(value, Cls)):
        m.call(value, given, written)
    if node.cause is not None:
        m.evaluate(node.cause, scope)
    name = value.name.removeprefix("builtins.") if isinstance(value, Symbol) else ""
    raise Raised(name if isinstance(getattr(builtins, name, None), type) else "", value)


def _assert(m: Machine, node: ast.Assert, scope: Scope) -> Signal:
    if not m.holds(node.test, scope):
        if node.msg is not None:
            m.evaluate(node.msg, scope)
        raise Raised("AssertionError")
    return None


def _if(m: Machine, node: ast.If, scope: Scope) -> Signal:
    return m.execute(node.body if m.holds(node.test, scope) else node.orelse, scope)


def _for(m: Machine, node: ast.For, scope: Scope) -> Signal:
    iterable = iterator(m, m.evaluate(node.iter, scope))
    if isinstance(iterable, Gen):
        return generators.loop(m, node, iterable, scope)
    items = pulled(m, iterable)
    if items is None or (isinstance(iterable, list) and len(iterable) > _MOST_PASSES):
        raise Stop
    for count, item in enumerate(items):
        m.step()
        if count > _MOST_PASSES:
            raise Stop
        names.assign(m, node.target, item, scope)
        signal = m.execute(node.body, scope)
        if signal is not None and signal.kind == "return":
            return signal
        if signal is not None and signal.kind == "break":
            return None
    return m.execute(node.orelse, scope)


def _while(m: Machine, node: ast.While, scope: Scope) -> Signal:
    open_passes = 0
    for _ in range(_MOST_PASSES):
        m.step()
        before = len(m.reader.world.choices)
        if not m.holds(node.test, scope):
            return m.execute(node.orelse, scope)
        signal = m.execute(node.body, scope)
        open_passes += len(m.reader.world.choices) > before
        if open_passes > _MOST_OPEN_PASSES:
            raise Stop
        if signal is not None and signal.kind == "return":
            return signal
        if signal is not None and signal.kind == "break":
            return None
    raise Stop


def _import(m: Machine, node: ast.Import, scope: Scope) -> Signal:
    for alias in node.names:
        m.may_raise(node)
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        names.bind(m, alias.asname or name, _imported(m, name), scope)
    return None


def _import_from(m: Machine, node: ast.ImportFrom, scope: Scope) -> Signal:
    package = "." * node.level + (node.module or "")
    m.may_raise(node)
    for alias in node.names:
        if alias.name == "*":
            for name, value in list(scope.names.items()):
                if not isinstance(value, Symbol):
                    names.bind(m, name, unsure("what may come from a star import"), scope)
            continue
        whole = f"{package}{'' if package.endswith('.') else '.'}{alias.name}"
        names.bind(m, alias.asname or alias.name, _imported(m, whole), scope)
    return None


def _imported(m: Machine, name: str) -> Value:
    value = m.reader.imported(name, m.module)
    if isinstance(value, Unknown):
        return unsure(value.reason, key=("import", name))
    if isinstance(value, (Symbol, str, bool)) or type(value).__name__ == "VersionNumber":
        return value
    return unsure(f"{name} of another module", key=("import", name))


def _function(m: Machine, node: ast.FunctionDef, scope: Scope) -> Signal:
    decorators = [m.evaluate(decorator, scope) for decorator in node.decorator_list]
    names.bind(m, node.name, decorated(m, function(m, node, scope), decorators, node), scope)
    return None


def _class(m: Machine, node: ast.ClassDef, scope: Scope) -> Signal:
    names.bind(m, node.name, classes.define(m, node, scope), scope)
    return None


HANDLERS: dict[type[ast.stmt], Callable[[Machine, Any, Scope], Signal]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Try: blocks.try_,
    **({ast.TryStar: blocks.try_} if hasattr(ast, "TryStar") else {}),
    ast.With: blocks.with_,
    ast.Match: matching.match,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Pass: _nothing,
    ast.Global: _nothing,
    ast.Nonlocal: _nothing,
}
