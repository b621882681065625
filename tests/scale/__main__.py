"""How long the maps of docs/scale.md take: `python -m tests.scale [FOLDER] [--files 20000]`; needs the extra `scale`.

Builds a tree of so many files, 2 % of them with a transposed convolution, out of the .py files below FOLDER (generated ones
without it), and prints the seconds that each program takes for it on this machine, and how many findings it prints.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from ..benchmarks import tree
from .programs import programs, run, write


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--files", type=int, default=20_000)
    options = parser.parse_args(argv)
    counts = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, with_layer = tree.build(folder / "tree", options.source, options.files, 0.02)
        print(f"{files} files, {with_layer} of them with a layer")
        for program in programs():
            path = write(program, folder)
            start = time.perf_counter()
            lines = run(path, folder / "tree")
            taken = time.perf_counter() - start
            counts.add(len(lines))
            print(f"{program}: {taken:.0f} s, {taken / files * 1000:.2f} ms a file, {len(lines)} findings")
    return 0 if len(counts) == 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
