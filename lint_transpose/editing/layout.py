"""How the arguments of one call are laid out in the text: parentheses, commas, comments and lines.

`ast` says where the expressions stand. What is left between them is brackets, commas, names and comments, never a string,
and is scanned here. All offsets are into the text of the call's lines, joined by "\\n".
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ..record.dataclasses import dataclass
from ..text.finding import Edit, Position
from ..text.source import Source

_GAP = re.compile(r"(?P<blank>[ \t\f\n]+|\\\n)|(?P<comment>#[^\n]*)|(?P<mark>[(),=]|\*\*?|\w+)")


class OddTextError(Exception):
    """The text is not laid out in a way that can be edited surely."""


@dataclass(frozen=True, slots=True)
class Item:
    """One argument as written, with its name, star and parentheses; `comma` is the offset of the comma after it."""

    node: ast.expr | ast.keyword
    start: int
    end: int
    comma: int | None


class Layout:
    """The arguments of `call`, in the order of the text.

    Raises OddTextError where the text between them is not what the tree says.
    """

    def __init__(self, source: Source, call: ast.Call) -> None:
        self._source = source
        self._first_row = call.lineno
        lines = source.lines[call.lineno - 1 : call.end_lineno]
        self.text = "\n".join(lines)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.items: list[Item] = []
        self._scan(call)

    def edit(self, start: int, end: int, content: str) -> Edit:
        return Edit(self._position(start), self._position(end), content)

    def value_span(self, item: Item) -> tuple[int, int]:
        """The expression of an item with the parentheses around it; without them where a comment stands between."""
        expression = item.node.value if isinstance(item.node, ast.keyword) else item.node
        start, end = self._span(expression)
        opening, closing = list(self._marks(item.start, start)), list(self._marks(end, item.end))
        if isinstance(item.node, ast.keyword):
            if [mark for _, mark in opening[1:2]] != ["="]:
                raise OddTextError
            opening = opening[2:]
        if isinstance(item.node, ast.Starred) or any(mark != "(" for _, mark in opening):
            raise OddTextError
        if len(opening) != len(closing) or any(mark != ")" for _, mark in closing):
            raise OddTextError
        if not opening or "#" in self.text[opening[0][0] : start] or "#" in self.text[end : item.end]:
            return start, end
        return opening[0][0], closing[-1][0] + 1

    def appended(self, texts: Sequence[str]) -> Iterator[Edit]:
        """Arguments added after the last one: each on its own line where the others stand so, else on the last one's."""
        if not self.items:
            yield self.edit(self._opened, self._opened, ", ".join(texts))
            return
        last = self.items[-1]
        # The first may stand on the line of the bracket, with the others aligned below it.
        if not all(self._starts_line(item) for item in self.items[1:] or self.items):
            yield self.edit(last.end, last.end, "".join(f", {text}" for text in texts))
            return
        indent = self.text[self._line_start(last.start) : last.start]
        behind = last.end if last.comma is None else last.comma + 1
        line_end = self._line_end(behind)
        rest = self.text[behind:line_end]
        new_lines = f",\n{indent}".join(texts)
        if last.comma is not None:
            place = line_end if not rest.strip() or rest.lstrip().startswith("#") else behind
            yield self.edit(place, place, f"\n{indent}{new_lines},")
        elif rest.lstrip().startswith("#"):
            yield self.edit(behind, line_end, f",{rest}\n{indent}{new_lines}")
        else:
            yield self.edit(behind, behind, f",\n{indent}{new_lines}")

    def without(self, gone: Sequence[Item]) -> Iterator[Edit]:
        """The removal of items with their commas and of the lines left empty. Comments stay."""
        # Items that only blanks part go as one, so that no blanks are left between them.
        spans: list[tuple[int, int]] = []
        for item in sorted(gone, key=lambda item: item.start):
            if has_comment(self.text[item.start : item.end]):
                raise OddTextError
            for start, end in self._pieces(item, gone):
                if spans and not self.text[spans[-1][1] : start].strip(" \t\f\n\\"):
                    spans[-1] = min(start, spans[-1][0]), end
                else:
                    spans.append((start, end))
        for start, end in spans:
            yield self.edit(*self._widened(start, end), "")

    def _pieces(self, item: Item, gone: Sequence[Item]) -> Iterator[tuple[int, int]]:
        """What to delete for one item: itself and one comma."""
        if item.comma is None:
            kept = [other for other in self.items if other.start < item.start and other not in gone]
            start = kept[-1].end if kept else item.start
            if not self._comment_between(start, item.start) and not self._rest(item.end).startswith("#"):
                yield start, item.end
            else:
                yield item.start, item.end
        elif self._comment_between(item.end, item.comma):
            yield item.start, item.end
            yield item.comma, item.comma + 1
        else:
            yield item.start, item.comma + 1

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """A deletion, widened over the blanks and lines that would be left behind."""
        line_start = self._line_start(start)
        before = self.text[line_start:start]
        rest = self._rest(end)
        if not before.strip() and rest in ("", "\\") and self._line_end(end) < len(self.text):
            return line_start, self._line_end(end) + 1
        if before.strip() and (rest in ("", "\\") or rest[0] in "#)"):
            return line_start + len(before.rstrip()), end
        return start, self._line_end(end) - len(rest)

    def _scan(self, call: ast.Call) -> None:
        nodes: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        spans = sorted(((*self._span(node), node) for node in nodes), key=lambda span: span[0])
        close = self._span(call)[1] - 1
        gaps = [self._span(call.func)[1], *(end for _, end, _ in spans)]
        marks = [
            list(self._marks(gap, start)) for gap, start in zip(gaps, [*(s for s, _, _ in spans), close + 1], strict=True)
        ]
        if self.text[close : close + 1] != ")" or not marks[-1]:
            raise OddTextError
        marks[-1].pop()
        # The first bracket that opens after the function is the call's own.
        ahead = [mark for mark in marks[0] if mark[1] != ")"] if spans or marks[0] else marks[0]
        if not ahead or ahead[0][1] != "(" or any(mark != ")" for _, mark in marks[0][: -len(ahead)]):
            raise OddTextError
        self._opened = ahead[0][0] + 1
        marks[0] = ahead[1:]
        if not spans and marks[0]:
            raise OddTextError
        for index, (start, end, node) in enumerate(spans):
            opening = [offset for offset, mark in marks[index] if mark == "("]
            behind = marks[index + 1]
            closing = [offset for offset, mark in behind if mark == ")"]
            commas = [offset for offset, mark in behind if mark == ","]
            is_last = index == len(spans) - 1
            expected = ")" * len(opening) + "," * len(commas)
            if len(opening) != len(closing) or len(commas) > 1 or not (commas or is_last):
                raise OddTextError
            written = "".join(mark for _, mark in behind)
            if written != (expected if is_last else expected + "(" * (len(behind) - len(expected))):
                raise OddTextError
            self.items.append(
                Item(
                    node,
                    min([start, *opening]),
                    max([end, *(offset + 1 for offset in closing)]),
                    commas[0] if commas else None,
                )
            )

    def _marks(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The marks and names between two expressions, with their offsets."""
        while start < end:
            match = _GAP.match(self.text, start, end)
            if match is None:
                raise OddTextError
            if match.lastgroup == "mark":
                yield start, match[0]
            start = match.end()

    def _comment_between(self, start: int, end: int) -> bool:
        """Whether a comment stands between two offsets, other than inside an item."""
        inside = [item for item in self.items if start <= item.start and item.end <= end]
        edges = [start, *(edge for item in inside for edge in (item.start, item.end)), end]
        return any("#" in self.text[edges[index] : edges[index + 1]] for index in range(0, len(edges), 2))

    def _span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        return self._offset(self._source.start(node)), self._offset(self._source.end(node))

    def _offset(self, position: Position) -> int:
        return self._starts[position.row - self._first_row] + position.column - 1

    def _position(self, offset: int) -> Position:
        index = bisect_right(self._starts, offset) - 1
        return Position(self._first_row + index, offset - self._starts[index] + 1)

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def _rest(self, offset: int) -> str:
        """What stands after `offset` on its line."""
        return self.text[offset : self._line_end(offset)].lstrip()

    def _starts_line(self, item: Item) -> bool:
        return not self.text[self._line_start(item.start) : item.start].strip()


def has_comment(text: str) -> bool:
    """Whether an expression's text holds a comment."""
    if "#" not in text:
        return False
    import tokenize
    from io import StringIO

    try:
        tokens = list(tokenize.generate_tokens(StringIO(f"({text}\n)").readline))
    except (tokenize.TokenError, SyntaxError):
        return True
    return any(token.type == tokenize.COMMENT for token in tokens)
