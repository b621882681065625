"""Simplified Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = "[\u3400-\u9fff]"
_MEET = re.compile(rf"{_HAN}[A-Za-z0-9_\"'`(\[±*]|[A-Za-z0-9_\"'`)\]=]{_HAN}")
_APART = re.compile(f"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef] {_HAN}")


def together(pieces: Iterable[str]) -> str:
    """The pieces of a sentence as one: a space where Chinese meets Latin letters or numbers, none between Chinese.

    What stands within a piece, which may be quoted code, stays as it is.
    """
    whole = ""
    for piece in filter(None, pieces):
        if _MEET.fullmatch(whole[-1:] + piece[0]):
            whole += " "
        elif _APART.fullmatch(whole[-2:] + piece[0]):
            whole = whole[:-1]
        elif _APART.fullmatch(whole[-1:] + piece[:2]):
            piece = piece[1:]
        whole += piece
    return whole
