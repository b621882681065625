"""What identifies a condition: one that is asked twice holds twice, and `x == 1` and `x == 2` never hold together."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import NamedTuple

from ..index.bindings import FUNCTIONS, ScopeNode, binds
from ..index.module import Module
from .objects import Frame

_STABLE_TESTS = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Compare,
    ast.cmpop,
    ast.expr_context,
    ast.UnaryOp,
    ast.unaryop,
    ast.BinOp,
    ast.operator,
    ast.Subscript,
    ast.Tuple,
    ast.List,
)
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.NotEq: ast.Eq, ast.IsNot: ast.Is, ast.NotIn: ast.In}
_LARGEST_TEST = 50


class Condition(NamedTuple):
    """What a test asks: whether the condition `key` holds, or, `negated`, that it does not.

    `subject` and `value` stand for the two sides where the condition is `subject == value`, a constant.
    """

    key: Hashable
    negated: bool = False
    subject: Hashable = None
    value: Hashable = None


def condition(test: ast.expr, frame: Frame) -> Condition:
    """The condition that `test`, evaluated in `frame`, asks for: known by its text, unless its names change."""
    names = _names(test, frame.module)
    if names is None:
        return Condition((id(test), frame.key))
    while frame.outer is not None and not any(_is_bound(name, frame) for name in names):
        frame = frame.outer
    if any(_is_rebound(name, frame) for name in names):
        return Condition((id(test), frame.key))
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return Condition((_dump(test, frame.module), frame.key))
    operator, left, right = type(test.ops[0]), _dump(test.left, frame.module), test.comparators[0]
    positive = _OPPOSITES.get(operator, operator)
    key = (left, positive, _dump(right, frame.module), frame.key)
    if positive is ast.Eq and isinstance(right, ast.Constant):
        return Condition(key, operator is not positive, (left, frame.key), right.value)
    return Condition(key, operator is not positive)


def _dump(node: ast.expr, module: Module) -> str:
    """What is the same for the same text. It is asked for in each world anew."""
    known = module.dumps.get(node)
    if known is None:
        known = module.dumps[node] = ast.dump(node)
    return known


def _names(test: ast.expr, module: Module) -> frozenset[str] | None:
    """The names that `test` reads, attributes as "self.x"; None where the same text may mean another thing each time."""
    if test not in module.conditions:
        module.conditions[test] = _stable_names(test) if module.is_steady(test) else None
    return module.conditions[test]


def _stable_names(test: ast.expr) -> frozenset[str] | None:
    found = set()
    for size, node in enumerate(ast.walk(test)):
        if size > _LARGEST_TEST or not isinstance(node, _STABLE_TESTS):
            return None
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(f"self.{node.attr}")
    return frozenset(found)


def _is_bound(name: str, frame: Frame) -> bool:
    """Whether the scope of `frame` binds `name` itself, in a way that its conditions may hang on."""
    return name in frame.module.bindings.get(frame.scope, ()) or _is_parameter(name, frame.scope)


def _is_rebound(name: str, frame: Frame) -> bool:
    places = frame.module.bindings.get(frame.scope, {}).get(name, ())
    is_set_again = len(places) + _is_parameter(name, frame.scope) > 1
    return is_set_again or frame.module.is_changed_by_calls(name, frame.scope)


def _is_parameter(name: str, scope: ScopeNode) -> bool:
    return isinstance(scope, FUNCTIONS) and binds(scope, name)
