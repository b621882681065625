"""MST210: padding that crops more at the end than at the start."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...languages import Phrase, Text
from ...layers.call import LayerCall
from ...layers.geometry import axes, crops, mode, per_axis
from ...settings import Settings
from ...text.finding import Edit
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import in_this_case, remedy, write
from ..shared.wording import counterpart_windows, is_plain, related, torch_arguments, unseen, where
from ..shared.wording import crops as window_text


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    argument = call.arguments.get("padding")
    if argument is None or not isinstance(argument.value, tuple) or mode(call) != "pad":
        return
    if not (call.ported or context.counterpart) or not is_plain(call, context):
        return
    windows = [axis.window for axis in axes(call)]
    # Zeros that are appended shift nothing (MST203).
    shifted = [index for index, window in enumerate(windows) if window and window.hi - window.zeros > window.lo]
    if not shifted:
        return
    ours = windows[shifted[0]]
    assert ours is not None
    words, fix, varied = _suggestion(call, context)
    theirs = counterpart_windows(call, context)
    yield Report(
        at=argument.node,
        message="default" if theirs is None else "counterpart",
        writes=WINDOW_ARGUMENTS,
        parts={
            "padding": call.source.segment(argument.node) if argument.here else argument.value,
            "ours": window_text(ours),
            "where": where(call, shifted[0], windows),
            "torch": torch_arguments(context),
            "theirs": "" if theirs is None else window_text(theirs[shifted[0]]),
            "remedy": words,
        },
        edits=() if call.around.unseen else fix,
        remedy=words,
        related=related(context),
        varied={"remedy": varied},
        assuming=unseen(call),
    )


def _suggestion(call: LayerCall, context: Context) -> tuple[Text, tuple[Edit, ...], Text]:
    """The counterpart's padding where that is known; else what is meant where PyTorch's tuple is written twice.

    The last text is for a place where other cases need something else.
    """
    targets = counterpart_windows(call, context)
    exact = remedy(call, targets, context) if targets else None
    if exact is not None:
        return exact.text, exact.edits, exact.general
    sides = crops(call)
    torch = sides[0]
    if len(sides) == len(torch) and all(pair == torch for pair in sides):
        meant = f"({', '.join(str(crop) for crop in torch for _ in sides)})"
        if all(len(set(per_axis(call, name))) == 1 for name in ("kernel_size", "stride", "dilation")):
            # Of a square layer the sides may as well be meant that are in the wrong order.
            swapped = f"({', '.join(str(crop) for near, far in sides for crop in (far, near))})"
            words = "write {meant} for PyTorch's padding={torch}, or {swapped} for output_padding"
            either = Phrase("order_or", words, meant=meant, torch=torch, swapped=swapped)
            return either, (), either
        code = f"padding={meant}"
        return write(code), edits.set_argument(call, "padding", meant), in_this_case(code)
    twice = Phrase("order_twice", "write each of PyTorch's amounts twice in a row, (h, h, w, w)")
    return twice, (), twice


RULE = Rule(
    code="MST210",
    symbol="transpose-padding-order",
    summary="padding that crops more at the end than at the start, as no PyTorch layer does",
    messages={
        "default": "padding={padding} crops more at the end{where}, as PyTorch never does: {remedy}",
        "beside": "padding={padding} crops more at the end{where}, as PyTorch never does",
        "counterpart": "padding={padding} crops {ours}{where}, PyTorch's {torch} crops {theirs}: {remedy}",
    },
    explanation="""\
## What it does
Reports, in ported code, a `padding` tuple that crops more at the bottom than at the top, or more at the right than at the
left. MindSpore's order is (top, bottom, left, right). `(1, 0, 1, 0)` crops less at the end: that is the exact port of an
`output_padding`, and right.

## Why it matters
PyTorch's `padding=(h, w)` becomes `(h, h, w, w)`. Written as `(h, w, h, w)` it gives another shape, or for
`h + w` alike on both axes the same shape with every value shifted.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, (4, 6), stride=2, pad_mode="pad", padding=(1, 2, 1, 2), has_bias=True)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, (4, 6), stride=2, pad_mode="pad", padding=(1, 1, 2, 2), has_bias=True)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, (3, 5), stride=2, pad_mode="pad", padding=(1, 2, 1, 2), has_bias=True)',
            'nn.Conv2dTranspose(64, 32, (3, 5), stride=2, pad_mode="pad", padding=(1, 1, 2, 2), has_bias=True)',
        ),
        Case(
            "counterpart",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(0, 1, 0, 1), has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            torch="64, 32, 3, stride=2, padding=1, output_padding=1",
        ),
        Case(
            "beside",
            'nn.Conv2dTranspose(8, 8, 4, stride=2, pad_mode="pad", padding=(0, 1, 1, 1), output_padding=(0, 1))',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=(1, 0, 1, 1), has_bias=True)',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, padding; the windows of both frameworks, measured side by side",
    fix_safety="Unsafe: shape and values change.",
    settings=Settings(porting="always"),
    yields=(Yields(WINDOW_RAISES), Yields(("MST203",), instead="beside")),
    check=check,
)
