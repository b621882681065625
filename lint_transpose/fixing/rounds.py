"""Fixing in rounds: each is parsed and checked again before it counts, until nothing changes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..documents.notebook import as_python
from ..record.dataclasses import dataclass
from ..text.finding import Finding, Position
from ..text.parsing import parse
from ..text.source import Source
from .patches import Lines, Patched, plan

Pieces = Mapping[int | None, str]
"""The texts that positions are relative to, by `Finding.cell`: one under None, or the cells of a notebook."""

PiecesCheck = Callable[[Pieces], list[Finding]]

ROUNDS = 100
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What makes a finding the same one after the text around it has changed."""

    cell: int | None
    offset: int
    code: str
    message: str

    def moved(self, patched: Mapping[int | None, Patched]) -> Iterator[_Mark]:
        if self.cell not in patched:
            yield self
            return
        for offset in patched[self.cell].moved(self.offset):
            yield _Mark(self.cell, offset, self.code, self.message)


@dataclass(frozen=True, slots=True)
class _Round:
    """The pieces as a round of fixing left them, what is found in them now, and the findings whose fix was applied."""

    pieces: Pieces
    findings: list[Finding]
    applied: list[Finding]
    patched: Mapping[int | None, Patched]


class _Fixer:
    def __init__(self, pieces: Pieces, check: PiecesCheck) -> None:
        self._check = check
        self._seen = [pieces]
        self._refused: set[_Mark] = set()
        self._failed: list[Finding] = []
        self._errors = 0

    def run(self, safe_only: bool) -> tuple[Pieces, list[Finding], list[Finding]]:
        first = self._seen[0]
        pieces, findings = first, self._check(first)
        start = findings
        fixed: list[Finding] = []
        for _ in range(ROUNDS):
            lines = {cell: Lines(text) for cell, text in pieces.items()}
            wanted = [
                finding
                for finding in findings
                if finding.fix is not None and finding.fix.edits and (finding.fix.safe or not safe_only)
                if finding.cell in lines and _mark(finding, lines) not in self._refused
            ]
            if not wanted:
                return pieces, fixed, findings
            self._failed, self._errors = [], _errors(findings)
            done = self._largest_working(pieces, lines, _one_for_each_call(pieces, wanted))
            self._refused |= {_mark(finding, lines) for finding in self._failed}
            if done is not None:
                self._refused = {moved for mark in self._refused for moved in mark.moved(done.patched)}
                self._seen.append(done.pieces)
                fixed += done.applied
                pieces, findings = done.pieces, done.findings
        # Fixes that never settle are a rule's mistake, not to be written into anybody's file.
        return first, [], start

    def _largest_working(self, pieces: Pieces, lines: Mapping[int | None, Lines], chosen: list[Finding]) -> _Round | None:
        """The round with the fixes of `chosen` that work together, found by halving; a fix that fails by itself has failed."""
        whole = self._attempt(pieces, lines, chosen)
        if whole is not None:
            return whole
        if len(chosen) == 1:
            self._failed += chosen
            return None
        middle = len(chosen) // 2
        halves = [self._largest_working(pieces, lines, half) for half in (chosen[:middle], chosen[middle:])]
        working = [half for half in halves if half is not None]
        if len(working) < 2:
            return working[0] if working else None
        return self._attempt(pieces, lines, [*working[0].applied, *working[1].applied]) or working[0]

    def _attempt(self, pieces: Pieces, lines: Mapping[int | None, Lines], chosen: list[Finding]) -> _Round | None:
        """The round in which the fixes of `chosen` are applied.

        None unless all texts parse, the findings are gone, and nothing raises that did not raise before.
        """
        new = dict(pieces)
        patched: dict[int | None, Patched] = {}
        applied: list[Finding] = []
        for cell, here in _by_cell(chosen).items():
            patched[cell], fixes = plan(pieces[cell], lines[cell], [finding.fix for finding in here if finding.fix])
            new[cell] = patched[cell].text
            made = {id(fix) for fix in fixes}
            applied += [finding for finding in here if id(finding.fix) in made]
            if parsed(cell, new[cell]) is None:
                return None
        if not applied or new in self._seen:
            return None
        try:
            findings = self._check(new)
        except _UNPARSABLE:
            return None
        lines_now = {cell: Lines(new[cell]) for cell in patched}
        still = {_mark(finding, lines_now) for finding in findings if finding.cell in lines_now}
        gone = {moved for finding in applied for moved in _mark(finding, lines).moved(patched)}
        # A call that raises may raise once more where its arguments mean what they should. One fix is to blame for that.
        breaks = _errors(findings) > self._errors and (len(applied) > 1 or not _errors(applied))
        return None if still & gone or breaks else _Round(new, findings, applied, patched)


def fix_pieces(pieces: Pieces, check: PiecesCheck, safe_only: bool) -> tuple[Pieces, list[Finding], list[Finding]]:
    """The pieces after fixing, the findings whose fix was applied, and those that are still found."""
    return _Fixer(pieces, check).run(safe_only)


def parsed(cell: int | None, text: str) -> ast.Module | None:
    """The tree of a text, in a notebook also that of a cell with IPython's own lines; None when it is not Python."""
    for candidate in (text,) if cell is None else (text, as_python(text)):
        try:
            return parse(candidate, "")
        except _UNPARSABLE:
            continue
    return None


def _errors(findings: list[Finding]) -> int:
    """How many findings speak of something that raises."""
    return sum(finding.code.startswith("MST1") for finding in findings)


def _mark(finding: Finding, lines: Mapping[int | None, Lines]) -> _Mark:
    try:
        offset = lines[finding.cell].offset(finding.start)
    except ValueError:
        offset = 0
    return _Mark(finding.cell, offset, finding.code, finding.message)


def _by_cell(findings: Sequence[Finding]) -> dict[int | None, list[Finding]]:
    groups: dict[int | None, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.cell, []).append(finding)
    return groups


def _one_for_each_call(pieces: Pieces, wanted: list[Finding]) -> list[Finding]:
    """The first finding of each call that is edited: a fix is made for the call as it stands."""
    chosen: list[Finding] = []
    for cell, here in _by_cell(wanted).items():
        taken = set()
        for finding, call in zip(here, _calls_around(cell, pieces[cell], here), strict=True):
            if call is None or call not in taken:
                taken.add(call)
                chosen.append(finding)
    return chosen


def _calls_around(cell: int | None, text: str, findings: list[Finding]) -> list[tuple[Position, Position] | None]:
    """The innermost call around the edits of each finding's fix."""
    around: list[tuple[Position, Position] | None] = [None] * len(findings)
    tree = parsed(cell, text) if len(findings) > 1 else None
    if tree is None:
        return around
    source = Source("", text)
    calls = [(source.start(node), source.end(node)) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call[0], -call[1].row, -call[1].column), reverse=True)
    enclosing: list[tuple[Position, Position]] = []
    for (start, end), index in sorted((_hull(finding), index) for index, finding in enumerate(findings)):
        while calls and calls[-1][0] < start:
            call = calls.pop()
            while enclosing and enclosing[-1][1] <= call[0]:
                enclosing.pop()
            enclosing.append(call)
        while enclosing and enclosing[-1][1] <= start:
            enclosing.pop()
        around[index] = next((call for call in reversed(enclosing) if call[1] > end), None)
    return around


def _hull(finding: Finding) -> tuple[Position, Position]:
    edits = finding.fix.edits if finding.fix else ()
    return min(edit.start for edit in edits), max(edit.end for edit in edits)
