"""What cases of a site assume, in words: the choices that set them apart from the others."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from ...languages import Phrase, Text, joined
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
    "line succeeds": "where line {subject} succeeds",
    "line fails": "where line {subject} fails",
    "caught": "where line {subject} catches what fails",
    "not caught": "where line {subject} does not catch what fails",
    "left by the module": "with {subject} as the module leaves it",
    "changed later": "where {subject} is changed by a function",
}
"""What a choice takes for granted, for each kind of meaning: the template of the phrase "meaning KIND"."""


def because(site: Site, cases: set[int]) -> Text:
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
    words: list[Text] = []
    telling = {key: options for key, options in taken.items() if not others.get(key, set()) <= set(options)}
    for key, options in telling.items():
        everywhere = all(any(choice.key == key for choice in site.cases[index].choices) for index in cases)
        is_implied = isinstance(key, tuple) and key[0] == "pass" and ("item", *key[1:]) in telling
        if not everywhere or is_implied:
            continue
        meanings = list(dict.fromkeys(choice.taken for choice in options.values()))
        rest = len(meanings) - MOST_NAMED
        named = in_words(meanings[:MOST_NAMED])
        words.append(Phrase("or_in_more", "{cases} or in {rest} more", cases=named, rest=rest) if rest > 0 else named)
    if not words:  # no one choice tells them all apart: the first of them is an example
        first = [choice for choice in site.cases[min(cases)].choices if choice.option not in others.get(choice.key, ())]
        example = joined("listed", dict.fromkeys(in_words([choice.taken]) for choice in first[:MOST_NAMED]))
        return Phrase("such_as", "for example {example}", example=example) if example and len(cases) > 1 else example
    return joined("listed", words)


def in_words(meanings: Sequence[Meaning]) -> Text:
    """The meanings as alternatives; those that differ only in the value become one: "as called in line 3 or 7"."""
    values: dict[tuple[MeaningKind, str], list[str]] = {}
    for kind, subject, value in meanings:
        values.setdefault((kind, subject), []).append(str(value))
    return joined(
        "either",
        [
            Phrase(f"meaning {kind}", WORDS[kind], subject=subject, value=joined("either", found))
            for (kind, subject), found in values.items()
        ],
    )


def with_modules(outside: Sequence[Text]) -> Text:
    """What was taken from other modules, in words."""
    if not outside:
        return ""
    names = joined("names", outside[:MOST_NAMED])
    if outside[MOST_NAMED:]:
        names = Phrase("and_others", "{names} and more", names=names)
    return Phrase("with", "with {names}", names=names)


def some(values: Sequence[Text]) -> Text:
    """The values as alternatives, the first of them where they are many."""
    rest = len(values) - MOST_NAMED
    named = alternatives(values[:MOST_NAMED])
    return Phrase("or_more", "{values} or {rest} more", values=named, rest=rest) if rest > 0 else named


def alternatives(values: Sequence[Text]) -> Text:
    """The values as alternatives; those that differ in one number only become one: "p (1 or 2)"."""
    if any(isinstance(value, Phrase) for value in values):
        return _in_one_field([value for value in values if isinstance(value, Phrase)], len(values)) or joined("either", values)
    numbers: dict[tuple[str, str], list[str]] = {}
    for value in values:
        before, number, after = _NUMBER.fullmatch(str(value)).groups()  # type: ignore[union-attr]
        numbers.setdefault((before, after), []).append(number)
    return joined("either", [_with(before, joined("either", found), after) for (before, after), found in numbers.items()])


def _with(before: str, middle: Text, after: str) -> Text:
    if isinstance(middle, str):
        return f"{before}{middle}{after}"
    return Phrase("within", "{before}{middle}{after}", before=before, middle=middle, after=after)


def _in_one_field(phrases: Sequence[Phrase], count: int) -> Phrase | None:
    """The phrases as one, where they differ in one field only."""
    first = phrases[0]
    if len(phrases) < count or any(phrase.key != first.key for phrase in phrases):
        return None
    fields = [dict(phrase.fields) for phrase in phrases]
    differing = [name for name in fields[0] if any(each[name] != fields[0][name] for each in fields)]
    if len(differing) != 1:
        return None
    values = [each[differing[0]] for each in fields]
    found = alternatives([value if isinstance(value, Phrase) else str(value) for value in values])
    return Phrase(first.key, first.english, **{**fields[0], differing[0]: found})
