"""What functions return that need more than the values of their arguments: partial(), getattr(), super(), vars()."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...record.dataclasses import replace
from ..index.bindings import FUNCTIONS
from . import functions, operations, options, records, versions
from .arguments import prepend
from .attributes import attribute_of, is_always_set
from .hierarchy import has_subclasses, same_order_below
from .objects import Actual, Actuals, Bound, Class, Frame, Function, Instance, Partial, Record, RecordType, Super

if TYPE_CHECKING:
    from .questions import Reader

_LIBRARIES = ("mindspore.", "torch.", "numpy.")
_MOST_ITEMS = 64


def _partial(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if not passed.positional:
        return Unknown("partial() of nothing")
    if "keywords" in frame.module.attribute_names:
        return Unknown("what a partial passes may be changed: it is asked for its keywords")
    callee = reader.value_of(passed.positional[0])
    made = [
        actual for actual in (*passed.positional, *passed.keywords) if isinstance(actual.node, (ast.Call, ast.GeneratorExp))
    ]
    if any(isinstance(reader.value_of(actual), operations.Iterator) for actual in made):
        return Unknown("what a partial passes may be used up")
    given = Actuals(passed.positional[1:], passed.keywords, passed.open)
    return Partial(callee.callee, prepend(callee.actuals, given)) if isinstance(callee, Partial) else Partial(callee, given)


def _getattr(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) < 2 or passed.open:
        return Unknown("getattr() of undecided arguments")
    owner, name = (reader.value_of(actual) for actual in passed.positional[:2])
    if isinstance(owner, Symbol) and isinstance(name, str):
        return reader.imported(f"{owner.name}.{name}", frame.module)
    if isinstance(owner, options.Options) and isinstance(name, str):
        return options.option(reader, owner, name, frame)
    if isinstance(owner, Record) and isinstance(name, str) and name not in owner.fields and _is_namespace(owner):
        is_stored = frame.module.is_stored_from_outside(name, [None]) or len(passed.positional) < 3
        return Unknown(f"no field {name}") if is_stored else reader.value_of(passed.positional[2])
    if isinstance(owner, Instance) and len(passed.positional) > 2 and not is_always_set(reader, owner.cls, str(name)):
        return Unknown(f"whether there is {name} is undecided")
    if isinstance(owner, (Record, Instance, Class)) and isinstance(name, str) and passed.positional[0].node in node.args:
        return attribute_of(reader, owner, _as_written(node, name, frame), frame)
    return Unknown("what getattr() gives is undecided")


def _is_namespace(owner: Record) -> bool:
    """Whether `owner` has its fields only: a member of an enumeration has what its class says, too."""
    return owner.kind is None and not owner.is_member


def _as_written(call: ast.Call, name: str, frame: Frame) -> ast.Attribute:
    """The attribute access that `call`, of getattr(), stands for; it stands where the call does."""
    access = ast.copy_location(ast.Attribute(call.args[0], name, ast.Load()), call)
    frame.module.parents[access] = call
    return access


def _super(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    method, owner = _method_around(frame)
    if method is None or owner is None:
        return Unknown("super() outside a class")
    cls: Value = Class(owner, reader.frame_of(owner, method.module), exact=False)
    if passed.positional:
        cls = reader.value_of(passed.positional[0])
    if isinstance(cls, Class):
        return _next_after(reader, cls, method)
    return Unknown("super() outside a class")


def _method_around(frame: Frame | None) -> tuple[Frame | None, ast.ClassDef | None]:
    """The activation of the method in or around which `frame` stands, and the method's class."""
    while frame is not None:
        owner = frame.module.class_of(frame.scope) if isinstance(frame.scope, FUNCTIONS) else None
        if owner is not None:
            return frame, owner
        frame = frame.outer
    return None, None


def _next_after(reader: Reader, cls: Class, method: Frame) -> Value:
    """`super()` of `cls`: who is called next depends on the class of the object, where the file has subclasses."""
    if method.bound is None and not has_subclasses(reader, cls):
        return Super(cls, Instance(cls))
    receiver = reader.bindings(method).receiver
    if isinstance(receiver, Instance) and (receiver.exact or receiver.bound is not None):
        return Super(cls, receiver)
    if isinstance(receiver, Class) and receiver.exact:
        return Super(cls, receiver)
    if has_subclasses(reader, cls) and not same_order_below(reader, cls):
        return Unknown("what super() is hangs on the subclass")
    return Super(cls, receiver if isinstance(receiver, (Instance, Class)) else Instance(cls))


def _namedtuple(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) < 2 or passed.open or "__defaults__" in frame.module.attribute_names:
        return Unknown("namedtuple() of undecided arguments")
    names = reader.value_of(passed.positional[1])
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        return Unknown("namedtuple() of undecided fields")
    defaults = next((reader.value_of(actual) for actual in passed.keywords if actual.name == "defaults"), ())
    given = list(defaults) if isinstance(defaults, (list, tuple)) else []
    return RecordType(tuple(names), dict(zip(names[len(names) - len(given) :], given)), is_tuple=True)


def _isinstance(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) != 2:
        return Unknown("isinstance() of undecided arguments")
    value, types = (reader.value_of(actual) for actual in passed.positional)
    if operations.is_class(value):
        return False if types == Symbol("functools.partial") else Unknown("isinstance() of a class")
    if not operations.is_plain(value) or isinstance(value, operations.Chained):
        return operations.undecided([value], "isinstance() of an undecided value")
    asked = [item.name if isinstance(item, Symbol) else "" for item in (types if isinstance(types, tuple) else (types,))]
    known = [cls for name in asked if (cls := operations.type_named(name)) is not None]
    if isinstance(value, tuple(known)):
        return True
    # Of the frameworks' own types no plain value is.
    others = [name for name in asked if operations.type_named(name) is None and not name.startswith(_LIBRARIES)]
    return Unknown("isinstance() of an undecided type") if others else False


def _type(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    value = reader.value_of(passed.positional[0]) if len(passed.positional) == 1 else Unknown("type() of undecided arguments")
    if not operations.is_plain(value):
        return operations.undecided([value], "type() of an undecided value")
    return operations.type_of(value)


def _hasattr(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) != 2:
        return Unknown("hasattr() of undecided arguments")
    value, name = (reader.value_of(actual) for actual in passed.positional)
    if isinstance(value, Symbol) and isinstance(name, str) and (known := versions.has_layer(reader, value, name)) is not None:
        return known
    if isinstance(operations.type_of(value), Unknown) or isinstance(value, operations.Ordered) or not isinstance(name, str):
        return operations.undecided([value, name], "hasattr() of an undecided value")
    return hasattr(value, name)


def _map(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) != 2 or passed.keywords or passed.open:
        return Unknown("map() of undecided arguments")
    function, items = (reader.value_of(actual) for actual in passed.positional)
    if not isinstance(function, (Symbol, Function)) or not isinstance(items, (list, tuple, str)):
        return operations.undecided([function, items], "map() of what is not followed")
    if len(items) > _MOST_ITEMS:
        return Unknown("map() of too many items")
    if isinstance(function, Function):
        return operations.Iterator(
            _returned(reader, function, replace(passed.positional[1], value=item), node, index)
            for index, item in enumerate(items)
        )
    name = function.name.removeprefix("builtins.")
    if not functions.is_pure(name):
        return Unknown("map() of what is not followed")
    return operations.Iterator(functions.call(name, [item], {}) for item in items)


def _returned(reader: Reader, function: Function, given: Actual, node: ast.Call, index: int) -> Value:
    """What the text's `function` returns of one item, the one at `index`, that `node` hands it."""
    mapped = function.node
    bound = Bound(Actuals((given,)), function.receiver, node, key=(id(node), given.frame.key, index))
    frame = function.entered(bound)
    if isinstance(mapped, ast.Lambda):
        return reader.evaluate(mapped.body, frame)
    if not isinstance(mapped, ast.FunctionDef) or mapped.decorator_list or _yields(mapped):
        return Unknown("what is mapped is not followed")
    return reader.returned(mapped, frame)


def _yields(function: ast.FunctionDef) -> bool:
    return any(isinstance(child, (ast.Yield, ast.YieldFrom)) for child in ast.walk(function))


def _version_number(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    callee = reader.evaluate(node.func, frame)
    kind = versions.CLASSES.get(callee.name) if isinstance(callee, Symbol) else None
    if kind is None or len(passed.positional) != 1 or passed.keywords or passed.open:
        return Unknown("a version that is not followed")
    return versions.number(kind, reader.value_of(passed.positional[0]))


def _installed(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    name = reader.value_of(passed.positional[0]) if len(passed.positional) == 1 else None
    return versions.target(reader) if name == "mindspore" else Unknown("the version of what is installed")


def _signature(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    value = reader.value_of(passed.positional[0]) if len(passed.positional) == 1 else None
    names = versions.parameters(reader, value)
    if names is None:
        return Unknown("a signature that is not followed")
    return Record({"parameters": {name: Unknown(f"parameter {name}") for name in names}, "args": names})


def _vars(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    value = reader.value_of(passed.positional[0]) if len(passed.positional) == 1 else Unknown("vars() of undecided arguments")
    if isinstance(value, Symbol):
        return Symbol(f"{value.name}.__dict__")
    return options.variables(value) if isinstance(value, options.Options) else Unknown("vars() is not followed", kind="dict")


def _import_module(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    """`importlib.import_module("mindspore.nn")`, also `(".nn", "mindspore")`."""
    names = [reader.value_of(actual) for actual in (*passed.positional, *passed.keywords)]
    known = [name for name in names if isinstance(name, str)]
    if passed.open or not known or len(known) < len(names) or len(known) > 2:
        return Unknown("a module that is imported")
    if not known[0].startswith("."):
        return reader.imported(known[0], frame.module)
    is_inside = len(known) == 2 and not known[0].startswith("..")
    return reader.imported(known[1] + known[0], frame.module) if is_inside else Unknown("a module that is imported")


def _import(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    """`__import__("mindspore.nn")`, which gives the outermost package."""
    name = reader.value_of(passed.positional[0]) if len(passed.positional) == 1 and not passed.keywords else None
    return reader.imported(name.partition(".")[0], frame.module) if isinstance(name, str) else Unknown("an import")


def _replace(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) != 1:
        return Unknown("replace() of undecided arguments")
    owner = reader.value_of(passed.positional[0])
    if isinstance(owner, Record) and any(frame.module.is_stored_from_outside(name, [None]) for name in owner.fields):
        return Unknown("fields are stored from outside")
    return records.replaced(reader, owner, passed)


def _asdict(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    if len(passed.positional) != 1 or passed.keywords or passed.open:
        return Unknown("asdict() of undecided arguments")
    return records.as_dict(reader.value_of(passed.positional[0]), frame)


def _defaultdict(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    return Unknown("a defaultdict: to read a key may add it", kind="dict")


def _chain_map(reader: Reader, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    """A ChainMap of displays as one dict; what others are named may change under it."""
    maps = [reader.value_of(actual) for actual in passed.positional if isinstance(actual.node, (ast.Dict, ast.Call))]
    known = [item for item in maps if isinstance(item, dict)]
    if passed.open or passed.keywords or len(known) < len(passed.positional):
        return Unknown("a ChainMap of undecided arguments")
    return operations.Chained({key: value for item in reversed(known) for key, value in item.items()})


SPECIAL: dict[str, Callable[[Reader, Actuals, ast.Call, Frame], Value]] = {
    "functools.partial": _partial,
    "getattr": _getattr,
    "super": _super,
    "collections.namedtuple": _namedtuple,
    "isinstance": _isinstance,
    "type": _type,
    "hasattr": _hasattr,
    "map": _map,
    "importlib.metadata.version": _installed,
    **dict.fromkeys(versions.CLASSES, _version_number),
    **dict.fromkeys(versions.SIGNATURES, _signature),
    "vars": _vars,
    "dataclasses.replace": _replace,
    "dataclasses.asdict": _asdict,
    "collections.defaultdict": _defaultdict,
    "collections.ChainMap": _chain_map,
    "importlib.import_module": _import_module,
    "__import__": _import,
    "os.environ.get": options.environment,
    "os.getenv": options.environment,
}
