"""One HTML page with a table of all pairs: it needs no other file."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ...text.escaping import plain
from .text import rest

if TYPE_CHECKING:
    from ...comparing.listing import Layer, Listing

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A port beside its original</title>
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
<h1>A port beside its original</h1>
"""


def render(listing: Listing) -> Iterator[str]:
    yield _HEAD
    yield f"<p>{_text(listing.summary)}</p>\n<table>\n"
    yield "<tr><th>verdict</th><th>PyTorch</th><th>MindSpore</th><th>why</th></tr>\n"
    for row in listing.rows:
        left = f"<small>open: {_text(row.open)}</small>" if row.open else ""
        torch = "".join(map(_layer, row.torch))
        yield f'<tr class="{row.verdict}"><td>{row.verdict}</td><td>{torch}</td><td>{_layer(row.mindspore)}</td>'
        yield f"<td>{_text(row.why)}{left}</td></tr>\n"
    yield "</table>\n<ul>\n"
    yield from (f"<li>{_text(line.strip())}</li>\n" for line in rest(listing)[:-1])
    yield "</ul>\n</body>\n</html>\n"


def _layer(layer: Layer) -> str:
    return f"<small>{_text(layer.place)}</small><code>{_text(layer.call)}</code>{_text(' or '.join(layer.windows))}"


def _text(text: str) -> str:
    return escape(plain(text))
