"""pylint's parseable format, as ruff writes it: `path:row: [CODE] message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.escaping import plain_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for _, findings in checked:
        for finding in findings:
            # A notebook's cells have no rows in the file.
            row = finding.start.row if finding.cell is None else 1
            cell = "" if finding.cell is None else f"cell {finding.cell}:{finding.start.row}:{finding.start.column}: "
            yield f"{plain_path(finding.filename)}:{row}: [{finding.code}] {cell}{finding.message}\n"
