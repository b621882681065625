"""Sums of terms: `stride // 2 + stride % 2 - stride % 2` is `stride // 2`, and `s - 1 <= 1` is `s <= 2`.

Only what is written is added up: `k * 2 // 2` stays as it is, in its own words and order, for it is printed. The sums of
`algebra` are compared and not printed: they follow names and work out products, so that nothing of the wording is left.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterator

from ..record.dataclasses import dataclass

_MOST = 12
_LONGEST = 1000
_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of integers: how often each summand is in it, by its text, and a constant."""

    summands: tuple[tuple[str, int], ...]
    constant: int

    def __str__(self) -> str:
        parts = [*self.summands, *([("", self.constant)] if self.constant or not self.summands else [])]
        parts.sort(key=lambda part: part[1] < 0)  # what is added first, so that the text begins with no minus
        text = "".join(f" {'-' if count < 0 else '+'} {_times(abs(count), summand)}" for summand, count in parts)
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"

    def minus(self, other: Sum) -> Sum:
        return _collected(
            [*self.summands, *((text, -count) for text, count in other.summands)], self.constant - other.constant
        )

    def plus(self, other: Sum) -> Sum:
        return _collected([*self.summands, *other.summands], self.constant + other.constant)


def sum_of(text: str) -> Sum | None:
    """The sum that an expression on one line is; None where it has too many parts to be looked at."""
    parts = list(_summands(ast.parse(f"({text}\n)", mode="eval").body, 1))
    if len(parts) > _MOST:
        return None
    constant = sum(count * node.value for node, count in parts if _is_int(node))  # type: ignore[attr-defined]
    own = f"({text}\n)"
    named = [(ast.get_source_segment(own, node) or "", count) for node, count in parts if not _is_int(node)]
    return None if any("\n" in segment or not segment for segment, _ in named) else _collected(named, constant)


def simplified(a: str, sign: str, b: str) -> str | None:
    """The sum or difference of two expressions, where adding them up makes it shorter; else None."""
    left, right = sum_of(a), sum_of(b)
    if left is None or right is None:
        return None
    both = left.plus(right) if sign == "+" else left.minus(right)
    is_shorter = len(both.summands) < len(left.summands) + len(right.summands)
    return str(both) if is_shorter or (left.constant and right.constant) else None


def comparison(a: str, sign: str, b: str) -> tuple[str, str] | None:
    """Both sides of a comparison of integers without what they have in common; None where that is nothing."""
    left, right = sum_of(a), sum_of(b)
    if left is None or right is None:
        return None
    common = {text for text, count in left.summands for other, times in right.summands if text == other and count * times > 0}
    if not common and not (left.constant and right.constant) and (left.summands or not left.constant):
        return None
    rest = right.minus(left)
    lower = tuple((text, -count) for text, count in rest.summands if count < 0)
    upper = tuple((text, count) for text, count in rest.summands if count > 0)
    # The constant goes where it is added.
    low, high = max(-rest.constant, 0), max(rest.constant, 0)
    return str(Sum(lower, low)), str(Sum(upper, high))


def _summands(node: ast.expr, count: int) -> Iterator[tuple[ast.expr, int]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        yield from _summands(node.left, count)
        yield from _summands(node.right, -count if isinstance(node.op, ast.Sub) else count)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from _summands(node.operand, -count)
    else:
        yield node, count


def _is_int(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _collected(parts: list[tuple[str, int]], constant: int) -> Sum:
    counts: dict[str, int] = {}
    for text, count in parts:
        counts[text] = counts.get(text, 0) + count
    return Sum(tuple((text, count) for text, count in counts.items() if count), constant)


def is_never_negative(text: str, known: Collection[str]) -> bool:
    """Whether an expression of what is `known` not to be negative is not either."""
    node = ast.parse(f"({text}\n)", mode="eval").body
    return _never_negative(node, known) or _is_above_zero_everywhere(node, known)


def _is_above_zero_everywhere(node: ast.expr, known: Collection[str]) -> bool:
    """The same for one name: in steps of all divisors' product such an expression grows by the same amount."""
    names = {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
    period = _period(node)
    if len(names) != 1 or not names <= set(known) or not 0 < period <= _LONGEST:
        return False
    values = [_value(node, number) for number in range(period + 1)]
    return min(values) >= 0 and values[-1] >= values[0]


def _value(node: ast.expr, number: int) -> int:
    """What an expression with a period comes to where its name is `number`."""
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, number)
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left, number), _value(node.right, number))
    return int(node.value) if isinstance(node, ast.Constant) else number  # type: ignore[arg-type]


def _period(node: ast.expr) -> int:
    """The product of all divisors; 0 for what is not made of sums, multiples, quotients and remainders by numbers."""
    if isinstance(node, ast.Name) or _is_int(node):
        return 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _period(node.operand)
    if not isinstance(node, ast.BinOp):
        return 0
    if isinstance(node.op, (ast.FloorDiv, ast.Mod)):
        divisor = node.right.value if _is_int(node.right) else 0  # type: ignore[attr-defined]
        return _period(node.left) * divisor if 0 < divisor <= _LONGEST else 0
    is_multiple = isinstance(node.op, ast.Mult) and (_is_int(node.left) or _is_int(node.right))
    is_sum = isinstance(node.op, (ast.Add, ast.Sub))
    return _period(node.left) * _period(node.right) if is_sum or is_multiple else 0


def _never_negative(node: ast.expr, known: Collection[str]) -> bool:
    if ast.unparse(node) in known:
        return True
    if _is_int(node):
        return bool(node.value >= 0)  # type: ignore[attr-defined]
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.Mod):
        return _is_int(node.right) and _never_negative(node.right, known)
    return isinstance(node.op, (ast.Add, ast.Mult, ast.FloorDiv)) and all(
        _never_negative(side, known) for side in (node.left, node.right)
    )


def _times(count: int, summand: str) -> str:
    if not summand:
        return str(count)
    operand = ast.parse(f"({summand}\n)", mode="eval").body
    is_atom = isinstance(operand, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
    is_product = isinstance(operand, ast.BinOp) and isinstance(operand.op, (ast.Mult, ast.FloorDiv, ast.Mod, ast.Pow))
    if count == 1:
        return summand if is_atom or is_product else f"({summand})"
    return f"{count} * {summand if is_atom else f'({summand})'}"
