"""Command: `python -m tests.programs [--programs N] [--seed S] [--processes 2]`.

Prints each failing program, shrunk, with its seed; the counts; and by idiom how many of the raises were found. Exit status 1
when a certain finding or a reading was false, a safe fix changed or broke a program, or the linter broke.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from .bulk import Totals, judged, run
from .hosts import written


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.programs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-shrink", action="store_true", help="print failing programs as they were written")
    parser.add_argument("--missed", action="store_true", help="name seeds of decidable raises that were missed, by idiom")
    parser.add_argument("--only", metavar="SEED", help="write and judge the program of this one seed")
    options = parser.parse_args(arguments)
    if options.only is not None:
        print(written(options.only).text)
    started = time.monotonic()
    totals = Totals()
    if options.only is not None:
        parts = iter([judged([options.only], not options.no_shrink)])
    else:
        parts = run(options.seed, options.programs, options.processes, not options.no_shrink)
    for part in parts:
        for failed in part.failed:
            print(failed, flush=True)
        totals.add(part)
    print(summary(totals, time.monotonic() - started, options.missed))
    return 1 if totals.failed or not totals.counts["reached"] else 0


def summary(totals: Totals, seconds: float, missed: bool = False) -> str:
    """The numbers of a run, for people."""
    count = totals.counts
    lines = [f"{count['programs']} programs in {seconds:.0f} s"]
    lines += [
        f"{count[name]:8} {name}" for name in ("reached", "raising sites", "caught raises", "certain", "inferred", "fixed")
    ]
    lines += [f"{count[name]:8} {name}" for name in ("unsound", "unsafe", "broken")]
    kinds = Counter(failed.kind for failed in totals.failed)
    lines += [f"{'':10}{number} {kind}" for kind, number in kinds.most_common()]
    lines += ["", "runs ended: " + ", ".join(f"{name or 'well'} {number}" for name, number in totals.outcomes.most_common())]
    lines += ["", "| idiom | decidable raises | found | certain | others | found |", "|---|---|---|---|---|---|"]
    names = sorted({name for name, _, _ in totals.idioms}, key=lambda name: (name != "all", name))
    for name in names:
        row = [name]
        for kind in ("decidable", "open"):
            found = {how: totals.idioms[name, kind, how] for how in ("certain", "inferred", "missed")}
            number = sum(found.values())
            row += [str(number), f"{1 - found['missed'] / number:.1%}" if number else ""]
            row += [f"{found['certain'] / number:.1%}" if number else ""] if kind == "decidable" else []
        lines.append(f"| {' | '.join(row)} |")
        if missed and name in totals.missed:
            lines.append(f"  missed: {totals.missed[name]}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
