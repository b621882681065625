"""Fixes that are made once, all that work together: what is written is parsed, and nothing else is looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..text.finding import Fix
from .patches import Lines, plan
from .rounds import Pieces, parsed


def apply_once(pieces: Pieces, fixes: Mapping[int | None, Sequence[Fix]]) -> tuple[Pieces, list[Fix]]:
    """The pieces with those of `fixes`, each by its piece, that leave them parsable, and these. Each is made whole or not."""
    new, applied = dict(pieces), []
    for cell, here in fixes.items():
        text, made = _largest(cell, pieces[cell], here)
        new[cell] = text
        applied += made
    return new, applied


def _largest(cell: int | None, text: str, fixes: Sequence[Fix]) -> tuple[str, list[Fix]]:
    lines = Lines(text)
    patched, applied = plan(text, lines, fixes)
    if parsed(cell, patched.text) is not None:
        return patched.text, applied
    working: list[Fix] = []
    for fix in fixes:
        patched, _ = plan(text, lines, [*working, fix])
        if parsed(cell, patched.text) is not None:
            working.append(fix)
    patched, applied = plan(text, lines, working)
    return patched.text, applied
