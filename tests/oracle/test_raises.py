"""Raises means raises: an MST1 finding exactly where MindSpore raises, with a code that explains what it says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from .bulk import run_chunk
from .calls import Call, calls
from .raising import InputDependentError, judge

CHUNKS = range(21)
CALLS = 1000  # in a chunk: 20,000 in all, those aside that depend on the input


@pytest.mark.parametrize("seed", CHUNKS)
def test_random_calls(seed: int, record_property: pytest.RecordProperty) -> None:
    counts, disagreements = run_chunk(f"test {seed}", CALLS)
    for name, count in counts.items():
        record_property(name, count)
    assert not disagreements, "\n".join(disagreements)
    assert counts["raised"] + counts["ran"] >= CALLS * 0.98
    assert min(counts["raised"], counts["ran"]) >= CALLS // 4, counts
    assert all(counts[f"MST{code}"] for code in range(101, 108)), counts


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls())
def test_any_call(call: Call) -> None:
    try:
        verdict = judge(call)
    except InputDependentError:
        return
    assert not verdict.disagreement
