"""What a run checks, and what comes of it."""

from __future__ import annotations

from ..record import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from ..checking.check import Counterparts
    from ..documents import Document
    from ..reading import Modules
    from ..settings import Settings
    from ..text.finding import Finding

STDIN = "-"


class Candidate(Record):
    """A file that may hold something to report: where it is, what it is called, its bytes and the settings for it.

    `counterparts()` brings what it ports, `modules` what it imports, where imports are followed.
    """

    path: str
    filename: str
    data: bytes
    settings: Settings
    counterparts: Callable[[], Counterparts]
    modules: Modules | None = None


class Checked(Record):
    """A document and what was found in it."""

    document: Document
    findings: list[Finding]


Keep: TypeAlias = "Callable[[Document, list[Finding]], list[Finding]]"
"""From a document and what was found in it to what is to be reported."""


def names_originals(document: Document, settings: Settings) -> bool:
    """Whether the text or the settings may name the PyTorch file that a document ports."""
    return bool(settings.counterparts) or "ported-from" in document.text
