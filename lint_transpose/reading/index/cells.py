"""Cells: sets of names that may stand for the same object, two of which become one where they may hold the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
ESCAPED, UNSEEN = 1, 2
"""Code that is not in the text may hold what is in a cell; what is in it may be whatever such code holds."""
Source = Hashable
"""Under which name of which scope an object is changed."""
_NOTHING: set[Any] = set()
"""What all new cells hold: most of a text's cells never hold more."""


class Cell:
    """A set of names that may stand for the same object. `join` keeps one `parent` for all of them."""

    __slots__ = ("changed", "classes", "functions", "item", "parent", "ties")

    def __init__(self) -> None:
        self.parent: Cell | None = None
        self.item: Cell | None = None
        self.changed: set[Source] = _NOTHING
        self.classes: set[str] = _NOTHING
        self.functions: set[str] = _NOTHING
        self.ties = 0  # ESCAPED, UNSEEN: of what it holds as items, too


def added(known: set[T], more: set[T]) -> set[T]:
    """What a cell holds, `known`, with `more` of it: `cell.classes = added(cell.classes, {"Net"})`."""
    if not known:
        return more
    known |= more
    return known


def root(cell: Cell) -> Cell:
    while cell.parent is not None:
        if cell.parent.parent is not None:
            cell.parent = cell.parent.parent
        cell = cell.parent
    return cell


def change(cell: Cell, source: Source) -> None:
    """Note that what is in `cell` is changed under the name `source`; None stands for any."""
    cell = root(cell)
    cell.changed = added(cell.changed, {source})


def items_of(cell: Cell) -> Cell:
    cell = root(cell)
    if cell.item is None:
        cell.item = Cell()
        cell.item.ties = cell.ties
    return cell.item


def tie(cell: Cell, ties: int) -> None:
    """Note how what is in `cell`, and what that holds in turn, is tied to code that is not in the text."""
    held: Cell | None = cell
    while held is not None and (held := root(held)).ties | ties != held.ties:
        held.ties |= ties
        held = held.item


def join(one: Cell, other: Cell) -> None:
    pairs = [(one, other)]
    while pairs:
        one, other = map(root, pairs.pop())
        if one is other:
            continue
        other.parent = one
        one.changed = added(one.changed, other.changed)
        one.classes = added(one.classes, other.classes)
        one.functions = added(one.functions, other.functions)
        if one.item is None:
            one.item = other.item
        elif other.item is not None:
            pairs.append((one.item, other.item))
        if one.ties != other.ties:
            ties, one.ties = one.ties | other.ties, 0
            tie(one, ties)


def is_changed_beside(cell: Cell, own: Source, value: object, depth: int, ties: int = 0) -> bool:
    """Whether `value` or something mutable that it holds is changed otherwise than under the name `own`.

    What is tied to other code by one of `ties` is changed there.
    """
    if depth == 0 or not isinstance(value, (dict, list, set, tuple)):
        return False
    cell = root(cell)
    if not isinstance(value, tuple) and (cell.changed - {own} or None in cell.changed or cell.ties & ties):
        return True
    held: Iterator[object] = iter(value.values() if isinstance(value, dict) else value)
    return cell.item is not None and any(is_changed_beside(cell.item, own, item, depth - 1, ties) for item in held)


def is_mutable(value: object) -> bool:
    """Whether `value` is, or holds, something that can be changed in place."""
    if isinstance(value, tuple):
        return any(map(is_mutable, value))
    return isinstance(value, (dict, list, set))
