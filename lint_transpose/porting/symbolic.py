"""The form of a PyTorch layer whose numbers are not all known: what holds for every value, or under stated conditions."""

from __future__ import annotations

from collections.abc import Callable

from ..languages import Text
from ..layers.forms import Axis, AxisForm, Form, ceiling
from .arguments import is_int
from .terms import ZERO, Term, compared, is_predecessor, minus, number, plus, times

Need = Callable[[Text], None]


def is_plain(axis: Axis[Term], dimension: int) -> bool:
    """Whether the layer's own arguments carry over as they are, as far as the numbers tell."""
    op, bound = axis.output_padding.value, axis.stride.value if dimension == 3 else axis.padding.value
    if dimension < 3 and axis.output_padding.text == axis.padding.text:
        return True
    return op == 0 or (op is not None and bound is not None and op <= bound - (dimension == 3))


def symbolic_form(axes: tuple[Axis[Term], ...], appends: bool, need: Need) -> Form[Term]:
    """A form for numbers known or not. `need` is told each condition that the numbers leave open.

    `appends`: zeros after the bias are right (there is none), and the 2-D layer of the release has `output_padding`.
    """
    for axis in axes:
        # The text of a tuple would not do where one axis is written alone.
        _need_int(axis.padding, need)
        if len(axes) == 2:
            _need_int(axis.output_padding, need)
    of_axis = _three_dimensional if len(axes) == 3 else _one_dimensional if len(axes) == 1 else _two_dimensional
    return Form("pad", tuple(of_axis(axis, appends, need) for axis in axes))


def _two_dimensional(axis: Axis[Term], appends: bool, need: Need) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if not op:
        return AxisForm(p, p)
    if _exceeds(axis):
        rest = minus(op, p)
        if appends and (not p or rest.value is not None):
            return AxisForm(p, ZERO, rest)
        return _roomy(axis, need)
    _need_at_most(op, p, axis, need)
    return _padded(axis)


def _padded(axis: Axis[Term]) -> AxisForm[Term]:
    """`torch_window` in terms: what output_padding adds is computed where so much less is cropped on the far side."""
    return AxisForm(axis.padding, minus(axis.padding, axis.output_padding))


def _one_dimensional(axis: Axis[Term], appends: bool, need: Need) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if not op:
        return AxisForm(p, p)
    if _exceeds(axis):
        if appends and not p:
            return AxisForm(p, p, zeros=op)
        zeros = 1
        if op.value is not None and axis.stride.value is not None:
            zeros = ceiling(op.value, axis.stride.value)
        else:
            _need_below(op, axis, need)
        room = times(number(zeros), axis.stride)
        return AxisForm(p, p, extension=number(zeros), crop_far=minus(room, op))
    _need_at_most(op, p, axis, need)
    return AxisForm(minus(p, op), minus(p, op), crop_near=op)


def _three_dimensional(axis: Axis[Term], appends: bool, need: Need) -> AxisForm[Term]:
    p, op = axis.padding, axis.output_padding
    if is_plain(axis, 3):
        return AxisForm(p, p, op)
    if is_plain(axis, 2):
        return _padded(axis)
    if op.value is not None and axis.stride.value is not None:
        if p.value is not None:
            return _roomy(axis, need)
        _need_at_most(op, p, axis, need)
        return _padded(axis)
    _need_below(op, axis, need)
    return AxisForm(p, p, op)


def _exceeds(axis: Axis[Term]) -> bool:
    """Whether output_padding is surely, or in all cases but 0, more than padding."""
    p, op = axis.padding, axis.output_padding
    return not p or (p.value is not None and op.value is not None and op.value > p.value)


def _roomy(axis: Axis[Term], need: Need) -> AxisForm[Term]:
    """A zero appended to the input makes room for any output_padding up to padding + stride."""
    p, op, s = axis.padding, axis.output_padding, axis.stride
    if s.value is not None and p.value is not None and op.value is not None:
        zeros = ceiling(op.value - p.value, s.value)
        return AxisForm(p, minus(plus(p, number(zeros * s.value)), op), extension=number(zeros))
    _need_int(s, need)
    if axis.dilation.value != 1:
        need(compared(op, "<=", plus(p, s)))
    return AxisForm(p, minus(plus(p, s), op), extension=number(1))


def _need_int(term: Term, need: Need) -> None:
    if term.undecided:
        need(is_int(term))


def _need_at_most(op: Term, p: Term, axis: Axis[Term], need: Need) -> None:
    """PyTorch wants output_padding below stride or dilation, which may say enough."""
    stride, dilation = axis.stride.value, axis.dilation.value
    is_implied = None not in (stride, dilation, p.value) and max(stride or 0, dilation or 0) - 1 <= (p.value or 0)
    if not is_plain(axis, 2) and not is_implied:
        need(compared(op, "<=", p))


def _need_below(op: Term, axis: Axis[Term], need: Need) -> None:
    """PyTorch wants output_padding below stride or dilation; here it must be below stride."""
    if axis.dilation.value != 1 and not is_predecessor(op, axis.stride):
        _need_int(axis.stride, need)
        _need_int(op, need)
        need(compared(op, "<", axis.stride))
