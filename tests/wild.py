"""Layer calls in wild formatting, and the LayerCalls that reading would make of them."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field

from hypothesis import strategies as st

from lint_transpose.layers.call import Argument, LayerCall, Unknown
from lint_transpose.layers.releases import LAYERS, NEWEST, Signature
from lint_transpose.text.source import Source

LAYER = LAYERS["mindspore.nn.Conv2dTranspose"]
SIGNATURE = NEWEST.signature(LAYER) or Signature(())
NAMES = SIGNATURE.names

CALLEES = [
    "nn.Conv2dTranspose",
    "(nn.Conv2dTranspose)",
    "( nn . Conv2dTranspose\n)",
    "nn.\\\n  Conv2dTranspose",
    "层.Conv2dTranspose",
]
EXPRESSIONS = [
    "1",
    "-1",
    "内核",
    "é_1",
    "(1, 0, 1, 0)",
    "(  )",
    "[2, 2]",
    "f(x, y=2)[0]",
    "nn.Conv2d(1, 2, padding=(3))",
    "x if y else (z)",
    "lambda a=(1, 2), *b, **c: (a, b)",
    "lambda: (yield)",
    'f"{a}, {b!r:>{w}}#)("',
    "'#,)(😀'",
    '"""é,\n# no comment\n)"""',
    '"a" "b"',
    "rb'\\''",
    "{1: (2, 3), **d}",
    "(k := 3)",
    "not x",
    "[i for i in (1, 2)]",
    "(i for i in x)",
    "a @ b ** -c",
    "x[1:2, ::3]",
    "0x1F",
    "1 .real",
]
COMMENTED = ["(1,  # {}\n 2)", "[ # {}\n]", "f(x, # {}\n\n)", "(1 +  # {}\n 2) * 3"]
GAPS = ["", "", "", " ", "  ", "\t", "\f", "\n", "\n        ", "\n\t\n    ", " \\\n "]
PLACES = [
    "{}",
    "x = {}",
    "x = 1; y = {}; z = (2)  # end",
    "中文 = 'é😀'; 层 = {}",
    "@decorate({})\ndef f():\n    pass",
    "class C:\n\tdef f(self, 参数={}):\n\t\treturn 参数",
    "x = [{}, # first\n  ConvTranspose2d(1, 2)\n]",
    "if (n := {}): pass",
    "f = lambda a={}: a",
    "s = f'{{x}}'; y = {}",
    "print(f'''{{x}}\n''' f\"{{y}}\", {})",
    "x = \\\n  {}",
    "def f():\n\treturn {}",
    "with {} as x: pass",
    "g({}).h(1)",
    "'é' + {}",
]


@dataclass
class Written:
    """One argument as written. `inner`: a comment stands in the expression; `outer`: in its parentheses or at its name."""

    name: str | None
    text: str
    inner: bool = False
    outer: bool = False
    star: str = ""


@dataclass
class WildCall:
    """A text with one layer call in it; comments stand in it as often as `comments` says."""

    text: str
    arguments: list[Written]
    comments: int = 0
    line_break: str = "\n"
    call: LayerCall = field(init=False)

    def __post_init__(self) -> None:
        self.call = layer_call(self.text)


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0

    def comment(self) -> str:
        self.comments += 1
        return f"c{self.comments} 中,)( '"

    def gap(self, comments: bool = True) -> tuple[str, bool]:
        if comments and self.draw(st.integers(0, 7)) == 0:
            return f" # {self.comment()}\n  ", True
        return self.draw(st.sampled_from(GAPS)), False

    def value(self, is_positional: bool) -> tuple[str, bool, bool]:
        if self.draw(st.integers(0, 9)) == 0:
            text, inner = self.draw(st.sampled_from(COMMENTED)).format(self.comment()), True
        elif is_positional and self.draw(st.integers(0, 9)) == 0:
            return "k := 5", False, False
        else:
            text, inner = self.draw(st.sampled_from(EXPRESSIONS)), False
        outer = False
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 2]))):
            (before, odd), (behind, odder) = self.gap(), self.gap()
            text, outer = f"({before}{text}{behind})", outer or odd or odder
        return text, inner, outer

    def argument(self, name: str | None, star: str = "") -> Written:
        text, inner, outer = self.value(name is None and not star)
        if star:
            blank = self.draw(st.sampled_from(["", " "]))
            return Written(name, f"{star}{blank}({text})", inner, outer, star)
        if name is None:
            return Written(name, text, inner, outer)
        (before, odd), (behind, odder) = self.gap(), self.gap()
        return Written(name, f"{name}{before}={behind}{text}", inner, outer or odd or odder)


@st.composite
def wild_calls(draw: st.DrawFn, stars: bool = True) -> WildCall:
    writer = _Writer(draw)
    positional = draw(st.integers(3, 9))
    rest = draw(st.permutations([*NAMES[positional:], "bias", "groups"]))
    arguments = [writer.argument(None) for _ in range(positional)]
    arguments += [writer.argument(name) for name in rest[: draw(st.integers(0, 5))]]
    if stars and draw(st.integers(0, 4)) == 0:
        arguments.insert(draw(st.integers(positional, len(arguments))), writer.argument(None, "*"))
    if stars and draw(st.integers(0, 4)) == 0:
        after = max([positional, *(index + 1 for index, item in enumerate(arguments) if item.star)])
        arguments.insert(draw(st.integers(after, len(arguments))), writer.argument(None, "**"))
    if draw(st.booleans()):
        parts = [writer.gap()[0] + item.text + writer.gap()[0] for item in arguments]
        inside = ",".join(parts) + draw(st.sampled_from(["", "", "," + writer.gap()[0]]))
    else:
        indent = draw(st.sampled_from(["    ", "\t", "            "]))
        ends = [f",  # {writer.comment()}" if draw(st.integers(0, 3)) == 0 else "," for _ in arguments]
        if draw(st.booleans()):
            ends[-1] = ends[-1][1:]
        first = draw(st.sampled_from(["", f"\n{indent}"]))
        inside = first + f"\n{indent}".join(item.text + end for item, end in zip(arguments, ends, strict=True))
        inside += "\n" if "#" in ends[-1] else draw(st.sampled_from(["", "\n", f"\n{indent}"]))
    between = draw(st.sampled_from(["", "", "", " ", "\\\n  "]))
    text = draw(st.sampled_from(PLACES)).format(f"{draw(st.sampled_from(CALLEES))}{between}({inside})")
    text += draw(st.sampled_from(["", "\n", "\n# the end\n", "\n\n\x0cx = 1\n"]))
    line_break = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    return WildCall(text.replace("\n", line_break), arguments, writer.comments, line_break)


def find_call(tree: ast.AST) -> ast.Call:
    """The one layer call in a tree."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Conv2dTranspose"
    ]
    assert len(calls) == 1
    return calls[0]


def layer_call(text: str) -> LayerCall:
    """The layer call in `text`, read by its signature alone: no value is looked at."""
    return as_layer_call(text, find_call(ast.parse(text)))


def as_layer_call(text: str, node: ast.Call) -> LayerCall:
    unknown = Unknown("not read")
    arguments: dict[str, Argument] = {}
    unexpected = []
    for index, expression in enumerate(node.args):
        if isinstance(expression, ast.Starred):
            break
        arguments[NAMES[index]] = Argument(NAMES[index], unknown, expression, index=index)
    for keyword in node.keywords:
        if keyword.arg is None:
            continue
        argument = Argument(keyword.arg, unknown, keyword.value, keyword=keyword)
        if keyword.arg in NAMES:
            arguments[keyword.arg] = argument
        else:
            unexpected.append(argument)
    is_open = any(isinstance(item, ast.Starred) for item in node.args) or any(item.arg is None for item in node.keywords)
    return LayerCall(Source("wild.py", text), node, LAYER, SIGNATURE, arguments, tuple(unexpected), open=is_open)


def comments(text: str) -> list[str]:
    """All comments of a text, sorted."""
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokenize.generate_tokens(io.StringIO(folded).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)
