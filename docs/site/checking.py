"""The links of the built site that stay in it: each must lead to a file, and to a place in it where it names one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a page is drawn with; a link to another site is only a link.
_LOADED = {"img": "src", "script": "src", "link": "href", "source": "src", "iframe": "src"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value is not None}
        self.names |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in _LOADED and _LOADED[tag] in values:
            self.loaded.append(values[_LOADED[tag]])


@cache
def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def wrong_links(output: Path) -> list[str]:
    """A line for each link inside that leads nowhere, and for each page that loads something from elsewhere."""
    _read.cache_clear()
    return [f"{path.relative_to(output)}: {what}" for path in sorted(output.rglob("*.html")) for what in _wrong(path)]


def _wrong(path: Path) -> Iterator[str]:
    page = _read(path)
    for link in page.loaded:
        if urlsplit(link).netloc:
            yield f"loads {link}"
    for link in dict.fromkeys((*page.links, *page.loaded)):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            yield f"{link} leads nowhere"
        # With "=" it is a case of the window picture.
        elif parts.fragment and "=" not in parts.fragment and unquote(parts.fragment) not in _read(target).names:
            yield f"{link}: no such place there"
