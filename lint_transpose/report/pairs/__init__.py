"""Comparisons, pair by pair, in the formats that people and tools read, one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ...comparing.listing import Listing

FORMATS = ("text", "json", "markdown", "html")

Render: TypeAlias = "Callable[[Listing], Iterator[str]]"


def renderer(name: str) -> Render:
    """The renderer of the format `name`, one of FORMATS."""
    render: Render = import_module(f".{name}", __name__).render
    return render
