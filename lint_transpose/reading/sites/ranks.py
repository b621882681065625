"""How many axes a tensor has, where the text that makes it says so."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Value
from ...layers.public_names import TENSORS
from ..index.bindings import Binding
from ..values.flow import reaching
from ..values.objects import Built, Frame
from ..values.worlds import Infeasible

if TYPE_CHECKING:
    from ..values.questions import Reader

_SHAPED = frozenset(
    {"ones", "zeros", "full", "empty", "uniform", "normal", "standard_normal", "gamma", "random.standard_normal"}
)
"""Their first argument is a shape."""
_SPREAD = frozenset({"rand", "randn", "random.rand", "random.randn"})
"""Their arguments are a shape, or hold one."""
_MODULES = ("mindspore.ops", "mindspore.mint", "mindspore.numpy", "mindspore", "numpy", "torch")
_SAME = frozenset({"astype", "float", "half", "to", "copy", "asnumpy", "contiguous"})
_RESHAPES = frozenset({"reshape", "view"})
_ONE_MORE = frozenset({"expand_dims", "unsqueeze"})
_DEEPEST = 10


def rank_of(reader: Reader, node: ast.expr, frame: Frame, depth: int = 0) -> int | None:
    """The number of axes of the tensor that `node` gives; None where the text does not decide it."""
    try:
        return _rank_of(reader, node, frame, depth) if depth < _DEEPEST else None
    except Infeasible:
        return None


def _rank_of(reader: Reader, node: ast.expr, frame: Frame, depth: int) -> int | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        rank = _of_method(reader, node, node.func, frame, depth)
        if rank is not None:
            return rank
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and type(node.slice.value) in (int, type(None))
    ):
        rank = rank_of(reader, node.value, frame, depth + 1)
        return None if rank is None else rank + (1 if node.slice.value is None else -1)
    if isinstance(node, ast.Name) and node.id in frame.module.bindings.get(frame.scope, ()):
        found = reaching(reader, node.id, node, frame)
        if not isinstance(found, Binding) or found.kind != "value" or found.path or found.value is None:
            return None
        return rank_of(reader, found.value, frame, depth + 1)
    value = reader.evaluate(node, frame) if isinstance(node, ast.Call) else None
    # What a method of a tensor returns is taken for the tensor elsewhere.
    return _of_built(reader, value, depth) if isinstance(value, Built) and value.node is node else None


def _of_method(reader: Reader, call: ast.Call, func: ast.Attribute, frame: Frame, depth: int) -> int | None:
    """The axes of what a method of a tensor returns."""
    name, owner = func.attr, func.value
    if name not in _SAME | _RESHAPES | _ONE_MORE or isinstance(reader.evaluate(owner, frame), Symbol):
        return None
    rank = rank_of(reader, owner, frame, depth + 1)
    if rank is None or name in _SAME:
        return rank
    return rank + 1 if name in _ONE_MORE else _length([reader.evaluate(argument, frame) for argument in call.args])


def _of_built(reader: Reader, value: Built, depth: int) -> int | None:
    module = next((module for module in _MODULES if value.name.startswith(f"{module}.")), None)
    if module is None or value.actuals.open:
        return None
    name, positional = value.name.removeprefix(f"{module}."), value.actuals.positional
    if not positional:  # `Tensor(shape=(8, 4, 4), dtype=ms.float32)`
        shape = next((actual for actual in value.actuals.keywords if actual.name == "shape"), None)
        return None if shape is None or name not in {*TENSORS, *_SHAPED} else _length([reader.value_of(shape)])
    if module == "mindspore" and name in TENSORS:
        first = positional[0]
        content = reader.value_of(first)
        if isinstance(content, (list, tuple)):
            return _depth_of(content)
        return rank_of(reader, first.node, first.frame, depth + 1) if first.here or first.index is not None else None
    if name in _SHAPED and module != "torch":  # PyTorch's take the lengths one by one, too
        return _length([reader.value_of(positional[0])])
    return _length([reader.value_of(actual) for actual in positional]) if name in _SHAPED | _SPREAD else None


def _length(shape: list[Value]) -> int | None:
    """The length of a shape, given as one value or as several."""
    if len(shape) == 1 and isinstance(shape[0], (list, tuple)):
        return len(shape[0])
    return len(shape) if all(isinstance(item, int) for item in shape) else None


def _depth_of(content: Value) -> int | None:
    """How deep the lists of numbers are nested; None for one that holds nothing or something else."""
    depth = 0
    while isinstance(content, (list, tuple)):
        if not content:
            return None
        content, depth = content[0], depth + 1
    return depth if isinstance(content, (int, float)) else None
