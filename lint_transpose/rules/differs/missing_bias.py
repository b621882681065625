"""MST201: has_bias left out where PyTorch's layer has a bias."""

from __future__ import annotations

from collections.abc import Iterator

from ... import edits
from ...call import LayerCall
from ...geometry import bias
from ...settings import Settings
from ..rule import Context, Report, Rule
from .wording import related

_TORCH_BIAS = 7  # the place of `bias` among the positional arguments of PyTorch's layer


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if call.follower.kind == "normalisation" or _speaks_of_bias(call):
        return
    if context.counterpart is not None:
        if bias(context.counterpart) is not True or bias(call) is not False:
            return
        message = "counterpart"
    elif call.ported and call.absent("has_bias"):
        message = "default"
    else:
        return
    argument = call.arguments.get("has_bias")
    yield Report(
        at=call.node if argument is None else argument.node,
        message=message,
        parts={},
        edits=edits.set_argument(call, "has_bias", "True"),
        remedy="write has_bias=True",
        related=related(context),
        assuming="no normalisation follows" if call.follower.kind == "unknown" and message == "default" else "",
    )


def _speaks_of_bias(call: LayerCall) -> bool:
    """Whether the call gives a bias, but as PyTorch's layer takes it: by its name, or in its order."""
    in_torch_order = isinstance(call.value("pad_mode"), (int, tuple)) and len(call.node.args) > _TORCH_BIAS
    return in_torch_order or any(argument.parameter == "bias" for argument in call.unexpected)


RULE = Rule(
    code="MST201",
    symbol="transpose-missing-bias",
    summary="has_bias left out where PyTorch's default, a bias, is ported",
    messages={
        "default": "has_bias is left out and defaults to False, PyTorch's bias to True: write has_bias=True "
        "(or has_bias=False where the PyTorch layer has bias=False)",
        "counterpart": "no bias here, while the PyTorch layer has one: write has_bias=True",
    },
    explanation="""\
## What it does
Reports a layer without `has_bias` in code that is ported from PyTorch, and one without a bias whose PyTorch layer is known
to have one. Silent where a normalisation layer takes the result directly: it removes a constant anyway.

## Why it matters
PyTorch's `bias` defaults to `True`, MindSpore's `has_bias` to `False`. The layer runs without its bias, and a checkpoint's
bias is left over when it is loaded.
""",
    bad="""\
from mindspore import nn

up = nn.SequentialCell([
    nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1),
    nn.ReLU(),
])
""",
    good="""\
from mindspore import nn

up = nn.SequentialCell([
    nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True),
    nn.ReLU(),
])
""",
    source="torch.nn.ConvTranspose2d and mindspore.nn.Conv2dTranspose, signatures",
    fix_safety="Unsafe: the layer gets a parameter more, and its values change.",
    settings=Settings(porting="always"),
    check=check,
)
