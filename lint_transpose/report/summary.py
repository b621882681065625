"""The last line of a report for people, and the counts by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..running.candidate import Checked


def summary(checked: Sequence[Checked], files: int, problems: Sequence[str], hidden: Sequence[str]) -> str:
    """What was found, how much of it is an error, how much fixing would mend; `hidden` says what is not shown."""
    findings = [finding for _, found in checked for finding in found]
    rest = "".join(f"; {each}" for each in hidden)
    if not findings:
        start = "No findings in what could be checked" if problems else "All checks passed"
        return f"{start} ({_counted(files, 'file')}){rest}\n"
    errors = sum(finding.code.startswith("MST1") for finding in findings)
    fixes = [finding.fix for finding in findings if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    mends = [f"--fix mends {safe}"] if safe else []
    if len(fixes) > safe:
        mends.append(f"--fix --unsafe-fixes mends {len(fixes) - safe}{' more' if safe else ''}")
    found = f"Found {_counted(len(findings), 'finding')} ({_counted(errors, 'error') if errors else 'no errors'})"
    return f"{found}{': ' if mends else ''}{', '.join(mends)}{rest}\n"


def statistics(checked: Sequence[Checked], as_json: bool) -> Iterator[str]:
    """How often each rule was broken, the most frequent first."""
    from .common import dumps, rule_of

    findings = [finding for _, found in checked for finding in found]
    fixable = Counter(finding.code for finding in findings if finding.fix)
    counts = sorted(Counter(finding.code for finding in findings).items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        yield dumps(
            [{"code": code, "name": rule_of(code).symbol, "count": count, "fixable": fixable[code]} for code, count in counts]
        )
        return
    width = len(str(counts[0][1])) if counts else 0
    for code, count in counts:
        fixes = f" ({fixable[code]} with a fix)" if fixable[code] else ""
        yield f"{count:>{width}} {code} {rule_of(code).symbol}{fixes}\n"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
