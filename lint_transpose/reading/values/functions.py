"""Well-known functions and methods that only compute: what they make of plain values, within limits."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Mapping
from types import BuiltinFunctionType
from typing import Any

from ...layers.call import Unknown, Value
from . import formatting, kinds, operations
from .limits import LONGEST, UndecidedError, allow, listed, weight
from .operations import Iterator, Range, Series, attempt, binary, holds_unknown, is_data, is_plain, power, undecided

_LONGEST_NUMBER = 50


def _number(kind: type) -> Callable[..., Any]:
    def convert(value: Any = 0, *base: Any) -> Any:
        if isinstance(value, (str, bytes)):
            allow(len(value) * (LONGEST // _LONGEST_NUMBER))
        return kind(value, *base)

    return convert


def _power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    return power(base, exponent) if modulus is None else pow(base, exponent, modulus)


def _round(value: Any, digits: Any = None) -> Any:
    if digits is not None and abs(digits) > _LONGEST_NUMBER:
        raise UndecidedError
    return round(value, digits)


def _text(convert: Callable[[Any], str]) -> Callable[..., str]:
    def text(value: Any = "") -> str:
        if isinstance(value, (set, Series)) or not is_data(value):
            raise UndecidedError("in no order, or no list")
        allow(weight(value))
        return convert(value)

    return text


def _sum(items: Any, start: Any = 0) -> Any:
    if not all(isinstance(item, (int, float)) for item in (*items, start)):
        allow(len(items) * weight([items, start]))
    return sum(items, start)


def _prod(items: Any, *, start: Any = 1) -> Any:
    if not all(isinstance(item, (int, float)) for item in (*items, start)):
        raise UndecidedError("a product of other things than numbers")
    return math.prod(items, start=start)


def _range(*bounds: Any) -> Any:
    numbers = range(*bounds)
    allow(len(numbers))
    return Range(numbers)


def _small(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of numbers up to a thousand: of larger ones it makes numbers of thousands of digits."""

    def bounded(*numbers: Any) -> Any:
        allow(max(numbers))
        return function(*numbers)

    return bounded


def _running(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which returns an iterator, with its items as far as they are few."""
    return lambda *arguments, **keywords: Iterator(listed(function(*arguments, **keywords)))


def _product(*pools: Any, repeat: int = 1) -> Any:
    allow(repeat)
    allow(math.prod(map(len, pools)) ** max(repeat, 0) * max(len(pools) * repeat, 1))
    return Iterator(itertools.product(*pools, repeat=repeat))


def _chosen(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of itertools, which chooses items, of few."""

    def choose(items: Any, length: int) -> Any:
        allow(len(items) * 20)
        return Iterator(listed(function(items, length)))

    return choose


def _repeat(value: Any, times: int) -> Any:
    allow(times)
    return Iterator(itertools.repeat(value, times))


def _loads(text: Any) -> Any:
    import json  # most texts need none

    allow(len(text) // 10)
    return json.loads(text)


def _ordered(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, whose result hangs on the order of the items: a set has none."""

    def in_order(*arguments: Any, **keywords: Any) -> Any:
        if any(isinstance(argument, set) and len(argument) > 1 for argument in arguments):
            raise UndecidedError("a set has no order")
        return function(*arguments, **keywords)

    return in_order


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "all": all,
    "any": any,
    "bool": bool,
    "dict": dict,
    "divmod": divmod,
    "enumerate": _ordered(lambda items, start=0: Iterator(enumerate(items, start))),
    "float": _number(float),
    "int": _number(int),
    "iter": _ordered(lambda items: Iterator(items)),
    "len": len,
    "list": _ordered(list),
    "max": max,
    "min": min,
    "pow": _power,
    "range": _range,
    "repr": _text(repr),
    "reversed": _ordered(lambda items: Iterator(reversed(items))),
    "round": _round,
    "set": set,
    "sorted": sorted,
    "str": _text(str),
    "sum": _sum,
    "tuple": _ordered(tuple),
    "zip": _ordered(lambda *items: Iterator(zip(*items))),
    "math.ceil": math.ceil,
    "math.comb": _small(math.comb),
    "math.copysign": math.copysign,
    "math.exp": math.exp,
    "math.fabs": math.fabs,
    "math.factorial": _small(math.factorial),
    "math.floor": math.floor,
    "math.gcd": math.gcd,
    "math.isqrt": math.isqrt,
    "math.lcm": math.lcm,
    "math.log": math.log,
    "math.log10": math.log10,
    "math.log2": math.log2,
    "math.pow": math.pow,
    "math.prod": _prod,
    "math.sqrt": math.sqrt,
    "math.trunc": math.trunc,
    "collections.OrderedDict": operations.Ordered,
    "copy.copy": lambda value: value,
    "copy.deepcopy": operations.deep,
    "dict.fromkeys": _ordered(dict.fromkeys),
    "itertools.chain": _ordered(_running(itertools.chain)),
    "itertools.chain.from_iterable": _ordered(_running(itertools.chain.from_iterable)),
    "itertools.combinations": _ordered(_chosen(itertools.combinations)),
    "itertools.islice": _ordered(_running(itertools.islice)),
    "itertools.permutations": _ordered(_chosen(itertools.permutations)),
    "itertools.product": _ordered(_product),
    "itertools.repeat": _repeat,
    "itertools.zip_longest": _ordered(_running(itertools.zip_longest)),
    "json.loads": _loads,
}
"""Pure functions by full name, "builtins." left out. Those of which a small argument may make a large value are bounded."""

_SHAPE_ONLY = frozenset(
    {"len", "list", "tuple", "zip", "enumerate", "reversed", "iter", "dict", "collections.OrderedDict", "dict.fromkeys"}
    | {"copy.copy", "copy.deepcopy"}
    | {name for name in FUNCTIONS if name.startswith("itertools.")}
)
"""Functions that do not look at the items, so that unknown items may pass through them."""
_OF_ITEMS = frozenset({"all", "any", "max", "min", "set", "sorted", "sum", "math.prod"}) | _SHAPE_ONLY - {
    "copy.copy",
    "copy.deepcopy",
}
"""Functions that run over their arguments, and take any iterable."""


_OPERATORS: Mapping[str, ast.operator] = {
    "operator.add": ast.Add(),
    "operator.floordiv": ast.FloorDiv(),
    "operator.mod": ast.Mod(),
    "operator.mul": ast.Mult(),
    "operator.or_": ast.BitOr(),
    "operator.pow": ast.Pow(),
    "operator.sub": ast.Sub(),
    "operator.truediv": ast.Div(),
}


def is_pure(name: str) -> bool:
    """Whether the function of the full name `name` only computes something of its arguments, and `call` knows it."""
    return name in FUNCTIONS or name in _OPERATORS


def _joined(separator: str, items: Any) -> str:
    allow(sum(map(len, items)) + len(separator) * len(items))
    return separator.join(items)


def _replaced(text: str, old: str, new: str, count: int = -1) -> str:
    allow(len(text) + (text.count(old) * len(new)))
    return text.replace(old, new, count)


def _padded(name: str) -> Callable[..., str]:
    def pad(text: str, width: int, *fill: str) -> str:
        allow(width)
        result: str = getattr(text, name)(width, *fill)
        return result

    return pad


def _view(name: str) -> Callable[[Any], Any]:
    return lambda receiver: Series(getattr(receiver, name)())


def _taken(name: str) -> Callable[..., Any]:
    """The method `name`, which takes from its object: what the object is afterwards is told by the statement."""

    def take(receiver: Any, *arguments: Any) -> Any:
        return getattr(receiver.copy(), name)(*arguments)

    return take


def _plainly(kind: type, *names: str) -> dict[str, Callable[..., Any]]:
    return {name: getattr(kind, name) for name in names}


METHODS: Mapping[type, Mapping[str, Callable[..., Any]]] = {
    str: {
        **_plainly(str, "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit"),
        **_plainly(str, "isidentifier", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip"),
        **_plainly(str, "partition", "removeprefix", "removesuffix", "rfind", "rpartition", "rsplit", "rstrip", "split"),
        **_plainly(str, "splitlines", "startswith", "strip", "swapcase", "title", "upper"),
        **{name: _padded(name) for name in ("center", "ljust", "rjust", "zfill")},
        "format": formatting.by_fields,
        "join": _joined,
        "replace": _replaced,
    },
    dict: {
        "copy": lambda receiver: receiver.copy(),
        "get": dict.get,
        **{name: _taken(name) for name in ("pop", "setdefault")},
        **{name: _view(name) for name in ("items", "keys", "values")},
    },
    list: {**_plainly(list, "copy", "count", "index"), "pop": _taken("pop")},
    tuple: _plainly(tuple, "count", "index"),
    int: _plainly(int, "bit_length"),
    float: _plainly(float, "is_integer"),
    set: _plainly(set, "copy", "difference", "intersection", "isdisjoint", "issubset", "issuperset", "union"),
}
"""Pure methods of plain values."""
_READ_AS: Mapping[type, type] = {
    operations.Ordered: dict,
    operations.Chained: dict,
    operations.IntMember: int,
    operations.StrMember: str,
}
_READING = frozenset({"get", "items", "keys", "values"})
_ON_SHAPES = {(dict, name) for name in METHODS[dict]} | {(list, "copy"), (list, "pop")}
"""Methods that do not look at the items, so that some may be unknown."""


def call(name: str, arguments: list[Value], keywords: Mapping[str, Value]) -> Value:
    """What the pure function `name` of FUNCTIONS returns."""
    if name in _OPERATORS:
        is_pair = len(arguments) == 2 and not keywords
        return binary(_OPERATORS[name], *arguments) if is_pair else Unknown(f"{name}() is undecided")
    values = [*arguments, *keywords.values()]
    if name in ("len", "reversed") and any(isinstance(value, Iterator) for value in values):
        return Unknown(f"{name}() of an iterator")
    given = [list(value) if isinstance(value, Series) and name in _OF_ITEMS else value for value in values]
    looked_at = given[: len(arguments)] if name in _KEEPS_KEYWORDS else given
    is_open = any(not is_plain(value) for value in looked_at) or (name not in _SHAPE_ONLY and any(map(holds_unknown, given)))
    if is_open and not (name in _PASSES and given and not isinstance(given[0], Unknown)):
        reason = undecided(values, f"{name}() of an unknown value").reason
        return Unknown(reason, kind=kinds.of_call(name, arguments, keywords))
    function = FUNCTIONS[name]
    result = attempt(f"{name}()", function, *given[: len(arguments)], **dict(zip(keywords, given[len(arguments) :])))
    return _with_known_keys(result)


_KEEPS_KEYWORDS = frozenset({"dict", "collections.OrderedDict"})
"""Functions that keep whatever they are given by keyword."""
_PASSES = frozenset({"itertools.repeat"})
"""Functions that pass on whatever they are given first."""


def _with_known_keys(result: Value) -> Value:
    if isinstance(result, dict) and any(holds_unknown(key) for key in result):
        return Unknown("a dictionary with an unknown key", kind="dict")
    return result


def error_of(name: str, arguments: list[Value], keywords: Mapping[str, Value]) -> str:
    """The kind of error that the pure function `name` surely raises; empty where it is not sure that Python's own does."""
    function = FUNCTIONS.get(name)
    if function is None or not all(map(is_data, (*arguments, *keywords.values()))):
        return ""
    try:
        function(*arguments, **keywords)
    except UndecidedError:
        return ""
    except TypeError:  # may be of a signature that is not Python's own
        return "TypeError" if isinstance(function, (type, BuiltinFunctionType)) else ""
    except Exception as error:  # whatever wrong operands may raise
        return type(error).__name__
    return ""


def method(receiver: Value, name: str, arguments: list[Value], keywords: Mapping[str, Value]) -> Value:
    """What `receiver.name(*arguments, **keywords)` returns, for the pure methods of plain values."""
    kind = _READ_AS.get(type(receiver), type(receiver))
    function = METHODS.get(kind, {}).get(name)
    if function is None or (isinstance(receiver, operations.Chained) and name not in _READING):
        return Unknown(f"the method {name}() is not followed")
    on_shapes = (kind, name) in _ON_SHAPES
    given = [list(value) if isinstance(value, Series) and name == "join" else value for value in arguments]
    if any(map(holds_unknown, given[:1] if name in ("get", "pop", "setdefault") else [*given, *keywords.values()])) or (
        not on_shapes and holds_unknown(receiver)
    ):
        made = "string" if isinstance(receiver, str) and name in MAKE_STRINGS else ""
        return Unknown(undecided(given, f"{name}() of an unknown value").reason, kind=made)
    result = attempt(f"{name}()", function, receiver, *given, **keywords)
    return Unknown(result.reason, kind="string") if isinstance(result, Unknown) and name in MAKE_STRINGS else result


MAKE_STRINGS = frozenset(METHODS[str]) - {
    *("count", "endswith", "find", "index", "partition", "rfind", "rpartition", "rsplit", "split", "splitlines", "startswith"),
    *(name for name in METHODS[str] if name.startswith("is")),
}
"""Methods of strings that give a string."""
