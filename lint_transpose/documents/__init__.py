"""Files as texts to check: Python files, notebooks, the Python blocks of Markdown."""

from __future__ import annotations

from ..record import TYPE_CHECKING
from .document import Document, Place
from .encoding import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Document", "Place", "load", "of_pieces", "of_text", "python"]


def load(filename: str, data: bytes) -> Document:
    """The document that the bytes of a file are. Raises BadInputError."""
    if filename.endswith(".ipynb"):
        from .notebook import cells, document

        return document(filename, cells(data))
    return of_text(filename, decoded(data))


def of_text(filename: str, text: str) -> Document:
    """The document that a file's text is, by the file's ending. Raises BadInputError."""
    if filename.endswith(".ipynb"):
        from .notebook import cells, document

        return document(filename, cells(text))
    if filename.endswith(".md"):
        from . import markdown

        return markdown.document(filename, text)
    return python(filename, text)


def of_pieces(filename: str, pieces: Mapping[int | None, str]) -> Document:
    """The document with these texts in its pieces: a file's under None, else those of a notebook's code cells.

    Raises BadInputError.
    """
    if None in pieces:
        return of_text(filename, pieces[None])
    from .notebook import document

    return document(filename, pieces)


def python(filename: str, text: str) -> Document:
    return Document(filename, text, {None: text})
