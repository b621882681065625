"""What a call returns, where the text decides it: pure functions, functions of the text, classes, partials."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Unknown, Value
from ...layers.public_names import layer_of
from ...record.dataclasses import replace
from ..index.endings import swallows
from . import functions, kinds, operations, options, records
from .arguments import actuals, prepend
from .attributes import attribute_of
from .hierarchy import is_made_otherwise, mro
from .items import any_item
from .matching import case_taken
from .objects import Actuals, Bound, Built, Class, Frame, Function, Instance, LayerObject, Partial, Record, RecordType
from .special import SPECIAL
from .worlds import Infeasible

if TYPE_CHECKING:
    from .questions import Reader

_TRANSPARENT = frozenset({"staticmethod", "classmethod", "functools.wraps"})
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
_MUTABLE = (dict, list, set, Record, Instance)
_NAMESPACES = frozenset({"types.SimpleNamespace", "easydict.EasyDict", "addict.Dict", "argparse.Namespace"})


def call_result(reader: Reader, node: ast.expr, frame: Frame) -> Value:
    """The value of the call `node`."""
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute):
        owner = reader.evaluate(node.func.value, frame)
        if operations.is_plain(owner):
            return _method(reader, owner, node.func.attr, actuals(reader, node, frame), frame)
        if isinstance(owner, Unknown) and owner.kind == "string" and node.func.attr in functions.MAKE_STRINGS:
            return Unknown(owner.reason, kind="string")
        if isinstance(owner, Built) and owner.name == "argparse.ArgumentParser":
            return options.parsed(reader, owner, node.func.attr, actuals(reader, node, frame))
        if isinstance(owner, Record) and owner.kind is not None and owner.kind.is_tuple:
            return records.method(reader, owner, node.func.attr, actuals(reader, node, frame))
        if isinstance(owner, Built) and owner.kind == "NumPy array" and _is_of_numbers(reader, node, frame):
            return owner
        callee = attribute_of(reader, owner, node.func, frame)
    else:
        callee = reader.evaluate(node.func, frame)
    if isinstance(callee, Unknown):
        return replace(callee, kind="")
    return invoke(reader, callee, actuals(reader, node, frame), node, frame)


def _is_of_numbers(reader: Reader, call: ast.Call, frame: Frame) -> bool:
    """Whether `call` is `array.astype(np.float32)`: an array of the same shape, of other numbers."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "astype":
        return False
    dtype = reader.evaluate(call.args[0], frame) if len(call.args) == 1 and not call.keywords else None
    name = dtype.name if isinstance(dtype, Symbol) else dtype if isinstance(dtype, str) else ""
    return re.fullmatch(r"(numpy\.)?(u?int|float)\d+", name) is not None


def _method(reader: Reader, owner: Value, name: str, passed: Actuals, frame: Frame) -> Value:
    """What a method of a plain value returns."""
    if passed.open:
        return functions.method(owner, name, [Unknown("undecided arguments")], {})
    given = [reader.value_of(actual) for actual in passed.positional]
    keywords = {str(actual.name): reader.value_of(actual) for actual in passed.keywords}
    if isinstance(owner, dict) and name == "get" and 0 < len(given) < 3 and isinstance(given[0], Unknown) and not keywords:
        return any_item(reader, passed.positional[0].node, owner, frame, given[1] if len(given) > 1 else None)
    return functions.method(owner, name, given, keywords)


def invoke(reader: Reader, callee: Value, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    """What calling `callee` with `passed` returns."""
    if isinstance(callee, Partial):
        return invoke(reader, callee.callee, prepend(callee.actuals, passed), node, frame)
    if isinstance(callee, Symbol):
        return _call_symbol(reader, callee, passed, node, frame)
    bound = Bound(passed, call=node, key=(id(node), frame.key))
    if isinstance(callee, Function):
        return _call_function(reader, callee, Bound(passed, callee.receiver, node, bound.key))
    if isinstance(callee, Class):
        return _instantiate(reader, callee, bound)
    if isinstance(callee, RecordType):
        return records.record(reader, callee, passed, frame.module)
    return Unknown("what is called is undecided")


def _call_symbol(reader: Reader, callee: Symbol, passed: Actuals, node: ast.Call, frame: Frame) -> Value:
    layer = layer_of(callee)
    if layer is not None:
        return LayerObject(node, layer)
    name = callee.name.removeprefix("builtins.")
    special = SPECIAL.get(name)
    if special is not None:
        return special(reader, passed, node, frame)
    if passed.open:
        kind = kinds.of_call(name, [], {})
        return Built(f"{name}() of undecided arguments", name, node, frame, passed, kind=kind)
    if name in _NAMESPACES:
        fields = {str(actual.name): reader.value_of(actual) for actual in passed.keywords}
        if passed.positional:
            first = reader.value_of(passed.positional[0])
            if not isinstance(first, dict):
                return Unknown(f"{name}() of an undecided value")
            fields = {**{str(key): value for key, value in first.items()}, **fields}
        return Record(fields)
    positional, keywords = list[Value](), dict[str, Value]()
    if functions.is_pure(name) or name.startswith("numpy."):  # of the others no argument is looked at before it is needed
        positional = [records.unpacked(reader.value_of(actual)) for actual in passed.positional]
        keywords = {str(actual.name): reader.value_of(actual) for actual in passed.keywords}
    if functions.is_pure(name):
        return functions.call(name, positional, keywords)
    return Built(f"the result of {name}()", name, node, frame, passed, kind=kinds.of_call(name, positional, keywords))


def _call_function(reader: Reader, function: Function, bound: Bound) -> Value:
    node, module = function.node, function.frame.module
    by = set() if isinstance(node, ast.Lambda) else _decorators(reader, node, function.frame)
    frame = function.entered(bound)
    if isinstance(node, ast.Lambda):
        return reader.evaluate(node.body, frame)
    if isinstance(node, ast.AsyncFunctionDef) or node in module.generators or not by <= _TRANSPARENT | _CACHES:
        return Unknown(f"what {node.name}() returns is not followed")
    value = run(reader, node, frame)
    if by & _CACHES and any(isinstance(item, _MUTABLE) for item in (value if isinstance(value, tuple) else (value,))):
        return Unknown(f"what {node.name}() returns is kept, and may be changed by whoever else gets it")
    return value


def run(reader: Reader, node: ast.FunctionDef, frame: Frame) -> Value:
    """What the body of `node` returns, activated by `frame`."""
    value = _run(reader, node.body, frame)
    return None if value is None else value[0]


def _run(reader: Reader, block: list[ast.stmt], frame: Frame) -> tuple[Value] | None:
    """What `block` returns, in a tuple; None when control leaves it at its end."""
    for statement in block:
        if isinstance(statement, ast.Return):
            return (None if statement.value is None else reader.evaluate(statement.value, frame),)
        if isinstance(statement, ast.Raise):
            raise Infeasible
        if not _holds_return(statement):
            continue
        if isinstance(statement, ast.If):
            returned = _run(reader, reader.taken(statement, frame)[0], frame)
        elif isinstance(statement, ast.Match):
            returned = _run(reader, case_taken(reader, statement, frame), frame)
        elif isinstance(statement, ast.With) and not swallows(statement, frame.module.swallowing):
            returned = _run(reader, statement.body, frame)
        else:
            return (Unknown("a return within a loop or try is not followed"),)
        if returned is not None:
            return returned
    return None


_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def _holds_return(statement: ast.stmt) -> bool:
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Return, ast.Raise)):
            return True
        if isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            stack.extend(child for child in ast.iter_child_nodes(node) if isinstance(child, _BLOCKS))
        elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
            stack.extend(node.body)
    return False


def _decorators(reader: Reader, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> set[str]:
    """The full names of what decorates a function; empty for what is not a function of a library."""
    values = [reader.evaluate(item.func if isinstance(item, ast.Call) else item, frame) for item in node.decorator_list]
    return {value.name.removeprefix("builtins.") if isinstance(value, Symbol) else "" for value in values}


def _instantiate(reader: Reader, cls: Class, bound: Bound) -> Value:
    order = mro(reader, cls)
    if is_made_otherwise(order):
        return Unknown(f"what {cls.node.name} makes is up to its __new__ or metaclass")
    for base in order:
        if isinstance(base, Unknown):
            return Instance(cls, bound)
        layer = layer_of(base)
        if layer is not None:
            return LayerObject(bound.call, layer) if bound.call else Unknown("a layer")
        if isinstance(base, Symbol) and base.name == "typing.NamedTuple":
            return records.of_class(reader, cls, bound.actuals, is_tuple=True)
    if records.is_dataclass(reader, cls):
        return records.of_class(reader, cls, bound.actuals, is_tuple=False)
    return Instance(cls, bound)
