"""A Markdown table with a row for each pair, and a list of what has no partner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...languages import Phrase, said
from ...text.escaping import plain
from .text import VERDICTS, open_beside, rest, windows

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing

# What Markdown or HTML in it would make something of.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|&~]")


def render(listing: Listing) -> Iterator[str]:
    head = Phrase("pairs_head", "verdict|PyTorch|MindSpore|why")
    yield f"| {said(head, listing.language).replace('|', ' | ')} |\n|---|---|---|---|\n"
    for row in listing.rows:
        torch = "<br>".join(_layer(layer, listing.language) for layer in row.torch)
        left = f"<br>{_text(said(open_beside(row), listing.language))}" if row.open else ""
        verdict = said(VERDICTS[row.verdict], listing.language)
        yield f"| {verdict} | {torch} | {_layer(row.mindspore, listing.language)} | {_text(row.why)}{left} |\n"
    yield "\n"
    yield from (f"- {_text(line.strip())}\n" for line in rest(listing))


def _layer(layer: Layer, language: str | None) -> str:
    return f"{_text(layer.place)}<br>{_code(layer.call)}<br>{_text(windows(layer, language))}"


def _code(text: str) -> str:
    """Code in a cell of a table: a backtick in it would end it, a bar the cell."""
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    return _MARKS.sub(lambda match: f"&#{ord(match[0])};", plain(text))
