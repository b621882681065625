"""Fixes as patches of a text: which go together, the text they give, where a place moves."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from ..record.dataclasses import dataclass
from ..text.finding import Edit, Fix, Position

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Patch:
    """An edit in offsets, with the line ends of the text it is for."""

    start: int
    end: int
    content: str


class Lines:
    """Offsets of the places in a text with line ends of any kind."""

    def __init__(self, text: str) -> None:
        ends = list(_LINE_END.finditer(text))
        self._starts = [0, *(end.end() for end in ends)]
        self._ends = [*(end.start() for end in ends), len(text)]
        self._breaks = [end[0] for end in ends]

    def offset(self, position: Position) -> int:
        """The offset of `position`; ValueError when there is no such place."""
        row, column = position
        if not 1 <= row <= len(self._starts) or not 1 <= column <= self._ends[row - 1] - self._starts[row - 1] + 1:
            raise ValueError(f"no place {row}:{column}")
        return self._starts[row - 1] + column - 1

    def patch(self, edit: Edit) -> Patch:
        """The patch of `edit`; ValueError when its place is not in the text."""
        line_break = (self._breaks[edit.start.row - 1 : edit.start.row] or self._breaks[:1] or ["\n"])[0]
        patch = Patch(self.offset(edit.start), self.offset(edit.end), edit.content.replace("\n", line_break))
        if patch.start > patch.end:
            raise ValueError(f"{edit.end} is before {edit.start}")
        return patch


class Patched:
    """A text with patches that do not overlap, in the order of the text."""

    def __init__(self, text: str, patches: list[Patch]) -> None:
        self._patches = patches
        self._growth = list(accumulate((len(patch.content) + patch.start - patch.end for patch in patches), initial=0))
        self.text = "".join(_pieces(text, patches))

    def moved(self, offset: int) -> tuple[int, ...]:
        """Where a node that began at `offset` may begin now: before or after what is put in there."""
        index = bisect_left(self._patches, offset, key=lambda patch: patch.start)
        shift = self._growth[index]
        inside = index and offset < self._patches[index - 1].end
        if inside:
            patch = self._patches[index - 1]
            return (patch.start + self._growth[index - 1],)
        if index < len(self._patches) and self._patches[index].start == offset:
            return offset + shift, offset + shift + len(self._patches[index].content)
        return (offset + shift,)


def plan(text: str, lines: Lines, fixes: Iterable[Fix]) -> tuple[Patched, list[Fix]]:
    """The text with those of `fixes` that touch no earlier one, and these. A fix is applied whole or not at all."""
    patches: list[Patch] = []
    applied = []
    for fix in fixes:
        try:
            new = sorted((lines.patch(edit) for edit in fix.edits), key=lambda patch: (patch.start, patch.end))
        except ValueError:
            continue
        if not new or any(a.end > b.start for a, b in pairwise(new)) or any(_touches(patches, patch) for patch in new):
            continue
        applied.append(fix)
        places = [bisect_right(patches, patch.start, key=lambda other: other.start) for patch in new]
        for place, patch in zip(reversed(places), reversed(new), strict=True):
            patches.insert(place, patch)
    return Patched(text, patches), applied


def _touches(patches: list[Patch], patch: Patch) -> bool:
    """Whether a patch overlaps or borders on one of `patches`: two insertions at one place have no sure order."""
    index = bisect_left(patches, patch.start, key=lambda other: other.end)
    return index < len(patches) and patches[index].start <= patch.end


def _pieces(text: str, patches: list[Patch]) -> Iterator[str]:
    at = 0
    for patch in patches:
        yield text[at : patch.start]
        yield patch.content
        at = patch.end
    yield text[at:]
