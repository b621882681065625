"""`port --write` and `port --diff`: answers written into the files, or shown as a diff."""

from __future__ import annotations

import sys
from pathlib import Path

from ..documents import Document, of_text
from ..documents.encoding import python_encoding
from ..files.discovery import BadInputError
from ..fixing.fixer import shown
from ..fixing.once import apply_once
from ..fixing.text import FixedText, diff, rewrite_file
from ..porting.listing import Listing
from ..porting.writing import writing
from ..running.candidate import STDIN, Candidate


class Writer:
    """Writes the answers into the files that it is called with, unless `show`: then `diffs` collects what it would change."""

    def __init__(self, show: bool) -> None:
        self.show = show
        self.diffs: list[str] = []
        self.written = 0
        self.files = 0

    def __call__(self, candidate: Candidate, document: Document, listed: Listing) -> None:
        """Raises BadInputError."""
        try:
            fixed = (self._stdin if candidate.path == STDIN else self._file)(candidate, document, listed)
        except (SyntaxError, ValueError, OSError) as error:
            raise BadInputError(f"not written: {error}") from error
        self.files += fixed.text != fixed.original
        if self.show:
            self.diffs.append(shown(diff(fixed, candidate.filename)))

    def _file(self, candidate: Candidate, document: Document, listed: Listing) -> FixedText:
        return rewrite_file(Path(candidate.path), lambda text: self._rewritten(text, document, listed), not self.show)

    def _stdin(self, candidate: Candidate, document: Document, listed: Listing) -> FixedText:
        """As a file; the result goes to standard output."""
        encoding = "utf-8-sig" if candidate.filename.endswith(".ipynb") else python_encoding(candidate.data)
        fixed = self._rewritten(candidate.data.decode(encoding), document, listed)
        if not self.show:
            sys.stdout.buffer.write(fixed.text.encode(encoding))
        return fixed

    def _rewritten(self, text: str, document: Document, listed: Listing) -> FixedText:
        """Raises ValueError where `text` is not that of the document any more."""
        body = text.removeprefix("\ufeff")
        if of_text(document.filename, body).pieces != document.pieces:
            raise ValueError("changed while it was being read")
        plan = writing(document, listed)
        pieces, applied = apply_once(document.pieces, plan.fixes)
        self.written += sum(plan.layers[id(fix)] for fix in applied)
        if None in pieces:
            new = text[: len(text) - len(body)] + pieces[None]
        else:
            from ..fixing.notebook_edits import replace_sources

            new = replace_sources(text, {number: source for number, source in pieces.items() if number is not None})
        return FixedText(text, new, (), ())
