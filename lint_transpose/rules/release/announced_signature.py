"""MST302: code that the announced constructor breaks or changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...languages import Phrase, Text, joined
from ...layers.call import Argument, LayerCall
from ...layers.releases import ANNOUNCED
from ...settings import Settings
from ..rule import ARGUMENTS_RAISE, Case, Context, Report, Rule, Yields


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    gone = [argument for argument in call.arguments.values() if argument.parameter not in ANNOUNCED.names]
    moved = [argument for argument in call.arguments.values() if argument not in gone and _moves(argument)]
    changed = [name for name in ("has_bias", "pad_mode") if call.absent(name)]
    if not gone and not moved and not changed:
        return
    breaks = joined(
        "both",
        (
            Phrase("has_no", "has no {names}", names=_few(gone)) if gone else "",
            Phrase("moves", "moves {names}", names=_few(moved)) if moved else "",
        ),
    )
    yield Report(
        at=gone[0].node if gone else moved[0].node if moved else call.node,
        message="breaks" if breaks else "changes",
        parts={"breaks": breaks, "changed": joined("names", [_CHANGES[name] for name in changed])},
    )


def _moves(argument: Argument) -> bool:
    """Whether a positional argument stands where the announced constructor takes another one."""
    names, index = ANNOUNCED.names, argument.index
    return index is not None and (index >= len(names) or names[index] != argument.parameter)


def _few(arguments: Sequence[Argument]) -> Text:
    names = [argument.parameter for argument in arguments]
    if len(names) <= _MOST_NAMED:
        return joined("items", names)
    named, rest = names[: _MOST_NAMED - 1], len(names) - _MOST_NAMED + 1
    return Phrase("and_more", "{names} and {rest} more", names=joined("items", named), rest=rest)


_MOST_NAMED = 3
_CHANGES = {
    "has_bias": Phrase("becomes", "{old} to {new}", old="has_bias=False", new="bias=True"),
    "pad_mode": Phrase("becomes", "{old} to {new}", old='pad_mode="same"', new="padding=0"),
}

RULE = Rule(
    code="MST302",
    symbol="transpose-announced-signature",
    summary="code that the announced constructor breaks or changes silently",
    messages={
        "breaks": "the announced constructor will raise: it {breaks}; build layers in one place",
        "changes": "the announced constructor changes {changed}: build layers in one place",
    },
    explanation="""\
## What it does
Reports layers that the constructor announced in MindSpore's docstrings breaks or changes:
`(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
padding_mode="zeros", dtype=None)`, PyTorch's order and defaults. 2.10.0 does not have it yet.

## Why it matters
`pad_mode`, `group`, `has_bias`, `weight_init` and `bias_init` go, and positional arguments from the fifth on mean something
else. Worse, a call that gives none of them keeps running: it gets a bias, and is no longer cropped to n * stride.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2)
""",
    good="""\
from layers import deconv

up = deconv(64, 32, 4, stride=2)
""",
    cases=(
        Case("breaks", 'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", padding=1, has_bias=True)'),
        Case("changes", "nn.Conv2dTranspose(64, 32, 4)"),
    ),
    source="mindspore.nn.Conv2dTranspose, docstring of 2.7 and later",
    opt_in=True,
    settings=Settings(extend_select=("MST302",)),
    yields=(Yields(ARGUMENTS_RAISE),),
    check=check,
)
