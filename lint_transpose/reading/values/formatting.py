"""Formatted strings: f-strings, `%` and str.format, where widths are small and values plain. Raises where it gives up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .limits import LONGEST, UndecidedError, allow

_SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?0?\d{0,2}[,_]?(?:\.\d{1,2})?[a-zA-Z%]?", re.DOTALL)
_DIRECTIVE = re.compile(r"%(?:\(\w*\))?[-+ #0]*\d{0,2}(?:\.\d{0,2})?[a-zA-Z%]")
_FIELD = re.compile(r"\w*")
_CONVERSIONS: dict[str, Callable[[Any], str]] = {"s": str, "r": repr, "a": ascii}
_SIMPLE = (str, int, bool, float, type(None))
"""What prints alike everywhere; members of enumerations, which are ints or strings as well, do not."""


def formatted(value: Any, conversion: str, spec: str) -> str:
    """One field: `value`, first converted as "s", "r" or "a" say, then formatted by `spec`."""
    if type(value) not in _SIMPLE or _SPEC.fullmatch(spec) is None:
        raise UndecidedError
    if isinstance(value, str):
        allow(len(value))
    return format(_CONVERSIONS[conversion](value) if conversion else value, spec)


def joined(parts: list[str]) -> str:
    """The parts in one string."""
    allow(sum(map(len, parts)))
    return "".join(parts)


def percent(template: str | bytes, values: Any) -> str:
    """`template % values`."""
    if isinstance(template, bytes) or len(template) > LONGEST or (isinstance(values, dict) and type(values) is not dict):
        raise UndecidedError
    given = values if isinstance(values, tuple) else values.values() if isinstance(values, dict) else (values,)
    allow(sum(len(value) if isinstance(value, str) else 1 for value in given) * (1 + template.count("%")))
    if not all(type(value) in _SIMPLE for value in given) or "%" in _DIRECTIVE.sub("", template):
        raise UndecidedError
    result: str = template % values
    return result


def by_fields(template: str, *arguments: Any, **keywords: Any) -> str:
    """`template.format(*arguments, **keywords)`, without attributes, items and fields within fields."""
    from string import Formatter  # most texts need none

    allow(len(template))
    pieces = list(Formatter().parse(template))
    if "" in (names := [name for _, name, _, _ in pieces if name is not None]) and any(name.isdigit() for name in names):
        raise ValueError("automatic and given numbers")
    parts: list[str] = []
    place = 0
    for text, name, spec, conversion in pieces:
        parts.append(text)
        if name is None:
            continue
        if _FIELD.fullmatch(name) is None:
            raise UndecidedError
        key: int | str = int(name) if name.isdigit() else name
        if not name:
            key, place = place, place + 1
        value = arguments[key] if isinstance(key, int) else keywords[key]
        parts.append(formatted(value, conversion or "", spec or ""))
    return joined(parts)
