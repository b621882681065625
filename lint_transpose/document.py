"""One file as every host sees it: the Python text in it, and where the rows of that text stand in the file."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .check import Counterparts, check_source, parse
from .files import BadInputError
from .finding import Edit, Finding, Fix, Position, Related
from .plain import plain
from .reading import Modules
from .settings import Settings
from .source import Source
from .suppression import without_ignored, without_silenced

_BOM = b"\xef\xbb\xbf"


class Place(NamedTuple):
    """Where a row of a document's text stands: cell (None outside notebooks), row there, columns cut off before it."""

    cell: int | None
    row: int
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file that holds Python.

    `pieces` are the texts that positions are relative to, by `Finding.cell`: the file under None, or a notebook's code
    cells. `places` says for each row of `text` where it stands in them; None when `text` is the file itself. `problems`
    are the parts that had to be left out, one line each.
    """

    filename: str
    text: str
    pieces: Mapping[int | None, str]
    places: Sequence[Place] | None = None
    problems: tuple[str, ...] = ()

    def piece(self, cell: int | None) -> Source:
        return Source(self.filename, self.pieces[cell])


class Checked(NamedTuple):
    """A document and what was found in it."""

    document: Document
    findings: list[Finding]


def load(filename: str, data: bytes) -> Document:
    """The document that the bytes of a file are. Raises BadInputError."""
    if filename.endswith(".ipynb"):
        from .notebook import cells, document

        return document(filename, cells(data))
    return of_text(filename, decoded(data))


def of_text(filename: str, text: str) -> Document:
    """The document that a file's text is, by the file's ending. Raises BadInputError."""
    if filename.endswith(".ipynb"):
        from .notebook import cells, document

        return document(filename, cells(text))
    if filename.endswith(".md"):
        from . import markdown

        return markdown.document(filename, text)
    return python(filename, text)


def python(filename: str, text: str) -> Document:
    return Document(filename, text, {None: text})


def inspect(
    document: Document,
    settings: Settings,
    modules: Modules | None = None,
    tree: ast.Module | None = None,
    noqa: bool = True,
    counterparts: Counterparts | None = None,
) -> list[Finding]:
    """What every host reports of a document: the findings that nothing silences, their texts made harmless.

    `tree` is what the text parses to, where the host knows it; without `noqa` the host itself sees to such comments.
    Raises BadInputError where the text is not Python.
    """
    try:
        found = check_source(document.text, document.filename, settings, modules, tree, counterparts)
    except SyntaxError as error:
        raise BadInputError(described(error)) from error
    return presented(found, document, settings, noqa)


def presented(found: list[Finding], document: Document, settings: Settings, noqa: bool = True) -> list[Finding]:
    """The findings in a document's text as users see them: at their places in the file, without the silenced ones."""
    if noqa:
        found = without_silenced(found, document.text)
    found = without_ignored(found, document.filename, settings)
    return [_harmless(_placed(finding, document.places) if document.places else finding) for finding in found]


def internal_error(filename: str, error: Exception) -> Finding:
    """What hosts report that have no other way to say that one file could not be checked."""
    message = plain(f"internal error: {type(error).__name__}: {error}")
    return Finding("MST000", message, filename, Position(1, 1), Position(1, 1))


def decoded(data: bytes) -> str:
    """The text of a Python file, by its byte order mark and coding line (PEP 263). Raises BadInputError."""
    encoding = "utf-8-sig" if data.startswith(_BOM) else "utf-8"
    try:
        if b"coding" in b"".join(data.split(b"\n", 2)[:2]):
            from .fixing import python_encoding

            encoding = python_encoding(data)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise BadInputError(f"not {error.encoding} text: byte 0x{data[error.start]:02x} in line {row}") from error
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise BadInputError(str(error)) from error


def described(error: SyntaxError) -> str:
    """A syntax error on one line."""
    where = f" in line {error.lineno}" if error.lineno else ""
    return plain(f"syntax error{where}: {error.msg}")


def parses(text: str) -> SyntaxError | None:
    """The error that keeps `text` from being Python, or None."""
    try:
        parse(text, "")
    except SyntaxError as error:
        return error
    return None


def _harmless(finding: Finding) -> Finding:
    message = plain(finding.message)
    return finding if message == finding.message else replace(finding, message=message)


def _placed(finding: Finding, places: Sequence[Place]) -> Finding:
    """The finding with the places that it has in the file."""

    def at(position: Position) -> Position:
        place = places[min(position.row, len(places)) - 1]
        return Position(place.row, position.column + place.shift)

    def fix(fix: Fix) -> Fix | None:
        rows = {row for edit in fix.edits for row in (edit.start.row, edit.end.row)}
        if any(places[row - 1].cell != places[finding.start.row - 1].cell for row in rows):
            return None
        return replace(fix, edits=tuple(Edit(at(edit.start), at(edit.end), edit.content) for edit in fix.edits))

    def related(other: Related) -> Related:
        if other.filename != finding.filename:
            return other
        return replace(other, start=at(other.start), end=at(other.end))

    return replace(
        finding,
        start=at(finding.start),
        end=at(finding.end),
        cell=places[finding.start.row - 1].cell,
        fix=finding.fix and fix(finding.fix),
        related=tuple(related(other) for other in finding.related),
    )
