"""PyTorch and MindSpore texts for the tests of comparing, and short ways to put them side by side."""

from __future__ import annotations

import ast
import re
from textwrap import dedent, indent

from lint_transpose.comparing.address import Located, located
from lint_transpose.comparing.originals import torch_layers
from lint_transpose.comparing.pairs import Pairing
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, read_sites
from lint_transpose.text.source import Source

EQUAL = 'nn.Conv2dTranspose(8, 8, 4, 2, "pad", 1, has_bias=True)'
ORIGINAL = "nn.ConvTranspose2d(8, 8, 4, 2, 1)"


def torch_text(body: str, name: str = "Up") -> str:
    """A module with `body` in the constructor of a class; `T` stands for a layer."""
    return _class("from torch import nn", name, "nn.Module", re.sub(r"\bT\b", ORIGINAL, body))


def mindspore_text(body: str, name: str = "Up") -> str:
    """The same for MindSpore; `M` stands for a layer that equals `T`."""
    return _class("from mindspore import nn", name, "nn.Cell", re.sub(r"\bM\b", EQUAL, body))


def _class(imports: str, name: str, base: str, body: str) -> str:
    inner = indent(dedent(body).strip(), " " * 8)
    head = f"{imports}\n\n\nclass {name}({base}):\n    def __init__(self, n=3, flag=False):\n        super().__init__()\n"
    return f"{head}{inner}\n"


def torch_side(text: str, filename: str = "torch.py") -> tuple[Located, ...]:
    return torch_layers(text, filename)


def mindspore_side(text: str, filename: str = "mindspore.py") -> tuple[Located, ...]:
    module = Module(Source(filename, text), ast.parse(text))
    return tuple(located(site, module) for site in read_sites(Reader(module), NEWEST, "mindspore", "always"))


def addresses(pairing: Pairing) -> dict[str, list[str]]:
    """What is paired, by addresses; of several of one address the last."""
    return {str(pair.mindspore.address): [str(item.address) for item in pair.torch] for pair in pairing.pairs}


def rows(pairing: Pairing) -> set[tuple[int, tuple[int, ...]]]:
    """What is paired, by the rows of the layers."""
    return {(pair.mindspore.site.node.lineno, tuple(item.site.node.lineno for item in pair.torch)) for pair in pairing.pairs}
