"""Programs that nobody has seen, and the same ones again: no certain finding is false, no safe fix changes what ran.

`pytest --programs N` judges N fresh programs, those of today (UTC), in chunks that may run side by side.
"""

from __future__ import annotations

import pytest

from .bulk import CHUNK, Totals, judged
from .test_oracle import NEEDS

pytestmark = NEEDS


@pytest.mark.parametrize("part", range(2))
def test_fixed_programs(part: int) -> None:
    _check(judged([f"fixed {index}" for index in range(part * 100, part * 100 + 100)]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "fresh" in metafunc.fixturenames:
        day, programs = metafunc.config.getoption("--programs-seed"), metafunc.config.getoption("--programs")
        seeds = [f"{day} {index}" for index in range(programs)]
        chunks = [seeds[start : start + CHUNK] for start in range(0, programs, CHUNK)]
        metafunc.parametrize("fresh", chunks, ids=[f"{chunk[0]} to {chunk[-1]}" for chunk in chunks])


def test_fresh_programs(fresh: list[str]) -> None:
    _check(judged(fresh))


def _check(totals: Totals) -> None:
    assert totals.counts["reached"] >= totals.counts["programs"]
    assert not totals.failed, "\n".join(map(str, totals.failed))
