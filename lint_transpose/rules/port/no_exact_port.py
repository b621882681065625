"""MST402: no MindSpore layer computes a PyTorch layer."""

from __future__ import annotations

from collections.abc import Iterator

from ...layers.call import LayerCall
from ...settings import Settings
from ..rule import Case, Context, Report, Rule


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    from ...porting import port  # off by default, and much to import

    answer = port(call, context.release)
    if answer.layer is None and not answer.undecided:
        yield Report(at=call.node, parts={"reason": answer.reason})


RULE = Rule(
    code="MST402",
    symbol="transpose-no-exact-port",
    summary="no MindSpore layer computes this PyTorch layer",
    messages={"default": "no exact MindSpore layer for this: {reason}"},
    explanation="""\
## What it does
Reports a PyTorch transposed convolution that no MindSpore layer computes, and says why.

## Why it matters
A port by hand would raise or compute something else. There are few such layers: `nn.Conv3dTranspose` has no depth dilation,
and no layer computes in float64. Reported as well is what PyTorch itself refuses, such as an `output_padding` that is
neither smaller than the stride nor than the dilation.
""",
    bad="""\
from torch import nn

up = nn.ConvTranspose3d(16, 8, 3, stride=2, padding=1, dilation=2)
""",
    good="""\
from torch import nn

up = nn.ConvTranspose3d(16, 8, 3, stride=2, padding=1, dilation=(1, 2, 2))  # without the depth dilation
""",
    source="mindspore.nn.Conv3dTranspose, Conv3DTranspose.__init__",
    cases=(
        Case(
            "default",
            "torch.nn.ConvTranspose2d(64, 32, 3, dtype=torch.float64)",
            "torch.nn.ConvTranspose2d(64, 32, 3, dtype=torch.float32)",
        ),
        Case("default", "torch.nn.ConvTranspose3d(16, 8, 8)", "torch.nn.ConvTranspose3d(16, 8, 7)"),
        Case(
            "default",
            "torch.nn.ConvTranspose3d(16, 8, 3, stride=(300, 1, 1))",
            "torch.nn.ConvTranspose3d(16, 8, 3, stride=(256, 1, 1))",
        ),
        Case(
            "default",
            "torch.nn.ConvTranspose2d(64, 32, 3, stride=2, output_padding=2)",
            "torch.nn.ConvTranspose2d(64, 32, 3, stride=2, output_padding=1)",
        ),
        Case("default", "torch.nn.ConvTranspose2d(64, 30, 3, groups=4)", "torch.nn.ConvTranspose2d(64, 32, 3, groups=4)"),
    ),
    opt_in=True,
    settings=Settings(extend_select=("MST402",)),
    check=check,
)
