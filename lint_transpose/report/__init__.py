"""Findings in the formats that people and tools read, one module a format."""

from __future__ import annotations

from importlib import import_module

from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from ..running.candidate import Checked
    from ..settings import Language

FORMATS = (
    *("text", "full", "grouped", "json", "json-lines", "sarif"),
    *("github", "gitlab", "azure", "rdjson", "junit", "pylint"),
)

Render: TypeAlias = "Callable[[Sequence[Checked], Sequence[str], Language | None], Iterator[str]]"
"""From what was checked, and the lines about what could not be, to the parts of a report in a language."""


def renderer(name: str) -> Render:
    """The renderer of the format `name`, one of FORMATS."""
    render: Render = import_module(f".{name.replace('-', '_')}", __name__).render
    return render
