"""`port`: the exact MindSpore layer for each PyTorch transposed convolution, as text or as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..documents import Document, load
from ..languages import Phrase, Text, joined, said
from ..porting.answer import Port
from ..porting.listing import Listing, Ported, listing
from ..porting.port import Target
from ..porting.writing import then, unanswered
from ..report.summary import FILE, FILES, counted
from ..running.candidate import STDIN, Candidate
from ..running.configuration import Configuration, Given, configured, no_effect_with
from ..running.language import of_terminal
from ..running.project import Project
from ..running.run import Run
from ..settings import Language
from ..text.escaping import plain, plain_path
from . import UsageError
from .common import add_language, stdin_filename, write

if TYPE_CHECKING:
    from ..porting.weights import Weight
    from .port_writing import Writer

_BATCHED = Phrase(
    "batched",
    "All answers assume an input with a batch axis. Without one, which PyTorch takes too, write "
    "layer(x.expand_dims(0)).squeeze(0).",
)
_TUPLES = Phrase("tuples", "Where an answer wants an int, --output-format json has one for a tuple as well.")


class Listed(NamedTuple):
    """A document and what is said of its PyTorch layers, in which language."""

    document: Document
    listing: Listing
    language: Language | None

    @property
    def ports(self) -> list[Ported]:
        return self.listing.ports


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input; default: .")
    add("--output-format", choices=("text", "json"), default="text", help="default: %(default)s")
    add(
        "--mindspore-version",
        metavar="X.Y",
        help="the release to write for; default: the newest (announced: the announced constructor)",
    )
    add("--stdin-filename", metavar="FILE", help="what standard input is called; default: -")
    add("--target", choices=("nn", "mint"), default="nn", help="mint where it has the layer (Ascend only); default: nn")
    add("--shim", metavar="FILE", help="write a module of cells that take PyTorch's arguments, and nothing else")
    add("--weights", action="store_true", help="print what a PyTorch state dict needs to be loaded into the layers")
    add("--diff", action="store_true", help="print what --write would do as a diff, and change nothing")
    add("--write", action="store_true", help="write the layers into the files; what one line cannot hold as # TODO(port)")
    add("--follow-imports", action="store_true", help="look into the project's files that a file imports")
    add_language(parser)
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
        raise UsageError(no_effect_with("--weights", joined("either", ("--diff", "--write"))))
    if arguments.diff and arguments.write:
        raise UsageError(Phrase("diff_changes_nothing", "--diff changes nothing: leave out --write"))
    if arguments.output_format != "text":
        raise UsageError(no_effect_with("--output-format", joined("either", ("--diff", "--write"))))
    writer = Writer(arguments.diff)

    def write(candidate: Candidate) -> Listed:
        listed = _list(arguments.target, candidate)
        writer(candidate, listed.document, listed.listing)
        return listed

    ported = [item for listed in run.each(arguments.paths, write) for item in listed.ports]
    to_stdout = writer.show or STDIN in arguments.paths
    sys.stdout.writelines(writer.diffs)
    sys.stdout.flush()
    (sys.stderr if to_stdout else sys.stdout).writelines(_written(ported, writer, _configuration(arguments).language()))
    return 2 if run.problems else 0


def _written(ported: Sequence[Ported], writer: Writer, language: Language | None) -> Iterator[str]:
    if ported:
        calls = {id(item.node) for item in ported if item.followed}
        left = sum(not item.followed for item in ported)
        words = "{written} of {layers} layers written in {files}, {left} not followed"
        files = counted(writer.files, FILE, FILES)
        what = Phrase("layers_written", words, written=writer.written, layers=len(calls), files=files, left=left)
        yield f"{said(what, language)}\n"


def _write_shim(arguments: argparse.Namespace) -> int:
    """Raises UsageError and OSError."""
    from ..porting import shim

    if arguments.paths:
        raise UsageError(Phrase("shim_alone", "--shim takes no PATH"))
    path = Path(arguments.shim)
    if path.exists() and not shim.is_shim(path.read_text(encoding="utf-8", errors="replace")):
        words = "{path} holds something else: it is not written over"
        raise UsageError(Phrase("holds_other", words, path=arguments.shim))
    write(shim.text(), arguments.shim)
    wrote = Phrase("wrote_file", "wrote {path}", path=plain_path(arguments.shim))
    print(said(wrote, _configuration(arguments).language()))
    return 0


def _list(target: Target, candidate: Candidate) -> Listed:
    """Raises BadInputError."""
    document = load(candidate.filename, candidate.data)
    found = listing(document, candidate.settings, candidate.modules, target)
    return Listed(document, found, candidate.settings.language)


def _configuration(arguments: argparse.Namespace) -> Configuration:
    """Raises ConfigurationError."""
    names = ("mindspore_version", "language")
    given = Given({name: value for name in names if (value := getattr(arguments, name)) is not None})
    spoken = of_terminal() if arguments.output_format == "text" else None
    return configured(given, arguments.config, arguments.isolated, language=spoken)


def _text(listed: Sequence[Listed]) -> Iterator[str]:
    for each in listed:
        for item in each.ports:
            if not item.alternative:
                yield f"{plain_path(each.document.filename)}:{_at(item)}: {plain(item.port.torch)}\n"
            if not item.alternative or not _is_for_tuples(item):
                yield from (f"    {plain(said(line, each.language))}\n" for line in _lines(item))
    yield from _summary(listed)


def _lines(ported: Ported) -> Iterator[Text]:
    port = ported.port
    if port.layer:
        yield Phrase("or_else", "or: {layer}", layer=port.layer) if ported.alternative else port.layer
    elif not ported.followed:
        yield port.reason
    else:
        yield unanswered(port)
    if port.output:
        yield then(port.output)
    yield from _premises(port)
    yield from port.notes
    if ported.because:
        yield Phrase("because", "[{what}]", what=ported.because)


def _is_for_tuples(ported: Ported) -> bool:
    return ported.alternative and any(str(condition).startswith("not isinstance(") for condition in ported.port.conditions)


def _premises(port: Port) -> Iterator[Text]:
    """What the names stand for that the text does not have, and what has to hold."""
    if port.invented:
        yield Phrase("stands_for", "with {what}", what=port.stands_for)
    if port.conditions:
        yield Phrase("if_all", "if {what}", what=joined("both", port.conditions))


def _summary(listed: Sequence[Listed]) -> Iterator[str]:
    """What every answer assumes, and how many there are."""
    ported = [item for each in listed for item in each.ports if not item.alternative]
    language = listed[-1].language if listed else None
    answered = sum(item.port.exact for item in ported)
    left = sum(not item.followed for item in ported)
    if answered:
        yield f"{said(_BATCHED, language)}\n"
    if any(_is_for_tuples(item) for each in listed for item in each.ports):
        yield f"{said(_TUPLES, language)}\n"
    if ported:
        words = "{answered} answered, {without} without an exact layer, {left} not followed"
        counts = Phrase("port_summary", words, answered=answered, without=len(ported) - answered - left, left=left)
        yield f"{said(counts, language)}\n"


def _json(listed: Sequence[Listed]) -> Iterator[str]:
    from ..report.common import dumps

    yield dumps([_entry(each.document, ported, each.language) for each in listed for ported in each.ports])


def _entry(document: Document, ported: Ported, language: Language | None) -> dict[str, object]:
    port, because = ported.port, ported.because
    reason = joined("apart", [port.reason, *_premises(port), *port.notes, because])
    return {
        **_place(document, ported),
        "torch": port.torch,
        "layer": port.layer,
        "output": port.output,
        "exact": port.exact,
        "reason": said(reason, language) or None,
        "conditions": [said(condition, language) for condition in port.conditions],
        "names": {name: said(meaning, language) for name, meaning in port.invented},
        "notes": [said(note, language) for note in port.notes],
        "assumes": said(because, language) or None,
        "undecided": port.undecided,
    }


def _weights(listed: Sequence[Listed]) -> Iterator[tuple[Listed, Ported, list[Weight]]]:
    from ..porting.weights import weights

    for each in listed:
        for ported in each.ports:
            if of_layer := weights(each.listing.module, ported):
                yield each, ported, of_layer


def _weights_text(listed: Sequence[Listed]) -> Iterator[str]:
    from ..report.full import width

    rows = []
    language = listed[-1].language if listed else None
    as_it_is = said(Phrase("as_it_is", "as it is"), language)
    for each, ported, of_layer in _weights(listed):
        place = f"{plain_path(each.document.filename)}:{_at(ported)}"
        for weight in of_layer:
            change = plain(said(weight.change, language))
            rows.append((place, plain(weight.torch), plain(weight.mindspore), change or as_it_is))
    if not rows:
        return
    head = Phrase("weights_head", "layer|in PyTorch|in MindSpore|value")
    table = [tuple(said(head, language).split("|")), *dict.fromkeys(rows)]
    widths = [max(width(row[column]) for row in table) for column in range(3)]
    for row in table:
        yield "".join(f"{cell}{' ' * (most - width(cell))}  " for cell, most in zip(row, widths)) + f"{row[3]}\n"
    last = Phrase("weights_loaded", "load_state_dict of the module that port --shim writes does all of this.")
    yield f"{said(last, language)}\n"


def _weights_json(listed: Sequence[Listed]) -> Iterator[str]:
    from ..report.common import dumps

    yield dumps(
        [
            {
                **_place(each.document, ported),
                "torch": ported.port.torch,
                "weights": [
                    {
                        "torch": weight.torch,
                        "mindspore": weight.mindspore,
                        "change": said(weight.change, each.language) or None,
                    }
                    for weight in of_layer
                ],
            }
            for each, ported, of_layer in _weights(listed)
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
