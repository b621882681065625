"""`compare`: a port beside its original, layer by layer."""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..checking.presenting import presented
from ..comparing.address import Located, located
from ..comparing.compare import Outcome, outcome, pairing
from ..comparing.in_class import within
from ..comparing.listing import Listing, listing
from ..comparing.pairing import named
from ..comparing.pairing import pair as paired
from ..comparing.pairs import Pairing
from ..documents import Document, load
from ..files.discovery import BadInputError
from ..languages import Phrase, said
from ..layers.releases import Framework, release
from ..reading import Module, Reader, read_sites
from ..report import FORMATS, pairs, renderer
from ..report.pairs.text import rest, undecided
from ..rules import Context
from ..rules.selection import selected
from ..running.candidate import Candidate, Checked
from ..running.configuration import Configuration, Given, configured
from ..running.language import of_terminal, shown
from ..running.project import Project
from ..running.run import Run
from ..settings import STAND_INS, Settings
from ..text.escaping import plain, plain_path
from ..text.finding import Finding
from ..text.parsing import described, parse
from ..text.source import Source
from . import UsageError
from .common import FOR_PEOPLE, add_language, write

# What makes a port compute something else than its original, or nothing at all.
_CODES = ("MST1", "MST2")
# The first ones list every pair, the others hold the findings only.
_FORMATS = (*pairs.FORMATS, *(name for name in FORMATS if name not in pairs.FORMATS))


class Side(NamedTuple):
    """One file of either side."""

    document: Document
    layers: tuple[Located, ...]
    settings: Settings


class Compared(NamedTuple):
    """What a comparison comes to. `problems` holds a line for each file that could not be read."""

    pairing: Pairing
    outcomes: list[Outcome]
    checked: list[Checked]
    listing: Listing
    problems: list[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("torch", metavar="TORCH", help="the PyTorch file or folder; file.py::Net for one class")
    add("mindspore", metavar="MINDSPORE", nargs="?", help="the file or folder that ports it; default: TORCH, which holds both")
    add("--pair", action="append", default=[], metavar="A.up=B.deconv", help="a PyTorch layer or class = its port")
    add("--output-format", choices=_FORMATS, default="text", help="default: %(default)s")
    add("--output-file", metavar="FILE", help="write the report there")
    add_language(parser)
    add(
        "--mindspore-version",
        metavar="X.Y",
        help="the release that the code is for; default: the newest (announced: the announced constructor)",
    )
    add("--stand-in", choices=STAND_INS, help="what to suggest for output_padding; default: exact")
    add("--exit-zero", action="store_true", help="exit status 0 in spite of findings")
    add("--isolated", action="store_true", help="read no pyproject.toml")
    add("--config", metavar="FILE", help="read this file instead of the nearest pyproject.toml")


def run(arguments: argparse.Namespace) -> int:
    ours = arguments.mindspore or arguments.torch
    given = [_given(text) for text in arguments.pair]
    paths = [_split(argument)[0] for argument in (arguments.torch, ours)]
    if all(map(os.path.exists, paths)) and os.path.isdir(paths[0]) != os.path.isdir(paths[1]):
        raise UsageError(Phrase("two_alike", "compare two files or two folders, not one of each"))
    configuration = _configuration(arguments)
    try:
        result = compared(arguments.torch, ours, configuration, given)
    except LookupError as error:
        words = "--pair names {name}, and there is no such layer"
        raise UsageError(Phrase("pair_names", words, name=str(error.args[0]))) from None
    name = arguments.output_format
    if name in pairs.FORMATS:
        write("".join(pairs.renderer(name)(result.listing)), arguments.output_file)
    else:
        write("".join(renderer(name)(result.checked, result.problems, configuration.language())), arguments.output_file)
        # What is no finding goes to the terminal beside a report that is for a program.
        apart = arguments.output_file or name != "full"
        (sys.stderr if apart else sys.stdout).writelines((*undecided(result.listing), *rest(result.listing)))
    if result.problems:
        return 2
    return 1 if any(findings for _, findings in result.checked) and not arguments.exit_zero else 0


def compared(torch: str, mindspore: str, configuration: Configuration, given: Sequence[tuple[str, str]] = ()) -> Compared:
    """Hold a MindSpore file or folder to the PyTorch file or folder that it ports; `file.py::Net` means what is in Net.

    `given` are names of both sides that belong together. Raises ConfigurationError, LookupError for a name that is not there.
    """
    (torch, their_name), (mindspore, our_name) = _split(torch), _split(mindspore)
    theirs, problems = _read(configuration, torch, "torch")
    ours, more = _read(configuration, mindspore, "mindspore")
    trees = os.path.isdir(torch)
    if their_name or our_name:
        left, right = _named(theirs, their_name), _named(ours, our_name)
        for path, name, group in ((torch, their_name, left), (mindspore, our_name, right)):
            if name and not group:
                what = Phrase("no_layer_in", "{path}: no layer in {name}", path=plain_path(path), name=plain(name))
                problems.append(said(what, configuration.language()))
                print(said(what, shown(configuration.language(), sys.stderr)), file=sys.stderr)
        if given:
            found = pairing([left], [right], False, given)
        else:
            found = within(left, right) if their_name and our_name else paired(left, right, by_names=True)
    else:
        found = pairing([side.layers for side in theirs], [side.layers for side in ours], trees, given)
    outcomes = _outcomes(found, ours)
    by_file = {side.document.filename: side for side in ours}

    def presented_of(item: Outcome) -> list[Finding]:
        side = by_file[item.pair.mindspore.module.source.filename]
        return list(presented(list(item.findings), side.document, side.settings))

    listed = listing(found, outcomes, presented_of, configuration.language())
    return Compared(found, outcomes, list(_checked(outcomes, ours)), listed, problems + more)


def _given(text: str) -> tuple[str, str]:
    """The names of both sides in a --pair. Raises UsageError."""
    theirs, sign, ours = text.partition("=")
    if not (theirs and sign and ours):
        raise UsageError(Phrase("pair_takes", "--pair takes Net.up1=Net.deconv1, not {text}", text=text))
    return theirs, ours


def _split(path: str) -> tuple[str, str]:
    """The path, and the name after "::"."""
    if os.path.exists(path):
        return path, ""
    file, _, name = path.partition("::")
    return file, name


def _named(sides: Sequence[Side], name: str) -> list[Located]:
    layers = [item for side in sides for item in side.layers]
    return named(layers, name) if name else layers


def _configuration(arguments: argparse.Namespace) -> Configuration:
    """Raises ConfigurationError."""
    names = ("mindspore_version", "stand_in", "language")
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name)}
    spoken = of_terminal() if arguments.output_format in FOR_PEOPLE and arguments.output_file is None else None
    return configured(Given({**given, "porting": "always"}), arguments.config, arguments.isolated, language=spoken)


def _read(configuration: Configuration, path: str, framework: Framework) -> tuple[list[Side], list[str]]:
    """The files of one side, and a line for each that could not be read."""
    project = Project()

    def handle(candidate: Candidate) -> Side:
        document = load(candidate.filename, candidate.data)
        try:
            tree = parse(document.text, document.filename)
        except SyntaxError as error:
            raise BadInputError(described(error)) from error
        module = Module(Source(document.filename, document.text), tree)
        found = read_sites(Reader(module, project), release(candidate.settings.mindspore_version), framework, "always")
        return Side(document, tuple(located(site, module, document.places) for site in found), candidate.settings)

    run = Run(configuration, modules=project, torch=True)
    return list(run.each([path], handle)), run.problems


def _outcomes(found: Pairing, mindspore: Sequence[Side]) -> list[Outcome]:
    """What every pair comes to, in the order of the MindSpore files."""
    settings = {side.document.filename: side.settings for side in mindspore}
    outcomes = []
    for pair in found.pairs:
        chosen = settings[pair.mindspore.module.source.filename]
        context = Context(release(chosen.mindspore_version), chosen)
        rules = [rule for rule in selected(chosen) if rule.code.startswith(_CODES)]
        outcomes.append(outcome(pair, rules, context))
    return sorted(outcomes, key=lambda item: _place(item.pair.mindspore))


def _place(item: Located) -> tuple[str, int, int]:
    return item.module.source.filename, item.site.node.lineno, item.site.node.col_offset


def _checked(outcomes: Sequence[Outcome], mindspore: Sequence[Side]) -> Iterator[Checked]:
    by_file: dict[str, dict[Finding, None]] = defaultdict(dict)
    for item in outcomes:
        by_file[item.pair.mindspore.module.source.filename].update(dict.fromkeys(item.findings))
    for side in mindspore:
        found = sorted(by_file[side.document.filename], key=lambda finding: (finding.start, finding.code))
        yield Checked(side.document, presented(found, side.document, side.settings))
