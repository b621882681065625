"""How far a long run is, on one line of a terminal that is wiped at the end."""

from __future__ import annotations

import sys
import time

from ..languages import Phrase, said

_FIRST_AFTER = 0.5
_EVERY = 0.1


class Progress:
    """Called with the number of files that are done and the number of all files."""

    def __init__(self, language: str | None = None) -> None:
        self._language = language
        self._next = time.monotonic() + _FIRST_AFTER
        self._is_shown = False

    def __call__(self, done: int, files: int) -> None:
        if done >= files:
            if self._is_shown:
                self._write("")
            self._is_shown = False
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._is_shown = True
            self._write(said(Phrase("progress", "{done} of {files} files", done=done, files=files), self._language))

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
