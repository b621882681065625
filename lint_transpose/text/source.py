"""A text that is checked, and places in it."""

from __future__ import annotations

import ast
from bisect import bisect_left
from itertools import accumulate

from ..record.dataclasses import dataclass, field
from .finding import Position, lines_of

# What `ast.unparse` puts into the parentheses that it needs, and that may stand outside the text of the node.
_IN_PARENTHESES = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.GeneratorExp)


@dataclass(frozen=True, eq=False)
class Source:
    """The text of one file, or of one notebook joined cell by cell.

    Python's `ast` counts columns in UTF-8 bytes from 0; findings count them in characters from 1.
    """

    filename: str
    text: str
    lines: tuple[str, ...] = field(init=False)
    _known_columns: dict[int, list[int]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", lines_of(self.text))

    def position(self, row: int, byte_column: int) -> Position:
        """The place that `ast` calls (`row`, `byte_column`)."""
        line = self.lines[row - 1] if row <= len(self.lines) else ""
        if line.isascii():
            return Position(row, byte_column + 1)
        return Position(row, bisect_left(self._columns(row, line), byte_column) + 1)

    def _columns(self, row: int, line: str) -> list[int]:
        """Where each character of a line begins, in bytes."""
        if row not in self._known_columns:
            self._known_columns[row] = [*accumulate((len(character.encode()) for character in line), initial=0)]
        return self._known_columns[row]

    def start(self, node: ast.expr | ast.keyword | ast.alias | ast.stmt) -> Position:
        return self.position(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.keyword | ast.alias | ast.stmt) -> Position:
        return self.position(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def between(self, start: Position, end: Position) -> str:
        """The text from `start` up to `end`, its line ends as "\\n"."""
        if start.row == end.row:
            return self.lines[start.row - 1][start.column - 1 : end.column - 1]
        first = self.lines[start.row - 1][start.column - 1 :]
        last = self.lines[end.row - 1][: end.column - 1]
        return "\n".join((first, *self.lines[start.row : end.row - 1], last))

    def segment(self, node: ast.expr | ast.keyword) -> str:
        """The text of `node`, without parentheses around it."""
        return self.between(self.start(node), self.end(node))

    def one_line(self, node: ast.expr) -> str:
        """The text of `node` as it can stand among arguments: on one line, without comments; also of a node that was made."""
        if not hasattr(node, "lineno"):
            return ast.unparse(node)
        text = self.segment(node)
        return ast.unparse(node) if isinstance(node, _IN_PARENTHESES) or any(mark in text for mark in "\n#\\") else text


def is_literal(node: ast.expr) -> bool:
    """Whether `node` is a value as such, with no name in it."""
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
