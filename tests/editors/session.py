"""A long session: `python -m tests.editors.session [--edits 1000] [--lines 1000] [--layers 20]`.

Edits a text of so many lines and layers over and over through the server, in this process and without a client, and prints
the median time of an answer, in seconds of the processor, as it is and as a ratio to `ast.parse` of the same text in the same
run, and what the session's memory grew by between its first tenth and its end. Exit status 1 where the ratio is above 3 or
the memory grew by a tenth.
"""

from __future__ import annotations

import argparse
import ast
import resource
import sys
import time
from random import Random
from statistics import median

from lint_transpose.documents import of_text
from lint_transpose.server.texts import Checked, Checker, collect_rarely

LAYER = "        self.up{0} = nn.Conv2dTranspose({1}, {1}, 4, stride=2, padding={2}, pad_mode='pad', has_bias=True)"
OTHER = "        self.conv{0} = nn.SequentialCell(nn.Conv2d({1}, {1} * 2, 3, pad_mode='pad', padding=1), nn.ReLU())"


def text_of(lines: int, layers: int, random: Random) -> list[str]:
    """The rows of a file of networks with `layers` transposed convolutions, evenly spread."""
    rows = ["from mindspore import nn", ""]
    every = lines // layers
    while len(rows) < lines:
        number = len(rows)
        if number % 50 == 2:
            rows += [f"class Net{number}(nn.Cell):", "    def __init__(self):", "        super().__init__()"]
        elif number % every == 0:
            rows.append(LAYER.format(number, random.randint(1, 64), random.randint(0, 2)))
        else:
            rows.append(OTHER.format(number, random.randint(1, 64)))
    return rows


def peak() -> int:
    """The largest memory that this process has used, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.editors.session", description=__doc__)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--layers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    random = Random(options.seed)
    rows = text_of(options.lines, options.layers, random)
    checker, checked = Checker(), Checked()
    collect_rarely()
    answers, parses = [], []
    started = 0
    for edit in range(options.edits):
        row = random.randrange(2, len(rows))
        if "Conv2d(" in rows[row]:
            rows[row] = OTHER.format(edit, random.randint(1, 64))
        elif "Conv2dTranspose" in rows[row]:
            rows[row] = LAYER.format(edit, random.randint(1, 64), random.randint(0, 2))
        text = "\n".join(rows)
        begin = time.process_time()
        checked.update(of_text("net.py", text), checker)
        middle = time.process_time()
        ast.parse(text)
        answers.append(middle - begin)
        parses.append(time.process_time() - middle)
        if edit == options.edits // 10:
            started = peak()
    grown = peak() - started
    answer, parse = median(answers), median(parses)
    ratio = answer / parse
    print(f"{options.edits} edits of {len(rows)} lines with {options.layers} layers")
    print(f"an answer {answer * 1000:.1f} ms, ast.parse {parse * 1000:.1f} ms, ratio {ratio:.2f}")
    print(f"the largest memory in use grew by {grown / started:.1%} after the first tenth")
    return 1 if ratio > 3 or grown > started / 10 else 0


if __name__ == "__main__":
    sys.exit(main())
