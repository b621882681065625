"""MST101: non-zero padding while pad_mode is not "pad"."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...layers.call import LayerCall
from ...layers.geometry import mode
from ..rule import Case, Context, Report, Rule
from ..shared.order import in_order
from ..shared.remedy import write
from ..shared.values import is_int, sizes_wrong, written
from ..shared.wording import THE_DEFAULT


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if not pads_without_pad_mode(in_order(call, context)):
        return
    padding = call.arguments["padding"]
    yield Report(
        at=padding.node,
        parts={
            "padding": written(call, padding),
            "pad_mode": call.value("pad_mode"),
            "default": "" if call.given("pad_mode") else THE_DEFAULT,
        },
        edits=edits.set_argument(call, "pad_mode", '"pad"'),
        remedy=write('pad_mode="pad"'),
        safe=True,
    )


def pads_without_pad_mode(call: LayerCall) -> bool:
    """Whether `call` surely pads, in a form that the layer takes, in a mode that surely refuses it."""
    value = call.value("padding")
    items = value if isinstance(value, tuple) else (value,)
    return (
        mode(call) in ("same", "valid")
        and not sizes_wrong(value, 2 * call.layer.dimension if call.layer.dimension > 1 else 1, 0)
        and any(is_int(item) and item > 0 for item in items)
    )


RULE = Rule(
    code="MST101",
    symbol="transpose-padding-without-pad-mode",
    summary='non-zero padding while pad_mode is not "pad"',
    messages={"default": 'padding={padding} raises ValueError while pad_mode is "{pad_mode}"{default}: write pad_mode="pad"'},
    explanation="""\
## What it does
Reports a non-zero `padding` while `pad_mode` is "same" (the default) or "valid".

## Why it matters
PyTorch's layer takes `padding` as it is. MindSpore's accepts it only with `pad_mode="pad"` and raises `ValueError` when
the layer is built otherwise.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, padding=1)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, padding=1, pad_mode="pad")
""",
    cases=(
        Case("default", 'nn.Conv2dTranspose(64, 32, 4, 2, "same", 1)', 'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1)'),
        Case(
            "default",
            "nn.Conv1dTranspose(64, 32, 4, stride=2, padding=1)",
            'nn.Conv1dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1)',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="valid", padding=(0, 0, 1, 1))',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="valid", padding=0)',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, _Conv.__init__",
    fix_safety="Safe: the call raises as it stands, and padding has one meaning.",
    check=check,
)
