"""Attributes: of modules, classes, instances and plain values.

What may be certain of `self.p`, read in a method:

- What the method itself has stored by then, unless what runs in between may store it (`effects`).
- Else what is left by the `__init__` that building the object runs, or by the only other method that stores it. Where it is
  stored more than once, the place must not be run in the midst of that.
- Else what the class says, in Python's order of its bases (`hierarchy`), where no method stores it.

It is unknown where something else than a method's `self.p = ...` may store it (`stores`), where a subclass in the file has
a `p` of its own and the object may be one of that, and where it may come from a class that is not in the text. A subclass in
another file is left out of account, except for a class that the text calls a base: what that says holds for itself only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import replace
from ..index.bindings import COMPREHENSIONS, FUNCTIONS, FunctionNode, positional_parameters
from ..index.mentions import mentions_in
from ..index.module import Module
from ..index.stores import is_stored_in
from . import records
from .arguments import receives_as_called
from .constructors import is_described, is_set_again, is_set_by_constructor
from .effects import held, is_receiver, names_that_run, note_calls
from .functions import is_pure
from .getters import got, is_getter, may_take_over, undescribed
from .hierarchy import (
    binds_member,
    descendants,
    find,
    is_customised,
    is_empty,
    is_meant_as_base,
    is_overridden,
    is_remade,
    may_be,
    mro,
)
from .objects import Built, Class, Frame, Function, Instance, Namespace, Record, Super
from .options import Options, option, variables
from .versions import VersionNumber
from .versions import attribute as attribute_of_version
from .worlds import Infeasible, Meaning

if TYPE_CHECKING:
    from .questions import Reader

_Method = tuple[Class, FunctionNode]
# They make objects whose `__init__` is not run.
_UNBUILT = ("__new__", "__copy__", "__deepcopy__", "__getstate__", "__setstate__", "__reduce__", "__reduce_ex__")


def attribute(reader: Reader, node: ast.Attribute, frame: Frame) -> Value:
    """The value of `node`, an attribute access."""
    return attribute_of(reader, reader.evaluate(node.value, frame), node, frame)


def attribute_of(reader: Reader, owner: Value, node: ast.Attribute, frame: Frame) -> Value:
    """The value of the attribute access `node`, whose left side holds `owner`."""
    name = node.attr
    if isinstance(owner, Symbol):
        whole = f"{owner.name}.{name}"
        if (owner.name == "mindspore.nn" or is_pure(whole)) and is_stored_in(frame.module, owner.name, name):
            return Unknown(f"{name} is replaced from outside")
        return reader.imported(whole, frame.module)
    if isinstance(owner, Options):
        return variables(owner) if name == "__dict__" else option(reader, owner, name, frame)
    if isinstance(owner, Namespace):
        found = reader.of_module(owner.module, name)
        return reader.imported(f"{owner.name}.{name}", owner.importer) if found is None else found[0]
    if isinstance(owner, Instance):
        return _of_instance(reader, owner, name, node, frame)
    if isinstance(owner, Class):
        return _of_class_itself(reader, owner, name)
    if isinstance(owner, Super):
        return _of_super(reader, owner, name)
    if isinstance(owner, VersionNumber):
        return attribute_of_version(owner, name)
    if isinstance(owner, Record):
        if frame.module.is_stored_from_outside(name, None):
            return Unknown(f"{name} is stored from outside")
        return owner.fields.get(name, Unknown(f"no field {name}"))
    if isinstance(owner, Built) and not owner.name.startswith("mindspore."):
        return Unknown(f"the attribute {name} of {owner.reason}")  # `np.int64(2).item()` is no NumPy number any more
    if isinstance(owner, Unknown):
        # A setter of a layer may stand in between: `nn.BatchNorm2d(4).to_float(...)`. What kind of value it is, is not known.
        return replace(owner, kind="")
    return Unknown(f"the attribute {name} is not followed")


def of_class(reader: Reader, cls: Class, name: str, receiver: Value | None) -> Value:
    """The class attribute or method `name`, looked up along the bases."""
    found = find(reader, mro(reader, cls), name, receiver)
    return Unknown(f"{cls.node.name} has no {name} in the text") if found is None else found[0]


def _of_class_itself(reader: Reader, cls: Class, name: str) -> Value:
    module = cls.frame.module
    order = mro(reader, cls)
    stored = [method for _, method in _stores(order, name, None)]
    classes = [base.node for base in order if isinstance(base, Class)]
    if module.is_stored_from_outside(name, [None, *classes]) or any(
        positional_parameters(method)[:1] == ["cls"] for method in stored
    ):
        return Unknown(f"{name} is stored on the class")
    if is_customised(order) or is_remade(reader, order) or is_described(order, name):
        return Unknown(f"what {cls.node.name} holds is up to more than its body")
    if not cls.exact and is_overridden(reader, cls, name):
        return Unknown(f"{name} is up to the subclass")
    value = undescribed(reader, of_class(reader, cls, name, cls), name)
    return records.member(reader, cls, name, value)


def _of_super(reader: Reader, owner: Super, name: str) -> Value:
    """What is found after the class in the order of the object's own class."""
    receiver = owner.receiver
    cls = receiver.cls if isinstance(receiver, Instance) else receiver if isinstance(receiver, Class) else owner.cls
    order = list(mro(reader, cls))
    place = next((index for index, base in enumerate(order) if isinstance(base, Class) and base.node is owner.cls.node), None)
    if place is None:
        return Unknown("what super() is cannot be told")
    behind = order[place + 1 :]
    if name == "__init__" and all(map(is_empty, behind)):
        return Symbol("mindspore.nn.Cell.__init__")
    found = find(reader, behind, name, receiver)
    first = next((base for base in behind if isinstance(base, Symbol)), None)
    if found is None or isinstance(found[0], Unknown):
        return Unknown("what super() is cannot be told") if first is None else Symbol(f"{first.name}.{name}")
    return undescribed(reader, found[0], name)


def _of_instance(reader: Reader, owner: Instance, name: str, node: ast.Attribute, frame: Frame) -> Value:
    place: ast.AST = node
    while isinstance(frame.scope, COMPREHENSIONS) and frame.outer is not None:
        place, frame = frame.scope, frame.outer
    order = mro(reader, owner.cls)
    module = owner.cls.frame.module
    classes = [base.node for base in order if isinstance(base, Class)]
    if not owner.exact and owner.bound is None:
        classes += [cls.node for cls in descendants(reader, module).of.get(owner.cls.node, ())]
    if any(where.is_stored_from_outside(name, classes) for where in {id(m): m for m in (module, frame.module)}.values()):
        return Unknown(f"{name} is stored from outside")
    if is_customised(order):
        return Unknown(f"{name} is up to the class's own way to read and store attributes")
    if is_set_again(order, name):
        return Unknown(f"{name} is a field that another __init__ may set")
    is_own = is_receiver(node.value, frame)
    at_class = _at_class(reader, order, name, owner)
    may_differ = not owner.exact and owner.bound is None and is_overridden(reader, owner.cls, name)
    is_stored = any(_stores(order, name, None))
    said = None if at_class is None else at_class[0]
    if isinstance(said, Function) and not (is_stored or may_differ) and is_getter(reader, said):
        return _of_base(reader, owner, order, name, got(reader, said, node, frame))
    if (is_own or is_stored) and may_take_over(said):
        return Unknown(f"{name} is up to what the class says of it")
    if is_own:
        note_calls(reader, name, frame)
        stored = _held(reader, name, node, place, frame)
        if stored is not None:
            return stored[0]
    if may_differ:
        return Unknown(f"{name} is up to the subclass")
    return _from_before(reader, owner, name, at_class, frame, frame.scope if is_own else None)


def _held(reader: Reader, name: str, node: ast.Attribute, place: ast.AST, frame: Frame) -> tuple[Value] | None:
    """What the method that `frame` activates has stored in `self.name` when it comes to `node`, in a tuple, if anything."""
    module = frame.module
    until = module.called_until.get((module.statement_of(place), f"self.{name}"))
    if until is not None and until <= (node.lineno, node.col_offset):
        return (Unknown(f"self.{name} may be set by what is called in line {node.lineno}"),)
    return held(reader, f"self.{name}", place, frame)


def _at_class(reader: Reader, order: Sequence[Value], name: str, owner: Instance) -> tuple[Value] | None:
    """What the classes themselves say of `name`, in a tuple; None where they do not, as far as the text goes."""
    if not any(isinstance(base, Class) and binds_member(base, name) for base in order):
        return None
    return find(reader, order, name, owner)


def _from_before(
    reader: Reader, owner: Instance, name: str, at_class: tuple[Value] | None, frame: Frame, running: ast.AST | None
) -> Value:
    """What `name` holds when a method is entered, or outside of the methods. `running`: what it stores is known already."""
    order = mro(reader, owner.cls)
    writers = list(_stores(order, name, running))
    if not writers:
        if at_class is None:
            return undescribed(reader, of_class(reader, owner.cls, name, owner), name)
        value = _of_base(reader, owner, order, name, undescribed(reader, at_class[0], name))
        return _unless_passed(reader, owner, name, value) if is_set_by_constructor(order, name) else value
    is_built = all(getattr(method, "name", "") == "__init__" for _, method in writers)
    may_be_found_otherwise = len(writers) > 1 or at_class is not None or any(_answers_all(base) for base in order)
    if not is_built and may_be_found_otherwise:
        return Unknown(f"self.{name} is not set by __init__ alone")
    module = owner.cls.frame.module
    if at_class is not None and (not module.attribute_names.isdisjoint(_UNBUILT) or any(map(module.defines, _UNBUILT))):
        return Unknown(f"self.{name} is set by an __init__ that may be left out")
    is_amid = any(_may_run(cls, method, frame) for cls, method in _initializers(order))
    if is_amid and (len(writers) > 1 or at_class is not None or _is_stored_twice(*writers[0], name)):
        return Unknown(f"self.{name} is set more than once")
    if not is_built and _is_stored_twice(*writers[0], name) and _may_run(*writers[0], frame):
        return Unknown(f"self.{name} is set more than once")
    return _left_behind(reader, owner, order, writers, name)


def _answers_all(base: Value) -> bool:
    return isinstance(base, Class) and binds_member(base, "__getattr__")


def _of_base(reader: Reader, owner: Instance, order: Sequence[Value], name: str, value: Value) -> Value:
    """What a class says of `name`, which holds only for it where it is meant as a base."""
    if owner.exact or owner.bound is not None or isinstance(value, Unknown):
        return value
    said = next(base for base in order if isinstance(base, Class) and binds_member(base, name))
    if owner.cls.node is not said.node or not is_meant_as_base(said.node):
        return value
    option = reader.choose(
        ("hook", said.node),
        2,
        lambda option: Meaning("subclass" if option else "class itself", said.node.name),
    )
    return Unknown(f"{name} is up to the subclass") if option else value


def _unless_passed(reader: Reader, owner: Instance, name: str, value: Value) -> Value:
    """What a class says of `name`, which holds where the constructor is not given something else."""
    if isinstance(value, (Unknown, Function)):
        return value
    meanings = (Meaning("defaults", owner.cls.node.name), Meaning("elsewhere"))
    if reader.choose(("field", owner.cls.node), 2, lambda option: meanings[option]):
        return Unknown(f"{name} may be passed to {owner.cls.node.name}")
    return value


def _initializers(order: Sequence[Value]) -> Iterator[_Method]:
    for base in order:
        if isinstance(base, Class):
            for node in base.node.body:
                if isinstance(node, ast.FunctionDef) and node.name in ("__init__", "__new__"):
                    yield base, node


def _may_run(cls: Class, method: FunctionNode, frame: Frame) -> bool:
    """Whether the scope of `frame` may be run while `method` of `cls` runs: it is, stands within or is called by it."""
    module, scope = frame.module, frame.scope
    if not isinstance(scope, FUNCTIONS):
        return False
    node: ast.AST = scope
    while node is not module.tree:
        if node is method:
            return True
        node = module.parents[node]
    name = getattr(scope, "name", None)
    if name is None:
        return True
    home = cls.frame.module
    modules = [module] if home is module else [module, home]
    return not names_that_run(modules, {name}).isdisjoint(mentions_in(home, method).names)


def _is_stored_twice(cls: Class, method: FunctionNode, name: str) -> bool:
    """Whether `method` may store `self.name` more than once in one run."""
    module = cls.frame.module
    places = [place for place in module.bindings[method][f"self.{name}"] if place.kind != "called"]
    above = [_blocks_above(module, place.statement, method) for place in places]
    for index, blocks in enumerate(above):
        if any(isinstance(parent, (ast.For, ast.AsyncFor, ast.While, ast.Try)) for parent, _ in blocks.values()):
            return True
        for other in above[:index]:
            shared = next((block for block in blocks if block in other), None)
            if shared is not None and blocks[shared][1] != other[shared][1]:
                return True
            if shared is not None and not isinstance(_branching(blocks, other), ast.If):
                return True
    return False


def _blocks_above(module: Module, statement: ast.stmt, method: FunctionNode) -> dict[int, tuple[ast.AST, int]]:
    """The blocks that hold `statement`, the innermost first: for each what it is a block of, and the place in it."""
    found: dict[int, tuple[ast.AST, int]] = {}
    node: ast.AST = statement
    while node is not method:
        if isinstance(node, ast.stmt):
            block, index = module.places[node]
            found[id(block)] = module.parents[node], index
        node = module.parents[node]
    return found


def _branching(blocks: dict[int, tuple[ast.AST, int]], other: dict[int, tuple[ast.AST, int]]) -> ast.AST | None:
    """The statement in whose different blocks both stand."""
    for block, (parent, _) in blocks.items():
        if block not in other and any(parent is theirs for key, (theirs, _) in other.items() if key not in blocks):
            return parent
    return None


def _stores(order: Sequence[Value], name: str, running: ast.AST | None) -> Iterator[_Method]:
    """The methods of the classes in `order` that store to `self.name`, but for the `__init__` that is being run."""
    for base in order:
        if isinstance(base, Class):
            for method in base.frame.module.stores.get((base.node, f"self.{name}"), ()):
                if method is not running or getattr(method, "name", "") != "__init__":
                    yield base, method
        elif not is_empty(base):
            return


def is_always_set(reader: Reader, cls: Class, name: str) -> bool:
    """Whether an object of `cls` has an attribute `name` whichever of its methods ran: none but `__init__` sets it."""
    order = mro(reader, cls)
    if any(isinstance(base, Class) and binds_member(base, name) for base in order):
        return True
    return all(getattr(method, "name", "") == "__init__" for _, method in _stores(order, name, None))


def _left_behind(reader: Reader, owner: Instance, order: Sequence[Value], writers: Sequence[_Method], name: str) -> Value:
    """What `writers`, the `__init__`s of a class or one other method, leave in `self.name`."""
    cls, method = writers[0]
    first = next(_initializers(order), None)
    bound = None
    if getattr(method, "name", "") == "__init__" and first is not None:
        if (len(writers) > 1 or owner.bound is not None) and getattr(first[1], "name", "") == "__init__":
            cls, method = first
        bound = owner.bound if method is first[1] else None
    module = cls.frame.module
    frame = reader.entry(method, module)
    if bound is not None:
        frame = Frame(module, method, reader.entry(cls.node, module), bound, key=(id(method), bound.key))
    if not isinstance(method, FUNCTIONS) or module.returns_early(method) or not receives_as_called(method, module):
        return Unknown(f"self.{name} is undecided")
    note_calls(reader, name, frame)
    left = held(reader, f"self.{name}", None, frame)
    chosen = reader.world.memo.get(("bindings", frame.key))
    if owner.bound is None and chosen is not None and not may_be(reader, owner, chosen[0].receiver):
        raise Infeasible  # the caller builds an object of another class
    return Unknown(f"self.{name} is undecided") if left is None else left[0]
