"""Does a text say of itself that it is a port from PyTorch?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from ..index.bindings import LOOPS
from ..index.endings import TRIES
from ..index.module import Module

# By their own names: a class that is called UpConvTranspose is not PyTorch's.
_MENTIONS = re.compile(
    r"(?<![A-Za-z0-9_])(?:Lazy)?ConvTranspose(?:[123]d)?(?!\w)|(?<!\w)conv_transpose[123]d|pytorch", re.IGNORECASE
)
# "torch" by itself, which may be a torch of any kind, and a word for porting in the same remark: 参考torch实现.
_TORCH = re.compile(r"(?<![A-Za-z0-9_.])torch(?!\.?[A-Za-z0-9_])", re.IGNORECASE)
_PORTS = re.compile(r"移植|迁移|参考|对齐|仿照|改写|翻译|复现|一致|(?<![A-Za-z])port(?:ed)? (?:of|from)", re.IGNORECASE)
# Whatever `_MENTIONS` and `_TORCH` find holds one of these.
_STEMS = ("convtranspose", "conv_transpose", "torch")
_PORTED_FROM = re.compile(r"#\s*ported-from:\s*(\S+)")


def _names_original(remark: str) -> bool:
    """Whether a comment or docstring says that there is a PyTorch original."""
    if _MENTIONS.search(remark):
        return True
    # Sentence by sentence, for a docstring may speak of many things.
    return any(_TORCH.search(line) and _PORTS.search(line) for line in remark.splitlines())


class Evidence:
    """The porting evidence that one file holds."""

    def __init__(self, module: Module) -> None:
        self._module = module

    @cached_property
    def whole_file(self) -> bool:
        """Whether the file imports torch, or mentions PyTorch or its layers in a comment or docstring."""
        if any(self._imports()):
            return True
        text = self._module.source.text.casefold()
        return any(stem in text for stem in _STEMS) and any(map(_names_original, self._remarks()))

    def _imports(self) -> Iterator[str]:
        for bindings in self._module.bindings.values():
            for places in bindings.values():
                for place in places:
                    if place.imported.partition(".")[0] == "torch":
                        yield place.imported

    def _remarks(self) -> Iterator[str]:
        """The comments and docstrings."""
        for row, line in enumerate(self._module.source.lines, 1):
            if "#" in line and (comment := self._comment(row, line)):
                yield comment
        for node in (self._module.tree, *self._module.bindings, *self._module.classes):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                yield ast.get_docstring(node, clean=False) or ""

    @cached_property
    def _strings(self) -> dict[int, list[tuple[int, int]]]:
        """For each row, the columns (in characters, from 0) that string literals take."""
        taken: dict[int, list[tuple[int, int]]] = {}
        source = self._module.source
        for node in self._module.parents:
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))):
                start, end = source.start(node), source.end(node)
                for row in range(start.row, end.row + 1):
                    first = start.column - 1 if row == start.row else 0
                    last = end.column - 1 if row == end.row else len(source.lines[row - 1])
                    taken.setdefault(row, []).append((first, last))
        return taken

    def _comment(self, row: int, line: str) -> str:
        """The comment at the end of a line; a "#" within a string is none."""
        column = line.find("#")
        while column >= 0:
            if not any(first <= column < last for first, last in self._strings.get(row, ())):
                return line[column:]
            column = line.find("#", column + 1)
        return ""

    @cached_property
    def _ported_from(self) -> dict[int, str]:
        """What `# ported-from:` names, by row."""
        if "ported-from" not in self._module.source.text:
            return {}
        found = {}
        for row, line in enumerate(self._module.source.lines, 1):
            if "ported-from" in line and (match := _PORTED_FROM.search(self._comment(row, line))):
                found[row] = match[1]
        return found

    def origin(self, node: ast.AST) -> str | None:
        """What `# ported-from:` names for the layer built at `node`: on the layer, its function or class, or the file."""
        if not self._ported_from:
            return None
        module = self._module
        while node is not module.tree:
            if isinstance(node, (ast.Call, ast.stmt)):
                for row in self._rows(node):
                    if row in self._ported_from:
                        return self._ported_from[row]
            node = module.parents[node]
        first = next((statement.lineno for statement in module.tree.body), 1)
        return next((name for row, name in self._ported_from.items() if self._heads_file(row, first)), None)

    def _rows(self, node: ast.Call | ast.stmt) -> Iterator[int]:
        """The rows on which a remark speaks of `node`: its own (of a definition the first), and the comments right above."""
        definition = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        compound = definition or isinstance(node, (ast.If, *LOOPS, ast.With, ast.AsyncWith, ast.Match, *TRIES))
        yield from range(node.lineno, (node.lineno if compound else node.end_lineno or node.lineno) + 1)
        row = min((item.lineno for item in getattr(node, "decorator_list", ())), default=node.lineno) - 1
        lines = self._module.source.lines
        while row >= 1 and lines[row - 1].lstrip().startswith("#"):
            yield row
            row -= 1

    def _heads_file(self, row: int, first: int) -> bool:
        """Whether the remark on `row` stands on its own among the file's first lines, unindented."""
        line = self._module.source.lines[row - 1]
        if not line.startswith("#"):
            return False
        body = self._module.tree.body
        definitions = [node.lineno for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        following = self._module.source.lines[row] if row < len(self._module.source.lines) else ""
        return row <= first or (row < min(definitions, default=row + 1) and not following.strip())
