"""Places where a text reckons with what may raise."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ...languages import Phrase, Text
from ..index.catching import Errors, may_catch
from ..index.endings import TRIES
from ..index.module import Module
from ..index.nodes import walk
from ..values.operations import truth
from ..values.worlds import Infeasible, worlds

if TYPE_CHECKING:
    from ..values.questions import Reader

_ASKS = re.compile(r"hasattr|isinstance|version|import_?error|available|is_mindspore|is_ms", re.IGNORECASE)
_VERSION = re.compile(r"version", re.IGNORECASE)
_RELEASE = re.compile(r"__version__|metadata|pkg_resources")
_NAMES = (ast.Name, ast.Attribute)
_DEEPEST = 4
_MOST_WORLDS = 16


def is_guarded(module: Module, node: ast.AST, errors: Errors) -> bool:
    """Whether `node` stands in a try that may catch `errors`, or after a test of what there is (`hasattr`, a version)."""
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


def behind_version(reader: Reader, node: ast.AST) -> Text:
    """The nearest test of a version that decides whether control reaches `node`, and is open itself, in words; or nothing.

    What stands there may be meant for other releases than the one that is checked for.
    """
    module = reader.module
    if not _occurs(_VERSION, module.source.text):
        return ""
    while node is not module.tree:
        parent = module.parents[node]
        for test, holds, pattern in _tests_before(module, node, parent):
            if any(_is_open(reader, part, pattern) for part in _parts(test)):
                text = " ".join(module.source.one_line(test).split())
                if holds:
                    return Phrase("where_true", "where {test} is true", test=text)
                return Phrase("where_false", "where {test} is false", test=text)
        node = parent
    return ""


def _tests_before(module: Module, node: ast.AST, parent: ast.AST) -> Iterator[tuple[ast.expr, bool, re.Pattern[str]]]:
    """The tests that control passes on its way from `parent` to its part `node`, the nearest first: what they have to be,
    and what has to be named in them.
    """
    if isinstance(node, ast.stmt):
        block, index = module.places[node]
        for row in reversed(module.guards.get(id(block), ())):
            guard = block[row]
            if row < index and isinstance(guard, ast.If):
                yield guard.test, not module.ends(guard.body), _RELEASE
            elif row < index and isinstance(guard, ast.Assert):
                yield guard.test, True, _RELEASE
    if isinstance(parent, (ast.If, ast.IfExp)) and node is not parent.test:
        yield parent.test, node is parent.body if isinstance(parent, ast.IfExp) else node in parent.body, _VERSION
    elif isinstance(parent, ast.BoolOp):
        for value in parent.values[: parent.values.index(node)]:  # type: ignore[arg-type]
            yield value, isinstance(parent.op, ast.And), _RELEASE


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    """The tests that `test` is made of."""
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _parts(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _parts(test.operand)
    else:
        yield test


def _is_open(reader: Reader, test: ast.expr, pattern: re.Pattern[str]) -> bool:
    """Whether `test` is one of a version that the text does not decide for the release that is checked for."""
    if not _names(test, pattern) and _of_release(reader.module).isdisjoint(_mentioned(test)):
        return False
    frame = reader.frame_of(test, reader.module)
    found = set()
    for world in worlds(_MOST_WORLDS):
        reader.world = world
        try:
            found.add(truth(reader.evaluate(test, frame)))
        except Infeasible:
            continue
    return len(found) != 1 or None in found


@lru_cache(maxsize=1)
def _of_release(module: Module) -> frozenset[str]:
    """The names, of variables and of attributes, that are bound to what asks for the release, or to a function that does."""
    if not _occurs(_RELEASE, module.source.text):
        return frozenset()
    found, mentioned = set[str](), defaultdict[str, set[str]](set)
    for bindings in module.bindings.values():
        for name, places in bindings.items():
            name = name.removeprefix("self.")
            for place in places:
                asks = place.statement if place.kind == "definition" else place.value
                if _RELEASE.search(place.imported) or (asks is not None and _names(asks, _RELEASE)):
                    found.add(name)
                if place.value is not None:
                    mentioned[name] |= _mentioned(place.value)
    for _ in range(_DEEPEST - 1):
        found |= {name for name, others in mentioned.items() if not found.isdisjoint(others)}
    return frozenset(found)


def _mentioned(node: ast.AST) -> set[str]:
    return {item.id if isinstance(item, ast.Name) else item.attr for item in walk(node) if isinstance(item, _NAMES)}


@lru_cache(maxsize=4)
def _occurs(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text names such a thing anywhere: few do, and only their tests are worth a look."""
    return pattern.search(text) is not None


def _asks(test: ast.expr) -> bool:
    return _names(test, _ASKS)


def _names(test: ast.AST, pattern: re.Pattern[str]) -> bool:
    """Whether `test` names something that is called like `pattern`."""
    return any(map(pattern.search, _mentioned(test)))
