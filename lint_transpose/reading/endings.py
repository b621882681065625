"""Where control may leave a block before its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain

from .names import names_in

Block = list[ast.stmt]

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_EXITS = frozenset({"exit", "quit", "_exit", "abort"})


def chain_of(statement: ast.If) -> Iterator[Block]:
    """The blocks of an if with all its elifs, and of its else (empty without one)."""
    while True:
        yield statement.body
        if len(statement.orelse) != 1 or not isinstance(statement.orelse[0], ast.If):
            break
        statement = statement.orelse[0]
    yield statement.orelse


def ends(block: Block) -> bool:
    """Whether control never leaves `block` at its end."""
    while block:
        last = block[-1]
        if isinstance(last, _ENDS) or _is_exit(last):
            return True
        if isinstance(last, (ast.With, ast.AsyncWith)) and not _suppresses(last):
            block = last.body
        elif isinstance(last, ast.Try):
            if any(not ends(handler.body) for handler in last.handlers) and not ends(last.finalbody):
                return False
            block = last.finalbody if ends(last.finalbody) else last.orelse or last.body
        elif isinstance(last, ast.If) and ends(last.body):
            block = last.orelse
        else:
            return False
    return False


def _is_exit(statement: ast.stmt) -> bool:
    """`sys.exit()` and the like."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and next(names_in(call.func), "") in _EXITS


def _suppresses(statement: ast.With | ast.AsyncWith) -> bool:
    """Whether what its body raises may end with it: `with contextlib.suppress(...)`, `with pytest.raises(...)`."""
    return any(name in ("suppress", "raises") for item in statement.items for name in names_in(item.context_expr))


def may_end(statement: ast.stmt) -> bool:
    """Whether the rest of the block may be out of reach behind `statement`."""
    if isinstance(statement, ast.If):
        return any(map(may_end, chain.from_iterable(chain_of(statement))))
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return not _suppresses(statement) and any(map(may_end, statement.body))
    return isinstance(statement, (ast.Assert, *_ENDS)) or _is_exit(statement) or ends([statement])
