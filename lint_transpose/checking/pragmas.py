"""pylint's comments: `# pylint: disable=`, `disable-next=`, `enable=`, `skip-file`, read as pylint reads them.

A comment beside code holds for the smallest piece of code that reaches its line, which nearly always ends there. A comment on
a line of its own holds to the end of the block that it stands in, `disable-next` for the line after it.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import NamedTuple

from ..rules import RULES
from ..text.finding import Finding
from ..text.parsing import parse

_PRAGMA = re.compile(
    r"(?:^\s*#.*|\s*|\s*#.*(?=#.*?\bpylint:))"  # the comment itself, or what stands before one within it
    r"#.*?\bpylint:\s*([^;#\n]+)"
)
_TOKEN = re.compile(
    r"(?P<keyword>\b(?:disable-next|disable-msg|disable-all|enable-msg|skip-file|disable|enable)\b)"
    r"|(?P<name>[0-9A-Za-z_-]{2,})|(?P<assign>=)|(?P<category>[CREIWF]\d*)"
)
_WHOLE_FILE = frozenset({"disable-all", "skip-file"})
_CHECKER = "lint-transpose"


class _Pragma(NamedTuple):
    row: int
    action: str
    names: tuple[str, ...]


def without_disabled(findings: Iterable[Finding], text: str) -> list[Finding]:
    """The findings in `text` that no comment for pylint disables."""
    try:
        pragmas = list(_pragmas(text))
        tree = parse(text, "") if pragmas else None
    except (SyntaxError, ValueError):
        return list(findings)
    disabled: set[tuple[str, int]] = set()
    for row, action, names in pragmas:
        if action in _WHOLE_FILE or (action == "disable" and "all" in names):
            return []
        assert tree is not None
        first = row + 1 if action == "disable-next" else row
        last = first if action == "disable-next" else _end(tree, row)
        rows = {(code, each) for name in names for code in _codes(name) for each in range(first, last + 1)}
        disabled = disabled - rows if action.startswith("enable") else disabled | rows
    return [finding for finding in findings if (finding.code, finding.start.row) not in disabled]


def _codes(name: str) -> frozenset[str]:
    """The codes of the rules that pylint knows by this name: one rule's, a category's, or all."""
    upper = name.upper()
    return frozenset(
        rule.code
        for rule in RULES
        if name in (rule.code, rule.symbol, "all") or upper in (rule.pylint_id, _CHECKER.upper()) or upper == rule.pylint_id[0]
    )


def _pragmas(text: str) -> Iterator[_Pragma]:
    """The comments that speak to pylint, in their order. Raises SyntaxError where the text has no tokens."""
    previous_row = 0
    ended = ends = True  # whether a line end came before this row, and whether one has come in it
    try:
        for token in tokenize.generate_tokens(StringIO(text, newline=None).readline):
            row = token.start[0]
            if previous_row not in (0, row):
                ended, ends = ends, False
            previous_row = row
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                ends = True
            match = _PRAGMA.search(token.string) if token.type == tokenize.COMMENT else None
            if match:
                # After a backslash, two rows are one.
                yield from _parsed(match[1], row if ended else row - 1)
    except tokenize.TokenError as error:
        raise SyntaxError(str(error)) from error


def _parsed(text: str, row: int) -> Iterator[_Pragma]:
    """What one comment says, up to the first thing that pylint would refuse."""
    action = ""
    names: list[str] = []
    wants_assign = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if wants_assign is not (kind == "assign"):
            return
        wants_assign = False
        if kind == "keyword":
            if action and not names and action not in _WHOLE_FILE:
                return
            if action:
                yield _Pragma(row, action, tuple(names))
            action, names = token[0], []
            wants_assign = action not in _WHOLE_FILE
        elif kind != "assign":
            names.append(token[0])
    if names or action in _WHOLE_FILE:
        yield _Pragma(row, action, tuple(names))


def _end(tree: ast.Module, row: int) -> int:
    """The last row for which a comment in `row` holds: that of the smallest node which reaches the row."""
    last = max((statement.end_lineno or 0 for statement in tree.body), default=row)
    node: ast.AST | None = tree
    while node is not None:
        reached = next((span for span in _children(node) if span[0] <= row <= span[1]), None)
        if reached is None:
            break
        first, end, node = reached
        if node is None or _own_row(node) <= row:  # not among the decorators of a definition
            last = end
        if first == end:
            break
    return max(last, row)


def _own_row(node: ast.AST) -> int:
    """The row where a node begins to pylint: a decorated function where it would if nothing stood between decorators."""
    decorators = getattr(node, "decorator_list", None)
    if decorators and not isinstance(node, ast.ClassDef):
        rows: int = decorators[0].lineno + sum(each.end_lineno - each.lineno + 1 for each in decorators)
        return rows
    return getattr(node, "lineno", 0)


def _children(node: ast.AST) -> Iterator[tuple[int, int, ast.AST | None]]:
    """First row, last row and node of what pylint's tree has below `node`, in its order."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield from _of_definition(node)
        return
    for child in _without_docstring(node.body) if isinstance(node, ast.Module) else ast.iter_child_nodes(node):
        yield from _spanned(child)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements that are nodes to pylint."""
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    return body[1:] if isinstance(first, ast.Constant) and isinstance(first.value, str) else body


def _of_definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[tuple[int, int, ast.AST | None]]:
    for decorator in node.decorator_list:
        yield from _spanned(decorator)
    if node.decorator_list:
        yield node.decorator_list[0].lineno, node.decorator_list[-1].end_lineno or 0, None
    if isinstance(node, ast.ClassDef):
        for part in (*node.bases, *node.keywords):
            yield from _spanned(part)
    else:
        arguments = [span for part in ast.iter_child_nodes(node.args) for span in _spanned(part)]
        yield from arguments
        yield next(_spanned(node.args), (node.lineno, node.lineno, None))
        if node.returns:
            yield from _spanned(node.returns)
    for statement in _without_docstring(node.body):
        yield from _spanned(statement)


def _spanned(node: ast.AST) -> Iterator[tuple[int, int, ast.AST | None]]:
    """The node. pylint looks into none that has no place of its own: arguments, a comprehension's part, a case."""
    if isinstance(node, (ast.expr, ast.stmt, ast.keyword, ast.arg, ast.ExceptHandler, ast.alias, ast.pattern)):
        decorators = getattr(node, "decorator_list", None)
        yield decorators[0].lineno if decorators else node.lineno, node.end_lineno or node.lineno, node
        return
    spans = [span for child in ast.iter_child_nodes(node) for span in _spanned(child)]
    if isinstance(node, ast.withitem):
        yield from spans
    elif spans:
        yield min(first for first, _, _ in spans), max(last for _, last, _ in spans), None
