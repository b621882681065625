"""Patterns of files: what `*` stands for, and that no pattern takes long."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_transpose.files.patterns import matches, stars


@given(st.text("ab/_.", max_size=10), st.text("ab/_*?[]!.", max_size=8))
def test_stars_fit_as_fnmatch_does(path: str, glob: str) -> None:
    glob = glob.removeprefix("./")
    found = stars(path, glob)
    assert (found is not None) == fnmatchcase(path, glob)


@given(st.text("ab/_", max_size=10), st.lists(st.text("ab/_", max_size=3), min_size=1, max_size=4))
def test_stars_fill_the_pattern(path: str, parts: list[str]) -> None:
    glob = "*".join(parts)
    found = stars(path, glob)
    if found is not None:
        assert len(found) == glob.count("*") or "**" in glob
        filled = iter([*found, ""])
        pieces = [part for index, part in enumerate(parts) if part or index in (0, len(parts) - 1)]
        assert "".join(part + next(filled) for part in pieces) == path


@pytest.mark.parametrize("glob", ["*a" * 9 + "*b.py", "*" * 900, "*a" * 450, "?*" * 400 + "x", "[a]*" * 240 + "b"])
def test_no_pattern_takes_long(glob: str) -> None:
    path = "a" * 200 + "/" + "a" * 200 + ".py"
    start = time.thread_time()
    stars(path, glob)
    matches(path, [glob], "")
    assert time.thread_time() - start < 10  # what hangs takes years
