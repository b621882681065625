"""One function a kind of expression: its value in a scope, with what evaluating it does on the way."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ..index.bindings import FUNCTIONS
from ..values import operations
from ..values.limits import LONGEST
from ..values.worlds import Meaning
from . import generators, names, tables
from .comprehensions import comprehension
from .containers import hashed, settled
from .heap import (
    Cls,
    DefaultDict,
    Func,
    Machine,
    Next,
    Obj,
    OpenDict,
    Raised,
    Scope,
    Stop,
    runs_own_method,
    unsure,
)
from .items import run_over
from .operators import arithmetic, compared, spread_into
from .passing import actuals

_MOST_ITEMS = 64


def _name(m: Machine, node: ast.Name, scope: Scope) -> Value:
    return names.lookup(m, node.id, scope)


def _attribute(m: Machine, node: ast.Attribute, scope: Scope) -> Value:
    return m.attribute(m.evaluate(node.value, scope), node.attr)


def _items(m: Machine, nodes: list[ast.expr], scope: Scope) -> list[Value] | None:
    found: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            items = run_over(m, m.evaluate(node.value, scope))
            if items is None:
                m.may_raise(node)
                return None
            found += items
        else:
            found.append(m.evaluate(node, scope))
        if len(found) > LONGEST:
            raise Stop
    return found


def _tuple(m: Machine, node: ast.Tuple, scope: Scope) -> Value:
    items = _items(m, node.elts, scope)
    return unsure("a spread of an unknown value") if items is None else tuple(items)


def _list(m: Machine, node: ast.List, scope: Scope) -> Value:
    items = _items(m, node.elts, scope)
    return unsure("a spread of an unknown value", kind="list") if items is None else m.make(items, node)


def _set(m: Machine, node: ast.Set, scope: Scope) -> Value:
    items = _items(m, node.elts, scope)
    hashed(m, *items or ())
    if items is None or not all(map(operations.is_key, items)):
        return unsure("a set of unknown values", kind="set")
    return m.make(set(items), node)


def _dict(m: Machine, node: ast.Dict, scope: Scope) -> Value:
    found: dict[Any, Value] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            found = spread_into(m, found, m.evaluate(value, scope), node)
        else:
            known = m.evaluate(key, scope)
            if isinstance(known, Unknown):
                found = OpenDict()  # it may have taken the place of an item that was there
                m.evaluate(value, scope)
            else:
                try:
                    hash(known)
                except TypeError:  # Python raises there
                    raise Stop from None
                found[known] = m.evaluate(value, scope)
        if len(found) > LONGEST:
            raise Stop
    return m.make(found, node)


def _binary(m: Machine, node: ast.BinOp, scope: Scope) -> Value:
    return arithmetic(m, node.op, m.evaluate(node.left, scope), m.evaluate(node.right, scope), node)


def _unary(m: Machine, node: ast.UnaryOp, scope: Scope) -> Value:
    if isinstance(node.op, ast.Not):
        return not m.holds(node.operand, scope)
    operand = m.evaluate(node.operand, scope)
    if isinstance(operand, Obj):
        raise Stop
    m.may_raise(node)
    return settled(operations.unary(node.op, operand))


def _boolean(m: Machine, node: ast.BoolOp, scope: Scope) -> Value:
    wanted = isinstance(node.op, ast.Or)
    value: Value = None
    for index, operand in enumerate(node.values):
        value = m.evaluate(operand, scope)
        if index == len(node.values) - 1 or m.truth(value, operand) is wanted:
            return value
    return value


def _compare(m: Machine, node: ast.Compare, scope: Scope) -> Value:
    left = m.evaluate(node.left, scope)
    result: Value = True
    for index, (operator, operand) in enumerate(zip(node.ops, node.comparators)):
        right = m.evaluate(operand, scope)
        result = compared(m, operator, left, right, node)
        if index < len(node.ops) - 1 and not m.truth(result, node):
            return result
        left = right
    return result


def _conditional(m: Machine, node: ast.IfExp, scope: Scope) -> Value:
    return m.evaluate(node.body if m.holds(node.test, scope) else node.orelse, scope)


def _slice(m: Machine, node: ast.Slice, scope: Scope) -> Value:
    return slice(*(None if part is None else m.evaluate(part, scope) for part in (node.lower, node.upper, node.step)))


def _subscript(m: Machine, node: ast.Subscript, scope: Scope) -> Value:
    owner, index = m.evaluate(node.value, scope), m.evaluate(node.slice, scope)
    if isinstance(owner, Cls) and not owner.is_enum:
        return tables.of_class(m, owner, index)
    if isinstance(owner, DefaultDict) and isinstance(index, Unknown):
        raise Stop
    if type(owner) is dict and isinstance(index, Unknown) and not m.is_tainted(owner):
        return _any_item(m, node, owner)
    value = tables.item(m, owner, index)
    if isinstance(value, Unknown):
        m.may_raise(node)
    return value


def _any_item(m: Machine, node: ast.Subscript, table: dict[Any, Value]) -> Value:
    keys = list(table)
    if not keys or len(keys) > _MOST_ITEMS:
        return unsure("a table under an unknown key")
    text = ast.unparse(node.slice)
    option = m.choose(node, len(keys), lambda option: Meaning("key", text, repr(keys[option])))
    m.may_raise(node)
    return table[keys[option]]


def _joined(m: Machine, node: ast.JoinedStr, scope: Scope) -> Value:
    def evaluated(part: ast.expr) -> Value:
        value = m.evaluate(part, scope)
        if runs_own_method(value):
            raise Stop
        return value

    return settled(operations.f_string(node, evaluated))


def _lambda(m: Machine, node: ast.Lambda, scope: Scope) -> Value:
    return function(m, node, scope)


def function(m: Machine, node: ast.Lambda | ast.FunctionDef, scope: Scope) -> Func:
    """The function that `node` makes in `scope`, with the defaults evaluated."""
    arguments = node.args
    defaults: dict[str, Value] = {}
    positional = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    for name, default in zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults):
        defaults[name] = m.evaluate(default, scope)
    for parameter, kw_default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if kw_default is not None:
            defaults[parameter.arg] = m.evaluate(kw_default, scope)
    made = Func(node, scope, defaults, owner=scope.cls if isinstance(scope.node, ast.ClassDef) else None)
    m.made(made)
    return made


def _named(m: Machine, node: ast.NamedExpr, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope)
    names.bind(m, node.target.id, value, scope, walrus=True)
    return value


def _call(m: Machine, node: ast.Call, scope: Scope) -> Value:
    callee = m.evaluate(node.func, scope)
    if callee == _SUPER and not node.args:
        return _super(scope)
    before = len(m.reaches)
    value = m.call(callee, actuals(m, node, scope), node)
    m.asked(node, callee, before)
    return value


_SUPER = Symbol("builtins.super")


def _super(scope: Scope) -> Value:
    """`super()` in a method, or in a function or comprehension within it."""
    where: Scope | None = scope
    while where is not None:
        if where.cls is not None and isinstance(where.node, FUNCTIONS):
            return Next(where.cls, where.first)
        where = where.outer
    raise Raised("RuntimeError")


def _yield(m: Machine, node: ast.Yield | ast.YieldFrom | ast.Await, scope: Scope) -> Value:
    value = None if node.value is None else m.evaluate(node.value, scope)
    if scope.taker is None or isinstance(node, ast.Await):
        return unsure("what is sent in", is_input=True)
    return generators.delegate(m, value, scope.taker) if isinstance(node, ast.YieldFrom) else scope.taker(value)


HANDLERS: dict[type[ast.expr], Callable[[Machine, Any, Scope], Value]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Await: _yield,
}
