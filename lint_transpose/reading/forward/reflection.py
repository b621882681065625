"""Python's functions that look at objects and classes, and store on them by name."""

from __future__ import annotations

import ast
import collections
import enum

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Unknown, Value
from ..values import hierarchy, operations, versions
from ..values.objects import LayerObject
from . import classes, containers, members
from .described import attribute_if_any
from .heap import Cls, Func, Given, Machine, Named, Obj, Stop, unsure


def getattr_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) < 2 or not isinstance(given[1], str):
        m.may_raise(node)
        return unsure("what getattr() gives")
    if len(given) < 3:
        return m.attribute(given[0], given[1])
    if isinstance(given[0], Symbol) and not _is_there(m, given[0], given[1]):
        return unsure(f"whether there is {given[1]}", key=("import", f"{given[0].name}.{given[1]}"))
    found = attribute_if_any(m, given[0], given[1])
    return given[2] if found is None else found[0]


def _is_there(m: Machine, owner: Symbol, name: str) -> bool:
    """Whether what is imported surely has an attribute `name`."""
    return bool(versions.has_layer(m.reader, owner, name))


def hasattr_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    owner, name = given
    if (
        isinstance(owner, Symbol)
        and isinstance(name, str)
        and (known := versions.has_layer(m.reader, owner, name)) is not None
    ):
        return known
    if not isinstance(name, str) or not isinstance(owner, (Obj, Cls)):
        return unsure("hasattr() of an unknown value", kind="bool")
    found = attribute_if_any(m, owner, name)
    if found is not None and isinstance(found[0], Unknown):
        return unsure("hasattr() of an unknown value", kind="bool")
    return found is not None


def setattr_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) != 3:
        raise Stop
    if isinstance(given[1], str):
        m.store(given[0], given[1], given[2])
    else:
        m.taint([given[0]])
    return None


def object_setattr_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`object.__setattr__(self, name, value)`."""
    if len(given) != 3 or not isinstance(given[0], Obj) or not isinstance(given[1], str):
        return setattr_(m, given, named, node)
    members.store_on_object(m, given[0], given[1], given[2])
    return None


def vars_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) != 1:
        raise Stop
    return m.attribute(given[0], "__dict__")


def isinstance_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    value, types = given
    kinds_ = types if isinstance(types, tuple) else (types,)
    found = [_is_of(m, value, kind) for kind in kinds_]
    return True if True in found else unsure("isinstance() of an unknown value", kind="bool") if None in found else False


def _may_take_in(m: Machine, cls: Cls) -> bool:
    """Whether classes that are no subclasses of `cls` may count as such: `@Base.register`, a protocol."""
    if any(
        base == Symbol("typing.Protocol") or (isinstance(base, Cls) and "__subclasshook__" in base.members)
        for base in cls.order
    ):
        return True
    is_abstract = Symbol("abc.ABC") in cls.order or (cls.node is not None and bool(cls.node.keywords))
    return is_abstract and "register" in m.module.attribute_names


def _is_of(m: Machine, value: Value, kind: Value) -> bool | None:
    if isinstance(value, Obj):
        is_open = any(isinstance(base, Unknown) for base in value.cls.order)
        if isinstance(kind, Cls):
            return True if kind in value.cls.order else None if is_open or _may_take_in(m, kind) else False
        return _is_of_imported(value.cls, kind) if isinstance(kind, Symbol) and not is_open else None
    if isinstance(kind, Cls) and _may_take_in(m, kind):
        return None
    if isinstance(kind, Cls):
        return False if operations.is_plain(value) or isinstance(value, (Func, LayerObject)) else None
    if not isinstance(kind, Symbol) or not operations.is_plain(value):
        return None
    if isinstance(value, operations.Chained):
        return None
    known = operations.type_named(kind.name)
    return isinstance(value, known) if known is not None else False if kind.name.startswith(("mindspore.", "torch.")) else None


def _is_of_imported(cls: Cls, kind: Symbol) -> bool | None:
    above = [base for base in cls.order if not isinstance(base, Cls)]
    if cls.is_tuple:
        above.append(Symbol("builtins.tuple"))
    found = [_is_below(base, kind) for base in above]
    if True in found or kind.name == "builtins.object":
        return True
    return None if None in found or not kind.name.startswith("builtins.") else False


def _is_below(base: Value, kind: Symbol) -> bool | None:
    """Whether `base`, an imported class, is one of `kind`."""
    if base == kind:
        return True
    if not isinstance(base, Symbol):
        return None
    own, asked = (operations.type_named(name) or _STANDARD.get(name) for name in (base.name, kind.name))
    if own is not None and asked is not None:
        return issubclass(own, asked)
    return False if own is not None or hierarchy.is_empty(base) or base.name.startswith(FRAMEWORKS) else None


_STANDARD: dict[str, type] = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module, names in (
        (collections, ("ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "defaultdict", "deque")),
        (enum, ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")),
    )
    for name in names
    if hasattr(module, name)
}
"""Classes of Python's library that classes of a text are made of."""


def type_(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) == 3 and not named:
        return classes.made_by_type(m, given[0], given[1], given[2], node)
    if isinstance(given[0], Obj):
        return given[0].cls
    return containers.settled(operations.type_of(given[0]))
