"""A Markdown table with a row for each pair, and a list of what has no partner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...text.escaping import plain
from .text import rest

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing

# What Markdown or HTML in it would make something of.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|&~]")


def render(listing: Listing) -> Iterator[str]:
    yield "| verdict | PyTorch | MindSpore | why |\n|---|---|---|---|\n"
    for row in listing.rows:
        torch = "<br>".join(map(_layer, row.torch))
        left = f"<br>open: {_text(row.open)}" if row.open else ""
        yield f"| {row.verdict} | {torch} | {_layer(row.mindspore)} | {_text(row.why)}{left} |\n"
    yield "\n"
    yield from (f"- {_text(line.strip())}\n" for line in rest(listing))


def _layer(layer: Layer) -> str:
    return f"{_text(layer.place)}<br>{_code(layer.call)}<br>{_text(' or '.join(layer.windows))}"


def _code(text: str) -> str:
    """Code in a cell of a table: a backtick in it would end it, a bar the cell."""
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    return _MARKS.sub(lambda match: f"&#{ord(match[0])};", plain(text))
