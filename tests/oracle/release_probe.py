"""Run inside one MindSpore release: prints its constructors and what Conv2dTranspose does, as JSON. Python 3.7 and later."""

from __future__ import annotations

import inspect
import json
from typing import Any

import mindspore
import numpy as np
from mindspore import Tensor, nn

try:
    mindspore.set_context(mode=mindspore.PYNATIVE_MODE, device_target="CPU")
except AttributeError:  # before 2.0
    from mindspore import context

    context.set_context(mode=context.PYNATIVE_MODE, device_target="CPU")

X = Tensor(np.ones((1, 4, 5, 5), np.float32))


def signature(layer: Any) -> list[tuple[str, object]] | str | None:
    """The constructor's parameters; None where the release has no such layer, "hidden" where a decorator hides them."""
    if layer is None:
        return None
    parameters = [item for name, item in inspect.signature(layer.__init__).parameters.items() if name != "self"]
    if any(item.kind == item.VAR_POSITIONAL for item in parameters):
        return "hidden"
    return [(item.name, default(item)) for item in parameters]


def default(parameter: inspect.Parameter) -> object:
    if parameter.default is parameter.empty:
        return "REQUIRED"
    known = parameter.default is None or isinstance(parameter.default, (int, str))
    return parameter.default if known else "mstype." + str(parameter.default).lower()


def outcome(*arguments: object, **keywords: object) -> str:
    """The output's size for a 5 x 5 input, or the error's name."""
    try:
        layer = nn.Conv2dTranspose(*arguments, **keywords)
        return "x".join(str(length) for length in layer(X).shape[2:])
    except Exception as error:
        return type(error).__name__


def weights() -> str:
    """Range and standard deviation of the default weights, for 64 channels in, 32 out, kernel size 4."""
    weight = nn.Conv2dTranspose(64, 32, 4).weight
    values = (weight.init_data() if hasattr(weight, "init_data") else weight).asnumpy()
    return f"std {values.std():.4f}, largest {abs(values).max():.4f}"


START = {"stride": 2, "pad_mode": "pad", "padding": 1}
print(
    json.dumps(
        {
            "signatures": {
                name: signature(getattr(nn, name, None)) for name in ("Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose")
            },
            "outcomes": {
                "output_padding": outcome(4, 4, 3, output_padding=1, **START),
                "output_padding with bias": outcome(4, 4, 3, output_padding=1, has_bias=True, **START),
                "positional": outcome(4, 4, 3, 2, "pad", 1, 1),
                "weights": weights(),
            },
        }
    )
)
