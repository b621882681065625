"""Which lines of a file differ from a git revision."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..files import git
from ..files.discovery import BadInputError
from ..languages import Phrase
from .configuration import ConfigurationError

if TYPE_CHECKING:
    from ..documents import Document
    from ..text.finding import Finding

_Places = set[tuple[int | None, int]]
"""Rows, with the notebook cell that they are in."""


class Changes:
    """Leaves out the findings on lines that are as they were in `revision`. `hidden` counts them.

    A file that the revision does not have has changed from its first line to its last.
    """

    where = Phrase("unchanged_lines", "on lines that did not change")

    def __init__(self, revision: str, paths: Iterable[str] = ()) -> None:
        """The revision of the repository here, else of the first of `paths` that knows it. Raises ConfigurationError."""
        asked = ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        folders = ("", *(path if os.path.isdir(path) else os.path.dirname(path) for path in paths))
        answers = () if revision.startswith("-") else (git.answer(asked, folder) for folder in dict.fromkeys(folders))
        found = next(filter(None, answers), None)
        if found is None:
            words = "--diff-base: git knows no revision {name} here"
            raise ConfigurationError(Phrase("no_revision", words, name=repr(revision)))
        self._commit = found.decode().strip()
        self.hidden = 0

    def __call__(self, document: Document, findings: list[Finding]) -> list[Finding]:
        """The findings in a document that are on changed lines."""
        if not findings:
            return findings
        changed = self._changed(document)
        kept = [
            finding
            for finding in findings
            if changed is None or any((finding.cell, row) in changed for row in range(finding.start.row, finding.end.row + 1))
        ]
        self.hidden += len(findings) - len(kept)
        return kept

    def _changed(self, document: Document) -> _Places | None:
        """The changed places; None where all are."""
        from ..documents import load

        folder, name = os.path.split(document.filename)
        data = git.answer(("cat-file", "blob", f"{self._commit}:./{name.replace(os.sep, '/')}"), folder)
        if data is None:
            return None
        try:
            before = load(document.filename, data)
        except BadInputError:
            return None
        rows = _changed_rows(_lines(before.text), _lines(document.text))
        if document.places is None:
            return {(None, row) for row in rows}
        return {(document.places[row - 1].cell, document.places[row - 1].row) for row in rows}


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _changed_rows(old: list[str], new: list[str]) -> list[int]:
    """The rows of `new`, from 1, that are not in `old` at their place."""
    from difflib import SequenceMatcher

    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    matcher = SequenceMatcher(None, old[same:], new[same:])
    return [
        same + row + 1 for kind, _, _, first, last in matcher.get_opcodes() if kind != "equal" for row in range(first, last)
    ]
