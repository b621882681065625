"""A record is what typing.NamedTuple makes of the same fields."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from lint_transpose.record import Record


class Ours(Record):
    row: int
    column: int = 1
    names: tuple[str, ...] = ()


class Theirs(NamedTuple):
    row: int
    column: int = 1
    names: tuple[str, ...] = ()


USES: list[Callable[[Any], object]] = [
    lambda cls: cls(1),
    lambda cls: cls(1, 2, ("a",)),
    lambda cls: cls(column=3, row=2).column,
    lambda cls: cls(1, names=("b",)).names,
    lambda cls: repr(cls(1)).partition("(")[2],
    lambda cls: cls(1)._replace(column=5),
    lambda cls: cls(1)._asdict(),
    lambda cls: cls._fields,
    lambda cls: (hash(cls(1)), cls(1) == cls(1, 1), cls(1) == cls(2), cls(1) < cls(1, 2), [*cls(4)]),
    lambda cls: copy.deepcopy(cls(1, names=("c",))),
    lambda cls: pickle.loads(pickle.dumps(cls(1, 2))),
]
WRONG: list[Callable[[Any], object]] = [
    lambda cls: cls(),
    lambda cls: cls(1, 2, (), 4),
    lambda cls: cls(1, row=2),
    lambda cls: cls(1, other=2),
    lambda cls: cls(1, 2, (), names=()),
    lambda cls: setattr(cls(1), "row", 2),
]


@pytest.mark.parametrize("use", USES)
def test_as_a_named_tuple(use: Callable[[Any], object]) -> None:
    assert use(Ours) == use(Theirs)


@pytest.mark.parametrize("use", WRONG)
def test_raises_as_a_named_tuple(use: Callable[[Any], object]) -> None:
    for cls in (Ours, Theirs):
        with pytest.raises((TypeError, AttributeError)):
            use(cls)
