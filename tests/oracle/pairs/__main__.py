"""The long run: `python -m tests.oracle.pairs [--pairs 20000] [--seed 0] [--processes 2]`.

Draws pairs of a PyTorch module and a MindSpore port, runs both and holds the linter to what they compute. Prints each pair
that it is wrong about, the counts, and the share of differing pairs that it reports; exits with 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .batch import CHUNK, reported, run_chunk

LEAST_REPORTED = 0.97  # of few pairs less is reported by chance: two standard deviations are granted


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.pairs", description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, help="how many of the pairs that are missed are shown")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    seeds = [f"{options.seed} {index}" for index in range(options.pairs)]
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    missed: list[str] = []
    # MindSpore's threads do not survive a fork.
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
        for found, lines, unseen in pool.map(run_chunk, chunks):
            counts += found
            wrong += lines
            missed += unseen
            for line in lines:
                print(line, flush=True)
    if missed:
        from .judge import missed as shown

        for seed in missed[: options.show]:
            print(shown(seed), flush=True)
    share = reported(counts)
    print(f"{options.pairs} pairs in {time.monotonic() - started:.0f} s, seed {options.seed!r}: {len(wrong)} wrong")
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    print(f"{share:8.2%} of the differing pairs that the text decides are reported")
    by_chance = 2 * math.sqrt(share * (1 - share) / max(counts["decided, different"], 1))
    return 1 if wrong or share + by_chance < LEAST_REPORTED else 0


if __name__ == "__main__":
    sys.exit(main())
