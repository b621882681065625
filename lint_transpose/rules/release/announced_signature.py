"""MST302: code that the announced constructor breaks or changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...call import LayerCall
from ...releases import ANNOUNCED
from ...settings import Settings
from ..differs.binding import is_sound
from ..rule import Context, Report, Rule


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if not is_sound(call, context):
        return
    broken = []
    for argument in call.arguments.values():
        names = ANNOUNCED.names
        if argument.index is not None:
            moved = argument.index >= len(names) or names[argument.index] != argument.parameter
            if moved:
                broken.append((argument.node, argument.parameter))
        elif argument.parameter not in names:
            broken.append((argument.node, argument.parameter))
    changed = [name for name in ("has_bias", "pad_mode") if call.absent(name)]
    if not broken and not changed:
        return
    at: ast.expr = broken[0][0] if broken else call.node
    yield Report(
        at=at,
        message="breaks" if broken else "changes",
        parts={
            "broken": ", ".join(name for _, name in broken),
            "changed": " and ".join(_CHANGES[name] for name in changed),
        },
    )


_CHANGES = {
    "has_bias": "has_bias flips from False to bias=True",
    "pad_mode": 'pad_mode turns from "same" into padding=0',
}

RULE = Rule(
    code="MST302",
    symbol="transpose-announced-signature",
    summary="code that the announced constructor breaks or changes silently",
    messages={
        "breaks": "the announced constructor takes no {broken} here and will raise: build such layers in one place, "
        "to be rewritten then",
        "changes": "the announced constructor changes this call silently: {changed}; build such layers in one place, "
        "to be rewritten then",
    },
    explanation="""\
## What it does
Reports layers that the constructor announced in MindSpore's docstrings breaks or changes:
`(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
padding_mode="zeros", dtype=None)`, PyTorch's order and defaults. 2.10.0 does not have it yet.

## Why it matters
`pad_mode`, `group`, `has_bias`, `weight_init` and `bias_init` go, and positional arguments from the fifth on mean something
else. Worse, a call that gives none of them keeps running: it gets a bias, and is no longer cropped to n * stride.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2)
""",
    good="""\
from layers import deconv

up = deconv(64, 32, 4, stride=2)
""",
    source="mindspore.nn.Conv2dTranspose, docstring of 2.7 and later",
    opt_in=True,
    settings=Settings(extend_select=("MST302",)),
    check=check,
)
