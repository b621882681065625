"""reviewdog's diagnostic format. Its columns count bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.finding import Finding, Position
from ..text.source import Source
from .common import byte_column, dumps, merged, place, rule_of, service_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_SEVERITY = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    diagnostics = [
        _diagnostic(finding, document.piece(finding.cell)) for document, findings in checked for finding in findings
    ]
    yield dumps({"source": {"name": "lint-transpose"}, "severity": "WARNING", "diagnostics": diagnostics})


def _diagnostic(finding: Finding, source: Source) -> dict[str, object]:
    diagnostic: dict[str, object] = {
        "message": finding.message,
        "location": {"path": service_path(finding.filename)},
        "severity": _SEVERITY[rule_of(finding.code).severity],
        "code": {"value": finding.code},
    }
    if finding.cell is not None:
        # A notebook's cells have no rows in the file that reviewdog sees.
        return diagnostic | {"message": f"{place(finding)}: {finding.message}"}
    diagnostic["location"] = {"path": service_path(finding.filename), "range": _range(source, finding.start, finding.end)}
    if finding.fix:
        # Suggestions are taken one by one, while the edits of a fix belong together.
        edit = merged(source, finding.fix.edits)
        diagnostic["suggestions"] = [{"range": _range(source, edit.start, edit.end), "text": edit.content}]
    return diagnostic


def _range(source: Source, start: Position, end: Position) -> dict[str, object]:
    return {
        name: {"line": position.row, "column": byte_column(source, position)}
        for name, position in (("start", start), ("end", end))
    }
