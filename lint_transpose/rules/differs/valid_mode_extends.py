"""MST206: pad_mode "valid" returns more than PyTorch's layer where the reach is below the stride."""

from __future__ import annotations

from collections.abc import Iterator

from ...layers.call import LayerCall
from ...layers.geometry import axes, mode
from ...layers.window import Window
from ...settings import Settings
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import remedy, write
from ..shared.wording import counterpart_windows, is_plain, lengths, related, torch_has, unseen, where


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if mode(call) != "valid":
        return
    if context.counterpart is None and not call.ported:
        return
    sides = axes(call)
    windows = [axis.window for axis in sides]
    targets: list[Window | None] = [None if window is None else Window(0, max(window.hi, 0)) for window in windows]
    if context.counterpart is not None:
        known = counterpart_windows(call, context)
        if known is None:
            return
        targets = list(known)
    for index, (ours, theirs) in enumerate(zip(windows, targets)):
        if ours is None or theirs is None or ours.hi >= 0 or ours == theirs:
            continue
        if not is_plain(call, context):
            return
        exact = remedy(call, targets, context)
        words = exact.text if exact else write('pad_mode="pad"')
        argument = call.arguments["pad_mode"]
        yield Report(
            at=argument.node,
            writes=WINDOW_ARGUMENTS,
            parts={
                "lengths": lengths(sides[index], ours, theirs),
                "where": where(call, index, windows),
                "remedy": words,
            },
            # Without the original, that it has no output_padding is a guess, and what is guessed is not written.
            edits=exact.edits if exact and context.counterpart and not call.around.unseen else (),
            remedy=words,
            related=related(context),
            assuming=unseen(call) if context.counterpart else torch_has("0"),
            varied={"remedy": exact.general} if exact else {},
        )
        return


RULE = Rule(
    code="MST206",
    symbol="transpose-valid-mode-extends",
    summary='pad_mode "valid" returns more than PyTorch\'s layer where the reach is below the stride',
    messages={"default": 'pad_mode "valid" fills up to n * stride{where}: {lengths}: {remedy}'},
    explanation="""\
## What it does
Reports pad_mode "valid" in ported code where the kernel's reach, `dilation * (kernel_size - 1) + 1`, is below the stride.
Not reported where the PyTorch layer is known to have just the output_padding that makes both equal. Where the PyTorch layer is
not known, the finding assumes that it has no output_padding, and is inferred.

## Why it matters
The mapping page calls "valid" the port of `padding=0`. It is, but for a reach below the stride: MindSpore then appends to the
result until it is n * stride long: 21 x 27 from 7 x 9 for kernel 2 and stride 3, where PyTorch returns 20 x 26.
""",
    bad="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 2, stride=3)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="valid", has_bias=True)
""",
    good="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 2, stride=3)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="pad", has_bias=True)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="valid", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="pad", has_bias=True)',
            settings=Settings(porting="always"),
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="valid", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 2, stride=3, pad_mode="pad", has_bias=True)',
            torch="64, 32, 2, stride=3",
        ),
    ),
    source="the windows of both frameworks, measured side by side",
    fix_safety="Unsafe: the output shrinks, to that of the PyTorch layer. None without a known PyTorch layer.",
    yields=(Yields(WINDOW_RAISES),),
    check=check,
)
