"""In which language a command speaks: what the user asks for; where nothing is asked, what the terminal speaks."""

from __future__ import annotations

import errno
import os
import sys

from ..languages import Phrase
from ..record import TYPE_CHECKING
from ..settings import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from ..languages import Text
    from ..settings import Language

VARIABLE = "LINT_TRANSPOSE_LANGUAGE"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_PROBE: Mapping[str, str] = {"en": "", "zh": "中文，。：；（）【】"}
"""What an output must be able to encode."""


def of_terminal() -> Language | None:
    """The language of whoever reads along on a terminal that can show it; None where nobody does."""
    if not sys.stdout.isatty():
        return None
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "") or ""
    spoken = next((language for language in LANGUAGES if locale.startswith(language)), None)
    return spoken if shown(spoken, sys.stdout) else None


def shown(language: str | None, stream: TextIO) -> str | None:
    """`language` for what goes to `stream`: English where that cannot be encoded there."""
    return written(language, stream.encoding or "utf-8")


def written(language: str | None, encoding: str) -> str | None:
    """`language` for a text in `encoding`: English where it has no letters for it."""
    try:
        _PROBE[language or "en"].encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return None
    return language


_OF_SYSTEM = {
    errno.ENOENT: Phrase("no_such_file", "No such file or directory"),
    errno.EACCES: Phrase("no_permission", "Permission denied"),
    errno.EISDIR: Phrase("is_folder", "Is a directory"),
}


def of_system(error: OSError) -> Text:
    """What the operating system says of an error; all but the most common ones only in its own words."""
    return _OF_SYSTEM.get(error.errno or 0, error.strerror or str(error))
