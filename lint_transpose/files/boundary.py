"""Where a project ends: what its files and its configuration name is opened within it only."""

from __future__ import annotations

import os
from functools import lru_cache

from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A folder with a setup.py is often one of several of a repository, so it begins a project only where nothing else does.
_MARKS = ((".git", ".hg", "pyproject.toml"), ("setup.py", "setup.cfg"))


def project_root(folder: str) -> str:
    """The nearest folder, `folder` or above, that a project begins with.

    Where none does, it is the current folder if that holds `folder`, else `folder` itself.
    """
    return _root(os.path.abspath(folder), os.getcwd())


@lru_cache(maxsize=4096)
def _root(folder: str, current: str) -> str:
    above = [folder]
    while (higher := os.path.dirname(above[-1])) != above[-1]:
        above.append(higher)
    for marks in _MARKS:
        for candidate in above:
            if _has_any(candidate, marks):
                return candidate
    return current if _holds(current, folder) else folder


@lru_cache(maxsize=4096)
def _has_any(folder: str, names: tuple[str, ...]) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in names)


def is_within(path: str, folders: Iterable[str]) -> bool:
    """Whether `path`, all links followed, lies in one of `folders`."""
    real = os.path.realpath(path)
    return any(_holds(os.path.realpath(folder), real) for folder in folders)


def leads_out(path: str, folder: str) -> bool:
    """Whether `path` says by itself, links aside, that it lies outside `folder`."""
    return not _holds(os.path.abspath(folder), os.path.abspath(path))


def _holds(folder: str, path: str) -> bool:
    try:
        return os.path.commonpath((folder, path)) == folder
    except ValueError:  # on another drive
        return False


def relative(path: str, root: str) -> str:
    """`path` from the folder `root` (the current one when empty) on, with slashes; absolute where it is on another drive."""
    try:
        found = os.path.relpath(path, root or os.curdir)
    except ValueError:
        found = os.path.abspath(path)
    return found.replace(os.sep, "/")
