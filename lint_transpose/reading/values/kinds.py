"""What is known of a value that is not: `c / 2` is no int, whatever `c` holds. The kinds are those of `call.KINDS`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from ...layers.call import Opaque, Unknown, Value
from ...layers.public_names import TENSORS

_CELL = re.compile(r"nn\.[A-Z]\w*[a-z]\w*")
_NUMBERS = frozenset({"int", "bool", "float"})
_NO_INTS = frozenset({"float", "no int", "tensor", "NumPy number", "NumPy array"})
"""Kinds that stay no int in arithmetic, whatever the other operand is."""
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
_BITS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)

_BY_FUNCTION: Mapping[str, str] = {
    **dict.fromkeys(("str", "repr", "ascii", "chr", "bin", "hex", "oct", "format", "input", "json.dumps"), "string"),
    **dict.fromkeys(("int", "len", "id", "ord", "hash", "math.ceil", "math.floor", "math.trunc", "math.gcd"), "int"),
    **dict.fromkeys(("bool", "isinstance", "issubclass", "hasattr", "callable", "any", "all", "math.isnan"), "bool"),
    **dict.fromkeys(("float", "math.sqrt", "math.pow", "math.log", "math.log2", "math.log10", "math.exp"), "float"),
    **dict.fromkeys(("time.time", "random.random", "random.uniform"), "float"),
    **dict.fromkeys(("list", "sorted"), "list"),
    **dict.fromkeys(("dict", "collections.OrderedDict"), "dict"),
    **dict.fromkeys(("set", "frozenset"), "set"),
    **dict.fromkeys(("zip", "map", "filter", "enumerate", "reversed", "range", "iter"), "iterator"),
}
"""What a function returns, if it returns, whatever its arguments are."""

_ARRAYS = frozenset(
    {"zeros", "ones", "arange", "linspace", "eye", "identity", "random.rand", "random.randn"}
    | {"random.normal", "random.uniform", "random.random", "random.standard_normal"}
)
"""Functions of NumPy that make arrays of numbers, unless a dtype says otherwise."""
_ARRAYS_OF = frozenset({"array", "asarray", "repeat", "tile", "full", "cumsum", "zeros_like", "ones_like", "flip"})
"""Functions of NumPy that make arrays of numbers out of numbers."""
_TENSORS = TENSORS | {
    f"{module}.{name}"
    for module in ("ops", "mint")
    for name in (
        *(
            "abs",
            "add",
            "arange",
            "bmm",
            "cat",
            "ceil",
            "clamp",
            "concat",
            "cos",
            "div",
            "exp",
            "eye",
            "floor",
            "flip",
            "full",
        ),
        *("gather", "linspace", "log", "matmul", "mean", "mul", "multiply", "ones", "ones_like", "permute", "pow", "prod"),
        *("rand", "randint", "randn", "reshape", "round", "rsqrt", "sin", "sqrt", "square", "squeeze", "stack", "sub", "sum"),
        *("transpose", "where", "zeros", "zeros_like", "unsqueeze", "expand_dims", "broadcast_to", "cast"),
    )
}
"""Classes and functions of MindSpore that give tensors."""
_REDUCING = frozenset({"sum", "mean", "max", "min", "amax", "amin", "median", "abs", "floor_divide", "add", "multiply"})
_NUMBERS_OF_NUMPY = frozenset(
    {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "intp"}
    | {"ceil", "floor", "trunc", "rint", "round", "prod", "sqrt", "log2", "power", "maximum", "minimum"}
)


def kind_of(value: Value) -> str:
    """What kind of value it is, as arithmetic asks for it; empty where that is not known."""
    if isinstance(value, (Unknown, Opaque)):
        return value.kind
    if isinstance(value, bool):
        return "bool"
    return _PLAIN.get(type(value), "")


_PLAIN: Mapping[type, str] = {int: "int", float: "float", str: "string", list: "list", dict: "dict", set: "set"}


def of_binary(node: ast.operator, left: Value, right: Value) -> str:
    """The kind of `left <node> right`."""
    pair = {kind_of(left), kind_of(right)}
    if isinstance(node, ast.Div):
        return "float" if pair <= _NUMBERS else "tensor" if "tensor" in pair else "no int"
    if isinstance(node, ast.Mod) and kind_of(left) == "string":
        return "string"
    if "list" in pair and isinstance(node, (ast.Add, ast.Mult)):
        return "list" if pair <= {"list", "int", "bool"} else "no int"
    if pair == {"string"} and isinstance(node, ast.Add):
        return "string"
    if "string" in pair and pair <= {"string", "int", "bool"} and isinstance(node, ast.Mult):
        return "string"
    if not isinstance(node, _ARITHMETIC):
        return "int" if isinstance(node, _BITS) and pair == {"int"} else ""
    return _of_numbers(node, kind_of(left), pair)


def _of_numbers(node: ast.operator, left: str, pair: set[str]) -> str:
    if pair <= _NUMBERS:
        return "float" if "float" in pair else "int"
    if pair <= _NUMBERS | {"NumPy number"}:
        return "NumPy number"
    if pair <= _NUMBERS | {"NumPy number", "NumPy array"}:
        return "NumPy array"
    if pair <= _NUMBERS | {"tensor"}:
        return "tensor"
    # Of a string "%" formats; a tuple is repeated by a NumPy integer.
    if pair <= _NUMBERS | _NO_INTS:
        return "no int"
    is_open = isinstance(node, ast.Mod) and not left
    return "no int" if pair & {"float", "no int"} and not is_open and "" in pair and len(pair) == 2 else ""


def of_unary(node: ast.unaryop, operand: Value) -> str:
    """The kind of `-operand` or `+operand`."""
    kind = kind_of(operand)
    if isinstance(node, ast.Invert):
        return "int" if kind in ("int", "bool") else ""
    return "int" if kind == "bool" else kind if kind in _NUMBERS | _NO_INTS else ""


def of_compare(node: ast.cmpop, left: Value, right: Value) -> str:
    """The kind of a comparison: of arrays `==` gives an array."""
    if isinstance(node, (ast.Is, ast.IsNot, ast.In, ast.NotIn)):
        return "bool"
    return "bool" if {kind_of(left), kind_of(right)} <= _NUMBERS | {"string"} else ""


def of_subscript(value: Value, index: Value) -> str:
    """The kind of `value[index]`."""
    kind = kind_of(value)
    if kind in ("NumPy array", "tuple of NumPy numbers"):
        return "NumPy number" if kind_of(index) == "int" else ""
    return kind if kind in ("string", "tensor") else ""


def of_item(value: Value) -> str:
    """The kind of an item that a loop over `value` gives."""
    kind = kind_of(value)
    return (
        "NumPy number" if kind in ("NumPy array", "tuple of NumPy numbers") else kind if kind in ("string", "tensor") else ""
    )


def of_call(name: str, positional: list[Value], keywords: Mapping[str, Value]) -> str:
    """The kind of what the function of the full name `name` returns for arguments that are not all known."""
    package, _, last = name.partition(".")
    if package == "numpy":
        return _of_numpy(last, positional, keywords)
    if package == "mindspore":
        return "tensor" if last in _TENSORS else "layer" if _CELL.fullmatch(last) else ""
    if name == "tuple" and len(positional) == 1 and kind_of(positional[0]) == "NumPy array":
        return "tuple of NumPy numbers"
    if name == "abs" and len(positional) == 1:
        return of_unary(ast.UAdd(), positional[0])
    if name == "round" and len(positional) == 1 and not keywords:
        return "int" if kind_of(positional[0]) in _NUMBERS else ""
    return _BY_FUNCTION.get(name, "")


def _of_numpy(name: str, positional: list[Value], keywords: Mapping[str, Value]) -> str:
    if name in _NUMBERS_OF_NUMPY:
        return "NumPy number"
    if name in _REDUCING:
        return "NumPy number" if positional and _holds_numbers(positional[0]) else ""
    if "dtype" in keywords:  # of objects an array holds what it was made of
        return ""
    if name in _ARRAYS:
        return "NumPy array"
    return "NumPy array" if name in _ARRAYS_OF and positional and _holds_numbers(positional[0]) else ""


def _holds_numbers(value: Value) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_holds_numbers, value))
    return kind_of(value) in _NUMBERS | {"NumPy number", "NumPy array"}
