"""Which of the rules that report one case of a layer are heard: `Rule.yields` and `Rule.alone`, applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..layers.call import LayerCall
from ..record.dataclasses import replace
from . import RULES, Context, Report, Rule

_BY_CODE = {rule.code: rule for rule in RULES}
_ALONE = tuple(rule for rule in RULES if rule.alone)


def reports(call: LayerCall, context: Context, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Report]]:
    """What `rules` report of one case, but for what they leave to others."""
    case = _Case(call, context)
    chosen = {rule.code: rule for rule in rules}
    for rule in _ALONE:
        found = [report for report in case.of(rule) if report.message in rule.alone]
        if found:
            yield from ((rule, report) for report in found if rule.code in chosen)
            return
    for rule in chosen.values():
        for report in case.of(rule):
            heard = _heard(rule, report, case, chosen)
            if heard is not None:
                yield rule, heard


class _Case:
    """One case of a layer, and what each rule that was asked reports of it."""

    def __init__(self, call: LayerCall, context: Context) -> None:
        self._call = call
        self._context = context
        self._found: dict[str, list[Report]] = {}

    def of(self, rule: Rule) -> list[Report]:
        if rule.code not in self._found:
            looks = self._call.layer.framework in (rule.framework, rule.also)
            self._found[rule.code] = list(rule.check(self._call, self._context)) if looks else []
        return self._found[rule.code]


def _heard(rule: Rule, report: Report, case: _Case, chosen: Iterable[str]) -> Report | None:
    """The report as it is said beside the others; None where it is left to them."""
    for yields in rule.yields:
        if yields.messages and report.message not in yields.messages:
            continue
        if not yields.instead and any(case.of(_BY_CODE[code]) for code in yields.to):
            return None
        elders = (_BY_CODE[code] for code in yields.to if code in chosen)
        heard = (_heard(elder, item, case, chosen) for elder in elders for item in case.of(elder))
        if yields.instead and any(other and set(report.writes) & set(other.writes) for other in heard):
            return replace(report, message=yields.instead, edits=(), remedy="", varied={})
    return report
