"""What several formats need."""

from __future__ import annotations

from functools import cache

from ..files.boundary import relative
from ..record import TYPE_CHECKING
from ..text.escaping import plain_path

if TYPE_CHECKING:  # what reports are made of is imported when there is something to report
    from collections.abc import Iterable, Iterator, Sequence

    from ..rules import Rule
    from ..running.candidate import Checked
    from ..text.finding import Edit, Finding, Position
    from ..text.source import Source


@cache
def rule_of(code: str) -> Rule:
    """The rule with this code."""
    from ..rules import RULES

    return next(rule for rule in RULES if rule.code == code)


def place(finding: Finding) -> str:
    """`path:row:column`; in a notebook `path:cell 2:row:column`."""
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    return f"{plain_path(finding.filename)}:{cell}{finding.start.row}:{finding.start.column}"


def service_path(filename: str) -> str:
    """The path by which services that annotate a checkout know a file: from the current folder on, if it is in there."""
    path = relative(filename, "")
    return filename if path.startswith("../") else path


def fingerprints(checked: Sequence[Checked]) -> Iterator[tuple[Finding, str]]:
    """Each finding with what tells it from all others and stays when lines move and messages change: 64 hex digits."""
    import hashlib

    seen: dict[tuple[str, str, str], int] = {}
    for document, findings in checked:
        for finding in findings:
            identity = (service_path(finding.filename), finding.code, document.bare_line(finding.cell, finding.start.row))
            seen[identity] = seen.get(identity, 0) + 1
            text = "\0".join((*identity, str(seen[identity])))
            yield finding, hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def dumps(value: object, indent: int | None = 2) -> str:
    """JSON in ASCII; the marks of log commands, which hosts of builds obey anywhere in a line, are written as escapes."""
    import json

    return json.dumps(value, indent=indent).replace("##", "#\\u0023") + "\n"


def merged(source: Source, edits: Iterable[Edit]) -> Edit:
    """One edit that does what `edits` do together."""
    from ..text.finding import Edit

    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    start = at = ordered[0].start
    parts: list[str] = []
    for edit in ordered:
        parts += (source.between(at, edit.start), edit.content)
        at = edit.end
    return Edit(start, at, "".join(parts))


def byte_column(source: Source, position: Position) -> int:
    """The column in bytes of UTF-8, from 1."""
    return len(source.lines[position.row - 1][: position.column - 1].encode("utf-8", "replace")) + 1
