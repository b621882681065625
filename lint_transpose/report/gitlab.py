"""GitLab's code quality report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..finding import Finding, Position
from .common import dumps, rule_of, service_path

if TYPE_CHECKING:
    from ..checking import Checked

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def render(checked: Sequence[Checked], problems: Sequence[str]) -> Iterator[str]:
    entries = []
    seen: Counter[str] = Counter()
    for document, findings in checked:
        for finding in findings:
            # Not the row: a finding stays the same one when lines are added above it.
            line = document.piece(finding.cell).lines[finding.start.row - 1].strip()
            identity = "\0".join((service_path(finding.filename), finding.code, finding.message, line))
            seen[identity] += 1
            digest = hashlib.sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "surrogateescape"))
            entries.append(_entry(finding, digest.hexdigest()))
    yield dumps(entries)


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
