"""Many programs, judged by several processes, and what came of them in sum."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from .hosts import written
from .judging import judge
from .running import Program
from .shrinking import shrunk

CHUNK = 250
_CHUNKS_OF_A_WORKER = 8
_MOST_SHRUNK = 5


@dataclass(frozen=True)
class Failed:
    """A failing program, shrunk where there were not too many of its kind."""

    seed: str
    kind: str
    detail: str
    text: str
    entries: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        entries = "".join(f"# {' or '.join(entry)}\n" for entry in self.entries)
        return f"--- seed {self.seed!r}: {self.kind}\n{self.detail}\n\n{self.text}\n{entries}"


@dataclass
class Totals:
    """Counts of many programs. `idioms`: by idiom and kind of raise ("decidable", "open", "caught"), how it was reported."""

    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    idioms: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    missed: dict[str, list[str]] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)

    def add(self, other: Totals) -> None:
        self.counts += other.counts
        self.outcomes += other.outcomes
        self.idioms += other.idioms
        for idiom, seeds in other.missed.items():
            self.missed[idiom] = [*self.missed.get(idiom, []), *seeds][:5]
        self.failed += other.failed


def judged(seeds: list[str], shrink: bool = True) -> Totals:
    """The totals over the programs of these seeds."""
    totals = Totals()
    for seed in seeds:
        program = written(seed)
        judgement = judge(program, seed)
        totals.counts["programs"] += 1
        totals.outcomes.update(judgement.outcomes)
        totals.counts["caught raises"] += sum(item.caught for item in judgement.raises)
        for name in ("certain", "inferred", "fixed", "reached"):
            totals.counts[name] += getattr(judgement, name)
        for item in judgement.raises:
            totals.counts["raising sites"] += 1
            tags = program.tags[item.place[0] - 1] if item.place[0] <= len(program.tags) else ()
            for tag in ("all", *(tags or ("nothing else",))):
                kind = "caught" if item.caught else "decidable" if item.decidable else "open"
                totals.idioms[tag, kind, item.found] += 1
                if kind == "decidable" and item.found == "missed":
                    totals.missed.setdefault(tag, []).append(seed)
        for failure in judgement.failures:
            totals.counts[failure.kind.split()[0].rstrip(":")] += 1
        if judgement.failures:
            kind = judgement.failures[0].kind
            few = sum(failed.kind == kind for failed in totals.failed) < _MOST_SHRUNK
            totals.failed.append(_failed(program, seed, kind, shrink and few))
    return totals


def _failed(program: Program, seed: str, kind: str, shrink: bool) -> Failed:
    small = shrunk(program, lambda candidate: kind in _kinds(candidate, seed)) if shrink else program
    failures = judge(small, seed).failures
    detail = next((failure.detail for failure in failures if failure.kind == kind), "")
    return Failed(seed, kind, detail, small.text, small.entries)


def _kinds(program: Program, seed: str) -> set[str]:
    return {failure.kind for failure in judge(program, seed).failures}


def run(seed: str, programs: int, processes: int, shrink: bool = True) -> Iterator[Totals]:
    """The totals chunk by chunk, as they come in. Each worker runs its programs itself and is replaced after some chunks."""
    chunks = [
        [f"{seed} {index}" for index in range(start, min(start + CHUNK, programs))] for start in range(0, programs, CHUNK)
    ]
    os.environ.setdefault("PYTHONHASHSEED", "0")
    if processes == 1:
        yield from (judged(chunk, shrink) for chunk in chunks)
        return
    # A pool that replaces its workers by itself (max_tasks_per_child) may wait for ever in Python 3.11.
    some = processes * _CHUNKS_OF_A_WORKER
    for start in range(0, len(chunks), some):
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            yield from pool.map(judged, chunks[start : start + some], [shrink] * some)
