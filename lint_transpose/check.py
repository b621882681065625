"""The way through: text in, findings out."""

from __future__ import annotations

from .finding import Finding
from .settings import Settings


def check_source(source: str, filename: str = "<string>", settings: Settings = Settings()) -> list[Finding]:
    """The findings of one Python source text, in the order of their places.

    Pure: reads no file, keeps no state, never imports or runs what it checks; safe to call from many processes.
    Raises SyntaxError when `source` is not Python, UnknownReleaseError when the settings name an unknown release.
    """
    raise NotImplementedError
