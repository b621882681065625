"""Finding and reading the files to check."""

from __future__ import annotations

import os

from ..record import TYPE_CHECKING, Record, SaidError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


SUFFIXES = (".py", ".pyi", ".ipynb")

DEFAULT_EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d"),
    *(".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pypackages__", "_build"),
    *("buck-out", "build", "dist", "node_modules", "site-packages", "venv"),
)
"""Names of folders that hold nobody's source, as ruff leaves them out; `exclude` in the configuration replaces them."""

# What no configuration brings back: git's own data, Python's caches, and environments by what stands in them.
_NEVER = frozenset({".git", "__pycache__"})
_ENVIRONMENT = frozenset({"pyvenv.cfg", "conda-meta"})


class Excluding(Record):
    """What a walk leaves out: `names` of folders and files, and what `by_pattern` says of paths."""

    names: Collection[str] = DEFAULT_EXCLUDE
    by_pattern: Callable[[str], bool] = lambda path: False


class BadInputError(SaidError):
    """A file's content cannot be read as what it should be; the message is one line, without the file's name."""


def read(path: str) -> bytes:
    """The bytes of a file. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        return file.readall()


def discover(
    top: str,
    suffixes: tuple[str, ...] = SUFFIXES,
    excluding: Callable[[str], Excluding] = lambda folder: Excluding(),
    marks: Collection[str] = (),
    failed: Callable[[str, OSError], None] = lambda path, error: None,
) -> list[str]:
    """The files below the folder `top` that end in `suffixes`, in the order of their paths.

    Left out are what `excluding` says, environments of Python and conda, and what git ignores, in nested repositories and
    submodules by their own rules. `excluding` is asked for `top` and for each folder that holds one of the names `marks`;
    its answer holds for all below. `top` itself is none of these: whoever names it wants it. Links to folders are not
    followed. A folder that cannot be listed, or a link that cannot be followed, is passed to `failed`.
    """
    start = "" if top == os.curdir else os.path.join(top, "")
    ignored = _ignored(start) if _is_in_repository(top) else set()
    found: list[str] = []
    folders = [(start, excluding(top))]
    while folders:
        folder, rules = folders.pop()
        entries = _entries(folder or os.curdir, failed)
        if folder != start:
            names = {entry.name for entry in entries}
            if not _ENVIRONMENT.isdisjoint(names):
                continue
            if ".git" in names:
                ignored |= _ignored(folder)
            if not names.isdisjoint(marks):
                rules = excluding(os.path.dirname(folder))
        skipped = _NEVER.union(rules.names)
        for entry in entries:
            path = folder + entry.name
            if entry.name in skipped:
                continue
            if entry.name.endswith(suffixes) and _is_file(entry, failed):
                if entry.is_symlink() and _leads_astray(entry.path, top, skipped):
                    continue
                if path not in ignored and not rules.by_pattern(path):
                    found.append(path)
            elif entry.is_dir(follow_symlinks=False):
                path += os.sep
                if path not in ignored and not rules.by_pattern(path):
                    folders.append((path, rules))
    return sorted(found)


def _entries(folder: str, failed: Callable[[str, OSError], None]) -> list[os.DirEntry[str]]:
    entries: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as listing:
            entries.extend(listing)
    except OSError as error:
        failed(folder, error)
    return entries


def _is_file(entry: os.DirEntry[str], failed: Callable[[str, OSError], None]) -> bool:
    """Whether `entry` is a file, or a link to one. A link that leads nowhere is passed to `failed`."""
    try:
        return entry.is_file()
    except OSError as error:
        failed(entry.path, error)
        return False


def _leads_astray(link: str, top: str, skipped: Collection[str]) -> bool:
    """Whether a link leads to a file that a walk from `top` or from above would not reach: a fix would be written there."""
    folder = os.path.dirname(os.path.realpath(link))
    top = os.path.realpath(top)
    while folder != top and (above := os.path.dirname(folder)) != folder:
        if os.path.basename(folder) in skipped or any(os.path.exists(os.path.join(folder, mark)) for mark in _ENVIRONMENT):
            return True
        folder = above
    return False


def _is_in_repository(folder: str) -> bool:
    folder = os.path.abspath(folder)
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True


def _ignored(folder: str) -> set[str]:
    """The files and (with a slash at the end) folders below `folder` that git ignores; empty where git does not answer."""
    from . import git

    listed = git.answer(("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"), folder) or b""
    return {folder + os.fsdecode(path).replace("/", os.sep) for path in listed.split(b"\0") if path}
