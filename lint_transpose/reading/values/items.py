"""An item of a table, chosen where its key is unknown."""

from __future__ import annotations

import ast
from typing import Any

from ...layers.call import Unknown, Value
from .objects import Frame
from .questions import Reader
from .worlds import Infeasible, Meaning

_MOST_ITEMS = 64
_LONGEST_QUOTE = 60


def any_item(reader: Reader, key: ast.expr, table: dict[Any, Value], frame: Frame, *otherwise: Value) -> Value:
    """An item of a table under an unknown key, by choice: `{"deconv": nn.Conv2dTranspose, ...}[kind]`.

    `otherwise` is what stands for keys that the table lacks, where something does.
    """
    items, keys = [*table.values(), *otherwise], list(table)
    if not items or len(items) > _MOST_ITEMS:
        return Unknown("a table under an unknown key")

    def means(option: int) -> Meaning:
        subject = quoted(key, frame)
        return Meaning("key", subject, repr(keys[option])) if option < len(keys) else Meaning("other key", subject)

    option = reader.choose(("key", ast.dump(key), tuple(map(str, keys)), frame.key), len(items), means)
    if option >= len(items):  # get() was asked before, and took another key
        raise Infeasible
    return items[option]


def quoted(node: ast.expr, frame: Frame) -> str:
    """The text of `node` as a message of one line quotes it."""
    text = " ".join(frame.module.source.segment(node).split())
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."
