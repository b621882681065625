"""MST209: before 2.1, the default initialisation is not PyTorch's."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...languages import joined
from ...layers.call import LayerCall
from ...layers.geometry import bias, per_axis
from ...settings import Settings
from ..rule import Case, Context, Report, Rule

_AS_TORCH_SINCE = (2, 1)


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if context.release.number >= _AS_TORCH_SINCE or not (call.ported or context.counterpart is not None):
        return
    absent = [name for name in ("weight_init", "bias_init") if call.absent(name)]
    if "bias_init" in absent and bias(call) is not True:
        absent.remove("bias_init")
    if not absent:
        return
    defaults = {"weight_init": "N(0, 0.01)", "bias_init": "0"}
    yield Report(
        at=call.node,
        writes=tuple(absent),
        parts={
            "release": context.release.name,
            "defaults": joined("names", [defaults[name] for name in absent]),
            "remedy": ", ".join(_remedy(call, name) for name in absent),
        },
    )


def _remedy(call: LayerCall, name: str) -> str:
    if name == "weight_init":
        return "weight_init=HeUniform(math.sqrt(5))"
    sizes = [call.value("out_channels"), call.value(call.signature.roles.group), *per_axis(call, "kernel_size", 1)]
    known = [size for size in sizes if isinstance(size, int) and size > 0]
    if len(known) < len(sizes):
        return "bias_init=Uniform(1 / math.sqrt(fan_in))"
    return f"bias_init=Uniform(1 / math.sqrt({known[0] // known[1] * prod(known[2:])}))"


RULE = Rule(
    code="MST209",
    symbol="transpose-initializer-differs",
    summary="before 2.1, the default initialisation is not PyTorch's",
    messages={
        "default": "MindSpore {release} initialises by {defaults}, PyTorch uniformly: write {remedy}",
    },
    explanation="""\
## What it does
Reports, in ported code for a MindSpore before 2.1, a layer that leaves `weight_init` out, or `bias_init` while it has a bias.

## Why it matters
A network that is trained from scratch starts elsewhere than PyTorch's does: before 2.1 the weights are drawn from N(0, 0.01)
and the bias is zero; PyTorch, and MindSpore from 2.1 on, draw both uniformly within 1 / sqrt(fan_in), where `fan_in` is
`out_channels / group` times the number of the kernel's elements. `HeUniform` and `Uniform` come from
`mindspore.common.initializer`.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=False)
""",
    good="""\
import math

from mindspore import nn
from mindspore.common.initializer import HeUniform

weights = HeUniform(math.sqrt(5))
up = nn.Conv2dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=False, weight_init=weights)
""",
    cases=(
        Case(
            "default",
            "nn.Conv2dTranspose(64, 32, 4, has_bias=True)",
            "nn.Conv2dTranspose(64, 32, 4, weight_init=HeUniform(5**0.5), has_bias=True, bias_init=Uniform(512**-0.5))",
        ),
        Case(
            "default",
            "nn.Conv2dTranspose(64, 32, 4, weight_init=HeUniform(math.sqrt(5)), has_bias=True)",
            "nn.Conv2dTranspose(64, 32, 4, weight_init=HeUniform(math.sqrt(5)))",
        ),
    ),
    source="mindspore.nn.Conv2dTranspose of 2.0.0 and 2.1.0, signature; torch.nn.ConvTranspose2d.reset_parameters",
    settings=Settings(porting="always", mindspore_version="2.0"),
    check=check,
)
