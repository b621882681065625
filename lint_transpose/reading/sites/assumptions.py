"""What cases of a site assume, in words: the choices that set them apart from the others."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from ..values.worlds import Choice
from .cases import Site

MOST_NAMED = 3
_NUMBER = re.compile(r"(\D*)(\d*)(.*)", re.DOTALL)


def because(site: Site, cases: set[int]) -> str:
    """What sets the cases that are reported apart from the others: the choices made otherwise there."""
    taken: dict[Hashable, dict[int, Choice]] = {}
    others: dict[Hashable, set[int]] = {}
    for index in cases:
        for choice in site.cases[index].choices:
            taken.setdefault(choice.key, {})[choice.option] = choice
    silent = [case.choices for index, case in enumerate(site.cases) if index not in cases]
    for choices in (*silent, *site.others):
        for choice in choices:
            others.setdefault(choice.key, set()).add(choice.option)
    words = []
    for key, options in taken.items():
        everywhere = all(any(choice.key == key for choice in site.cases[index].choices) for index in cases)
        if not everywhere or others.get(key, set()) <= set(options):
            continue
        phrases = list(dict.fromkeys(choice.describe(option) for option, choice in options.items()))
        rest = len(phrases) - MOST_NAMED
        words.append(alternatives(phrases[:MOST_NAMED]) + (f" or in {rest} more" if rest > 0 else ""))
    if not words:  # no one choice tells them all apart: the first of them is an example
        first = [choice for choice in site.cases[min(cases)].choices if choice.option not in others.get(choice.key, ())]
        example = ", ".join(dict.fromkeys(choice.describe(choice.option) for choice in first[:MOST_NAMED]))
        return f"such as {example}" if example and len(cases) > 1 else example
    return ", ".join(words)


def with_modules(outside: Sequence[str]) -> str:
    """What was taken from other modules, in words."""
    return "with " + " and ".join(outside[:MOST_NAMED]) + (" and more" if outside[MOST_NAMED:] else "") if outside else ""


def alternatives(phrases: Sequence[str]) -> str:
    """The phrases as alternatives; those that differ in one number only become one: "as called in line 3 or 7"."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for phrase in phrases:
        before, number, after = _NUMBER.fullmatch(phrase).groups()  # type: ignore[union-attr]
        numbers.setdefault((before, after), []).append(number)
    return " or ".join(f"{before}{' or '.join(found)}{after}" for (before, after), found in numbers.items())
