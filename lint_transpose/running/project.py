"""Other modules of the checked project: found as files, read and parsed as text, never imported."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..files.boundary import is_within, project_root
from ..files.discovery import BadInputError, read
from ..files.prefilter import mentions_layer
from ..layers import FRAMEWORKS

if TYPE_CHECKING:
    from ..reading import Module

Locate = Callable[[str, str], str | None]
"""From the full dotted name of a module and the folder of the file that imports it to the module's file, or None."""

_IMPORT = re.compile(rb"import[ \t(*\\]")
_STATEMENT = re.compile(
    rb"[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import\b[ \t]*(\([^)]*\)|(?:[^\n#;\\]|\\\r?\n)*)|import[ \t]+([\w., \t]+))"
)
_COMMENT = re.compile(r"#[^\n]*")
_ITEM = re.compile(r"(\w+|\*)(?:\s+as\s+\w+)?")
_WORD = re.compile(rb"\w+")
_ROOTS = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
_MOST_FOLDERS = 12


class Leading(NamedTuple):
    """The names of a module that may lead to a layer: those that it binds itself, and those of attributes as well."""

    own: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()


class Project:
    """The modules that files of a project import from each other. Each is read at most once, none from outside the project.

    The text is asked first: a module is parsed only where a value in it is asked for, or where it names a layer itself.
    `torch`: PyTorch's layers are asked for.
    """

    def __init__(self, locate: Locate | None = None, torch: bool = False) -> None:
        self._locate = locate or in_folders_above
        self._torch = torch
        self._paths: dict[tuple[str, str], str | None] = {}
        self._inside: dict[tuple[str, str], bool] = {}
        self._modules: dict[str, Module | None] = {}
        self._leading: dict[str, Leading] = {}
        self._imports: dict[str, tuple[bool, list[str]]] = {}
        self._reaching: dict[str, bool] = {}

    def find(self, name: str, importer: Module) -> Module | None:
        """The module `name` ("pkg.config", ".config") as `importer` imports it; None where it is none of the project's."""
        path = self._path(name, os.path.dirname(importer.source.filename))
        return None if path is None else self._module(path)

    def _module(self, path: str) -> Module | None:
        if path not in self._modules:
            self._modules[path] = _parsed(path)
        return self._modules[path]

    def lead_to_layer(self, data: bytes, filename: str) -> bool:
        """Whether the file `filename` with the content `data` imports a name that may lead to a layer.

        A network imports its framework as well: what names none is no network.
        """
        if not self._torch and b"mindspore" not in data:
            return False
        words: set[str] | None = None
        for path, items in self._imported(data, filename):
            leading = self._leading_of(path)
            if not leading.every:
                continue
            if items is not None and "*" not in items:
                if not leading.own.isdisjoint(items):
                    return True
                continue
            if words is None:
                words = {word.decode("utf-8", "replace") for word in _WORD.findall(data)}
            if not words.isdisjoint(leading.every if items is None else leading.own):
                return True
        return False

    def reaches_layer(self, name: str, importer: Module) -> bool:
        """Whether the module `name`, as `importer` imports it, or one that it imports in turn, names a layer in its text."""
        path = self._path(name, os.path.dirname(importer.source.filename))
        return path is not None and self._reaches(path)

    def _reaches(self, path: str) -> bool:
        if path not in self._reaching:
            seen, fresh = {path}, [path]
            while fresh:
                current = fresh.pop()
                names_layer, imported = self._imports_of(current)
                if names_layer or self._reaching.get(current):
                    self._reaching[path] = True
                    return True
                new = [other for other in imported if other not in seen and self._reaching.get(other) is not False]
                seen.update(new)
                fresh += new
            self._reaching |= dict.fromkeys(seen, False)
        return self._reaching[path]

    def _imports_of(self, path: str) -> tuple[bool, list[str]]:
        """Whether the text of a file names a layer, and the files that it imports."""
        if path not in self._imports:
            data = _read(path)
            paths = dict.fromkeys(other for other, _ in self._imported(data, path))
            self._imports[path] = mentions_layer(data, self._torch), list(paths)
        return self._imports[path]

    def _leading_of(self, path: str) -> Leading:
        """By the module itself where its text names a layer; a package passes on what its modules hold."""
        if path not in self._leading:
            self._leading[path] = Leading()  # what modules that import each other in a circle see
            data = _read(path)
            found = Leading()
            if mentions_layer(data, self._torch) and (module := self._module(path)) is not None:
                found = _leading_names(module)
            if os.path.basename(path) == "__init__.py":
                found = self._passed_on(data, path, found)
            self._leading[path] = found
        return self._leading[path]

    def _passed_on(self, data: bytes, path: str, found: Leading) -> Leading:
        own, every = found
        for imported, items in self._imported(data, path):
            other = self._leading_of(imported)
            if items is None:
                every |= other.every
            else:
                own |= other.own if "*" in items else other.own & items
        return Leading(own, own | every)

    def _imported(self, data: bytes, filename: str) -> Iterator[tuple[str, frozenset[str] | None]]:
        """The project's modules that the text of a file may import, each with what is taken from it: None for all of it."""
        folder = os.path.dirname(filename)
        for name, items in _imports(data):
            path = self._path(name, folder)
            if path is not None:
                yield path, items
            if items is not None and (path is None or os.path.basename(path) == "__init__.py"):
                dot = "" if name.endswith(".") else "."
                for item in sorted(items - {"*"}):
                    within = self._path(f"{name}{dot}{item}", folder)
                    if within is not None:
                        yield within, None

    def _path(self, name: str, folder: str) -> str | None:
        key = (name, folder)
        if key not in self._paths:
            path = self._located(name, folder)
            self._paths[key] = path if path is not None and self._is_inside(path, folder) else None
        return self._paths[key]

    def _is_inside(self, path: str, folder: str) -> bool:
        """Whether the file `path` lies in the project of `folder`. The links of a file's folder are followed once."""
        project = project_root(folder)
        if os.path.islink(path):
            return is_within(path, (project,))
        key = (os.path.dirname(path), project)
        if key not in self._inside:
            self._inside[key] = is_within(key[0], (project,))
        return self._inside[key]

    def _located(self, name: str, folder: str) -> str | None:
        if name.startswith("."):
            rest = name.lstrip(".")
            above = os.path.join(folder, *[os.pardir] * (len(name) - len(rest) - 1))
            return _file_of(above, rest)
        return None if name.partition(".")[0] in sys.stdlib_module_names else self._locate(name, folder)


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


def _imports(data: bytes) -> Iterator[tuple[str, frozenset[str] | None]]:
    """The modules that a text may import, by full dotted name, each with what is taken from it: None for the whole module.

    The frameworks themselves are known, not read.
    """
    end = 0
    for word in _IMPORT.finditer(data):
        statement = _STATEMENT.match(data, data.rfind(b"\n", 0, word.start()) + 1) if word.start() >= end else None
        if statement is None:
            continue
        end = statement.end()
        package, names, modules = (part.decode("utf-8", "replace") for part in statement.groups(b""))
        for name in filter(str.strip, modules.split(",")):
            if not _is_framework(name := name.split()[0]):
                yield name, None
        if package and not _is_framework(package):
            yield package, frozenset(_ITEM.findall(_COMMENT.sub("", names)))


def _is_framework(name: str) -> bool:
    return name.partition(".")[0] in FRAMEWORKS


def _leading_names(module: Module) -> Leading:
    from ..reading import names_that_lead

    names = names_that_lead(module)
    own = {name for name in module.bindings[module.tree] if name in names}
    stored = {node.attr for node in module.attributes if isinstance(node.ctx, ast.Store)}
    for cls in module.classes:
        stored.update(module.bindings.get(cls, ()))
    return Leading(frozenset(own), frozenset(own | (stored & names)))


def _read(path: str) -> bytes:
    try:
        return read(path)
    except OSError:
        return b""


def _parsed(path: str) -> Module | None:
    """None for what cannot be read or parsed: whoever checks that file itself is told."""
    from ..documents.encoding import decoded
    from ..reading import Module
    from ..text.parsing import parse
    from ..text.source import Source

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
