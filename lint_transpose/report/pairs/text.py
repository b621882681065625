"""The findings, a line each, then every pair: a line with both places and the verdict, below it both calls and windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...text.escaping import plain, plain_path
from ..common import place

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing, Row

_VERDICTS = {"equal": "equal to", "different": "different from", "undecided": "undecided beside"}


def render(listing: Listing) -> Iterator[str]:
    findings = {finding: None for row in listing.rows for finding in row.findings}
    for finding in sorted(findings, key=lambda item: (item.filename, item.cell or 0, item.start, item.code)):
        yield f"{place(finding)}: {finding.code} {finding.message}\n"
    for row in listing.rows:
        yield from _pair(row)
    yield from rest(listing)


def _pair(row: Row) -> Iterator[str]:
    why = row.codes if row.verdict == "different" else plain(row.why)
    yield f"{plain_path(row.mindspore.place)}: {_VERDICTS[row.verdict]} {_places(row.torch)}: {why}\n"
    width = max(len(layer.call) for layer in (*row.torch, row.mindspore))
    for framework, layers in (("PyTorch", row.torch), ("MindSpore", (row.mindspore,))):
        for layer in layers:
            yield f"    {framework:9}  {plain(layer.call):{min(width, 90)}}  {' or '.join(layer.windows)}\n"
    if row.open:
        yield f"    open       {plain(row.open)}\n"


def rest(listing: Listing) -> list[str]:
    """The layers that no partner was found for, a line each, and the summary."""
    lines = [f"{_places(mindspore)}: ambiguous: any of {_places(torch)}" for mindspore, torch in listing.ambiguous]
    lines += [f"{plain_path(item.place)}: no PyTorch layer found for {plain(item.name)}" for item in listing.mindspore_alone]
    lines += [f"{plain_path(item.place)}: no MindSpore layer found for {plain(item.name)}" for item in listing.torch_alone]
    return [f"{line}\n" for line in (*lines, listing.summary)]


def undecided(listing: Listing) -> Iterator[str]:
    """The pairs of which nothing is reported, though they are not proven equal."""
    for row in listing.rows:
        if row.verdict == "undecided":
            yield f"{plain_path(row.mindspore.place)}: undecided beside {_places(row.torch)}: {plain(row.why)}\n"


def _places(layers: Sequence[Layer]) -> str:
    return ", ".join(plain_path(layer.place) for layer in layers)
