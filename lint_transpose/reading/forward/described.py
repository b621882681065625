"""What functions and classes have by themselves, without a text that gives it to them: names, descriptions, `__wrapped__`."""

from __future__ import annotations

import ast

from ...layers.call import Symbol, Value
from ..values.objects import Actual, Actuals
from .heap import Call, Cls, Func, Given, Machine, Named, OpenDict, Raised, Stop, Wrapped, unsure

_DESCRIPTIONS = ("__doc__", "__module__", "__qualname__", "__annotations__", "__type_params__", "__name__")
_OF_OBJECTS = frozenset(dir(object))
_WRAPPING = Symbol("what wraps() makes")


def attribute_if_any(m: Machine, owner: Value, name: str) -> tuple[Value] | None:
    """What `owner.name` gives, in a tuple; None where there is no such attribute."""
    try:
        return (m.attribute(owner, name),)
    except Raised as error:
        if not error.kind:  # it may be an AttributeError
            raise Stop from None
        if error.kind != "AttributeError":
            raise
        return None


def is_field(value: Value) -> bool:
    return isinstance(value, Wrapped) and value.kind == "field"


def has_places_only(cls: Cls) -> bool:
    """Whether fields of objects of `cls` are in no `__dict__`, and there may be none: named tuples, slots."""
    return any(is_field(item) for base in cls.order if isinstance(base, Cls) for item in base.members.values())


def of_function(m: Machine, owner: Func, name: str) -> Value:
    """`owner.name`"""
    if name == "__dict__" and "__wrapped__" not in owner.attributes:
        return owner.attributes
    if m.is_tainted(owner.attributes) or m.is_volatile(owner.attributes, name):
        return unsure(f"{name} of a function")
    if name in owner.attributes:
        return owner.attributes[name]
    if name == "__name__":
        return getattr(owner.node, "name", "<lambda>")
    if name in _DESCRIPTIONS or isinstance(owner.attributes, OpenDict):
        return unsure(f"{name} of a function")
    raise Raised("AttributeError") if name == "__wrapped__" or not name.startswith("__") else Stop


def of_class(owner: Cls, name: str) -> Value:
    """What Python itself gives a class as `name`, which neither the text nor a base has."""
    if name in _DESCRIPTIONS or name == "__class__":
        return unsure(f"{name} of a class")
    if name in _OF_OBJECTS:
        return Symbol(f"builtins.object.{name}")
    if hasattr(type, name) or owner.fields is not None or owner.is_enum:
        return unsure(f"{name} of Python's own")
    if any(isinstance(base, Cls) and base.node is not None and base.node.keywords for base in owner.order):
        return unsure(f"{name} may come from a metaclass")
    raise Raised("AttributeError")


def wraps(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`functools.wraps(function)`"""
    if len(given) != 1 or named:
        raise Stop
    nowhere, frame = ast.Constant(None), m.reader.entry(m.module.tree, m.module)
    return Call(_WRAPPING, Actuals((Actual(nowhere, frame, value=given[0], here=False),)))


def _wrap(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """Give the second what describes the first, and its attributes."""
    function, wrapper = given
    if not isinstance(wrapper, Func) or isinstance(function, Wrapped):
        raise Stop
    if isinstance(function, Func) and not m.is_tainted(function.attributes):
        wrapper.attributes.update(function.attributes)
        wrapper.attributes["__name__"] = of_function(m, function, "__name__")
    else:
        wrapper.attributes = OpenDict(wrapper.attributes)
        wrapper.attributes["__name__"] = unsure("the name of a function", kind="string")
    wrapper.attributes["__wrapped__"] = function
    return wrapper


def _updated(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    """`functools.update_wrapper(wrapper, function)`"""
    if len(given) != 2 or named:
        raise Stop
    return _wrap(m, given[::-1], named, node)


FUNCTIONS = {"functools.wraps": wraps, "functools.update_wrapper": _updated, _WRAPPING.name: _wrap}
"""What calls of those functions give and do that make one function look like another."""
