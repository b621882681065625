"""What an editor offers to do about findings: a fix, silence, or all safe fixes at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from ..documents import Document
from ..files.discovery import BadInputError
from ..fixing.rounds import fix_pieces
from ..text.finding import Finding, Position
from .texts import Checked, Checker, Lines, Range, Units

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.lint-transpose"
FIX_ALL_CELLS = "notebook.source.fixAll.lint-transpose"

_NOQA = re.compile(r"# noqa(?P<codes>:\s?[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?", re.IGNORECASE)


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


def quick_fixes(checked: Checked, cell: int | None, around: Range, units: Units) -> Iterator[Action]:
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
        label = "" if finding.fix.safe else " (unsafe: changes what the layer computes)"
        changes = tuple(Change(cell, lines.range(edit.start, edit.end), edit.content) for edit in finding.fix.edits)
        yield Action(f"{finding.code}: {finding.fix.message}{label}", QUICK_FIX, changes, finding, finding.fix.safe)
    for finding in _first_of_each_code(here):
        change = Change(cell, *_silenced(lines, finding))
        yield Action(f"{finding.code}: silence on this line", QUICK_FIX, (change,), finding)


def _first_of_each_code(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        if finding.code != "MST000" and (finding.start.row, finding.code) not in seen:
            seen.add((finding.start.row, finding.code))
            yield finding


def _silenced(lines: Lines, finding: Finding) -> tuple[Range, str]:
    """Where `# noqa` goes for `finding`, and how it reads there: a comment with other codes gets one more."""
    row = finding.start.row
    text = lines.row(row)
    comment = _NOQA.search(text)
    if comment is not None and comment["codes"]:
        place = Position(row, comment.end() + 1)
        return lines.range(place, place), f", {finding.code}"
    place = Position(row, len(text.rstrip()) + 1)
    return lines.range(place, lines.end_of(row)), f"  # noqa: {finding.code}"


def fix_all(document: Document, checker: Checker, units: Units, kind: str = FIX_ALL) -> Action | None:
    """All safe fixes, applied until nothing changes; None where there is nothing to fix."""

    def check(pieces: Mapping[int | None, str]) -> list[Finding]:
        return checker.findings(_with(document, pieces))

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
    return Action("Apply all safe fixes of lint-transpose", kind, tuple(changes)) if fixed and changes else None


def _with(document: Document, pieces: Mapping[int | None, str]) -> Document:
    """`document` with other texts in its pieces."""
    if None in pieces:
        from ..documents import of_text

        return of_text(document.filename, pieces[None])
    from ..documents.notebook import document as notebook

    return notebook(document.filename, pieces)


def _changes(cell: int | None, old: str, new: str, units: Units) -> Iterator[Change]:
    """The changes, by whole lines, that make `new` of `old`."""
    lines = Lines(old, units)
    before, after = (re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text) for text in (old, new))
    last = lines.whole.end
    for tag, start, end, first, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            ends = [lines.point(Position(row + 1, 1)) if row < len(before) else last for row in (start, end)]
            yield Change(cell, Range(*ends), "".join(after[first:stop]))
