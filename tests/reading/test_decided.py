"""What is read of whole programs, beside what they really do: each is run, with a stand-in for MindSpore's layers."""

from __future__ import annotations

import ast
import sys
import types
from unittest import mock

import pytest

from lint_transpose.layers.call import Unknown
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, read_sites
from lint_transpose.text.source import Source

_HEAD = (
    "import argparse, collections, copy, dataclasses, enum, functools, importlib, itertools, json, math, operator, os, types\n"
    "from mindspore import nn\n"
)


def passed(text: str) -> list[object]:
    """What the layers of `text` get as padding when it is run."""
    found: list[object] = []

    def layer(*_: object, padding: object = 0, **__: object) -> None:
        found.append(padding)

    module = types.ModuleType("mindspore.nn")
    module.Cell = object  # type: ignore[attr-defined]
    for name in ("Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose"):
        setattr(module, name, layer)
    module.Conv2d = lambda *_, **__: None  # type: ignore[attr-defined]
    package = types.ModuleType("mindspore")
    package.nn = module  # type: ignore[attr-defined]
    names = {"mindspore": package, "mindspore.nn": module, "program": types.ModuleType("program")}
    with (
        mock.patch.dict(sys.modules, names),
        mock.patch.object(sys, "argv", ["program"]),
        mock.patch.dict("os.environ", clear=True),
    ):
        exec(compile(_HEAD + text, "program.py", "exec"), {"__name__": "program"})
    return found


def read(text: str) -> list[object]:
    """The paddings of the layers of `text`, as far as they are told, each once for each layer and case."""
    source = Source("program.py", _HEAD + text)
    reader = Reader(Module(source, ast.parse(source.text)))
    cases = [case for site in read_sites(reader, NEWEST, "mindspore", "auto") for case in site.cases]
    values = [case.call.value("padding") for case in cases]
    return [value for value in values if not isinstance(value, Unknown)]


_LAYER = "nn.Conv2dTranspose(8, 8, 4, 2, padding={})\n"

DECIDED = [
    # dicts and lists that are changed
    ("d = {}\nd.update(p=1)", "d['p']"),
    ("d = {'p': 0}\nd.update({'p': 1})", "d['p']"),
    ("d = {'p': 0}\nd.update([('p', 1)], q=2)", "d['p'] + d['q']"),
    ("d = {'p': 1}\nd.setdefault('p', 0)", "d['p']"),
    ("d = {'q': 1}\nd.setdefault('p', 2)", "d['p']"),
    ("d = {'p': 1, 'q': 2}\nd.pop('q')", "len(d)"),
    ("d = {'p': 1, 'q': 2}\nq = d.pop('q')", "q + len(d)"),
    ("d = {'p': 1}\nq = d.pop('q', 3)", "q"),
    ("d = {'p': 1, 'q': 2}\ndel d['q']", "len(d)"),
    ("d = {'q': 2}\nd |= {'p': 1}", "d['p']"),
    ("d = {'q': 1} | {'p': 1}", "d['p']"),
    ("d = {'p': 1}\nd.clear()", "len(d)"),
    ("d = {'p': 1, 'q': 2}\nd.popitem()", "d.get('q', 7)"),
    ("d = {k: v for k, v in [('p', 1), ('q', 2)]}", "d['p']"),
    ("d = {k: v for k, v in {'p': 1, 'q': 2}.items() if k != 'q'}", "d.get('q', 3)"),
    ("d = dict.fromkeys(('p', 'q'), 1)", "d['p']"),
    ("d = dict(zip('pq', (1, 2)))", "d['q']"),
    ("ks = []\nks.append(1)", "ks[0]"),
    ("ks = [0]\nks.extend((1, 2))", "ks[-1]"),
    ("ks = [0]\nks.insert(0, 5)", "ks[0]"),
    ("ks = [1, 0]\nk = ks.pop(0)", "k"),
    ("ks = [1, 0]\nks.pop()", "len(ks)"),
    ("ks = [3, 1, 2]\nks.sort()", "ks[0]"),
    ("ks = [3, 1, 2]\nks.reverse()", "ks[0]"),
    ("ks = [3, 1, 2]\nks.remove(3)", "ks[0]"),
    ("ks = [3]\nks += [4]", "ks[1]"),
    ("s = {1}\ns.add(2)", "len(s)"),
    # comprehensions
    ("", "[a * b for a in (1, 2) for b in (3, 4)][2]"),
    ("", "[a for a in range(5) if a % 2][1]"),
    ("", "[a for a in range(5) if a % 2 if a > 1][0]"),
    ("", "sum(a for a in range(4))"),
    ("", "[[b for b in range(a)] for a in range(4)][3][2]"),
    ("", "len({a % 2 for a in range(5)})"),
    ("", "{a: b for a, b in zip('xy', (1, 2))}['y']"),
    # text
    ("n = 3", "int(f'{n}1')"),
    ("n = 3", "len(f'{n:04d}')"),
    ("n = 2.5", "len(f'{n:.3f}')"),
    ("n = 'a'", "len(f'{n!r:>6}')"),
    ("", "int('{}{}'.format(1, 2))"),
    ("", "int('{1}{0}'.format(1, 2))"),
    ("", "int('{a}'.format(a=4))"),
    ("", "int('%d%s' % (1, '2'))"),
    ("", "int('%(a)02d' % {'a': 4})"),
    ("", "int('-'.join(['1', '2']).replace('-', ''))"),
    ("", "len('a,b,c'.split(','))"),
    ("", "int('k=3'.partition('=')[2])"),
    ("", "int('3px'.removesuffix('px'))"),
    # records
    ("@dataclasses.dataclass\nclass C:\n    p: int = 0\nc = dataclasses.replace(C(), p=1)", "c.p"),
    ("@dataclasses.dataclass\nclass C:\n    p: int = 1\n    q: tuple = (2, 3)", "dataclasses.asdict(C())['q'][1]"),
    ("@dataclasses.dataclass\nclass C:\n    ks: list = dataclasses.field(default_factory=lambda: [1])", "C().ks[0]"),
    ("@dataclasses.dataclass\nclass C:\n    d: dict = dataclasses.field(default_factory=dict)", "C().d.get('p', 1)"),
    ("C = collections.namedtuple('C', 'k p')\nk, p = C(3, 1)", "p"),
    ("C = collections.namedtuple('C', 'k p')\nc = C(3, 0)._replace(p=1)", "c.p"),
    ("C = collections.namedtuple('C', 'k p')", "C(3, 1)._asdict()['p'] + C(p=4, k=2)[0]"),
    ("C = collections.namedtuple('C', 'k p')", "len(C(3, 1)) + sum([*C(3, 1)]) + max(C(3, 1))"),
    ("class E(enum.IntEnum):\n    A = 1", "E.A + 1"),
    ("class E(enum.Enum):\n    A = 1", "E.A.value"),
    ("class E(enum.Enum):\n    A = 2.0\n    B = 2", "E.B.value"),
    ("class E(enum.Enum):\n    A = 2.0\n    B = 2", "E.B.name"),
    ("a, *b = [0, 1, 2]", "b[0]"),
    ("*a, b = [0, 1]", "b"),
    ("a, *b, c = 0, 1, 2, 3", "b[1] + c"),
    ("(a, *b), c = (0, 1, 2), 3", "b[-1] + c"),
    ("a, b = {3: 4, 5: 6}", "a + b"),
    ("a, b = map(int, '3 4'.split())", "a + b"),
    ("", "[b for *a, b in [(1, 2, 3)]][0]"),
    ("", "[a[1] for *a, b in [(1, 2, 3)]][0]"),
    ("d = collections.ChainMap({'p': 1}, {'p': 0, 'q': 2})", "d['p'] + d['q']"),
    ("d = collections.defaultdict(int, p=1)", "d['p']"),
    ("d = collections.defaultdict(int)\nd['p'] = 1", "d['p']"),
    # attributes by name
    ("class C:\n    p = 1", "getattr(C(), 'p', 0)"),
    ("class C:\n    p = 1", "getattr(C, 'p')"),
    ("class C:\n    def __init__(self, p):\n        self.p = p", "getattr(C(3), 'p', 0)"),
    ("c = types.SimpleNamespace(k=1)", "getattr(c, 'p', 1) + getattr(c, 'k', 5)"),
    ("C = collections.namedtuple('C', 'k p')", "getattr(C(1, 2), 'p')"),
    # a name bound and read in one statement
    ("", "(p := 1) + p"),
    ("", "[p := 2, p + 1][1]"),
    ("def f(a, b):\n    return a * 10 + b", "f((p := 1), b=p + 1)"),
    # functions
    ("", "divmod(7, 2)[1]"),
    ("", "pow(2, 3) + pow(3, 5, 7)"),
    ("", "round(2.5) + round(1.25)"),
    ("", "math.prod([2, 3]) + math.gcd(4, 6) + math.floor(2.5) + math.isqrt(10)"),
    ("", "operator.mul(2, 3) + operator.floordiv(7, 2)"),
    ("", "json.loads('{\"p\": [1, 2]}')['p'][1]"),
    ("", "list(itertools.product((1, 2), (3, 4)))[2][1]"),
    ("", "list(itertools.chain([1], (2,)))[1]"),
    ("", "list(itertools.repeat(5, 2))[1]"),
    ("", "sorted({3, 1, 2}, reverse=True)[0]"),
    ("", "max([1, 5, 2]) + min(3, 4)"),
    ("", "list(reversed((1, 2)))[0]"),
    ("", "list({'p': 4}.values())[0]"),
    ("", "(1, 2, 3)[::-1][0]"),
    ("", "range(10)[2:8:3][1]"),
    ("", "'abc'.index('c') + 'abc'.find('z')"),
]


@pytest.mark.parametrize(("before", "expression"), DECIDED)
def test_what_the_text_decides_is_what_the_program_does(before: str, expression: str) -> None:
    text = f"{before}\n{_LAYER.format(expression)}"
    assert read(text) == passed(text)


UNDECIDED = [
    ("d = {'p': 1}\nfor i in range(3):\n    d.pop('p', None)", "d.get('p', 0)"),
    ("pairs = zip([1], [2])\nfirst = list(pairs)", "len(list(pairs))"),
    ("ks = iter([1, 2])\nnext(ks)", "list(ks)[0]"),
    ("", "1 if zip([], []) else 0"),
    ("", "int(range(3) == [0, 1, 2])"),
    ("", "int(isinstance(range(3), list))"),
    ("d = {'p': 1}\nv = d.values()\nd['q'] = 2", "len(v)"),
    ("class N:\n    def __init__(self, k): self.k = k\n    def __truediv__(self, other): return self.k // other", "N(4) / 2"),
    ("n = 'a' if 0 else 3", "(n / 2) and 1"),
    ("d = {'p': 1}\nd.update(os.environ)", "d['p']"),
    ("@dataclasses.dataclass\nclass C:\n    p: int = 0\nc = C()\nc.p = 1", "dataclasses.asdict(c)['p']"),
    (
        "@dataclasses.dataclass\nclass C:\n    ks: list = dataclasses.field(default_factory=list)\nc = C()\nc.ks.append(1)",
        "len(c.ks)",
    ),
    ("d = {'p': 1}\nc = collections.ChainMap(d)\nd['p'] = 0", "c['p']"),
    ("d = collections.defaultdict(lambda: 4)", "d['p']"),
    ("a, *b = {1, 2, 3}", "len(b)"),
    ("c = types.SimpleNamespace(k=1)\nc.p = 2", "getattr(c, 'p', 1)"),
    ("c = types.SimpleNamespace(k=1)\nsetattr(c, 'p', 2)", "getattr(c, 'p', 1)"),
    ("class C:\n    p = 1\nC.p = 2", "getattr(C(), 'p', 0)"),
    ("p = 5", "p + (p := 1)"),
    ("p = 5\ndef f(*ks, k):\n    return ks[0]", "f(k=(p := 1), *[p])"),
    ("p = 5", "(p := 1) + (p := 2) + p"),
    ("p = 5", "((p := 1) if 0 else p) + p"),
    ("p = 5", "(0 and (p := 1)) + p"),
    ("def f(p, ks=[]):\n    n = len(ks)\n    ks.append(p)\n    return n\nf(1)", "f(2)"),
    ("def f(p, ks=[]):\n    ks.append(p)\n    return len(ks)\nf(1)", "f(2)"),
]


@pytest.mark.parametrize(("before", "expression"), UNDECIDED)
def test_what_the_text_does_not_decide_is_never_another_value(before: str, expression: str) -> None:
    text = f"{before}\n{_LAYER.format(expression)}"
    assert set(map(repr, read(text))) <= set(map(repr, passed(text)))


_PARSER = "p = argparse.ArgumentParser()\np.add_argument({})\nargs = p.parse_args()"
DEFAULTS = [
    (_PARSER.format("'--pad', default=1"), "args.pad"),
    (_PARSER.format("'--pad', '-p', type=int, default='1'"), "vars(args)['pad']"),
    (_PARSER.format("'-p', '--pad-size', default=2"), "args.pad_size"),
    (_PARSER.format("'-p', dest='size', default=2"), "getattr(args, 'size')"),
    (_PARSER.format("'pad', nargs='?', default=3"), "args.__dict__['pad']"),
    (_PARSER.format("'--pad', type=int"), "args.pad"),
    (_PARSER.format("'--same', action='store_true'"), "2 if args.same else 1"),
    (_PARSER.format("'--other', action='store_false'"), "2 if args.other else 1"),
    (_PARSER.format("'--pad', default=1").replace("args =", "p.set_defaults(pad=3)\nargs ="), "args.pad"),
    (_PARSER.format("'--pad', default=1").replace("args = p.parse_args()", "args, _ = p.parse_known_args()"), "args.pad"),
    ("p = argparse.ArgumentParser()\ng = p.add_argument_group('g')\ng.add_argument('--pad', default=1)", "p.parse_args().pad"),
    (
        "def get():\n    p = argparse.ArgumentParser()\n    p.add_argument('--pad', default=1)\n    return p.parse_args()",
        "get().pad",
    ),
    ("", "int(os.environ.get('PAD', '1'))"),
    ("", "int(os.getenv('PAD', 1))"),
]


@pytest.mark.parametrize(("before", "expression"), DEFAULTS)
def test_defaults_hold_in_one_case_of_several(before: str, expression: str) -> None:
    text = f"{before}\n{_LAYER.format(expression)}"
    assert set(passed(text)) <= set(read(text))
    source = Source("program.py", _HEAD + text)
    (site,) = read_sites(Reader(Module(source, ast.parse(source.text))), NEWEST, "mindspore", "auto")
    assert len(site.cases) > 1


NO_DEFAULTS = [
    (_PARSER.format("'--pad', default=1") + "\nargs.pad = 2", "args.pad"),
    (_PARSER.format("'--pad', default=1").replace("parse_args()", "parse_args(['--pad', '0'])"), "args.pad"),
    (_PARSER.format("'--pad', default='1', type=lambda text: 5"), "args.pad"),
    ("p = argparse.ArgumentParser(argument_default=4)\np.add_argument('--pad')\nargs = p.parse_args()", "args.pad"),
    (_PARSER.format("'--pad', default=1") + "\nsetattr(args, 'pad', 2)", "args.pad"),
]


@pytest.mark.parametrize(("before", "expression"), NO_DEFAULTS)
def test_defaults_that_do_not_hold(before: str, expression: str) -> None:
    text = f"{before}\n{_LAYER.format(expression)}"
    assert set(read(text)) <= set(passed(text))
