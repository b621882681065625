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
from ..languages import Phrase
from ..porting.listing import Listing
from ..porting.writing import Writing, writing
from ..running.candidate import STDIN, Candidate
from ..running.language import written


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
            encoding = "utf-8-sig" if candidate.filename.endswith(".ipynb") else python_encoding(candidate.data)
            plan = writing(document, listed, written(candidate.settings.language, encoding))
            if candidate.path == STDIN:
                fixed = self._stdin(candidate.data.decode(encoding), encoding, document, plan)
            else:
                path = Path(candidate.path)
                fixed = rewrite_file(path, lambda text: self._rewritten(text, document, plan), not self.show)
        except (SyntaxError, ValueError, OSError) as error:
            raise BadInputError(Phrase("not_written", "not written: {why}", why=getattr(error, "text", str(error)))) from error
        self.files += fixed.text != fixed.original
        if self.show:
            self.diffs.append(shown(diff(fixed, candidate.filename)))

    def _stdin(self, text: str, encoding: str, document: Document, plan: Writing) -> FixedText:
        """As a file; the result goes to standard output."""
        fixed = self._rewritten(text, document, plan)
        if not self.show:
            sys.stdout.buffer.write(fixed.text.encode(encoding))
        return fixed

    def _rewritten(self, text: str, document: Document, plan: Writing) -> FixedText:
        """Raises BadInputError where `text` is not that of the document any more."""
        body = text.removeprefix("\ufeff")
        if of_text(document.filename, body).pieces != document.pieces:
            raise BadInputError(Phrase("changed_meanwhile", "changed while it was being read"))
        pieces, applied = apply_once(document.pieces, plan.fixes)
        self.written += sum(plan.layers[id(fix)] for fix in applied)
        if None in pieces:
            new = text[: len(text) - len(body)] + pieces[None]
        else:
            from ..fixing.notebook_edits import replace_sources

            new = replace_sources(text, {number: source for number, source in pieces.items() if number is not None})
        return FixedText(text, new, (), ())
