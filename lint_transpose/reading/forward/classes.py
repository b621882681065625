"""Classes made by the text: by a class statement, by `type(...)`, by `namedtuple`; enumerations and dataclasses."""

from __future__ import annotations

import ast

from ...layers.call import Symbol, Unknown, Value
from ..values.objects import Actual, Actuals
from ..values.records import OF_MEMBERS
from . import fields
from .heap import NO_DEFAULT, Call, Cls, Field, Func, Machine, Method, Obj, Raised, Scope, Stop, Wrapped, unsure

_ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
_METACLASSES = frozenset({"abc.ABCMeta", "enum.EnumMeta", "enum.EnumType", "builtins.type"})
_OBJECT = Symbol("builtins.object")
_OF_TYPING = {f"typing.{name}": Symbol(f"builtins.{name.lower()}") for name in ("Dict", "List", "Set", "Tuple", "FrozenSet")}
_OF_TYPING["typing.OrderedDict"] = Symbol("collections.OrderedDict")


def define(m: Machine, node: ast.ClassDef, scope: Scope) -> Value:
    """What a class statement binds to its name."""
    decorators = [m.evaluate(decorator, scope) for decorator in node.decorator_list]
    bases = [_base(m, base, scope) for base in node.bases]
    keywords: list[Actual] = []
    for keyword in node.keywords:
        value = m.evaluate(keyword.value, scope)
        if keyword.arg == "metaclass":
            if not (isinstance(value, Symbol) and value.name in _METACLASSES):
                raise Stop
            continue
        keywords.append(Actual(keyword.value, m.reader.frame_of(node, m.module), keyword, keyword.arg, value=value))
    cls = m.make(Cls(node.name, node), node)
    _place(cls, bases)
    m.make(cls.members, node)
    m.execute(node.body, Scope(node, cls.members, scope, cls))
    _finish(m, cls, node, keywords)
    made: Value = cls
    for decorator, written in reversed(list(zip(decorators, node.decorator_list))):
        made = _decorated(m, decorator, written, made)
    return made


def _base(m: Machine, node: ast.expr, scope: Scope) -> Value:
    if isinstance(node, ast.Starred):
        raise Stop
    if isinstance(node, ast.Subscript):
        owner = m.evaluate(node.value, scope)
        if isinstance(owner, Symbol):  # Generic[T], Dict[str, int]
            return _OF_TYPING.get(owner.name, owner)
        if isinstance(owner, Cls):
            return owner
        if not isinstance(node.value, ast.Name):
            raise Stop
    found = m.evaluate(node, scope)
    return _OF_TYPING.get(found.name, found) if isinstance(found, Symbol) else found


def _place(cls: Cls, bases: list[Value]) -> None:
    """Say in which order attributes of `cls` are looked up."""
    bases = [base for base in bases if base != _OBJECT]
    sequences: list[list[Value]] = [list(base.order) if isinstance(base, Cls) else [base] for base in bases]
    merged = _merged([*sequences, bases])
    if merged is None:
        raise Raised("TypeError")
    cls.order = [cls, *merged]
    above = next((base for base in merged if isinstance(base, Cls) and base.fields is not None), None)
    cls.is_enum = any(isinstance(base, Symbol) and base.name in _ENUMS for base in merged)
    if above is not None:
        cls.fields, cls.is_tuple = above.fields, above.is_tuple


def _merged(sequences: list[list[Value]]) -> list[Value] | None:
    merged: list[Value] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        tails = [item for sequence in sequences for item in sequence[1:]]
        head = next((sequence[0] for sequence in sequences if not any(_same(sequence[0], item) for item in tails)), None)
        if head is None:
            return None
        merged.append(head)
        sequences = [sequence[1:] if _same(sequence[0], head) else sequence for sequence in sequences]
    return merged


def _same(left: Value, right: Value) -> bool:
    return left is right or (isinstance(left, Symbol) and left == right)


def _finish(m: Machine, cls: Cls, node: ast.ClassDef, keywords: list[Actual]) -> None:
    """What Python does with a class whose body was run."""
    if cls.is_enum:
        if cls.fields is not None:
            raise Stop
        _enumerate(m, cls, node)
    else:
        _tell_names(m, cls, node)
    if any(isinstance(base, Symbol) and base.name == "typing.NamedTuple" for base in cls.order[1:]):
        fields.as_tuple(cls, node)
    for base in cls.order[1:]:
        if isinstance(base, Cls) and (hook := base.members.get("__init_subclass__")) is not None:
            function = hook.function if isinstance(hook, Wrapped) else hook
            m.call(Method(function, cls), Actuals((), tuple(keywords)), _call_at(node))
            break


def _tell_names(m: Machine, cls: Cls, node: ast.AST) -> None:
    """Tell what stands in `cls` its name there, where it asks for it."""
    for name, item in list(cls.members.items()):
        if isinstance(item, Obj) and _names_itself(item):
            given = Actuals(tuple(_actual(m, value) for value in (cls, name)))
            m.call(m.attribute(item, "__set_name__"), given, _call_at(node))


def _actual(m: Machine, value: Value) -> Actual:
    return Actual(ast.Constant(None), m.reader.entry(m.module.tree, m.module), value=value, here=False)


def _names_itself(item: Obj) -> bool:
    return any(isinstance(base, Cls) and "__set_name__" in base.members for base in item.cls.order)


class _Mixed(Obj):
    """A member of an enumeration that is an int or a str as well: as a key of a dict it is its value."""

    def _plainly(self) -> Value:
        value = self.attributes["value"]
        own = {"__eq__", "__hash__"}
        if isinstance(value, Unknown) or any(isinstance(base, Cls) and base.members.keys() & own for base in self.cls.order):
            raise Stop
        return value

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, (_Mixed, int, str)):
            return self is other
        return bool(self._plainly() == (other._plainly() if isinstance(other, _Mixed) else other))

    def __hash__(self) -> int:
        return hash(self._plainly())


def _enumerate(m: Machine, cls: Cls, node: ast.ClassDef) -> None:
    """Make members of an enumeration's values; `auto()` counts."""
    above = [base for base in cls.order if isinstance(base, Cls)]
    if any(name in base.members for base in above for name in (*OF_MEMBERS, "_missing_")):
        raise Stop
    kinds = frozenset(base.name for base in cls.order if isinstance(base, Symbol))
    initializer = next((base.members["__init__"] for base in above if "__init__" in base.members), None)
    kind = Obj if kinds <= {"enum.Enum", "enum.Flag", "abc.ABC"} else _Mixed
    seen = list[tuple[Value, Value]]()
    for name, value in list(cls.members.items()):
        if _is_no_member(cls, name) or isinstance(value, (Func, Wrapped)):
            continue
        if isinstance(value, Unknown) and value.reason == _AUTO:
            value = _counted(name, kinds, [other for other, _ in seen])
        if not _is_plain_member(value, kinds):
            cls.members[name] = unsure("a member of an enumeration that is more than its value")
            seen.append((value, cls.members[name]))
            continue
        if not isinstance(value, str) and any(isinstance(other, Unknown) for other, _ in seen):
            value = unsure("one member with another, if their values are equal")
        known = next((member for other, member in seen if other == value), None)
        member = known if known is not None else m.make(kind(cls, {"name": name, "value": value, "_value_": value}), node)
        if known is None and initializer is not None:
            given = value if isinstance(value, tuple) else (value,)
            cls.members[name] = member
            m.call(Method(initializer, member), Actuals(tuple(_actual(m, item) for item in given)), _call_at(node))
        seen.append((value, member))
        cls.members[name] = member


def _is_no_member(cls: Cls, name: str) -> bool:
    is_private = name.startswith(("__", f"_{cls.name.lstrip('_')}__"))
    return is_private or (len(name) > 2 and name.startswith("_") and name.endswith("_"))


def _counted(name: str, kinds: frozenset[str], before: list[Value]) -> Value:
    """What `auto()` gives for the member `name`, after those whose values were `before`."""
    numbers = [value for value in before if isinstance(value, int)]
    if "enum.StrEnum" in kinds:
        return name.lower()
    last = numbers[-1] if numbers else 0
    if "builtins.str" in kinds or len(numbers) < len(before) or last < max(numbers, default=0):
        return unsure("the next number, which differs from release to release")
    return 2 ** last.bit_length() if not kinds.isdisjoint(_FLAGS) else last + 1


def _is_plain_member(value: Value, kinds: frozenset[str]) -> bool:
    """Whether a member of an enumeration of `kinds` surely has the value that is written, and is one of those run over."""
    if isinstance(value, (Cls, Call, Method)) or not kinds <= {*_ENUMS, "builtins.int", "builtins.str", "abc.ABC"}:
        return False
    if not kinds.isdisjoint(_FLAGS):
        return isinstance(value, int) and value > 0 and value & (value - 1) == 0
    is_int, is_str = (not kinds.isdisjoint({f"builtins.{kind}", f"enum.{name}"}) for kind, name in _MIXED)
    return isinstance(value, (Unknown, int if is_int else str if is_str else object))


_FLAGS = frozenset({"enum.Flag", "enum.IntFlag"})
_MIXED = (("int", "IntEnum"), ("str", "StrEnum"))


def unique(value: Value) -> Value:
    """What `enum.unique` gives."""
    members = [item for item in value.members.values() if isinstance(item, Obj)] if isinstance(value, Cls) else []
    if len(members) > len({id(member) for member in members}):
        raise Raised("ValueError")
    return value


_AUTO = "the next number of an enumeration"


def automatic() -> Value:
    """What `enum.auto()` gives, until the class is made."""
    return unsure(_AUTO)


def _decorated(m: Machine, decorator: Value, written: ast.expr, value: Value) -> Value:
    if decorator == DATACLASS:
        return fields.as_dataclass(m, value, {})
    if isinstance(decorator, Symbol) and "dataclass" in decorator.name.lower():  # another package's
        m.taint([value])
        return unsure(f"what {decorator.name} makes")
    return m.decorate(decorator, value, written)


DATACLASS = Symbol("dataclasses.dataclass")


def made_by_type(m: Machine, name: Value, bases: Value, members: Value, node: ast.Call) -> Value:
    """`type(name, bases, members)`."""
    if not isinstance(name, str) or not isinstance(bases, tuple) or not isinstance(members, dict) or m.is_tainted(members):
        raise Stop
    cls = m.make(Cls(name, None, dict(members)), node)
    m.make(cls.members, node)
    _place(cls, list(bases))
    if cls.is_enum or any(isinstance(base, Unknown) for base in bases):
        raise Stop
    for base in cls.order[1:]:
        if isinstance(base, Cls) and "__init_subclass__" in base.members:
            raise Stop
    _tell_names(m, cls, node)
    return cls


def named_tuple(m: Machine, name: Value, names: Value, defaults: Value, node: ast.Call) -> Value:
    """`collections.namedtuple(name, names, defaults=...)`."""
    if "__defaults__" in m.module.attribute_names:
        raise Stop
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if not isinstance(name, str) or not isinstance(names, (list, tuple)) or not isinstance(defaults, (list, tuple)):
        raise Stop
    if not all(isinstance(field, str) for field in names):
        raise Stop
    cls = m.make(Cls(name, None), node)
    cls.order, cls.is_tuple = [cls], True
    given = dict(zip(names[len(names) - len(defaults) :], defaults))
    cls.fields = {str(field): Field(given.get(field, NO_DEFAULT)) for field in names}
    fields.describe(cls)
    return cls


def _call_at(node: ast.AST) -> ast.Call:
    return ast.copy_location(ast.Call(ast.Name("type", ast.Load()), [], []), node)
