"""Shrinks a program that fails to a small one that fails in the same way."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator

from .running import Program

Fails = Callable[[Program], bool]
SECONDS = 60.0


def shrunk(program: Program, fails: Fails, seconds: float = SECONDS) -> Program:
    """The smallest program found by dropping and unwrapping parts, for which `fails` still holds."""
    end = time.monotonic() + seconds
    best = Program(ast.unparse(ast.parse(program.text)) + "\n", program.entries)
    if not fails(best):
        return program
    again = True
    while again and time.monotonic() < end:
        again = False
        index = 0
        while time.monotonic() < end:
            candidate = _nth(best, index)
            if candidate is None:
                break
            if _size(candidate) < _size(best) and _compiles(candidate) and fails(candidate):
                best, again = candidate, True
            else:
                index += 1
    return best


def _size(program: Program) -> int:
    return len(program.text) + sum(len(expression) for entry in program.entries for expression in entry)


def _compiles(program: Program) -> bool:
    try:
        compile(program.text, "program.py", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _nth(program: Program, index: int) -> Program | None:
    """The candidate with this number; None past the last."""
    entries = list(_fewer_entries(program.entries))
    if index < len(entries):
        return Program(program.text, entries[index])
    tree = ast.parse(program.text)
    edits = list(_edits(tree))
    if index - len(entries) >= len(edits):
        return None
    edits[index - len(entries)]()
    try:
        return Program(ast.unparse(ast.fix_missing_locations(tree)) + "\n", program.entries)
    except (AttributeError, ValueError, TypeError, IndexError):
        return program


def _fewer_entries(entries: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    for index, entry in enumerate(entries):
        yield entries[:index] + entries[index + 1 :]
        if len(entry) > 1:
            for expression in entry:
                yield (*entries[:index], (expression,), *entries[index + 1 :])


def _edits(tree: ast.AST) -> Iterator[Callable[[], None]]:
    """Every way to make the tree smaller by one step, the big steps first."""
    yield from _of_statements(tree)
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and name in ("decorator_list", "bases", "args", "keywords", "handlers", "cases"):
                for index in range(len(value)):
                    yield lambda value=value, index=index: value.__delitem__(index)
            if isinstance(value, list) and name in ("elts", "values", "defaults") and not isinstance(node, ast.Dict):
                for index in range(len(value)):
                    yield lambda value=value, index=index: value.__delitem__(index)
            if isinstance(value, list) and name in ("orelse", "finalbody") and value:
                yield lambda value=value: value.clear()
        if isinstance(node, ast.Dict):
            for index in range(len(node.keys)):
                yield lambda node=node, index=index: (node.keys.__delitem__(index), node.values.__delitem__(index))  # type: ignore[misc]
        yield from _of_expressions(node)


def _of_statements(tree: ast.AST) -> Iterator[Callable[[], None]]:
    bodies = [
        (value, index)
        for node in ast.walk(tree)
        for value in (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
        if isinstance(value, list)
        for index in range(len(value))
    ]
    for body, index in bodies:
        yield lambda body=body, index=index: _drop(body, index)
    for body, index in bodies:
        for inner in _inner(body[index]):
            yield lambda body=body, index=index, inner=inner: body.__setitem__(slice(index, index + 1), inner)


def _drop(body: list[ast.stmt], index: int) -> None:
    if len(body) == 1:
        body[0] = ast.Pass()
    else:
        del body[index]


def _inner(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar)):
        yield statement.body
        if getattr(statement, "orelse", None):
            yield statement.orelse  # type: ignore[union-attr]
        for handler in getattr(statement, "handlers", ()):
            yield handler.body
        if getattr(statement, "finalbody", None):
            yield statement.finalbody  # type: ignore[union-attr]
    if isinstance(statement, ast.Match):
        for case in statement.cases:
            yield case.body


def _of_expressions(node: ast.AST) -> Iterator[Callable[[], None]]:
    """Conditional expressions, operations and calls replaced by a part of theirs."""
    for name, value in ast.iter_fields(node):
        parts: list[ast.expr] = []
        if isinstance(value, ast.IfExp):
            parts = [value.body, value.orelse]
        elif isinstance(value, ast.BoolOp):
            parts = value.values
        elif isinstance(value, (ast.BinOp,)):
            parts = [value.left, value.right]
        elif isinstance(value, ast.Call) and not isinstance(node, ast.Expr):
            parts = [*value.args, *(keyword.value for keyword in value.keywords)]
        for part in parts:
            if not isinstance(part, ast.Starred):
                yield lambda node=node, name=name, part=part: setattr(node, name, part)
