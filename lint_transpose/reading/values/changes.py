"""What a dict, list or set holds after a statement that changes it in place: `d.update(p=1)`, `del d["p"]`, `ks.append(3)`."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ...layers.call import Unknown, Value
from ..index.bindings import Binding
from ..index.cells import is_mutable
from ..index.names import first_name, name_of
from ..index.nodes import walk
from .limits import LONGEST
from .objects import Frame
from .operations import Chained, Ordered, Series, holds_unknown, is_key, is_plain

if TYPE_CHECKING:
    from .questions import Reader

_ON_SHAPES = frozenset({"append", "extend", "insert", "pop", "popitem", "clear", "reverse", "update", "setdefault"})
"""Methods that do not look at the items, so that some may be unknown."""
_METHODS: Mapping[type, frozenset[str]] = {
    dict: frozenset({"update", "setdefault", "pop", "popitem", "clear"}),
    list: frozenset({"append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort"}),
    set: frozenset({"add", "discard", "remove", "update", "clear"}),
}


def changed(reader: Reader, binding: Binding, before: Value, frame: Frame) -> Value:
    """What the name of `binding` holds after the statement, `before` being what it held until then."""
    unknown = Unknown(f"{binding.name} is changed in place")
    if isinstance(before, Chained):
        return unknown
    if not isinstance(before, (dict, list, set)):
        return unknown if isinstance(before, tuple) and is_mutable(before) else before
    statement = binding.statement
    if isinstance(statement, ast.Delete):
        without = _without(reader, binding, before, frame)
        return unknown if without is None else without
    call = statement.value if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return)) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or name_of(call.func.value) != binding.name:
        return unknown
    if any(name_of(argument) == binding.name for argument in call.args):  # it may hold itself
        return unknown
    after = _called(reader, call, call.func.attr, before, frame)
    return unknown if after is None else after


def _without(reader: Reader, binding: Binding, before: Value, frame: Frame) -> Value:
    """`del name[key]`; None where that is not all."""
    statement = binding.statement
    assert isinstance(statement, ast.Delete)
    if len(statement.targets) != 1 or binding.key is None or not isinstance(before, (dict, list)):
        return None
    key = reader.evaluate(binding.key, frame)
    target = statement.targets[0]
    if not is_key(key) or not isinstance(target, ast.Subscript) or name_of(target.value) != binding.name:
        return None
    return _attempt(before, lambda after: after.__delitem__(key))


def _called(reader: Reader, call: ast.Call, method: str, before: Value, frame: Frame) -> Value:
    """After `name.method(...)`; None where the arguments are undecided."""
    kind = dict if isinstance(before, Ordered) else type(before)
    if method not in _METHODS.get(kind, ()) or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    if any(isinstance(argument, ast.GeneratorExp) and _may_look_at(argument, call) for argument in call.args):
        return None
    given = [reader.evaluate(argument, frame) for argument in call.args]
    keywords: dict[str, Value] = {}
    for keyword in call.keywords:
        value = reader.evaluate(keyword.value, frame)
        spread = {keyword.arg: value} if keyword.arg is not None else value
        if not isinstance(spread, dict) or not all(isinstance(name, str) for name in spread):
            return None
        keywords.update(spread)
    if _needs_all(method) and any(map(holds_unknown, (before, *given, *keywords.values()))):
        return None
    if not _may_pass(before, method, given):
        return None
    return _attempt(before, lambda after: getattr(after, method)(*given, **keywords))


def _may_look_at(items: ast.GeneratorExp, call: ast.Call) -> bool:
    """Whether `items`, which are made one by one while `call` takes them in, may look at what it has taken in by then."""
    assert isinstance(call.func, ast.Attribute)
    changed_names = {node.id for node in walk(call.func.value) if isinstance(node, ast.Name)}
    return any(
        (isinstance(node, ast.Name) and node.id in changed_names)
        or (isinstance(node, ast.Call) and not hasattr(builtins, first_name(node.func)))
        for node in walk(items)
    )


def _needs_all(method: str) -> bool:
    """Whether `method` looks at the items, so that all have to be known."""
    return method not in _ON_SHAPES


def _may_pass(before: Value, method: str, given: list[Value]) -> bool:
    """Whether what the method looks at of its arguments is known."""
    if method in ("extend", "update") and not isinstance(before, dict):
        return all(isinstance(value, (list, tuple, dict)) for value in given)
    if method == "update":
        return all(isinstance(value, dict) or _is_pairs(value) for value in given)
    if isinstance(before, dict):
        return all(map(is_key, given[:1]))
    if method in ("insert", "pop"):
        return all(isinstance(value, int) for value in given[:1])
    return True


def _is_pairs(value: Value) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and is_key(pair[0]) for pair in value
    )


def _attempt(before: Any, change: Callable[[Any], Any]) -> Value:
    """A copy of `before` that is changed; None where the change raises, or makes too much of it."""
    after = before.copy()
    try:
        change(after)
    except Exception:  # whatever wrong arguments may raise
        return None
    return after if len(after) <= LONGEST and is_plain(after) and not isinstance(before, Series) else None
