"""Findings that are known and put up with, in a file: a check reports what is new.

One JSON line a finding, sorted, so that branches merge: the path from the file's own folder on, the code, a hash of the line's
text without white space, and how often. No row and no message: lines may move, and messages may change.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..files.boundary import relative
from ..languages import Phrase
from ..text.escaping import shortened
from .configuration import ConfigurationError

if TYPE_CHECKING:
    from ..documents import Document
    from ..text.finding import Finding
    from .candidate import Checked


class _Key(NamedTuple):
    path: str
    code: str
    line: str


class Baseline:
    """Leaves out the findings that a file holds. `hidden` counts them."""

    where = Phrase("in_baseline", "in the baseline")

    def __init__(self, filename: str) -> None:
        """Raises OSError where the file cannot be read, ConfigurationError where it is no baseline."""
        self._folder = os.path.dirname(filename)
        with open(filename, "rb") as file:
            entries = [_entry(filename, row, line) for row, line in enumerate(file, 1) if line.strip()]
        # Two branches that each added a line, merged by git's driver "union", leave both: the larger count holds.
        self._known: dict[_Key, int] = {}
        for key, count in entries:
            self._known[key] = max(count, self._known.get(key, 0))
        self.hidden = 0

    def __call__(self, document: Document, findings: list[Finding]) -> list[Finding]:
        """The findings in a document that are new."""
        seen: Counter[_Key] = Counter()
        new = []
        for finding in findings:
            key = _key(document, finding, self._folder)
            seen[key] += 1
            if seen[key] > self._known.get(key, 0):
                new.append(finding)
        self.hidden += len(findings) - len(new)
        return new


def written(checked: Sequence[Checked], filename: str) -> str:
    """What a baseline in the file `filename` must hold for all that was found."""
    folder = os.path.dirname(filename)
    found = Counter(_key(document, finding, folder) for document, findings in checked for finding in findings)
    return "".join(json.dumps({**key._asdict(), "count": found[key]}) + "\n" for key in sorted(found))


def _key(document: Document, finding: Finding, folder: str) -> _Key:
    from hashlib import sha256

    digest = sha256(document.bare_line(finding.cell, finding.start.row).encode("utf-8", "surrogateescape")).hexdigest()
    return _Key(relative(finding.filename, folder), finding.code, digest[:16])


def _entry(filename: str, row: int, line: bytes) -> tuple[_Key, int]:
    try:
        entry = json.loads(line)
        key, count = _Key(*(entry[field] for field in _Key._fields)), entry["count"]
        if all(isinstance(part, str) for part in key) and isinstance(count, int):
            return key, count
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    shown = shortened(repr(line.strip().decode("utf-8", "replace")))
    words = "{path}: line {row} is no entry of a baseline: {text}"
    raise ConfigurationError(Phrase("no_entry", words, path=filename, row=row, text=shown))
