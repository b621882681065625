"""MST301: a positional argument that another supported release takes for another parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ...editing import edits
from ...languages import Phrase, Text, joined
from ...layers.call import Argument, LayerCall
from ...layers.releases import RELEASES, Layer
from ..rule import ARGUMENTS_RAISE, Case, Context, Report, Rule, Yields
from ..shared.remedy import write


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    positional = sorted(
        (argument for argument in call.arguments.values() if argument.index is not None), key=lambda item: item.index or 0
    )
    if call.signature.roles.as_torch:
        return  # in any release before it raises
    moved = [argument for argument in positional if _others(call.layer, argument.parameter, argument.index or 0)]
    if not moved:
        return
    first = moved[0]
    others = _others(call.layer, first.parameter, first.index or 0)
    behind = positional[positional.index(first) :]
    meant = _meant(call, behind)
    remedy = write(", ".join(f"{name}={call.source.segment(argument.node)}" for name, argument in zip(meant, behind)))
    yield Report(
        at=first.node,
        writes=meant,
        parts={
            "place": (first.index or 0) + 1,
            "parameter": first.parameter,
            "release": context.release.name,
            "others": joined("both", others),
            "remedy": remedy,
        },
        edits=edits.to_keywords(call, {argument.index or 0: name for name, argument in zip(meant, behind)}),
        remedy=remedy,
    )


@cache
def _others(layer: Layer, parameter: str, index: int) -> tuple[Text, ...]:
    """What other releases take the positional argument `parameter` for: "dilation up to 1.10"."""
    found: dict[str, list[str]] = {}
    for known in RELEASES:
        signature = known.signature(layer)
        if signature is not None and index < len(signature.names) and signature.names[index] != parameter:
            found.setdefault(signature.names[index], []).append(known.name)
    first = next(known.name for known in RELEASES if known.signature(layer) is not None)
    return tuple(
        Phrase("up_to", "{name} up to {release}", name=name, release=names[-1])
        if names[0] == first
        else Phrase("from_on", "{name} from {release} on", name=name, release=names[0])
        for name, names in found.items()
    )


def _meant(call: LayerCall, arguments: list[Argument]) -> tuple[str, ...]:
    """The parameters of the release whose names stand at the call: `(..., dilation, group)`; of the target where none do."""

    def orders() -> Iterator[tuple[str, ...]]:
        for signature in (call.signature, *(known.signature(call.layer) for known in RELEASES)):
            if signature is not None:
                names = signature.names[arguments[0].index : (arguments[-1].index or 0) + 1]
                if len(names) == len(arguments) and set(names) <= set(call.signature.names) - given:
                    yield names

    given = {argument.parameter for argument in call.arguments.values() if argument.index is None}
    written = [re.split(r"\W", call.source.segment(argument.node))[-1] for argument in arguments]
    return max(orders(), key=lambda names: sum(map(str.__eq__, names, written)))


# They say what to write for the arguments after the place, the moved ones too.
_REWRITE = ("MST106", "MST107", *(f"MST20{digit}" for digit in (1, 2, 3, 4, 5, 6, 8, 9)), "MST210", "MST303")

RULE = Rule(
    code="MST301",
    symbol="transpose-moved-argument",
    summary="a positional argument that another supported release takes for another parameter",
    messages={
        "default": "positional argument {place} is {parameter} in {release}, {others}: {remedy}",
        "beside": "positional argument {place} is {parameter} in {release}, {others}: give it by its name",
    },
    explanation="""\
## What it does
Reports positional arguments of `nn.Conv2dTranspose` after `padding`.

## Why it matters
2.0 inserted `output_padding` after `padding`. `(4, 4, 3, 2, "pad", 1, 1)` was `dilation=1` up to 1.10; since then it is
`output_padding=1` and returns 10 x 10 in place of 9 x 9, without an error. Keywords mean the same in every release.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, 2, "pad", (1, 0, 1, 0), 0, 1)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 3, 2, "pad", (1, 0, 1, 0), output_padding=0, dilation=1)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1, 0, 1)',
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1, output_padding=0, dilation=1)',
        ),
        Case(
            "beside",
            'nn.Conv2dTranspose(64, 32, 3, 2, "pad", 1, 1, 1)',
            'nn.Conv2dTranspose(64, 32, 3, 2, "pad", (1, 0, 1, 0), dilation=1)',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, signatures of 1.10 and 2.0",
    fix_safety="Unsafe: it keeps what the target release does, which may not be what was meant for another one.",
    yields=(Yields(ARGUMENTS_RAISE), Yields(_REWRITE, instead="beside")),
    check=check,
)
