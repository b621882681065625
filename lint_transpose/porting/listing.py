"""Every PyTorch layer of a document with its port."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..documents import Document
from ..files.discovery import BadInputError
from ..languages import Phrase, Text
from ..layers.call import LayerCall
from ..layers.releases import release
from ..reading import Module, Modules, Reader, Site, read_sites
from ..reading.sites.assumptions import because
from ..reading.sites.ranks import rank_of
from ..reading.values.worlds import World
from ..record.dataclasses import replace
from ..settings import Settings
from ..text.finding import Position
from ..text.parsing import described, parse
from ..text.source import Source
from .alternatives import alternatives
from .answer import Port
from .arguments import is_written
from .callers import at_caller
from .mentions import not_followed
from .port import Target, port

_AS_BOOL = re.compile(r"has_bias=bool\(([\w.]+)\)")


class Ported(NamedTuple):
    """A PyTorch layer's port. `because` names what it assumes beyond the text, empty when nothing.

    `followed`: False for a mention of a layer that leads to no answer. `alternative`: the answer before holds for other
    values. `node` is the call, or the mention, and `site` what
    is known of the call.
    """

    place: Position
    cell: int | None
    port: Port
    because: Text
    followed: bool = True
    alternative: bool = False
    node: ast.expr | None = None
    site: Site | None = None


class Listing(NamedTuple):
    """A document's text, indexed, and what is said of its PyTorch layers.

    `led` are the mentions of layers that lead to an answer under another name: in a table, a default, an alias.
    """

    module: Module
    ports: list[Ported]
    led: list[ast.expr]


def ports(document: Document, settings: Settings, modules: Modules | None = None) -> list[Ported]:
    """One for each different answer, and one for each mention that was not followed, both in the order of the text.

    `modules` brings what the text imports, where imports are followed. Raises BadInputError where the text is not Python.
    """
    return [ported for ported in listing(document, settings, modules).ports if not ported.alternative]


def listing(document: Document, settings: Settings, modules: Modules | None = None, target: Target = "nn") -> Listing:
    """As `ports`, with alternatives and the text that they are read from. `target` is as for `port`. Raises BadInputError."""
    try:
        tree = parse(document.text, document.filename)
    except SyntaxError as error:
        raise BadInputError(described(error)) from error
    source = Source(document.filename, document.text)
    chosen = release(settings.mindspore_version)
    module = Module(source, tree)
    reader = Reader(module, modules)
    sites = list(read_sites(reader, chosen, "torch", settings.porting))
    found = []
    for site in sites:
        calls = [at_caller(module, case.call) for case in site.cases]
        bare = [_is_unbatched(reader, call) for call in calls]
        answers = [port(call, chosen, target, unbatched) for call, unbatched in zip(calls, bare, strict=True)]
        for index, answer, assumed in _merged(site, answers, [call.node for call in calls]):
            node = calls[index].node
            first = Ported(*_place(document, source, node), answer, assumed, node=node, site=site)
            found.append(first)
            if target == "nn":
                others = alternatives(calls[index], chosen, answer, bare[index])
                found += [first._replace(port=other, alternative=True) for other in others]
    with reader.allowance():
        mentions, led = not_followed(reader, sites)
        for mention in mentions:
            place = _place(document, source, mention.node)
            reason = Phrase("not_followed", "not followed: {reason}", reason=mention.reason)
            answer = Port(source.one_line(mention.node), reason=reason, undecided=True)
            found.append(Ported(*place, answer, "", followed=False, node=mention.node))
    return Listing(module, found, led)


def _is_unbatched(reader: Reader, call: LayerCall) -> bool:
    """Whether the input of a function surely has no batch axis."""
    given = call.arguments.get("input")
    if given is None or not is_written(given):
        return False
    with reader.allowance():
        reader.world = World()
        return rank_of(reader, given.node, reader.frame_of(given.node, reader.module)) == call.layer.dimension + 1


def _place(document: Document, source: Source, node: ast.expr) -> tuple[Position, int | None]:
    """The place of `node` in its file, and its cell."""
    row, column = source.start(node)
    where = document.places[row - 1] if document.places else None
    return (Position(where.row, column + where.shift), where.cell) if where else (Position(row, column), None)


def _merged(site: Site, answers: list[Port], nodes: list[ast.Call]) -> Iterator[tuple[int, Port, Text]]:
    """Each different answer with its first case and what it assumes where it does not hold in every case."""
    answers = _of_one_bias(answers)
    groups: dict[tuple[str | None, str | None, Text, ast.Call], list[int]] = {}
    for index, (answer, node) in enumerate(zip(answers, nodes, strict=True)):
        groups.setdefault((answer.layer, answer.output, answer.reason, node), []).append(index)
    is_moved = any(node is not site.node for node in nodes)
    for group in groups.values():
        # What one case leaves open stays open.
        conditions = tuple(dict.fromkeys(condition for index in group for condition in answers[index].conditions))
        first, node = replace(answers[group[0]], conditions=conditions), nodes[group[0]]
        if node is not site.node and all(len(site.cases[index].choices) == 1 for index in group):
            yield group[0], first, ""  # the caller is all that it assumes
        elif not (is_moved and node is site.node and first.undecided):
            holds = len(groups) == 1 and site.complete and not (site.others and _rests_on_values(site))
            yield group[0], first, "" if holds else because(site, set(group))


def _rests_on_values(site: Site) -> bool:
    """Whether answers hold values that are written elsewhere, in a configuration that another caller may not pass."""
    return any(not is_written(argument) for case in site.cases for argument in case.call.arguments.values())


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
