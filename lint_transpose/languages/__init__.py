"""What is said, as data: phrases with named fields, and their words in each language.

English stands where a phrase is made, and each rule has its own messages in English. The tables of another language are
imported when something is said in it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Final, TypeAlias


class Phrase:  # no dataclass: every start would pay for what makes one
    """A piece of a sentence: `Phrase("write", "write {code}", code="padding=1")`. It is compared by what it says.

    `key` names it in the tables of the other languages, `english` is its template. A field may be a phrase again.
    """

    __slots__ = ("english", "fields", "key")
    table = "phrases"

    def __init__(self, key: str, english: str, /, **fields: object) -> None:
        self.key = key
        self.english = english
        self.fields = tuple(fields.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.key, self.fields) == (other.key, other.fields)

    def __hash__(self) -> int:
        return hash((self.key, self.fields))

    def __str__(self) -> str:
        """The phrase in English."""
        return self.english.format_map(dict(self.fields))

    def __repr__(self) -> str:
        return f"Phrase({self.key!r}, {str(self)!r})"


class Message(Phrase):
    """What a rule says: `key` names the rule's template, as in "MST203.default"."""

    __slots__ = ()
    table = "messages"


Text: TypeAlias = str | Phrase
"""What is said: a phrase, or text that is the same in every language, such as code."""

_JOINTS: Final = {
    "both": "{a} and {b}",
    "steps": "{a} and {b}",
    "either": "{a} or {b}",
    "listed": "{a}, {b}",
    "items": "{a}, {b}",
    "apart": "{a}; {b}",
    "names": "{a} and {b}",
}


def joined(key: str, items: Iterable[Text]) -> Text:
    """The items that are not empty in a row: what "both" hold, or "steps", "names", "either", "listed", "items", "apart"."""
    parts: list[Text] = [item for item in items if item]
    while len(parts) > 1:  # two and two, so that no text of many makes a deep phrase
        odd = parts[len(parts) & ~1 :]
        parts = [*(Phrase(key, _JOINTS[key], a=a, b=b) for a, b in zip(parts[::2], parts[1::2])), *odd]
    return parts[0] if parts else ""


def said(text: object, language: str | None) -> str:
    """`text` in a language, in English where that is None."""
    if not isinstance(text, Phrase) or language in (None, "en"):
        return str(text)
    from string import Formatter

    fields = dict(text.fields)
    pieces: list[str] = []
    for literal, name, _, _ in Formatter().parse(words(str(language), text.table)[text.key]):
        pieces += (literal, said(fields[name], language) if name else "")
    together: Callable[[Iterable[str]], str] = import_module(f".{language}", __name__).together
    return together(pieces)


@cache
def words(language: str, table: str) -> Mapping[str, str]:
    """A table of a language other than English: its phrases, messages or help, by their keys."""
    return _Table(getattr(import_module(f".{language}.{table}", __name__), table.upper()), name=f"{language}.{table}")


class _Table(dict[str, str]):
    """A table that says which text it lacks."""

    def __init__(self, texts: Mapping[str, str], name: str) -> None:
        super().__init__(texts)
        self.name = name

    def __missing__(self, key: str) -> str:
        raise LookupError(f"languages.{self.name} has no text for {key!r}")
