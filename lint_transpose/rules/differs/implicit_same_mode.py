"""MST207: pad_mode left out."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...layers.call import LayerCall
from ...layers.geometry import axes
from ...settings import Settings
from ..rule import WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import write
from ..shared.wording import in_brackets


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if not call.absent("pad_mode"):
        return
    side = axes(call)[0]
    length = None if side.window is None else side.length(side.window)
    yield Report(
        at=call.node,
        writes=("pad_mode",),
        parts={"length": in_brackets(f"n -> {length}" if length else "")},
        edits=edits.set_argument(call, "pad_mode", '"same"'),
        remedy=write('pad_mode="same"'),
        safe=True,
    )


RULE = Rule(
    code="MST207",
    symbol="transpose-implicit-same-mode",
    summary='pad_mode left out: the default is "same", PyTorch\'s is no padding',
    messages={
        "default": 'pad_mode defaults to "same"{length}, PyTorch crops nothing: write pad_mode="same", or "pad" as PyTorch',
        "beside": 'pad_mode defaults to "same"{length}, PyTorch crops nothing',
    },
    explanation="""\
## What it does
Reports every layer without `pad_mode`. For those who want the mode to be seen.

## Why it matters
PyTorch's layer without `padding` returns the full result. MindSpore's without `pad_mode` is cropped to n * stride.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="same")
""",
    cases=(
        Case("default", "nn.Conv1dTranspose(64, 32, 4, stride=2)", 'nn.Conv1dTranspose(64, 32, 4, stride=2, pad_mode="same")'),
        Case(
            "beside",
            "nn.Conv2dTranspose(64, 32, 3, stride=2, has_bias=True)",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="same", has_bias=True)',
            settings=Settings(porting="always", extend_select=("MST207",)),
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, signature",
    fix_safety="Safe: it writes down the default.",
    opt_in=True,
    settings=Settings(extend_select=("MST207",)),
    yields=(Yields(WINDOW_RAISES), Yields(("MST205", "MST208"), instead="beside")),
    check=check,
)
