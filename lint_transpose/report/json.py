"""ruff's JSON, with the rule's symbol, severity and the finding's confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..checking.suppression import joined_rows
from ..text.finding import Finding, Position, as_dict
from .common import dumps, rule_of
from .links import rule_page

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    yield dumps(list(entries(checked, language)))


def entries(checked: Sequence[Checked], language: Language | None) -> Iterator[dict[str, object]]:
    """Each finding as a JSON object."""
    for each in checked:
        for finding, row in _with_noqa_rows(each):
            yield entry(finding, row, language)


def _with_noqa_rows(checked: Checked) -> Iterator[tuple[Finding, int]]:
    """Each finding with the row on which a `# noqa` for it must stand."""
    rows = {cell: joined_rows(checked.document.pieces[cell]) for cell in {finding.cell for finding in checked.findings}}
    for finding in checked.findings:
        row = finding.start.row
        yield finding, rows[finding.cell].get(row, (row, row))[1]


def entry(finding: Finding, noqa_row: int, language: str | None) -> dict[str, object]:
    """A finding as a JSON object; a `# noqa` for it must stand on `noqa_row`."""
    rule = rule_of(finding.code)
    fix = finding.fix and {
        "applicability": "safe" if finding.fix.safe else "unsafe",
        "edits": [
            {"content": edit.content, "location": _location(edit.start), "end_location": _location(edit.end)}
            for edit in finding.fix.edits
        ],
        "message": finding.fix.message,
    }
    return {
        "cell": finding.cell,
        "code": finding.code,
        "confidence": finding.confidence,
        "end_location": _location(finding.end),
        "filename": finding.filename,
        "fix": fix,
        "location": _location(finding.start),
        "message": finding.message,
        "message_id": finding.message_id,
        "noqa_row": noqa_row,
        "parts": as_dict(finding.parts),
        "severity": rule.severity,
        "symbol": rule.symbol,
        "url": rule_page(finding.code, language),
    }


def _location(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}
