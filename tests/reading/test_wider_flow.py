"""What reaches a place, in wider programs: closures, generators, managers that end errors, `del`, `except*`."""

from __future__ import annotations

import sys
from random import Random

import pytest

from lint_transpose import check_source

from .programs import findings, indented, layer, paddings

LAYER = layer("p")
MANAGERS = """from contextlib import contextmanager, suppress
@contextmanager
def quiet():
    try:
        yield
    except ValueError:
        pass
class Quiet:
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return error[0] is ValueError
"""
BINDS = (
    *("p = 0", "p = 1", "p += 1", "fail()", "q, p = 0, 1", "p = 1 if maybe() else 0", "(p, q) = (p, 1)"),
    *("assert p", "assert maybe()", "p = (lambda x: x)(p)", "for p in (1,): pass", "p = [p for _ in (1,)][0]", "del p; p = 1"),
)
TESTS = (
    *("maybe()", "not maybe()", "p", "p == 1", "not p", "maybe() and p", "p or maybe()", "(p := 0) == maybe()"),
    "maybe() and (p := 1)",
)
LOOPS = (
    *("for _ in items():", "for p in items():", "for _ in (1, 2):", "for p in (1, 0):", "for i, p in enumerate((1, 1)):"),
    *("for p, q in zip((1, 0), (1,)):", "for _ in ():", "while maybe():", "while True:", "while p:"),
)
WITHS = ("with manage():", "with suppress(ValueError):", "with quiet():", "with Quiet():", "with suppress(KeyError):")
EXCEPTS = (
    "except ValueError:",
    "except (ValueError, NameError):",
    "except:",
    "except ValueError as p:",
    "except Exception as e:",
)
CASES = ("case True:", "case 1:", "case 0 | 1:", "case (p, _):", "case 1 if maybe():")
INLINE = (
    *(f"list({LAYER} for _ in (1,))", f"[{LAYER} for p in (1, 0) if p]", f"[{LAYER} for _ in (1,) if p]"),
    *("[(p := 0) for _ in items()]", f"list(map(lambda p: {LAYER}, (1, 0)))"),
)
IMPORTS = (
    ["try:", "    from nowhere import p", "except ImportError:", "    p = 0"],
    ["if maybe():", "    from nowhere import p", "else:", "    p = 1"],
)
COMPOUND = ("if", "if", "loop", "loop", "try", "try", "with", "with", "match", "function", "class", "finally", "group")


class Program:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._functions = 0

    def text(self) -> str:
        """A function, method, generator, coroutine or module that binds `p` in many ways, with layers in between."""
        form = self._random.choice(("def f():", "def f():", "", "class", "generator", "async def f():"))
        body = ["p = 1", *self._block(3, in_loop=False, in_function=bool(form)), LAYER]
        if form == "class":
            lines = ["class Made:", *indented(["def f(self, p=0):", *indented(body)]), "Made().f()"]
        elif form == "generator":
            lines = ["def f():", *indented([*body, "yield 1"]), "list(f())"]
        elif form.startswith("async"):
            lines = ["import asyncio", form, *indented(body), "asyncio.run(f())"]
        else:
            lines = [form, *indented(body), "f()"] if form else body
        return "pass\n" + MANAGERS + "\n".join(lines) + "\n"

    def _block(self, depth: int, in_loop: bool, in_function: bool, may_leave: bool = True) -> list[str]:
        random = self._random
        lines = []
        for _ in range(random.randint(1, 3)):
            lines += self._statement(depth, in_loop, in_function, may_leave)
        if random.random() < 0.25:
            leaving = ["raise EndlessError", "fail()"]
            if may_leave:
                leaving += [*(["break", "continue"] * in_loop), *(["return"] * in_function)]
            lines.append(random.choice(leaving))
        return lines

    def _statement(self, depth: int, in_loop: bool, in_function: bool, may_leave: bool) -> list[str]:
        random, choice = self._random, self._random.choice
        kind = choice(("bind", "bind", "layer", "inline", "import", "lambda", *(COMPOUND if depth else ())))

        def inner(loop: bool = in_loop, leave: bool = may_leave) -> list[str]:
            return indented(self._block(depth - 1, loop, in_function, leave))

        def sometimes(head: str, leave: bool = may_leave) -> list[str]:
            return [head, *inner(leave=leave)] if random.random() < 0.4 else []

        if kind == "function":
            return self._function(depth, in_function)
        if kind == "match":
            cases = [choice(CASES), *inner(), *sometimes("case False:"), *sometimes("case _:")]
            return [choice(("match maybe():", "match p:", "match (p, 1):")), *indented(cases)]
        if kind == "class":
            self._functions += 1
            return [f"class C{self._functions}:", *indented([LAYER, choice(("p = 1", "p = 0", "pass")), LAYER])]
        if kind == "group" and sys.version_info >= (3, 11):
            body, handler = (indented(self._block(depth - 1, False, False)) for _ in range(2))
            return ["try:", *body, "except* ValueError:", *handler]
        return {
            "bind": lambda: [choice(BINDS)],
            "inline": lambda: [choice(INLINE)],
            "import": lambda: choice(IMPORTS),
            "lambda": lambda: [
                choice((f"k = lambda p=p: {LAYER}", f"k = lambda: {LAYER}")),
                choice(("k()", "maybe() and k()")),
            ],
            "if": lambda: [f"if {choice(TESTS)}:", *inner(), *sometimes("elif maybe():"), *sometimes("else:")],
            "loop": lambda: [choice(LOOPS), "    maybe()", *inner(loop=True, leave=True), *sometimes("else:")],
            "with": lambda: [choice(WITHS), *inner()],
            "finally": lambda: ["try:", *inner(), "finally:", *inner(leave=False)],
            "try": lambda: ["try:", *inner(), choice(EXCEPTS), *inner(), *sometimes("else:"), *sometimes("finally:", False)],
        }.get(kind, lambda: [LAYER])()

    def _function(self, depth: int, in_function: bool) -> list[str]:
        """A function in the midst, that may bind the `p` around it, and a call of it by its name or another."""
        self._functions += 1
        name = f"g{self._functions}"
        around = self._random.choice(("nonlocal p" if in_function else "global p", "p = 0", "p = 1"))
        called = self._random.choice((f"{name}()", f"maybe() and {name}()", "pass", f"h = {name}; h()", f"[{name}][0]()"))
        return [f"def {name}():", *indented([around, *self._block(min(depth - 1, 1), False, True)]), called]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(20))
def test_certain_findings_hold_in_every_run(seed: int) -> None:
    random = Random(seed)
    certain = inferred = 0
    for _ in range(25):
        source = Program(random).text()
        seen = paddings(source, random)
        for finding in findings(source):
            certain += finding.confidence == "certain"
            inferred += finding.confidence == "inferred"
            assert finding.confidence == "inferred" or 0 not in seen[finding.start.row], source
    assert certain > 5
    assert inferred > 5


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("def f():\n    {layer}\n\n\np = 0\nf()\np = 1\n", None),
        ("class Up:\n    def f(self):\n        {layer}\n\n\np = 0\nUp().f()\np = 1\n", None),
        ("try:\n    p = 1\nfinally:\n    k = lambda: {layer}\n    p = 0\nk()\np = 1\n", None),
        ("def f():\n    p = 1\n\n    def g():\n        nonlocal p\n        p = 0\n\n    h = g\n    h()\n    {layer}\n", None),
        ("def f():\n    {layer}\n\n\nif maybe():\n    p = 1\nelse:\n    p = 0\nf()\n", "inferred"),
        ("def f():\n    {layer}\n\n\np = 1\nf()\n", "certain"),
    ],
)
def test_names_that_functions_read_later(text: str, confidence: str | None) -> None:
    found = check_source("from mindspore import nn\n" + text.format(layer=LAYER))
    assert [finding.confidence for finding in found] == ([confidence] if confidence else [])
