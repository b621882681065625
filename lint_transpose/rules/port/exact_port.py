"""MST401: the exact MindSpore layer for a PyTorch layer."""

from __future__ import annotations

from collections.abc import Iterator

from ...languages import Phrase, joined
from ...layers.call import LayerCall
from ...settings import Settings
from ..rule import Case, Context, Report, Rule


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    from ...porting import port  # off by default, and much to import

    answer = port(call, context.release)
    if answer.layer is None:
        return
    yield Report(
        at=call.node,
        parts={
            "layer": answer.layer,
            "then": Phrase("then", ", then {output} of its result y", output=answer.output) if answer.output else "",
            "names": Phrase("with_names", ", with {what}", what=answer.stands_for) if answer.invented else "",
            "condition": Phrase("if", ", if {what}", what=joined("both", answer.conditions)) if answer.conditions else "",
            "notes": Phrase("notes", "; {what}", what=joined("apart", answer.notes)) if answer.notes else "",
        },
    )


RULE = Rule(
    code="MST401",
    symbol="transpose-port",
    summary="the exact MindSpore layer for this PyTorch layer",
    messages={"default": "MindSpore computes the same with {layer}{then}{names}{condition}{notes}"},
    explanation="""\
## What it does
Says for each PyTorch transposed convolution which MindSpore expression returns the same values, given the same weights.

## Why it matters
MindSpore's layer crops each side by a number of its own, so PyTorch's `padding=p, output_padding=op` is
`pad_mode="pad", padding=(p, p - op, p, p - op)`: what `output_padding` adds is computed, never filled with zeros. Where
`op > p`, zeros appended to the layer's *input* make room for it. The 1-D layer crops both sides alike; the rest is cut off
its result. Weights carry over as they are; `Conv1dTranspose` keeps them as `(in, out / groups, 1, k)`.
Arguments that the text does not decide stay as they are written, and the message says under which condition the answer
holds. `lint-transpose port` prints the same for whole folders.
""",
    bad="""\
from torch import nn

up = nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)
""",
    source="torch.nn.ConvTranspose2d; mindspore.nn.Conv2dTranspose; measured with random weights and inputs",
    cases=(
        Case(
            "default",
            "torch.nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)",
            'nn.Conv2dTranspose(64, 32, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
        ),
        Case(
            "default",
            "torch.nn.ConvTranspose1d(64, 32, 3, stride=2, padding=1, output_padding=1)",
            'nn.Conv1dTranspose(64, 32, 3, stride=2, pad_mode="pad", has_bias=True)(x)[..., 1:]',
        ),
        Case(
            "default",
            "torch.nn.ConvTranspose3d(16, 8, 3, 2, 1, 1, groups=4)",
            'nn.Conv3dTranspose(16, 8, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, group=4, has_bias=True)',
        ),
        Case("default", "torch.nn.LazyConvTranspose2d(32, 3, stride=2)"),
    ),
    opt_in=True,
    settings=Settings(extend_select=("MST401",)),
    check=check,
)
