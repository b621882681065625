"""From what the rules report in each case of a site to findings: certain where every case agrees, else inferred.

One place gets one line for one cause. Cases of a site that say the same share a line; where they say different things each
has a line of its own, with the cases it is for. Several sites that share a place (three layers before one `nn.Pad`, three
calls of one `partial`) share the line too, which then names them.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..languages import Message, Phrase, Text, joined, said
from ..reading import Site
from ..reading.index.catching import Met
from ..reading.sites.assumptions import because, some, with_modules
from ..record.dataclasses import dataclass, replace
from ..rules import Report, Rule
from ..settings import Language
from ..text.escaping import plain, shortened
from ..text.finding import Edit, Finding, Fix, Part, Position, Related
from ..text.source import Source
from .losses import loses_a_call

_MOST_LAYERS = 6


@dataclass(frozen=True, slots=True)
class Observed:
    """A report of `rule` in the case with number `case`."""

    rule: Rule
    report: Report
    case: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one site at one place. `assumed` is what it takes for granted, in words; `layer` names the site."""

    code: str
    start: Position
    end: Position
    message: Message
    assumed: Text
    certain: bool
    fix: Fix | None
    related: tuple[Related, ...]
    layer: Text


def statements(source: Source, site: Site, observed: Sequence[Observed], language: Language | None) -> Iterator[Statement]:
    """What is said of one site: for each rule and place a statement, or several where the cases differ in what they need."""
    places: dict[tuple[str, Position, Position], list[Observed]] = {}
    for item in _unexpected(site, observed):
        if site.foreign and item.report.at is site.node:
            continue  # is said where the layer is built
        start, end = source.start(item.report.at), source.end(item.report.at)
        places.setdefault((item.rule.code, start, end), []).append(item)
    for (code, start, end), at_place in places.items():
        for message, group in _alike(_without_doubt(site, at_place), _agree(site, at_place)):
            cases = {item.case for item in group}
            assuming = dict.fromkeys(item.report.assuming for item in group if item.report.assuming)
            most = max(assuming, key=lambda text: len(str(text)), default="")
            assumed, certain = _assumed(site, cases, most, _met(site, group))
            fix = (
                None if site.foreign or site.others else _fix(source, group, certain, len(cases) == len(site.cases), language)
            )
            if fix is not None and not certain and _may_clash(source, site, fix):
                fix = None
            yield Statement(code, start, end, message, assumed, certain, fix, group[0].report.related, site.name)


def findings(source: Source, stated: Iterable[Statement], language: Language | None) -> Iterator[Finding]:
    """The findings of what is said of a text's sites: one for all that say the same of the same place."""
    places: dict[tuple[str, Position, Position], list[Statement]] = {}
    for item in stated:
        places.setdefault((item.code, item.start, item.end), []).append(item)
    for at_place in places.values():
        several = len({item.layer for item in at_place}) > 1
        alike: dict[tuple[str, Text, bool], list[Statement]] = {}
        for item in at_place:
            alike.setdefault((str(item.message), item.assumed, item.certain), []).append(item)
        for group in alike.values():
            first = group[0]
            layers = _layers(group) if several else ""
            yield Finding(
                first.code,
                said(assuming(_of_layers(first.message, layers), first.assumed), language),
                source.filename,
                first.start,
                first.end,
                "certain" if first.certain else "inferred",
                _joint_fix(group),
                related=first.related,
                message_id=first.message.key,
                parts=_parts(first.message, layers, first.assumed),
            )


def _met(site: Site, group: Sequence[Observed]) -> Met | None:
    """How the text meets the error that a `group` of reports of one rule at one place says is raised."""
    rule, expectations = group[0].rule, site.expectations
    if rule.severity != "error" or expectations is None:
        return None
    if rule.raised_by == "node":
        return expectations.met(group[0].report.at, rule.errors)
    callers = [caller for item in group for caller in site.cases[item.case].callers]
    return expectations.met_by_layer(site.node, callers, rule.errors, called=rule.raised_by == "call")


def _unexpected(site: Site, observed: Sequence[Observed]) -> Iterator[Observed]:
    """What of `observed` no test wants. Where a test wants that the layer is not built, nothing else is said of it."""
    wanted = [item for item in observed if (met := _met(site, [item])) and met.wanted]
    never_built = {item.case for item in wanted if item.rule.raised_by != "node"}
    return (item for item in observed if item.case not in never_built and item not in wanted)


def assuming(message: Text, assumed: Text) -> Text:
    """A message with what it assumes, if anything."""
    return Phrase("assumed", "{message} [{assumed}]", message=message, assumed=assumed) if assumed else message


def _of_layers(message: Message, layers: Text) -> Text:
    return Phrase("for_layers", "{message} ({layers})", message=message, layers=layers) if layers else message


def _parts(message: Message, layers: Text, assumed: Text) -> tuple[tuple[str, str | Part], ...]:
    """The fields of a message, and what stands in the brackets after it, as data that every language shares."""
    around = [(name, text) for name, text in (("layers", layers), ("assumed", assumed)) if text]
    return tuple((name, as_data(value)) for name, value in (*message.fields, *around))


def as_data(part: object) -> str | Part:
    """A phrase as its key and its fields; all else as the text that is shown."""
    if isinstance(part, Phrase):
        return Part(part.key, tuple((name, as_data(value)) for name, value in part.fields))
    return shortened(plain(str(part)))


def of_reference(source: Source, rule: Rule, report: Report, row: int, language: Language | None) -> Finding:
    """The finding of what `rule` reports of a reference: certain, unless what is in line `row` may catch the error."""
    start, end = source.start(report.at), source.end(report.at)
    fix = Fix(said(report.remedy, language), report.edits, report.safe and not row) if report.edits else None
    message, assumed = rule.message(report), _unless_expected(row) if row else ""
    return Finding(
        rule.code,
        said(assuming(message, assumed), language),
        source.filename,
        start,
        end,
        "inferred" if row else "certain",
        fix,
        related=report.related,
        message_id=message.key,
        parts=_parts(message, "", assumed),
    )


def _unless_expected(row: int) -> Phrase:
    return Phrase("unless_expected", "unless the error is expected in line {row}", row=row)


def _agree(site: Site, at_place: Sequence[Observed]) -> bool:
    """Whether all cases of the site call for the same, so that what to write may be said of the place itself."""
    first = at_place[0]
    everywhere = site.complete and not site.others and len({item.case for item in at_place}) == len(site.cases)
    return everywhere and all(_need(item.report) == _need(first.report) for item in at_place)


def _without_doubt(site: Site, at_place: Sequence[Observed]) -> Sequence[Observed]:
    """The reports of one place, without what to write where all cases raise the same and some do not tell what to write.

    What is certain is then one line, and not two that are inferred.
    """
    remedies = {str(item.report.parts.get("remedy", "")) for item in at_place}
    causes = {(item.report.message, tuple(_causes(item.report))) for item in at_place}
    is_certain = site.complete and not site.others and len({item.case for item in at_place}) == len(site.cases)
    if at_place[0].rule.severity != "error" or "" not in remedies or len(remedies) == 1 or len(causes) > 1 or not is_certain:
        return at_place
    return [replace(item, report=replace(item.report, parts={**item.report.parts, "remedy": ""})) for item in at_place]


def _causes(report: Report) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in report.parts.items() if name != "remedy")


def _need(report: Report) -> Hashable:
    return report.message, report.edits, report.remedy


def _alike(at_place: Sequence[Observed], agree: bool) -> Iterator[tuple[Message, list[Observed]]]:
    """The reports that say the same, with the message. Where only one part differs, and not what to write, it is joined."""
    groups: dict[Hashable, list[Observed]] = {}
    for item in at_place:
        if not agree and item.report.varied:
            item = replace(item, report=replace(item.report, parts={**item.report.parts, **item.report.varied}))
        key = item.report.message, item.report.parts.get("remedy")
        groups.setdefault(key, []).append(item)
    for group in groups.values():
        parts = _joined([item.report.parts for item in group])
        if parts is not None:
            yield group[0].rule.message(replace(group[0].report, parts=parts)), group
            continue
        texts: dict[str, list[Observed]] = {}
        for item in group:
            texts.setdefault(str(item.rule.message(item.report)), []).append(item)
        yield from ((items[0].rule.message(items[0].report), items) for items in texts.values())


def _joined(several: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """The parts of all, that one in which they differ as alternatives; None where they differ in more."""
    differing = [name for name, value in several[0].items() if any(parts.get(name) != value for parts in several)]
    if not differing:
        return several[0]
    values = list(dict.fromkeys(_as_text(parts[differing[0]]) for parts in several))
    if len(differing) > 1 or "" in values:
        return None
    return {**several[0], differing[0]: some(values)}


def _as_text(value: object) -> Text:
    return value if isinstance(value, Phrase) else str(value)


def _assumed(site: Site, cases: set[int], assuming: Text, met: Met | None) -> tuple[Text, bool]:
    """What the reports of these cases take for granted, in words, and whether they are certain: they take nothing so."""
    outside = {name: None for index in sorted(cases) for name in site.cases[index].outside}
    every_case = site.complete and len(cases) == len(site.cases) and not (outside or site.others)
    reasons: list[Text] = [] if every_case else [because(site, cases), with_modules(list(outside))]
    reasons += [site.behind, _unless_expected(met.row) if met else ""]
    reasons += [Phrase("assuming", "assuming {what}", what=assuming) if assuming else ""]
    certain = every_case and not assuming and not site.behind and not met
    return joined("listed", reasons) or ("" if certain else Phrase("looked_at", "in the cases looked at")), certain


def _fix(source: Source, group: Sequence[Observed], certain: bool, everywhere: bool, language: Language | None) -> Fix | None:
    """The fix on which all cases agree. What only some cases call for is never safe, nor what takes a call out.

    Where the others run, and the fix changes what the layer computes, it would change what is right there: none is made.
    """
    report = group[0].report
    if not report.edits or any(item.report.edits != report.edits for item in group):
        return None
    if group[0].rule.severity == "warning" and not everywhere:
        return None
    safe = report.safe and certain and not loses_a_call(source, report.edits)
    return Fix(said(report.remedy, language), report.edits, safe)


def _may_clash(source: Source, site: Site, fix: Fix) -> bool:
    """Whether the layer's own text is edited where others, by `*args` or `**kwargs`, may pass what the edit writes."""
    node = site.node
    if not any(isinstance(item, ast.Starred) for item in node.args) and all(item.arg for item in node.keywords):
        return False
    start, end = source.start(node), source.end(node)
    return any(start <= edit.start and edit.end <= end for edit in fix.edits)


def _joint_fix(group: Sequence[Statement]) -> Fix | None:
    """One fix for all layers that share a place; none where one of them has none, or where two edit the same text."""
    fixes = [item.fix for item in group if item.fix is not None]
    if len(fixes) < len(group):
        return None
    edits: list[Edit] = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: (edit.start, edit.end))
    if any(first.end > second.start or first.start == second.start for first, second in pairwise(edits)):
        return fixes[0] if len({fix.edits for fix in fixes}) == 1 else None
    return Fix(fixes[0].message, tuple(edits), all(fix.safe for fix in fixes))


def _layers(group: Sequence[Statement]) -> Phrase:
    """The layers that share a place: "for self.up1, self.up2 and the layer in line 7"."""
    names = list(dict.fromkeys(item.layer for item in group))
    rest = len(names) - _MOST_LAYERS
    layers: Text
    if rest > 0:
        layers = Phrase("and_more", "{names} and {rest} more", names=joined("items", names[:_MOST_LAYERS]), rest=rest)
    else:
        layers = joined("names", (joined("items", names[:-1]), names[-1]))
    return Phrase("for", "for {layers}", layers=layers)
