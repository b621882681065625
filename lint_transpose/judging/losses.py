"""What an edit would take out of a program besides a value: a call that may do more than return one."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..reading.values.functions import METHODS, is_pure
from ..text.finding import Edit
from ..text.source import Source

_ACTING = re.compile(r"(?P<called>[\w.]+|[)\]])\s*\(|:=|\b(?:await|yield)\b")
_TAKES = {"pop", "setdefault"}
_PURE_METHODS = {name for methods in METHODS.values() for name in methods} - _TAKES


def loses_a_call(source: Source, edits: Iterable[Edit]) -> bool:
    """Whether `edits` leave out a call, an assignment or a wait that stood in the text and may act beyond its value.

    `padding=choose()` may be known to be 1, and `choose` may count or print: without the call the program does something else.
    """
    gone: Counter[str] = Counter()
    for edit in edits:
        gone.update(_acts(source.between(edit.start, edit.end)))
        gone.subtract(_acts(edit.content))
    return any(count > 0 for count in gone.values())


def _acts(text: str) -> Iterator[str]:
    """What acts in a piece of text, by the name it is called by. What only looks like it in a string counts too."""
    for match in _ACTING.finditer(text):
        called = match["called"] or ""
        method = called.rpartition(".")[2] if "." in called else ""
        if not (called and (keyword.iskeyword(called) or is_pure(called) or method in _PURE_METHODS)):
            yield match[0]
