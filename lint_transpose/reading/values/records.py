"""Instances of dataclasses and named tuples: what they are made of, and what well-known functions make of them."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import partial
from types import EllipsisType
from typing import TYPE_CHECKING, NamedTuple

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import replace
from ..index.bindings import Step
from ..index.cells import is_mutable
from ..index.module import Module
from ..index.names import first_name, names_in
from .hierarchy import binds_member, is_empty, is_kept, mro
from .limits import LONGEST, UndecidedError, allow
from .objects import Actual, Actuals, Class, Frame, Function, Record, RecordType
from .operations import IntMember, Range, Series, StrMember, holds_unknown, subscript

if TYPE_CHECKING:
    from .questions import Reader

_MAKERS = frozenset(
    {"__init__", "__new__", "__post_init__", "__iter__", "__getitem__", "__getattribute__", "__getattr__", "__setattr__"}
)
_EMPTY = {"builtins.list": list, "builtins.dict": dict, "builtins.set": set}

# What an enumeration may say of its members besides their values, and what its members may be as well.
OF_MEMBERS = ("name", "value", "_name_", "_value_", "__new__", "_generate_next_value_", "_ignore_")
_PLAIN_MEMBERS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "builtins.str", "builtins.int"})


def member(reader: Reader, cls: Class, name: str, value: Value) -> Value:
    """What `cls.name` is, for which the body says `value`: in an enumeration a member.

    Of members whose values are equal there is only the first, `2.0` for `2`.
    """
    order = mro(reader, cls)
    bases = [base.name for base in order if isinstance(base, Symbol)]
    if not any(base.startswith("enum.") for base in bases) or name.startswith("__"):
        return value
    own = [name for base in order if isinstance(base, Class) for name in OF_MEMBERS if binds_member(base, name)]
    if own or not _PLAIN_MEMBERS.issuperset(bases) or "_value_" in cls.frame.module.attribute_names:
        return Unknown(f"what the members of {cls.node.name} are is up to more than their values")
    if bases != ["enum.Enum"]:  # a member is its value where it is a str or int as well
        return _mixed(value, is_int=not {"enum.IntEnum", "builtins.int"}.isdisjoint(bases))
    for statement in cls.node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            other = reader.evaluate(statement.value, reader.frame_of(statement.value, cls.frame.module))
            if statement.targets[0].id == name:
                if isinstance(statement.value, ast.Call) and first_name(statement.value.func) in ("member", "nonmember"):
                    return Unknown(f"whether {name} is a member")
                break
            if holds_unknown(other) and not isinstance(value, str):
                is_one = Unknown("one member with another, if their values are equal")
                return Record({"name": is_one, "value": is_one}, is_member=True)
            if other == value and not holds_unknown(value):
                name, value = statement.targets[0].id, other
                break
    return Record({"name": name, "value": value}, is_member=not isinstance(value, Function))


def _mixed(value: Value, *, is_int: bool) -> Value:
    if isinstance(value, (Unknown, Function)):
        return value
    if isinstance(value, int) and is_int:
        return IntMember(value)
    is_one = isinstance(value, str) and not is_int
    return StrMember(value) if is_one else Unknown("a member of an enumeration that is made of another value")


def of_class(reader: Reader, cls: Class, passed: Actuals, *, is_tuple: bool) -> Value:
    """An instance of a dataclass or NamedTuple."""
    order = mro(reader, cls)
    if not all(isinstance(base, Class) or is_empty(base) for base in order):
        return Unknown(f"{cls.node.name} may have fields from an imported class")
    classes = [base for base in order if isinstance(base, Class)]
    made = next((name for base in classes for name in _MAKERS if binds_member(base, name)), None)
    if made is not None:
        return Unknown(f"{made} of {cls.node.name} is not followed")
    if cls.frame.module.runs_init_again:
        return Unknown("an __init__ may be run again")
    fields = _fields(reader, cls, is_tuple)
    if fields is None or any(_is_said_otherwise(classes, name) for name in fields):
        return Unknown(f"a field of {cls.node.name} is not followed")
    defaults = {name: default.value for name, default in fields.items() if default.value is not _NO_DEFAULT}
    by_place = (name for name, default in fields.items() if not default.by_name)
    names = dict.fromkeys((*by_place, *fields))
    made_of = record(reader, RecordType(tuple(names), defaults, is_tuple), passed, cls.frame.module)
    stored = {name for base in classes for name in fields if (base.node, f"self.{name}") in base.frame.module.stores}
    if stored and isinstance(made_of, Record):
        return replace(made_of, fields={**made_of.fields, **{name: Unknown(f"a method stores {name}") for name in stored}})
    return made_of


class _Default(NamedTuple):
    """What a field is where it is not passed. `by_name`: by its place it cannot be."""

    value: Value
    by_name: bool


_NO_DEFAULT = Symbol("no default")


def _fields(reader: Reader, cls: Class, is_tuple: bool) -> dict[str, _Default] | None:
    """The fields of `cls`, those of its bases first; None where they cannot be told."""
    known: dict[ast.ClassDef, dict[str, _Default] | None] = {}

    def of(cls: Class) -> dict[str, _Default] | None:
        if cls.node not in known:
            known[cls.node] = found(cls)
        return known[cls.node]

    def found(cls: Class) -> dict[str, _Default] | None:
        options = {} if is_tuple and _is_direct(cls) else _options(reader, cls)
        if options is None:
            return None
        total: dict[str, _Default] = {}
        for base in reversed(mro(reader, cls)[1:]):
            inherited = of(base) if isinstance(base, Class) else {}
            if inherited is None:
                return None
            total.update(inherited)
        if options is not _UNDECORATED:
            own = _own_fields(reader, cls, "kw_only" in options)
            if own is None:
                return None
            total.update(own)
        return total

    return of(cls)


def _is_direct(cls: Class) -> bool:
    """Whether `cls` itself derives from NamedTuple: a class below has no more fields."""
    return any(first_name(base) == "NamedTuple" for base in cls.node.bases)


_UNDECORATED = frozenset({"undecorated"})


def _options(reader: Reader, cls: Class) -> Collection[str] | None:
    """The options that `@dataclass` is given and that are not False; None where these cannot be told."""
    given: list[ast.keyword] | None = None
    for decorator in cls.node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if reader.evaluate(target, cls.frame) == _DATACLASS:
            given = decorator.keywords if isinstance(decorator, ast.Call) else []
        elif "dataclass" in first_name(target).lower() or not is_kept(cls):
            return None
    if given is None:
        return _UNDECORATED
    if not all(isinstance(option.value, ast.Constant) and option.arg for option in given):
        return None
    return {str(option.arg) for option in given if isinstance(option.value, ast.Constant) and option.value.value}


_DATACLASS = Symbol("dataclasses.dataclass")


def is_dataclass(reader: Reader, cls: Class) -> bool:
    """Whether a decorator of `cls` is `dataclass`."""
    targets = (item.func if isinstance(item, ast.Call) else item for item in cls.node.decorator_list)
    return any(reader.evaluate(target, cls.frame) == _DATACLASS for target in targets)


def _own_fields(reader: Reader, cls: Class, by_name: bool) -> dict[str, _Default] | None:
    found: dict[str, _Default] = {}
    body = reader.entry(cls.node, cls.frame.module)
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            default = _default_of(reader, statement, body)
            if default is ...:
                return None
            value = _NO_DEFAULT if default is None else _default(reader, default, body)
            if type(value) is Unknown and isinstance(default, ast.Call) and _field_call(reader, default, body) is None:
                return None  # it may be a field, too
            found[statement.target.id] = _Default(value, by_name)
        elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and any(
            isinstance(part, ast.AnnAssign) for part in ast.walk(statement)
        ):
            return None
    return found


def _is_said_otherwise(classes: list[Class], name: str) -> bool:
    """Whether a class says what `name` is by something else than one field: a property, another value below it."""
    for cls in classes:
        places = [place for place in cls.frame.module.bindings.get(cls.node, {}).get(name, ()) if place.kind not in _CHANGES]
        if len(places) > 1 or any(not isinstance(place.statement, ast.AnnAssign) for place in places):
            return True
    return False


_CHANGES = frozenset({"changed", "passed", "called"})


_MARKS = frozenset({"ClassVar", "InitVar", "KW_ONLY"})


def _default_of(reader: Reader, field: ast.AnnAssign, body: Frame) -> ast.expr | EllipsisType | None:
    """The default of a field, None without one, `...` where it is no field that a call can set like any other."""
    call = field.value
    if any(map(partial(_may_mark, body.module), names_in(field.annotation))):
        return ...
    described_by = _field_call(reader, call, body)
    if described_by is None:
        return call
    described = {keyword.arg: keyword.value for keyword in described_by.keywords}
    if not described.keys().isdisjoint(("init", "kw_only", None)):
        return ...
    return call if "default_factory" in described else described.get("default")


def _may_mark(module: Module, name: str) -> bool:
    """Whether an annotation that mentions `name` may say that there is no field, or none like any other."""
    if name in _MARKS:
        return True
    return any(
        place.imported.rpartition(".")[2] in _MARKS
        or (place.value is not None and not _MARKS.isdisjoint(names_in(place.value)))
        for place in module.bindings[module.tree].get(name, ())
    )


def _default(reader: Reader, node: ast.expr, body: Frame) -> Value:
    """The default that `node` says: an expression, or `field(default_factory=...)`."""
    call = _field_call(reader, node, body)
    factories = [keyword.value for keyword in call.keywords if keyword.arg == "default_factory"] if call is not None else []
    if not factories:
        return reader.evaluate(node, body)
    factory = reader.evaluate(factories[0], body)
    if isinstance(factory, Symbol) and factory.name in _EMPTY:
        return _EMPTY[factory.name]()
    if isinstance(factory, Function) and isinstance(factory.node, ast.Lambda) and not factory.node.args.args:
        return reader.evaluate(factory.node.body, reader.entry(factory.node, factory.frame.module))
    return Unknown("what a factory makes is not followed")


def _field_call(reader: Reader, node: ast.expr | None, body: Frame) -> ast.Call | None:
    """`node`, where it is a call of `dataclasses.field`."""
    is_field = isinstance(node, ast.Call) and reader.evaluate(node.func, body) == Symbol("dataclasses.field")
    return node if isinstance(node, ast.Call) and is_field else None


def record(reader: Reader, kind: RecordType, passed: Actuals, module: Module) -> Value:
    """What calling `kind`, which is read in `module`, with `passed` makes."""
    fields: dict[str, Value] = {} if passed.open else dict(kind.defaults)
    given = [*zip(kind.names, passed.positional), *((str(actual.name), actual) for actual in passed.keywords)]
    fields.update((name, _received(reader, actual)) for name, actual in given)
    changed = {name for name, value in fields.items() if is_mutable(value) and module.aliases.is_changed(None, name, value)}
    fields.update((name, Unknown(f"what {name} holds is changed")) for name in changed)
    return Record({name: fields[name] for name in (*kind.names, *fields) if name in fields}, kind)


def _received(reader: Reader, actual: Actual) -> Value:
    """What a field is given, unless that is changed where it comes from."""
    value, node = reader.value_of(actual), actual.node
    if not is_mutable(value) or not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        return value
    aliases = actual.frame.module.aliases
    if isinstance(node, ast.Name):
        is_changed = aliases.is_changed(actual.frame.scope, node.id, value)
    else:
        is_changed = isinstance(node, ast.Subscript) or aliases.is_changed(None, node.attr, value)
    return Unknown("what a field is given may be changed where it comes from") if is_changed else value


def unpacked(value: Value) -> Value:
    """The tuple that a named tuple is; any other value as it is."""
    if isinstance(value, Record) and value.kind is not None and value.kind.is_tuple:
        complete = value.fields.keys() == set(value.kind.names)
        return tuple(value.fields.values()) if complete else Unknown("a named tuple of undecided fields")
    return value


def kept(value: Value, name: str, depth: int = 5) -> Value:
    """`value`, which `name` holds for later; its iterators, and those that it holds, may be used up by then."""
    if isinstance(value, Series):
        return value if isinstance(value, Range) else Unknown(f"{name} may be used up, or changed", kind="iterator")
    parts = value.fields if isinstance(value, Record) else value
    items = list(parts.values()) if isinstance(parts, dict) else parts if isinstance(parts, (list, tuple)) else []
    if depth == 0:
        return value
    left = [kept(item, name, depth - 1) if isinstance(item, (list, tuple, dict, Record)) else item for item in items]
    if all(one is other for one, other in zip(left, items)):
        return value
    if isinstance(parts, dict):
        fields = dict(zip(parts, left))
        return replace(value, fields=fields) if isinstance(value, Record) else fields
    return tuple(left) if isinstance(value, tuple) else left


def picked(value: Value, step: Step) -> Value:
    """What unpacking `value` gives to the target at `step`."""
    value = unpacked(value)
    if isinstance(value, (dict, Series)):
        value = list(value)
    if isinstance(step, int):
        return subscript(value, step)
    if not isinstance(value, (list, tuple, str)):
        return Unknown("an unknown value is unpacked", kind="list")
    return list(value[step[0] : len(value) - step[1]])


def method(reader: Reader, owner: Record, name: str, passed: Actuals) -> Value:
    """What a method of a named tuple returns."""
    if name == "_replace":
        return replaced(reader, owner, passed)
    if name == "_asdict" and not passed.positional and not passed.keywords:
        return dict(owner.fields)
    return Unknown(f"the method {name}() is not followed")


def replaced(reader: Reader, owner: Value, passed: Actuals) -> Value:
    """`dataclasses.replace(owner, ...)`, `owner._replace(...)`; of `passed` only the keywords count."""
    names = {str(actual.name) for actual in passed.keywords}
    if not isinstance(owner, Record) or owner.kind is None or passed.open or not names <= owner.fields.keys():
        return Unknown("what replace() makes is undecided")
    return Record({**owner.fields, **{str(actual.name): _received(reader, actual) for actual in passed.keywords}}, owner.kind)


def as_dict(value: Value, frame: Frame) -> Value:
    """`dataclasses.asdict(value)`."""
    if not isinstance(value, Record) or value.kind is None or value.kind.is_tuple:
        return Unknown("what asdict() makes is undecided", kind="dict")
    if any(frame.module.is_stored_from_outside(name, None) for name in value.fields):
        return Unknown("fields are stored from outside", kind="dict")
    try:
        return _plainly(value, [0])
    except (UndecidedError, RecursionError):
        return Unknown("too large a value", kind="dict")


def _plainly(value: Value, count: list[int]) -> Value:
    count[0] += 1
    allow(count[0] if count[0] <= LONGEST else LONGEST + 1)
    value = unpacked(value)
    if isinstance(value, Record):
        return {name: _plainly(item, count) for name, item in value.fields.items()}
    if isinstance(value, list):
        return [_plainly(item, count) for item in value]
    if isinstance(value, tuple):
        return tuple(_plainly(item, count) for item in value)
    if isinstance(value, dict):
        return {key: _plainly(item, count) for key, item in value.items()}
    return value
