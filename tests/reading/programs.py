"""Random programs, run for real: which paddings reach their layers?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

from lint_transpose import Finding, check_source

_HEAD = "nn.Conv2dTranspose(8, 8, 4, 2, padding="
_LONGEST = 300
_RUNS = 40


class EndlessError(Exception):
    """Raised where a run takes too long; programs may raise it, too."""


def layer(padding: str) -> str:
    """A layer that raises (MST101) for every padding but 0."""
    return f"{_HEAD}{padding})"


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def paddings(source: str, random: Random) -> dict[int, set[int]]:
    """The paddings that each layer got, by row, in all runs of `source`.

    It may call `maybe()`, `items()`, `fail()` and `manage()`: a bool, a list of 0 and 1, an error or none, a context manager.
    """
    found: dict[int, set[int]] = defaultdict(set)
    steps = 0

    def maybe() -> bool:
        nonlocal steps
        steps += 1
        if steps > _LONGEST:
            raise EndlessError
        return random.random() < 0.5

    def items() -> list[int]:
        return [random.randint(0, 1) for _ in range(random.randint(0, 2))]

    def fail() -> None:
        if maybe():
            raise ValueError

    @contextmanager
    def manage() -> Iterator[None]:
        fail()
        yield
        fail()

    def seen(row: int, padding: int) -> None:
        maybe()
        found[row].add(padding)

    lines = [line.replace(_HEAD, f"seen({row}, ") for row, line in enumerate(source.split("\n"), 1)]
    code = compile("\n".join(lines), "program.py", "exec")
    given = {"EndlessError": EndlessError, "maybe": maybe, "items": items, "fail": fail, "manage": manage, "seen": seen}
    for _ in range(_RUNS):
        steps = 0
        names: dict[str, Any] = {**given, "__name__": "program"}
        with suppress(Exception):
            exec(code, names)
    return found


def findings(source: str) -> list[Finding]:
    """What is found in `source` of its layers' paddings."""
    found = check_source(f"from mindspore import nn; {source}")
    return [finding for finding in found if finding.code == "MST101"]
