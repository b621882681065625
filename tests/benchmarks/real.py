"""What a check costs on real files: `python -m tests.benchmarks.real FOLDER ... [--rounds 3]`.

Checks each different .py file below the folders that names a transposed convolution, and parses it alone, both in seconds of
the processor, the least of the rounds. Prints the ratio of the sums, the median ratio, and the files that take more than
10 times their own `ast.parse` and 50 ms. Exit status 1 where there is such a file, or the sums' ratio is above 4.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from lint_transpose.checking.check_bytes import check_bytes
from lint_transpose.files.prefilter import mentions_layer
from lint_transpose.server.texts import collect_rarely

BOUND = 4


class Timed(NamedTuple):
    path: Path
    check: float
    parse: float

    @property
    def is_slow(self) -> bool:
        return self.check > 10 * self.parse + 0.05


def marked(folders: list[Path]) -> Iterator[tuple[Path, bytes]]:
    """The files that name a layer, each content once."""
    seen = set()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        data = path.read_bytes() if path.is_file() else b""
        if mentions_layer(data) and data not in seen:
            seen.add(data)
            yield path, data


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The least processor time that `work` takes."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.real", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    collect_rarely()
    timed = []
    for path, data in marked(options.folders):
        try:
            parse = seconds(lambda data=data: ast.parse(data), options.rounds)  # type: ignore[misc]
        except (SyntaxError, ValueError):
            continue
        check = seconds(lambda data=data, path=path: check_bytes(data, str(path)), options.rounds)  # type: ignore[misc]
        timed.append(Timed(path, check, parse))
    if not timed:
        parser.error("no file names a layer")
    whole, parsed = sum(item.check for item in timed), sum(item.parse for item in timed)
    slow = [item for item in timed if item.is_slow]
    print(f"{len(timed)} files: {whole:.2f} s, ast.parse {parsed:.2f} s, ratio {whole / parsed:.2f} (bound {BOUND})")
    print(f"the median file's ratio {median(item.check / item.parse for item in timed):.2f}")
    print(f"{len(slow)} files above 10 times their parse and 50 ms")
    for item in sorted(slow, key=lambda item: -item.check):
        print(f"  {item.check * 1000:.0f} ms, {item.parse * 1000:.1f} ms to parse: {item.path}")
    return 1 if slow or whole / parsed > BOUND else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
