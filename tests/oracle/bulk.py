"""The long run: `python -m tests.oracle.bulk [--calls 200000] [--seed 0]` holds the linter to MindSpore over random calls.

Prints how many calls raised, ran and were left out, each disagreement, and exits with 1 when there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

CHUNK = 1000


def run_chunk(seed: str, calls: int) -> tuple[Counter[str], list[str]]:
    """Counts of what happened to the calls of one seed, and the disagreements."""
    from .calls import draw_call
    from .raising import InputDependentError, judge

    random, counts, disagreements = Random(seed), Counter[str](), []
    for _ in range(calls):
        call = draw_call(random)
        try:
            verdict = judge(call)
        except InputDependentError:
            counts["left out: a matter of the input"] += 1
            continue
        counts["raised" if verdict.error else "ran"] += 1
        counts.update({finding.code for finding in verdict.findings})
        if verdict.disagreement:
            disagreements.append(verdict.disagreement)
    return counts, disagreements


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.bulk", description=__doc__)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    sizes = [min(CHUNK, options.calls - start) for start in range(0, options.calls, CHUNK)]
    seeds = [f"{options.seed} {index}" for index in range(len(sizes))]
    counts: Counter[str] = Counter()
    disagreements = 0
    # MindSpore's threads do not survive a fork.
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for chunk, wrong in pool.map(run_chunk, seeds, sizes):
            counts += chunk
            disagreements += len(wrong)
            for line in wrong:
                print(line, flush=True)
    judged = counts["raised"] + counts["ran"]
    print(f"{judged} calls judged in {time.monotonic() - started:.0f} s, {disagreements} disagreements")
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    return 1 if disagreements or not judged else 0


if __name__ == "__main__":
    sys.exit(main())
