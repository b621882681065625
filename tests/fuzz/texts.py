"""Checks texts that nobody wrote: `python -m tests.fuzz.texts mutants|spliced [--number N] [--seed N] [--seconds S]`.

mutants: the rules' examples and the inputs of the benchmarks, a few tokens of them removed, doubled, swapped or replaced.
spliced: modules of Python's own library with layers, and names that hold layers, in the place of random expressions.

Each text is checked with every rule; each in 50 also with its fixes applied. Nothing may be raised but SyntaxError, none may
last longer than --most seconds of processor time (for a long module: 30 times its parse). Prints each failure with the
number that makes its text again; exit status 1 when there is one.
"""

from __future__ import annotations

import argparse
import ast
import io
import random
import sys
import sysconfig
import time
import tokenize
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from lint_transpose import Settings, check_source
from lint_transpose.fixing import fix_text
from lint_transpose.rules import RULES

from ..benchmarks.linear import INPUTS

_EVERYTHING = Settings(select=("ALL",))
_TOKENS = [
    *(
        "nn",
        "ms",
        "self",
        "up",
        "p",
        "*",
        "**",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "=",
        ":",
        ":=",
        ".",
        "lambda",
        "if",
        "else",
    ),
    *(
        "for",
        "in",
        "while",
        "try",
        "except",
        "with",
        "as",
        "match",
        "class",
        "def",
        "return",
        "yield",
        "await",
        "global",
        "del",
    ),
    *("None", "True", "1", "0", "-1", "2**64", "1e400", "'pad'", "f'{p}'", "b''", "nn.Conv2dTranspose", "padding", "pad_mode"),
    *(
        "torch.nn.ConvTranspose2d",
        "functools.partial",
        "dict",
        "getattr",
        "super()",
        "# noqa",
        "\n",
        "\n    ",
        "\t",
        "\\\n",
        "é",
    ),
]
_LAYERS = [
    "nn.Conv2dTranspose(8, 8, 4, 2, padding=1)",
    "nn.Conv2dTranspose(*{0}, **{0})",
    "nn.Conv2dTranspose({0}, 4, {0}, padding={0}, pad_mode={0})({0})",
    "nn.SequentialCell(nn.Conv2dTranspose(8, 8, {0}, 2), nn.Pad({0}), nn.BatchNorm2d(8))",
    "torch.nn.ConvTranspose3d(4, 4, {0}, {0}, output_padding={0})",
    "functools.partial(nn.Conv1dTranspose, {0})",
    "getattr(nn, {0})",
    "(lambda c, **kw: nn.Conv2dTranspose(c, {0}, **kw))({0}, padding=1)",
    "[nn.Conv2dTranspose(8, 8, k) for k in {0}]",
    "nn",
]
_HEAD = "import functools\nimport torch\nfrom mindspore import nn\n"

Make = Callable[[random.Random], str]


@cache
def _seeds() -> list[list[str]]:
    """The texts that are mutated, each as its tokens with what stands before them."""
    texts = [text for rule in RULES for text in (rule.bad, rule.good)]
    texts += [make(3) for make in INPUTS]
    return [list(_pieces(text)) for text in texts]


def _pieces(text: str) -> Iterator[str]:
    lines, at = text.splitlines(keepends=True), (1, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        before = "".join(lines[at[0] - 1 : token.start[0]])
        yield (
            before[at[1] : len(before) - len(lines[token.start[0] - 1]) + token.start[1]]
            if token.start[0] <= len(lines)
            else ""
        )
        yield token.string if token.type not in (tokenize.INDENT, tokenize.DEDENT) else ""
        at = token.end if token.type != tokenize.INDENT else token.start


def mutant(chance: random.Random) -> str:
    """One of the seeds, changed in one to five places."""
    pieces = list(chance.choice(_seeds()))
    for _ in range(chance.randint(1, 5)):
        place, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        change = chance.randrange(5)
        if change == 0:
            pieces[place] = ""
        elif change == 1:
            pieces[place] *= chance.choice((2, 3, 40))
        elif change == 2:
            pieces[place], pieces[other] = pieces[other], pieces[place]
        elif change == 3:
            pieces[place] = chance.choice(_TOKENS)
        else:
            first, last = sorted((place, other))
            pieces[first:first] = pieces[first : min(last, first + 30)]
    return "".join(pieces)


@cache
def _library() -> list[Path]:
    return sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))


class _Splicer(ast.NodeTransformer):
    """Puts layers in the place of some expressions."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        fits = isinstance(node, (ast.Call, ast.Constant, ast.Name, ast.Attribute, ast.Lambda, ast.BinOp, ast.List))
        is_load = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if not fits or not is_load or self._chance.random() > 0.01:
            return node
        text = self._chance.choice(_LAYERS).replace("{0}", f"({ast.unparse(node)})")
        try:
            return ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError):
            return node


def spliced(chance: random.Random) -> str:
    """A module of Python's library with layers in it."""
    text = chance.choice(_library()).read_text(encoding="utf-8", errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            return _HEAD + ast.unparse(_Splicer(chance).visit(tree))
    except (SyntaxError, ValueError, RecursionError):
        return _HEAD


MAKERS: dict[str, Make] = {"mutants": mutant, "spliced": spliced}


def failure(text: str, fixes: bool, most: float) -> str | None:
    """What is wrong with how a text is checked; None where nothing is."""
    start = time.thread_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    bound = max(most, 30 * (time.thread_time() - start))
    start = time.thread_time()
    try:
        check_source(text, settings=_EVERYTHING)
        taken = time.thread_time() - start
        if fixes:
            fix_text(text, lambda changed: check_source(changed, settings=_EVERYTHING), safe_only=False)
    except SyntaxError:
        return None
    except Exception:
        return traceback.format_exc(limit=-3)
    return f"took {taken:.2f} s, more than {bound:.2f}" if taken > bound else None


def failures(make: Make, numbers: range, most: float) -> Iterator[tuple[int, str]]:
    """The numbers of the texts with which something is wrong, and what."""
    for number in numbers:
        wrong = failure(make(random.Random(number)), number % 50 == 0, most)
        if wrong is not None:
            yield number, wrong


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=MAKERS)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first text")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--most", type=float, default=1.0, help="seconds of processor time for one text")
    arguments = parser.parse_args(argv)
    found, done, start = 0, 0, time.monotonic()
    for number in range(arguments.seed, arguments.seed + arguments.number):
        for wrong_number, wrong in failures(MAKERS[arguments.kind], range(number, number + 1), arguments.most):
            found += 1
            print(f"text {wrong_number}: {wrong}", flush=True)
        done += 1
        if time.monotonic() - start > arguments.seconds:
            break
    print(f"{done} {arguments.kind}: {found} wrong")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
