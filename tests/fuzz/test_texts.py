"""A small, fixed share of what `tests.fuzz.texts` makes."""

from __future__ import annotations

import pytest

from .texts import MAKERS, failures


@pytest.mark.parametrize(("kind", "numbers"), [("mutants", range(600)), ("spliced", range(12))])
def test_nothing_is_raised_and_nothing_takes_long(kind: str, numbers: range) -> None:
    assert dict(failures(MAKERS[kind], numbers, most=20)) == {}
