"""Where control may leave a block before its end."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from itertools import chain

from .names import names_in

Block = list[ast.stmt]

TRIES: tuple[type[ast.Try], ...] = (ast.Try, *filter(None, [getattr(ast, "TryStar", None)]))
"""A try, with `except` or (Python 3.11 and later) with `except*`."""

WITHS = (ast.With, ast.AsyncWith)

SWALLOWS = r"raises|suppress|xfail|expected_?failure|swallow|(?:expect|should|must|ignor|catch|captur)\w*(?:err|exc|rais|fail)"
_SWALLOWS = re.compile(SWALLOWS)  # of small letters: to ignore case takes three times as long

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_EXITS = frozenset({"exit", "quit", "_exit", "abort"})
_EXITING = ("", "sys", "os")
# They raise what ends a test.
_TEST_EXITS = frozenset({("pytest", "skip"), ("pytest", "fail"), ("pytest", "xfail"), ("self", "skipTest"), ("self", "fail")})


def chain_of(statement: ast.If) -> Iterator[Block]:
    """The blocks of an if with all its elifs, and of its else (empty without one)."""
    while True:
        yield statement.body
        if len(statement.orelse) != 1 or not isinstance(statement.orelse[0], ast.If):
            break
        statement = statement.orelse[0]
    yield statement.orelse


def ends(block: Block, swallowing: Collection[str]) -> bool:
    """Whether control never leaves `block` at its end. `swallowing` names the file's own managers that may end an error."""
    while block:
        last = block[-1]
        if isinstance(last, _ENDS) or _is_exit(last):
            return True
        if isinstance(last, WITHS) and not swallows(last, swallowing):
            block = last.body
        elif isinstance(last, TRIES):
            if ends(last.finalbody, swallowing):
                return True
            if any(not ends(handler.body, swallowing) for handler in last.handlers):
                return False
            if last.orelse and ends(last.body, swallowing):
                return True
            block = last.orelse or last.body
        elif isinstance(last, ast.If) and ends(last.body, swallowing):
            block = last.orelse
        else:
            return False
    return False


def _is_exit(statement: ast.stmt) -> bool:
    """`sys.exit()`, `pytest.skip()` and the like."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    names = names_in(call.func)
    last = next(names, "")
    owner = next(names, "")
    return (last in _EXITS and owner in _EXITING) or (owner, last) in _TEST_EXITS


def is_named_to_swallow(name: str) -> bool:
    """Whether what is called like this may end an error that its block raises: `pytest.raises`, `assertRaisesRegex`."""
    return _SWALLOWS.search(name.lower()) is not None


def swallows(statement: ast.stmt, swallowing: Collection[str]) -> bool:
    """Whether what the body of a with raises may end with it: `with contextlib.suppress(...)`, `with pytest.raises(...)`."""
    return isinstance(statement, WITHS) and any(
        is_named_to_swallow(name) or name == "subTest" or name in swallowing
        for item in statement.items
        for name in names_in(item.context_expr)
    )


def may_end(statement: ast.stmt, swallowing: Collection[str]) -> bool:
    """Whether the rest of the block may be out of reach after `statement`."""
    if isinstance(statement, ast.If):
        return any(may_end(item, swallowing) for item in chain.from_iterable(chain_of(statement)))
    if isinstance(statement, WITHS):
        return not swallows(statement, swallowing) and any(may_end(item, swallowing) for item in statement.body)
    return isinstance(statement, (ast.Assert, *_ENDS)) or _is_exit(statement) or ends([statement], swallowing)


def leaves(block: Block) -> bool:
    """Whether `block`, the finally of a try, may be left by a return, break or continue, which ends an error, too, or by
    another error, which takes its place.
    """
    stack: list[tuple[ast.AST, bool]] = [(statement, False) for statement in block]
    while stack:
        node, in_loop = stack.pop()
        if isinstance(node, (ast.Return, ast.Raise)) or (isinstance(node, (ast.Break, ast.Continue)) and not in_loop):
            return True
        if isinstance(node, ast.stmt) and _is_exit(node):
            return True
        if isinstance(node, (ast.stmt, ast.excepthandler, ast.match_case)) and not isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        ):
            in_loop = in_loop or isinstance(node, (ast.For, ast.AsyncFor, ast.While))
            stack.extend((child, in_loop) for child in ast.iter_child_nodes(node))
    return False
