"""A first look at a plain run of `check`: which files name a layer, where no setting has a say.

Most runs end here, over a tree without a layer: what such a run does not need is not imported.
"""

from __future__ import annotations

import os
import sys

from ..record import TYPE_CHECKING
from .discovery import Excluding, discover, read
from .prefilter import PROJECT_FILE, may_hold_settings, mentions_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FLAGS = frozenset({"--isolated", "--exit-zero", "--no-cache", "--quiet", "-q"})


class _NotPlainError(Exception):
    """An option, a setting or a problem has a say that a first look does not understand."""


class Look:
    """A plain run: its flags, all its files, and those of them that name a layer."""

    def __init__(self, flags: frozenset[str], files: list[str]) -> None:
        self.flags = flags
        self.files = files
        self.marked = [path for path in files if mentions_layer(read(path))]

    @property
    def passed(self) -> str:
        """What is reported where no file names a layer."""
        files = "1 file" if len(self.files) == 1 else f"{len(self.files)} files"
        return "" if {"--quiet", "-q"} & self.flags else f"All checks passed ({files})\n"


def look(argv: Sequence[str]) -> Look | None:
    """What a first look at `check` with these arguments shows; None where it takes more than a look."""
    flags = frozenset(argument for argument in argv if argument.startswith("-"))
    # Who sits at a terminal is shown how far the run is, and spoken to in a language.
    if not flags <= _FLAGS or sys.stdout.isatty() or sys.stderr.isatty() or "LINT_TRANSPOSE_LANGUAGE" in os.environ:
        return None
    paths = [argument for argument in argv if argument not in flags]
    try:
        return Look(flags, _files(paths or [os.curdir], _no_settings if "--isolated" in flags else _plain_settings))
    except (_NotPlainError, OSError):
        return None


def _files(paths: Sequence[str], excluding: Callable[[str], Excluding]) -> list[str]:
    """Raises _NotPlainError and OSError."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found |= dict.fromkeys(discover(path, excluding=excluding, marks=(PROJECT_FILE,), failed=_fail))
        elif os.path.isfile(path):
            excluding(os.path.dirname(path))
            found[path] = None
        else:
            raise _NotPlainError
    return list(found)


def _no_settings(folder: str) -> Excluding:
    return Excluding()


def _plain_settings(folder: str) -> Excluding:
    """What a walk leaves out where neither `folder` nor a folder above it has settings. Raises _NotPlainError and OSError."""
    above = os.path.abspath(folder)
    while True:
        path = os.path.join(above, PROJECT_FILE)
        if os.path.isfile(path) and may_hold_settings(read(path)):
            raise _NotPlainError
        if above == os.path.dirname(above):
            return Excluding()
        above = os.path.dirname(above)


def _fail(path: str, error: OSError) -> None:
    raise _NotPlainError
