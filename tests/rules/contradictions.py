"""Command: `python -m tests.rules.contradictions [--calls 30000]`: random calls of which two findings contradict each other.

Reads the messages as a user does: each says which arguments to write, and with which values, and which to leave out. Two
findings of one call contradict each other where one argument is to be written in two ways. Half of the calls have a PyTorch
layer that they port. Exit status 1 where there is any.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from random import Random

from lint_transpose import Finding, Settings, check_source
from tests.oracle.calls import draw_beside, draw_call

SETTINGS = Settings(porting="always", extend_select=("MST207",))

_VALUE = r"""\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|"[^"]*"|[^\s,;:()]+(?:\([^()]*\))?"""
_WRITTEN = re.compile(rf"(\w+)=({_VALUE})")
_DROPPED = re.compile(r"drop (\w+)(?: and (\w+))?")
_BARE = re.compile(rf"write (?!\w+=)({_VALUE})")
# What stands in brackets is assumed, what follows a semicolon is another way, and "or" gives a choice.
_ASIDE = re.compile(r" \[.*\]$|; .*| \(exact: .*\)|, or .*| or pad_mode=.*")


def told(message: str) -> dict[str, str | None]:
    """The arguments that a message tells to write, with their values; None for one that is to go."""
    start = re.search(r": (?=(?:write|extend|drop|leave) )", message)
    if start is None:
        return {}
    advice = _ASIDE.sub("", message[start.end() :])
    subject, value = re.match(r"(\w+)=", message), _BARE.fullmatch(advice)
    if subject and value:
        return {subject[1]: value[1]}
    dropped = {name: None for pair in _DROPPED.findall(advice) for name in pair if name and name != "the"}
    return {**dict(_WRITTEN.findall(advice)), **dropped}


def contradictions(text: str) -> Iterator[tuple[Finding, Finding]]:
    for one, other in combinations(check_source(text, settings=SETTINGS), 2):
        here, there = told(one.message), told(other.message)
        if any(here[name] != there[name] for name in here.keys() & there.keys()):
            yield one, other


def drawn(random: Random) -> str:
    """A program with one call, half of the time beside the PyTorch layer that it ports."""
    if random.random() < 0.5:
        return draw_call(random).source
    torch, call = draw_beside(random)
    return f"""\
import mindspore
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose{call.dimension}d({torch})


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = {call.expression}
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.rules.contradictions", description=__doc__)
    parser.add_argument("--calls", type=int, default=30_000)
    parser.add_argument("--seed", default="0")
    options = parser.parse_args(arguments)
    random, count = Random(options.seed), 0
    for _ in range(options.calls):
        text = drawn(random)
        for pair in contradictions(text):
            count += 1
            print(text, *(f"  {finding.code} {finding.message}" for finding in pair), sep="\n", end="\n\n")
    print(f"{options.calls} calls, {count} contradictions")
    return int(bool(count))


if __name__ == "__main__":
    sys.exit(main())
