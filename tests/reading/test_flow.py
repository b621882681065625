"""What reaches a place: random functions are run many times over, and no certain finding may be untrue in any run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import pytest

from lint_transpose import check_source

LAYER = "nn.Conv2dTranspose(8, 8, 4, 2, padding=p)"
RUNS = 60
LONGEST = 50


class EndlessError(Exception):
    pass


def function(random: Random) -> str:
    """A function whose branches, loops and failures bind `p`, with layers in between."""
    body = ["p = 1", *block(random, 3, in_loop=False), LAYER]
    return "\n".join(["def f(maybe, items, fail, manage):", *indented(body)]) + "\n"


def block(random: Random, depth: int, in_loop: bool) -> list[str]:
    lines = [line for _ in range(random.randint(1, 3)) for line in statement(random, depth, in_loop)]
    if random.random() < 0.25:
        lines.append(random.choice(["break", "continue"] if in_loop else ["return", "raise EndlessError"]))
    return lines


def statement(random: Random, depth: int, in_loop: bool) -> list[str]:
    kind = random.choice(
        ("bind", "bind", "layer", "if", "if", "for", "while", "try", "with", "match") if depth else ("bind", "layer")
    )

    def inner(loop: bool = in_loop) -> list[str]:
        return indented(block(random, depth - 1, loop))

    def sometimes(*lines: str) -> list[str]:
        return [*lines, *inner()] if random.random() < 0.4 else []

    if kind == "bind":
        return [random.choice(("p = 0", "p = 1", "p += 1", "p = p", "fail()", "q, p = 0, 1"))]
    if kind == "layer":
        return [LAYER]
    if kind == "if":
        test = random.choice(("maybe()", "maybe() and maybe()", "not maybe()", "(p := 0) == maybe()"))
        return [f"if {test}:", *inner(), *sometimes("elif maybe():"), *sometimes("else:")]
    if kind == "for":
        head = random.choice(("for _ in items():", "for p in items():", "for _ in (1, 2):", "for p in (1, 0):"))
        return [head, *inner(loop=True), *sometimes("else:")]
    if kind == "while":
        return [random.choice(("while maybe():", "while True:")), "    maybe()", *inner(loop=True), *sometimes("else:")]
    if kind == "with":
        return ["with manage():", *inner()]
    if kind == "match":
        return ["match maybe():", *indented(["case True:", *inner(), *sometimes("case False:"), *sometimes("case _:")])]
    return ["try:", *inner(), "except ValueError:", *inner(), *sometimes("else:"), *sometimes("finally:")]


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def paddings(source: str, random: Random) -> dict[int, set[int]]:
    """The values that `p` had at each layer, by row, in all runs."""
    found: dict[int, set[int]] = defaultdict(set)
    steps = 0

    def maybe() -> bool:
        nonlocal steps
        steps += 1
        if steps > LONGEST:
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
        found[row].add(padding)

    text = "\n".join(line.replace(LAYER, f"seen({row}, p)") for row, line in enumerate(source.split("\n"), 1))
    names: dict[str, Any] = {"EndlessError": EndlessError, "seen": seen}
    exec(text, names)
    for _ in range(RUNS):
        steps = 0
        with suppress(EndlessError, ValueError):
            names["f"](maybe, items, fail, manage)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_certain_findings_hold_in_every_run(seed: int) -> None:
    random = Random(seed)
    certain = inferred = 0
    for _ in range(30):
        source = function(random)
        seen = paddings(source, random)
        for finding in check_source(f"{source}from mindspore import nn\n"):
            if finding.code == "MST101":
                certain += finding.confidence == "certain"
                inferred += finding.confidence == "inferred"
                assert finding.confidence == "inferred" or 0 not in seen[finding.start.row], source
    assert certain > 10
    assert inferred > 10
