"""`# noqa: MST101` where a finding is reported, as a fix like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..checking.suppression import COMMENT, joined_rows
from ..text.finding import Edit, Finding, Fix, Position

if TYPE_CHECKING:
    from ..documents import Document


def with_comments(document: Document, findings: list[Finding]) -> list[Finding]:
    """The findings, the first on each line with a fix that silences all on that line; the others without one."""
    joined = {cell: joined_rows(document.pieces[cell]) for cell in {finding.cell for finding in findings}}
    groups: dict[tuple[int | None, int], list[Finding]] = {}
    for finding in findings:
        row = finding.start.row
        # The comment of a string or statement over several lines stands on the last.
        groups.setdefault((finding.cell, joined[finding.cell].get(row, (row, row))[1]), []).append(finding)
    silencing = {
        id(group[0]): comment(document.piece(cell).lines[row - 1], row, sorted({finding.code for finding in group}))
        for (cell, row), group in groups.items()
    }
    return [finding._replace(fix=silencing.get(id(finding))) for finding in findings]


def comment(line: str, row: int, codes: list[str]) -> Fix:
    """The fix that adds `codes` to the line's comment, or a comment with them to the line."""
    listed = ", ".join(codes)
    known = COMMENT.search(line)
    if known is not None and known["codes"]:
        column = known.start("codes") + len(known["codes"].rstrip(", \t"))
        content = f", {listed}"
    else:
        column = len(line.rstrip())
        content = f"  # noqa: {listed}"
    place = Position(row, column + 1)
    return Fix(f"add # noqa: {listed}", (Edit(place, place, content),), safe=True)
