"""Attributes of classes and objects of the text: looked up in Python's order, by way of properties, and stored."""

from __future__ import annotations

import ast
from collections import ChainMap, Counter, OrderedDict, defaultdict, namedtuple

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Unknown, Value
from ..values.hierarchy import is_empty
from ..values.objects import Actual, Actuals
from ..values.operations import is_plain
from ..values.versions import VersionNumber
from ..values.versions import attribute as attribute_of_version
from . import described
from .commandline import read, read_all
from .heap import (
    Bound,
    Call,
    Cls,
    DefaultDict,
    Func,
    Gen,
    Lazy,
    Machine,
    Method,
    Next,
    Obj,
    OpenDict,
    Raised,
    Stop,
    Unsure,
    Wrapped,
    unsure,
)

_ABSENT = object()
_CUSTOM = ("__getattribute__", "__setattr__", "__delattr__", "__slots__")
_OF_OBJECTS = frozenset(dir(object))
_DICTS = frozenset({"builtins.dict", "collections.OrderedDict"})
_DESCRIBING = ("__get__", "__set__")
_OF_TUPLES = ("_replace", "_asdict")
_ANY_TUPLE = namedtuple("_ANY_TUPLE", ())
_OF_DICTS = frozenset({*dir(OrderedDict), *dir(defaultdict), *dir(Counter), *dir(ChainMap)})
"""What a dict may have: those of other classes are read as dicts, too."""


def attribute(m: Machine, owner: Value, name: str) -> Value:
    """`owner.name`."""
    if isinstance(owner, Obj):
        return _of_object(m, owner, name)
    if isinstance(owner, Cls):
        return _of_class(m, owner, name)
    if isinstance(owner, Next):
        return _behind(m, owner, name)
    if isinstance(owner, Symbol):
        return _imported(m, f"{owner.name}.{name}")
    if isinstance(owner, Func):
        return described.of_function(m, owner, name)
    if isinstance(owner, Method):
        own = {"__self__": owner.receiver, "__func__": owner.function}
        return own[name] if name in own else m.attribute(owner.function, name)
    if isinstance(owner, Wrapped) and owner.kind == "property" and name == "setter":
        return Call(Symbol("a setter"), Actuals((_passed(m, owner),)))
    if isinstance(owner, VersionNumber):
        return attribute_of_version(owner, name)
    if isinstance(owner, Call):
        return {"func": owner.callee}.get(name, unsure(f"the attribute {name}"))
    if isinstance(owner, (Gen, Lazy)):  # `send`, `close`: not in turns that are followed
        m.taint([owner])
        return unsure(f"the attribute {name} is not followed")
    if isinstance(owner, Unknown):
        m.may_raise(m.module.tree)
        key = ("attribute", owner.identity, name) if isinstance(owner, Unsure) else None
        return unsure(f"the attribute {name} of {owner.reason}", key=key, is_input=isinstance(owner, Unsure) and owner.input)
    if is_plain(owner) and not hasattr(owner, name) and not (isinstance(owner, dict) and name in _OF_DICTS):
        raise Raised("AttributeError")
    if is_plain(owner):
        return Bound(owner, name)
    raise Stop  # `fget`, `__get__`: a function may be run by it


def _imported(m: Machine, name: str) -> Value:
    value = m.reader.imported(name, m.module)
    return value if not isinstance(value, Unknown) else unsure(value.reason, key=("import", name))


def find(m: Machine, order: list[Value], name: str) -> Value:
    """What the classes in `order` say of `name`; `_ABSENT`, or Unknown where an imported class may say something."""
    for base in order:
        if isinstance(base, Cls):
            if name in base.members:
                return base.members[name]
        elif is_dict(base):
            if hasattr(OrderedDict if base != Symbol("builtins.dict") else dict, name) and name not in _OF_OBJECTS:
                return Symbol(f"builtins.dict.{name}")
        elif not is_empty(base) or not _is_free(m, name):
            return unsure(f"{name} may come from an imported class", key=("inherited", str(base), name))
    return _ABSENT


def is_dict(base: Value) -> bool:
    return isinstance(base, Symbol) and base.name in _DICTS


def _is_foreign(base: Value) -> bool:
    """Whether `base` is an imported class whose methods may store anything on an object: none of a framework."""
    return not (isinstance(base, Cls) or is_empty(base)) and not str(getattr(base, "name", "")).startswith(FRAMEWORKS)


def _is_free(m: Machine, name: str) -> bool:
    """Whether an imported class that brings little surely has nothing called `name`: the text uses it for its own."""
    return name in _ALWAYS_FREE or (not name.startswith("__") and name in m.module.classes_by_member)


_ALWAYS_FREE = frozenset(
    {"__get__", "__set__", "__new__", "__getattr__", "__set_name__", "__init_subclass__", "__post_init__", *_CUSTOM}
    | {"__class_getitem__"}
)


def said(m: Machine, cls: Cls, name: str) -> Value:
    """What the class and its bases say of `name`, unless functions, or an unknown subclass, may say otherwise."""
    found = find(m, cls.order, name)
    if cls.is_open and name in cls.members and not name.startswith("__"):
        return unsure(f"{name} is up to the subclass", key=("subclass", name))
    for held in (base.members for base in cls.order if isinstance(base, Cls)):
        if m.is_volatile(held, name if found is not _ABSENT or name in held else ""):  # "": is all of it?
            return unsure(f"{name} is stored on the class")
    return found


def has(value: Value) -> bool:
    return value is not _ABSENT


def _of_object(m: Machine, owner: Obj, name: str) -> Value:
    """`owner.name`, or what `__getattr__` makes of an AttributeError there, be it one of a property."""
    try:
        return _found(m, owner, name)
    except Raised as error:
        if error.kind not in ("", "AttributeError") or not has(find(m, owner.cls.order, "__getattr__")):
            raise
        if not error.kind:
            raise Stop from None
    return special(m, owner, "__getattr__", name)


def _found(m: Machine, owner: Obj, name: str) -> Value:
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        if described.has_places_only(owner.cls):
            raise Stop
        return read_all(m, owner.attributes)
    if is_custom(m, owner, "__getattribute__", *(() if owner.cls.is_tuple else ("__slots__",))):
        raise Stop
    by_class = said(m, owner.cls, name)
    if isinstance(by_class, Wrapped) and by_class.kind == "property":
        return m.call(by_class.function, Actuals((_passed(m, owner),)), anywhere())
    if isinstance(by_class, Obj) and _describes(m, by_class, "__get__"):
        if not _describes(m, by_class, "__set__"):
            raise Stop
        return special(m, by_class, "__get__", owner, owner.cls)
    if m.is_tainted(owner.attributes) or m.is_volatile(owner.attributes, name):
        return unsure(f"{name} may have been stored", key=("stored", id(owner), name))
    if name in owner.attributes and not (owner.cls.is_tuple and not described.is_field(by_class)):
        return read(m, owner.attributes, name)
    if isinstance(by_class, Wrapped) and by_class.kind == "cached_property":
        value = m.call(by_class.function, Actuals((_passed(m, owner),)), anywhere())
        m.touch(owner.attributes, name)
        owner.attributes[name] = value
        return value
    if isinstance(by_class, Unknown) and any(map(_is_foreign, owner.cls.order)):  # a method that is not in the text
        m.taint([owner])
    if by_class is not _ABSENT:
        return bound(by_class, owner, owner.cls)
    if has(find(m, owner.cls.order, "__getattr__")):
        raise Raised("AttributeError")
    if owner.cls.is_tuple and name in _OF_TUPLES:
        return Method(Symbol(f"typing.NamedTuple.{name}"), owner)
    return _missing(owner.cls, name)


def special(m: Machine, owner: Value, name: str, *given: Value) -> Value:
    """What the special method `name` of the class of `owner` gives."""
    return m.call(special_method(m, owner, name), Actuals(tuple(_passed(m, value) for value in given)), anywhere())


def special_method(m: Machine, owner: Value, name: str) -> Value:
    """The special method `name` of the class of `owner`, whatever is stored on it itself. Raises Stop where the text does
    not write one.
    """
    cls = owner.cls if isinstance(owner, Obj) else None
    found = said(m, cls, name) if cls is not None else _ABSENT
    if cls is None or not isinstance(found, (Func, Wrapped, Symbol)):
        raise Stop
    return bound(found, owner, cls)


def _describes(m: Machine, value: Obj, hook: str) -> bool:
    return has(find(m, value.cls.order, hook))


def _missing(cls: Cls, name: str) -> Value:
    """What comes of an attribute that no text gives: an error, unless Python itself gives it."""
    if name.startswith("__"):  # `__setattr__` changes what it is called on
        raise Stop
    if cls.is_tuple and hasattr(_ANY_TUPLE, name):
        return unsure(f"{name} of Python's own")
    raise Raised("AttributeError")


def bound(value: Value, receiver: Value, cls: Value) -> Value:
    """`value`, found in a class, as read on an object."""
    if isinstance(value, Func) or (isinstance(value, Symbol) and value.name.startswith("builtins.dict.")):
        return Method(value, receiver)
    if isinstance(value, Wrapped):
        if value.kind == "classmethod":
            return Method(value.function, cls)
        if value.kind in ("partialmethod", "__init__", "__setattr__") and receiver is not None:
            return Method(value, receiver)
        return value.function if value.kind == "staticmethod" else value
    return value


def _of_class(m: Machine, owner: Cls, name: str) -> Value:
    if name == "__name__":
        return owner.name
    if name == "__dict__":
        return owner.members
    if name == "__mro__":
        return (*owner.order, Symbol("builtins.object"))
    if name == "__members__" and owner.is_enum:
        return {key: value for key, value in owner.members.items() if isinstance(value, Obj) and value.cls is owner}
    value = said(m, owner, name)
    if value is _ABSENT:
        is_of_tuple = owner.is_tuple and not name.startswith("__")
        return _missing(owner, name) if is_of_tuple else described.of_class(owner, name)
    if described.is_field(value):
        return unsure(f"what describes the field {name}")
    if isinstance(value, Wrapped) and value.kind != "property":
        return bound(value, None, owner)
    if isinstance(value, Obj) and any(has(find(m, value.cls.order, hook)) for hook in _DESCRIBING):
        raise Stop
    return value


def _behind(m: Machine, owner: Next, name: str) -> Value:
    receiver = owner.receiver
    cls = receiver.cls if isinstance(receiver, Obj) else receiver
    if not isinstance(cls, Cls) or owner.cls not in cls.order:
        raise Stop
    behind = cls.order[cls.order.index(owner.cls) + 1 :]
    is_own = name == "__setattr__" and not isinstance(receiver, Cls)
    last = Symbol(f"builtins.object.{name}")
    for base in behind:
        if isinstance(base, Symbol):
            is_plain_base = is_empty(base) or base.name.startswith(("mindspore.", "torch."))
            inherited = Symbol(f"{base.name}.{name}")
            return Method(inherited, receiver) if is_own or not is_plain_base else inherited
        if not isinstance(base, Cls):
            raise Stop
        if name in base.members:
            value = base.members[name]
            if m.is_volatile(base.members, name):
                return unsure(f"{name} is stored on the class")
            if isinstance(value, Wrapped) and value.kind == "property":
                return m.call(value.function, Actuals((_passed(m, receiver),)), anywhere())
            is_kept = isinstance(value, Wrapped) and value.kind == "cached_property"
            if is_kept or (isinstance(value, Obj) and any(_describes(m, value, hook) for hook in _DESCRIBING)):
                raise Stop
            if name == "__new__" or (isinstance(receiver, Cls) and isinstance(value, Func) and name != "__init_subclass__"):
                return value
            return bound(value, receiver, cls)
    return Method(last, receiver) if is_own else last


def is_custom(m: Machine, owner: Obj, *hooks: str) -> bool:
    """Whether the class of an object has one of `hooks`, by which attributes are read, stored or deleted."""
    return any(has(found) and not isinstance(found, Unknown) for found in (find(m, owner.cls.order, hook) for hook in hooks))


def store_on_object(m: Machine, owner: Obj, name: str, value: Value) -> None:
    """What `object.__setattr__` does."""
    if is_custom(m, owner, "__slots__"):
        raise Stop
    by_class = find(m, owner.cls.order, name)
    if isinstance(by_class, Wrapped) and by_class.kind == "property":
        if by_class.setter is None:
            raise Raised("AttributeError")
        m.call(by_class.setter, Actuals((_passed(m, owner), _passed(m, value))), anywhere())
        return
    if isinstance(by_class, Obj) and any(_describes(m, by_class, hook) for hook in _DESCRIBING):
        special(m, by_class, "__set__", owner, value)
        return
    if (name in ("__class__", "__dict__", "name", "value", "_name_", "_value_") and owner.cls.is_enum) or (
        described.has_places_only(owner.cls) and (owner.cls.is_tuple or not described.is_field(by_class))
    ):
        raise Stop
    if name == "__dict__" and value is owner and isinstance(owner, dict):  # what it holds are its attributes
        owner.attributes = owner
        return
    if name in ("__class__", "__dict__"):
        raise Stop
    m.touch(owner.attributes, name)
    owner.attributes[name] = value


def store(m: Machine, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`."""
    if isinstance(owner, Obj) and is_custom(m, owner, "__setattr__"):
        special(m, owner, "__setattr__", name, value)
    elif isinstance(owner, Obj):
        store_on_object(m, owner, name, value)
    elif isinstance(owner, Cls):
        if name in ("__bases__", "__class__", "__dict__") or owner.is_enum:
            raise Stop
        m.touch(owner.members, name)
        owner.members[name] = value
    elif isinstance(owner, Func):
        if name in ("__code__", "__defaults__", "__kwdefaults__"):
            raise Stop
        m.touch(owner.attributes, name)
        owner.attributes[name] = value
    elif isinstance(owner, Symbol):
        if not owner.name.startswith("mindspore"):
            raise Stop
        m.note_replaced()
    elif isinstance(owner, Unknown):
        if not (isinstance(owner, Unsure) and owner.input) and (name.startswith("__") or "Transpose" in name):
            m.note_replaced()
        if not (isinstance(owner, Unsure) and owner.input) and name in m.module.classes_by_member:  # it may be of one of them
            m.make_wild(name)
    elif isinstance(owner, DefaultDict) and name == "default_factory":
        m.touch(owner)
        owner.factory = value
    elif not isinstance(owner, OpenDict):
        m.may_raise(m.module.tree)


def _passed(m: Machine, value: Value) -> Actual:
    return Actual(anywhere(), m.reader.entry(m.module.tree, m.module), value=value, here=False)


def anywhere() -> ast.Call:
    """Stands for a call that the text does not write: of a property, of a decorator."""
    return ast.Call(ast.Name("property", ast.Load()), [], [])
