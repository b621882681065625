"""Command: `python -m tests.recorded --write FILE`, then, after a change, `python -m tests.recorded --against FILE`.

Or `python -m tests.recorded --base REV`: the package as it was in git's revision REV, beside the one that is here. Records
what the linter says (findings, fixes, ports, comparisons) of the texts in tests and rules, of random programs, calls and
pairs, and prints what was said and is no longer (-), and what is said only now (+). With `--no-wording` a message counts by
its code and place only. Exit status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
Recorded = dict[str, list[str]]


def recorded(size: int) -> Iterator[tuple[str, list[str]]]:
    """Every text with what is said of it. `size` random programs, as many pairs, and ten times as many calls."""
    from . import texts
    from .record import SETTINGS, check, compare, port

    for text in texts.of_tests():
        for name in SETTINGS:
            yield f"{name}\n{text}", check(text, name)
        yield f"port\n{text}", port(text)
    for text in texts.programs(size):
        yield f"everything\n{text}", check(text)
        yield f"port\n{text}", port(text)
    for text in texts.calls(10 * size):
        yield f"everything\n{text}", check(text)
    for torch, mindspore in texts.pairs(size):
        yield f"compare\n{torch}\n# beside\n{mindspore}", compare(torch, mindspore)


def write(path: Path, size: int) -> None:
    found = {key: lines for key, lines in recorded(size) if lines}
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(found, file)


def read(path: Path) -> Recorded:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: Recorded = json.load(file)
    return found


def of_revision(revision: str, path: Path, size: int) -> None:
    """Records the package of a git revision into `path`, with the tests that are here."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", revision, "lint_transpose"], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        command = [sys.executable, "-m", "tests.recorded", "--write", str(path.absolute()), "--size", str(size)]
        # The package is found in the folder where the command runs, the tests where PYTHONPATH says.
        subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)


def without_wording(lines: list[str]) -> list[str]:
    return [line.rpartition(" | ")[0] if " MST" in line else line for line in lines]


def differences(old: Recorded, new: Recorded, wording: bool) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each text with what is no longer said of it, and what is said only now."""
    for key in {**old, **new}:
        before, after = old.get(key, []), new.get(key, [])
        if not wording:
            before, after = without_wording(before), without_wording(after)
        if before != after:
            gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
            yield key, list(gone.elements()), list(come.elements())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.recorded", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="FILE")
    what.add_argument("--against", type=Path, metavar="FILE")
    what.add_argument("--base", metavar="REV")
    parser.add_argument("--size", type=int, default=500, help="how many random programs")
    parser.add_argument("--show", type=int, default=10, help="how many of the texts that differ are shown whole")
    parser.add_argument("--no-wording", action="store_true", help="compare codes, places and fixes only")
    options = parser.parse_args(arguments)
    if options.write:
        write(options.write, options.size)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        old, new = options.against or Path(folder, "old"), Path(folder, "new")
        if options.base:
            of_revision(options.base, old, options.size)
        write(new, options.size)
        before, after = read(old), read(new)
    found = list(differences(before, after, not options.no_wording))
    for key, gone, come in found[: options.show]:
        print("---", key, *(f"- {line}" for line in gone), *(f"+ {line}" for line in come), sep="\n")
    codes = Counter(
        f"{sign} {next((word for word in line.split() if word.startswith('MST')), 'other')}"
        for _, gone, come in found
        for sign, lines in (("-", gone), ("+", come))
        for line in lines
    )
    print(f"{len(before.keys() | after.keys())} texts of which something is said, {len(found)} of them differ")
    print(*(f"{count:6} {code}" for code, count in sorted(codes.items())), sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
