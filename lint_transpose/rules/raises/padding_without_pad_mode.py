"""MST101: non-zero padding while pad_mode is not "pad"."""

from __future__ import annotations

from collections.abc import Iterator

from ... import edits
from ...call import LayerCall
from ..rule import Context, Report, Rule


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    padding, pad_mode = call.arguments.get("padding"), call.value("pad_mode")
    if padding is None or pad_mode not in ("same", "valid") or not _is_nonzero(padding.value):
        return
    source = call.source
    yield Report(
        at=padding.node,
        parts={
            "padding": source.segment(padding.node),
            "pad_mode": pad_mode,
            "default": "" if call.given("pad_mode") else " (the default)",
        },
        edits=edits.set_argument(call, "pad_mode", '"pad"'),
        remedy='write pad_mode="pad"',
        safe=True,
    )


def _is_nonzero(padding: object) -> bool:
    """Whether `padding` is of a form the layer accepts and pads somewhere."""
    items = padding if isinstance(padding, tuple) else (padding,)
    return any(isinstance(item, int) and item > 0 for item in items)


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
    source="mindspore.nn.Conv2dTranspose, _Conv.__init__",
    fix_safety="Safe: the call raises as it stands, and padding has one meaning.",
    check=check,
)
