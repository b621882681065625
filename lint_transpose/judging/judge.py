"""One site judged: what the rules report in each of its cases, merged into what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..languages import Text, joined
from ..layers.call import LayerCall
from ..reading import Site
from ..record.dataclasses import dataclass, replace
from ..rules import Context, Rule
from ..rules.precedence import reports
from ..text.finding import Finding, Related
from ..text.source import Source
from .merge import Observed, Statement, findings, statements


@dataclass(frozen=True, slots=True)
class Original:
    """The PyTorch layer that a site ports: the layer for each of the site's cases, and the place that a finding names.

    `assumed` says what the layers take for granted of the PyTorch file, in words.
    """

    layers: Sequence[LayerCall | None]
    related: Related
    assumed: Text = ""


def check_site(
    site: Site, source: Source, rules: Iterable[Rule], context: Context, original: Original | None = None
) -> Iterator[Finding]:
    """The findings of one site; with `original`, against the PyTorch layer that it ports."""
    yield from findings(source, judged(site, source, rules, context, original), context.settings.language)


def judged(
    site: Site, source: Source, rules: Iterable[Rule], context: Context, original: Original | None = None
) -> Iterator[Statement]:
    """What is said of one site, before sites that share a place share a line."""
    rules = tuple(rules)
    if site.replaced:  # what it would compute does not matter
        rules = [rule for rule in rules if not rule.code.startswith("MST2")]
    contexts = [context] * len(site.cases)
    if original is not None:
        contexts = [replace(context, counterpart=layer) for layer in original.layers]
        site = site.ported()
    observed = [
        Observed(rule, report, index)
        for index, (case, known) in enumerate(zip(site.cases, contexts))
        for rule, report in reports(case.call, known, rules)
    ]
    for item in statements(source, site, observed, context.settings.language):
        if original is not None and item.related:
            item = replace(item, related=(original.related,))
            if original.assumed:
                item = replace(item, assumed=joined("listed", (item.assumed, original.assumed)), certain=False, fix=None)
        yield item
