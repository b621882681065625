"""What following imports costs: `python -m tests.benchmarks.imports PROJECT...`.

Checks each project with and without `--follow-imports`, in turns, without a cache, and prints the processor time and the
peak memory of both, medians over the rounds. Exit status 1 where a bound is not kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import measure

ROOT = Path(__file__).parents[2]
MOST_TIME, MOST_MEMORY = 2.0, 3.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.imports", description=__doc__)
    parser.add_argument("projects", nargs="+", metavar="PROJECT", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    kept = True
    for project in options.projects:
        # Python's own start is a part of both: site packages of this environment are not.
        check = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{_RUN}"]
        check += ["check", str(project.resolve()), "--isolated", "--no-cache", "--exit-zero", "--quiet"]
        pair = measure.pair([*check, "--follow-imports"], check, options.rounds, os.environ, str(ROOT))
        (ours, theirs), (more, less) = pair.seconds, pair.memory
        kept = kept and pair.ratio <= MOST_TIME and pair.memory_ratio <= MOST_MEMORY
        print(
            f"{project.name}: {ours:.3f} s with, {theirs:.3f} s without, ratio {pair.ratio:.2f} (bound {MOST_TIME:.0f});"
            f" {more:.1f} and {less:.1f} MiB, ratio {pair.memory_ratio:.2f} (bound {MOST_MEMORY:.0f})"
        )
    return 0 if kept else 1


_RUN = "from lint_transpose.cli import run\nrun()"


if __name__ == "__main__":
    sys.exit(main())
