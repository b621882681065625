"""The PyTorch files that MindSpore files port: where they are, read once a run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ..patterns import relative
from ..plain import plain, plain_path
from ..reading import Module, Reader, Site, sites
from ..releases import NEWEST
from ..settings import Settings
from ..source import Source
from .address import Located, located
from .pairing import Pair, Pairing, named, pair, within

_SUFFIXES = (".py", ".pyi", ".ipynb")

if TYPE_CHECKING:
    from ..documents import Place


def _to_stderr(line: str) -> None:
    print(f"lint-transpose: {line}", file=sys.stderr)


class Originals:
    """Finds and reads the PyTorch files, each once. What is wrong with one of them is told in one line, once.

    Of what a comment names only regular files with the endings of Python files are opened, as text; without `reads` none,
    and only comments that speak of their own file (`::Class.attribute`) are followed.
    """

    def __init__(self, tell: Callable[[str], None] = _to_stderr, reads: bool = True) -> None:
        self._tell = tell
        self._reads = reads
        self._told: set[str] = set()
        self._layers: dict[str, Sequence[Located]] = {}

    def of_file(self, found: Sequence[Site], module: Module, settings: Settings) -> dict[int, Pair]:
        """What the MindSpore layers of a file port, as its comments and the settings name it."""
        configured = self._configured(module.source.filename, settings)
        groups: dict[str | None, list[Located]] = {}
        items = [located(site, module) for site in found]
        for item in items:
            groups.setdefault(item.site.origin, []).append(item)
        pairs: list[Pair] = []
        for origin, group in groups.items():
            if origin is not None and (self._reads or origin.startswith("::")):
                pairs += self._pair_named(origin, group, settings).pairs
            elif configured is not None:
                pairs += pair(self.layers(configured), group).pairs
        by_item = {pair.mindspore: pair for pair in pairs}
        return {index: by_item[item] for index, item in enumerate(items) if item in by_item}

    def is_configured(self, filename: str, settings: Settings) -> bool:
        """Whether the settings name a counterpart for the file, and it can be read."""
        path = self._configured(filename, settings)
        return path is not None and bool(self.layers(path))

    def layers(self, path: str) -> Sequence[Located]:
        """The PyTorch layers in a file; none where it cannot be read."""
        key = os.path.abspath(path)
        if key not in self._layers:
            self._layers[key] = self._read(path)
        return self._layers[key]

    def _read(self, path: str) -> Sequence[Located]:
        from ..documents import load
        from ..files import BadInputError, read

        if not path.endswith(_SUFFIXES) or not os.path.isfile(path):
            self._problem(f"{plain_path(path)}: no such PyTorch file")
            return ()
        try:
            document = load(path, read(path))
            return torch_layers(document.text, path, document.places)
        except (OSError, BadInputError, SyntaxError) as error:
            reason = error.strerror if isinstance(error, OSError) else getattr(error, "msg", str(error))
            self._problem(f"{plain_path(path)}: {reason}")
            return ()

    def _pair_named(self, origin: str, group: list[Located], settings: Settings) -> Pairing:
        """The layers that a `# ported-from: path.py[::Class[.attribute]]` speaks of."""
        name, _, inside = origin.partition("::")
        source = group[0].module.source
        if name:
            layers = self.layers(self._found(name, source.filename, settings))
        else:
            layers = torch_layers(source.text, source.filename)
        if not inside:
            return pair(layers, group)
        chosen = named(layers, inside)
        if layers and not chosen:
            self._problem(f"{group[0].place}: ported-from names {inside}, and {name or 'the file'} has no such layer")
        if "." not in inside and len({item.address.unit for item in group}) > 1:
            return pair(chosen, group)
        return within(chosen, group)

    def _found(self, name: str, filename: str, settings: Settings) -> str:
        """The path that a comment in `filename` means: from the file's folder, else from the project's root."""
        folders = (os.path.dirname(filename), settings.root)
        paths = [os.path.normpath(os.path.join(folder, name)) for folder in folders]
        return next(filter(os.path.isfile, paths), paths[0])

    def _configured(self, filename: str, settings: Settings) -> str | None:
        """The PyTorch file that the settings name for `filename`: its `*`s stand for what the last ones of the glob do."""
        if not self._reads or not settings.counterparts:
            return None
        own = relative(filename, settings.root)
        for glob, target in settings.counterparts:
            stars = _match(own, glob)
            if stars is not None:
                wanted = len(re.findall(r"\*+", target))
                for star in stars[max(len(stars) - wanted, 0) :]:
                    target = re.sub(r"\*+", lambda _, star=star: star, target, count=1)  # type: ignore[misc]
                return os.path.join(settings.root, target)
        return None

    def _problem(self, line: str) -> None:
        line = plain(line)
        if line not in self._told:
            self._told.add(line)
            self._tell(line)


def _match(path: str, glob: str) -> list[str] | None:
    """What the `*`s of `glob` stand for in `path`, or None where it does not fit. `*` crosses folders, as in `exclude`."""
    parts = re.split(r"(\*+)", glob.removeprefix("./"))
    if not any("*" in part for part in parts):
        return [] if fnmatchcase(path, glob.removeprefix("./")) else None
    pattern = "".join("(.*)" if part.startswith("*") else re.escape(part) for part in parts)
    match = re.fullmatch(pattern, path, re.DOTALL)
    return list(match.groups()) if match else None


def torch_layers(text: str, filename: str, places: Sequence[Place] | None = None) -> tuple[Located, ...]:
    """The PyTorch layers of a text. Raises SyntaxError."""
    from ..parsing import parse

    module = Module(Source(filename, text), parse(text, filename))
    return tuple(located(site, module, places) for site in sites(Reader(module), NEWEST, "torch", "never"))
