"""As `text`, under the name of each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.escaping import plain_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for document, findings in checked:
        if not findings:
            continue
        yield f"{plain_path(document.filename)}:\n"
        for finding in findings:
            cell = "" if finding.cell is None else f"cell {finding.cell}:"
            yield f"  {cell}{finding.start.row}:{finding.start.column} {finding.code} {finding.message}\n"
        yield "\n"
