"""New cell sources in the text of a notebook, everything else byte for byte.

A notebook (nbformat 4) is JSON: `cells` holds objects whose `source` is a string or a list of strings to be joined. Cells are
counted from 1, those without code too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..record.dataclasses import dataclass

_BLANKS = re.compile(r"[ \t\n\r]*")
# One character of a string literal: a surrogate pair, an escape, or the character itself.
_CHARACTER = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Literal:
    """A string literal, from quote to quote."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its type ("code", "markdown") and where its source stands in the notebook's text."""

    kind: object
    literals: tuple[_Literal, ...]
    is_list: bool

    @property
    def source(self) -> str:
        return "".join(literal.value for literal in self.literals)


def cells(text: str) -> dict[int, Cell]:
    """The cells by number, those without a source left out. ValueError when `text` is not a notebook."""
    scanner = _Scanner(text)
    found: dict[int, Cell] = {}
    is_notebook = False
    for name, start in scanner.members(scanner.behind_blanks(0)):
        if name == "cells":
            is_notebook = True
            found = {number: cell for number, place in enumerate(scanner.items(start), 1) if (cell := scanner.cell(place))}
    if not is_notebook:
        raise ValueError("not a notebook: no cells")
    return found


def replace_sources(text: str, sources: Mapping[int, str]) -> str:
    """`text` with new sources of some cells, by number, written with the escapes that the notebook itself uses."""
    found = cells(text)
    changed = {number: source for number, source in sources.items() if found[number].source != source}
    if not changed:
        return text
    encode = _Encoder(text, found)
    patches = sorted(patch for number, source in changed.items() for patch in _patches(text, found[number], source, encode))
    parts: list[str] = []
    at = 0
    for start, end, content in patches:
        parts += (text[at:start], content)
        at = end
    return "".join((*parts, text[at:]))


def _patches(text: str, cell: Cell, source: str, encode: _Encoder) -> Iterator[tuple[int, int, str]]:
    literals = cell.literals
    if not cell.is_list:
        yield literals[0].start, literals[0].end, encode(source)
        return
    from difflib import SequenceMatcher

    old = [literal.value for literal in literals]
    new = re.findall(r"[^\n]*\n|[^\n]+", source)
    gap = text[literals[0].end : literals[1].start] if len(literals) > 1 else _gap_before(text, literals[0])
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        written = [encode(line) for line in new[new_first:new_last]]
        if kind == "equal":
            continue
        if kind == "insert" and first:
            yield literals[first - 1].end, literals[first - 1].end, "".join(gap + line for line in written)
        elif kind == "insert":
            yield literals[0].start, literals[0].start, "".join(line + gap for line in written)
        elif kind == "replace" or (first == 0 and last == len(literals)):
            yield literals[first].start, literals[last - 1].end, gap.join(written or ['""'])
        elif first:
            yield literals[first - 1].end, literals[last - 1].end, ""
        else:
            yield literals[first].start, literals[last].start, ""


def _gap_before(text: str, literal: _Literal) -> str:
    """What would stand between this literal, the first of its list, and a second one."""
    blanks = text[text.rindex("[", 0, literal.start) + 1 : literal.start]
    return f",{blanks or ' '}"


class _Encoder:
    """Writes strings as a notebook does: each character as it stands elsewhere in its sources."""

    def __init__(self, text: str, found: Mapping[int, Cell]) -> None:
        self._known: dict[str, str] = {}
        for cell in found.values():
            for literal in cell.literals:
                written = _CHARACTER.findall(text, literal.start + 1, literal.end - 1)
                if len(written) == len(literal.value):
                    self._known.update(zip(literal.value, written, strict=True))
        self._ensure_ascii = text.isascii() and any(not character.isascii() for character in self._known)

    def __call__(self, value: str) -> str:
        return '"' + "".join(self._known.get(character) or self._new(character) for character in value) + '"'

    def _new(self, character: str) -> str:
        return json.dumps(character, ensure_ascii=self._ensure_ascii)[1:-1]


class _Scanner:
    """Where the values stand in a JSON text. ValueError when it is not JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decode = json.JSONDecoder().raw_decode

    def behind_blanks(self, place: int) -> int:
        match = _BLANKS.match(self._text, place)
        return match.end() if match else place

    def value(self, place: int) -> tuple[object, int]:
        """The value at `place`, and where it ends."""
        return self._decode(self._text, place)

    def members(self, place: int) -> Iterator[tuple[object, int]]:
        """The names in the object at `place` and where their values start."""
        for start in self._parts(place, "{", "}"):
            name, end = self.value(start)
            yield name, self.behind_blanks(self._expect(self.behind_blanks(end), ":"))

    def items(self, place: int) -> Iterator[int]:
        """Where the items of the array at `place` start."""
        return self._parts(place, "[", "]")

    def cell(self, place: int) -> Cell | None:
        """The cell at `place`, None when it has no source."""
        kind: object = None
        literals: tuple[_Literal, ...] = ()
        is_list = False
        for name, start in self.members(place):
            if name == "cell_type":
                kind = self.value(start)[0]
            elif name == "source":
                is_list = self._text[start] == "["
                literals = tuple(self._literal(item) for item in (self.items(start) if is_list else (start,)))
        return Cell(kind, literals, is_list) if literals else None

    def _literal(self, place: int) -> _Literal:
        value, end = self.value(place)
        if not isinstance(value, str):
            raise ValueError(f"not a notebook: the source holds {value!r}")
        return _Literal(place, end, value)

    def _parts(self, place: int, opening: str, closing: str) -> Iterator[int]:
        place = self.behind_blanks(self._expect(place, opening))
        if self._text[place : place + 1] == closing:
            return
        while True:
            yield place
            # The end of a part is found again here, so that one who takes the parts need not say where they end.
            end = self.value(place)[1]
            if opening == "{":
                end = self.value(self.behind_blanks(self._expect(self.behind_blanks(end), ":")))[1]
            place = self.behind_blanks(end)
            if self._text[place : place + 1] == closing:
                return
            place = self.behind_blanks(self._expect(place, ","))

    def _expect(self, place: int, mark: str) -> int:
        if not self._text.startswith(mark, place):
            raise ValueError(f"not a notebook: no {mark!r} at character {place}")
        return place + 1
