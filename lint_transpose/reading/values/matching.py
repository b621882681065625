"""Which case of a match is run."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ...layers.call import Value
from ..index.endings import Block
from .objects import Frame
from .operations import matches
from .worlds import Meaning

if TYPE_CHECKING:
    from .questions import Reader


def case_taken(reader: Reader, match: ast.Match, frame: Frame) -> Block:
    """The block of the case that is run; empty where none fits."""
    fits = fitting(match, reader.evaluate(match.subject, frame))
    option = reader.choose(of_match(match, frame), len(fits), lambda option: meaning(match, fits[option]))
    case = fits[option]
    return [] if case is None else case.body


def fitting(match: ast.Match, subject: Value) -> list[ast.match_case | None]:
    """The cases that may be run for `subject`, None standing for none of them."""
    found: list[ast.match_case | None] = []
    for case in match.cases:
        fits = matches(case.pattern, subject)
        if fits is not False:
            found.append(case)
        if fits and case.guard is None:
            return found
    return [*found, None]


def of_match(match: ast.Match, frame: Frame) -> Hashable:
    """The choice of the case that `match` runs."""
    return ("match", id(match), frame.key)


def meaning(match: ast.Match, case: ast.match_case | None) -> Meaning:
    if case is None:
        return Meaning("no case", str(match.lineno))
    return Meaning("case", str(match.lineno), match.cases.index(case) + 1)
