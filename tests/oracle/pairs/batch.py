"""Many pairs, judged one after the other: what a process of the long run does."""

from __future__ import annotations

from collections import Counter

CHUNK = 250


def run_chunk(seeds: list[str]) -> tuple[Counter[str], list[str], list[str]]:
    """Counts of what happened to the pairs, what was said wrongly, and the seeds of differing pairs that were not reported."""
    from .judge import judge

    counts, wrong, missed = Counter[str](), [], []
    for seed in seeds:
        verdict = judge(seed)
        counts.update(verdict.counts)
        if verdict.wrong:
            wrong.append(verdict.wrong)
        if "decided, different" in verdict.counts and "decided, different: reported" not in verdict.counts:
            missed.append(seed)
    return counts, wrong, missed


def reported(counts: Counter[str]) -> float:
    """The share of the differing pairs, of those that the text decides, that is reported."""
    return counts["decided, different: reported"] / max(counts["decided, different"], 1)
