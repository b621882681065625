"""Attributes: of modules, classes, instances and plain values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ..index.module import Binding, FunctionNode, positional_parameters
from ..versions import VersionNumber
from ..versions import attribute as attribute_of_version
from .flow import Later, reaching
from .objects import Built, Class, Frame, Function, Instance, Namespace, Record, Super

if TYPE_CHECKING:
    from .evaluator import Reader

_MOST_BASES = 20
_MOST_SUBCLASSES = 50


def attribute(reader: Reader, node: ast.Attribute, frame: Frame) -> Value:
    """The value of `node`, an attribute access."""
    return attribute_of(reader, reader.evaluate(node.value, frame), node, frame)


def attribute_of(reader: Reader, owner: Value, node: ast.Attribute, frame: Frame) -> Value:
    """The value of the attribute access `node`, whose left side holds `owner`."""
    name = node.attr
    if isinstance(owner, Symbol):
        if owner.name == "mindspore.nn" and not frame.module.foreign.keys().isdisjoint((f".{name}", ".__init__")):
            return Unknown(f"{name} is replaced from outside")
        return reader.imported(f"{owner.name}.{name}", frame.module)
    if isinstance(owner, Namespace):
        value = reader.of_module(owner.module, name)
        return reader.imported(f"{owner.name}.{name}", owner.importer) if value is None else value
    if isinstance(owner, Instance):
        return _of_instance(reader, owner, name, node, frame)
    if isinstance(owner, Class):
        return _of_class_itself(reader, owner, name, node, frame)
    if isinstance(owner, Super):
        return _of_super(reader, owner, name)
    if isinstance(owner, VersionNumber):
        return attribute_of_version(owner, name)
    if isinstance(owner, Record):
        if frame.module.is_stored_from_outside(name, [None]):
            return Unknown(f"{name} is stored from outside")
        return owner.fields.get(name, Unknown(f"no field {name}"))
    if isinstance(owner, Built) and not owner.name.startswith("mindspore."):
        return Unknown(f"the attribute {name} of {owner.reason}")  # `np.int64(2).item()` is no NumPy number any more
    if isinstance(owner, Unknown):
        # A setter of a layer may stand in between: `nn.BatchNorm2d(4).to_float(...)`. What kind of value it is, is not known.
        return replace(owner, kind="")
    return Unknown(f"the attribute {name} is not followed")


def lineage(reader: Reader, cls: Class) -> Iterator[Value]:
    """`cls` and its bases, depth first: a Class, a Symbol, or Unknown where the text does not say."""
    stack: list[Value] = [cls]
    for _ in range(_MOST_BASES):
        if not stack:
            return
        base = stack.pop()
        if base == Symbol("builtins.object"):
            continue  # comes last, whichever base it is of
        yield base
        if isinstance(base, Class):
            stack.extend(reader.evaluate(item, base.frame) for item in reversed(base.node.bases))


def of_class(reader: Reader, cls: Class, name: str, receiver: Value | None) -> Value:
    """The class attribute or method `name`, looked up along the bases."""
    for base in lineage(reader, cls):
        if isinstance(base, Class):
            body = reader.entry(base.node, base.frame.module)
            found = reaching(reader, name, None, body)
            if isinstance(found, Later):
                return Unknown(f"{name} {found.reason}")
            if found is not None:
                value = reader.bound_value(found, body)
                if isinstance(value, Function):
                    return Function(value.node, value.frame, receiver)
                return value
        elif isinstance(base, Symbol):
            if name == "__init__" and base.name != "mindspore.nn.Cell":
                return Symbol(f"{base.name}.__init__")
        else:
            return Unknown(f"a base of {cls.node.name} is undecided")
    return Unknown(f"{cls.node.name} has no {name} in the text")


def _of_class_itself(reader: Reader, cls: Class, name: str, node: ast.Attribute, frame: Frame) -> Value:
    module = cls.frame.module
    stored = module.stores.get((cls.node, f"self.{name}"), ())
    if module.is_stored_from_outside(name, [None, cls.node]) or any(
        positional_parameters(method)[:1] == ["cls"] for method in stored
    ):
        return Unknown(f"{name} is stored on the class")
    if _is_receiver(node.value, frame) and _is_overridden(reader, cls, name):
        return Unknown(f"{name} is up to the subclass")
    value = of_class(reader, cls, name, cls)
    # A member is its value only where it is a str or int as well.
    bases = [base.name for base in lineage(reader, cls) if isinstance(base, Symbol)]
    return Record({"name": name, "value": value}) if "enum.Enum" in bases and len(bases) == 1 else value


def _of_super(reader: Reader, owner: Super, name: str) -> Value:
    bases = lineage(reader, owner.cls)
    next(bases)
    for base in bases:
        if isinstance(base, Class):
            return of_class(reader, base, name, owner.receiver)
        if isinstance(base, Symbol):
            return Symbol(f"{base.name}.{name}")
        break
    return Unknown("what super() is cannot be told")


def _of_instance(reader: Reader, owner: Instance, name: str, node: ast.Attribute, frame: Frame) -> Value:
    classes = [base.node for base in lineage(reader, owner.cls) if isinstance(base, Class)]
    if frame.module.is_stored_from_outside(name, classes):
        return Unknown(f"{name} is stored from outside")
    if _is_receiver(node.value, frame):
        found = reaching(reader, f"self.{name}", node, frame)
        if isinstance(found, Binding):
            return reader.bound_value(found, frame)
        if isinstance(found, Later):
            return Unknown(f"self.{name} {found.reason}")
    if owner.bound is None and _is_overridden(reader, owner.cls, name):
        return Unknown(f"{name} is up to the subclass")
    stores = list(_stores(reader, owner.cls, name, frame))
    # What several `__init__` store is the subclass's: it calls the others first.
    if len(stores) > 1 and any(getattr(method, "name", "") != "__init__" for _, method in stores):
        return Unknown(f"self.{name} is set in more than one method")
    return _stored(reader, owner, *stores[0], name) if stores else of_class(reader, owner.cls, name, owner)


def _stores(reader: Reader, cls: Class, name: str, frame: Frame) -> Iterator[tuple[Class, FunctionNode]]:
    """The methods of `cls` and its bases that store to `self.name`, but for the `__init__` that is being run."""
    for base in lineage(reader, cls):
        if isinstance(base, Class):
            for method in base.frame.module.stores.get((base.node, f"self.{name}"), ()):
                if method is not frame.scope or getattr(method, "name", "") != "__init__":
                    yield base, method
        elif not isinstance(base, Symbol) or base.name not in ("mindspore.nn.Cell", "torch.nn.Module"):
            return


def _is_overridden(reader: Reader, cls: Class, name: str) -> bool:
    """Whether a subclass in the same file has a `name` of its own."""
    module = cls.frame.module
    for node in module.classes_by_member.get(name, ())[:_MOST_SUBCLASSES]:
        if node is not cls.node:
            bases = lineage(reader, Class(node, reader.frame_of(node, module)))
            if any(isinstance(base, Class) and base.node is cls.node for base in bases):
                return True
    return False


def _is_receiver(node: ast.expr, frame: Frame) -> bool:
    """Whether `node` is `self` of the method that `frame` activates."""
    scope = frame.scope
    if not isinstance(node, ast.Name) or not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return positional_parameters(scope)[:1] == [node.id] and frame.module.class_of(scope) is not None


def _stored(reader: Reader, owner: Instance, cls: Class, method: FunctionNode, name: str) -> Value:
    """What `method`, the one that stores to `self.name`, leaves there."""
    module = cls.frame.module
    assert isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
    frame = reader.entry(method, module)
    if method.name == "__init__" and owner.bound is not None:
        outer = reader.entry(cls.node, module)
        frame = Frame(module, method, outer, owner.bound, key=(id(method), owner.bound.key))
    found = reaching(reader, f"self.{name}", None, frame)
    if not isinstance(found, Binding):
        return Unknown(f"self.{name} is undecided")
    return reader.bound_value(found, frame)
