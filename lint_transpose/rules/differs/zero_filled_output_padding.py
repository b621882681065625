"""MST203: zeros where PyTorch's output_padding computes values."""

from __future__ import annotations

from collections.abc import Iterator

from ...languages import Phrase, Text, joined
from ...layers.call import LayerCall
from ...layers.geometry import Axis, axes, bias, mode, output_padding
from ...layers.window import Window
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import amounts_text, and_drop_pad, in_general, pad_text, remedy
from ..shared.stand_in import judge, without_pad
from ..shared.wording import counterpart_windows, is_plain, related


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    yield from _own(call, context)
    yield from _pad(call, context)


def _own(call: LayerCall, context: Context) -> Iterator[Report]:
    """The 2-D layer's own output_padding."""
    argument = call.arguments.get("output_padding")
    if call.layer.dimension != 2 or argument is None or mode(call) != "pad" or not is_plain(call, context):
        return
    if context.release.ignores_output_padding and bias(call) is not False:
        return
    sides = axes(call)
    known = [op for op in output_padding(call) if op is not None]
    if len(known) < len(sides) or any(not _is_legal(axis, op) for axis, op in zip(sides, known)):
        return
    if not any(_differs(axis, axis.window, op, bias(call)) for axis, op in zip(sides, known)):
        return
    targets = [None if axis.window is None else _computed(axis.window) for axis in sides]
    theirs = counterpart_windows(call, context)
    if theirs is not None and list(theirs) != targets:
        return  # another window altogether
    exact = remedy(call, targets, context)
    yield Report(
        at=argument.node,
        writes=WINDOW_ARGUMENTS,
        parts={
            "written": f"output_padding={amounts_text(known)}",
            "remedy": _suggestion(call, exact.text if exact else "", known, context),
        },
        edits=exact.edits if exact else (),
        remedy=exact.text if exact else "",
        related=related(context),
        varied={"remedy": _suggestion(call, exact.general if exact else "", known, context)},
    )


def _pad(call: LayerCall, context: Context) -> Iterator[Report]:
    """A Pad after the layer. Who wants it as the stand-in, by the settings, is not told off for it."""
    verdict = judge(call, context)
    if verdict is None or verdict.flaw != "zeros" or context.settings.stand_in == "pad":
        return
    sides = axes(call)
    amounts = [
        0 if ours is None or theirs is None else (ours.hi - theirs.hi)
        for ours, theirs in zip((axis.window for axis in sides), verdict.targets)
    ]
    decided = [
        _differs(axis, None if axis.window is None else Window(axis.window.lo, axis.window.hi, op), op, bias(call))
        for axis, op in zip(sides, amounts)
    ]
    if not any(decided) and not (bias(call) and None in verdict.targets):
        return
    exact = remedy(call, verdict.targets, context)
    op = "" if None in verdict.targets else f"={amounts_text(amounts)}"
    yield Report(
        at=verdict.pad.node if verdict.pad.here else call.node,
        message="default" if context.counterpart is None else "counterpart",
        writes=WINDOW_ARGUMENTS,
        parts={
            "torch": f"output_padding{op}",
            "written": verdict.pad.function,
            "remedy": and_drop_pad(exact.text if exact else in_general(call)),
        },
        edits=() if verdict.assuming else without_pad(call, verdict.pad, exact),
        remedy=and_drop_pad(exact.text) if exact else "",
        related=related(context),
        assuming=verdict.assuming,
        varied={"remedy": and_drop_pad(exact.general)} if exact else {},
    )


def _differs(axis: Axis, window: Window | None, op: int, has_bias: bool | None) -> bool | None:
    """Whether `op` zeros stand where PyTorch has something else: a bias, or what the kernel reaches. None when undecided."""
    if not op or has_bias:
        return bool(op)
    if window is None:
        return None
    if axis.kernel_size is None or axis.stride is None or axis.dilation is None:
        # The last input element reaches the last element of the full result, and one at each dilation before it; what else
        # is reached hangs on the stride, too.
        taps = range(axis.kernel_size) if axis.kernel_size is not None and axis.dilation is not None else range(1)
        distances = (tap * (axis.dilation or 0) for tap in taps)
        reached = any(window.hi - op <= distance < window.hi for distance in distances) or (False if window.hi == 0 else None)
    else:
        sizes = {"stride": axis.stride, "kernel_size": axis.kernel_size, "dilation": axis.dilation}
        reached = not window.equals(_computed(window), False, **sizes)
    return True if reached else None if reached is None else has_bias


def _computed(window: Window) -> Window:
    """`window` with values in place of its zeros, as PyTorch's layer returns it."""
    return Window(window.lo, window.hi - window.zeros)


def _is_legal(axis: Axis, op: int) -> bool:
    return axis.output_padding_bound is None or op < axis.output_padding_bound


def _suggestion(call: LayerCall, exact: Text, amounts: list[int], context: Context) -> Text:
    words = exact or in_general(call, "output_padding")
    if context.settings.stand_in == "exact":
        return words
    return joined("apart", (words, Phrase("zeros_too", "{pad} after the layer appends zeros, too", pad=pad_text(amounts))))


RULE = Rule(
    code="MST203",
    symbol="transpose-zero-filled-output-padding",
    summary="zeros where PyTorch's output_padding computes values",
    messages={
        "default": "{written} appends zeros, not PyTorch's values: {remedy}",
        "counterpart": "{written} appends zeros, unlike PyTorch's {torch}: {remedy}",
    },
    explanation="""\
## What it does
Reports `output_padding` of the 2-D layer, and an `nn.Pad`, `ops.Pad`, `ops.pad`, `nn.ZeroPad2d` or `nn.ConstantPad2d` that
follows a layer in place of PyTorch's `output_padding`. Not reported where zeros are right: beyond the full result of a layer
without a bias. The 3-D layer's own `output_padding` computes values and is right.

A Pad is taken for a replacement where it brings the output to n * stride; in ported code also where it adds any amount that
PyTorch's `output_padding` could have. With `stand-in = "pad"` such a Pad is what you asked for, and is not reported.

## Why it matters
The shape is right, so nothing fails. But PyTorch's layer computes the rows and columns that `output_padding` adds; here they
are zeros, and not even the bias is in them. Cropping less at the end, `padding=(p, p - op, p, p - op)`, gives PyTorch's
values and works in every release.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, output_padding=1)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, output_padding=(1, 0))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 1))',
        ),
        Case(
            "default",
            'nn.SequentialCell(nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1), nn.ZeroPad2d((0, 1, 0, 1)))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            torch="64, 32, 3, stride=2, padding=1, output_padding=1",
        ),
        Case(
            "counterpart",
            'nn.SequentialCell(nn.Conv2dTranspose(64, 32, 3, 2, "pad", 1, has_bias=True), nn.ZeroPad2d((0, 1, 0, 1)))',
            'nn.Conv2dTranspose(64, 32, 3, 2, "pad", (1, 0, 1, 0), has_bias=True)',
            torch="64, 32, 3, 2, 1, 1",
        ),
    ),
    source="mindspore.nn.Conv2dTranspose.construct, which calls ops.Pad after the bias; both frameworks run side by side",
    fix_safety="Unsafe: the values change, to those that PyTorch computes.",
    yields=(Yields(WINDOW_RAISES),),
    check=check,
)
