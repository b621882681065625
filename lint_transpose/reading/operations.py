"""What operators and well-known functions make of plain values; Unknown where they would raise or take too long."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeGuard

from ..call import Symbol, Unknown, Value
from .layers import public_name

_LARGEST = 2**63
_LONGEST = 1000

PLAIN = (int, float, str, bytes, type(None), tuple, list, dict, set)
"""The types of plain values (bool is an int)."""


def is_plain(value: Value) -> bool:
    return isinstance(value, PLAIN)


_BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
_COMPARE: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: lambda a, b: a is b if a is None or b is None or isinstance(a, bool) else _undecided(),
    ast.IsNot: lambda a, b: a is not b if a is None or b is None or isinstance(a, bool) else _undecided(),
}
_CLASS = re.compile(r"(mindspore|torch)\.nn\.[A-Z]\w*[a-z]\w*")
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "all": all,
    "any": any,
    "bool": bool,
    "dict": dict,
    "divmod": divmod,
    "enumerate": lambda items, start=0: list(enumerate(items, start)),
    "float": float,
    "int": int,
    "len": len,
    "list": list,
    "max": max,
    "min": min,
    "pow": pow,
    "range": lambda *bounds: list(_bounded_range(*bounds)),
    "reversed": lambda items: list(reversed(items)),
    "round": round,
    "set": set,
    "sorted": sorted,
    "str": str,
    "sum": sum,
    "tuple": tuple,
    "zip": lambda *items: list(zip(*items)),
    "math.ceil": math.ceil,
    "math.floor": math.floor,
    "math.log2": math.log2,
    "math.pow": math.pow,
    "math.sqrt": math.sqrt,
    "collections.OrderedDict": dict,
    "copy.copy": lambda value: value,
    "copy.deepcopy": lambda value: value,
}
"""Pure functions by full name, "builtins." left out; each works on plain values alone."""

METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            "lower",
            "upper",
            "strip",
            "startswith",
            "endswith",
            "split",
            "replace",
            "title",
            "capitalize",
            "isupper",
            "islower",
            "isdigit",
        }
    ),
    dict: frozenset({"get", "keys", "values", "items", "copy"}),
    list: frozenset({"copy", "index", "count"}),
    tuple: frozenset({"index", "count"}),
}
"""Pure methods of plain values."""

_SHAPE_ONLY = frozenset({"len", "list", "tuple", "zip", "enumerate", "reversed", "dict", "collections.OrderedDict"})
"""Functions that do not look at the items, so that unknown items may pass through them."""


def _undecided() -> Any:
    raise ValueError("undecided")


def _bounded_range(*bounds: int) -> range:
    numbers = range(*bounds)
    return numbers if len(numbers) <= _LONGEST else _undecided()


def holds_unknown(value: Value) -> bool:
    """Whether `value` is, or holds, something other than plain values."""
    if isinstance(value, (tuple, list, set)):
        return any(holds_unknown(item) for item in value)
    if isinstance(value, dict):
        return any(holds_unknown(item) for item in value.values())
    return not is_plain(value)


def matches(pattern: ast.pattern, subject: Value) -> bool | None:
    """Whether `subject` fits `pattern`, None where that is undecided."""
    if isinstance(pattern, ast.MatchOr):
        found = [matches(item, subject) for item in pattern.patterns]
        return True if True in found else None if None in found else False
    if isinstance(pattern, ast.MatchAs):
        return True if pattern.pattern is None else matches(pattern.pattern, subject)
    if holds_unknown(subject):
        return None
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant):
        return bool(subject == pattern.value.value)
    return None


def is_class(value: Value) -> TypeGuard[Symbol]:
    """Whether `value` is a built-in class or, going by its name, one of the frameworks': `mindspore.nn.BatchNorm2d`."""
    if not isinstance(value, Symbol):
        return False
    return type_named(value.name) is not None or _CLASS.fullmatch(public_name(value.name)) is not None


def type_named(name: str) -> type | None:
    """The class of Python that has this full name, as far as tests ask for it: "builtins.int", "collections.abc.Iterable"."""
    module, _, last = name.rpartition(".")
    found = getattr(
        {"builtins": builtins, "collections.abc": collections.abc, "typing": collections.abc}.get(module), last, None
    )
    return found if isinstance(found, type) else None


def undecided(values: Iterable[Value], otherwise: str) -> Unknown:
    """The Unknown that `values` come down to: the first one among or within them, so that its reason is the root of it."""
    for value in values:
        if isinstance(value, Unknown):
            return Unknown(value.reason)
        if isinstance(value, (tuple, list, dict)):
            inner = undecided(value.values() if isinstance(value, dict) else value, "")
            if inner.reason:
                return inner
    return Unknown(otherwise)


def constant(value: object) -> Value:
    """What a literal holds."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        return Unknown("too large a number")
    return Unknown("...") if value is ... or isinstance(value, complex) else value


def _attempt(what: str, function: Callable[..., Any], *operands: Any, **keywords: Any) -> Value:
    try:
        result = function(*operands, **keywords)
    except Exception:  # whatever wrong operands may raise
        return Unknown(f"{what} is undecided")
    if isinstance(result, complex) or (isinstance(result, int) and abs(result) > _LARGEST):
        return Unknown("too large a number")
    if isinstance(result, (str, bytes, list, tuple, dict)) and len(result) > _LONGEST:
        return Unknown("too long a sequence")
    return result


def _too_large(node: ast.operator, left: Value, right: Value) -> bool:
    """Whether computing it would already be too much."""
    if isinstance(node, (ast.Pow, ast.LShift)):
        return not (isinstance(left, (int, float)) and isinstance(right, (int, float)) and abs(right) <= 64)
    if isinstance(node, ast.Mult):
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, (str, bytes, list, tuple)):
                return not isinstance(count, int) or len(sequence) * count > _LONGEST
    return isinstance(node, ast.Mod) and isinstance(left, (str, bytes))


def binary(node: ast.operator, left: Value, right: Value) -> Value:
    """`left <node> right`. Sequences may hold unknown items: `[p] * 4`, `(p,) + (q,)`."""
    sequences = isinstance(left, (list, tuple)) or isinstance(right, (list, tuple))
    for operand in (left, right):
        if not is_plain(operand) or (holds_unknown(operand) and not (sequences and isinstance(node, (ast.Add, ast.Mult)))):
            return undecided([operand], "arithmetic on an unknown value")
    function = _BINARY.get(type(node))
    if function is None or _too_large(node, left, right):
        return Unknown("arithmetic that is not followed")
    return _attempt("arithmetic", function, left, right)


def unary(node: ast.unaryop, operand: Value) -> Value:
    """`<node> operand`."""
    if isinstance(operand, Unknown) or not is_plain(operand):
        return operand if isinstance(operand, Unknown) else Unknown("arithmetic on an unknown value")
    return _attempt("arithmetic", _UNARY[type(node)], operand)


def compare(node: ast.cmpop, left: Value, right: Value) -> Value:
    """`left <node> right`."""
    if isinstance(node, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)) and (left is None or right is None):
        other = right if left is None else left
        if isinstance(other, Unknown):
            return other
        return (other is None) == isinstance(node, (ast.Is, ast.Eq))
    if isinstance(node, (ast.Eq, ast.NotEq)) and not is_plain(left) and left == right and not isinstance(left, Unknown):
        return isinstance(node, ast.Eq)
    if isinstance(node, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)) and is_class(left) and is_class(right):
        return (public_name(left.name) == public_name(right.name)) == isinstance(node, (ast.Eq, ast.Is))
    of_classes = isinstance(right, (list, tuple, set)) and all(map(is_class, right))
    if isinstance(node, (ast.In, ast.NotIn)) and is_class(left) and of_classes:
        return (left in right) == isinstance(node, ast.In)  # type: ignore[operator]
    if holds_unknown(left) or holds_unknown(right):
        return undecided([left, right], "a comparison with an unknown value")
    return _attempt("a comparison", _COMPARE[type(node)], left, right)


def call(name: str, arguments: list[Value], keywords: dict[str, Value]) -> Value:
    """What the pure function `name` of FUNCTIONS returns."""
    values = [*arguments, *keywords.values()]
    if any(isinstance(value, Unknown) or not is_plain(value) for value in values):
        return undecided(values, f"{name}() of an unknown value")
    if name not in _SHAPE_ONLY and any(holds_unknown(value) for value in values):
        return undecided(values, f"{name}() of an unknown value")
    if name in {"int", "str", "float"} and any(isinstance(value, str) and len(value) > 50 for value in values):
        return Unknown("too long a number")
    return _attempt(f"{name}()", FUNCTIONS[name], *arguments, **keywords)


def method(receiver: Value, name: str, arguments: list[Value]) -> Value:
    """What `receiver.name(*arguments)` returns, for the pure methods of plain values."""
    if name not in METHODS.get(type(receiver), ()) or any(holds_unknown(argument) for argument in arguments):
        return Unknown(f"the method {name}() is not followed")
    result = _attempt(f"{name}()", getattr(receiver, name), *arguments)
    return list(result) if isinstance(result, (type({}.keys()), type({}.values()), type({}.items()))) else result


def subscript(value: Value, index: Value) -> Value:
    """`value[index]`."""
    if isinstance(value, Unknown):
        return value
    if isinstance(index, Unknown) or not is_plain(index) or not isinstance(value, (str, bytes, list, tuple, dict)):
        return undecided([index], "a subscript of an unknown value")
    return _attempt("a subscript", operator.getitem, value, index)


def truth(value: Value) -> bool | None:
    """Whether `value` counts as true; None when undecided."""
    if isinstance(value, Unknown) or not is_plain(value):
        return None
    return bool(value)
