"""What calls of Python's own functions, and of the frameworks', give and do."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ...layers.call import Symbol, Unknown, Value
from ...layers.public_names import layer_of
from ..index.packages import keeps_nothing
from ..values import functions, kinds, operations, versions
from ..values.objects import Actuals, LayerObject
from . import classes, commandline, containers, described, functional, generators, members, records, reflection, tables
from .containers import settled
from .heap import (
    Call,
    Cls,
    Func,
    Given,
    Machine,
    Method,
    Named,
    Next,
    Obj,
    OpenDict,
    Raised,
    Stop,
    Wrapped,
    items_of,
    runs_own_method,
    unsure,
)
from .items import is_object
from .passing import give, give_functions

_NAMESPACES = frozenset({"types.SimpleNamespace", "easydict.EasyDict", "argparse.Namespace"})
_ENDS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit"})
_REFLECTION = frozenset(
    {"locals", "exec", "eval", "__import__", "compile", "importlib.reload", "delattr"}
    | {"enum.member", "enum.nonmember", "enum.property"}
)
_RUN_NOTHING = generators.ITERATORS | {"getattr", "hasattr", "isinstance", "setattr", "super", "type", "vars"}
_MOST_ITEMS = 64
_PASS_ON = frozenset({"bool", "copy.copy", "copy.deepcopy", "dict.fromkeys", "iter", "len", "list", "tuple"})
"""Functions that do not look into the items of what they are given."""


def call(m: Machine, callee: Symbol, given: Actuals, node: ast.Call) -> Value:
    """What calling something imported, or built in, gives and does."""
    base = callee.name.removesuffix(".__init__")
    if (layer := layer_of(Symbol(base))) is not None:
        if m.is_replaced(layer):
            raise Stop
        m.reached(node, callee, given)
        m.may_raise(node)
        return LayerObject(node, layer) if base == callee.name else None
    name = callee.name.removeprefix("builtins.")
    if base != callee.name:
        _initialised(m, base, given)
        return None
    if name in _ENDS:
        raise Raised("SystemExit")
    if name in _REFLECTION or name.endswith(".__delattr__"):
        raise Stop
    values = generators.used(m, name, [actual.value for actual in given.positional])
    named = {str(actual.name): actual.value for actual in given.keywords}
    special = SPECIAL.get(name) or SPECIAL.get(name.rpartition(".")[2] if name.rpartition(".")[2].startswith("__") else "")
    if name == "len" and len(values) == 1 and is_object(values[0]):
        return m.special(values[0], "__len__")
    if _runs_unseen(name, [*values, *named.values()]):
        raise Stop
    if special is not None and given.open:
        return generators.of_unknown(name)
    if special is not None:
        return special(m, values, named, node)
    if name == "functools.partial":
        return functional.partial(m, given)
    if name in _NAMESPACES and not given.open and not values:
        return records.namespace(m, named, node)
    if functions.is_pure(name):
        return _computed(m, name, given, values, node)
    if name in versions.CLASSES and len(values) == 1:
        return versions.number(versions.CLASSES[name], values[0])
    return _otherwise(m, name, given, values, named, node)


def _initialised(m: Machine, base: str, given: Actuals) -> None:
    """What the `__init__` of the imported class `base` does."""
    owner = given.positional[0].value if given.positional else None
    if isinstance(owner, tables.Table) and members.is_dict(Symbol(base)):
        tables.fill(m, owner, Actuals(given.positional[1:], given.keywords, given.open))
    elif not keeps_nothing(base.removeprefix("builtins.")):
        m.taint([actual.value for actual in (*given.positional, *given.keywords)])


def _otherwise(m: Machine, name: str, given: Actuals, values: Given, named: Named, node: ast.Call) -> Value:
    """What calling a function that is not known gives and does, or one that is a method of a plain value."""
    m.may_raise(node)
    kind, _, method = name.partition(".")
    if kind in ("dict", "list", "set") and method and values and not given.open:  # `dict.update(options, padding=1)`
        return tables.method(m, values[0], method, values[1:], named)
    give(m, name, [*values, *named.values()])
    is_same = name in ("os.environ.get", "os.getenv") and all(map(operations.is_key, values)) and m.module.is_steady(node)
    key = ("os.environ.get", *values) if is_same else None
    return unsure(f"the result of {name}()", kind=kinds.of_call(name, values, named), key=key)


def _runs_unseen(name: str, values: Given) -> bool:
    """Whether the function `name` may run methods that the text gives the classes of `values`."""
    return not (name in _RUN_NOTHING or name.startswith(("mindspore.", "dict."))) and any(map(runs_own_method, values))


def _computed(m: Machine, name: str, given: Actuals, values: Given, node: ast.Call) -> Value:
    values = [_plainly(value) for value in values]
    named = {str(actual.name): actual.value for actual in given.keywords}
    if name in functional.BY_KEY and named.get("key") is not None:
        return functional.by_key(m, name, values, named, node)
    everything = (*values, *named.values())
    looked_at = () if name in _PASS_ON else values if name in ("dict", "collections.OrderedDict") else everything
    is_tainted = any(map(m.is_tainted, everything)) or any(
        containers.holds_tainted(m, value) for value in looked_at if not (isinstance(value, dict) and len(looked_at) == 1)
    )
    if given.open or is_tainted or any(map(_is_open, everything)):
        if name == "dict" and not given.open and len(values) == 1 and isinstance(values[0], OpenDict):
            copy = OpenDict(values[0])
            copy.gone = set(values[0].gone)
            copy.update(named)
            copy.gone -= named.keys()
            return m.make(copy, node)
        return (
            m.make(OpenDict(), node)
            if name == "dict"
            else unsure(f"{name}() of an unknown value", kind=kinds.of_call(name, [], {}))
        )
    if name in ("copy.deepcopy", "copy.copy") and len(values) == 1:
        return records.copied(m, values[0], node, deep=name.endswith("deepcopy"))
    used_up = [value for value in values if isinstance(value, operations.Iterator)]
    value = settled(functions.call(name, values, named))
    for iterator in used_up:
        if value is not iterator:
            iterator.clear()
    if isinstance(value, Unknown):
        if not operations.holds_unknown([*values, *named.values()]):
            if error := functions.error_of(name, values, named):
                raise Raised(error)
            raise Stop
        m.may_raise(node)
        give_functions(m, [*values, *named.values()])
        if name in ("dict", "list", "tuple") and any(isinstance(item, (Obj, Cls, Func)) for item in values):
            raise Stop
    if isinstance(value, (list, dict, set)) and not isinstance(value, operations.Series):
        if any(value is item for item in values):
            value = value.copy()
        return m.make(value, node)
    return value


def _manager(value: Value) -> Value:
    if not isinstance(value, Func):
        return unsure("a context manager")
    value.is_manager = True
    return value


def _plainly(value: Value) -> Value:
    items = items_of(value) if isinstance(value, (Obj, Cls)) and not isinstance(value, dict) else None
    return value if items is None else tuple(items)


def _is_open(value: Value) -> bool:
    return isinstance(value, OpenDict)


def _property(kind: str) -> Callable[[Value], Value]:
    return lambda function: Wrapped(kind, function)


def _wrapping(kind: str) -> Callable[[Machine, Given, Named, ast.Call], Value]:
    def wrap(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
        if len(given) > 1 or named:
            raise Stop
        return Wrapped(kind, given[0])

    return wrap


def _itself(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return given[0] if len(given) == 1 else unsure("a decorator")


def _setter(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    before, function = given
    return Wrapped("property", before.function, function) if isinstance(before, Wrapped) else unsure("a property")


def _new(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if not given or not isinstance(given[0], Cls) or given[0].is_tuple:
        raise Stop
    made: Obj = m.make(tables.made(given[0]), given[0].node or node)
    m.make(made.attributes, given[0].node or node)
    return made


def _method(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return Method(*given)


def _callable(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if isinstance(given[0], (Func, Method, Cls, Call)):
        return True
    return False if operations.is_plain(given[0]) else unsure("callable() of an unknown value", kind="bool")


def _nothing(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if any(isinstance(value, Obj) for value in named.values()):  # `print(..., file=...)`
        raise Stop
    return None


def _auto(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    return classes.automatic()


def _super(m: Machine, given: Given, named: Named, node: ast.Call) -> Value:
    if len(given) != 2 or not isinstance(given[0], Cls):
        raise Stop
    return Next(given[0], given[1])


DECORATORS: dict[str, Callable[[Value], Value]] = {
    "builtins.staticmethod": _property("staticmethod"),
    "builtins.classmethod": _property("classmethod"),
    "builtins.property": _property("property"),
    "functools.cached_property": _property("cached_property"),
    "abc.abstractproperty": _property("property"),
    "contextlib.contextmanager": _manager,
    "enum.unique": classes.unique,
}
"""What well-known decorators make of a function."""

SPECIAL: dict[str, Callable[[Machine, Given, Named, ast.Call], Any]] = {
    "getattr": reflection.getattr_,
    "hasattr": reflection.hasattr_,
    "setattr": reflection.setattr_,
    "__setattr__": reflection.object_setattr_,
    "vars": reflection.vars_,
    "isinstance": reflection.isinstance_,
    "type": reflection.type_,
    "super": _super,
    "property": _wrapping("property"),
    "staticmethod": _wrapping("staticmethod"),
    "classmethod": _wrapping("classmethod"),
    "abc.abstractmethod": _itself,
    "a setter": _setter,
    "__new__": _new,
    "types.MethodType": _method,
    "callable": _callable,
    "print": _nothing,
    "__init_subclass__": _nothing,
    "enum.auto": _auto,
    **commandline.FUNCTIONS,
    **described.FUNCTIONS,
    **functional.FUNCTIONS,
    **records.FUNCTIONS,
}
"""Functions that need more than the plain values of their arguments."""
