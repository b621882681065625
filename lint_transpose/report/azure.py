"""Logging commands that Azure Pipelines shows as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.escaping import plain
from .common import place, rule_of, service_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_TYPE = {"error": "error", "warning": "warning", "info": "warning"}
_ESCAPES = {"%": "%AZP25", "\r": "%0D", "\n": "%0A", ";": "%3B", "]": "%5D"}


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for _, findings in checked:
        for finding in findings:
            # A notebook's cells have no rows in the file that Azure shows.
            row, column = finding.start if finding.cell is None else (1, 1)
            message = finding.message if finding.cell is None else f"{place(finding)}: {finding.message}"
            properties = {
                "type": _TYPE[rule_of(finding.code).severity],
                "sourcepath": plain(service_path(finding.filename)),
                "linenumber": row,
                "columnnumber": column,
                "code": finding.code,
            }
            listed = "".join(f"{name}={_escaped(str(value), ';]')};" for name, value in properties.items())
            yield f"##vso[task.logissue {listed}]{_escaped(message)}\n"


def _escaped(text: str, more: str = "") -> str:
    return "".join(_ESCAPES[each] if each in "%\r\n" or each in more else each for each in text)
