"""Colours for reports on a terminal."""

from __future__ import annotations

import os
import sys

from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    When: TypeAlias = Literal["auto", "always", "never"]

_PLACE = r"(?P<path>.+?)(?P<place>(?::cell \d+)?:\d+:\d+:) (?P<code>MST\d{3}) (?P<message>.*)"
_STYLES = {"bold": "1", "red": "31", "green": "32", "cyan": "36", "yellow": "33"}


def is_wanted(when: When, to_file: bool) -> bool:
    """Whether to use colours: `auto` on a terminal, unless NO_COLOR is set, and where FORCE_COLOR is."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return not to_file and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def painted(report: str) -> str:
    """A report as `text`, `full` or a diff has it, in colours."""
    return "".join(map(_line, report.splitlines(keepends=True)))


def _line(line: str) -> str:
    import re

    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if match := re.fullmatch(_PLACE, body):
        color = "red" if match["code"].startswith("MST1") else "yellow"
        return f"{_in('bold', match['path'])}{match['place']} {_in(color, match['code'])} {match['message']}{end}"
    if body.startswith(("  + ", "+")):
        return _in("green", body) + end
    if body.startswith(("  - ", "-")):
        return _in("red", body) + end
    if body.startswith(("@@", "  = ")) or (body.strip(" |^") == "" and "^" in body):
        return _in("cyan", body) + end
    return line


def _in(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"
