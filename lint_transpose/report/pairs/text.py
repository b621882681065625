"""The findings, a line each, then every pair: a line with both places and the verdict, below it both windows and calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...languages import Phrase, joined, said
from ...text.escaping import plain, plain_path
from ..common import place
from ..full import width

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing, Row

# Calls begin in one column below each other, unless a layer may have many windows.
WIDEST = 44

VERDICTS = {
    "equal": Phrase("equal", "equal"),
    "different": Phrase("different", "different"),
    "undecided": Phrase("is_undecided", "undecided"),
}


def open_beside(row: Row) -> Phrase:
    """What is open beside a difference."""
    return Phrase("open_beside", "open: {what}", what=row.open)


def windows(layer: Layer, language: str | None) -> str:
    """The windows that a layer may have."""
    return said(joined("either", layer.windows), language)


def render(listing: Listing) -> Iterator[str]:
    findings = {finding: None for row in listing.rows for finding in row.findings}
    for finding in sorted(findings, key=lambda item: (item.filename, item.cell or 0, item.start, item.code)):
        yield f"{place(finding)}: {finding.code} {finding.message}\n"
    for row in listing.rows:
        yield from _pair(row, listing.language)
    yield from rest(listing)


def _line(row: Row, why: str, language: str | None) -> str:
    fields = {"place": plain_path(row.mindspore.place), "torch": _places(row.torch), "reason": why}
    lines = {
        "equal": Phrase("equal_pair", "{place}: equal to {torch}: {reason}", **fields),
        "different": Phrase("different_pair", "{place}: different from {torch}: {reason}", **fields),
        "undecided": Phrase("undecided_pair", "{place}: undecided beside {torch}: {reason}", **fields),
    }
    return f"{said(lines[row.verdict], language)}\n"


def _pair(row: Row, language: str | None) -> Iterator[str]:
    yield _line(row, row.codes if row.verdict == "different" else plain(row.why), language)
    layers = [*(("PyTorch", layer) for layer in row.torch), ("MindSpore", row.mindspore)]
    places = [windows(layer, language) for _, layer in layers]
    widest = min(max(map(width, places)), WIDEST)
    for (framework, layer), window in zip(layers, places):
        yield f"    {framework:9}  {window}{' ' * (widest - width(window))}  {plain(layer.call)}\n"
    if row.open:
        yield f"    {said(Phrase('left_open', 'open       {what}', what=plain(row.open)), language)}\n"


def rest(listing: Listing) -> list[str]:
    """The layers that no partner was found for, a line each, and the summary."""
    lines = [
        Phrase("ambiguous", "{place}: ambiguous: any of {torch}", place=_places(mindspore), torch=_places(torch))
        for mindspore, torch in listing.ambiguous
    ]
    for item in listing.mindspore_alone:
        words = "{place}: no PyTorch layer found for {name}"
        lines.append(Phrase("no_torch", words, place=plain_path(item.place), name=plain(item.name)))
    for item in listing.torch_alone:
        words = "{place}: no MindSpore layer found for {name}"
        lines.append(Phrase("no_mindspore", words, place=plain_path(item.place), name=plain(item.name)))
    return [f"{line}\n" for line in (*(said(line, listing.language) for line in lines), listing.summary)]


def undecided(listing: Listing) -> Iterator[str]:
    """The pairs of which nothing is reported, though they are not proven equal."""
    for row in listing.rows:
        if row.verdict == "undecided":
            yield _line(row, plain(row.why), listing.language)


def _places(layers: Sequence[Layer]) -> str:
    return ", ".join(plain_path(layer.place) for layer in layers)
