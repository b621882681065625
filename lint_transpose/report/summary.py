"""The last line of a report for people, and the counts by rule."""

from __future__ import annotations

from ..languages import Phrase, joined, said
from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..languages import Text
    from ..running.candidate import Checked
    from ..settings import Language


FILE, FILES = Phrase("file", "file"), Phrase("files", "files")
FINDING, FINDINGS = Phrase("finding", "finding"), Phrase("findings", "findings")


def counted(number: int, one: Phrase, several: Phrase) -> Phrase:
    """A number of things: "1 file", "2 files"."""
    return Phrase("counted", "{number} {what}", number=number, what=one if number == 1 else several)


def summary(checked: Sequence[Checked], files: int, problems: Sequence[str], hidden: Sequence[Text]) -> Text:
    """What was found, how much of it is an error, how much fixing would mend; `hidden` says what is not shown."""
    findings = [finding for _, found in checked for finding in found]
    if not findings:
        start = (
            Phrase("none_found", "No findings in what could be checked") if problems else Phrase("passed", "All checks passed")
        )
        passed = Phrase("aside_of", "{what} ({text})", what=start, text=counted(files, FILE, FILES))
        return joined("apart", [passed, *hidden])
    errors = sum(finding.code.startswith("MST1") for finding in findings)
    fixes = [finding.fix for finding in findings if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    mends: list[Text] = [_mends("--fix", safe)] if safe else []
    if len(fixes) > safe:
        unsafe = _mends("--fix --unsafe-fixes", len(fixes) - safe)
        mends.append(Phrase("mends_more", "{mends} more", mends=unsafe) if safe else unsafe)
    found = Phrase("found", "Found {what}", what=counted(len(findings), FINDING, FINDINGS))
    of_errors = counted(errors, Phrase("error", "error"), Phrase("errors", "errors"))
    found = Phrase("aside_of", "{what} ({text})", what=found, text=of_errors if errors else Phrase("no_errors", "no errors"))
    if mends:
        found = Phrase("then_mends", "{what}: {mends}", what=found, mends=joined("listed", mends))
    return joined("apart", [found, *hidden])


def _mends(option: str, number: int) -> Phrase:
    return Phrase("mends", "{option} mends {number}", option=option, number=number)


def statistics(checked: Sequence[Checked], as_json: bool, language: Language | None = None) -> Iterator[str]:
    """How often each rule was broken, the most frequent first."""
    from collections import Counter

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
        fixes = said(Phrase("with_a_fix", " ({number} with a fix)", number=fixable[code]), language) if fixable[code] else ""
        yield f"{count:>{width}} {code} {rule_of(code).symbol}{fixes}\n"
