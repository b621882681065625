"""A layer written where PyTorch's function stood: `nn.Conv2dTranspose(x, weight)` for `F.conv_transpose2d(x, weight)`."""

from __future__ import annotations

from collections.abc import Sequence

from ...languages import Phrase, Text
from ...layers.call import LayerCall, Opaque, Unknown, Value

_CHANNELS = ("in_channels", "out_channels")
_TWO_DIMENSIONAL = "ops.Conv2DTranspose(...)(x, weight, size)"


def in_words(dimension: int) -> Text:
    """What PyTorch's function is in MindSpore. mint has the 2-D one only, for Ascend."""
    if dimension == 3:
        return "ops.Conv3DTranspose(...)(x, weight)"
    if dimension == 1:
        return Phrase("flat_function", "{function} with a height of 1", function=_TWO_DIMENSIONAL)
    return _TWO_DIMENSIONAL


def is_tensor(value: Value) -> bool:
    return value == Opaque("tensor") or (isinstance(value, Unknown) and value.kind == "tensor")


def describes_function(call: LayerCall) -> bool:
    """Whether `call` surely takes the layer for a function: it passes a tensor, or calculates with what is built."""
    if call.layer.framework != "mindspore":
        return False
    return call.as_tensor or any(is_tensor(call.value(name)) for name in (*_CHANNELS, "kernel_size"))


def may_be_function(call: LayerCall, missing: Sequence[str]) -> bool:
    """Whether `call` looks like one of the function: two arguments that nothing is known of, and no kernel."""
    values = [call.value(name) for name in _CHANNELS]
    return list(missing) == ["kernel_size"] and all(isinstance(value, Unknown) and not value.kind for value in values)
