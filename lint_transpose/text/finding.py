"""What a check reports: findings, fixes and their places in the text."""

from __future__ import annotations

from ..record import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from typing import Any

    from ..settings import Confidence


class Position(Record):
    """A place in a text: row and column from 1, the column in characters."""

    row: int
    column: int


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that rows count. Not str.splitlines: Python's own lines end at \\n, \\r\\n and \\r only."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class Edit(Record):
    """Replace the text from `start` up to, not including, `end` by `content`."""

    start: Position
    end: Position
    content: str


class Fix(Record):
    """Edits that are applied together or not at all.

    A fix is safe when the result provably does what was meant and nothing that worked changes.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool


class Related(Record):
    """Another place that a finding speaks of, such as the PyTorch layer that is ported."""

    filename: str
    start: Position
    end: Position
    message: str


class Part(Record):
    """A phrase in a message: its key in the tables of languages, and its fields by name, each a text or a phrase again."""

    key: str
    fields: tuple[tuple[str, str | Part], ...] = ()


def as_dict(parts: tuple[tuple[str, str | Part], ...]) -> dict[str, Any]:
    """Parts of a message in plain dicts and strings: a phrase is {"key": ..., "fields": {...}}."""
    return {name: part if isinstance(part, str) else {"key": part.key, "fields": as_dict(part.fields)} for name, part in parts}


class Finding(Record):
    """One finding. `message` is one line, complete in itself, without the code.

    `cell` is the notebook cell, from 1, to which the positions are relative; None outside notebooks.
    `message_id` names the template of the message, as in "MST203.default", and `parts` holds its fields. Both are the same in
    every language.
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
    message_id: str = ""
    parts: tuple[tuple[str, str | Part], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The finding in plain dicts, lists, strings and numbers, with the names that the JSON report has."""
        return {
            "cell": self.cell,
            "code": self.code,
            "confidence": self.confidence,
            "end_location": _location(self.end),
            "filename": self.filename,
            "fix": self.fix
            and {
                "applicability": "safe" if self.fix.safe else "unsafe",
                "edits": [
                    {"content": edit.content, "location": _location(edit.start), "end_location": _location(edit.end)}
                    for edit in self.fix.edits
                ],
                "message": self.fix.message,
            },
            "location": _location(self.start),
            "message": self.message,
            "message_id": self.message_id,
            "parts": as_dict(self.parts),
            "related": [
                {
                    "end_location": _location(other.end),
                    "filename": other.filename,
                    "location": _location(other.start),
                    "message": other.message,
                }
                for other in self.related
            ],
        }


def _location(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}
