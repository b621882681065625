"""A document inspected: the findings as every host reports them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ..documents import Document, Place
from ..files.discovery import BadInputError
from ..languages import Text, said
from ..reading import Modules
from ..settings import Settings
from ..text.escaping import plain, shortened
from ..text.finding import Edit, Finding, Fix, Position, Related
from ..text.parsing import described
from .check import Counterparts, check_source
from .suppression import without_ignored, without_silenced


def inspect(
    document: Document,
    settings: Settings,
    modules: Modules | None = None,
    tree: ast.Module | None = None,
    noqa: bool = True,
    pragmas: bool = True,
    counterparts: Counterparts | None = None,
) -> list[Finding]:
    """What every host reports of a document: the findings that nothing silences, their texts made harmless.

    `tree` is what the text parses to, where the host knows it; without `noqa` or `pragmas` (`# pylint: disable=`) the
    host itself sees to such comments.
    Raises BadInputError where the text is not Python.
    """
    try:
        found = check_source(document.text, document.filename, settings, modules, tree, counterparts)
    except SyntaxError as error:
        raise BadInputError(described(error)) from error
    return presented(found, document, settings, noqa, pragmas)


def presented(
    found: list[Finding], document: Document, settings: Settings, noqa: bool = True, pragmas: bool = True
) -> list[Finding]:
    """The findings in a document's text as users see them: at their places in the file, without the silenced ones."""
    if noqa:
        found = without_silenced(found, document.text)
    if pragmas and found and "pylint:" in document.text:
        from .pragmas import without_disabled

        found = without_disabled(found, document.text)
    found = without_ignored(found, document.filename, settings)
    return [_harmless(_placed(finding, document.places) if document.places else finding) for finding in found]


def host_error(filename: str, what: Text, language: str | None = None) -> Finding:
    """What hosts report that have no other way to say that one file could not be checked."""
    return Finding("MST000", shortened(plain(said(what, language))), filename, Position(1, 1), Position(1, 1))


def _harmless(finding: Finding) -> Finding:
    message = shortened(plain(finding.message))
    return finding if message == finding.message else finding._replace(message=message)


def _placed(finding: Finding, places: Sequence[Place]) -> Finding:
    """The finding with the places that it has in the file."""

    def at(position: Position) -> Position:
        place = places[min(position.row, len(places)) - 1]
        return Position(place.row, position.column + place.shift)

    def fix(fix: Fix) -> Fix | None:
        rows = {row for edit in fix.edits for row in (edit.start.row, edit.end.row)}
        if any(places[row - 1].cell != places[finding.start.row - 1].cell for row in rows):
            return None
        if any("\n" in edit.content and places[edit.start.row - 1].shift for edit in fix.edits):
            return None  # new lines would want what stands before the others: a prompt, an indentation
        return fix._replace(edits=tuple(Edit(at(edit.start), at(edit.end), edit.content) for edit in fix.edits))

    def related(other: Related) -> Related:
        if other.filename != finding.filename:
            return other
        return other._replace(start=at(other.start), end=at(other.end))

    return finding._replace(
        start=at(finding.start),
        end=at(finding.end),
        cell=places[finding.start.row - 1].cell,
        fix=finding.fix and fix(finding.fix),
        related=tuple(related(other) for other in finding.related),
    )
