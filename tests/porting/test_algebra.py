"""Numbers as sums: what is the same has the same value whatever the names stand for."""

from __future__ import annotations

import ast
from collections import defaultdict
from random import Random

import pytest

from lint_transpose.porting.algebra import Sum, UnfitError, sum_of

NAMES = ("k", "s", "p")


def made(text: str) -> Sum:
    return sum_of(ast.parse(text, mode="eval").body, ast.unparse)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 * (k - 1) + 1", "k + k - 1"),
        ("(k + 2) // 2", "k // 2 + 1"),
        ("s // 2 + s % 2 - s % 2", "s // 2"),
        ("k // 2 - (s - 1)", "1 + k // 2 - s"),
        ("(k - s) // 2", "(-s + k) // 2"),
        ("k % 2", "k - 2 * (k // 2)"),
        ("s * (k - p)", "k * s - p * s"),
        ("max(k - s, 0) // 2", "max(-(s - k), 0) // 2"),
        ("7 // 2", "3"),
        ("cfg.k[0] + 1", "1 + cfg.k[0]"),
        ("1 if k == 3 else 0", "1 if k == 2 + 1 else 0"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert made(one) == made(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("k // 2", "(k + 1) // 2"),
        ("k - s", "s - k"),
        ("k // 2 * 2", "k"),
        ("k % 2", "k % 3"),
        ("k // s", "s // k"),
        ("k", "p"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert made(one) != made(other)


@pytest.mark.parametrize("text", ["k / 2", "f(k)", "'a'", "1.5 * k", "k // 0", "(k, s)", "k ** s", "+".join("k" * 90)])
def test_unfit(text: str) -> None:
    with pytest.raises(UnfitError):
        made(text)


def _drawn(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.2:
        return random.choice((*NAMES, str(random.randint(0, 4))))
    left, right = _drawn(random, depth - 1), _drawn(random, depth - 1)
    kind = random.choice(("+", "-", "*", "// 2", "% 2", "// 3", "//", "max", "neg", "if"))
    if kind in ("// 2", "% 2", "// 3"):
        return f"({left}) {kind}"
    if kind == "max":
        return f"max({left}, {right})"
    if kind == "neg":
        return f"(-({left}))"
    if kind == "if":
        return f"({left} if {right} else 1)"
    return f"(({left}) {kind} ({right}))"


def test_the_same_for_all_values() -> None:
    """Of random expressions those with one Sum agree for random values, and there are many of them."""
    random = Random(0)
    alike: dict[Sum, list[str]] = defaultdict(list)
    for _ in range(20_000):
        text = _drawn(random, 3)
        try:
            alike[made(text)].append(text)
        except UnfitError:
            continue
    groups = [group for group in alike.values() if len(set(group)) > 1]
    assert len(groups) > 500
    for _ in range(6):
        values = {name: random.randint(1, 9) for name in NAMES}
        for group in groups:
            found = set()
            for text in set(group):
                try:
                    found.add(int(eval(text, {"max": max}, dict(values))))
                except ZeroDivisionError:
                    continue
            assert len(found) < 2, (group, values)
