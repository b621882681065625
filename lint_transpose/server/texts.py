"""A text as an editor holds it: what is found there, where, and what becomes of it while the text does not parse."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..comparing.originals import Originals
from ..documents import Document
from ..files.discovery import BadInputError
from ..record.dataclasses import dataclass, field
from ..running.configuration import Configuration, ConfigurationError, of_host
from ..running.one_file import failure, findings_of
from ..settings import Language
from ..text.finding import Finding, Position, Related

Units = Callable[[str], int]
"""How many code units a client counts in a piece of a line."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def collect_rarely() -> None:
    """Set Python's collector of circular garbage to a session's needs.

    A check makes hundreds of thousands of objects, and nearly all go without it: to look as often as Python does takes a
    third of an answer.
    """
    gc.enable()  # the command line leaves it off
    gc.freeze()
    gc.set_threshold(500_000, 20, 20)


def utf16_units(text: str) -> int:
    """The length of `text` in UTF-16 code units, which clients count unless they say otherwise."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Point(NamedTuple):
    """A place as protocols count it: line from 0, column from 0 in the client's code units."""

    line: int
    character: int


class Range(NamedTuple):
    start: Point
    end: Point

    def overlaps(self, other: Range) -> bool:
        return self.start <= other.end and other.start <= self.end


class Lines:
    """The lines of a text, and places in it as the client counts them."""

    def __init__(self, text: str, units: Units) -> None:
        self.text = text
        self._units = units
        self._lines = _LINE_END.split(text)

    def __len__(self) -> int:
        return len(self._lines)

    def point(self, position: Position) -> Point:
        row = min(position.row, len(self))
        return Point(row - 1, self._units(self._lines[row - 1][: position.column - 1]))

    def range(self, start: Position, end: Position) -> Range:
        return Range(self.point(start), self.point(end))

    def row(self, row: int) -> str:
        """The text of a row, from 1, without its line end."""
        return self._lines[row - 1]

    def end_of(self, row: int) -> Position:
        return Position(row, len(self._lines[row - 1]) + 1)

    @property
    def whole(self) -> Range:
        return self.range(Position(1, 1), self.end_of(len(self)))


@dataclass
class Checker:
    """Checks texts under the settings of the nearest pyproject.toml, changed by what the host was told (`options`)."""

    options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Read configurations and PyTorch originals anew from now on: a file of theirs may have changed."""
        self._configuration: Configuration | None = None
        self._originals = Originals()

    @property
    def configuration(self) -> Configuration:
        """Raises ConfigurationError."""
        if self._configuration is None:
            self._configuration = of_host(self.options)
        return self._configuration

    def language(self, filename: str) -> Language | None:
        """The language in which a file's findings are told."""
        try:
            return self.configuration.of_file(filename).language
        except ConfigurationError:  # which is a finding of its own
            return None

    def findings(self, document: Document) -> list[Finding]:
        """What is found in `document`; what is wrong with the configuration, or with us, is a finding on line 1.

        Raises BadInputError where the text is not Python.
        """
        try:
            return findings_of(
                document.filename,
                document,
                lambda filename: self.configuration.of_file(filename),
                originals=lambda: self._originals,
            )
        except BadInputError:
            raise
        except Exception as error:  # A mistake of ours must not end an editor's session.
            return [failure(document.filename, error, self.language(document.filename) or self.options.get("language"))]


@dataclass
class Checked:
    """The texts of one document, by cell, and what was found in them when they were last Python."""

    pieces: dict[int | None, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def update(self, document: Document, checker: Checker) -> None:
        """Check the document as it is now. While it does not parse, the last findings stay, moved with the edits."""
        pieces = dict(document.pieces)
        try:
            self.findings = checker.findings(document)
        except BadInputError:
            self.findings = list(self._moved(pieces))
        self.pieces = pieces

    def _moved(self, pieces: dict[int | None, str]) -> Iterator[Finding]:
        for finding in self.findings:
            old, new = self.pieces.get(finding.cell), pieces.get(finding.cell)
            if old is None or new is None:
                continue
            moved = _Moved(old, new)
            start, end = moved.position(finding.start), moved.position(finding.end)
            if start is not None and end is not None:
                related = tuple(_moved_with(item, finding.filename, moved) for item in finding.related)
                # Its fix was made for another text.
                yield finding._replace(start=start, end=end, fix=None, related=tuple(filter(None, related)))


class _Moved:
    """Where the places of one text are in another that differs in one stretch."""

    def __init__(self, old: str, new: str) -> None:
        old, new = (_LINE_END.sub("\n", text) for text in (old, new))
        self._old, self._new = old, new
        self._same = _common(old, new)
        rest = min(len(old), len(new)) - self._same
        self._kept = _common(old[::-1], new[::-1], rest)

    def position(self, position: Position) -> Position | None:
        """None for a place within what was changed."""
        offset = _offset(self._old, position)
        if offset > self._same:
            if offset < len(self._old) - self._kept:
                return None
            offset += len(self._new) - len(self._old)
        row = self._new.count("\n", 0, offset) + 1
        return Position(row, offset - (self._new.rfind("\n", 0, offset) + 1) + 1)


def _common(first: str, second: str, limit: int | None = None) -> int:
    """The length of the longest common beginning, by halving."""
    low, high = 0, min(len(first), len(second)) if limit is None else limit
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _offset(text: str, position: Position) -> int:
    start = 0
    for _ in range(position.row - 1):
        start = text.find("\n", start) + 1
    return start + position.column - 1


def _moved_with(other: Related, filename: str, moved: _Moved) -> Related | None:
    if other.filename != filename:
        return other
    start, end = moved.position(other.start), moved.position(other.end)
    return None if start is None or end is None else other._replace(start=start, end=end)
