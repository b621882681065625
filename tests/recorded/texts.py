"""The texts that are recorded: those that the tests and the rules hold, random programs, random pairs of layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from random import Random
from textwrap import dedent

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs"
_NAMES = ("ranspose1d", "ranspose2d", "ranspose3d", "dTranspose")
_HEAD = "import mindspore\nfrom mindspore import nn, ops\n"
_TORCH_HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def of_tests() -> Iterator[str]:
    """Every string of the tests that is a program which names a layer, each once; a bare statement gets its imports."""
    seen: set[str] = set()
    for path in sorted([*TESTS.rglob("*.py"), *DOCS.rglob("*.py")]):
        tree = ast.parse(path.read_bytes())
        texts = [path.read_text(encoding="utf-8")] if "example" in path.parts else []
        texts += [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for text in map(_program, texts):
            if text and text not in seen:
                seen.add(text)
                yield text


def _program(text: str) -> str:
    """`text` as a program; empty when it is none, or names no layer."""
    if "(" not in text or not any(name in text for name in _NAMES):
        return ""
    text = dedent(text)
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return ""
    return text if "import" in text else (_HEAD if "dTranspose" in text else _TORCH_HEAD) + text


def programs(count: int) -> Iterator[str]:
    """Random programs, always the same."""
    from tests.programs.hosts import written

    return (written(f"recorded {index}").text for index in range(count))


def pairs(count: int) -> Iterator[tuple[str, str]]:
    """Random PyTorch modules and ports of them, always the same."""
    from tests.oracle.pairs.draw import draw

    for index in range(count):
        drawn = draw(Random(f"recorded {index}"))
        yield drawn.torch, drawn.mindspore


def calls(count: int) -> Iterator[str]:
    """Random calls of a layer, legal and not, always the same."""
    from tests.oracle.calls import draw_call

    return (draw_call(Random(f"recorded {index}")).source for index in range(count))
