"""How large a value may grow. The text is data: what it would compute is bounded before it is computed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from ...layers.call import Value

LARGEST = 2**63
"""The largest int by amount."""
LONGEST = 1000
"""The most items or characters of what an operation makes."""
HEAVIEST = 50_000
"""The most items and characters that a value holds, with all that its items hold. What stands twice counts twice."""
_DEEPEST = 20


class UndecidedError(ValueError):
    """What Python would compute is not worked out: it is too large, or hangs on what no text says (the order of a set)."""


def weight(value: Value) -> int:
    """The items and characters that `value` holds in all; more than HEAVIEST where it is too large or nested too deep.

    The work is bounded as well: a list that holds itself twenty times over, twenty levels deep, is soon given up.
    """
    total, level = 0, [value]
    for _ in range(_DEEPEST):
        below: list[Value] = []
        for item in level:
            if isinstance(item, (str, bytes)):
                total += len(item)
            elif isinstance(item, (tuple, list, set, dict)):
                total += len(item) * (1 + isinstance(item, dict))
                if total <= HEAVIEST:
                    below.extend(item)
                    if isinstance(item, dict):
                        below.extend(item.values())
            elif isinstance(item, int) and abs(item) > LARGEST:
                return HEAVIEST + 1
            if total > HEAVIEST:
                return total
        if not below:
            return total
        level = below
    return HEAVIEST + 1


def listed(items: Iterable[Any]) -> list[Any]:
    """The items of an iterator. Raises UndecidedError where there are more than LONGEST."""
    found = list(islice(items, LONGEST + 1))
    if len(found) > LONGEST:
        raise UndecidedError
    return found


def allow(size: float) -> None:
    """Raises UndecidedError where something of `size` items or characters would be made."""
    if size > LONGEST:
        raise UndecidedError
