"""MST303: 2.0 ignores the output_padding of a layer with a bias."""

from __future__ import annotations

from collections.abc import Iterator

from ...layers.call import LayerCall
from ...layers.geometry import axes, bias, mode, output_padding
from ...layers.window import Window
from ...settings import Settings
from ..rule import ARGUMENTS_RAISE, WINDOW_ARGUMENTS, Case, Context, Report, Rule, Yields
from ..shared.remedy import amounts_text, in_general, remedy
from ..shared.wording import in_brackets, lengths, where


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    argument = call.arguments.get("output_padding")
    if not context.release.ignores_output_padding or call.layer.dimension != 2 or argument is None:
        return
    if mode(call) != "pad" or bias(call) is not True:
        return
    amounts = output_padding(call)
    if not any(amounts):
        return
    sides = axes(call)
    targets = [None if side.window is None else Window(side.window.lo, side.window.hi - side.window.zeros) for side in sides]
    index = next(index for index, amount in enumerate(amounts) if amount)
    window, target = sides[index].window, targets[index]
    counted = lengths(sides[index], Window(window.lo, window.hi), target) if window and target else ""
    exact = remedy(call, targets, context)
    known = [amount for amount in amounts if amount is not None]
    yield Report(
        at=argument.node,
        writes=WINDOW_ARGUMENTS,
        parts={
            "output_padding": amounts_text(known) if len(known) == len(amounts) else call.source.segment(argument.node),
            "lengths": in_brackets(counted),
            "where": where(call, index, amounts) if counted else "",
            "remedy": exact.text if exact else in_general(call),
        },
        edits=exact.edits if exact else (),
        remedy=exact.text if exact else "",
        varied={"remedy": exact.general} if exact else {},
    )


RULE = Rule(
    code="MST303",
    symbol="transpose-ignored-output-padding",
    summary="2.0 ignores the output_padding of a layer with a bias",
    messages={"default": "2.0 ignores output_padding={output_padding} with a bias{lengths}{where}: {remedy}"},
    explanation="""\
## What it does
With 2.0 as the target, reports `output_padding` of an `nn.Conv2dTranspose` with `has_bias=True`.

## Why it matters
2.0.0 returns from `construct` before it comes to the output padding when there is a bias. Nothing is raised; the result is
smaller than asked for. 2.1.0 mended it, and appends zeros (MST203). Cropping less at the end is exact in every release.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias=True)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=1, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=1)',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1, output_padding=1, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", (1, 0, 1, 0), has_bias=True)',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, output_padding=(1, 0), has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 1), has_bias=True)',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 5, stride=3, pad_mode="pad", padding=2, output_padding=2, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 5, stride=3, pad_mode="pad", padding=(2, 0, 2, 0), has_bias=True)',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose.construct of 2.0.0 and 2.1.0",
    fix_safety="Unsafe: the output grows to what output_padding asks for.",
    settings=Settings(mindspore_version="2.0"),
    yields=(Yields(ARGUMENTS_RAISE),),
    check=check,
)
