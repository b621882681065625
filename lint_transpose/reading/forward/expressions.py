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
from . import containers, generators, names
from .comprehensions import comprehension
from .containers import run_over, settled
from .heap import Cls, Func, Gen, Machine, Next, Obj, OpenDict, Raised, Scope, Stop, Unsure, runs_own_method, unsure
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
                found = opened(found)
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


def opened(table: dict[Any, Value]) -> OpenDict:
    """A dict to which unknown items were added, which may have taken the place of those that were there."""
    return OpenDict()


def spread_into(m: Machine, found: dict[Any, Value], other: Value, node: ast.AST) -> dict[Any, Value]:
    """`{**found, **other}`."""
    if isinstance(other, Obj):
        raise Stop  # its `keys` are run
    if isinstance(other, OpenDict):
        merged = OpenDict({key: value for key, value in found.items() if key in other.gone})
        merged.update(other)
        if not isinstance(found, OpenDict):
            merged.gone = other.gone - found.keys()
        return merged
    if not isinstance(other, dict) or m.is_tainted(other):
        m.may_raise(node)
        return opened(found)
    found.update(other)
    if isinstance(found, OpenDict):
        found.gone -= found.keys()
    return found


def arithmetic(m: Machine, operator: ast.operator, left: Value, right: Value, node: ast.AST) -> Value:
    """`left <operator> right`."""
    if any(isinstance(side, (Obj, Cls)) for side in (left, right)):
        raise Stop
    if isinstance(operator, ast.BitOr) and isinstance(left, dict):
        if m.is_tainted(left):
            return OpenDict()
        return m.make(spread_into(m, containers.copied(left), right, node), node)
    if m.is_tainted(left) or m.is_tainted(right):
        return unsure("arithmetic with what was changed")
    value = operations.binary(operator, left, right)
    if isinstance(value, Unknown):
        if not any(isinstance(side, Unknown) for side in (left, right)) and not operations.holds_unknown([left, right]):
            if error := operations.error_of(operator, left, right):
                raise Raised(error)
            raise Stop
        m.may_raise(node)
        key = ("arithmetic", type(operator).__name__, _identity(left), _identity(right))
        return unsure(value.reason, kind=value.kind, key=None if None in key else key)
    return m.make(value, node) if isinstance(value, (list, dict)) else value


def _identity(value: Value) -> Any:
    """What tells an operand of a condition from others; None where that cannot be told."""
    if isinstance(value, Unsure):
        return value.identity
    return (type(value).__name__, value) if operations.is_key(value) else None


def _binary(m: Machine, node: ast.BinOp, scope: Scope) -> Value:
    return arithmetic(m, node.op, m.evaluate(node.left, scope), m.evaluate(node.right, scope), node)


def _unary(m: Machine, node: ast.UnaryOp, scope: Scope) -> Value:
    if isinstance(node.op, ast.Not):
        return not m.holds(node.operand, scope)
    operand = m.evaluate(node.operand, scope)
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
        result = _compared(m, operator, left, right, node)
        if index < len(node.ops) - 1 and not m.truth(result, node):
            return result
        left = right
    return result


_OPPOSITES: dict[type[ast.cmpop], ast.cmpop] = {ast.NotEq: ast.Eq(), ast.IsNot: ast.Is(), ast.NotIn: ast.In()}


def _compared(m: Machine, operator: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
    if runs_own_method(left) or runs_own_method(right) or isinstance(right, Gen):
        raise Stop
    positive = _OPPOSITES.get(type(operator))
    if positive is not None:
        result = _compared(m, positive, left, right, node)
        return not result if isinstance(result, bool) else _negated(result)
    if isinstance(operator, (ast.Is, ast.Eq)) and any(isinstance(side, (Obj, Cls, Func)) for side in (left, right)):
        if isinstance(left, Unknown) or isinstance(right, Unknown) or (isinstance(operator, ast.Eq) and left is not right):
            return unsure("a comparison of objects")
        return left is right
    if isinstance(operator, ast.In) and isinstance(right, OpenDict):
        if operations.is_key(left) and (left in right or left in right.gone):
            return left in right
        return unsure("whether a key is there", key=("in", right.serial, _identity(left)))
    if m.is_tainted(left) or m.is_tainted(right):
        return unsure("a comparison with what was changed")
    value = operations.compare(operator, left, right)
    if isinstance(value, Unknown):
        m.may_raise(node)
        key = ("compare", type(operator).__name__, _identity(left), _identity(right))
        return unsure(value.reason, kind=value.kind, key=None if None in key else key)
    return value


def _negated(value: Value) -> Value:
    assert isinstance(value, Unknown)
    key = ("not", value.identity) if isinstance(value, Unsure) else None
    return unsure(value.reason, kind="bool", key=key)


def _conditional(m: Machine, node: ast.IfExp, scope: Scope) -> Value:
    return m.evaluate(node.body if m.holds(node.test, scope) else node.orelse, scope)


def _slice(m: Machine, node: ast.Slice, scope: Scope) -> Value:
    return slice(*(None if part is None else m.evaluate(part, scope) for part in (node.lower, node.upper, node.step)))


def _subscript(m: Machine, node: ast.Subscript, scope: Scope) -> Value:
    owner, index = m.evaluate(node.value, scope), m.evaluate(node.slice, scope)
    if isinstance(owner, (Obj, Cls)) and not (owner.cls.is_tuple if isinstance(owner, Obj) else owner.is_enum):
        raise Stop
    if isinstance(owner, dict) and isinstance(index, Unknown) and not isinstance(owner, OpenDict) and not m.is_tainted(owner):
        return _any_item(m, node, owner)
    value = containers.item(m, owner, index)
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
