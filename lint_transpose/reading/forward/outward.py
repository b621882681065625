"""Values of the machine as rules see them, as they are at the time."""

from __future__ import annotations

from ...layers.call import Opaque, Symbol, Unknown, Value
from ..values import operations
from .heap import MUTABLE, Call, Cls, Func, Gen, Lazy, Machine, Method, Obj, OpenDict, Wrapped, items_of, unsure


def outward(m: Machine, value: Value, depth: int = 0) -> Value:
    """`value` as rules see it, as it is at this time."""
    if depth > 8 or m.is_tainted(value) or isinstance(value, OpenDict):
        kind = next((kind.__name__ for kind in MUTABLE if isinstance(value, kind)), "")
        return Unknown("what was changed", kind=kind if not isinstance(value, operations.Series) else "")
    if isinstance(value, operations.Series):
        return value
    if isinstance(value, (list, tuple)):
        return type(value)(outward(m, item, depth + 1) for item in value)
    if isinstance(value, dict):
        return {key: outward(m, item, depth + 1) for key, item in value.items() if operations.is_key(key)}
    if isinstance(value, Func):
        return Unknown("a function", kind="function")
    if isinstance(value, slice):
        return Unknown("a slice")
    if isinstance(value, (Gen, Lazy)):
        return Unknown("a generator", kind="iterator")
    if isinstance(value, Obj):
        return _object_outward(m, value, depth)
    if isinstance(value, (Cls, Method, Call, Wrapped)):
        return Opaque(type(value).__name__.lower())
    return value


def _object_outward(m: Machine, value: Obj, depth: int) -> Value:
    if value.cls.is_tuple:
        return outward(m, tuple(items_of(value) or ()), depth + 1)
    if value.cls.is_enum:
        plain = any(isinstance(base, Symbol) and base.name not in ("enum.Enum",) for base in value.cls.order)
        return Unknown("a member of an enumeration", kind="" if plain else "enum member")
    strange = any(isinstance(base, (Symbol, Unknown)) for base in value.cls.order)
    return unsure("an object") if strange else Opaque("instance")
