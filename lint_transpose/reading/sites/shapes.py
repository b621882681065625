"""The shape of a tensor or array, as far as the call that makes it says it."""

from __future__ import annotations

from ...layers.call import Value
from ...layers.public_names import TENSORS
from ..values.evaluator import Reader
from ..values.objects import Built

_INITIALIZER = "mindspore.common.initializer.initializer"
_BY_SHAPE = frozenset(
    f"{module}.{name}"
    for module in ("numpy", "mindspore.ops", "mindspore.mint", "mindspore.numpy")
    for name in ("ones", "zeros", "full", "empty")
)
_BY_LENGTHS = frozenset({"numpy.random.randn", "numpy.random.rand"})
_BY_SIZE = frozenset({"numpy.random.normal", "numpy.random.uniform"})
_DEEPEST = 5

Shape = tuple[int, ...]


def shape_of(reader: Reader, value: Value, depth: int = 0) -> Shape | None:
    """The shape of what `value` holds, a tensor, an array or a number; None where that is undecided."""
    if isinstance(value, (int, float)):
        return ()
    if not isinstance(value, Built) or value.actuals.open or depth > _DEEPEST:
        return None
    positional = value.actuals.positional
    keywords = {str(actual.name): actual for actual in value.actuals.keywords}
    package, _, name = value.name.partition(".")
    if package == "mindspore" and name in TENSORS:
        if "shape" in keywords:
            return _as_shape(reader.value_of(keywords["shape"]))
        return shape_of(reader, reader.value_of(positional[0]), depth + 1) if positional else None
    if value.name in _BY_SHAPE and positional:
        return _as_shape(reader.value_of(positional[0]))
    if value.name in _BY_LENGTHS and not keywords:
        return _as_shape(tuple(map(reader.value_of, positional)))
    if value.name in _BY_SIZE and (len(positional) == 3 or "size" in keywords):
        return _as_shape(reader.value_of(keywords["size"] if "size" in keywords else positional[2]))
    if value.name == _INITIALIZER and (len(positional) > 1 or "shape" in keywords):
        return _as_shape(reader.value_of(keywords["shape"] if "shape" in keywords else positional[1]))
    return None


def _as_shape(value: Value) -> Shape | None:
    lengths = value if isinstance(value, (tuple, list)) else (value,)
    known = tuple(length for length in lengths if isinstance(length, int) and not isinstance(length, bool))
    return known if len(known) == len(lengths) else None
