"""As `json`, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .common import dumps
from .json import entries

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    for entry in entries(checked, language):
        yield dumps(entry, indent=None)
