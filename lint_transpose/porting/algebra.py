"""Numbers that are known by their expressions only, in a form in which equal ones are the same.

`sum_of` turns `2 * (k - 1) + 1` and `k + k - 1` into the same Sum: whole numbers, times products of what is not looked into
(names, attributes, quotients rounded down). Two Sums that are the same are equal for all values of those names.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from ..record.dataclasses import dataclass

_MOST_TERMS = 64
_LARGEST = 1 << 64
_DEEPEST = 30
_FUNCTIONS = ("min", "max", "abs", "int", "len", "bool", "tuple")

Product = tuple[str, ...]
"""What is multiplied, sorted; empty for a plain number."""

Resolve = Callable[[ast.expr], "ast.expr | str | None"]
"""What a name or an attribute stands for: an expression, itself under the name that is returned, or nothing that is known."""


class UnfitError(Exception):
    """An expression that is no whole number, or too large to be looked into."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of products, each with its factor; those with the factor 0 are left out."""

    terms: frozenset[tuple[Product, int]]

    @property
    def value(self) -> int | None:
        """The number that it is, where nothing but numbers is in it."""
        if not self.terms:
            return 0
        ((product, factor), *rest) = self.terms
        return factor if not rest and not product else None

    def __str__(self) -> str:
        """An expression with the same value."""
        return " + ".join("*".join((str(factor), *product)) for product, factor in sorted(self.terms)) or "0"


def number(value: int) -> Sum:
    return _made([((), value)])


def atom(name: str) -> Sum:
    return _made([((name,), 1)])


def plus(one: Sum, other: Sum, sign: int = 1) -> Sum:
    return _made([*one.terms, *((product, sign * factor) for product, factor in other.terms)])


def times(one: Sum, other: Sum) -> Sum:
    if len(one.terms) * len(other.terms) > _MOST_TERMS:
        raise UnfitError
    return _made((tuple(sorted(a + b)), m * n) for a, m in one.terms for b, n in other.terms)


def quotient(one: Sum, other: Sum) -> Sum:
    """`one // other`: what `other`, a number, divides is taken out, so that `(k + 2) // 2` is `k // 2 + 1`."""
    divisor = other.value
    if divisor == 0:
        raise UnfitError
    if divisor is None or divisor < 0:
        return number(1) if one == other else atom(f"(({one}) // ({other}))")
    whole = _made((product, factor // divisor) for product, factor in one.terms)
    rest = _made((product, factor % divisor) for product, factor in one.terms)
    if rest.value is not None:  # below the divisor
        return whole
    return plus(whole, atom(f"(({rest}) // {divisor})"))


def sum_of(node: ast.expr, resolve: Resolve, depth: int = 0) -> Sum:
    """Raises UnfitError where the expression is no whole number as far as its operators tell, or is too large."""
    if depth > _DEEPEST:
        raise UnfitError
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return number(int(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        operand = sum_of(node.operand, resolve, depth + 1)
        return operand if isinstance(node.op, ast.UAdd) else times(number(-1), operand)
    if isinstance(node, ast.BinOp):
        return _operation(node.op, sum_of(node.left, resolve, depth + 1), sum_of(node.right, resolve, depth + 1))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords:
        items = [sum_of(item, resolve, depth + 1) for item in node.args]
        return atom(f"{node.func.id}({', '.join(map(str, items))})")
    if isinstance(node, ast.IfExp):
        test, body, orelse = (sum_of(item, resolve, depth + 1) for item in (node.test, node.body, node.orelse))
        return atom(f"({body} if {test} else {orelse})")
    if isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        return atom(_truth(node, resolve, depth + 1))
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        found = resolve(node)
        if isinstance(found, str):
            return atom(found)
        if found is not None:
            return sum_of(found, resolve, depth + 1)
    raise UnfitError


def _operation(operator: ast.operator, left: Sum, right: Sum) -> Sum:
    if isinstance(operator, (ast.Add, ast.Sub)):
        return plus(left, right, 1 if isinstance(operator, ast.Add) else -1)
    if isinstance(operator, ast.Mult):
        return times(left, right)
    if isinstance(operator, ast.FloorDiv):
        return quotient(left, right)
    if isinstance(operator, ast.Mod):
        return plus(left, times(right, quotient(left, right)), -1)
    raise UnfitError


def _truth(node: ast.expr, resolve: Resolve, depth: int) -> str:
    """A condition in which the numbers are Sums; what else it asks for counts by its text."""

    def text(item: ast.expr) -> str:
        try:
            return str(sum_of(item, resolve, depth))
        except UnfitError:
            if isinstance(item, ast.Constant):
                return repr(item.value)
            raise

    if isinstance(node, ast.Compare):
        operators = " ".join(type(operator).__name__ for operator in node.ops)
        return f"{operators}({', '.join(map(text, [node.left, *node.comparators]))})"
    if isinstance(node, ast.BoolOp):
        return f"{type(node.op).__name__}({', '.join(map(text, node.values))})"
    assert isinstance(node, ast.UnaryOp)
    return f"{type(node.op).__name__}({text(node.operand)})"


def _made(terms: Iterable[tuple[Product, int]]) -> Sum:
    found: dict[Product, int] = {}
    for product, factor in terms:
        found[product] = found.get(product, 0) + factor
    kept = frozenset((product, factor) for product, factor in found.items() if factor)
    if len(kept) > _MOST_TERMS or any(abs(factor) > _LARGEST or len(product) > _MOST_TERMS for product, factor in kept):
        raise UnfitError
    return Sum(kept)
