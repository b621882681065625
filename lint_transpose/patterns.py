"""Glob patterns for files, as `exclude` and `per-file-ignores` hold them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(path: str, patterns: Iterable[str], root: str) -> bool:
    """Whether a pattern fits `path` or a folder above it: its name alone, or its path from the folder `root` on.

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


def relative(path: str, root: str) -> str:
    """`path` from the folder `root` (the current one when empty) on, with slashes; absolute where it is on another drive."""
    try:
        found = os.path.relpath(path, root or os.curdir)
    except ValueError:
        found = os.path.abspath(path)
    return found.replace(os.sep, "/")


def _is_path(pattern: str) -> bool:
    return pattern.startswith(("./", f".{os.sep}")) or os.path.isabs(pattern)


def _spellings(pattern: str, root: str) -> set[str]:
    if _is_path(pattern):
        pattern = relative(pattern, root) if os.path.isabs(pattern) else os.path.normpath(pattern)
    pattern = pattern.replace(os.sep, "/").rstrip("/")
    return {pattern, pattern.removeprefix("**/"), pattern.replace("/**/", "/"), pattern.removesuffix("/**")}
