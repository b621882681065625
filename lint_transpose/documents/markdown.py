"""The Python blocks of Markdown files. Blocks that are not whole Python, as documentation has many, are passed over."""

from __future__ import annotations

import re

from ..text.parsing import parses
from .document import Document, Place

_FENCE = re.compile(r"(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_PYTHON = re.compile(r"\{?[ .]*(?:python3?|py|pycon|ipython3?)\b", re.IGNORECASE)
_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |$)")


def document(filename: str, text: str) -> Document:
    """All blocks as one text, in which names of earlier blocks are known in later ones."""
    lines: list[str] = []
    places: list[Place] = []
    for first, block in _blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        cuts = _cuts(block)
        rows = [line[columns:] if columns is not None else "" for line, columns in zip(block, cuts, strict=True)]
        if parses("\n".join(rows)) is None:
            lines += rows
            places += (Place(None, first + index, columns or 0) for index, columns in enumerate(cuts))
    return Document(filename, "\n".join(lines), {None: text}, places or [Place(None, 1)])


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The Python blocks, each with the row of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    fence = ""
    block: list[str] | None = None
    for row, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark["fence"].startswith(fence) and not mark["info"].strip():
                fence, block = "", None
            elif block is not None:
                block.append(line)
        elif mark:
            fence = mark["fence"]
            if _PYTHON.match(mark["info"]):
                block = []
                blocks.append((row + 1, block))
    return blocks


def _cuts(block: list[str]) -> list[int | None]:
    """How many columns stand before the code in each line; None for a line that is not code, such as a session's output."""
    if any(line.lstrip().startswith(">>>") for line in block):
        prompts = [_PROMPT.match(line) for line in block]
        return [prompt and prompt.end() for prompt in prompts]
    indent = min((len(line) - len(line.lstrip()) for line in block if line.strip()), default=0)
    return [indent] * len(block)
