"""Values as the constructors of MindSpore's layers take them, told apart from what the text leaves undecided."""

from __future__ import annotations

import ast
import re
from typing import TypeGuard

from ...languages import Phrase, Text
from ...layers.call import Argument, LayerCall, Opaque, Symbol, Unknown, Value
from ...text.source import Source, is_literal

PAD_MODES = ("same", "valid", "pad")

_LONGEST = 40


_DTYPE = re.compile(r"(mindspore|numpy|torch)(\.\w+)*\.((bfloat|u?int|float|complex)\d+|bool_|half|double)")


def undecided(value: Value, *kinds: str) -> bool:
    """Whether `value` may be what a parameter takes: nothing is known of it, or only that it is of one of `kinds`.

    An item of a tuple may be undecided where the tuple is not.
    """
    if isinstance(value, Symbol):
        return not is_dtype(value) and not is_initializer_class(value)
    if isinstance(value, Unknown):
        return not value.kind or value.kind in kinds
    return isinstance(value, Opaque)


def is_dtype(value: Symbol) -> bool:
    """Whether `value` is the dtype of a framework, and with that neither a number nor a name."""
    return _DTYPE.fullmatch(value.name) is not None


def is_initializer_class(value: Symbol) -> bool:
    """Whether `value` is one of the classes of `mindspore.common.initializer`, and not yet an initializer."""
    module, _, name = value.name.rpartition(".")
    return module == "mindspore.common.initializer" and name[:1].isupper()


def is_int(value: Value) -> TypeGuard[int]:
    """Whether `value` is an int to MindSpore, which takes True and False for none."""
    return isinstance(value, int) and not isinstance(value, bool)


def sizes_wrong(value: Value, count: int, least: int) -> bool:
    """Whether `value` surely is neither an int nor a tuple of `count` ints, from `least` on. Of no tuple when `count` is 1."""
    if undecided(value, "int"):
        return False
    if isinstance(value, tuple) and count > 1:
        return len(value) != count or any(sizes_wrong(item, 1, least) for item in value)
    return not (is_int(value) and value >= least)


def refused(call: LayerCall, value: Value, least: int, sides: int = 1) -> bool:
    """Whether `call` surely refuses `value` for sizes of its axes, from `least` on; `sides` amounts an axis.

    Of a signature that takes PyTorch's arguments, sequences of one an axis are not refused, whatever their type.
    """
    dimension = call.layer.dimension
    if not call.signature.roles.as_torch:
        return sizes_wrong(value, sides * dimension if dimension > 1 else 1, least)
    if isinstance(value, (tuple, list)):
        return len(value) not in (1, dimension) or any(sizes_wrong(item, 1, least) for item in value)
    return sizes_wrong(value, 1, least)


def axis_values(value: Value, count: int) -> tuple[Value, ...]:
    """An int-or-tuple value as one value an axis, decided or not; empty when it has no such form."""
    if isinstance(value, tuple) and count > 1:
        return value if len(value) == count else ()
    return (value,) * count if is_int(value) else ()


_OF_KIND = {
    "int": Phrase("an_int", "an int"),
    "bool": Phrase("a_bool", "a bool"),
    "float": Phrase("a_float", "a float"),
    "string": Phrase("a_string", "a string"),
    "list": Phrase("a_list", "a list"),
    "dict": Phrase("a_dict", "a dict"),
    "set": Phrase("a_set", "a set"),
    "iterator": Phrase("an_iterator", "an iterator"),
    "no int": Phrase("no_int", "no int"),
    "NumPy number": Phrase("a_numpy_number", "a NumPy number"),
    "NumPy array": Phrase("a_numpy_array", "a NumPy array"),
    "tuple of NumPy numbers": Phrase("numpy_numbers", "a tuple of NumPy numbers"),
    "tensor": Phrase("a_tensor", "a tensor"),
    "initializer": Phrase("an_initializer", "an initializer"),
    "function": Phrase("a_function", "a function"),
    "enum member": Phrase("an_enum_member", "an enum member"),
    "layer": Phrase("a_layer", "a layer"),
}
"""The kinds of values (layers.call.KINDS) in words."""


def written(call: LayerCall, argument: Argument) -> Text:
    """`argument` for a message: its text on one line, and its value where the text is not the value itself."""
    shown = _shown(argument.value)
    kind = argument.value.kind if isinstance(argument.value, Unknown) else ""
    value: Text = _OF_KIND[kind] if kind else shown if len(shown) <= _LONGEST else ""
    text = " ".join(call.source.segment(argument.node).split()) if argument.here else ""
    if len(text) > _LONGEST or not text:
        return value or Phrase("this_value", "this value")
    names_it = isinstance(argument.value, Symbol) and shown.endswith(text.rpartition(".")[2])
    if not value or names_it or is_literal(argument.node):
        return text
    return Phrase("valued", "{text} ({value})", text=text, value=value)


def _shown(value: Value) -> str:
    """`value` as Python writes it; empty when it is none of the plain ones, or holds one that is not."""
    if isinstance(value, (tuple, list)):
        items = tuple(map(_shown, value))
        return "" if "" in items else tuple_text(items) if isinstance(value, tuple) else f"[{', '.join(items)}]"
    if isinstance(value, Symbol):
        return value.name
    return repr(value) if value is None or isinstance(value, (int, float, str, bytes)) else ""


def item_texts(source: Source, node: ast.expr) -> tuple[str, ...]:
    """The texts of the items of a tuple or list display, each on one line; empty when `node` is none."""
    if not isinstance(node, (ast.Tuple, ast.List)) or any(isinstance(item, ast.Starred) for item in node.elts):
        return ()
    return tuple(source.one_line(item) for item in node.elts)


def tuple_text(items: tuple[str, ...]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def repeatable(node: ast.expr) -> bool:
    """Whether `node` may be written twice: it does nothing but give a value."""
    return not any(isinstance(item, (ast.Call, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)) for item in ast.walk(node))
