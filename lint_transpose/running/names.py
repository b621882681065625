"""Names as users write them in settings and options: what they mean, and what was meant where nothing goes by that name."""

from __future__ import annotations

from ..record import TYPE_CHECKING, SaidError

if TYPE_CHECKING:
    from collections.abc import Iterable

from ..languages import Phrase

_LONGEST = 60


class UnknownNameError(SaidError):
    """Nothing goes by this name; the message is one line that says what does."""


def codes(names: Iterable[str]) -> tuple[str, ...]:
    """The codes, or beginnings of codes, that `names` mean: codes in any case, symbols, pylint's message ids, "all".

    `codes(["mst1", "E9201", "transpose-same-mode-shift"])` is ("MST1", "MST201", "MST205"). Raises UnknownNameError.
    """
    names = tuple(names)
    if not names:
        return ()
    from ..rules import RULES

    known = {name.upper(): rule.code for rule in RULES for name in (rule.code, rule.symbol, rule.pylint_id)}

    def code(name: str) -> str:
        upper = name.strip().upper()
        if upper == "ALL" or (upper and any(rule.code.startswith(upper) for rule in RULES)):
            return upper
        if upper not in known:
            every = [spelling for rule in RULES for spelling in (rule.code, rule.symbol, rule.pylint_id)]
            known_are = meant(name, every, [rule.code for rule in RULES])
            raise UnknownNameError(Phrase("unknown_code", "unknown code {name}: {meant}", name=quoted(name), meant=known_are))
        return known[upper]

    return tuple(map(code, names))


def meant(name: str, likely: Iterable[str], known: Iterable[str]) -> Phrase:
    """What was meant by `name`, if it is near one of `likely`; else what there is."""
    from difflib import get_close_matches

    spellings = {_folded(each): each for each in likely}
    wanted = _folded(name[:_LONGEST])
    near = get_close_matches(wanted, spellings, 5, 0.82)
    if not near:
        return Phrase("known_are", "known are {names}", names=", ".join(known))
    nearest = max(near, key=lambda each: sum(a == b for a, b in zip(each, wanted)))
    return Phrase("did_you_mean", "did you mean {name}?", name=repr(spellings[nearest]))


def quoted(name: str) -> str:
    """`name` in quotes, cut off where it is too long for a line."""
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}...")


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "-").replace(" ", "-")
