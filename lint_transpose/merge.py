"""From what the rules report in each case of a site to findings: certain where every case agrees, else inferred."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from .finding import Finding, Fix, Position
from .reading import Choice, Site
from .rules import Report, Rule
from .source import Source

_MOST_NAMED = 3
_NUMBER = re.compile(r"(\D*)(\d*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Observed:
    """A report of `rule` in the case with number `case`."""

    rule: Rule
    report: Report
    case: int


def merge(source: Source, site: Site, observed: Sequence[Observed]) -> Iterator[Finding]:
    """One finding for each rule and place; its text is that of the first case."""
    groups: dict[tuple[str, Position, Position], list[Observed]] = {}
    for item in observed:
        if site.foreign and item.report.at is site.node:
            continue  # is said where the layer is built
        start, end = source.start(item.report.at), source.end(item.report.at)
        groups.setdefault((item.rule.code, start, end), []).append(item)
    for (code, start, end), group in groups.items():
        cases = {item.case for item in group}
        outside = {name: None for index in sorted(cases) for name in site.cases[index].outside}
        every_case = site.complete and len(cases) == len(site.cases) and not (outside or site.others)
        rule, report = group[0].rule, group[0].report
        certain = every_case and not report.assuming and not site.behind
        reasons = [] if every_case else [because(site, cases), _with(list(outside))]
        reasons.append(site.behind)
        assumed = ", ".join(filter(None, [*reasons, f"assuming {report.assuming}" if report.assuming else ""]))
        message = rule.message(report)
        yield Finding(
            code,
            f"{message} [{assumed}]" if assumed else message,
            source.filename,
            start,
            end,
            "certain" if certain else "inferred",
            None if site.foreign or site.others else _fix(group, certain, len(cases) == len(site.cases)),
            related=report.related,
        )


def of_reference(source: Source, rule: Rule, report: Report) -> Finding:
    """The finding of what `rule` reports of a reference, which is always certain."""
    start, end = source.start(report.at), source.end(report.at)
    fix = Fix(report.remedy, report.edits, report.safe) if report.edits else None
    return Finding(rule.code, rule.message(report), source.filename, start, end, "certain", fix, related=report.related)


def _fix(group: Sequence[Observed], certain: bool, every_case: bool) -> Fix | None:
    """The fix on which all cases agree. What only some cases call for is never safe.

    Where the others run, and the fix changes what the layer computes, it would change what is right there: none is made.
    """
    report = group[0].report
    if not report.edits or any(item.report.edits != report.edits for item in group):
        return None
    if group[0].rule.severity == "warning" and not every_case:
        return None
    return Fix(report.remedy, report.edits, report.safe and certain)


def _with(outside: Sequence[str]) -> str:
    """What was taken from other modules, in words."""
    return "with " + " and ".join(outside[:_MOST_NAMED]) + (" and more" if outside[_MOST_NAMED:] else "") if outside else ""


def because(site: Site, cases: set[int]) -> str:
    """What sets the cases that are reported apart from the others: the choices made otherwise there."""
    taken: dict[Hashable, dict[int, Choice]] = {}
    others: dict[Hashable, set[int]] = {}
    for index in cases:
        for choice in site.cases[index].choices:
            taken.setdefault(choice.key, {})[choice.option] = choice
    silent = [case.choices for index, case in enumerate(site.cases) if index not in cases]
    for choices in (*silent, *site.others):
        for choice in choices:
            others.setdefault(choice.key, set()).add(choice.option)
    words = []
    for key, options in taken.items():
        everywhere = all(any(choice.key == key for choice in site.cases[index].choices) for index in cases)
        if not everywhere or others.get(key, set()) <= set(options):
            continue
        named = [choice.describe(option) for option, choice in list(options.items())[:_MOST_NAMED]]
        rest = len(options) - len(named)
        words.append(_alternatives(named) + (f" or in {rest} more" if rest else ""))
    if not words:  # no one choice tells them all apart: what is said is that of the first
        first = [choice for choice in site.cases[min(cases)].choices if choice.option not in others.get(choice.key, ())]
        words = [choice.describe(choice.option) for choice in first[:_MOST_NAMED]]
    return ", ".join(words)


def _alternatives(phrases: Sequence[str]) -> str:
    """The phrases as alternatives; those that differ in a number alone become one: "as called in line 3 or 7"."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for phrase in phrases:
        before, number, after = _NUMBER.fullmatch(phrase).groups()  # type: ignore[union-attr]
        numbers.setdefault((before, after), []).append(number)
    return " or ".join(f"{before}{' or '.join(found)}{after}" for (before, after), found in numbers.items())
