"""`port`: the exact MindSpore layer for each PyTorch transposed convolution, as text or as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..documents import Document, load
from ..porting.listing import Listing, Ported, listing
from ..porting.port import Target
from ..running.candidate import STDIN, Candidate
from ..running.configuration import Configuration, Given, configured
from ..running.project import Project
from ..running.run import Run
from ..text.escaping import plain, plain_path
from . import UsageError
from .common import stdin_filename, write

if TYPE_CHECKING:
    from ..porting.weights import Weight

_BATCHED = (
    "All answers assume an input with a batch axis. PyTorch takes one without it too, for which MindSpore's layer computes "
    "the same as layer(x.expand_dims(0)).squeeze(0)."
)


class Listed(NamedTuple):
    """A document and what is said of its PyTorch layers."""

    document: Document
    listing: Listing

    @property
    def ports(self) -> list[Ported]:
        return self.listing.ports


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input; default: .")
    add("--output-format", choices=("text", "json"), default="text", help="default: %(default)s")
    add("--mindspore-version", metavar="X.Y", help="the release to write for; default: the newest")
    add("--stdin-filename", metavar="FILE", help="what standard input is called; default: -")
    add("--target", choices=("nn", "mint"), default="nn", help="mint where it has the layer (Ascend only); default: nn")
    add("--shim", metavar="FILE", help="write a module of cells that take PyTorch's arguments, and nothing else")
    add("--weights", action="store_true", help="print what a PyTorch state dict needs to be loaded into the layers")
    add("--diff", action="store_true", help="print what --write would do as a diff, and change nothing")
    add("--write", action="store_true", help="write the layers into the files; what one line cannot hold as # TODO(port)")
    add("--follow-imports", action="store_true", help="look into the project's files that a file imports")
    add("--isolated", action="store_true", help="read no pyproject.toml")
    add("--config", metavar="FILE", help="read this file instead of the nearest pyproject.toml")


def run(arguments: argparse.Namespace) -> int:
    if arguments.shim is not None:
        return _write_shim(arguments)
    arguments.paths = arguments.paths or ["."]
    modules = Project(torch=True) if arguments.follow_imports else None
    run = Run(_configuration(arguments), stdin_filename(arguments), torch=True, modules=modules)
    if arguments.diff or arguments.write:
        return _write(arguments, run)
    listed = list(run.each(arguments.paths, partial(_list, arguments.target)))
    as_json, as_text = (_weights_json, _weights_text) if arguments.weights else (_json, _text)
    sys.stdout.writelines((as_json if arguments.output_format == "json" else as_text)(listed))
    return 2 if run.problems else 0


def _write(arguments: argparse.Namespace, run: Run) -> int:
    """Raises UsageError."""
    from .port_writing import Writer

    if arguments.weights:
        raise UsageError("--weights has no effect with --diff or --write")
    if arguments.diff and arguments.write:
        raise UsageError("--diff changes nothing: leave out --write")
    if arguments.output_format != "text":
        raise UsageError("--output-format has no effect with --diff or --write")
    writer = Writer(arguments.diff)

    def write(candidate: Candidate) -> Listed:
        listed = _list(arguments.target, candidate)
        writer(candidate, listed.document, listed.listing)
        return listed

    ported = [item for listed in run.each(arguments.paths, write) for item in listed.ports]
    to_stdout = writer.show or STDIN in arguments.paths
    sys.stdout.writelines(writer.diffs)
    sys.stdout.flush()
    (sys.stderr if to_stdout else sys.stdout).writelines(_written(ported, writer.written, writer.files))
    return 2 if run.problems else 0


def _written(ported: Sequence[Ported], written: int, files: int) -> Iterator[str]:
    if ported:
        calls = {id(item.node) for item in ported if item.followed}
        left = sum(not item.followed for item in ported)
        yield f"{written} of {len(calls)} layers written in {files} file{'s' * (files != 1)}, {left} not followed\n"


def _write_shim(arguments: argparse.Namespace) -> int:
    """Raises UsageError and OSError."""
    from ..porting import shim

    if arguments.paths:
        raise UsageError("--shim takes no PATH")
    path = Path(arguments.shim)
    if path.exists() and not shim.is_shim(path.read_text(encoding="utf-8", errors="replace")):
        raise UsageError(f"{arguments.shim} holds something else: it is not written over")
    write(shim.text(), arguments.shim)
    print(f"wrote {plain_path(arguments.shim)}")
    return 0


def _list(target: Target, candidate: Candidate) -> Listed:
    """Raises BadInputError."""
    document = load(candidate.filename, candidate.data)
    return Listed(document, listing(document, candidate.settings, candidate.modules, target))


def _configuration(arguments: argparse.Namespace) -> Configuration:
    """Raises ConfigurationError."""
    version = arguments.mindspore_version
    given = Given({} if version is None else {"mindspore_version": version})
    return configured(given, arguments.config, arguments.isolated)


def _text(listed: Sequence[Listed]) -> Iterator[str]:
    for document, found in listed:
        for ported in found.ports:
            port, because, followed = ported.port, ported.because, ported.followed
            yield f"{plain_path(document.filename)}:{_at(ported)}: {plain(port.torch)}\n"
            none = "" if not followed else "undecided: " if port.undecided else "no exact layer: "
            yield f"    {plain(port.layer)}\n" if port.layer else f"    {none}{plain(port.reason)}\n"
            if port.output:
                yield f"    then, of its result y: {plain(port.output)}\n"
            if port.conditions:
                yield f"    if {plain(' and '.join(port.conditions))}\n"
            yield from (f"    {plain(note)}\n" for note in port.notes)
            if because:
                yield f"    [{plain(because)}]\n"
    yield from _summary([item for found in listed for item in found.ports])


def _summary(ported: Sequence[Ported]) -> Iterator[str]:
    """What every answer assumes, and how many there are."""
    answered = sum(item.port.exact for item in ported)
    left = sum(not item.followed for item in ported)
    if answered:
        yield f"{_BATCHED}\n"
    if ported:
        yield f"{answered} answered, {len(ported) - answered - left} without an exact layer, {left} not followed\n"


def _json(listed: Sequence[Listed]) -> Iterator[str]:
    from ..report.common import dumps

    yield dumps([_entry(document, ported) for document, found in listed for ported in found.ports])


def _entry(document: Document, ported: Ported) -> dict[str, object]:
    port, because = ported.port, ported.because
    parts = [port.reason, f"if {' and '.join(port.conditions)}" if port.conditions else "", *port.notes, because]
    return {
        **_place(document, ported),
        "torch": port.torch,
        "layer": port.layer,
        "output": port.output,
        "exact": port.exact,
        "reason": "; ".join(part for part in parts if part) or None,
        "conditions": list(port.conditions),
        "notes": list(port.notes),
        "assumes": because or None,
        "undecided": port.undecided,
    }


def _weights(listed: Sequence[Listed]) -> Iterator[tuple[Document, Ported, list[Weight]]]:
    from ..porting.weights import weights

    for document, found in listed:
        for ported in found.ports:
            if of_layer := weights(found.module, ported):
                yield document, ported, of_layer


def _weights_text(listed: Sequence[Listed]) -> Iterator[str]:
    rows = []
    for document, ported, of_layer in _weights(listed):
        place = f"{plain_path(document.filename)}:{_at(ported)}"
        for weight in of_layer:
            rows.append((place, plain(weight.torch), plain(weight.mindspore), plain(weight.change) or "as it is"))
    if not rows:
        return
    table = [("layer", "in PyTorch", "in MindSpore", "value"), *dict.fromkeys(rows)]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]) + "\n"
    yield "load_state_dict of the module that port --shim writes does all of this.\n"


def _weights_json(listed: Sequence[Listed]) -> Iterator[str]:
    from ..report.common import dumps

    yield dumps(
        [
            {
                **_place(document, ported),
                "torch": ported.port.torch,
                "weights": [
                    {"torch": weight.torch, "mindspore": weight.mindspore, "change": weight.change or None}
                    for weight in of_layer
                ],
            }
            for document, ported, of_layer in _weights(listed)
        ]
    )


def _at(ported: Ported) -> str:
    row, column = ported.place
    return f"{row}:{column}" if ported.cell is None else f"cell {ported.cell}:{row}:{column}"


def _place(document: Document, ported: Ported) -> dict[str, object]:
    location = {"row": ported.place.row, "column": ported.place.column}
    return {
        "filename": document.filename,
        "location": location if ported.cell is None else {"cell": ported.cell, **location},
    }
