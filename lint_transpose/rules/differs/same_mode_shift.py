"""MST205: pad_mode "same" crops otherwise than PyTorch's layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...languages import Text
from ...layers.call import LayerCall
from ...layers.geometry import Axis, axes, mode
from ...layers.window import Window, torch_window
from ...record.dataclasses import replace
from ...settings import Settings
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import CROP_AS_TORCH, Remedy, remedy
from ..shared.wording import (
    THE_DEFAULT,
    counterpart_windows,
    crops,
    in_brackets,
    is_plain,
    lengths,
    related,
    unseen,
    where,
)


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if mode(call) != "same":
        return
    found = _beside(call, context, axes(call)) if context.counterpart is not None else _alone(call, context, axes(call))
    for report in found:
        if is_plain(call, context):  # of a result that is cropped the crop decides what is left
            yield report


def _beside(call: LayerCall, context: Context, sides: Sequence[Axis]) -> Iterator[Report]:
    """The PyTorch layer is known, and of the same kernel, stride and dilation."""
    theirs = counterpart_windows(call, context)
    if theirs is None or context.counterpart is None:
        return
    pairs = [(axis.window, target) for axis, target in zip(sides, theirs)]
    for index, (ours, target) in enumerate(pairs):
        if ours is not None and ours != target:
            yield _report(
                call,
                context,
                "counterpart",
                {
                    "ours": crops(ours),
                    "theirs": crops(target),
                    "lengths": in_brackets(lengths(sides[index], ours, target)),
                    "where": where(call, index, pairs),
                },
                remedy(call, theirs, context),
            )
            return


def _alone(call: LayerCall, context: Context, sides: Sequence[Axis]) -> Iterator[Report]:
    """Cropping more at the end than at the start: no PyTorch layer does."""
    if not call.ported:
        return
    windows = [axis.window for axis in sides]
    shifted = [index for index, window in enumerate(windows) if window is not None and window.hi > window.lo]
    if not shifted:
        return
    index = shifted[0]
    ours = windows[index]
    assert ours is not None
    choices = [_alike(axis) if number in shifted else [axis.window] for number, axis in enumerate(sides)]
    parts = {"ours": crops(ours), "where": where(call, index, windows), "lengths": lengths(sides[index], ours, ours)}
    if not choices[index] and parts["lengths"]:
        yield _report(call, context, "impossible", parts, None)
        return
    nearest = [windows[0] for windows in choices if windows]
    theirs = nearest[index] if len(nearest) == len(choices) else None
    exact = remedy(call, nearest, context) if theirs is not None else None
    if theirs is None or exact is None:
        yield _report(call, context, "undecided", parts, None)
        return
    parts |= {"theirs": crops(theirs)}
    only = all(len(windows) == 1 for windows in choices)
    yield _report(call, context, "default" if only else "several", parts, exact if only else replace(exact, edits=()))


def _alike(axis: Axis) -> list[Window | None]:
    """The windows of all PyTorch layers with an output of n * stride, the one that crops least first."""
    if axis.excess is None or axis.output_padding_bound is None:
        return []
    return [
        torch_window((axis.excess + op) // 2, op)
        for op in range(axis.output_padding_bound)
        if axis.excess + op >= 0 and (axis.excess + op) % 2 == 0
    ]


def _report(call: LayerCall, context: Context, message: str, parts: dict[str, Text], exact: Remedy | None) -> Report:
    argument = call.arguments.get("pad_mode")
    return Report(
        at=call.node if argument is None else argument.node,
        message=message,
        writes=WINDOW_ARGUMENTS,
        parts={
            "default": THE_DEFAULT if argument is None else "",
            "remedy": exact.text if exact else CROP_AS_TORCH,
            **parts,
        },
        edits=exact.edits if exact and not call.around.unseen else (),
        remedy=exact.text if exact else "",
        related=related(context),
        varied={"remedy": exact.general} if exact else {},
        assuming=unseen(call),
    )


RULE = Rule(
    code="MST205",
    symbol="transpose-same-mode-shift",
    summary='pad_mode "same" crops otherwise than PyTorch\'s layer',
    messages={
        "default": 'pad_mode "same"{default} shifts the output by 1{where}: crops {ours}, PyTorch {theirs}: {remedy}',
        "several": 'pad_mode "same"{default} shifts the output{where}: it crops {ours}, PyTorch e.g. {theirs}: {remedy}',
        "impossible": 'pad_mode "same"{default} gives {lengths}{where}, no PyTorch layer with this kernel and stride does: '
        'write pad_mode="pad" and PyTorch\'s padding',
        "undecided": 'pad_mode "same"{default} crops {ours}{where}, as no PyTorch layer does: '
        'write pad_mode="pad" and PyTorch\'s padding',
        "counterpart": 'pad_mode "same"{default} crops {ours}{where}, PyTorch {theirs}{lengths}: {remedy}',
    },
    explanation="""\
## What it does
Reports pad_mode "same", written or by default, in ported code where the kernel's reach minus the stride is odd and positive:
"same" then crops one element more at the end, and PyTorch's layer never does. Where the PyTorch layer is known, any other
window than its own is reported, such as for the mapping page's second example: kernel 5, stride 3, `padding=2`,
`output_padding=2` crops (2, 0), "same" crops (1, 1).

Crops are written (start, end): what the layer crops from the full result at the top or left, and at the bottom or right.

## Why it matters
The shape is right, so nothing fails, but every value stands one place off. A check with constant weights or inputs does not
show it.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="same", has_bias=True)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", has_bias=True, padding=(1, 0, 1, 0))
""",
    cases=(
        Case(
            "counterpart",
            'nn.Conv2dTranspose(64, 32, 5, stride=3, pad_mode="same", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 5, stride=3, pad_mode="pad", padding=(2, 0, 2, 0), has_bias=True)',
            torch="64, 32, 5, stride=3, padding=2, output_padding=2",
        ),
        Case(
            "default",
            "nn.Conv2dTranspose(64, 32, 3, stride=2, has_bias=True)",
            "nn.Conv2dTranspose(64, 32, 4, stride=2, has_bias=True)",
        ),
        Case(
            "several",
            'nn.Conv2dTranspose(64, 32, 5, stride=4, pad_mode="same", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, stride=4, pad_mode="same", has_bias=True)',
        ),
        Case(
            "impossible",
            'nn.Conv2dTranspose(64, 32, 4, stride=1, pad_mode="same", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=1, pad_mode="same", has_bias=True)',
        ),
        Case(
            "undecided",
            'nn.Conv2dTranspose(64, 32, (3, size), stride=2, pad_mode="same", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, (4, size), stride=2, pad_mode="same", has_bias=True)',
        ),
    ),
    source="the windows of both frameworks, measured side by side",
    fix_safety="Unsafe: the values change, to those of the PyTorch layer.",
    settings=Settings(porting="always"),
    yields=(Yields(WINDOW_RAISES),),
    check=check,
)
