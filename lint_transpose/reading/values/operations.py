"""What operators make of plain values; Unknown where they would raise or make too much of them."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeGuard

from ...layers.call import Symbol, Unknown, Value
from ...layers.public_names import public_name
from . import formatting, kinds, versions
from .limits import LARGEST, LONGEST, allow
from .versions import VersionNumber

PLAIN = (int, float, str, bytes, type(None), tuple, list, dict, set)
"""The types of plain values (bool is an int)."""
_LARGEST_EXPONENT = 64


class Series(list):  # type: ignore[type-arg]
    """What gives its items one by one, without being a list: a range or a view of a dict, to tests and operators."""


class Range(Series):
    """A Series that can be kept, and never changes."""


class Iterator(Series):
    """A Series that can be run over only once: zip, map, a generator."""


class Ordered(dict):  # type: ignore[type-arg]
    """An OrderedDict, which equals another only if their items stand in the same order."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        in_order = not isinstance(other, Ordered) or list(self) == list(other)
        return in_order and isinstance(other, dict) and dict(self) == dict(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def copy(self) -> Ordered:
        return Ordered(self)

    def __or__(self, other: Any) -> Ordered:
        return Ordered({**self, **other})

    def __ror__(self, other: Any) -> Ordered:
        return Ordered({**other, **self})


class Chained(dict):  # type: ignore[type-arg]
    """What a ChainMap holds, which is no dict: it can only be read."""

    __or__ = __ror__ = __ior__ = None  # type: ignore[assignment]


class IntMember(int):
    """A member of an enumeration that is an int: printed, and asked for its type, it is another."""


class StrMember(str):
    """A member of an enumeration that is a str."""


def is_plain(value: Value) -> bool:
    return isinstance(value, PLAIN) and not isinstance(value, Series)


def type_of(value: Value) -> Value:
    """What `type(value)` gives."""
    if isinstance(value, Ordered):
        return Symbol("collections.OrderedDict")
    if type(value) is bool or type(value) in PLAIN:
        return Symbol(f"builtins.{type(value).__name__}")
    return undecided([value], "the type of an undecided value")


def is_key(value: Value) -> bool:
    """Whether `value` is a plain value that a dict takes as a key."""
    if isinstance(value, tuple):
        return all(map(is_key, value))
    return value is None or isinstance(value, (str, bytes, int, float))


def is_data(value: Value) -> bool:
    """Whether `value` is one of Python's own plain values, with all that it holds, such that Python's errors are ours."""
    if isinstance(value, dict):
        return type(value) is dict and all(is_key(key) and is_data(item) for key, item in value.items())
    if isinstance(value, (tuple, list, set)):
        return type(value) in (tuple, list, set) and all(map(is_data, value))
    return value is None or type(value) in (str, bytes, int, float, bool)


def _undecided(*_: Any) -> Any:
    raise ValueError("undecided")


def _times(left: Any, right: Any) -> Any:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, (str, bytes, list, tuple)):
            allow(len(sequence) * max(int(count), 0))
        if isinstance(sequence, (list, tuple)) and any(isinstance(item, Iterator) for item in sequence):
            return _undecided()  # one and the same, several times
    return left * right


def power(left: Any, right: Any) -> Any:
    """`left ** right`, for small exponents."""
    if not (isinstance(left, (int, float)) and isinstance(right, (int, float)) and abs(right) <= _LARGEST_EXPONENT):
        return _undecided()
    return left**right


def _shifted(left: int, right: int) -> int:
    return left << right if right <= _LARGEST_EXPONENT else _undecided()


def _modulo(left: Any, right: Any) -> Any:
    return formatting.percent(left, right) if isinstance(left, (str, bytes)) else left % right


def _identical(left: Any, right: Any) -> Any:
    """`left is right`; of other values than None, True and False that hangs on the interpreter."""
    is_sole = left is None or right is None or isinstance(left, bool) or isinstance(right, bool)
    return left is right if is_sole else _undecided()


_BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: _times,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: _modulo,
    ast.Pow: power,
    ast.LShift: _shifted,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_SMALL = (ast.Add, ast.Sub, ast.Div, ast.FloorDiv, ast.Mod)
"""Operators that make nothing large of what is not large."""
_UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
_COMPARE: Mapping[type, Callable[[Any, Any], Any]] = {
    **versions.ORDERED,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: _identical,
    ast.IsNot: lambda a, b: not _identical(a, b),
}
_ON_SHAPES: Mapping[type, tuple[type, ...]] = {ast.Add: (list, tuple), ast.Mult: (list, tuple), ast.BitOr: (dict,)}
"""Operators that do not look at the items of these, so that unknown items may pass through them."""
_CLASS = re.compile(r"(mindspore|torch)\.nn\.[A-Z]\w*[a-z]\w*")


def holds_unknown(value: Value) -> bool:
    """Whether `value` is, or holds, something other than plain values."""
    if isinstance(value, (tuple, list, set)) and not isinstance(value, Series):
        return any(holds_unknown(item) for item in value)
    if isinstance(value, dict):
        return any(holds_unknown(item) for item in value.values())
    return not is_plain(value)


def deep(value: Value) -> Value:
    """`value`, if nothing within it is an object, which may have its own way to be copied."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for item in items:
        deep(item)
    return value if is_plain(value) or isinstance(value, (Unknown, Symbol, Series)) else _undecided()


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
    if isinstance(value, int) and abs(value) > LARGEST:
        return Unknown("too large a number", kind="int")
    return Unknown("...") if value is ... or isinstance(value, complex) else value


def attempt(what: str, function: Callable[..., Any], *operands: Any, **keywords: Any) -> Value:
    """What `function` returns; Unknown where it raises or makes too much. Functions bound their own work."""
    try:
        result = function(*operands, **keywords)
    except Exception:  # whatever wrong operands may raise
        return Unknown(f"{what} is undecided")
    if isinstance(result, complex) or (isinstance(result, int) and abs(result) > LARGEST):
        return Unknown("too large a number")
    if isinstance(result, (str, bytes, list, tuple, dict, set)) and len(result) > LONGEST:
        return Unknown("too long a sequence")
    return result


def f_string(node: ast.JoinedStr, evaluate: Callable[[ast.expr], Value]) -> Value:
    """The string that `node` makes of what `evaluate` gives for its fields; an Unknown string where one is undecided."""
    parts: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        assert isinstance(part, ast.FormattedValue)
        value = evaluate(part.value)
        spec = "" if part.format_spec is None else evaluate(part.format_spec)
        conversion = "" if part.conversion == -1 else chr(part.conversion)
        field = attempt("a formatted string", formatting.formatted, value, conversion, spec)
        if not isinstance(field, str):
            return Unknown("a formatted string", kind="string")
        parts.append(field)
    text = attempt("a formatted string", formatting.joined, parts)
    return Unknown(text.reason, kind="string") if isinstance(text, Unknown) else text


def binary(node: ast.operator, left: Value, right: Value) -> Value:
    """`left <node> right`. Sequences and dicts may hold unknown items: `[p] * 4`, `(p,) + (q,)`, `{**a} | b`."""
    shapes = _ON_SHAPES.get(type(node), ())
    on_shapes = isinstance(left, shapes) or isinstance(right, shapes)
    for operand in (left, right):
        if not is_plain(operand) or (holds_unknown(operand) and not on_shapes):
            kind = kinds.of_binary(node, left, right)
            return Unknown(undecided([operand], "arithmetic on an unknown value").reason, kind=kind)
    function = _BINARY.get(type(node))
    return Unknown("arithmetic that is not followed") if function is None else attempt("arithmetic", function, left, right)


def error_of(kind: ast.operator, left: Value, right: Value) -> str:
    """The kind of error that `left <kind> right` surely raises; empty where that is not sure."""
    is_format = isinstance(kind, ast.Mod) and isinstance(left, (str, bytes))
    if not isinstance(kind, _SMALL) or is_format or not is_data(left) or not is_data(right):
        return ""
    try:
        _BINARY[type(kind)](left, right)
    except Exception as error:  # whatever wrong operands may raise
        return type(error).__name__
    return ""


def unary(node: ast.unaryop, operand: Value) -> Value:
    """`<node> operand`."""
    if isinstance(node, ast.Not):
        known = truth(operand)
        return Unknown(undecided([operand], "a truth that is undecided").reason, kind="bool") if known is None else not known
    if not is_plain(operand):
        reason = undecided([operand], "arithmetic on an unknown value").reason
        return Unknown(reason, kind=kinds.of_unary(node, operand))
    return attempt("arithmetic", _UNARY[type(node)], operand)


def compare(node: ast.cmpop, left: Value, right: Value) -> Value:
    """`left <node> right`."""
    if isinstance(left, VersionNumber) or isinstance(right, VersionNumber):
        return versions.compare(node, left, right)
    if isinstance(node, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)) and (left is None or right is None):
        other = right if left is None else left
        if isinstance(other, Symbol) and "." in other.name and not is_class(other):
            return Unknown(f"what {other.name} is", kind=kinds.of_compare(node, left, right))
        if not isinstance(other, Unknown):
            return (other is None) == isinstance(node, (ast.Is, ast.Eq))
        if other.kind and isinstance(node, (ast.Is, ast.IsNot)):
            return isinstance(node, ast.IsNot)
        return Unknown(other.reason, kind=kinds.of_compare(node, left, right))
    if isinstance(node, (ast.Eq, ast.NotEq)) and not isinstance(left, (Unknown, *PLAIN)) and left == right:
        return isinstance(node, ast.Eq)
    if isinstance(node, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)) and is_class(left) and is_class(right):
        return (public_name(left.name) == public_name(right.name)) == isinstance(node, (ast.Eq, ast.Is))
    of_classes = isinstance(right, (list, tuple, set)) and all(map(is_class, right))
    if isinstance(node, (ast.In, ast.NotIn)) and is_class(left) and of_classes:
        return (left in right) == isinstance(node, ast.In)  # type: ignore[operator]
    if isinstance(node, (ast.In, ast.NotIn)) and isinstance(right, Series) and not isinstance(right, Iterator):
        right = list(right)
    if isinstance(node, (ast.In, ast.NotIn)) and isinstance(right, dict):
        right = set(right)  # its values are not looked at
    if holds_unknown(left) or holds_unknown(right):
        reason = undecided([left, right], "a comparison with an unknown value").reason
        return Unknown(reason, kind=kinds.of_compare(node, left, right))
    return attempt("a comparison", _COMPARE[type(node)], left, right)


def subscript(value: Value, index: Value) -> Value:
    """`value[index]`."""
    if isinstance(value, Unknown):
        return Unknown(value.reason, kind=kinds.of_subscript(value, index))
    if not is_plain(index) or not isinstance(value, (str, bytes, list, tuple, dict)) or not is_plain(value):
        return undecided([index], "a subscript of an unknown value")
    return attempt("a subscript", operator.getitem, value, index)


def truth(value: Value) -> bool | None:
    """Whether `value` counts as true; None when undecided."""
    if isinstance(value, Series):
        return isinstance(value, Iterator) or len(value) > 0
    return bool(value) if is_plain(value) else None
