"""One HTML page with a table of all pairs: it needs no other file."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ...languages import Phrase, said
from ...text.escaping import plain
from .text import VERDICTS, open_beside, rest, windows

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing

_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #ccc; padding: .4rem .6rem; text-align: left; vertical-align: top; }
code { display: block; overflow-wrap: anywhere; }
small { display: block; color: #555; }
.equal { background: #e6f4ea; } .different { background: #fce8e6; } .undecided { background: #fff6d6; }
</style>
</head>
<body>
<h1>{title}</h1>
"""


def render(listing: Listing) -> Iterator[str]:
    title = said(Phrase("pairs_title", "A port beside its original"), listing.language)
    yield _HEAD.replace("{title}", title).replace("{language}", listing.language or "en")
    yield f"<p>{_text(listing.summary)}</p>\n<table>\n"
    head = said(Phrase("pairs_head", "verdict|PyTorch|MindSpore|why"), listing.language).split("|")
    yield f"<tr>{''.join(f'<th>{column}</th>' for column in head)}</tr>\n"
    for row in listing.rows:
        left = f"<small>{_text(said(open_beside(row), listing.language))}</small>" if row.open else ""
        torch = "".join(_layer(layer, listing.language) for layer in row.torch)
        verdict = said(VERDICTS[row.verdict], listing.language)
        yield f'<tr class="{row.verdict}"><td>{verdict}</td><td>{torch}</td><td>{_layer(row.mindspore, listing.language)}</td>'
        yield f"<td>{_text(row.why)}{left}</td></tr>\n"
    yield "</table>\n<ul>\n"
    yield from (f"<li>{_text(line.strip())}</li>\n" for line in rest(listing)[:-1])
    yield "</ul>\n</body>\n</html>\n"


def _layer(layer: Layer, language: str | None) -> str:
    return f"<small>{_text(layer.place)}</small><code>{_text(layer.call)}</code>{_text(windows(layer, language))}"


def _text(text: str) -> str:
    return escape(plain(text))
