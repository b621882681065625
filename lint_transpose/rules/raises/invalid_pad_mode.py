"""MST105: a pad_mode that the layer rejects."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...layers.call import LayerCall
from ...layers.geometry import mode
from ..rule import Case, Context, Report, Rule
from ..shared.order import in_order
from ..shared.remedy import write
from ..shared.values import PAD_MODES, undecided, written
from ..shared.wording import after_colon


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    seen = in_order(call, context)
    argument = seen.arguments.get("pad_mode")
    if argument is None or undecided(argument.value, "string") or mode(seen) is not None:
        return
    legal = _nearest(argument.value)
    yield Report(
        at=argument.node,
        parts={"pad_mode": written(call, argument), "remedy": after_colon(write(f'"{legal}"') if legal else "")},
        edits=edits.replace_value(call, argument, f'"{legal}"') if legal else (),
        remedy=write(f'pad_mode="{legal}"'),
        safe=True,
    )


def _nearest(value: object) -> str | None:
    """The one legal pad_mode that is spelt like `value`."""
    if not isinstance(value, str):
        return None
    from difflib import get_close_matches  # most texts need none

    found = get_close_matches(value.strip().lower(), PAD_MODES, 1, 0.7)
    return found[0] if found else None


RULE = Rule(
    code="MST105",
    symbol="transpose-invalid-pad-mode",
    summary="a pad_mode that the layer rejects",
    messages={"default": 'pad_mode={pad_mode} raises: the layer takes "same", "valid" or "pad"{remedy}'},
    explanation="""\
## What it does
Reports a `pad_mode` other than "same", "valid" and "pad".

## Why it matters
The layer raises `ValueError` when it is built. Letter case counts in `Conv1dTranspose` and `Conv2dTranspose`; only
`Conv3dTranspose` takes "PAD" for "pad". PyTorch's `padding_mode` is something else: transposed layers know only "zeros".
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="SAME")
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="same")
""",
    cases=(
        Case("default", 'nn.Conv2dTranspose(64, 32, 4, pad_mode="SAME")', 'nn.Conv2dTranspose(64, 32, 4, pad_mode="same")'),
        Case("default", 'nn.Conv1dTranspose(64, 32, 4, pad_mode="full")', 'nn.Conv1dTranspose(64, 32, 4, pad_mode="valid")'),
        Case("default", "nn.Conv2dTranspose(64, 32, 4, pad_mode=None)", 'nn.Conv3dTranspose(64, 32, 3, pad_mode="PAD")'),
    ),
    source="mindspore.nn.Conv2dTranspose, Conv1dTranspose; mindspore.ops.Conv3DTranspose",
    fix_safety="Safe: the call raises as it stands, and one legal value is spelt like the one given.",
    check=check,
)
