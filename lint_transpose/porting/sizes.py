"""`output_size`: a layer that makes the longest result that PyTorch's may have, cut to what is asked for.

PyTorch picks the output_padding that gives the size. More of it only appends elements, so the result for stride - 1 holds all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..languages import Phrase
from ..layers.call import LayerCall
from ..layers.forms import Axis
from ..record.dataclasses import replace
from .arguments import Arguments, is_int
from .terms import ONE, Term, minus

_SIZE = re.compile(r"\.size\(\)")
_LENGTH = re.compile(r"\.size\((-?\w+)\)")


def asked_sizes(call: LayerCall) -> list[ast.expr | None]:
    """What each call of the layer passes as output_size; empty where none passes any."""
    found = [next(_passed(use.node), None) for use in call.uses]
    return found if any(found) else []


def _passed(call: ast.Call) -> Iterator[ast.expr]:
    for size in [*(keyword.value for keyword in call.keywords if keyword.arg == "output_size"), *call.args[1:2]]:
        if not (isinstance(size, ast.Constant) and size.value is None):
            yield size


def longest(axes: tuple[Axis[Term], ...], arguments: Arguments) -> tuple[Axis[Term], ...]:
    """The axes with the largest output_padding that `output_size` may stand for."""
    for axis in axes:
        if axis.stride.undecided:
            arguments.need(is_int(axis.stride))
    return tuple(replace(axis, output_padding=minus(axis.stride, ONE)) for axis in axes)


def cut(sizes: list[ast.expr | None], dimension: int, arguments: Arguments) -> str:
    """What is left of the result: "[..., :h, :w]"."""
    texts = {None if size is None else arguments.call.source.one_line(size) for size in sizes}
    size = sizes[0]
    if len(texts) > 1 or size is None:
        name = arguments.invent("output_size", Phrase("torch_size", "the size of PyTorch's result"))
        lengths = [f"{name}[{index}]" for index in range(-dimension, 0)]
    elif isinstance(size, (ast.Tuple, ast.List)) and _is_long_enough(size, dimension):
        lengths = [_in_mindspore(arguments.call.source.one_line(item)) for item in size.elts[-dimension:]]
    else:
        text = _in_mindspore(arguments.call.source.one_line(size))
        atom = text if isinstance(size, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) else f"({text})"
        lengths = [f"{atom}[{index}]" for index in range(-dimension, 0)]
    return f"[..., {', '.join(f':{length}' for length in lengths)}]"


def _is_long_enough(size: ast.Tuple | ast.List, dimension: int) -> bool:
    return len(size.elts) >= dimension and not any(isinstance(item, ast.Starred) for item in size.elts)


def _in_mindspore(text: str) -> str:
    return _LENGTH.sub(r".shape[\1]", _SIZE.sub(".shape", text))
