"""Workflow commands that GitHub shows as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.escaping import plain
from ..text.finding import Finding
from .common import place, rule_of, service_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for _, findings in checked:
        for finding in findings:
            yield _annotation(finding)


def _annotation(finding: Finding) -> str:
    rule = rule_of(finding.code)
    (row, column), (end_row, end_column) = finding.start, finding.end
    if finding.cell is not None:
        # GitHub shows a notebook as its JSON, in which the cells' own rows mean nothing.
        row = column = end_row = end_column = 1
    properties = {
        "file": plain(service_path(finding.filename)),
        "line": row,
        "col": column,
        "endLine": end_row,
        "endColumn": end_column,
        "title": f"{finding.code} {rule.symbol}",
    }
    if end_row != row:
        # Columns are only for annotations of one line.
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = f"{place(finding)}: {finding.message}" if finding.cell is not None else finding.message
    return f"::{_COMMAND[rule.severity]} {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
