"""Glob patterns for files, as `exclude` and `per-file-ignores` hold them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(path: str, patterns: Iterable[str], root: str) -> bool:
    """Whether a pattern fits `path` or a folder above it: its name alone, or its path from the folder `root` on.

    `*` crosses folders, as in ruff and flake8; `**/` may stand for nothing.
    """
    parts = relative(path, root).split("/")
    heads = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    return any(fnmatchcase(name, glob) for pattern in patterns for glob in _spellings(pattern) for name in (*parts, *heads))


def relative(path: str, root: str) -> str:
    """`path` from the folder `root` (the current one when empty) on, with slashes; absolute where it is on another drive."""
    try:
        found = os.path.relpath(path, root or os.curdir)
    except ValueError:
        found = os.path.abspath(path)
    return found.replace(os.sep, "/")


def _spellings(pattern: str) -> set[str]:
    pattern = pattern.replace(os.sep, "/").removeprefix("./").rstrip("/")
    return {pattern, pattern.removeprefix("**/"), pattern.replace("/**/", "/"), pattern.removesuffix("/**")}
