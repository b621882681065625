"""Other modules of the checked project: found as files, read and parsed as text, never imported."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache

from ..documents.encoding import decoded
from ..files.boundary import is_within, project_root
from ..files.discovery import BadInputError, read
from ..files.prefilter import mentions_layer
from ..reading import Module
from ..text.parsing import parse
from ..text.source import Source

Locate = Callable[[str, str], str | None]
"""From the full dotted name of a module and the folder of the file that imports it to the module's file, or None."""

_IMPORTS = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import\b[ \t(\\]*([\w, \t]*)|import[ \t]+([\w., \t]+))", re.MULTILINE
)
_ROOTS = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
_MOST_FOLDERS = 12


class Project:
    """The modules that files of a project import from each other. Each is read at most once, none from outside the project."""

    def __init__(self, locate: Locate | None = None) -> None:
        self._locate = locate or in_folders_above
        self._paths: dict[tuple[str, str], str | None] = {}
        self._modules: dict[str, Module | None] = {}
        self._holds_layer: dict[str, bool] = {}

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` ("pkg.config", ".config") as `importer` imports it; None where it is none of the project's."""
        path = self._path(name, os.path.dirname(importer.source.filename))
        if path is None:
            return None
        if path not in self._modules:
            self._modules[path] = _parsed(path)
        return self._modules[path]

    def lead_to_layer(self, data: bytes, filename: str) -> bool:
        """Whether the file `filename` with the content `data` imports from a module that may hold layers.

        A network imports its framework as well: what names none is no network.
        """
        return b"mindspore" in data and self._passes_on(data, filename)

    def _passes_on(self, data: bytes, filename: str) -> bool:
        folder = os.path.dirname(filename)
        paths = (self._path(name, folder) for name in _imported(data))
        return any(path is not None and self._may_hold_layer(path) for path in paths)

    def _path(self, name: str, folder: str) -> str | None:
        key = (name, folder)
        if key not in self._paths:
            path = self._located(name, folder)
            self._paths[key] = path if path is not None and is_within(path, (project_root(folder),)) else None
        return self._paths[key]

    def _located(self, name: str, folder: str) -> str | None:
        if name.startswith("."):
            rest = name.lstrip(".")
            above = os.path.join(folder, *[os.pardir] * (len(name) - len(rest) - 1))
            return _file_of(above, rest)
        return None if name.partition(".")[0] in sys.stdlib_module_names else self._locate(name, folder)

    def _may_hold_layer(self, path: str) -> bool:
        """By its text, or as a package that passes on what its modules hold."""
        found = self._holds_layer.get(path)
        if found is None:
            self._holds_layer[path] = False  # what modules that import each other in a circle see
            data = _read(path)
            found = mentions_layer(data) or (os.path.basename(path) == "__init__.py" and self._passes_on(data, path))
            self._holds_layer[path] = found
        return found


def in_folders_above(name: str, folder: str) -> str | None:
    """The file of the module `name` in `folder` or a folder above it up to the project's root; None where it is not clear."""
    first = name.partition(".")[0]
    found = {
        path
        for above in _folders_above(os.path.abspath(folder))
        if first in _names_in(above) or f"{first}.py" in _names_in(above)
        if (path := _file_of(above, name)) is not None
    }
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _folders_above(folder: str) -> tuple[str, ...]:
    """`folder` and those above it up to the project's root."""
    folders = [folder]
    while len(folders) < _MOST_FOLDERS and not _ROOTS & _names_in(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
        folders.append(folder)
    return tuple(folders)


@lru_cache(maxsize=4096)
def _names_in(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))
    except OSError:
        return frozenset()


def _file_of(folder: str, name: str) -> str | None:
    """The file of the module `name`, or of the package, in `folder`."""
    base = os.path.normpath(os.path.join(folder, *name.split(".")))
    for path in (f"{base}.py" if name else "", os.path.join(base, "__init__.py")):
        if path and os.path.isfile(path):
            return path
    return None


def _imported(data: bytes) -> Iterator[str]:
    """The full dotted names of the modules that a text may import."""
    for package, names, modules in _IMPORTS.findall(data):
        for name in modules.split(b","):
            if name.strip():
                yield name.split()[0].decode("utf-8", "replace")
        if package:
            text = package.decode("utf-8", "replace")
            yield text
            dot = "" if text.endswith(".") else "."
            for name in names.split(b","):
                if name.strip():
                    yield f"{text}{dot}{name.split()[0].decode('utf-8', 'replace')}"


def _read(path: str) -> bytes:
    try:
        return read(path)
    except OSError:
        return b""


def _parsed(path: str) -> Module | None:
    """None for what cannot be read or parsed: whoever checks that file itself is told."""
    try:
        text = decoded(_read(path))
        tree: ast.Module = parse(text, path)
    except (SyntaxError, BadInputError):
        return None
    return Module(Source(_shown(path), text), tree)


def _shown(path: str) -> str:
    """`path` from the current folder on, where it lies below that."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative
