"""As `text`, with the source line, a mark below it and the suggested replacement."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..languages import Phrase, said
from ..text.escaping import plain, plain_path
from ..text.finding import Finding, Fix
from ..text.source import Source
from .common import merged, place

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_LONGEST = 200
_BEFORE = 60


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for document, findings in checked:
        for finding in findings:
            source = document.piece(finding.cell)
            yield f"{place(finding)}: {finding.code} {finding.message}\n"
            yield from _excerpt(source, finding)
            if finding.fix:
                yield from _replacement(source, finding.fix, language)
            for other in finding.related:
                place_of = f"{plain_path(other.filename)}:{other.start.row}:{other.start.column}: {plain(other.message)}"
                yield f"  = {said(Phrase('see', 'see {place}', place=place_of), language)}\n"
            yield "\n"


def _excerpt(source: Source, finding: Finding) -> Iterator[str]:
    row, start = finding.start
    line = source.lines[row - 1]
    end = finding.end.column if finding.end.row == row else len(line) + 1
    first, last = _window(line, start)
    before, marked, after = line[first : start - 1], line[start - 1 : min(end - 1, last)], line[end - 1 : last]
    number = str(row)
    yield f"{' ' * len(number)} |\n"
    yield f"{number} | {plain(_shown(before) + _shown(marked) + _shown(after))}\n"
    yield f"{' ' * len(number)} | {' ' * width(_shown(before))}{'^' * max(1, width(_shown(marked)))}\n"


_SAFE = Phrase("safe_fix", "safe fix:")
_UNSAFE = Phrase("unsafe_fix", "unsafe fix:")


def _replacement(source: Source, fix: Fix, language: Language | None) -> Iterator[str]:
    edit = merged(source, fix.edits)
    old = source.lines[edit.start.row - 1 : edit.end.row]
    new = (old[0][: edit.start.column - 1] + edit.content + old[-1][edit.end.column - 1 :]).split("\n")
    yield f"  = {said(_SAFE if fix.safe else _UNSAFE, language)} {plain(fix.message)}\n"
    for sign, lines in (("-", old), ("+", new)):
        for line in lines:
            first, last = _window(line, edit.start.column)
            yield f"  {sign} {_shown(line[first:last])}\n"


def _window(line: str, column: int) -> tuple[int, int]:
    """The part of a line that is shown: all of it, unless it is so long that only the surroundings of `column` help."""
    first = max(0, column - 1 - _BEFORE) if len(line) > _LONGEST else 0
    return first, first + _LONGEST


def _shown(text: str) -> str:
    return plain(text.replace("\t", "    "))


def width(text: str) -> int:
    """How many columns of a terminal `text` takes: Chinese characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
