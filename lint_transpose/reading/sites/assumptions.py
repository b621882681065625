"""What cases of a site assume, in words: the choices that set them apart from the others."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from ..values.worlds import Choice, Meaning, MeaningKind
from .cases import Site

MOST_NAMED = 3
_NUMBER = re.compile(r"(\D*)(\d*)(.*)", re.DOTALL)

WORDS: dict[MeaningKind, str] = {
    "true": "where {subject} is true",
    "false": "where {subject} is false",
    "key": "where {subject} is {value}",
    "other key": "where {subject} is another key",
    "import": "where {subject} is what line {value} imports",
    "item": "for item {value} of {subject}",
    "default": "with the default of {subject}",
    "given": "where {subject} is given",
    "elsewhere": "for callers elsewhere",
    "defaults": "with the defaults of {subject}",
    "caller": "as called in line {value}",
    "caller elsewhere": "as called in line {value} of {subject}",
    "class itself": "in {subject} itself",
    "subclass": "in a subclass of {subject}",
    "version": "where MindSpore is {value}",
    "first pass": "in the first pass of the loop",
    "later pass": "in a later pass of the loop",
    "loop runs": "where the loop in line {subject} runs",
    "loop never runs": "where the loop in line {subject} never runs",
    "case": "in case {value} of the match in line {subject}",
    "no case": "where no case fits of the match in line {subject}",
    "with succeeds": "where the block of the with in line {subject} succeeds",
    "with fails": "where the block of the with in line {subject} fails",
    "try succeeds": "where the try in line {subject} succeeds",
    "try fails": "where the try in line {subject} fails",
}
"""What a choice takes for granted in words, for each kind of meaning."""


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
        meanings = list(dict.fromkeys(choice.taken for choice in options.values()))
        rest = len(meanings) - MOST_NAMED
        words.append(in_words(meanings[:MOST_NAMED]) + (f" or in {rest} more" if rest > 0 else ""))
    if not words:  # no one choice tells them all apart: the first of them is an example
        first = [choice for choice in site.cases[min(cases)].choices if choice.option not in others.get(choice.key, ())]
        example = ", ".join(dict.fromkeys(in_words([choice.taken]) for choice in first[:MOST_NAMED]))
        return f"such as {example}" if example and len(cases) > 1 else example
    return ", ".join(words)


def in_words(meanings: Sequence[Meaning]) -> str:
    """The meanings as alternatives; those that differ only in the value become one: "as called in line 3 or 7"."""
    values: dict[tuple[MeaningKind, str], list[str]] = {}
    for kind, subject, value in meanings:
        values.setdefault((kind, subject), []).append(str(value))
    return " or ".join(
        WORDS[kind].format(subject=subject, value=" or ".join(found)) for (kind, subject), found in values.items()
    )


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
