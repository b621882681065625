"""The same findings in every language: other words, the same places, codes and fixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from string import Formatter

import pytest

from lint_transpose import Settings, check_source
from lint_transpose.languages import words
from lint_transpose.languages.zh import together
from lint_transpose.rules import RULES
from lint_transpose.settings import LANGUAGES
from lint_transpose.text.finding import Finding, as_dict

from .test_tables import ENGLISH, MESSAGES

HAN = "[\u3400-\u9fff]"
HEAD = "from mindspore import nn, ops\nimport mindspore\n"
EVERYTHING = Settings(porting="always", extend_select=("ALL",))

KERNELS = ("3", "4", "k", "(3, 4)", "[3, 3]", "2.5")
PADDINGS = (
    "",
    "padding=1",
    "padding=(1, 2, 1, 2)",
    "padding=(1, 1)",
    "padding=p",
    "output_padding=1",
    "padding=1, output_padding=2",
)
MODES = ("", 'pad_mode="pad"', 'pad_mode="valid"', 'pad_mode="SAME"', "pad_mode=mode")
OTHERS = ("", "bias=False", "has_bias=1", "has_bias=True", "dilation=2, group=3", "weight_init='kaiming'")
WAYS = (
    "def make(k, p=1, mode='same'):\n    return {}\n\n\na = make(3)\nb = make(4, mode='pad')\n",
    "k, p, mode = 4, 1, 'pad'\nup = {}\n",
    "for k, p in [(3, 1), (5, 2)]:\n    mode = 'pad'\n    up = {}\n",
    "try:\n    import fast\n    k, p, mode = 3, 1, 'same'\nexcept ImportError:\n    k, p, mode = 4, 0, 'pad'\nup = {}\n",
    "k, p, mode = 3, 1, 'pad'\nnet = nn.SequentialCell({}, nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1))))\n",
    "k, p, mode = 3, 1, 'pad'\nnet = nn.SequentialCell({}, nn.ZeroPad2d((1, 0, 1, 0)))\n",
    "k, p, mode = 4, 1, 'pad'\n\n\nclass Net(nn.Cell):\n    def __init__(self):\n        self.up = {}\n\n"
    "    def construct(self, x):\n        return self.up(input=x) + self.up(x, (2, 2))\n",
)
PAIRS = (
    ("nn.ConvTranspose2d(8, 4, 3, 2, 1, 1)", 'nn.Conv2dTranspose(8, 4, 3, 2, "pad", 1)'),
    ("nn.ConvTranspose2d(8, 4, 3, 3, 0, 2)", 'nn.Conv2dTranspose(8, 4, 3, 3, "pad", 0, 2, has_bias=True)'),
    ("nn.ConvTranspose2d(8, 4, 5, 3, 2, 2, bias=False)", "nn.Conv2dTranspose(8, 4, 5, 3, has_bias=True)"),
    ("nn.ConvTranspose1d(8, 4, 3, 2, 1, 1)", 'nn.Conv1dTranspose(8, 4, 3, 2, "pad", 1, has_bias=True)'),
    ("nn.ConvTranspose2d(8, 4, 3, 2, 1, 2)", 'nn.Conv2dTranspose(8, 2, 5, 2, "pad", 1, has_bias=True)'),
)
PAIR = """\
import torch
from mindspore import nn as ms
from torch import nn


class Original(torch.nn.Module):
    def __init__(self):
        self.up = {}


# ported-from: ::Original
class Port(ms.Cell):
    def __init__(self):
        self.up = {}
"""


def texts() -> Iterator[str]:
    """Programs in which every rule has something to say, in several ways."""
    for kernel, padding, mode, other in product(KERNELS, PADDINGS, MODES, OTHERS):
        arguments = ", ".join(filter(None, ("8, 4", kernel, "stride=2", mode, padding, other)))
        way = WAYS[len(kernel + padding + mode + other) % len(WAYS)]
        yield HEAD + way.format(f"nn.Conv2dTranspose({arguments})")
    for torch, mindspore in PAIRS:
        yield PAIR.format(torch, mindspore.replace("nn.", "ms."))
        yield f"from torch import nn\nup = {torch}\n"
    yield from (rule.bad for rule in RULES)
    yield (
        HEAD
        + "up = nn.Conv3dTranspose(8, 4, (8, 8, 8), dilation=2, stride=(300, 1, 1), padding=(1, 2, 3), output_padding=4)\n"
    )
    yield HEAD + "up = nn.ConvTranspose2d(8, 4, 3)\nold = nn.LazyConvTranspose2d(4, 3)\nf = nn.conv_transpose2d\n"
    yield HEAD + 'up = nn.Conv2dTranspose(8, 4, 3, 2, 1, 1)\nv = nn.Conv2dTranspose(8, 4, 3, 1, "same", 0, 1, 1)\n'
    yield "from torch import nn\nup = nn.ConvTranspose3d(8, 4, 3, dilation=2)\nv = nn.ConvTranspose2d(8, 4, 3, groups=3)\n"
    yield f"{HEAD}def t(x, w):\n    return nn.Conv2dTranspose(ops.ones((1, 2), x), w)[:, 1:]\n"


def both(text: str, settings: Settings) -> tuple[list[Finding], list[Finding]]:
    return check_source(text, settings=settings), check_source(text, settings=settings._replace(language="zh"))


@pytest.fixture(scope="module")
def found() -> list[tuple[Finding, Finding]]:
    pairs = []
    for version in ("2.10", "2.0", "1.10"):
        settings = EVERYTHING._replace(mindspore_version=version)
        for text in list(texts())[:: 1 if version == "2.10" else 7]:
            english, chinese = both(text, settings)
            assert len(english) == len(chinese)
            pairs += zip(english, chinese)
    return pairs


def test_every_rule_is_heard(found: list[tuple[Finding, Finding]]) -> None:
    assert {english.code for english, _ in found} >= {rule.code for rule in RULES} - {"MST206", "MST303"}


def bare(finding: Finding) -> Finding:
    """The finding without its words."""
    fix = finding.fix and finding.fix._replace(message="")
    return finding._replace(message="", fix=fix, related=tuple(other._replace(message="") for other in finding.related))


def test_only_the_words_differ(found: list[tuple[Finding, Finding]]) -> None:
    for english, chinese in found:
        assert bare(english) == bare(chinese)
        assert not re.search(HAN, english.message)
        assert re.search(HAN, chinese.message)


def rendered(part: object, language: str, table: str = "phrases") -> object:
    """A part of a message as a program would say it that knows the tables only."""
    if not isinstance(part, dict):
        return part
    fields = {name: rendered(field, language) for name, field in part["fields"].items()}
    if language == "en":
        return (MESSAGES if table == "messages" else ENGLISH)[part["key"]].format_map(fields)
    template = words(language, table)[part["key"]]
    pieces = [piece for literal, name, *_ in Formatter().parse(template) for piece in (literal, name and fields[name])]
    return together(str(piece) for piece in pieces if piece)


def test_a_program_can_say_a_message_by_its_parts(found: list[tuple[Finding, Finding]]) -> None:
    for pair in found:
        for finding, language in zip(pair, LANGUAGES):
            parts = as_dict(finding.parts)
            fields = {name: part for name, part in parts.items() if name not in ("layers", "assumed")}
            message = rendered({"key": finding.message_id, "fields": fields}, language, "messages")
            for name, around in (("layers", "for_layers"), ("assumed", "assumed")):
                if name in parts:
                    message = rendered({"key": around, "fields": {"message": message, name: parts[name]}}, language)
            assert message == finding.message


def test_no_english_is_left(found: list[tuple[Finding, Finding]]) -> None:
    """No word that stands in an English template, but in no Chinese one, is in a Chinese message."""
    ours = set(words_of([*MESSAGES.values(), *ENGLISH.values()]))
    theirs = set(words_of([*words("zh", "messages").values(), *words("zh", "phrases").values()]))
    left = {}
    for _, chinese in found:
        fixes = [chinese.fix.message] if chinese.fix else []
        for text in (chinese.message, *fixes, *(other.message for other in chinese.related)):
            for word in (ours - theirs) & set(re.findall(r"(?<![\w.])[A-Za-z]{3,}(?![\w.(=])", text)):
                left[word] = text
    assert left == {}


def words_of(templates: Iterable[str]) -> Iterator[str]:
    for template in templates:
        for literal, *_ in Formatter().parse(template):
            yield from re.findall(r"[A-Za-z]{3,}", literal)


# A condition in brackets quotes the text, and so does a port.
LONGEST = 150


def test_messages_are_short(found: list[tuple[Finding, Finding]]) -> None:
    for english, chinese in found:
        if not english.code.startswith("MST4"):
            assert len(english.message.partition(" [")[0]) <= LONGEST, english.message
            assert len(chinese.message.partition("【")[0]) <= LONGEST, chinese.message
