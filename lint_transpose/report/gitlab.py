"""GitLab's code quality report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.finding import Finding, Position
from .common import dumps, fingerprints, rule_of, service_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    yield dumps([_entry(finding, fingerprint) for finding, fingerprint in fingerprints(checked)])


def _entry(finding: Finding, fingerprint: str) -> dict[str, object]:
    rule = rule_of(finding.code)
    in_file = finding.cell is None
    begin, end = (finding.start, finding.end) if in_file else (Position(1, 1), Position(1, 1))
    return {
        "check_name": finding.code,
        "description": f"{finding.code}: {finding.message}",
        "severity": _SEVERITY[rule.severity],
        "fingerprint": fingerprint,
        "location": {
            "path": service_path(finding.filename),
            "positions": {
                "begin": {"line": begin.row, "column": begin.column},
                "end": {"line": end.row, "column": end.column},
            },
        },
    }
