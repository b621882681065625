"""Instances of dataclasses and named tuples: what they are made of, and what well-known functions make of them."""

from __future__ import annotations

import ast
from types import EllipsisType
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import replace
from ..index.bindings import Step
from ..index.names import first_name, names_in
from .hierarchy import binds_member, mro
from .limits import LONGEST, UndecidedError, allow
from .objects import Actuals, Class, Frame, Function, Record, RecordType
from .operations import Range, Series, holds_unknown, subscript

if TYPE_CHECKING:
    from .questions import Reader

_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__iter__", "__getitem__", "__getattribute__", "__getattr__"})
_EMPTY = {"builtins.list": list, "builtins.dict": dict, "builtins.set": set}

# What an enumeration may say of its members besides their values, and what its members may be as well.
OF_MEMBERS = ("name", "value", "_name_", "_value_", "__new__", "_generate_next_value_")
_PLAIN_MEMBERS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "builtins.str", "builtins.int"})


def member(reader: Reader, cls: Class, name: str, value: Value) -> Value:
    """What `cls.name` is, for which the body says `value`: in an enumeration a member.

    Of members whose values are equal there is only the first, `2.0` for `2`.
    """
    order = mro(reader, cls)
    bases = [base.name for base in order if isinstance(base, Symbol)]
    if not any(base.startswith("enum.") for base in bases):
        return value
    own = [name for base in order if isinstance(base, Class) for name in OF_MEMBERS if binds_member(base, name)]
    if own or not _PLAIN_MEMBERS.issuperset(bases) or "_value_" in cls.frame.module.attribute_names:
        return Unknown(f"what the members of {cls.node.name} are is up to more than their values")
    if bases != ["enum.Enum"]:  # a member is its value where it is a str or int as well
        return value
    for statement in cls.node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            other = reader.evaluate(statement.value, reader.frame_of(statement.value, cls.frame.module))
            if statement.targets[0].id == name:
                break
            if holds_unknown(other) and not isinstance(value, str):
                is_one = Unknown("one member with another, if their values are equal")
                return Record({"name": is_one, "value": is_one}, is_member=True)
            if other == value and not holds_unknown(value):
                name, value = statement.targets[0].id, other
                break
    return Record({"name": name, "value": value}, is_member=not isinstance(value, Function))


def of_class(reader: Reader, cls: Class, passed: Actuals, *, is_tuple: bool) -> Value:
    """An instance of a dataclass or NamedTuple: the fields of its bases come first."""
    names: dict[str, None] = {}
    defaults: dict[str, Value] = {}
    for base in reversed(mro(reader, cls)):
        if not isinstance(base, Class):
            continue
        body = reader.entry(base.node, base.frame.module)
        for statement in base.node.body:
            if isinstance(statement, ast.FunctionDef) and statement.name in _MAKERS:
                return Unknown(f"{statement.name} of {base.node.name} is not followed")
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                default = _default_of(statement)
                if default is ...:
                    return Unknown(f"a field of {base.node.name} is not followed")
                names[statement.target.id] = None
                if default is not None:
                    defaults[statement.target.id] = _default(reader, default, body)
    return record(reader, RecordType(tuple(names), defaults, is_tuple), passed)


def _default_of(field: ast.AnnAssign) -> ast.expr | EllipsisType | None:
    """The default of a field, None without one, `...` where it is no field that a call can set like any other."""
    call = field.value
    if not {"ClassVar", "InitVar", "KW_ONLY"}.isdisjoint(names_in(field.annotation)):
        return ...
    if not isinstance(call, ast.Call) or first_name(call.func) != "field":
        return call
    described = {keyword.arg: keyword.value for keyword in call.keywords}
    if not described.keys().isdisjoint(("init", "kw_only", None)):
        return ...
    return call if "default_factory" in described else described.get("default")


def _default(reader: Reader, node: ast.expr, body: Frame) -> Value:
    """The default that `node` says: an expression, or `field(default_factory=...)`."""
    factories = [keyword.value for keyword in node.keywords if keyword.arg == "default_factory"] if _is_field(node) else []  # type: ignore[attr-defined]
    if not factories:
        return reader.evaluate(node, body)
    factory = reader.evaluate(factories[0], body)
    if isinstance(factory, Symbol) and factory.name in _EMPTY:
        return _EMPTY[factory.name]()
    if isinstance(factory, Function) and isinstance(factory.node, ast.Lambda) and not factory.node.args.args:
        return reader.evaluate(factory.node.body, reader.entry(factory.node, factory.frame.module))
    return Unknown("what a factory makes is not followed")


def _is_field(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and first_name(node.func) == "field"


def record(reader: Reader, kind: RecordType, passed: Actuals) -> Value:
    """What calling `kind` with `passed` makes."""
    fields: dict[str, Value] = {} if passed.open else dict(kind.defaults)
    fields.update(zip(kind.names, map(reader.value_of, passed.positional)))
    fields.update((str(actual.name), reader.value_of(actual)) for actual in passed.keywords)
    return Record({name: fields[name] for name in (*kind.names, *fields) if name in fields}, kind)


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
    return Record({**owner.fields, **{str(actual.name): reader.value_of(actual) for actual in passed.keywords}}, owner.kind)


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
