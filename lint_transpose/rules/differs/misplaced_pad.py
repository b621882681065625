"""MST204: a Pad in place of output_padding that pads the wrong side, axis or amount, or fills with something else."""

from __future__ import annotations

from collections.abc import Iterator

from ...languages import Phrase, Text
from ...layers.call import LayerCall
from ..rule import WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import amounts_text, and_drop_pad, in_general, pad_text, remedy
from ..shared.stand_in import judge, without_pad
from ..shared.wording import related


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    verdict = judge(call, context)
    if verdict is None or verdict.flaw == "zeros":
        return
    amounts = [0 if target is None else target.lo - target.hi for target in verdict.targets]
    exact = remedy(call, verdict.targets, context)
    words: Text = and_drop_pad(exact.text if exact else in_general(call))
    varied = {"remedy": and_drop_pad(exact.general)} if exact else {}
    if context.settings.stand_in == "pad":
        words, varied = Phrase("write_pad", "write {pad}, which appends zeros", pad=pad_text(amounts)), {}
    yield Report(
        at=verdict.pad.node if verdict.pad.here else call.node,
        message=verdict.flaw,
        writes=WINDOW_ARGUMENTS,
        parts={
            "pad": verdict.pad.function,
            "mode": verdict.pad.mode if verdict.pad.mode != "constant" else verdict.pad.fill,
            "output_padding": amounts_text(amounts),
            "remedy": words,
        },
        edits=() if verdict.assuming or context.settings.stand_in == "pad" else without_pad(call, verdict.pad, exact),
        remedy=and_drop_pad(exact.text) if exact else "",
        related=related(context),
        assuming=verdict.assuming,
        varied=varied,
    )


RULE = Rule(
    code="MST204",
    symbol="transpose-misplaced-pad",
    summary="a Pad in place of output_padding on the wrong side, axis or amount, or with the wrong mode",
    messages={
        "side": "{pad} pads at the start; PyTorch's output_padding={output_padding} extends the end only: {remedy}",
        "axis": "{pad} pads another axis than PyTorch's output_padding={output_padding} extends: {remedy}",
        "amount": "{pad} adds another amount than PyTorch's output_padding={output_padding}: {remedy}",
        "mode": "{pad} fills with {mode}; PyTorch's output_padding={output_padding} computes these values: {remedy}",
    },
    explanation="""\
## What it does
Reports a Pad after a layer that should replace PyTorch's `output_padding` and does not: it pads before the data, another
axis or another amount, or it repeats values in place of zeros. A Pad is taken for a replacement where the layer falls short of
n * stride and the Pad has the amounts, or where the PyTorch layer is known to have an `output_padding`.

## Why it matters
`output_padding` extends the end, bottom and right, of the spatial axes. At the start everything is shifted. `nn.Pad`
and `ops.Pad` take a pair for each axis from the first, `ops.pad` and `nn.ZeroPad2d` take (left, right, top, bottom).
""",
    bad="""\
from mindspore import nn

up = nn.SequentialCell(
    nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=1),
    nn.Pad(((0, 0), (0, 0), (1, 0), (1, 0))),
)
""",
    good="""\
from mindspore import nn

up = nn.SequentialCell(
    nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0)),
)
""",
    cases=(
        Case(
            "side",
            'nn.SequentialCell(nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1), nn.ZeroPad2d((1, 0, 1, 0)))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))',
        ),
        Case(
            "axis",
            'nn.SequentialCell(nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1), nn.Pad(((0, 0), (0, 1), (0, 1), (0, 0))))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))',
        ),
        Case(
            "amount",
            'nn.SequentialCell(nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1), nn.ZeroPad2d((0, 2, 0, 2)))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))',
        ),
        Case(
            "mode",
            'nn.SequentialCell(nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1), nn.ReflectionPad2d((0, 1, 0, 1)))',
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))',
        ),
    ),
    source="torch.nn.ConvTranspose2d, output_padding; mindspore.nn.Pad, mindspore.ops.pad",
    fix_safety="Unsafe: the values change, to those that PyTorch computes.",
    yields=(Yields(WINDOW_RAISES),),
    check=check,
)
