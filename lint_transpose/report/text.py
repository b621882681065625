"""`path:row:column: CODE message`, a line a finding."""

from __future__ import annotations

from ..record import TYPE_CHECKING
from .common import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..running.candidate import Checked
    from ..settings import Language


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for _, findings in checked:
        for finding in findings:
            yield f"{place(finding)}: {finding.code} {finding.message}\n"
