"""What reaches a place: in random functions, run many times over, no certain finding may be untrue in any run."""

from __future__ import annotations

from random import Random

import pytest

from .programs import findings, indented, layer, paddings

LAYER = layer("p")
TESTS = (
    *("maybe()", "maybe() and maybe()", "not maybe()", "(p := 0) == maybe()", "maybe() and not (p := 0)"),
    *(
        "(maybe() and (p := 1)) or maybe()",
        "[p := 0 for _ in items()]",
        "0 < maybe() < (p := 2)",
        "maybe() if maybe() else (p := 0)",
    ),
)


def program(random: Random) -> str:
    """A function whose branches, loops and failures bind `p`, with layers in between."""
    body = ["p = 1", *block(random, 3, in_loop=False), LAYER]
    return "\n".join(["pass", "def f():", *indented(body), "f()"]) + "\n"


def block(random: Random, depth: int, in_loop: bool) -> list[str]:
    lines = [line for _ in range(random.randint(1, 3)) for line in statement(random, depth, in_loop)]
    if random.random() < 0.25:
        lines.append(random.choice(["break", "continue"] if in_loop else ["return", "raise EndlessError"]))
    return lines


def statement(random: Random, depth: int, in_loop: bool) -> list[str]:
    compound = ("if", "if", "for", "while", "try", "with", "match")
    kind = random.choice(("bind", "bind", "layer", *(compound if depth else ())))

    def inner(loop: bool = in_loop) -> list[str]:
        return indented(block(random, depth - 1, loop))

    def sometimes(*lines: str) -> list[str]:
        return [*lines, *inner()] if random.random() < 0.4 else []

    if kind == "bind":
        return [random.choice(("p = 0", "p = 1", "p += 1", "p = p", "fail()", "q, p = 0, 1"))]
    if kind == "layer":
        return [LAYER]
    if kind == "if":
        test = random.choice(TESTS)
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


@pytest.mark.parametrize("seed", range(20))
def test_certain_findings_hold_in_every_run(seed: int) -> None:
    random = Random(seed)
    certain = inferred = 0
    for _ in range(30):
        source = program(random)
        seen = paddings(source, random)
        for finding in findings(source):
            certain += finding.confidence == "certain"
            inferred += finding.confidence == "inferred"
            assert finding.confidence == "inferred" or 0 not in seen[finding.start.row], source
    assert certain > 10
    assert inferred > 10
