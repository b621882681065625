"""What to write so that a MindSpore layer returns given windows: arguments of the layer, or a step around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...editing import edits
from ...layers.call import Argument, LayerCall
from ...layers.geometry import Axis, axes, bias, crops, mode, output_padding
from ...layers.releases import Release
from ...layers.window import Window, same_window
from ...text.finding import Edit
from ...text.source import is_literal

Arguments = dict[str, object]
"""The arguments that decide a window: `pad_mode`, `padding` as a tuple of crops, `output_padding` as a tuple."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What makes a layer exact, as a clause ("write padding=(1, 0, 1, 0)"), and as edits where only the call changes.

    `general` is the clause for a place where other callers or branches need something else.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    general: str = ""


def remedy(call: LayerCall, targets: Sequence[Window | None], release: Release) -> Remedy | None:
    """What makes `call` return the window `targets[axis]` on each axis; None when the text does not decide it.

    In 1-D and past the full result it may take a step around the layer, which the text then names.
    """
    known = [window for window in targets if window is not None]
    if len(known) < len(targets):
        return None
    arguments = one_layer(call, known, release)
    return _step_around(call, known, release) if arguments is None else _rewritten(call, arguments)


def in_general(dimension: int) -> str:
    """What to write where the text leaves the figures open."""
    crops = "p - op" if dimension == 1 else f"({', '.join(['p, p - op'] * dimension)})"
    cut = " and drop the first op elements of the result" if dimension == 1 else ""
    return f"write padding={crops} for PyTorch's padding=p and output_padding=op{cut}"


def one_layer(call: LayerCall, targets: Sequence[Window], release: Release) -> Arguments | None:
    """The arguments with which the layer itself returns `targets`; None when none do, or none surely."""
    sides = axes(call)
    dimension = len(sides)
    if all(window.hi >= 0 for window in targets):
        if dimension == 1 and targets[0].lo != targets[0].hi:
            return None  # the 1-D layer crops both sides alike
        return {"pad_mode": "pad", "padding": _sides(targets)}
    if all(_same(axis) == window for axis, window in zip(sides, targets)):
        return {"pad_mode": "same"}
    # The 3-D layer computes the values past the full result. The 2-D layer writes zeros there: right without a bias.
    if dimension == 1 or (dimension == 2 and (bias(call) is not False or not release.pads_output)):
        return None
    extra = tuple(max(-window.hi, 0) for window in targets)
    bounds = [axis.stride if dimension == 3 else axis.output_padding_bound for axis in sides]
    if any(bound is None or op >= bound for op, bound in zip(extra, bounds)):
        return None
    return {"pad_mode": "pad", "padding": _sides(targets), "output_padding": extra}


def _sides(targets: Sequence[Window]) -> tuple[int, ...]:
    return tuple(crop for window in targets for crop in (window.lo, max(window.hi, 0)))


def _same(axis: Axis) -> Window | None:
    return None if axis.reach is None or axis.stride is None else same_window(axis.reach, axis.stride)


def _rewritten(call: LayerCall, arguments: Arguments) -> Remedy:
    """`arguments` as a text and as edits: what the call already has is left out, what becomes the default is dropped."""
    values: dict[str, str] = {}
    drop: list[Argument] = []
    if mode(call) != arguments["pad_mode"]:
        values["pad_mode"] = f'"{arguments["pad_mode"]}"'
    has = {"padding": tuple(crop for pair in crops(call) for crop in pair), "output_padding": output_padding(call)}
    for parameter, current in has.items():
        wanted = arguments.get(parameter, (0,) * len(current))
        if wanted == current:
            continue
        if isinstance(wanted, tuple) and any(wanted):
            values[parameter] = padding_text(call, wanted) if parameter == "padding" else amounts_text(wanted)
        elif call.given(parameter):
            drop.append(call.arguments[parameter])
    general = dict(values)
    if "padding" in values:
        general["padding"] = _padding_in_general(arguments["padding"])
    gone = tuple(argument.parameter for argument in drop)
    return Remedy(_steps(values, gone), edits.change(call, values, tuple(drop)), _steps(general, gone))


def _steps(values: dict[str, str], dropped: Sequence[str]) -> str:
    written = ", ".join(f"{parameter}={text}" for parameter, text in values.items())
    gone = " and ".join(dropped)
    return " and ".join(filter(None, (written and f"write {written}", gone and f"drop {gone}")))


def _padding_in_general(wanted: object) -> str:
    """The crops `wanted` as those of one case: written into the call they would be wrong for the others."""
    assert isinstance(wanted, tuple)
    if len(set(wanted)) == 1:
        return f"{wanted[0]} in this case"
    return f"({', '.join(['p, p - op'] * (len(wanted) // 2))}), in this case {amounts_text(wanted)}"


def padding_text(call: LayerCall, wanted: tuple[int, ...]) -> str:
    """The crops `wanted` as the `padding` of `call`: numbers, or in terms of the expression that stands there."""
    argument = call.arguments.get("padding")
    if argument is None or not argument.here or not isinstance(argument.value, int) or is_literal(argument.node):
        return amounts_text(wanted)
    base, whole = argument.value, call.source.segment(argument.node)
    operand = edits.operand(whole)
    texts = [whole if crop == base else _shifted(call, operand, base - crop) for crop in wanted]
    return texts[0] if len(set(texts)) == 1 else f"({', '.join(texts)})"


def _shifted(call: LayerCall, operand: str, amount: int) -> str:
    argument = call.arguments.get("output_padding")
    if argument is not None and argument.here and argument.value == amount and not is_literal(argument.node):
        return f"{operand} - {edits.operand(call.source.segment(argument.node))}"
    return f"{operand} {'-' if amount > 0 else '+'} {abs(amount)}"


def amounts_text(values: Sequence[int]) -> str:
    """`values` as MindSpore takes them: one int where they are equal."""
    return str(values[0]) if len(set(values)) == 1 else f"({', '.join(map(str, values))})"


def _step_around(call: LayerCall, targets: Sequence[Window], release: Release) -> Remedy | None:
    """For windows that no layer returns by itself: extend its input, or in 1-D cut its result."""
    extended = _extended(call, targets)
    if extended is None:
        return None
    zeros, targets = extended
    before = ""
    if any(zeros):
        layer = _input_pad(zeros, release)
        if layer is None:
            return None
        before = f"extend its input by {layer} and "
    if len(targets) > 1:
        padding, after = amounts_text(_sides(targets)), " and drop output_padding" if any(output_padding(call)) else ""
    else:
        padding, after = str(min(targets[0].lo, targets[0].hi)), _cut(targets[0])
    pad_mode = "" if mode(call) == "pad" else ' pad_mode="pad",'
    text = f"{before}write{pad_mode} padding={padding}{after}"
    return Remedy(text, general=f"in this case {text}")


def _extended(call: LayerCall, targets: Sequence[Window]) -> tuple[tuple[int, ...], list[Window]] | None:
    """How many zeros are to be appended to the input of each axis, and what is then to be cropped.

    Each zero moves the far end by a stride; what is then too much is cropped.
    """
    strides = [axis.stride for axis in axes(call)]
    zeros, windows = [], []
    for window, stride in zip(targets, strides):
        if window.hi < 0 and stride is None:
            return None
        zeros.append(0 if stride is None else -(min(window.hi, 0) // stride))
        windows.append(Window(window.lo, window.hi + zeros[-1] * (stride or 0)))
    return tuple(zeros), windows


def _input_pad(zeros: Sequence[int], release: Release) -> str | None:
    # Rarely needed, and all that the porting of PyTorch's layers takes comes with it.
    from ...porting.arguments import NoPortError
    from ...porting.terms import number
    from ...porting.text import pad_layer

    try:
        return pad_layer([number(amount) for amount in zeros], release)
    except NoPortError:
        return None


def _cut(target: Window) -> str:
    """The 1-D layer crops both sides alike: it crops the smaller amount, and the rest is cut off its result."""
    if target.lo > target.hi:
        return f" and drop the first {_elements(target.lo - target.hi)} of the result ([..., {target.lo - target.hi}:])"
    if target.lo < target.hi:
        return f" and drop the last {_elements(target.hi - target.lo)} of the result ([..., :-{target.hi - target.lo}])"
    return ""


def _elements(count: int) -> str:
    return "element" if count == 1 else f"{count} elements"


def pad_text(amounts: Sequence[int]) -> str:
    """The mapping page's stand-in for an output_padding of `amounts`, whose values are zeros; nn.Pad ends at four axes."""
    if len(amounts) > 2:
        return f"nn.ConstantPad3d(({', '.join(f'0, {amount}' for amount in reversed(amounts))}), 0.0)"
    return f"nn.Pad(({', '.join(['(0, 0)', '(0, 0)', *(f'(0, {amount})' for amount in amounts)])}))"
