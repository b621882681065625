"""What a check reports: findings, fixes and their places in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Confidence = Literal["certain", "inferred"]


class Position(NamedTuple):
    """A place in a text: row and column from 1, the column in characters."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from `start` up to, not including, `end` by `content`."""

    start: Position
    end: Position
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied together or not at all.

    A fix is safe when the result provably does what was meant and nothing that worked changes.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, such as the PyTorch layer that is ported."""

    filename: str
    start: Position
    end: Position
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `message` is one line, complete in itself, without the code.

    `cell` is the notebook cell, from 1, to which the positions are relative; None outside notebooks.
    """

    code: str
    message: str
    filename: str
    start: Position
    end: Position
    confidence: Confidence = "certain"
    fix: Fix | None = None
    cell: int | None = None
    related: tuple[Related, ...] = ()
