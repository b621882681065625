"""Every PyTorch layer of a document with its port."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ..documents import Document
from ..files.discovery import BadInputError
from ..layers.releases import release
from ..reading import Module, Reader, Site, read_sites
from ..reading.sites.assumptions import because
from ..settings import Settings
from ..text.finding import Position
from ..text.parsing import described, parse
from ..text.source import Source
from .answer import Port
from .port import port

_AS_BOOL = re.compile(r"has_bias=bool\(([\w.]+)\)")


class Ported(NamedTuple):
    """A PyTorch layer's port. `because` names what it assumes beyond the text, empty when nothing."""

    place: Position
    cell: int | None
    port: Port
    because: str


def ports(document: Document, settings: Settings) -> list[Ported]:
    """In the order of the text; one for each different answer. Raises BadInputError where the text is not Python."""
    try:
        tree = parse(document.text, document.filename)
    except SyntaxError as error:
        raise BadInputError(described(error)) from error
    source = Source(document.filename, document.text)
    chosen = release(settings.mindspore_version)
    found = []
    for site in read_sites(Reader(Module(source, tree)), chosen, "torch", settings.porting):
        row, column = source.start(site.node)
        where = document.places[row - 1] if document.places else None
        place = Position(where.row, column + where.shift) if where else Position(row, column)
        answers = _merged(site, [port(case.call, chosen) for case in site.cases])
        found += [Ported(place, where and where.cell, answer, assumed) for answer, assumed in answers]
    return found


def _merged(site: Site, answers: list[Port]) -> Iterator[tuple[Port, str]]:
    """Each different answer, with what it assumes where it does not hold in every case."""
    answers = _of_one_bias(answers)
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for index, answer in enumerate(answers):
        groups.setdefault((answer.layer, answer.output, answer.reason), []).append(index)
    for group in groups.values():
        # What one case leaves open stays open.
        conditions = tuple(dict.fromkeys(condition for index in group for condition in answers[index].conditions))
        first = replace(answers[group[0]], conditions=conditions)
        yield first, "" if len(groups) == 1 and site.complete else because(site, set(group))


def _of_one_bias(answers: list[Port]) -> list[Port]:
    """Where one case needs `has_bias=bool(x)`, all have it: a bool stays what it is."""
    names = {match[1] for answer in answers if (match := _AS_BOOL.search(answer.layer or ""))}
    for name in names:
        plain = re.compile(rf"has_bias={re.escape(name)}(?=[,)])")
        answers = [
            answer if answer.layer is None else replace(answer, layer=plain.sub(f"has_bias=bool({name})", answer.layer))
            for answer in answers
        ]
    return answers
