"""Whatever a text would compute, reading it takes little time and memory: each operation is bounded before it is done."""

from __future__ import annotations

import ast
import sys
import time
import tracemalloc

import pytest

from lint_transpose import check_source
from lint_transpose.layers.call import Unknown, Value
from lint_transpose.reading import Module, Reader
from lint_transpose.reading.values.limits import HEAVIEST, weight
from lint_transpose.text.source import Source

_EVENTS = 4_000_000  # calls and returns of functions, Python's and C's: the dearest makes 2.6 million
_SECONDS = 10.0  # of this thread, traced and on a busy machine: what hangs takes minutes
_BYTES = 50_000_000

_DOUBLED = "a0 = (1, 2)\n" + "".join(f"a{n + 1} = (a{n}, a{n})\n" for n in range(20))
_SPREAD = "a0 = [1, 2, 3]\n" + "".join(f"a{n + 1} = [{', '.join([f'*a{n}'] * 100)}]\n" for n in range(4))
_KEYED = "a0 = {'k': 1}\n" + "".join(f"a{n + 1} = {{'l': a{n}, 'r': a{n}}}\n" for n in range(20))
_TEXT = "a0 = 'ab' * 400\n" + "".join(f"a{n + 1} = f'{{a{n}}}{{a{n}}}'\n" for n in range(20))
_SUMS = "a0 = [0] * 500\n" + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(30))
_SQUARES = "a0 = 2\n" + "".join(f"a{n + 1} = a{n} * a{n}\n" for n in range(40))
_RECORDS = "import dataclasses\n@dataclasses.dataclass\nclass P:\n    l: object\n    r: object\na0 = P(1, 2)\n" + "".join(
    f"a{n + 1} = P(a{n}, a{n})\n" for n in range(20)
)
_IMPORTS = "import copy, functools, itertools, json, math, operator\n"

HOSTILE = [
    ("", "pow(3, 10**9)"),
    ("", "pow(3, 10**9, 7**5)"),
    ("", "3 ** 10**9"),
    ("", "9 ** 9 ** 9"),
    ("", "1 << 10**9"),
    ("", "(1 << 60) << (1 << 60)"),
    ("", "0.1 ** -(10**9)"),
    ("", "round(5, -10**9)"),
    ("", "round(5, 10**9)"),
    ("", "'a' * 10**10"),
    ("", "10**10 * b'a'"),
    ("", "[0] * 10**10"),
    ("", "(0,) * 10**10"),
    ("", "[[[0] * 1000] * 1000] * 1000"),
    ("", "str([[[0] * 1000] * 1000] * 1000)"),
    ("", "((((0,) * 1000,) * 1000,) * 1000) == ((((0,) * 1000,) * 1000,) * 1000)"),
    ("", "max([[[0] * 900] * 900] * 900, [[[0] * 900] * 900] * 900)"),
    ("", "list(range(10**12))"),
    ("", "len(range(10**30))"),
    ("", "sum(range(10**12))"),
    ("", "range(10**12)[10**11]"),
    ("", "sum([[0] * 1000] * 1000, [])"),
    ("", "sum([(0,) * 900] * 900, ())"),
    ("", "sorted([[0] * 900] * 900)"),
    ("", "'ab'.replace('', 'c' * 1000).replace('', 'd' * 1000).replace('', 'e' * 1000)"),
    ("", "('x' * 1000).join(['y' * 1000] * 1000)"),
    ("", "('x' * 1000).join(['y' * 1000] * 1000).split('x')"),
    ("", "'x'.center(10**10)"),
    ("", "'x'.ljust(10**10, 'y')"),
    ("", "'x'.rjust(10**10)"),
    ("", "'x'.zfill(10**10)"),
    ("", "'\\t'.expandtabs(10**10)"),
    ("", "f'{1:1000000000}'"),
    ("w = 10**9", "f'{1:{w}}'"),
    ("", "f'{1:.1000000000f}'"),
    ("", "'{:1000000000}'.format(1)"),
    ("", "'{:{}}'.format(1, 10**9)"),
    ("", "'{0}{0}{0}{0}'.format('x' * 1000)"),
    ("", "'%1000000000d' % 1"),
    ("", "'%*d' % (10**9, 1)"),
    ("", "'%.1000000000f' % 1.0"),
    ("", "'%s%s%s' % (('x' * 1000,) * 3)"),
    ("", "format(1, '1000000000')"),
    ("", f"int('{'9' * 100_000}')"),
    ("", f"int('{'9' * 100_000}' * 2)"),
    ("", f"float('{'9' * 100_000}')"),
    ("", "str(10**60)"),
    ("", "'9' * 1000 * 1000"),
    ("", "bytes(10**10)"),
    ("", "bytearray(10**10)"),
    ("", "math.factorial(10**6)"),
    ("", "math.factorial(900)"),
    ("", "math.comb(10**6, 10**5)"),
    ("", "math.prod([10**18] * 1000)"),
    ("", "math.prod(['x', 10**10])"),
    ("", "math.prod([10**10], start=[0])"),
    ("", "math.lcm(*range(1, 1000))"),
    ("", "math.perm(10**6, 10**5)"),
    ("", "operator.mul('x', 10**10)"),
    ("", "operator.pow(3, 10**9)"),
    ("", "operator.lshift(3, 10**9)"),
    ("", "functools.reduce(operator.mul, [10**18] * 1000)"),
    ("", "list(itertools.product(range(1000), repeat=9))"),
    ("", "list(itertools.product(*[range(1000)] * 9))"),
    ("", "list(itertools.product([], range(1000), repeat=10**9))"),
    ("", "list(itertools.permutations(range(1000), 900))"),
    ("", "list(itertools.combinations(range(1000), 500))"),
    ("", "list(itertools.permutations(range(30)))"),
    ("", "list(itertools.repeat(0, 10**10))"),
    ("", "list(itertools.repeat(0))"),
    ("", "list(itertools.count())"),
    ("", "list(itertools.cycle([1]))"),
    ("", "list(itertools.chain(*[[0] * 1000] * 1000))"),
    ("", "list(zip(*[[0] * 1000] * 1000))"),
    ("", "list(map(str, range(10**9)))"),
    ("", "list(map(lambda n: [n] * 1000, range(1000)))"),
    ("", "[[0] * 1000 for a in range(1000) for b in range(1000)]"),
    ("", "[a for a in range(60) for b in range(60) for c in range(60) for d in range(60)]"),
    ("", "[[[[d for d in range(60)] for c in range(60)] for b in range(60)] for a in range(60)]"),
    ("", "{a: {b: {c: 0 for c in range(60)} for b in range(60)} for a in range(60)}"),
    ("", "{(a, b, c) for a in range(60) for b in range(60) for c in range(60)}"),
    ("", "dict.fromkeys(range(10**9))"),
    ("", "dict(enumerate(range(10**9)))"),
    ("", f"json.loads('{'[' * 100_000}')"),
    ("", f"json.loads('{'9' * 4000}')"),
    ("", f"json.loads('[{'9' * 4000}]')[0] ** 2"),
    ("", f"json.loads('{'[' * 100}{']' * 100}')"),
    (_DOUBLED, "a20"),
    (_DOUBLED, "str(a20)"),
    (_DOUBLED, "a20 == a20"),
    (_DOUBLED, "hash(a20)"),
    (_DOUBLED, "{a20: 1}"),
    (_DOUBLED, "copy.deepcopy(a20)"),
    (_DOUBLED, "f'{a20}'"),
    (_DOUBLED, "'%s' % (a20,)"),
    (_DOUBLED, "json.dumps(a20)"),
    (_SPREAD, "a4"),
    (_SPREAD, "len(a4)"),
    (_KEYED, "a20"),
    (_KEYED, "{**a20, **a20}"),
    (_KEYED, "a20 == a20"),
    (_TEXT, "a20"),
    (_SUMS, "a30"),
    (_SQUARES, "a40"),
    (_RECORDS, "dataclasses.asdict(a20)"),
    (_RECORDS, "dataclasses.astuple(a20)"),
    (_RECORDS, "a20 == a20"),
    ("def f(n):\n    return f(n - 1) + f(n - 1)", "f(50)"),
    ("f = lambda n: [f(n - 1), f(n - 1)]", "f(50)"),
    ("def f(n):\n    return (n, n)", "f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(1))))))))))))))))))))"),
    ("a = 'x'\nfor i in range(50):\n    a += a", "a"),
    ("a = [0] * 1000\na *= 1000\na *= 1000", "a"),
    ("a = {}\n" + "".join(f"a[{n}] = '{'x' * 100}'\n" for n in range(2000)), "a"),
    ("a = [" + "0, " * 200_000 + "]", "a + a"),
    ("a = '" + "x" * 1_000_000 + "'", "a + a"),
    ("a = '" + "x" * 1_000_000 + "'", "a.replace('x', 'yy')"),
    ("", "+".join(["'x'"] * 50)),
    ("", "'a' 'b'.join('" + "x" * 40_000 + "')"),
]


def read(before: str, expression: str) -> Value:
    """What `expression` holds after `before`."""
    text = f"{_IMPORTS}{before}\nresult = {expression}\n"
    return evaluated(Module(Source("text.py", text), ast.parse(text)))


def evaluated(module: Module) -> Value:
    """What the last statement of `module` assigns."""
    reader = Reader(module)
    value = module.tree.body[-1].value  # type: ignore[attr-defined]
    result: Value = reader.evaluate(value, reader.entry(module.tree, module))
    return result


def events(module: Module) -> int:
    """How many functions are called and left while the last statement of `module` is read: the same on every machine."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        evaluated(module)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(("before", "expression"), HOSTILE, ids=lambda text: text[:60])
def test_hostile_expressions_cost_little(before: str, expression: str) -> None:
    text = f"{_IMPORTS}{before}\nresult = {expression}\n"
    module = Module(Source("text.py", text), ast.parse(text))
    start = time.thread_time()
    value = evaluated(module)
    assert time.thread_time() - start < _SECONDS
    assert weight(value) <= HEAVIEST
    assert events(module) < _EVENTS
    tracemalloc.start(1)
    try:
        evaluated(module)
        assert tracemalloc.get_traced_memory()[1] < _BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("uncollected")
def test_weight_counts_what_stands_twice_twice_and_gives_up_early() -> None:
    assert weight("abc") == 3
    assert weight(7) == 0
    assert weight([1, (2, "ab")]) == 6
    assert weight({"k": [1]}) == 4
    value: object = (1,)
    for _ in range(15):
        value = (value, value)
    start = time.thread_time()
    assert weight(value) > HEAVIEST
    assert weight([[0] * 10**6]) > HEAVIEST
    assert time.thread_time() - start < _SECONDS


def test_what_is_read_is_no_question_of_the_stack() -> None:
    """Hosts have a stack of their own size: what is too much for one is too much for all."""
    text = "a = {}\n" + "".join(f"a[{n}] = {n}\n" for n in range(2000)) + "result = a\n"
    limit = sys.getrecursionlimit()
    try:
        counted = []
        for depth in (limit, limit, 20 * limit):  # once more, since the first time some modules are imported
            sys.setrecursionlimit(depth)
            counted.append(events(Module(Source("text.py", text), ast.parse(text))))
    finally:
        sys.setrecursionlimit(limit)
    assert counted[1] == counted[2]


def test_sizes_that_anyone_writes_are_within_the_limits() -> None:
    assert read("cfg = {'a': [{'k': (3, 3), 's': 2}] * 50}", "cfg['a'][49]['k']") == (3, 3)
    assert read("", "2 ** 10") == 1024
    assert read("", "'-' * 80") == "-" * 80
    assert read("", "[i * i for i in range(60)][59]") == 3481
    assert read("", "sum(range(100))") == 4950
    assert isinstance(read("", "10 ** 30"), Unknown)


def test_keys_that_no_dict_takes() -> None:
    text = (
        "from mindspore import nn\n"
        "def up(x):\n    table = {(1, [2]): 3, x: 1}\n    return nn.Conv2dTranspose(8, 8, 4, 2, padding=table.get(x))\n"
        "up([1])\n"
    )
    assert check_source(text) == []
