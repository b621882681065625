"""MST202: nothing replaces PyTorch's output_padding."""

from __future__ import annotations

from collections.abc import Iterator

from ...languages import Phrase, Text, joined
from ...layers.call import LayerCall
from ...layers.geometry import axes, crops
from ...layers.window import Window, torch_window
from ...settings import Settings
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import NO_PAD, Remedy, amounts_text, in_general, pad_text, remedy
from ..shared.stand_in import shortage
from ..shared.wording import counterpart_windows, is_plain, lengths, related, torch_has, unseen, where


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if context.counterpart is None and not call.ported:
        return
    if call.follower.kind == "pad":
        return
    # Non-zero padding raises in every other mode: where the mode is undecided, it is "pad" on each run that goes on.
    padded = any(crop for pair in crops(call) for crop in pair)
    sides = axes(call, "pad" if padded else None)
    windows = [axis.window for axis in sides]
    targets: list[Window | None]
    if context.counterpart is not None:
        known = counterpart_windows(call, context)
        if known is None or any(ours not in (torch_window(theirs.lo), theirs) for ours, theirs in zip(windows, known)):
            return
        targets = list(known)
    elif padded and not call.signature.roles.as_torch:  # which would have been taken over with the others
        # Without padding it falls short where the kernel is below the stride, as PyTorch's does (MST206).
        shortages = [shortage(axis) for axis in sides]
        if any(short is not None and short < 0 for short in shortages):
            return
        targets = [
            None if window is None or short is None else torch_window(window.lo, short)
            for window, short in zip(windows, shortages)
        ]
    else:
        return
    amounts = [0 if target is None else target.lo - target.hi for target in targets]
    missing = [
        (index, ours, theirs)
        for index, (ours, theirs) in enumerate(zip(windows, targets))
        if ours is not None and theirs is not None and ours != theirs
    ]
    if not missing or not is_plain(call, context):
        return
    index, ours, theirs = missing[0]
    op = amounts_text(amounts)
    exact = remedy(call, targets, context)
    pad = context.settings.stand_in == "pad"
    suggestion = _suggestion(call, exact, exact.text if exact else "", amounts, pad)
    argument = call.arguments.get("padding")
    yield Report(
        at=call.node if argument is None else argument.node,
        message="counterpart" if context.counterpart else "default",
        writes=WINDOW_ARGUMENTS,
        parts={
            "lengths": lengths(sides[index], ours, theirs) if context.counterpart else f"n -> {sides[index].length(ours)}",
            "where": where(call, index, amounts),
            "short": amounts[index],
            "output_padding": op,
            "remedy": suggestion,
        },
        # Without the original, its output_padding is a guess, and what is guessed is not written.
        edits=exact.edits if exact and context.counterpart and not pad and not call.around.unseen else (),
        remedy=suggestion,
        related=related(context),
        assuming=_assumed(call, context, op),
        varied={"remedy": _suggestion(call, exact, exact.general if exact else "", amounts, pad)},
    )


def _suggestion(call: LayerCall, exact: Remedy | None, words: Text, amounts: list[int], pad: bool) -> Text:
    """What to write: what is exact, in these words, or the Pad that the user has chosen."""
    if not pad:
        return words or in_general(call)
    if exact is None or not exact.code:
        return Phrase("append_pad", "append {pad}, which adds zeros", pad=pad_text(amounts))
    return Phrase("append_or", "append {pad} (zeros; exact: {code})", pad=pad_text(amounts), code=exact.code)


def _assumed(call: LayerCall, context: Context, op: str) -> Text:
    follows = NO_PAD if call.follower.kind == "unknown" else unseen(call)
    return joined("both", ("" if context.counterpart else torch_has(op), follows))


RULE = Rule(
    code="MST202",
    symbol="transpose-missing-output-padding",
    summary="nothing replaces PyTorch's output_padding",
    messages={
        "default": "the output is {lengths}{where}, {short} short of n * stride (PyTorch's output_padding={output_padding}): "
        "{remedy}",
        "counterpart": "the output is {lengths}{where} (output_padding={output_padding}): {remedy}",
    },
    explanation="""\
## What it does
Reports a layer whose PyTorch layer has an `output_padding` that nothing here supplies. Where the PyTorch layer is not known,
code that is ported from PyTorch is reported where the output falls short of n * stride by less than a stride, as it does for
kernel 3, stride 2, padding 1: PyTorch's layer has an `output_padding` there more often than not. Such a finding is inferred.
Not reported where a Pad follows (see MST203) or the result is sliced, and without padding, where it is the kernel that is
too small for the stride.

## Why it matters
The output is smaller than PyTorch's, and shapes fail to meet further on. Cropping less at the end (bottom, right) gives
the very values that PyTorch computes: `padding=(p, p - op, p, p - op)`. With `stand-in = "pad"` the mapping page's `nn.Pad`
is suggested instead; it gives the shape, but zeros for values.
""",
    bad="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 3, 2, pad_mode="pad", padding=1, has_bias=True)
""",
    good="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 3, 2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            settings=Settings(porting="always"),
        ),
        Case(
            "counterpart",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            torch="64, 32, 3, stride=2, padding=1, output_padding=1",
        ),
    ),
    source="torch.nn.ConvTranspose2d, output_padding; both frameworks run side by side",
    fix_safety="Unsafe: the output grows, and what worked with its size may not any more. None without a known PyTorch"
    " layer: that it has an output_padding is then a guess.",
    yields=(Yields(WINDOW_RAISES),),
    check=check,
)
