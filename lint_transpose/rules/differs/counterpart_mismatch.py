"""MST208: other values than the PyTorch layer that is ported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...editing import edits
from ...languages import Phrase, Text
from ...layers.call import LayerCall
from ...layers.geometry import Axis, axes, bias, per_axis, stages, whole_windows
from ...layers.window import Window
from ..rule import ARGUMENTS_RAISE, WINDOW_ARGUMENTS, WINDOW_RAISES, Case, Context, Report, Rule, Yields
from ..shared.remedy import CROP_AS_TORCH, NO_PAD, Remedy, amounts_text, form_of, remedy, write
from ..shared.wording import bias_matters, crops, in_brackets, lengths, refused, related, torch_arguments, unseen, where

# By their names in MindSpore and in PyTorch; the channels follow from what surrounds the layer and have no fix.
_SIZES = ("kernel_size", "stride", "dilation")
_WINDOW = ("window", "whole")
_CHANNELS = ("in_channels", "out_channels")


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    torch = context.counterpart
    if torch is None or torch.layer.dimension != call.layer.dimension:
        return
    if reason := refused(torch):
        yield Report(at=call.node, message="refused", parts={"reason": reason}, related=related(context))
        return
    reports = [*_figures(call, torch, context), *_bias(call, torch, context)]
    yield from reports
    if not any(report.parts.get("parameter") in _SIZES for report in reports):
        yield from _window(call, torch, context)


def _figures(call: LayerCall, torch: LayerCall, context: Context) -> Iterator[Report]:
    for parameter in _SIZES:
        ours, theirs = per_axis(call, parameter, 1), per_axis(torch, parameter, 1)
        if any(mine is not None and other is not None and mine != other for mine, other in zip(ours, theirs)):
            yield _figure(call, context, parameter, parameter, _text(ours), _text(theirs), fix=None not in theirs)
    ours_called, theirs_called = call.signature.roles, torch.signature.roles
    for parameter, name in ((ours_called.group, theirs_called.group), *((name, name) for name in _CHANNELS)):
        here, there = call.value(parameter), torch.value(name)
        if isinstance(here, int) and isinstance(there, int) and here != there:
            yield _figure(call, context, parameter, name, str(here), str(there), fix=parameter not in _CHANNELS)


def _text(values: Sequence[int | None]) -> str:
    known = [value for value in values if value is not None]
    return amounts_text(known) if len(known) == len(values) else f"({', '.join('?' if v is None else str(v) for v in values)})"


def _figure(call: LayerCall, context: Context, parameter: str, name: str, ours: str, theirs: str, fix: bool) -> Report:
    argument = call.arguments.get(parameter)
    return Report(
        at=call.node if argument is None else argument.node,
        writes=(parameter,),
        parts={"parameter": parameter, "ours": ours, "name": name, "theirs": theirs},
        edits=edits.set_argument(call, parameter, theirs) if fix else (),
        remedy=write(f"{parameter}={theirs}"),
        related=related(context),
    )


def _bias(call: LayerCall, torch: LayerCall, context: Context) -> Iterator[Report]:
    """A bias that the PyTorch layer has and this one lacks is MST201."""
    name = call.signature.roles.bias
    argument = call.arguments.get(name)
    if call.around.norm == "instance":
        return  # which removes it in training and in evaluation
    if bias(call) is True and bias(torch) is False:
        yield Report(
            at=call.node if argument is None else argument.node,
            message="bias",
            writes=(name,),
            parts={"bias": name},
            edits=edits.set_argument(call, name, "False"),
            remedy=write(f"{name}=False"),
            related=related(context),
            assuming=bias_matters(call),
        )


def _window(call: LayerCall, torch: LayerCall, context: Context) -> Iterator[Report]:
    """Another window for whatever kernel, stride and dilation both have."""
    if call.follower.kind == "pad" and call.around.is_plain:
        return  # in a list: what else may follow there is not known
    pairs = list(zip(axes(call), whole_windows(call), whole_windows(torch)))
    differing = [
        index
        for index, (axis, ours, theirs) in enumerate(pairs)
        if ours is not None and theirs is not None and _differ(call, axis, ours, theirs)
    ]
    if not differing:
        return
    index = differing[0]
    axis, ours, theirs = pairs[index]
    assert ours is not None
    assert theirs is not None
    exact = _remedy(call, torch, [target for _, _, target in pairs], context)
    assumed = _assumed(call, torch, ours, theirs)
    argument = call.arguments.get("padding", call.arguments.get("pad_mode"))
    yield Report(
        at=call.node if argument is None else argument.node,
        writes=WINDOW_ARGUMENTS,
        message="window" if call.around.is_plain and torch.around.is_plain else "whole",
        parts={
            "ours": crops(ours),
            "theirs": crops(theirs),
            "torch": torch_arguments(context),
            "where": where(call, index, [pair[1:] for pair in pairs]),
            "lengths": in_brackets(lengths(axis, ours, theirs)),
            "remedy": exact.text if exact else CROP_AS_TORCH,
        },
        edits=exact.edits if exact and not (call.around.unseen or (assumed and torch.around.unseen)) else (),
        remedy=exact.text if exact else "",
        related=related(context),
        varied={"remedy": exact.general} if exact else {},
        assuming=assumed,
    )


def _remedy(call: LayerCall, torch: LayerCall, targets: Sequence[Window | None], context: Context) -> Remedy | None:
    """What makes the layer return, with what is cropped after it, the windows that are wanted; None where that is not all."""
    if any(stage != tuple(targets) for stage in stages(torch)):
        return None  # PyTorch's result is cropped after a normalisation, say, which then sees more of it
    if call.around.is_plain and not any(target is not None and (target.head or target.zeros) for target in targets):
        return remedy(call, targets, context)
    if call.around.before or not all(call.around.steps):
        return None
    wanted: list[Window] = []
    for axis, target in enumerate(targets):
        margins = [step[axis] for step in call.around.steps]
        if target is None or target.head or target.zeros:
            return None
        if any(margin.stop is not None or margin.start > 0 or margin.end > 0 for margin in margins):
            return None
        cut = Window(target.lo + sum(margin.start for margin in margins), target.hi + sum(margin.end for margin in margins))
        if cut.lo < 0 or cut.hi < 0:
            return None
        wanted.append(cut)
    form = form_of(call, wanted, context)
    return remedy(call, wanted, context) if form is not None and form.parts == 1 else None


def _assumed(call: LayerCall, torch: LayerCall, ours: Window, theirs: Window) -> Text:
    if not call.around.is_plain and torch.around.unseen:
        return Phrase("torch_crops_not", "that PyTorch's network neither crops nor pads there")
    if call.follower.kind == "unknown" and call.around.is_plain and not call.around.unseen and _is_shorter(ours, theirs):
        return NO_PAD
    return unseen(call)


def _differ(call: LayerCall, axis: Axis, ours: Window, theirs: Window) -> bool:
    stride, kernel_size, dilation = axis.stride, axis.kernel_size, axis.dilation
    if stride is None or kernel_size is None or dilation is None:
        # Zeros that one side appends may stand where the other has none but zeros.
        return (ours.lo - ours.head, ours.hi - ours.zeros) != (theirs.lo - theirs.head, theirs.hi - theirs.zeros)
    has_bias = bias(call) is not False
    return not ours.equals(theirs, has_bias, stride=stride, kernel_size=kernel_size, dilation=dilation)


def _is_shorter(ours: Window, theirs: Window) -> bool:
    return ours.lo + ours.hi - ours.zeros - ours.head > theirs.lo + theirs.hi - theirs.zeros - theirs.head


RULE = Rule(
    code="MST208",
    symbol="transpose-counterpart-mismatch",
    summary="other values than the PyTorch layer that is ported",
    messages={
        "default": "{parameter}={ours}, while the PyTorch layer has {name}={theirs}",
        "bias": "{bias}=True, while the PyTorch layer has no bias: write {bias}=False",
        "refused": "the PyTorch layer that is ported raises itself: {reason}",
        "whole": "with the steps around it the layer crops {ours}{where}, PyTorch's {theirs}{lengths}: {remedy}",
        "window": "the layer crops {ours}{where}, PyTorch's {torch} crops {theirs}{lengths}: {remedy}",
    },
    explanation="""\
## What it does
Reports a layer whose kernel, stride, dilation, groups, channels, bias or window differ from those of the PyTorch layer that it
ports. That layer is known where `counterparts` in the settings or a comment names it, on the layer, its class or the file:
`# ported-from: path.py[::Class[.attribute]]`; without a path it stands in the same file. Only what the text decides on
both sides is compared. A slice or a Pad after the layer, or a Pad before it, belongs to its window, on both sides, and so
does PyTorch's `output_size`; where the text leaves open how much is cropped, the window is not compared. What has a rule of
its own is left to that: a missing bias, or output_padding, "same", a Pad.

## Why it matters
A checkpoint of the original then does not fit, or fits and gives other values.
""",
    bad="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 5, stride=2, pad_mode="pad", padding=1, has_bias=True)
""",
    good="""\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, stride=4, pad_mode="pad", has_bias=True)',
            torch="64, 32, 4, stride=4",
        ),
        Case(
            "bias",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad")',
            torch="64, 32, 4, bias=False",
        ),
        Case(
            "refused",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", has_bias=True)',
            torch="64, 32, 4, stride=2, output_padding=2",
        ),
        Case(
            "window",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=2, has_bias=True)',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',
            torch="64, 32, 4, stride=2, padding=1",
        ),
        Case(
            "whole",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)(x)[:, :, 1:, 1:]',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',
            torch="64, 32, 4, stride=2, padding=1",
        ),
    ),
    source="the constructors of both layers, and the windows of both frameworks",
    fix_safety="Unsafe: the layer becomes another one, that of the PyTorch file.",
    yields=(
        Yields(ARGUMENTS_RAISE),
        Yields(WINDOW_RAISES, _WINDOW),
        # They say more of a window that differs, where it does in their way.
        Yields(("MST202", "MST203", "MST204", "MST205", "MST206", "MST210"), _WINDOW),
    ),
    check=check,
)
