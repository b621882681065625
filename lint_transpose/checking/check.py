"""The way through: text in, findings out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from ..files.prefilter import mentions_layer
from ..judging.judge import judged
from ..judging.merge import Statement, findings, of_reference
from ..layers.releases import Framework, Release, release
from ..reading import Module, Modules, Reader, Site, read_sites, references
from ..record.dataclasses import replace
from ..rules import Context, Rule
from ..rules.selection import selected
from ..settings import Settings
from ..text.finding import Finding
from ..text.parsing import parse
from ..text.source import Source

if TYPE_CHECKING:
    from ..comparing.pairs import Pair


class Counterparts(Protocol):
    """Where the PyTorch layers that a file ports are found: `comparing.originals.Originals` reads them from files."""

    def of_file(self, found: Sequence[Site], module: Module, settings: Settings) -> Mapping[int, Pair]:
        """What the MindSpore layers that were found in a file port, as far as that is known, by their index in `found`."""

    def is_configured(self, filename: str, settings: Settings) -> bool:
        """Whether the settings say of the file that it is a port."""


def check_source(
    source: str,
    filename: str = "<string>",
    settings: Settings = Settings(),
    modules: Modules | None = None,
    tree: ast.Module | None = None,
    counterparts: Counterparts | None = None,
) -> list[Finding]:
    """The findings of one Python source text, in the order of their places.

    Pure: reads no file (but what `modules` and `counterparts` bring), keeps no state, never imports or runs what it checks;
    safe to call from many processes. `tree` is what `source` parses to, for callers who have it at hand. Raises SyntaxError
    when `source` cannot be parsed, UnknownReleaseError when the settings name an unknown release.
    """
    chosen = release(settings.mindspore_version)
    rules = selected(settings)
    data = source.encode("utf-8", "replace")
    if not mentions_layer(data, any(rule.framework == "torch" for rule in rules)) and not (
        modules is not None and modules.lead_to_layer(data, filename)
    ):
        return []
    tree = tree or parse(source, filename)
    return check_tree(tree, Source(filename, source), settings, chosen, rules, modules, counterparts)


def check_tree(
    tree: ast.Module,
    source: Source,
    settings: Settings,
    chosen: Release,
    rules: Iterable[Rule],
    modules: Modules | None = None,
    counterparts: Counterparts | None = None,
) -> list[Finding]:
    """The findings of a parsed text."""
    module = Module(source, tree)
    context = Context(chosen, settings)
    found = _of_module(module, context, rules, None, counterparts)
    if modules is not None:
        # What one file decides by itself is reported alike everywhere; other modules only add to it.
        known = {(finding.code, finding.start, finding.end) for finding in found}
        more = _of_module(module, context, rules, modules, counterparts)
        found += [finding for finding in more if (finding.code, finding.start, finding.end) not in known]
    module.let_go()
    if settings.confidence == "certain":
        found = [finding for finding in found if finding.confidence == "certain"]
    return sorted(found, key=lambda finding: (finding.start, finding.code))


def _of_module(
    module: Module, context: Context, rules: Iterable[Rule], modules: Modules | None, counterparts: Counterparts | None
) -> list[Finding]:
    reader = Reader(module, modules)
    found: list[Finding] = []
    frameworks: tuple[Framework, ...] = ("mindspore", "torch", "mint")
    for framework in frameworks if "mint" in module.source.text else frameworks[:2]:
        active = [rule for rule in rules if framework in (rule.framework, rule.also)]
        if active:
            found.extend(_of_layers(reader, context, active, framework, counterparts))
    found.extend(_of_references(reader, context, rules))
    reader.explored.clear()  # which holds the reader: they would be freed only when Python looks for circles
    return found


def _of_layers(
    reader: Reader, context: Context, rules: list[Rule], framework: Framework, counterparts: Counterparts | None
) -> Iterator[Finding]:
    module, settings = reader.module, context.settings
    found = list(read_sites(reader, context.release, framework, settings.porting))
    pairs: Mapping[int, Pair] = {}
    if counterparts is None and any(site.origin for site in found):
        from ..comparing.originals import Originals

        counterparts = Originals(tell=lambda line: None, reads=False)
    if found and counterparts is not None and framework == "mindspore" and settings.porting != "never":
        pairs = counterparts.of_file(found, module, settings)
        if counterparts.is_configured(module.source.filename, settings):
            found = [site.ported() for site in found]
    said = (_judged(site, module.source, rules, context, pairs.get(index)) for index, site in enumerate(found))
    yield from findings(module.source, chain.from_iterable(said), settings.language)


def _judged(site: Site, source: Source, rules: list[Rule], context: Context, pair: Pair | None) -> Iterator[Statement]:
    """What is said of one site. What differs from its original is said in the cases that `compare` finds to decide it."""
    if pair is None:
        yield from judged(site, source, rules, context)
        return
    from ..comparing.compare import decided
    from ..comparing.counterpart import beside, original

    def said(held_to: Pair) -> list[Statement]:
        cases = held_to.mindspore.site
        read, originals = beside(held_to, replace(site, cases=cases.cases, complete=cases.complete))
        return list(judged(read, source, rules, context, original(held_to, originals, context.settings.language)))

    found = said(pair)
    rests_on = decided(pair, rules, context).pair if pair.mindspore.site.asked else pair
    yield from (item for item in (found if rests_on is pair else said(rests_on)) if item.code.startswith("MST2"))
    yield from (item for item in found if not item.code.startswith("MST2"))


def _of_references(reader: Reader, context: Context, rules: Iterable[Rule]) -> Iterator[Finding]:
    checks = [(rule, rule.check_reference) for rule in rules if rule.check_reference is not None]
    for reference in references(reader, context.release) if checks else ():
        for rule, check in checks:
            for report in check(reference, context):
                yield of_reference(reader.module.source, rule, report, reference.caught, context.settings.language)
