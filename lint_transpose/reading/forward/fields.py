"""Fields of dataclasses and named tuples: which there are, and what the methods that Python gives their classes do."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers import FRAMEWORKS
from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import replace
from ..index.names import first_name, names_in
from ..values.hierarchy import is_empty
from ..values.objects import Actual, Actuals
from . import members
from .described import attribute_if_any, has_places_only
from .heap import (
    MUTABLE,
    NO_DEFAULT,
    Cls,
    Field,
    Machine,
    Named,
    Next,
    Obj,
    Raised,
    Stop,
    Wrapped,
    unsure,
)

_MARKS = frozenset({"ClassVar", "InitVar", "KW_ONLY"})


def as_dataclass(m: Machine, cls: Value, options: Named) -> Value:
    """What `dataclass(...)(cls)` does, and gives."""
    if not isinstance(cls, Cls) or cls.node is None or cls.is_tuple or cls.is_enum:
        raise Stop
    if not all(isinstance(option, bool) for option in options.values()):
        raise Stop
    if any(map(_may_bring_fields, cls.order[1:])):
        m.taint([cls])
        return unsure(f"{cls.name} may have fields from an imported class")
    cls.fields = _fields(m, cls, cls.node, bool(options.get("kw_only")))
    _check([field for field in cls.fields.values() if field.is_passed and not field.by_name])
    if options.get("init", True):
        cls.members.setdefault("__init__", Wrapped("__init__", cls, _has_member(cls.order, "__post_init__")))
    if options.get("order") and not options.get("eq", True):
        raise Raised("ValueError")
    above = cls.order[1:]
    is_frozen = any(map(_is_frozen, above))
    if is_frozen is not options.get("frozen", False) and any(
        isinstance(base, Cls) and base.fields is not None for base in above
    ):
        raise Raised("TypeError")
    if options.get("frozen"):
        if "__setattr__" in cls.members:
            raise Raised("TypeError")
        cls.members["__setattr__"] = Wrapped("__setattr__", cls)
        cls.members.setdefault("__delattr__", Wrapped("__delattr__", cls))
    if options.get("slots"):
        describe(cls)
    return cls


def _has_member(order: list[Value], name: str) -> bool:
    return any(isinstance(base, Cls) and name in base.members for base in order)


def _is_frozen(base: Value) -> bool:
    return isinstance(base, Cls) and isinstance(base.members.get("__setattr__"), Wrapped)


def _may_bring_fields(base: Value) -> bool:
    return not (isinstance(base, Cls) or is_empty(base) or str(getattr(base, "name", "")).startswith(FRAMEWORKS))


def _fields(m: Machine, cls: Cls, node: ast.ClassDef, by_name: bool) -> dict[str, Field]:
    """Those of the bases come first; one that is said again keeps its place."""
    found: dict[str, Field] = {}
    for base in reversed(cls.order[1:]):
        if isinstance(base, Cls):
            found.update(base.fields or {})
    for name, annotation in annotated(node):
        mark = _mark(m, annotation)
        if mark == "KW_ONLY":
            by_name = True
        elif mark == "ClassVar":
            found.pop(name, None)
        else:
            found[name] = replace(_field(m, cls, name, by_name), init_only=mark == "InitVar")
    return found


def _field(m: Machine, cls: Cls, name: str, by_name: bool) -> Field:
    default = attribute_if_any(m, cls, name)
    if default is None:
        return Field(by_name=by_name)
    if not isinstance(default[0], Field):
        if isinstance(default[0], MUTABLE):
            raise Raised("ValueError")
        return Field(default[0], by_name=by_name)
    field = default[0]
    if field.default is NO_DEFAULT:
        cls.members.pop(name, None)
    else:
        cls.members[name] = field.default
    return replace(field, by_name=by_name if field.by_name is None else field.by_name)


def annotated(node: ast.ClassDef) -> list[tuple[str, ast.expr]]:
    """The names that the body of a class annotates. Raises Stop where it does so on conditions."""
    found: list[tuple[str, ast.expr]] = []
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            if isinstance(statement.target, ast.Name) and statement.simple:
                found.append((statement.target.id, statement.annotation))
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        elif any(isinstance(part, ast.AnnAssign) for part in ast.walk(statement)):
            raise Stop
    return found


def _mark(m: Machine, annotation: ast.expr) -> str:
    """The one of `_MARKS` that the annotation of a field is, also under another name."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError):
            raise Stop from None
    head = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    name = first_name(head)
    if name in _MARKS:
        return name
    if not _MARKS.isdisjoint(names_in(annotation)):
        raise Stop
    known = m.globals.names.get(name)
    if isinstance(known, Symbol) and known.name.rpartition(".")[2] in _MARKS:
        return known.name.rpartition(".")[2]
    is_marked = not _MARKS.isdisjoint(m.module.attribute_names) or any(item.id in _MARKS for item in m.module.names)
    if isinstance(known, Unknown) and is_marked:
        raise Stop
    return ""


def _check(fields: list[Field]) -> None:
    """Raise Raised where a field without a default follows on one with a default."""
    has_default = [field.default is not NO_DEFAULT or field.factory is not None for field in fields]
    if has_default != sorted(has_default):
        raise Raised("TypeError")


def as_tuple(cls: Cls, node: ast.ClassDef) -> None:
    """What deriving from NamedTuple does."""
    cls.fields = {name: Field(cls.members.get(name, NO_DEFAULT)) for name, _ in annotated(node)}
    cls.is_tuple = True
    cls.order = [base for base in cls.order if base != Symbol("typing.NamedTuple")]
    _check(list(cls.fields.values()))
    describe(cls)


def describe(cls: Cls) -> None:
    """The class holds what reads its fields, in place of the defaults."""
    for name in cls.fields or ():
        cls.members[name] = Wrapped("field", name)


def fill(m: Machine, made: Obj, cls: Cls, given: Actuals, node: ast.Call) -> list[Value]:
    """Store the fields as the `__init__` of the dataclass `cls`, or the `__new__` of a named tuple, does.

    Gives what no object has: `__post_init__` gets it.
    """
    fields = cls.fields or {}
    received = _received(fields, given)
    only: list[Value] = []
    for name, field in fields.items():
        if name in received:
            value = received[name]
        elif given.open and field.is_passed:
            value = unsure(f"field {name}", is_input=True)
        elif field.factory is not None:
            value = m.call(field.factory, Actuals(), node)
        elif field.is_passed and field.default is NO_DEFAULT:
            raise Raised("TypeError")
        elif field.is_passed or (field.default is not NO_DEFAULT and has_places_only(cls)):
            value = field.default
        else:  # the class says it
            continue
        if field.init_only:
            only.append(value)
        elif cls.is_tuple:
            made.attributes[name] = value
        elif _is_frozen(cls):
            members.store_on_object(m, made, name, value)
        else:
            m.store(made, name, value)
    return only


def _received(fields: dict[str, Field], given: Actuals) -> dict[str, Value]:
    places = [name for name, field in fields.items() if field.is_passed and not field.by_name]
    received = dict(zip(places, (actual.value for actual in given.positional)))
    named = {str(actual.name): actual.value for actual in given.keywords}
    wanted = {name for name, field in fields.items() if field.is_passed}
    if len(given.positional) > len(places) or not named.keys() <= wanted - received.keys():
        raise Raised("TypeError")
    return {**received, **named}


def _passed(m: Machine, *values: Value) -> Actuals:
    frame = m.reader.entry(m.module.tree, m.module)
    return Actuals(tuple(Actual(ast.Constant(None), frame, value=value, here=False) for value in values))


def _initialise(m: Machine, method: Wrapped, cls: Cls, owner: Obj, given: Actuals, node: ast.Call) -> None:
    only = fill(m, owner, cls, given, node)
    if method.setter:  # it was there when the class was made
        m.call(m.attribute(owner, "__post_init__"), _passed(m, *only), node)


def _store(m: Machine, method: Wrapped, cls: Cls, owner: Obj, given: Actuals, node: ast.Call) -> None:
    """What `__setattr__` of a frozen dataclass does; that it raises FrozenInstanceError is an AttributeError, too."""
    name = given.positional[0].value if len(given.positional) == 2 else None
    if not isinstance(name, str):
        raise Stop
    if owner.cls is cls or name in (cls.fields or {}):
        raise Raised("AttributeError")
    m.call(m.attribute(Next(cls, owner), "__setattr__"), given, node)


_METHODS: dict[str, Callable[[Machine, Wrapped, Cls, Obj, Actuals, ast.Call], None]] = {
    "__init__": _initialise,
    "__setattr__": _store,
}
GENERATED = frozenset(_METHODS)


def run(m: Machine, method: Wrapped, given: Actuals, node: ast.Call) -> Value:
    """What calling a method that Python gives a dataclass does."""
    owner = given.positional[0].value if given.positional else None
    cls: Any = method.function
    if not isinstance(owner, Obj) or cls not in owner.cls.order:
        raise Stop
    _METHODS[method.kind](m, method, cls, owner, Actuals(given.positional[1:], given.keywords, given.open), node)
    return None
