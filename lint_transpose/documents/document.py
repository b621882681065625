"""One file as every host sees it: the Python text in it, and where the rows of that text stand in the file."""

from __future__ import annotations

from ..record import TYPE_CHECKING, Record
from ..text.finding import lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..languages import Text
    from ..text.source import Source


class Place(Record):
    """Where a row of a document's text stands: cell (None outside notebooks), row there, columns cut off before it."""

    cell: int | None
    row: int
    shift: int = 0


class Document(Record):
    """A file that holds Python.

    `pieces` are the texts that positions are relative to, by `Finding.cell`: the file under None, or a notebook's code
    cells. `places` says for each row of `text` where it stands in them; None when `text` is the file itself. `problems`
    are the parts that had to be left out, one line each.
    """

    filename: str
    text: str
    pieces: Mapping[int | None, str]
    places: Sequence[Place] | None = None
    problems: tuple[Text, ...] = ()

    def piece(self, cell: int | None) -> Source:
        from ..text.source import Source

        return Source(self.filename, self.pieces[cell])

    def bare_line(self, cell: int | None, row: int) -> str:
        """The text of a row without white space, which stays the same where a line is moved or laid out anew."""
        return "".join(lines_of(self.pieces[cell])[row - 1].split())
