"""MST201: has_bias left out where PyTorch's layer has a bias."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...languages import Phrase, Text, joined
from ...layers.call import LayerCall, Unknown, Value
from ...layers.geometry import bias
from ...settings import Settings
from ..rule import Case, Context, Report, Rule, Yields
from ..shared.remedy import write
from ..shared.wording import bias_matters, related


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if any(argument.parameter == "bias" for argument in call.unexpected):
        return
    if call.absent("kernel_size"):
        return  # it may be no layer at all
    if context.counterpart is not None:
        if bias(context.counterpart) is not True or bias(call) is not False:
            return
        norm = call.around.norm
        # A normalisation may remove the bias of PyTorch's layer where that of ours would stay: a Pad may stand between.
        if "instance" in (norm, context.counterpart.around.norm):
            return
        message = "loaded" if norm in ("batch", "unknown") else "counterpart"
    elif call.ported and call.absent("has_bias") and not _stands_in_for_function(call):
        if call.around.norm not in ("", "mixing"):
            return
        message = "default"
    else:
        return
    name = call.signature.roles.bias
    argument = call.arguments.get(name)
    yield Report(
        at=call.node if argument is None else argument.node,
        message=message,
        writes=(name,),
        parts={"bias": name},
        # Without the original, its bias is a guess, and what is guessed is not written.
        edits=edits.set_argument(call, name, "True") if message != "default" else (),
        remedy=write(f"{name}=True"),
        related=related(context),
        assuming=joined("both", _assumptions(call, message)),
    )


def _stands_in_for_function(call: LayerCall) -> bool:
    """Whether the layer may be a port of `F.conv_transpose2d(x, weights)`, whose bias defaults to none.

    So it may where it is given its weights, or is applied where it is built, `nn.Conv2dTranspose(...)(x)`.
    """
    return _is_tensor(call.value("weight_init")) or any(use.node.func is call.node for use in call.uses)


def _is_tensor(value: Value) -> bool:
    return isinstance(value, Unknown) and value.kind == "tensor"


def _assumptions(call: LayerCall, message: str) -> Iterator[Text]:
    if message != "default":
        if assumed := bias_matters(call):
            yield assumed
        return
    yield Phrase("original_has_bias", "the original has a bias")
    if call.follower.kind == "unknown" or call.around.unseen:
        yield Phrase("no_normalisation", "no normalisation follows")
    weight_init = call.value("weight_init")
    if isinstance(weight_init, Unknown) and weight_init.kind != "initializer":
        yield Phrase("is_initializer", "weight_init is an initializer")


RULE = Rule(
    code="MST201",
    symbol="transpose-missing-bias",
    summary="has_bias left out where PyTorch's default, a bias, is ported",
    messages={
        "default": "{bias} defaults to False, PyTorch's bias to True: write {bias}=True "
        "(False if the original has bias=False)",
        "counterpart": "the layer has no bias, the PyTorch layer has one: write {bias}=True",
        "loaded": "the layer has no bias, the PyTorch layer has one, which the running mean in its checkpoint contains: "
        "write {bias}=True",
    },
    explanation="""\
## What it does
Reports a layer without `has_bias` in code that is ported from PyTorch, and one without a bias whose PyTorch layer is known
to have one. Not reported where `weight_init` is a tensor: the layer may stand in for `F.conv_transpose2d`, whose bias defaults
to none.

What normalises the result decides what a missing bias changes:

- BatchNorm removes a bias while it is trained from scratch. When PyTorch's checkpoint is loaded the output differs in
  evaluation, for PyTorch's running mean contains the bias. So the layer is reported where its PyTorch layer is known to have a
  bias, and not reported otherwise.
- InstanceNorm without running statistics removes a bias always: not reported.
- GroupNorm, whose groups hold several channels, and LayerNorm remove no bias: reported.
- `norm(y) + y` uses the result of the layer beside the normalisation, too, with its bias: reported.

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
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad")',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", has_bias=True)',
            settings=Settings(porting="always"),
        ),
        Case(
            "counterpart",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad")',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", has_bias=True)',
            torch="64, 32, 4",
        ),
        Case(
            "loaded",
            'nn.SequentialCell(nn.Conv2dTranspose(64, 32, 4, pad_mode="pad"), nn.BatchNorm2d(32))',
            'nn.SequentialCell(nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", has_bias=True), nn.BatchNorm2d(32))',
            torch="64, 32, 4",
        ),
    ),
    source="torch.nn.ConvTranspose2d and mindspore.nn.Conv2dTranspose, signatures",
    fix_safety="Unsafe: the layer gets a parameter more, and its values change. None without a known PyTorch layer.",
    yields=(Yields(("MST104",)),),  # which says what is meant, the bias included
    check=check,
)
