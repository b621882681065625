"""Random expressions, evaluated as text and by Python: what is known is what Python computes, type and all."""

from __future__ import annotations

import ast
import math
import operator
import time
from collections.abc import Callable
from itertools import chain, product
from random import Random

import pytest

from lint_transpose.layers.call import KINDS, Unknown, Value
from lint_transpose.reading import Module, Reader
from lint_transpose.reading.values.kinds import kind_of
from lint_transpose.reading.values.limits import HEAVIEST, weight
from lint_transpose.reading.values.operations import Series, is_plain
from lint_transpose.text.source import Source

_HEAD = (
    "import json, math, operator\nfrom itertools import chain, product\n"
    "n = 3\nt = (1, 2)\nd = {'a': 1, 'b': [2, 3]}\ntext = 'ab,c'\nempty = []\n"
)
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")

_ROUNDS = 1500
_SLOWEST = 10.0  # seconds of this thread, traced and on a busy machine: what hangs takes minutes
_LARGE = ["10**9", "2**62", "-(10**9)", "1e300", "10**18", "'ab' * 300", "[0] * 900"]
_SMALL = [
    "0",
    "1",
    "2",
    "-1",
    "7",
    "2.5",
    "True",
    "False",
    "None",
    "'a'",
    "''",
    "'3'",
    "n",
    "t",
    "d",
    "text",
    "empty",
    "[]",
    "()",
]
_BINARY = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^"]
_COMPARE = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
_CALLS = (
    *("abs", "all", "any", "bool", "dict", "divmod", "enumerate", "float", "int", "len", "list", "max", "min", "pow", "range"),
    *("repr", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip", "math.ceil", "math.floor", "math.prod"),
    *("math.gcd", "math.factorial", "math.log2", "operator.mul", "operator.add", "chain", "product", "json.loads", "not"),
    *("map(str, ", "map(int, ", "dict.fromkeys", "math.comb", "isinstance", "type"),
)
_METHODS = (
    *("upper", "split", "replace", "join", "format", "center", "zfill", "strip", "count", "index", "find", "get", "keys"),
    *("values", "items", "copy", "partition", "removesuffix", "startswith", "ljust", "title", "isdigit", "pop", "setdefault"),
)


def expression(random: Random, depth: int, atoms: list[str]) -> str:
    """A random expression over `atoms`; most of them raise, or hold what no layer takes."""
    if depth == 0 or random.random() < 0.1:
        return random.choice(atoms)

    def one() -> str:
        return expression(random, depth - 1, atoms)

    def some(least: int = 0) -> str:
        return ", ".join(one() for _ in range(random.randint(least, 3)))

    makers: list[Callable[[], str]] = [
        lambda: f"({one()} {random.choice(_BINARY)} {one()})",
        lambda: f"({one()} {random.choice(_COMPARE)} {one()})",
        lambda: f"({random.choice('-+~')}{one()})",
        lambda: f"(not {one()})",
        lambda: f"({one()} {random.choice(['and', 'or'])} {one()})",
        lambda: f"({one()} if {one()} else {one()})",
        lambda: f"[{some()}]",
        lambda: f"({some(1)},)",
        lambda: f"{{{some(1)}}}",
        lambda: f"{{{one()}: {one()}, 'k': {one()}}}",
        lambda: f"[*{one()}, {one()}]",
        lambda: f"{{**{one()}, 'a': {one()}}}",
        lambda: f"{one()}[{one()}]",
        lambda: f"{one()}[{one()}:{one()}]",
        lambda: f"[x for x in {one()}]",
        lambda: f"[(x, y) for x in {one()} for y in {one()} if {one()}]",
        lambda: f"{{x: {one()} for x in {one()}}}",
        lambda: f"list(x for x in {one()} if x)",
        lambda: f"f'{{{one()}}}{{{one()}!r:>{random.randint(0, 9)}}}'".replace("'ab'", "2").replace("'a'", "1"),
        lambda: f"({random.choice(['text', repr('%s'), repr('%d-%05.1f'), repr('{}')])} % ({some(1)},))",
        lambda: f"{random.choice([one(), repr('{}{!r}'), repr('{0:>4}')])}.{random.choice(_METHODS)}({some()})",
        lambda: f"{random.choice(_CALLS)}({some()})".replace(", (", ", ", 1),
        lambda: f"list({random.choice(['zip', 'enumerate', 'reversed', 'range', 'chain', 'product'])}({some(1)}))",
    ]
    return random.choice(makers)()


def evaluated(text: str) -> Value:
    """The value of the expression `text`, Unknown where it is one of several."""
    source = Source("text.py", f"{_HEAD}result = {text}\n")
    module = Module(source, ast.parse(source.text))
    reader = Reader(module)
    value: Value = reader.evaluate(module.tree.body[-1].value, reader.entry(module.tree, module))  # type: ignore[attr-defined]
    return Unknown("one of several") if reader.world.choices else value


def shown(value: object) -> str:
    """`value` with the types of all that it holds: 1, 1.0 and True are equal."""
    return f"{type(value).__name__}:{sorted(map(repr, value)) if isinstance(value, set) else value!r}"


def is_decided(value: Value) -> bool:
    if isinstance(value, (list, tuple, set)) and not isinstance(value, Series):
        return all(map(is_decided, value))
    if isinstance(value, dict):
        return all(map(is_decided, value.values()))
    return is_plain(value)


_NAMES: dict[str, object] = {"math": math, "operator": operator, "chain": chain, "product": product}


def run(text: str) -> object:
    names = dict(_NAMES)
    exec(_HEAD, names)
    return eval(text, names)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_known_is_what_python_computes(seed: int) -> None:
    random, known, kinds = Random(seed), 0, 0
    for _ in range(_ROUNDS):
        text = expression(random, random.randint(1, 3), _SMALL)
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        value = evaluated(text)
        try:
            real = run(text)
        except Exception:
            continue  # nothing is said of a program that raises here
        if is_decided(value):
            known += 1
            assert shown(value) == shown(real), text
        elif isinstance(value, Unknown) and (kind := value.kind):
            kinds += 1
            assert kind in KINDS
            if kind in ("int", "bool", "float", "string", "list", "dict", "set"):
                assert kind_of(real) == kind, text
            assert kind != "no int" or not isinstance(real, (int, str, tuple)), text
    assert known > 100


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("seed", range(4))
def test_large_constants_cost_little(seed: int) -> None:
    random = Random(seed)
    for _ in range(_ROUNDS // 3):
        text = expression(random, random.randint(1, 4), [*_LARGE, *_SMALL])
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        start = time.thread_time()
        value = evaluated(text)
        assert time.thread_time() - start < _SLOWEST, text
        assert weight(value) <= HEAVIEST, text
