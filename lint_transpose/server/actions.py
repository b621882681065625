"""What an editor offers to do about findings: a fix, silence, or all safe fixes at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ..checking.suppression import joined_rows
from ..documents import Document, of_pieces
from ..files.discovery import BadInputError
from ..fixing.noqa import comment
from ..fixing.rounds import fix_pieces
from ..languages import Phrase, Text, said
from ..record.dataclasses import dataclass
from ..text.finding import Edit, Finding, Position
from .texts import Checked, Checker, Lines, Range, Units

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.lint-transpose"
FIX_ALL_CELLS = "notebook.source.fixAll.lint-transpose"


class Change(NamedTuple):
    """The text in `range` of the piece `cell` becomes `text`."""

    cell: int | None
    range: Range
    text: str


@dataclass(frozen=True)
class Action:
    """One entry of an editor's menu. `finding` is what a quick fix is for."""

    title: str
    kind: str
    changes: tuple[Change, ...]
    finding: Finding | None = None
    preferred: bool = False


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a client that asks for the kinds `only` (None: for all) wants actions of `kind`."""
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") for asked in only)


def quick_fixes(
    checked: Checked, cell: int | None, around: Range, units: Units, language: str | None = None
) -> Iterator[Action]:
    """The fixes of the findings that touch `around` in the piece `cell`, safe ones first, then silence for each."""
    lines = Lines(checked.pieces[cell], units)
    here = [
        finding
        for finding in checked.findings
        if finding.cell == cell and lines.range(finding.start, finding.end).overlaps(around)
    ]
    fixable = [finding for finding in here if finding.fix is not None and finding.fix.edits]
    for finding in sorted(fixable, key=lambda finding: not (finding.fix and finding.fix.safe)):
        assert finding.fix is not None
        title: Text = f"{finding.code}: {finding.fix.message}"
        if not finding.fix.safe:
            title = Phrase("unsafe_title", "{title} (unsafe: changes what the layer computes)", title=title)
        yield Action(said(title, language), QUICK_FIX, _made(cell, lines, finding.fix.edits), finding, finding.fix.safe)
    joined = joined_rows(lines.text) if here else {}
    for finding in _first_of_each_code(here):
        row = joined.get(finding.start.row, (finding.start.row,) * 2)[1]
        edits = comment(lines.row(row), row, [finding.code]).edits
        title = Phrase("silence_title", "{code}: silence on this line", code=finding.code)
        yield Action(said(title, language), QUICK_FIX, _made(cell, lines, edits), finding)


def _made(cell: int | None, lines: Lines, edits: Iterable[Edit]) -> tuple[Change, ...]:
    return tuple(Change(cell, lines.range(edit.start, edit.end), edit.content) for edit in edits)


def _first_of_each_code(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        if finding.code != "MST000" and (finding.start.row, finding.code) not in seen:
            seen.add((finding.start.row, finding.code))
            yield finding


def fix_all(document: Document, checker: Checker, units: Units, kind: str = FIX_ALL) -> Action | None:
    """All safe fixes, applied until nothing changes; None where there is nothing to fix."""

    def check(pieces: Mapping[int | None, str]) -> list[Finding]:
        return checker.findings(of_pieces(document.filename, pieces))

    try:
        pieces, fixed, _ = fix_pieces(dict(document.pieces), check, safe_only=True)
    except (BadInputError, SyntaxError):
        return None
    changes = [
        change
        for cell, text in pieces.items()
        if text != document.pieces[cell]
        for change in _changes(cell, document.pieces[cell], text, units)
    ]
    title = said(Phrase("fix_all_title", "Apply all safe fixes of lint-transpose"), checker.language(document.filename))
    return Action(title, kind, tuple(changes)) if fixed and changes else None


def _changes(cell: int | None, old: str, new: str, units: Units) -> Iterator[Change]:
    """The changes, by whole lines, that make `new` of `old`."""
    lines = Lines(old, units)
    before, after = (re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text) for text in (old, new))
    last = lines.whole.end
    for tag, start, end, first, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            ends = [lines.point(Position(row + 1, 1)) if row < len(before) else last for row in (start, end)]
            yield Change(cell, Range(*ends), "".join(after[first:stop]))
