"""Which symbols are transposed convolutions."""

from __future__ import annotations

import re
from functools import lru_cache

from .call import Symbol, Value
from .releases import LAYERS, Layer

# The modules inside the frameworks from which the layers are exported.
_INSIDE = re.compile(r"^(mindspore|torch)\.nn(?:\.layer|\.modules)(?:\.conv)?\.")
_OPERATOR = re.compile(r"^torch\.ops\.aten\.(conv_transpose\dd)(?:\.(?:default|input))?$")

TENSORS = frozenset({"Tensor", "tensor", "Parameter", "common.tensor.Tensor"})
"""What makes a tensor of what it is given, without "mindspore." before it."""
LAYER_NAMES = frozenset(name.rpartition(".")[2] for name in LAYERS)
"""The last part of every layer's name."""


@lru_cache(maxsize=1024)
def public_name(name: str) -> str:
    """The name under which a framework exports what it keeps at `name`."""
    return _OPERATOR.sub(r"torch.\1", _INSIDE.sub(r"\1.nn.", name))


def layer_of(value: Value) -> Layer | None:
    """The transposed convolution that `value` is, if it is one."""
    return LAYERS.get(public_name(value.name)) if isinstance(value, Symbol) else None
