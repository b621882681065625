"""Which MindSpore layer returns given windows, those of a PyTorch layer for example: integers only.

The one place that derives exact layers, for ports as well as for what rules tell to write. A form is proposed, the window
theory judges it, and the one with the fewest parts is taken. All lengths are counted in elements of one axis; "near" is the
top, left or head of an axis, "far" its other end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from ..languages import Phrase
from ..record.dataclasses import dataclass
from .window import Window, pad_window, reach, same_window, torch_window, valid_window

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Axis(Generic[N]):
    """One axis of a PyTorch layer."""

    stride: N
    kernel_size: N
    dilation: N
    padding: N
    output_padding: N


@dataclass(frozen=True, slots=True)
class Wanted:
    """The window that one axis of a layer is to return, and its sizes as far as they are known."""

    window: Window
    stride: int | None
    kernel_size: int | None
    dilation: int | None

    @property
    def bound(self) -> int | None:
        """The smallest output_padding that PyTorch's layer and MindSpore's 2-D layer reject."""
        return None if self.stride is None or self.dilation is None else max(self.stride, self.dilation)


@dataclass(frozen=True, slots=True)
class AxisForm(Generic[N]):
    """One axis of a MindSpore form.

    `extension` zeros are appended to the layer's input, at the end; `near` and `far` are the layer's padding and
    `output_padding` its own; then `crop_near` and `crop_far` elements of the result are dropped, or `zeros` appended to it.
    """

    near: N
    far: N
    output_padding: N | None = None
    extension: N | None = None
    crop_near: N | None = None
    crop_far: N | None = None
    zeros: N | None = None


@dataclass(frozen=True, slots=True)
class Form(Generic[N]):
    """What computes a PyTorch layer in MindSpore: the layer's padding, and what stands before and after the layer."""

    pad_mode: str
    axes: tuple[AxisForm[N], ...]

    @property
    def parts(self) -> int:
        """The layer, what stands before it, what after it."""
        before = any(axis.extension for axis in self.axes)
        cropped = any(axis.crop_near or axis.crop_far for axis in self.axes)
        return 1 + before + cropped + any(axis.zeros for axis in self.axes)


def exact_form(axes: tuple[Axis[int], ...], bias: bool, argument: bool = True) -> Form[int]:
    """The form with the fewest parts that returns what PyTorch's layer returns, for every input.

    One axis for each dimension of the layer. `argument`: the release's 2-D layer has `output_padding`. The 3-D layer
    computes depth dilation 1 only; that is the caller's to see to. Raises ValueError where PyTorch itself raises.
    """
    for axis in axes:
        require_legal(axis)
    form = form_for(
        [
            Wanted(torch_window(axis.padding, axis.output_padding), axis.stride, axis.kernel_size, axis.dilation)
            for axis in axes
        ],
        bias,
        argument,
        as_torch=True,
    )
    assert form is not None
    return form


def form_for(wanted: Sequence[Wanted], bias: bool, argument: bool, as_torch: bool = False) -> Form[int] | None:
    """The form with the fewest parts that returns the windows wanted; None where none does, or none surely.

    `bias`: the layer may have one. `as_torch`: the 3-D layer keeps PyTorch's own arguments where it takes them, and a Pad may
    stand after the layer.
    """
    exact = [form for form in _candidates(wanted, argument, as_torch) if _is_exact(form, wanted, bias)]
    return min(exact, key=lambda form: form.parts, default=None)


def require_legal(axis: Axis[int] | Axis[int | None]) -> None:
    """Raises ValueError where PyTorch raises for any value of what is None."""
    stride, dilation, op = axis.stride, axis.dilation, axis.output_padding
    if any(value is not None and value < 1 for value in (stride, axis.kernel_size, dilation)):
        raise ValueError(Phrase("torch_positive", "kernel_size, stride and dilation must be positive"))
    if any(value is not None and value < 0 for value in (axis.padding, op)):
        raise ValueError(Phrase("torch_negative", "padding and output_padding must not be negative"))
    if op is not None and stride is not None and dilation is not None and op >= max(stride, dilation):
        raise ValueError(Phrase("torch_range", "output_padding must be smaller than stride or dilation"))


def _candidates(wanted: Sequence[Wanted], argument: bool, as_torch: bool) -> Iterator[Form[int]]:
    """Forms that the layer accepts; of equally many parts the first is the simplest."""
    windows = [axis.window for axis in wanted]
    if len(wanted) == 1:
        yield from (Form("pad", (AxisForm(window.lo, window.lo),)) for window in windows)
    elif len(wanted) == 3 and as_torch:
        yield from _form(map(_three_dimensional, wanted))
    elif all(window.hi >= 0 for window in windows):
        yield Form("pad", tuple(AxisForm(window.lo, window.hi) for window in windows))
    nothing = tuple(AxisForm(0, 0) for _ in wanted)
    yield from (Form("same", nothing), Form("valid", nothing))
    if len(wanted) == 1:
        yield from (Form("pad", (form,)) for form in _one_dimensional(wanted[0], as_torch))
        return
    if argument and (len(wanted) == 2 or not as_torch):
        yield from _form(_appending(axis, axis.bound if len(wanted) == 2 else axis.stride) for axis in wanted)
    yield from _form(map(_extended, wanted))


def _form(axes: Iterable[AxisForm[int] | None]) -> Iterator[Form[int]]:
    """The form of these axes, where all of them have one."""
    found = tuple(axes)
    known = tuple(axis for axis in found if axis is not None)
    if len(known) == len(found):
        yield Form("pad", known)


def _one_dimensional(axis: Wanted, as_torch: bool) -> Iterator[AxisForm[int]]:
    """The 1-D layer crops both sides alike and has no output_padding: what is left to do is done before and after it."""
    lo, op = axis.window.lo, axis.window.lo - axis.window.hi
    whole = _extended(axis)
    if whole is not None:
        both = min(whole.near, whole.far)
        yield AxisForm(both, both, extension=whole.extension, crop_near=whole.near - both, crop_far=whole.far - both)
    if axis.stride is not None and op >= 0 and op % axis.stride == 0:
        yield AxisForm(lo, lo, extension=op // axis.stride)
    if as_torch and lo == 0:
        yield AxisForm(0, 0, zeros=op)


def _appending(axis: Wanted, bound: int | None) -> AxisForm[int] | None:
    """The layer's output_padding, for no more than what padding cannot do: that of the 2-D layer appends plain zeros."""
    lo, hi = axis.window.lo, axis.window.hi
    extra = max(-hi, 0)
    return AxisForm(lo, max(hi, 0), extra) if not extra or (bound is not None and extra < bound) else None


def _three_dimensional(axis: Wanted) -> AxisForm[int] | None:
    """The 3-D layer's output_padding computes values as PyTorch's does, but must be smaller than the stride."""
    lo, op, stride = axis.window.lo, axis.window.lo - axis.window.hi, axis.stride
    if stride is not None and 0 <= op < stride:
        return AxisForm(lo, lo, op)
    return _appending(axis, stride) or _extended(axis)


def _extended(axis: Wanted) -> AxisForm[int] | None:
    """The axis through padding alone: zeros appended to the input make room where the window goes past the full result."""
    lo, hi = axis.window.lo, axis.window.hi
    if hi >= 0:
        return AxisForm(lo, hi)
    if axis.stride is None:
        return None
    zeros = ceiling(-hi, axis.stride)
    return AxisForm(lo, hi + zeros * axis.stride, extension=zeros)


def ceiling(dividend: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return -(-dividend // divisor)


def _is_exact(form: Form[int], wanted: Sequence[Wanted], bias: bool) -> bool:
    pairs = list(zip(form.axes, wanted, strict=True))
    windows = [_window(form.pad_mode, mine, axis, len(wanted)) for mine, axis in pairs]
    return all(
        mine.near >= 0 and mine.far >= 0 and window is not None and _same(window, axis, bias)
        for window, (mine, axis) in zip(windows, pairs)
    )


def _same(window: Window, axis: Wanted, bias: bool) -> bool:
    stride, kernel_size, dilation = axis.stride, axis.kernel_size, axis.dilation
    if stride is None or kernel_size is None or dilation is None:
        return window.equals(axis.window, bias)
    return window.equals(axis.window, bias, stride=stride, kernel_size=kernel_size, dilation=dilation)


def _window(pad_mode: str, form: AxisForm[int], axis: Wanted, dimension: int) -> Window | None:
    """The window of the whole form, in the full result of the input as it was; None where the sizes leave it open."""
    if pad_mode != "pad":
        if axis.kernel_size is None or axis.dilation is None or axis.stride is None:
            return None
        return (same_window if pad_mode == "same" else valid_window)(reach(axis.kernel_size, axis.dilation), axis.stride)
    own = form.output_padding or 0
    far = form.far + (form.crop_far or 0) - (form.extension or 0) * (axis.stride or 0)
    if dimension == 3:
        return pad_window(form.near, far - own)
    return pad_window(form.near + (form.crop_near or 0), far, own + (form.zeros or 0))
