"""The form of a PyTorch layer whose numbers are not all known: what holds for every value, or under stated conditions."""

from __future__ import annotations

from collections.abc import Callable

from ..editing.edits import operand
from ..languages import Text
from ..layers.forms import Axis, AxisForm, Form, ceiling
from .arguments import is_int
from .terms import ONE, ZERO, Term, compared, is_predecessor, minus, number, plus, times

Need = Callable[[Text], None]


def is_plain(axis: Axis[Term], dimension: int) -> bool:
    """Whether the layer's own arguments carry over as they are, as far as the numbers tell."""
    op, bound = axis.output_padding.value, axis.stride.value if dimension == 3 else axis.padding.value
    if dimension < 3 and axis.output_padding.text == axis.padding.text:
        return True
    return op == 0 or (op is not None and bound is not None and op <= bound - (dimension == 3))


def symbolic_form(axes: tuple[Axis[Term], ...], appends: bool, need: Need, roomy: bool = False) -> Form[Term]:
    """A form for numbers known or not. `need` is told each condition that the numbers leave open.

    `appends`: zeros after the bias are right (there is none), and the 2-D layer of the release has `output_padding`.
    `roomy`: the form holds for every output_padding, also where it exceeds padding; it has more parts.
    """
    for axis in axes:
        # The text of a tuple would not do where only one axis is written.
        need_int(axis.padding, need)
        if len(axes) == 2:
            need_int(axis.output_padding, need)
    of_axis = _three_dimensional if len(axes) == 3 else _one_dimensional if len(axes) == 1 else _two_dimensional
    return Form("pad", tuple(of_axis(axis, appends, need, roomy) for axis in axes))


def _two_dimensional(axis: Axis[Term], appends: bool, need: Need, roomy: bool) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if not op:
        return AxisForm(p, p)
    if _exceeds(axis):
        rest = minus(op, p)
        if appends and (not p or rest.value is not None):
            return AxisForm(p, ZERO, rest)
        return _roomy(axis, need)
    return _padded(axis) if _fits(axis, need, roomy) else _roomy(axis, need)


def _padded(axis: Axis[Term]) -> AxisForm[Term]:
    """`torch_window` in terms: what output_padding adds is computed where so much less is cropped at the end."""
    return AxisForm(axis.padding, minus(axis.padding, axis.output_padding))


def _one_dimensional(axis: Axis[Term], appends: bool, need: Need, roomy: bool) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if not op:
        return AxisForm(p, p)
    if not _exceeds(axis) and _fits(axis, need, roomy):
        return AxisForm(minus(p, op), minus(p, op), crop_near=op)
    if appends and not p:
        return AxisForm(p, p, zeros=op)
    rows = _rows(op, axis) or ONE  # a slice up to -0 would be empty
    return AxisForm(p, p, extension=rows, crop_far=minus(times(rows, axis.stride), op))


def _three_dimensional(axis: Axis[Term], appends: bool, need: Need, roomy: bool) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if is_plain(axis, 3):
        return AxisForm(p, p, op)
    if is_plain(axis, 2):
        return _padded(axis)
    if op.value is not None and axis.stride.value is not None:
        return _padded(axis) if p.value is None and _fits(axis, need, roomy) else _roomy(axis, need)
    if _is_below_stride(axis):
        return AxisForm(p, p, op)
    if roomy:
        return _roomy(axis, need)
    # The layer's own output_padding must be below the stride.
    need_int(axis.stride, need)
    need_int(op, need)
    need(compared(op, "<", axis.stride))
    return AxisForm(p, p, op)


def _exceeds(axis: Axis[Term]) -> bool:
    """Whether output_padding is surely, or in all cases but 0, more than padding."""
    p, op = axis.padding, axis.output_padding
    return not p or (p.value is not None and op.value is not None and op.value > p.value)


def _roomy(axis: Axis[Term], need: Need) -> AxisForm[Term]:
    """Zeros appended to the input make room for any output_padding."""
    p, op, s = axis.padding, axis.output_padding, axis.stride
    need_int(p, need)
    need_int(op, need)
    need_int(s, need)
    rows = _rows(minus(op, p) if p.value is not None and op.value is not None else op, axis)
    return AxisForm(p, minus(plus(p, times(rows, s)), op), extension=rows)


def _rows(room: Term, axis: Axis[Term]) -> Term:
    """How many zeros after the input make `room`: one where that is below the stride."""
    if room.value is not None and axis.stride.value is not None:
        return number(ceiling(room.value, axis.stride.value))
    if _is_below_stride(axis):
        return ONE
    return plus(Term(f"{operand(room.text)} // {operand(axis.stride.text)}"), ONE)


def _is_below_stride(axis: Axis[Term]) -> bool:
    """PyTorch wants output_padding below stride or dilation."""
    return axis.dilation.value == 1 or is_predecessor(axis.output_padding, axis.stride)


def need_int(term: Term, need: Need) -> None:
    """`need` is told that a term must be no tuple, where it may be one."""
    if term.undecided:
        need(is_int(term))


def _fits(axis: Axis[Term], need: Need, roomy: bool) -> bool:
    """Whether output_padding is at most padding: surely, or, unless `roomy`, as a condition.

    PyTorch wants output_padding below stride or dilation, which may say enough.
    """
    p, op = axis.padding, axis.output_padding
    stride, dilation = axis.stride.value, axis.dilation.value
    if is_plain(axis, 2):
        return True
    if None not in (stride, dilation, p.value) and max(stride or 0, dilation or 0) - 1 <= (p.value or 0):
        return True
    known = {axis.stride.text, axis.kernel_size.text, axis.dilation.text, p.text, op.text}
    try:
        condition = compared(op, "<=", p, known)
    except ValueError:
        return False
    if roomy and condition:
        return False
    need(condition)
    return True
