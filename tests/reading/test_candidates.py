"""A layer is found by whatever attribute keeps it, and what keeps none costs nothing."""

from __future__ import annotations

import ast

import pytest

from lint_transpose import check_source
from lint_transpose.reading import Module, Reader
from lint_transpose.reading.sites.candidates import candidates
from lint_transpose.text.source import Source

_HEAD = "import mindspore.nn as nn\n"
_CALL = "(8, 8, 4, 2, padding=1)\n"

KEPT = {
    "namedtuple": "from collections import namedtuple\nT = namedtuple('T', 'up down')\nT(nn.Conv2dTranspose, 1).up",
    "namedtuple of a list": "from collections import namedtuple\nT = namedtuple('T', ['up'])\nt = T(nn.Conv2dTranspose)\nt.up",
    "typing": "from typing import NamedTuple\nclass T(NamedTuple):\n    up: type\nt = T(nn.Conv2dTranspose)\nt.up",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass T:\n    up: type\nt = T(nn.Conv2dTranspose)\nt.up",
    "keyword": "from types import SimpleNamespace\nt = SimpleNamespace(up=nn.Conv2dTranspose)\nt.up",
    "key": "from types import SimpleNamespace\nt = SimpleNamespace(**{'up': nn.Conv2dTranspose})\nt.up",
    "enum": "from enum import Enum\nclass T(Enum):\n    UP = nn.Conv2dTranspose\nT.UP.value",
    "class": "class T:\n    up = nn.Conv2dTranspose\nT.up",
    "instance": "class T:\n    def __init__(self):\n        self.up = nn.Conv2dTranspose\n        self.x = self.up",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_kept(text: str) -> None:
    assert "MST101" in [finding.code for finding in check_source(f"{_HEAD}{text}{_CALL}")]


def test_never_stored() -> None:
    """`stem` may be anything, so may its methods, but nothing here is kept as `describe`."""
    text = f"{_HEAD}def run(stem=nn.Conv2dTranspose):\n    stem.describe(1)\n    stem.build{_CALL}self.build = 1\n"
    reader = Reader(Module(Source("", text), ast.parse(text)))
    assert [ast.unparse(call.func) for call in candidates(reader, reader.module)] == ["stem.build"]
