"""Glob patterns for files, as `exclude` and `per-file-ignores` hold them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from .boundary import relative

LONGEST = 1000
"""More than any path that a pattern could fit, so that no pattern takes long to read."""

_PART = re.compile(r"(?P<star>\*+)|\[!?\]?[^\]]*\]|.", re.DOTALL)


def matches(path: str, patterns: Iterable[str], root: str) -> bool:
    """Whether a pattern fits `path` or a folder above it: its name, or its path from the folder `root` on.

    A pattern that begins with "./", or that is absolute, is a path. `*` crosses folders, as in ruff and flake8; `**/` may
    stand for nothing.
    """
    parts = relative(path, root).split("/")
    heads = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    for pattern in patterns:
        names = heads if _is_path(pattern) else (*parts, *heads)
        if any(fnmatchcase(name, glob) for glob in _spellings(pattern, root) for name in names):
            return True
    return False


class _Piece(NamedTuple):
    """A part of a pattern between its `*`s: it fits texts of one length only."""

    glob: str
    length: int

    def fits(self, text: str, at: int) -> bool:
        return fnmatchcase(text[at : at + self.length], self.glob)


def stars(path: str, glob: str) -> list[str] | None:
    """What the `*`s of `glob` stand for in `path`, earlier ones as much as they can; None where `glob` does not fit.

    `*` crosses folders. Each piece is looked for once, from the end on, so no pattern takes longer than its length times that
    of the path.
    """
    first, *others = _pieces(glob.removeprefix("./"))
    if not others:
        return [] if len(path) == first.length and first.fits(path, 0) else None
    if not first.fits(path, 0):
        return None
    # The last piece ends the path, each other one stands as far behind as it can.
    end = len(path) - others[-1].length
    if end < first.length or not others[-1].fits(path, end):
        return None
    found: list[str] = []
    for piece in reversed(others[:-1]):
        at = next((at for at in range(end - piece.length, first.length - 1, -1) if piece.fits(path, at)), None)
        if at is None:
            return None
        found.append(path[at + piece.length : end])
        end = at
    return [path[first.length : end], *reversed(found)]


@lru_cache(maxsize=256)
def _pieces(glob: str) -> tuple[_Piece, ...]:
    pieces = [_Piece("", 0)]
    for part in _PART.finditer(glob):
        last = pieces[-1]
        if part["star"]:
            pieces.append(_Piece("", 0))
        else:
            pieces[-1] = _Piece(last.glob + part[0], last.length + 1)
    return tuple(pieces)


def _is_path(pattern: str) -> bool:
    return pattern.startswith(("./", f".{os.sep}")) or os.path.isabs(pattern)


def _spellings(pattern: str, root: str) -> set[str]:
    if _is_path(pattern):
        pattern = relative(pattern, root) if os.path.isabs(pattern) else os.path.normpath(pattern)
    pattern = pattern.replace(os.sep, "/").rstrip("/")
    return {pattern, pattern.removeprefix("**/"), pattern.replace("/**/", "/"), pattern.removesuffix("/**")}
