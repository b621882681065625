"""Places where a text reckons with what may raise."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from .catching import Errors, may_catch
from .endings import TRIES
from .module import Module

_ASKS = re.compile(r"hasattr|isinstance|version|import_?error|available|is_mindspore|is_ms", re.IGNORECASE)
_VERSION = re.compile(r"version", re.IGNORECASE)


def is_guarded(module: Module, node: ast.AST, errors: Errors) -> bool:
    """Whether `node` stands in a try that may catch `errors`, or behind a test of what there is (`hasattr`, a version)."""
    asks = _occurs(_ASKS, module.source.text)
    while node is not module.tree:
        parent = module.parents[node]
        if isinstance(parent, TRIES) and parent.handlers:
            kinds = [handler.type for handler in parent.handlers]
            if node not in parent.body or any(kind is None or may_catch(module, kind, errors) for kind in kinds):
                return True
        if asks and isinstance(parent, (ast.If, ast.IfExp, ast.While)) and node is not parent.test and _asks(parent.test):
            return True
        if asks and isinstance(parent, ast.BoolOp) and any(_asks(value) for value in parent.values if value is not node):
            return True
        node = parent
    return False


def behind_version(module: Module, node: ast.AST) -> str:
    """The nearest test of a version that decides whether control reaches `node`, in words; empty without one.

    What stands there may be meant for other releases than the one that is checked for.
    """
    while _occurs(_VERSION, module.source.text) and node is not module.tree:
        parent = module.parents[node]
        if isinstance(parent, (ast.If, ast.IfExp)) and node is not parent.test and _names(parent.test, _VERSION):
            holds = node is parent.body if isinstance(parent, ast.IfExp) else node in parent.body
            return f"where {' '.join(module.source.one_line(parent.test).split())} is {'true' if holds else 'false'}"
        node = parent
    return ""


@lru_cache(maxsize=4)
def _occurs(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text names such a thing anywhere: few do, and their tests alone are worth a look."""
    return pattern.search(text) is not None


def _asks(test: ast.expr) -> bool:
    return _names(test, _ASKS)


def _names(test: ast.expr, pattern: re.Pattern[str]) -> bool:
    """Whether `test` names something that is called like `pattern`."""
    return any(
        pattern.search(node.id if isinstance(node, ast.Name) else node.attr)
        for node in ast.walk(test)
        if isinstance(node, (ast.Name, ast.Attribute))
    )
