"""What to write so that a MindSpore layer returns given windows: arguments of the layer, or a step around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...editing import edits
from ...layers.call import Argument, LayerCall
from ...layers.forms import Form, Wanted, form_for
from ...layers.geometry import axes, bias, crops, mode, output_padding
from ...layers.releases import Release
from ...layers.window import Window
from ...text.finding import Edit
from ...text.source import is_literal


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
    form = form_of(call, targets, release)
    if form is None:
        return None
    return _rewritten(call, form) if form.parts == 1 else _step_around(call, form, release)


def form_of(call: LayerCall, targets: Sequence[Window | None], release: Release) -> Form[int] | None:
    """The form of `call` that returns the windows wanted; None when the text does not decide it."""
    wanted = [
        Wanted(target, axis.stride, axis.kernel_size, axis.dilation)
        for axis, target in zip(axes(call), targets)
        if target is not None
    ]
    if len(wanted) < len(targets):
        return None
    return form_for(wanted, bias(call) is not False, call.layer.dimension == 3 or release.pads_output)


def in_general(dimension: int) -> str:
    """What to write where the text leaves the figures open."""
    crops = "p - op" if dimension == 1 else f"({', '.join(['p, p - op'] * dimension)})"
    cut = " and drop the first op elements of the result" if dimension == 1 else ""
    return f"write padding={crops} for PyTorch's padding=p and output_padding=op{cut}"


def _rewritten(call: LayerCall, form: Form[int]) -> Remedy:
    """The layer's own arguments as a text and as edits: what the call already has is left out, what is the default dropped."""
    values: dict[str, str] = {}
    drop: list[Argument] = []
    if mode(call) != form.pad_mode:
        values["pad_mode"] = f'"{form.pad_mode}"'
    padding = tuple(side for axis in form.axes for side in (axis.near, axis.far))
    extra = tuple(axis.output_padding or 0 for axis in form.axes)
    has = {
        "padding": (tuple(crop for pair in crops(call) for crop in pair), padding),
        "output_padding": (output_padding(call), extra),
    }
    for parameter, (current, wanted) in has.items():
        if wanted == current:
            continue
        if any(wanted):
            values[parameter] = padding_text(call, wanted) if parameter == "padding" else amounts_text(wanted)
        elif call.given(parameter):
            drop.append(call.arguments[parameter])
    general = dict(values)
    if "padding" in values:
        general["padding"] = _padding_in_general(padding)
    gone = tuple(argument.parameter for argument in drop)
    return Remedy(_steps(values, gone), edits.change(call, values, tuple(drop)), _steps(general, gone))


def _steps(values: dict[str, str], dropped: Sequence[str]) -> str:
    written = ", ".join(f"{parameter}={text}" for parameter, text in values.items())
    gone = " and ".join(dropped)
    return " and ".join(filter(None, (written and f"write {written}", gone and f"drop {gone}")))


def _padding_in_general(wanted: tuple[int, ...]) -> str:
    """The crops `wanted` as those of one case: written into the call they would be wrong for the others."""
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


def _step_around(call: LayerCall, form: Form[int], release: Release) -> Remedy | None:
    """For windows that no layer returns by itself: extend its input, or in 1-D cut its result."""
    zeros = [axis.extension or 0 for axis in form.axes]
    before = ""
    if any(zeros):
        layer = _input_pad(zeros, release)
        if layer is None:
            return None
        before = f"extend its input by {layer} and "
    first = form.axes[0]
    if len(form.axes) > 1:
        padding = amounts_text([side for axis in form.axes for side in (axis.near, axis.far)])
        after = " and drop output_padding" if any(output_padding(call)) else ""
    else:
        padding, after = str(first.near), _cut(first.crop_near or 0, first.crop_far or 0)
    pad_mode = "" if mode(call) == "pad" else ' pad_mode="pad",'
    text = f"{before}write{pad_mode} padding={padding}{after}"
    return Remedy(text, general=f"in this case {text}")


def _input_pad(zeros: Sequence[int], release: Release) -> str | None:
    # Rarely needed, and all that the porting of PyTorch's layers takes comes with it.
    from ...porting.arguments import NoPortError
    from ...porting.terms import number
    from ...porting.text import pad_layer

    try:
        return pad_layer([number(amount) for amount in zeros], release)
    except NoPortError:
        return None


def _cut(near: int, far: int) -> str:
    """The 1-D layer crops both sides alike: the rest is cut off its result."""
    if near:
        return f" and drop the first {_elements(near)} of the result ([..., {near}:])"
    return f" and drop the last {_elements(far)} of the result ([..., :-{far}])" if far else ""


def _elements(count: int) -> str:
    return "element" if count == 1 else f"{count} elements"


def pad_text(amounts: Sequence[int]) -> str:
    """The mapping page's stand-in for an output_padding of `amounts`, whose values are zeros; nn.Pad ends at four axes."""
    if len(amounts) > 2:
        return f"nn.ConstantPad3d(({', '.join(f'0, {amount}' for amount in reversed(amounts))}), 0.0)"
    return f"nn.Pad(({', '.join(['(0, 0)', '(0, 0)', *(f'(0, {amount})' for amount in amounts)])}))"
