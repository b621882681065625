"""JUnit's XML, which most CI services show: a test suite a file, a failed test case a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..text.escaping import plain
from .common import place, rule_of, service_path

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language
    from ..text.finding import Finding


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    total = sum(len(findings) for _, findings in checked)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="lint-transpose" tests="{max(total, 1)}" failures="{total}" errors="{len(problems)}">\n'
    for document, findings in checked:
        if findings:
            name, number = _quoted(service_path(document.filename)), len(findings)
            yield f'  <testsuite name={name} tests="{number}" failures="{number}" errors="0">\n'
            yield from map(_case, findings)
            yield "  </testsuite>\n"
    if not total:
        yield f'  <testsuite name="lint-transpose" tests="1" failures="0" errors="{len(problems)}">\n'
        yield '    <testcase name="no findings" classname="lint-transpose"/>\n  </testsuite>\n'
    yield "</testsuites>\n"


def _case(finding: Finding) -> str:
    path, row, column = _quoted(service_path(finding.filename)), finding.start.row, finding.start.column
    at = f"line={_quoted(str(row))} column={_quoted(str(column))} " if finding.cell is None else ""
    text = _quoted(f"{place(finding)}: {finding.code} {finding.message}")[1:-1]
    return (
        f"    <testcase name={_quoted(f'{finding.code} {rule_of(finding.code).symbol}')} classname={path} {at}>\n"
        f'      <failure type="{finding.code}" message={_quoted(finding.message)}>{text}</failure>\n'
        "    </testcase>\n"
    )


def _quoted(text: str) -> str:
    """`text` as the value of an attribute; characters that XML does not know are escapes already."""
    from xml.sax.saxutils import escape

    return f'"{escape(plain(text), {chr(34): "&quot;"})}"'
