"""Fixing as a step of a run: each file's fixes are applied, or shown as a diff."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..documents import of_text
from ..documents.encoding import python_encoding
from ..files.discovery import BadInputError
from ..languages import Phrase
from ..running.candidate import STDIN, Candidate, Checked, Keep
from ..running.language import of_system
from ..running.run import check, found
from ..text.escaping import plain
from ..text.finding import Finding
from .text import Check, FixedText, clear_leftovers, diff, fix_file, fix_notebook, fix_text


class Fixer:
    """Fixes the files that it is called with, unless `show`: then `diffs` collects what would be changed.

    `keep` picks the findings that are fixed and reported. `fixed` collects those whose fix was applied.
    """

    def __init__(self, unsafe: bool, show: bool, keep: Keep | None = None) -> None:
        self._safe_only = not unsafe
        self._show = show
        self.diffs: list[str] = []
        self._keep = keep
        self.fixed: list[Finding] = []
        self._cleared: set[str] = set()

    def __call__(self, candidate: Candidate) -> Checked:
        """The file as it is left, with what is still found there. Raises BadInputError."""
        self._clear(candidate.path)
        checked = check(candidate, keep=self._keep)
        # Markdown is not rewritten: what looks wrong in a text may be its subject.
        is_markdown = candidate.filename.endswith(".md")
        if is_markdown and candidate.path == STDIN and not self._show:
            sys.stdout.buffer.write(candidate.data)
        if is_markdown or (candidate.path != STDIN and not self._fixable(checked.findings)):
            return checked
        try:
            fixed = self._stdin(candidate) if candidate.path == STDIN else self._file(candidate)
        except (SyntaxError, ValueError, OSError) as error:
            if candidate.path == STDIN:
                raise BadInputError(_not_fixed(error)) from error
            problems = (*checked.document.problems, _not_fixed(error))
            return Checked(checked.document._replace(problems=problems), checked.findings)
        self.fixed += fixed.fixed
        self.diffs += filter(None, [diff(fixed, candidate.filename)] if self._show else [])
        if self._show:
            return checked
        return Checked(of_text(candidate.filename, fixed.text.removeprefix("\ufeff")), list(fixed.left))

    def _clear(self, path: str) -> None:
        """Remove what an earlier run that was killed may have left where it would have written `path`."""
        folder = os.path.dirname(os.path.realpath(path))
        if path != STDIN and not self._show and folder not in self._cleared:
            self._cleared.add(folder)
            clear_leftovers(folder)

    def _fixable(self, findings: list[Finding]) -> bool:
        return any(finding.fix and (finding.fix.safe or not self._safe_only) for finding in findings)

    def _check(self, candidate: Candidate) -> Check:
        def check(text: str) -> list[Finding]:
            document = of_text(candidate.filename, text)
            findings = found(document, candidate)
            return self._keep(document, findings) if self._keep else findings

        return check

    def _file(self, candidate: Candidate) -> FixedText:
        return fix_file(Path(candidate.path), self._check(candidate), self._safe_only, write=not self._show)

    def _stdin(self, candidate: Candidate) -> FixedText:
        """As a file; the result goes to standard output."""
        is_notebook = candidate.filename.endswith(".ipynb")
        encoding = "utf-8-sig" if is_notebook else python_encoding(candidate.data)
        fixed = (fix_notebook if is_notebook else fix_text)(
            candidate.data.decode(encoding), self._check(candidate), self._safe_only
        )
        if not self._show:
            sys.stdout.buffer.write(fixed.text.encode(encoding))
        return fixed


def _not_fixed(error: Exception) -> Phrase:
    why = of_system(error) if isinstance(error, OSError) else getattr(error, "text", str(error))
    return Phrase("not_fixed", "not fixed: {why}", why=why)


def shown(text: str) -> str:
    """A diff for a terminal or a log: lines that would be obeyed there are made harmless, all others stay to the letter."""
    return "\n".join(_shown(line) for line in text.split("\n"))


def _shown(line: str) -> str:
    body = line.removesuffix("\r")
    body = "\t".join(plain(part) for part in body.split("\t")) + line[len(body) :]
    # GitHub takes a line that begins with "::", spaces aside, for a command.
    return body.replace("::", "\\x3a:", 1) if body.lstrip().startswith("::") else body
