"""What statements that bind names, or store items and attributes, do while they are followed forwards."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Unknown, Value
from ..index.bindings import COMPREHENSIONS, FUNCTIONS, binds, unpacking
from ..index.names import name_of
from . import operations, records
from .hierarchy import is_kept
from .live import GivesUpError, RaisedError, set_field, set_item, weigh
from .objects import Class, Frame, Function
from .operations import Series
from .watched import effects_in, run_of, value_at

if TYPE_CHECKING:
    from .questions import Reader

_IN_PLACE = {ast.Add: "extend", ast.BitOr: "update"}


def assign(reader: Reader, statement: ast.Assign | ast.AnnAssign, frame: Frame) -> None:
    if statement.value is None:
        return
    value = value_at(reader, statement.value, frame)
    for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
        store(reader, target, value, frame)


def store(reader: Reader, target: ast.expr, value: Value, frame: Frame) -> None:
    if isinstance(target, ast.Name):
        store_name(target.id, value, frame)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for step, item in unpacking(target):
            store(reader, item, records.picked(value, step), frame)
    elif isinstance(target, ast.Attribute):
        _store_attribute(reader, target, value, frame)
    elif isinstance(target, ast.Subscript):
        _store_item(reader, target, value, frame)
    else:
        raise GivesUpError


def store_name(name: str, value: Value, frame: Frame) -> None:
    """`name = value` in the activation that `frame` is, or is a comprehension of."""
    while isinstance(frame.scope, COMPREHENSIONS) and frame.outer is not None:
        frame = frame.outer
    assert frame.live is not None
    if isinstance(value, Series) and not isinstance(value, operations.Range):
        value = Unknown(f"{name} may be used up, or changed", kind="iterator")
    if name not in frame.module.outer_names.get(frame.scope, ()):
        frame.live.names[name] = value
        return
    owner = _owner(name, frame)
    if owner.live is not None:
        owner.live.names[name] = value
    else:
        frame.live.run.outside[owner.scope, name] = value


def _owner(name: str, frame: Frame) -> Frame:
    """The activation whose variable `name` is, which `frame` declares as global or nonlocal."""
    declared = (item for item in ast.walk(frame.scope) if isinstance(item, ast.Global) and name in item.names)
    is_global = next(declared, None) is not None
    outer = frame.outer
    while outer is not None and outer.outer is not None:
        is_bound = name in outer.module.bindings.get(outer.scope, ())
        if not is_global and isinstance(outer.scope, FUNCTIONS) and (is_bound or binds(outer.scope, name)):
            break
        outer = outer.outer
    if outer is None:
        raise GivesUpError
    return outer


def _store_attribute(reader: Reader, target: ast.Attribute, value: Value, frame: Frame) -> None:
    name = name_of(target)
    owner = value_at(reader, target.value, frame)
    if name is not None and not isinstance(owner, operations.PLAIN):
        frame.live.names[name] = value  # type: ignore[union-attr]
    assert frame.live is not None
    set_field(frame.live, owner, target.attr, value)


def _store_item(reader: Reader, target: ast.Subscript, value: Value, frame: Frame) -> None:
    assert frame.live is not None
    owner = value_at(reader, target.value, frame)
    if not isinstance(target.slice, ast.Slice):
        set_item(reader, frame.live, owner, value_at(reader, target.slice, frame), value)
        return
    parts = (target.slice.lower, target.slice.upper, target.slice.step)
    bounds = [None if part is None else value_at(reader, part, frame) for part in parts]
    known = all(bound is None or isinstance(bound, int) for bound in bounds) and isinstance(value, (list, tuple))
    if not isinstance(owner, list) or not known or id(owner) in frame.live.run.foreign:
        raise GivesUpError
    try:
        owner[slice(*bounds)] = value  # type: ignore[call-overload]
    except ValueError:
        raise RaisedError("ValueError") from None
    weigh(reader, owner)


def augmented(reader: Reader, statement: ast.AugAssign, frame: Frame) -> None:
    target, live = statement.target, frame.live
    assert live is not None
    if isinstance(target, (ast.Subscript, ast.Attribute)) and any(effects_in(target)):
        raise GivesUpError
    held = ast.copy_location(_loaded(target), target)
    frame.module.parents[held] = statement
    before, given = reader.evaluate(held, frame), value_at(reader, statement.value, frame)
    if isinstance(before, (list, dict, set)):
        grown = list(given) if isinstance(given, (list, tuple)) else given
        fits = isinstance(grown, dict if isinstance(before, dict) else list)
        if id(before) in live.run.foreign or type(statement.op) not in _IN_PLACE or not fits or isinstance(before, set):
            raise GivesUpError
        getattr(before, _IN_PLACE[type(statement.op)])(grown)
        weigh(reader, before)
        store(reader, target, before, frame)
        return
    if not operations.is_plain(before) and not isinstance(before, Unknown):
        before = Unknown("an operator of the text's own")
    store(reader, target, operations.binary(statement.op, before, given), frame)


def _loaded(target: ast.expr) -> ast.expr:
    """The expression that reads what `target` stores."""
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    assert isinstance(target, ast.Subscript)
    return ast.Subscript(target.value, target.slice, ast.Load())


def delete(reader: Reader, statement: ast.Delete, frame: Frame) -> None:
    live = frame.live
    assert live is not None
    for target in statement.targets:
        if isinstance(target, ast.Name) and target.id in live.names:
            live.names[target.id] = Unknown(f"{target.id} is deleted")
        elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
            owner, key = value_at(reader, target.value, frame), value_at(reader, target.slice, frame)
            if not isinstance(owner, (dict, list)) or id(owner) in live.run.foreign or not operations.is_key(key):
                raise GivesUpError
            try:
                del owner[key]  # type: ignore[arg-type]
            except (KeyError, IndexError, TypeError) as error:
                raise RaisedError(type(error).__name__) from None
        else:
            raise GivesUpError


def import_names(reader: Reader, statement: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    for name, binding in frame.module.direct.get(statement, {}).items():
        store_name(name, reader.imported(binding.imported, frame.module), frame)


def define(reader: Reader, statement: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    arguments = statement.args
    defaults = [item for item in (*arguments.defaults, *arguments.kw_defaults) if item is not None]
    keeps = any(isinstance(item, ast.Name) for default in defaults for item in ast.walk(default))
    # What a default holds is read when the function is called; here it has to be what it was when the function was made.
    value = Unknown("a function that keeps what it was made with") if keeps else Function(statement, frame)
    store_name(statement.name, value, frame)


def define_class(reader: Reader, statement: ast.ClassDef, frame: Frame) -> None:
    assert frame.live is not None
    run = run_of(frame)
    run.lose_names(item for item in statement.body if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)))
    cls = Class(statement, frame.live.home)
    store_name(statement.name, cls if is_kept(cls) else Unknown("a class that is decorated"), frame)
