"""Classes of the text: the order in which Python looks up their attributes, and the subclasses that a file has.

    class Defaults: MODE = "same"
    class Strict(Defaults): MODE = "pad"
    class Loose(Defaults): pass
    class Net(Loose, Strict): ...       # Net, Loose, Strict, Defaults: Net.MODE is "pad"

A class that is imported stands in that order as a Symbol, and what may come from it is unknown; only those of `_EMPTY`
are known to bring nothing that holds a layer's arguments. Where a base is undecided the order ends with an Unknown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...layers.public_names import public_name
from ..index.module import Module
from ..index.names import first_name, names_in
from ..index.stores import made_from
from .flow import Later, reaching
from .objects import Class, Descendants, Function, Instance
from .worlds import Infeasible, World

if TYPE_CHECKING:
    from .questions import Reader

_DEEPEST = 20
_MOST_CLASSES = 2000
_OBJECT = Symbol("builtins.object")
_ROOTS = (("mindspore.nn.", "mindspore.nn.Cell"), ("torch.nn.", "torch.nn.Module"))
_ROOTS_BY_NAME = [Symbol(root) for _, root in _ROOTS] + [Symbol("builtins.Exception")]
_EMPTY = frozenset(
    {"mindspore.nn.Cell", "torch.nn.Module", "abc.ABC", "typing.Generic", "typing.Protocol", "typing.NamedTuple"}
    | {"enum.Enum", "enum.IntEnum", "enum.StrEnum", "builtins.str", "builtins.int", "builtins.type", "builtins.Exception"}
)
# Metaclasses that leave a class's attributes as they are written.
_METACLASSES = frozenset({"ABCMeta", "EnumMeta", "EnumType"})
# Decorators that give back the class that they get, by their usual names.
HARMLESS = re.compile(r"regist|dataclass|ms_class|jit_class|unique|total_ordering|final|runtime_checkable|serializable", re.I)
_MEANT_AS_BASE = re.compile(r"_*(Base|Abstract)[A-Z0-9_].*|\w*(Base|Mixin)|_*(base|abstract)_\w*|_*(Base|Abstract|Mixin)")
_CUSTOM = ("__getattribute__", "__setattr__")


def is_empty(base: Value) -> bool:
    """Whether `base` is an imported class that brings no attribute of interest."""
    return isinstance(base, Symbol) and public_name(base.name) in _EMPTY


def mro(reader: Reader, cls: Class) -> Sequence[Value]:
    """The classes in which an attribute of `cls` is looked up, in Python's order, `cls` first and `object` left out."""
    key = (cls.node, cls.frame)
    known = reader.orders.get(key)
    if known is None:
        world = reader.world
        asked, passing = world.asked, world.passing
        known = _order(reader, cls, _DEEPEST)
        if (asked, passing) == (world.asked, world.passing):
            reader.orders[key] = known
    return known


def _order(reader: Reader, cls: Class, depth: int) -> list[Value]:
    if depth == 0:
        return [cls, Unknown("too many bases")]
    bases: list[Value] = []
    for node in cls.node.bases:
        base = reader.evaluate(node, cls.frame)
        if isinstance(base, Unknown) and isinstance(node, ast.Subscript):  # Generic[T]
            base = reader.evaluate(node.value, cls.frame)
        if base != _OBJECT:
            bases.append(base)
    sequences = [_order_of(reader, base, depth - 1) for base in bases]
    merged = _merge([*sequences, bases])
    if merged is None or _cuts_off(merged):  # Python refuses such bases, or initialises some of them only
        return [cls, Unknown(f"the bases of {cls.node.name} have no order")]
    # What an imported class derives from comes after it.
    return [cls, *(base for base in merged if not is_empty(base)), *filter(is_empty, merged)]


def _cuts_off(order: list[Value]) -> bool:
    """Whether a root, whose `__init__` calls no other, stands before a class with one: `class Net(nn.Cell, Mixin)`."""
    roots = [index for index, base in enumerate(order) if base in _ROOTS_BY_NAME]
    behind = order[roots[0] :] if roots else ()
    return any(isinstance(base, Class) and binds_member(base, "__init__") for base in behind)


def _order_of(reader: Reader, base: Value, depth: int) -> list[Value]:
    if isinstance(base, Class):
        known = reader.orders.get((base.node, base.frame))
        return _order(reader, base, depth) if known is None else list(known)
    if isinstance(base, Symbol):
        roots = [Symbol(root) for start, root in _ROOTS if base.name.startswith(start) and base.name != root]
        return [base, *roots]
    return [base if isinstance(base, Unknown) else Unknown("a base is undecided")]


def _merge(sequences: list[list[Value]]) -> list[Value] | None:
    """The C3 linearisation of what stands in `sequences`; None where there is none."""
    merged: list[Value] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        tails = {_identity(item) for sequence in sequences for item in sequence[1:]}
        head = next((sequence[0] for sequence in sequences if _identity(sequence[0]) not in tails), None)
        if head is None:
            return None
        merged.append(head)
        taken = _identity(head)
        sequences = [sequence[1:] if _identity(sequence[0]) == taken else sequence for sequence in sequences]
    return merged


def _identity(base: Value) -> object:
    return base.node if isinstance(base, Class) else base.name if isinstance(base, Symbol) else id(base)


def find(reader: Reader, order: Iterable[Value], name: str, receiver: Value | None) -> tuple[Value] | None:
    """The class attribute or method `name`, looked up along `order`, in a tuple; None when no class of it has one."""
    for base in order:
        if isinstance(base, Class):
            body = reader.entry(base.node, base.frame.module)
            found = reaching(reader, name, None, body)
            if isinstance(found, Later):
                return (Unknown(f"{name} {found.reason}"),)
            if found is not None:
                value = reader.bound_value(found, body)
                return (Function(value.node, value.frame, receiver) if isinstance(value, Function) else value,)
        elif isinstance(base, Symbol):
            if name == "__init__" and not is_empty(base):
                return (Symbol(f"{base.name}.__init__"),)
            if name == "__init__" or name == "__new__" or is_empty(base):
                continue
            return (Unknown(f"{name} may come from {base.name}"),)
        else:
            return (Unknown("a base is undecided"),)
    return None


def binds_member(cls: Class, name: str) -> bool:
    """Whether the body of `cls` binds `name`."""
    return name in cls.frame.module.bindings.get(cls.node, ())


def has_member(cls: Class, name: str) -> bool:
    """Whether the body of `cls` binds `name`, or one of its methods stores it on `self`."""
    return binds_member(cls, name) or (cls.node, f"self.{name}") in cls.frame.module.stores


def is_customised(order: Iterable[Value]) -> bool:
    """Whether a class of `order` has a say in how attributes are read, stored or inherited: nothing is as it is written."""
    for base in order:
        if isinstance(base, Class):
            names = base.frame.module.bindings.get(base.node, {})
            if any(name in names for name in _CUSTOM):
                return True
            if _has_own_metaclass(base):
                return True
    return False


def _has_own_metaclass(cls: Class) -> bool:
    metaclass = next((keyword.value for keyword in cls.node.keywords if keyword.arg == "metaclass"), None)
    return metaclass is not None and first_name(metaclass) not in _METACLASSES


def is_made_otherwise(order: Iterable[Value]) -> bool:
    """Whether calling a class may give something else than a new object of it: a `__new__` or a metaclass of its own."""
    return any(isinstance(base, Class) and (binds_member(base, "__new__") or _has_own_metaclass(base)) for base in order)


def is_remade(reader: Reader, order: Sequence[Value]) -> bool:
    """Whether what a class is known by may be something else than its body says: a decorator, `__init_subclass__`."""
    for index, base in enumerate(order):
        if isinstance(base, Class):
            if index > 0 and binds_member(base, "__init_subclass__"):
                return True
            if not is_kept(base):
                return True
    return False


def is_kept(cls: Class) -> bool:
    """Whether the decorators of `cls` surely give back the class itself."""
    return all(gives_back(cls.frame.module, node) for node in cls.node.decorator_list)


def gives_back(module: Module, decorator: ast.expr) -> bool:
    """Whether `decorator` surely gives back the class or function that it gets, as it is."""
    is_call = isinstance(decorator, ast.Call)
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = first_name(target)
    own = [node for node in module.functions if getattr(node, "name", "") == name]
    if not own:
        return HARMLESS.search(name) is not None
    return all(isinstance(node, ast.FunctionDef) and (_returns_own(node) if is_call else _returns_first(node)) for node in own)


def _returns_own(function: ast.FunctionDef) -> bool:
    """Whether `function` returns a function of its own that gives back what it gets: a decorator with arguments."""
    inner = {node.name: node for node in function.body if isinstance(node, ast.FunctionDef)}
    returned = [node.value for node in function.body if isinstance(node, ast.Return)]
    return bool(returned) and all(
        isinstance(node, ast.Name) and node.id in inner and _returns_first(inner[node.id]) for node in returned
    )


def _returns_first(function: ast.FunctionDef) -> bool:
    """Whether all that `function` returns is its first parameter. What it stores there is seen to elsewhere."""
    first = next((parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)), None)
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    rebound = any(
        isinstance(node, ast.Name) and node.id == first and isinstance(node.ctx, ast.Store) for node in ast.walk(function)
    )
    return bool(returned) and not rebound and all(isinstance(node, ast.Name) and node.id == first for node in returned)


def is_meant_as_base(cls: ast.ClassDef) -> bool:
    """Whether the text says that `cls` is there for others to derive from, which may stand in other files."""
    if _MEANT_AS_BASE.fullmatch(cls.name):
        return True
    return any(_is_left_open(node) if isinstance(node, ast.FunctionDef) else _is_place_to_fill(node) for node in cls.body)


def _is_place_to_fill(statement: ast.stmt) -> bool:
    """`padding = None`: unless a subclass fills it, why would it be there?"""
    value = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(value, ast.Constant) and value.value is None


def _is_left_open(method: ast.FunctionDef) -> bool:
    if any(first_name(item) == "abstractmethod" for item in method.decorator_list):
        return True
    last = method.body[-1]
    return isinstance(last, ast.Raise) and last.exc is not None and "NotImplementedError" in names_in(last.exc)


# -- subclasses ------------------------------------------------------------------------------------------------------------


def descendants(reader: Reader, module: Module) -> Descendants:
    """The subclasses of each class of `module`, in that file; looked at in a world of its own."""
    known = reader.families.get(module)
    if known is not None:
        return known
    known = reader.families[module] = Descendants()  # what is asked for meanwhile finds none
    world, steps = reader.world, reader.steps
    for node in module.classes[:_MOST_CLASSES]:
        if not node.bases:
            continue
        reader.world = World()
        cls = Class(node, reader.frame_of(node, module))
        try:
            order = mro(reader, cls)
        except Infeasible:
            order = (cls, Unknown("a base is undecided"))
        if reader.world.asked or any(isinstance(base, Unknown) for base in order):
            known.perhaps.append(cls)
        for base in order[1:]:
            if isinstance(base, Class):
                known.of.setdefault(base.node, []).append(cls)
    reader.world, reader.steps = world, steps
    return known


def may_be(reader: Reader, owner: Instance, other: Value | None) -> bool:
    """Whether `other` may be of the class of `owner`, or of one below it."""
    if not isinstance(other, Instance):
        return True
    below = () if other.exact else descendants(reader, other.cls.frame.module).of.get(other.cls.node, ())
    bases = (base for cls in (other.cls, *below) for base in mro(reader, cls))
    return any(base.node is owner.cls.node if isinstance(base, Class) else isinstance(base, Unknown) for base in bases)


def is_overridden(reader: Reader, cls: Class, name: str) -> bool:
    """Whether an object of `cls` may have another `name` than `cls` says, because it is one of a subclass in the file."""
    module = cls.frame.module
    family = descendants(reader, module)
    below = family.of.get(cls.node, ())
    if module.made and any(made_from(module, {cls.node.name, *(other.node.name for other in below)}, name)):
        return True
    if not below and not family.perhaps:
        return False
    own = {base.node for base in mro(reader, cls) if isinstance(base, Class)}
    if any(other.node not in own and has_member(other, name) for other in family.perhaps):
        return True
    return any(_brings(base, name, own) for other in below for base in mro(reader, other))


def _brings(base: Value, name: str, own: set[ast.ClassDef]) -> bool:
    if isinstance(base, Class):
        return base.node not in own and has_member(base, name)
    return not is_empty(base) and isinstance(base, Unknown)


def has_subclasses(reader: Reader, cls: Class) -> bool:
    """Whether the file has, or may have, subclasses of `cls`."""
    family = descendants(reader, cls.frame.module)
    return bool(family.of.get(cls.node) or family.perhaps)


def same_order_below(reader: Reader, cls: Class) -> bool:
    """Whether in every subclass of the file the same classes follow on `cls`."""
    family = descendants(reader, cls.frame.module)
    behind = [_identity(base) for base in mro(reader, cls)[1:]]
    for other in family.of.get(cls.node, ()):
        order = [_identity(base) for base in mro(reader, other)]
        # In another world the bases of `other` may be others.
        if cls.node not in order or order[order.index(cls.node) + 1 :] != behind:
            return False
    return True
