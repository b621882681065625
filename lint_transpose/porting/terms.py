"""Numbers that may be known by their text alone, and arithmetic with them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ..editing.edits import operand
from ..record.dataclasses import dataclass
from .sums import comparison, is_never_negative, simplified

_PRODUCTS = (ast.Mult, ast.FloorDiv, ast.Mod, ast.Pow)
_SUMS = (ast.Add, ast.Sub, *_PRODUCTS)
_OF_NUMBERS = (ast.Sub, ast.FloorDiv, ast.Mod, ast.Pow)


@dataclass(frozen=True, slots=True)
class Term:
    """A number as an expression. `value` where it is known; `named`: the text is more than that value.

    `undecided`: the text may be that of a tuple, as far as one sees.
    """

    text: str
    value: int | None = None
    named: bool = True
    undecided: bool = False

    def __bool__(self) -> bool:
        """Whether it may be anything but 0."""
        return self.value != 0 or self.named

    def __str__(self) -> str:
        return self.text


def number(value: int) -> Term:
    return Term(str(value), value, named=False)


ZERO = number(0)
ONE = number(1)


def plus(a: Term, b: Term) -> Term:
    return _combined(a, "+", b, _sum(a.value, b.value))


def minus(a: Term, b: Term) -> Term:
    if a.text == b.text:
        return ZERO
    return _combined(a, "-", b, _sum(a.value, None if b.value is None else -b.value))


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def times(a: Term, b: Term) -> Term:
    if not a.named and not b.named and a.value is not None and b.value is not None:
        return number(a.value * b.value)
    if ZERO in (a, b):
        return ZERO
    if ONE in (a, b):
        return b if a == ONE else a
    return Term(f"{operand(a.text)} * {operand(b.text)}")


def _combined(a: Term, sign: str, b: Term, value: int | None) -> Term:
    if not a.named and not b.named and value is not None:
        return number(value)
    if not b:
        return a
    if not a and sign == "+":
        return b
    if (shorter := simplified(a.text, sign, b.text)) is not None:
        return number(int(shorter)) if shorter.lstrip("-").isdigit() else Term(shorter, value)
    return Term(f"{_operand(a.text, _SUMS)} {sign} {_operand(b.text, _SUMS if sign == '+' else _PRODUCTS)}", value)


def compared(a: Term, sign: str, b: Term, known: Collection[str] = ()) -> str:
    """The text of a comparison, "" where it always holds; `known` are not negative.

    Raises ValueError where it never holds.
    """
    left, right = a.text, b.text
    if sign in ("<=", "<") and (sides := comparison(left, sign, right)) is not None:
        left, right = sides
        if left.isdigit() and right.isdigit():
            if not (int(left) <= int(right) if sign == "<=" else int(left) < int(right)):
                raise ValueError(f"{left} {sign} {right}")
            return ""
        if left == "0" and sign == "<=" and is_never_negative(right, known):
            return ""
    if sign == "<=" and is_never_negative(f"({right}) - ({left})", known):
        return ""
    return f"{_operand(left, _SUMS)} {sign} {_operand(right, _SUMS)}"


def is_predecessor(a: Term, b: Term) -> bool:
    """Whether `a` is written as `b - 1`."""
    return ast.dump(ast.parse(f"({a.text}\n)")) == ast.dump(ast.parse(f"({operand(b.text)} - 1\n)"))


def _operand(text: str, bare: tuple[type[ast.operator], ...]) -> str:
    """`text` in parentheses unless it is an atom or an operation that binds tightly enough."""
    expression = ast.parse(f"({text}\n)", mode="eval").body
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, bare) and text.isprintable() and "#" not in text:
        return text
    return operand(text)


def is_number(node: ast.expr, known: Collection[str] = ()) -> bool:
    """Whether `node`, if it can be evaluated at all, is a number and no tuple: by its operators, and the `known` numbers."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, (ast.USub, ast.UAdd))
    if isinstance(node, ast.BinOp):
        # Tuples know + among themselves, and * with a number.
        sides = [is_number(side, known) for side in (node.left, node.right)]
        if isinstance(node.op, (ast.Add, ast.Mult)):
            return any(sides) if isinstance(node.op, ast.Add) else all(sides)
        return isinstance(node.op, _OF_NUMBERS)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("int", "len", "round")
    if isinstance(node, ast.IfExp):
        return is_number(node.body, known) and is_number(node.orelse, known)
    return isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in known


def numbers_in(node: ast.expr) -> Iterator[str]:
    """The names that an expression calculates with as no tuple could be calculated with."""
    if isinstance(node, (ast.Tuple, ast.List)):
        for item in node.elts:
            yield from numbers_in(item)
    elif isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        is_sum = isinstance(node.op, ast.Add) and any(map(is_number, sides))
        for side in sides:
            if isinstance(side, (ast.Name, ast.Attribute)) and (is_sum or isinstance(node.op, _OF_NUMBERS)):
                yield ast.unparse(side)
            yield from numbers_in(side)


def mentions_names(node: ast.expr) -> bool:
    return any(isinstance(item, (ast.Name, ast.Attribute, ast.Call)) for item in ast.walk(node))
