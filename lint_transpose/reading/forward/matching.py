"""`match`: which case a subject fits, and what its pattern takes of it."""

from __future__ import annotations

import ast
from functools import partial

from ...layers.call import Symbol, Unknown, Value
from ..index.names import captured
from ..values import operations
from ..values.worlds import Meaning
from . import names
from .described import attribute_if_any
from .heap import (
    Cls,
    Machine,
    Obj,
    OpenDict,
    Raised,
    Scope,
    Signal,
    Stop,
    items_of,
    runs_own_method,
    unsure,
)

_Taken = dict[str, Value]
_SEQUENCES = (list, tuple)
# Their one positional pattern stands for the value itself.
_WHOLE = frozenset({"bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple"})


class _Undecided(Exception):
    pass


def match(m: Machine, node: ast.Match, scope: Scope) -> Signal:
    subject = m.evaluate(node.subject, scope)
    for index, case in enumerate(node.cases):
        taken: _Taken = {}
        try:
            fits = _fits(m, case.pattern, subject, scope, taken)
        except _Undecided:
            fits = m.choose(case.pattern, 2, partial(_in_case, index, node.lineno)) == 0
            taken = {name: unsure("what a pattern takes") for name in captured(case.pattern)}
            if isinstance(case.pattern, ast.MatchAs) and case.pattern.name is not None:
                taken[case.pattern.name] = subject
        if not fits:
            continue
        for name, value in taken.items():
            names.bind(m, name, value, scope)
        if case.guard is None or m.holds(case.guard, scope):
            return m.execute(case.body, scope)
    return None


def _in_case(index: int, line: int, option: int) -> Meaning:
    return Meaning("no case", str(line)) if option else Meaning("case", str(line), index + 1)


def _fits(m: Machine, pattern: ast.pattern, subject: Value, scope: Scope, taken: _Taken) -> bool:
    """Whether `subject` fits; what is taken of it is added to `taken`."""
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is not None and not _fits(m, pattern.pattern, subject, scope, taken):
            return False
        if pattern.name is not None:
            taken[pattern.name] = subject
        return True
    if isinstance(pattern, ast.MatchOr):
        return any(_fits(m, item, subject, scope, taken) for item in pattern.patterns)
    if isinstance(subject, (Unknown, OpenDict)) or m.is_tainted(subject):
        raise _Undecided
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchValue):
        return _equals(m, subject, m.evaluate(pattern.value, scope))
    if isinstance(pattern, ast.MatchSequence):
        return _of_sequence(m, pattern, subject, scope, taken)
    if isinstance(pattern, ast.MatchMapping):
        return _of_mapping(m, pattern, subject, scope, taken)
    if isinstance(pattern, ast.MatchClass):
        return _of_class(m, pattern, subject, scope, taken)
    raise Stop


def _equals(m: Machine, subject: Value, wanted: Value) -> bool:
    if runs_own_method(subject) or runs_own_method(wanted):
        raise Stop
    if isinstance(subject, (Obj, Cls)) or isinstance(wanted, (Obj, Cls)):
        if isinstance(wanted, Obj) and wanted.cls.is_enum and isinstance(subject, Obj) and subject.cls is wanted.cls:
            return subject is wanted
        raise _Undecided
    if operations.holds_unknown(subject) or operations.holds_unknown(wanted):
        raise _Undecided
    return bool(subject == wanted)


def _of_sequence(m: Machine, pattern: ast.MatchSequence, subject: Value, scope: Scope, taken: _Taken) -> bool:
    is_one = isinstance(subject, _SEQUENCES) and (
        not isinstance(subject, operations.Series) or isinstance(subject, operations.Range)
    )
    items = items_of(subject) if is_one or (isinstance(subject, Obj) and subject.cls.is_tuple) else None
    if items is None:
        if operations.is_plain(subject):
            return False
        raise _Undecided
    parts = pattern.patterns
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if len(items) < len(parts) - (star is not None) or (star is None and len(items) > len(parts)):
        return False
    if star is not None:
        behind = len(parts) - star - 1
        name = parts[star].name  # type: ignore[attr-defined]
        if name is not None:
            taken[name] = m.make(items[star : len(items) - behind], pattern)
        items = [*items[:star], *items[len(items) - behind :]]
        parts = [*parts[:star], *parts[star + 1 :]]
    return all(_fits(m, part, item, scope, taken) for part, item in zip(parts, items))


def _of_mapping(m: Machine, pattern: ast.MatchMapping, subject: Value, scope: Scope, taken: _Taken) -> bool:
    if not isinstance(subject, dict):
        if operations.is_plain(subject):
            return False
        raise _Undecided
    keys = [m.evaluate(key, scope) for key in pattern.keys]
    if not all(map(operations.is_key, keys)):
        raise _Undecided
    if not all(key in subject for key in keys):
        return False
    if not all(_fits(m, part, subject[key], scope, taken) for key, part in zip(keys, pattern.patterns)):
        return False
    if pattern.rest is not None:
        taken[pattern.rest] = m.make({key: value for key, value in subject.items() if key not in keys}, pattern)
    return True


def _of_class(m: Machine, pattern: ast.MatchClass, subject: Value, scope: Scope, taken: _Taken) -> bool:
    cls = m.evaluate(pattern.cls, scope)
    wanted = list(zip(pattern.kwd_attrs, pattern.kwd_patterns))
    if isinstance(cls, Symbol) and operations.is_plain(subject):
        kind = operations.type_named(cls.name)
        if kind is None or wanted:
            raise _Undecided
        if not isinstance(subject, kind):
            return False
        if not pattern.patterns:
            return True
        if cls.name.removeprefix("builtins.") not in _WHOLE:
            raise _Undecided
        return _fits(m, pattern.patterns[0], subject, scope, taken)
    if not isinstance(cls, Cls):
        raise _Undecided
    if not isinstance(subject, Obj):
        if operations.is_plain(subject):
            return False
        raise _Undecided
    if cls not in subject.cls.order:
        if any(isinstance(base, Unknown) for base in subject.cls.order):
            raise _Undecided
        return False
    if pattern.patterns:
        arguments = _positions(m, cls)
        if len(arguments) < len(pattern.patterns):
            raise Raised("TypeError")
        wanted = [*zip(arguments, pattern.patterns), *wanted]
    return all(_has(m, subject, name, part, scope, taken) for name, part in wanted)


def _positions(m: Machine, cls: Cls) -> list[str]:
    """The attributes that positional patterns look at: the fields, unless `__match_args__` says otherwise."""
    own = next(
        (base.members["__match_args__"] for base in cls.order if isinstance(base, Cls) and "__match_args__" in base.members),
        None,
    )
    if own is None and cls.fields is not None:
        return [name for name, field in cls.fields.items() if field.is_passed and not field.by_name]
    if not isinstance(own, tuple) or not all(isinstance(name, str) for name in own):
        raise _Undecided
    return [str(name) for name in own]


def _has(m: Machine, subject: Obj, name: str, pattern: ast.pattern, scope: Scope, taken: _Taken) -> bool:
    found = attribute_if_any(m, subject, name)
    return found is not None and _fits(m, pattern, found[0], scope, taken)
