"""What to write so that a MindSpore layer returns given windows: arguments of the layer, or a step around it."""

from __future__ import annotations

from collections.abc import Sequence

from ...editing import edits
from ...languages import Phrase, Text, joined
from ...layers.call import Argument, LayerCall
from ...layers.forms import Form, Wanted, form_for
from ...layers.geometry import axes, bias, crops, mode, output_padding, per_axis
from ...layers.releases import Release
from ...layers.window import Window
from ...record.dataclasses import dataclass
from ...text.finding import Edit
from ...text.source import is_literal
from ..rule import Context


@dataclass(frozen=True, slots=True)
class Remedy:
    """What makes a layer exact, as a clause ("write padding=(1, 0, 1, 0)"), and as edits where only the call changes.

    `general` is the clause for a place where other callers or branches need something else. `code` is what the clause says
    to write.
    """

    text: Text
    edits: tuple[Edit, ...] = ()
    general: Text = ""
    code: str = ""


def remedy(call: LayerCall, targets: Sequence[Window | None], context: Context) -> Remedy | None:
    """What makes `call` return the window `targets[axis]` on each axis; None when the text does not decide it.

    In 1-D and past the full result it may take a step around the layer, which the text then names.
    """
    if call.signature.roles.as_torch:
        return _in_torchs_arguments(call, targets)
    form = form_of(call, targets, context)
    if form is None:
        return None
    return _rewritten(call, form) if form.parts == 1 else _step_around(call, form, context.release)


def form_of(call: LayerCall, targets: Sequence[Window | None], context: Context) -> Form[int] | None:
    """The form of `call` that returns the windows wanted; None when the text does not decide it."""
    wanted = [
        Wanted(target, axis.stride, axis.kernel_size, axis.dilation)
        for axis, target in zip(axes(call), targets)
        if target is not None
    ]
    if len(wanted) < len(targets):
        return None
    return form_for(wanted, _may_have_bias(call, context), call.layer.dimension == 3 or context.release.pads_output)


def _may_have_bias(call: LayerCall, context: Context) -> bool:
    """Whether the layer may have a bias, now or once it has that of PyTorch's layer, as MST201 asks."""
    if bias(call) is not False:
        return True
    return call.ported and call.absent("has_bias") if context.counterpart is None else bias(context.counterpart) is not False


def _in_torchs_arguments(call: LayerCall, targets: Sequence[Window | None]) -> Remedy | None:
    """The windows as PyTorch's padding and output_padding, where the layer takes these."""
    known = [window for window in targets if window is not None]
    padding, extra = ([window.lo for window in known], [window.lo - window.hi for window in known])
    bounds = [axis.output_padding_bound for axis in axes(call)]
    legal = (p >= 0 and (op == 0 or (bound is not None and 0 < op < bound)) for p, op, bound in zip(padding, extra, bounds))
    if len(known) < len(targets) or not all(legal):
        return None
    wanted = {"padding": tuple(padding), "output_padding": tuple(extra)}
    values = {name: amounts_text(item) for name, item in wanted.items() if per_axis(call, name) != item and any(item)}
    drop = [call.arguments[name] for name, item in wanted.items() if not any(item) and any(per_axis(call, name))]
    code, gone = _listed(values), dropping([argument.parameter for argument in drop])
    return Remedy(
        joined("steps", (write(code) if code else "", gone)),
        edits.change(call, values, tuple(drop)),
        joined("steps", (in_this_case(code) if code else "", gone)),
        code,
    )


def in_general(call: LayerCall, *drop: str) -> Text:
    """What to write where the text leaves the values open, and which arguments to drop with it."""
    if call.signature.roles.as_torch:
        return write("padding=p, output_padding=op")
    dimension = call.layer.dimension
    code = "padding=p - op" if dimension == 1 else f"padding=({', '.join(['p, p - op'] * dimension)})"
    steps = joined("steps", (write(code), dropping(drop), _cut_to("[..., op:]") if dimension == 1 else ""))
    return Phrase("in_general", "{steps} (p, op as in PyTorch)", steps=steps)


CROP_AS_TORCH = Phrase("crop_as_torch", "crop as PyTorch's layer does")
NO_PAD = Phrase("no_pad", "no Pad after the layer")
"""What is assumed where the text does not show what follows."""


def write(code: str) -> Phrase:
    """What to write, as a clause."""
    return Phrase("write", "write {code}", code=code)


def dropping(names: Sequence[str]) -> Text:
    """Which arguments to leave out, as a clause; empty for none."""
    return Phrase("drop", "drop {names}", names=joined("names", names)) if names else ""


def and_drop_pad(clause: Text) -> Text:
    """The clause, and that its Pad is to go."""
    return joined("steps", (clause, Phrase("drop_pad", "drop the Pad")))


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
    gone = dropping([argument.parameter for argument in drop])
    code = _listed(values)
    literal = _listed({**values, "padding": amounts_text(padding)})
    general = in_this_case(literal) if "padding" in values else write(code) if values else ""
    return Remedy(
        joined("steps", (write(code) if values else "", gone)),
        edits.change(call, values, tuple(drop)),
        joined("steps", (general, gone)),
        code,
    )


def _listed(values: dict[str, str]) -> str:
    return ", ".join(f"{parameter}={text}" for parameter, text in values.items())


def in_this_case(code: str) -> Phrase:
    """What to write in one of the cases of a place."""
    return Phrase("in_this_case", "write {code} in this case", code=code)


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
    layer: str | None = ""
    if any(zeros):
        layer = _input_pad(zeros, release)
        if layer is None:
            return None
    first = form.axes[0]
    after: Text
    if len(form.axes) > 1:
        padding = amounts_text([side for axis in form.axes for side in (axis.near, axis.far)])
        after = dropping(["output_padding"] if any(output_padding(call)) else [])
    else:
        padding, after = str(first.near), _cut(first.crop_near or 0, first.crop_far or 0)
    written = [] if mode(call) == "pad" else ['pad_mode="pad"']
    written += [f"padding={padding}"] if call.given("padding") or padding != "0" or not written else []
    code = ", ".join(written)
    clause = Phrase("put_and_write", "put {pad} first, write {code}", pad=layer, code=code) if layer else write(code)
    steps = joined("steps", (clause, after))
    return Remedy(steps, general=Phrase("here_steps", "here {steps}", steps=steps))


def _input_pad(zeros: Sequence[int], release: Release) -> str | None:
    # Rarely needed, and all that the porting of PyTorch's layers takes comes with it.
    from ...porting.arguments import NoPortError
    from ...porting.terms import number
    from ...porting.text import pad_layer

    try:
        return pad_layer([number(amount) for amount in zeros], release)
    except NoPortError:
        return None


def _cut(near: int, far: int) -> Text:
    """The 1-D layer crops both sides alike: the rest is cut off its result."""
    if near:
        return _cut_to(f"[..., {near}:]")
    return _cut_to(f"[..., :-{far}]") if far else ""


def _cut_to(part: str) -> Phrase:
    return Phrase("cut", "take {part} of its result", part=part)


def write_in_1d(p: str, op: str) -> Text:
    """What a 1-D layer is given for PyTorch's padding `p` and output_padding `op`."""
    return joined("steps", (write(f"padding={p} - {op}"), _cut_to(f"[..., {op}:]")))


def pad_text(amounts: Sequence[int]) -> str:
    """The mapping page's stand-in for an output_padding of `amounts`, whose values are zeros; nn.Pad ends at four axes."""
    if len(amounts) > 2:
        return f"nn.ConstantPad3d(({', '.join(f'0, {amount}' for amount in reversed(amounts))}), 0.0)"
    return f"nn.Pad(({', '.join(['(0, 0)', '(0, 0)', *(f'(0, {amount})' for amount in amounts)])}))"
