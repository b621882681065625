"""The PyTorch files that MindSpore files port: where they are, read once a run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..files.boundary import is_within, leads_out, project_root, relative
from ..files.patterns import stars
from ..languages import Phrase, Text, said
from ..layers.releases import NEWEST
from ..reading import Module, Reader, Site, read_sites
from ..settings import Settings
from ..text.escaping import plain, plain_path
from ..text.source import Source
from .address import Located, located
from .compare import pairs_of_file
from .in_class import within
from .pairing import named
from .pairs import Pair

_SUFFIXES = (".py", ".pyi", ".ipynb")
# Nobody writes so long a file of layers; a generated one would be read for every run.
_LARGEST = 4_000_000

if TYPE_CHECKING:
    from ..documents import Place


class Originals:
    """Finds and reads the PyTorch files, each once. What is wrong with one of them is told in one line, once.

    Only regular files with the endings of Python files are opened, as text, and only within the project of the file that is
    checked or in a folder that the settings name; without `reads` none, and only comments that speak of their own file
    (`::Class.attribute`) are followed.
    """

    def __init__(self, tell: Callable[[Text], None] | None = None, reads: bool = True) -> None:
        self._tell = tell
        self._reads = reads
        self._told: set[Text] = set()
        self._language: str | None = None
        self._layers: dict[tuple[str, tuple[str, ...]], Sequence[Located]] = {}
        self._own: tuple[Module, Sequence[Located]] | None = None

    def of_file(self, found: Sequence[Site], module: Module, settings: Settings) -> dict[int, Pair]:
        """What the MindSpore layers of a file port, as its comments and the settings name it."""
        self._language = settings.language
        groups: dict[str | None, list[Located]] = {}
        items = [located(site, module) for site in found]
        for item in items:
            groups.setdefault(item.site.origin, []).append(item)
        configured = self._configured(module.source.filename, settings)
        pairs: list[Pair] = []
        for origin, group in groups.items():
            if origin is not None and (self._reads or origin.startswith("::")):
                pairs += self._pair_named(origin, group, settings)
            elif configured:
                pairs += pairs_of_file(configured, group)
        by_item = {pair.mindspore: pair for pair in pairs}
        return {index: by_item[item] for index, item in enumerate(items) if item in by_item}

    def is_configured(self, filename: str, settings: Settings) -> bool:
        """Whether the settings name a counterpart for the file, and it can be read."""
        return bool(self._configured(filename, settings))

    def _layers_of(self, path: str, folders: tuple[str, ...]) -> Sequence[Located]:
        """The PyTorch layers in a file; none where it cannot be read, or lies in none of `folders`."""
        key = (os.path.abspath(path), folders)
        if key not in self._layers:
            self._layers[key] = self._read(path, folders)
        return self._layers[key]

    def _read(self, path: str, folders: tuple[str, ...]) -> Sequence[Located]:
        from ..documents import load
        from ..files.discovery import BadInputError, read

        try:
            if path.endswith(_SUFFIXES) and not is_within(path, folders):
                raise BadInputError(Phrase("outside", "outside the project, so it is not read as a PyTorch file"))
            if not path.endswith(_SUFFIXES) or not os.path.isfile(path):
                raise BadInputError(Phrase("no_torch_file", "no such PyTorch file"))
            if os.path.getsize(path) > _LARGEST:
                words = "larger than {size} MB, so it is not read as a PyTorch file"
                raise BadInputError(Phrase("too_large", words, size=_LARGEST // 1_000_000))
            document = load(path, read(path))
            return torch_layers(document.text, path, document.places)
        except (OSError, BadInputError, SyntaxError) as error:
            own = error.strerror if isinstance(error, OSError) else getattr(error, "msg", str(error))
            reason: Text = error.text if isinstance(error, BadInputError) else plain(own or str(error))
            self._problem(Phrase("of_path", "{path}: {what}", path=plain_path(path), what=reason))
            return ()

    def _pair_named(self, origin: str, group: list[Located], settings: Settings) -> list[Pair]:
        """The layers that a `# ported-from: path.py[::Class[.attribute]]` speaks of."""
        name, _, inside = origin.partition("::")
        source = group[0].module.source
        layers = self._layers_of(*self._found(name, source.filename, settings)) if name else self._of_itself(group[0].module)
        if not inside:
            return pairs_of_file(layers, group)
        chosen = named(layers, inside)
        if layers and not chosen:
            holder: Text = plain(name) if name else Phrase("this_file", "the file")
            words = "{place}: ported-from names {name}, and {holder} has no such layer"
            self._problem(Phrase("no_such_layer", words, place=plain(group[0].place), name=plain(inside), holder=holder))
        if "." not in inside and len({item.address.unit for item in group}) > 1:
            return pairs_of_file(chosen, group)
        return within(chosen, group).pairs

    def _of_itself(self, module: Module) -> Sequence[Located]:
        """The PyTorch layers of the file that is checked: asked for by each of its comments."""
        if self._own is None or self._own[0] is not module:
            self._own = module, _located(module)
        return self._own[1]

    def _found(self, name: str, filename: str, settings: Settings) -> tuple[str, tuple[str, ...]]:
        """The path that a comment in `filename` means, from the file's folder, else from the project's root; and where it may
        lie.
        """
        folders = (os.path.dirname(filename), settings.root)
        project = _project(filename, settings)
        paths = [os.path.normpath(os.path.join(folder, name)) for folder in folders]
        found = (path for path in paths if os.path.isfile(path) and is_within(path, project))
        return next(found, paths[0]), project

    def _configured(self, filename: str, settings: Settings) -> Sequence[Located]:
        """The layers of the PyTorch file that the settings name: its `*`s stand for what the last ones of the glob do."""
        if not self._reads or not settings.counterparts:
            return ()
        own = relative(filename, settings.root)
        for glob, target in settings.counterparts:
            found = stars(own, glob)
            if found is not None:
                project = _project(filename, settings)
                folder = os.path.join(settings.root, os.path.dirname(target.partition("*")[0]))
                if leads_out(folder, settings.root):
                    project += (folder,)
                parts = re.split(r"\*+", target)
                wanted = len(parts) - 1
                taken = found[max(len(found) - wanted, 0) :]
                filled = [*taken, *["*"] * (wanted - len(taken))]
                target = "".join(part + star for part, star in zip(parts, [*filled, ""]))
                return self._layers_of(os.path.join(settings.root, target), project)
        return ()

    def _problem(self, line: Text) -> None:
        if line not in self._told:
            self._told.add(line)
            if self._tell is not None:
                self._tell(line)
            else:
                print(f"lint-transpose: {said(line, self._language)}", file=sys.stderr)


def _project(filename: str, settings: Settings) -> tuple[str, ...]:
    """The folders in which originals of the file may lie."""
    own = project_root(os.path.dirname(filename))
    return (own, settings.root) if settings.root else (own,)


def torch_layers(text: str, filename: str, places: Sequence[Place] | None = None) -> tuple[Located, ...]:
    """The PyTorch layers of a text. Raises SyntaxError."""
    from ..text.parsing import parse

    return _located(Module(Source(filename, text), parse(text, filename)), places)


def _located(module: Module, places: Sequence[Place] | None = None) -> tuple[Located, ...]:
    return tuple(located(site, module, places) for site in read_sites(Reader(module), NEWEST, "torch", "never"))
