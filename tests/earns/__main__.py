"""Command: `python -m tests.earns [--programs 100] [--only NAME] [--write]`.

Switches off one part after the other (parts.py), each in a process of its own, and counts: findings that are lost on the texts
in tests and rules and on random programs, or lose their certainty or their fix; findings that are said only then; what goes
wrong in the program oracle then, which is what the part guards; tests of pairing that fail; seconds that are gained. With
`--write` the table in docs/architecture.md is written anew.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.recorded import texts
from tests.recorded.record import check

from .parts import PARTS, Part

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
START, END = "<!-- earns, made by tests.earns -->\n", "<!-- end of earns -->\n"
_LONGEST = 3000
_MOST_TEXTS = 1000
_MOST_TIMED = 150
_SHORTEST = 0.2
"""Seconds below which the time that a part takes says nothing."""
_TESTS = [f"tests/comparing/test_{name}.py" for name in ("pairing", "named", "compare")]


@dataclass
class Measured:
    """What was said of the texts, by text; how long some of them took, and right before it with nothing off; what the
    oracle found wrong, and how many tests failed.
    """

    said: dict[str, Counter[tuple[str, str, bool]]] = field(default_factory=dict)
    seconds: float = 0.0
    with_all: float = 0.0
    wrong: int = 0
    failed: int = 0


def of_tests() -> list[str]:
    """Every text that the tests of reading and of the rules have checked, which takes a run of theirs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts")
        command = ["-q", "-p", "tests.recorded.capture", f"--texts-to={path}", "tests/reading", "tests/rules"]
        subprocess.run([sys.executable, "-m", "pytest", *command], cwd=PAGE.parents[1], stdout=subprocess.DEVNULL, check=False)
        found: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def measured(part: Part | None, every: Sequence[str], programs: int) -> Measured:
    """Everything measured, with `part` switched off, in a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(part, every, programs, sender))
    process.start()
    sender.close()
    try:
        found: Measured = receiver.recv()
    finally:
        process.join()
    return found


def reached(every: Sequence[str]) -> dict[Part, list[str]]:
    """The texts in which each part is asked for anything; for those that cannot be watched, all."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_watch, args=(every, sender))
    process.start()
    sender.close()
    try:
        found: list[list[int]] = receiver.recv()
    finally:
        process.join()
    return {part: [every[index] for index in indices] for part, indices in zip(PARTS, found)}


def _watch(every: Sequence[str], sender: Connection) -> None:
    asked: dict[str, set[int]] = {part.name: set() for part in PARTS}
    at = -1
    for part in PARTS:
        part.watch(lambda part: asked[part.name].add(at))
    for text in every:
        at += 1
        _said(text)
    sender.send([sorted(asked[part.name]) for part in PARTS])


def _measure(part: Part | None, every: Sequence[str], programs: int, sender: Connection) -> None:
    result = Measured()
    if part is not None:
        result.with_all = _seconds(every[:_MOST_TIMED])
        part.switch_off()
        result.seconds = _seconds(every[:_MOST_TIMED])
    started = time.process_time()
    result.said = {text: Counter(map(_finding, _said(text))) for text in every}
    result.seconds = result.seconds or time.process_time() - started
    with contextlib.suppress(Exception):
        result.wrong = -1
        result.wrong = _wrong(programs)
    if part is not None and part.room == "comparing":
        result.failed = _failing()
    sender.send(result)


def _seconds(every: Sequence[str]) -> float:
    started = time.process_time()
    for text in every:
        _said(text)
    return time.process_time() - started


def _wrong(programs: int) -> int:
    """How many programs fail in the oracle: random ones, and those of what Python does in passing."""
    from tests.programs.bulk import judged
    from tests.programs.judging import judge
    from tests.programs.running import Program
    from tests.programs.test_effects import HEAD, PROGRAMS

    random = judged([f"recorded {index}" for index in range(programs)], shrink=False).failed
    written = PROGRAMS if programs else ()
    return len(random) + sum(bool(judge(Program(HEAD + body, ()), name, 3).failures) for name, body in written)


def _said(text: str) -> list[str]:
    try:
        return check(text)
    except Exception:  # a part that others cannot do without
        return ["broken"]


def _finding(line: str) -> tuple[str, str, bool]:
    """Place and code, the confidence, and whether there is a fix."""
    place, _, rest = line.partition(" | ")
    named, _, confidence = place.rpartition(" ")
    return named, confidence, rest.startswith(("safe", "unsafe"))


def _failing() -> int:
    """How many of the tests of pairing fail."""
    import pytest

    class Failures:
        count = 0

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            self.count += report.failed

    failures = Failures()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["-q", "-p", "no:cacheprovider", *_TESTS], plugins=[failures])
    return failures.count


def row(part: Part, texts: int, with_all: Measured, without: Measured) -> str:
    """What is different `without` the part, which `texts` ask for, of those that were measured."""
    lost = weaker = more = 0
    for text, after in without.said.items():
        before = with_all.said[text]
        gone, come = before - after, after - before
        places, others = Counter(), Counter()
        for found, number in gone.items():
            places[found[0]] += number
        for found, number in come.items():
            others[found[0]] += number
        weaker += (places & others).total()
        lost += (places - others).total()
        more += (others - places).total()
    wrong = "breaks" if without.wrong < 0 else str(without.wrong - with_all.wrong)
    failed = without.failed
    gained = f"{1 - without.seconds / without.with_all:.0%}" if without.with_all > _SHORTEST else ""
    counted = (texts, len(without.said), lost, weaker, more, wrong, failed, gained)
    return f"| {part.room} | {part.name} | {' | '.join(map(str, counted))} |"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.earns", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=100, help="how many random programs")
    parser.add_argument("--only", default="", help="the parts whose name holds this text")
    parser.add_argument(
        "--texts", type=Path, help="a file of captured texts (tests.recorded.capture), else the tests run first"
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/architecture.md")
    options = parser.parse_args(arguments)
    inputs = of_tests() if options.texts is None else json.loads(options.texts.read_text(encoding="utf-8"))
    every = [*(text for text in inputs if len(text) < _LONGEST), *texts.programs(options.programs)]
    with_all = measured(None, every, options.programs)
    texts_of = reached(every)
    findings = sum(found.total() for found in with_all.said.values())
    head = [
        f"{len(with_all.said)} texts with {findings} findings, in {with_all.seconds:.1f} s.",
        "",
        "| room | part that is off | texts that ask | looked at | lost | weaker | only then | wrong | tests | time gained |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    print(*head, sep="\n", flush=True)
    rows = []
    for part in PARTS:
        if options.only in part.name:
            asking = texts_of[part]
            some = asking[:: len(asking) // _MOST_TEXTS + 1]
            rows.append(row(part, len(asking), with_all, measured(part, some, options.programs)))
            print(rows[-1], flush=True)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        _, _, after = rest.partition(END)
        PAGE.write_text("\n".join([before + START + head[0], *head[1:], *rows, END + after]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
