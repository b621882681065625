"""Findings that a comment in the text or the settings silence.

`# noqa` is read exactly as flake8 reads it, so that every host agrees: it stands on the reported line, or on the last line
of the string or of the backslash continuation that the reported line is a part of. `# flake8: noqa` silences the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..files.patterns import matches
from ..settings import Settings
from ..text.finding import Finding

COMMENT = re.compile(r"# noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_WHOLE_FILE = re.compile(r"^[^\S\n]*# flake8[:=]\s*noqa", re.IGNORECASE | re.MULTILINE)


def without_silenced(findings: Iterable[Finding], text: str) -> list[Finding]:
    """The findings in `text` that no comment silences."""
    kept = list(findings)
    if not kept or "noqa" not in text.lower():
        return kept
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _WHOLE_FILE.search(text):
        return []
    lines = text.split("\n")
    joined = joined_rows(text)
    return [finding for finding in kept if not _silences(_around(lines, joined, finding.start.row), finding.code)]


def without_ignored(findings: Iterable[Finding], filename: str, settings: Settings) -> list[Finding]:
    """The findings in the file `filename` that `per-file-ignores` leaves over."""
    ignored = tuple(
        code for glob, codes in settings.per_file_ignores if matches(filename, (glob,), settings.root) for code in codes
    )
    return [finding for finding in findings if "ALL" not in ignored and not finding.code.startswith(ignored)]


def joined_rows(text: str) -> Mapping[int, tuple[int, int]]:
    """The first and last row of what `# noqa` covers together, for each row that is not alone."""
    import tokenize  # Only texts with a comment to look for come here.
    from io import StringIO

    rows: dict[int, tuple[int, int]] = {}
    first, last = 0, 0
    try:
        for token in tokenize.generate_tokens(StringIO(text).readline):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first, last = first or token.start[0], max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                if last > first:
                    rows.update(dict.fromkeys(range(first, last + 1), (first, last)))
                first, last = 0, 0
    except (tokenize.TokenError, SyntaxError):
        return {}
    return rows


def _around(lines: list[str], joined: Mapping[int, tuple[int, int]], row: int) -> str:
    first, last = joined.get(row, (row, row))
    return "\n".join(lines[first - 1 : last])


def _silences(line: str, code: str) -> bool:
    comment = COMMENT.search(line)
    if comment is None:
        return False
    codes = comment["codes"]
    return codes is None or code.startswith(tuple(re.split(r"[,\s]+", codes.strip(", \t\n"))))
