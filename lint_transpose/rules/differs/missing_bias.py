"""MST201: has_bias left out where PyTorch's layer has a bias."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...layers.call import LayerCall, Unknown, Value
from ...layers.geometry import bias
from ..rule import Context, Report, Rule
from ..shared.order import order_of
from ..shared.wording import related


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if call.follower.kind == "normalisation" or any(argument.parameter == "bias" for argument in call.unexpected):
        return
    if order_of(call, context) is not None or call.absent("kernel_size"):
        return  # MST104 says what is meant, the bias included; without a kernel it may be no layer at all
    if context.counterpart is not None:
        if bias(context.counterpart) is not True or bias(call) is not False:
            return
        message = "counterpart"
    elif call.ported and call.absent("has_bias") and not _stands_in_for_function(call):
        message = "default"
    else:
        return
    argument = call.arguments.get("has_bias")
    yield Report(
        at=call.node if argument is None else argument.node,
        message=message,
        parts={},
        # Without the original, its bias is a guess, and what is guessed is not written.
        edits=edits.set_argument(call, "has_bias", "True") if message == "counterpart" else (),
        remedy="write has_bias=True",
        related=related(context),
        assuming=" and ".join(_assumptions(call)) if message == "default" else "",
    )


def _stands_in_for_function(call: LayerCall) -> bool:
    """Whether the layer may be a port of `F.conv_transpose2d(x, weights)`, whose bias defaults to none.

    So it may where it is given its weights, or is applied where it is built, `nn.Conv2dTranspose(...)(x)`.
    """
    return _is_tensor(call.value("weight_init")) or any(use.node.func is call.node for use in call.uses)


def _is_tensor(value: Value) -> bool:
    return isinstance(value, Unknown) and value.kind == "tensor"


def _assumptions(call: LayerCall) -> Iterator[str]:
    yield "the original has a bias"
    if call.follower.kind == "unknown":
        yield "no normalisation follows"
    if isinstance(call.value("weight_init"), Unknown):
        yield "weight_init is an initializer"


RULE = Rule(
    code="MST201",
    symbol="transpose-missing-bias",
    summary="has_bias left out where PyTorch's default, a bias, is ported",
    messages={
        "default": "has_bias defaults to False, PyTorch's bias to True: write has_bias=True "
        "(False if the original has bias=False)",
        "counterpart": "no bias here, while the PyTorch layer has one: write has_bias=True",
    },
    explanation="""\
## What it does
Reports a layer without `has_bias` in code that is ported from PyTorch, and one without a bias whose PyTorch layer is known
to have one. Silent where a normalisation layer takes the result directly: it removes a constant anyway; and where
`weight_init` is a tensor: the layer may stand in for `F.conv_transpose2d`, whose bias defaults to none.

## Why it matters
PyTorch's `bias` defaults to `True`, MindSpore's `has_bias` to `False`. The layer runs without its bias, and a checkpoint's
bias is left over when it is loaded.
""",
    bad="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1)
""",
    good="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)
""",
    source="torch.nn.ConvTranspose2d and mindspore.nn.Conv2dTranspose, signatures",
    fix_safety="Unsafe: the layer gets a parameter more, and its values change. None without a known PyTorch layer.",
    check=check,
)
