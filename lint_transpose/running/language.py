"""In which language a command speaks: what the user asks for; where nothing is asked, what the terminal speaks."""

from __future__ import annotations

import os
import sys

from ..record import TYPE_CHECKING
from ..settings import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..settings import Language

VARIABLE = "LINT_TRANSPOSE_LANGUAGE"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_PROBE: Mapping[Language, str] = {"en": "", "zh": "中文，。：；（）【】"}
"""What an output must be able to encode."""


def of_terminal() -> Language | None:
    """The language of whoever reads along on a terminal that can show it; None where nobody does."""
    if not sys.stdout.isatty():
        return None
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "") or ""
    spoken = next((language for language in LANGUAGES if locale.startswith(language)), None)
    return spoken if spoken is not None and _can_show(spoken) else None


def shown(language: Language | None) -> Language | None:
    """`language` for what goes to standard output: English where that cannot be encoded there."""
    return language if language is None or _can_show(language) else None


def _can_show(language: Language) -> bool:
    try:
        _PROBE[language].encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
