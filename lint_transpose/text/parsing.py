"""From text to tree."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from ..languages import Phrase
from .escaping import plain

_DEEPEST_TREE = 10_000
_TOO_DEEP = Phrase("too_deep_to_parse", "too deeply nested to be parsed")
# Filters of warnings and the limit of recursion are the process's: of two threads that put back what they found, the second
# one would put back what the first had changed.
_CHANGING = Lock()


def parse(source: str, filename: str) -> ast.Module:
    """The tree of `source`. Raises SyntaxError, also where the parser itself gives up."""
    try:
        with _CHANGING, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(source, filename)
            except RecursionError:
                with _deeper_recursion():
                    return ast.parse(source, filename)
    except ValueError as error:  # null bytes, in older Pythons
        raise SyntaxError(str(error)) from None
    except (RecursionError, MemoryError):
        raise SyntaxError(str(_TOO_DEEP)) from None


@contextmanager
def _deeper_recursion() -> Iterator[None]:
    """Let the parser build trees 10,000 deep, as most Pythons do: 3.11 stops at three times the limit for Python's own calls.

    Only 3.12 has a limit of its own, of 3,000, that nothing raises.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEPEST_TREE // 3))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def parses(text: str) -> SyntaxError | None:
    """The error that keeps `text` from being Python, or None."""
    try:
        parse(text, "")
    except SyntaxError as error:
        return error
    return None


def described(error: SyntaxError) -> Phrase:
    """A syntax error on one line; what is wrong is said in Python's own words."""
    why = _TOO_DEEP if error.msg == str(_TOO_DEEP) else plain(error.msg)
    if not error.lineno:
        return Phrase("syntax_error", "syntax error: {why}", why=why)
    return Phrase("syntax_error_in", "syntax error in line {row}: {why}", row=error.lineno, why=why)
