"""Which MindSpore layer computes a PyTorch layer's windows: integers only.

A form is proposed, the window theory judges it, and the one with the fewest parts is taken. All lengths are counted in
elements of one axis; "near" is the top, left or head of an axis, "far" its other end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..layers.window import Window, pad_window, reach, same_window, torch_window, valid_window

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
class AxisForm(Generic[N]):
    """One axis of a MindSpore form.

    `extension` zeros are appended to the layer's input, on the far side; `near` and `far` are the layer's padding and
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
    exact = (form for form in _candidates(axes, argument) if _is_exact(form, axes, bias))
    return min(exact, key=lambda form: form.parts)


def require_legal(axis: Axis[int] | Axis[int | None]) -> None:
    """Raises ValueError where PyTorch raises for any value of what is None."""
    stride, dilation, op = axis.stride, axis.dilation, axis.output_padding
    if any(value is not None and value < 1 for value in (stride, axis.kernel_size, dilation)):
        raise ValueError("kernel_size, stride and dilation must be positive")
    if any(value is not None and value < 0 for value in (axis.padding, op)):
        raise ValueError("padding and output_padding must not be negative")
    if op is not None and stride is not None and dilation is not None and op >= max(stride, dilation):
        raise ValueError("output_padding must be smaller than stride or dilation")


def _candidates(axes: tuple[Axis[int], ...], argument: bool) -> Iterator[Form[int]]:
    """Forms that the layer accepts, among them one that is exact. Of equally many parts the first is the simplest."""
    nothing = tuple(AxisForm(0, 0) for _ in axes)
    if len(axes) == 1:
        yield Form("pad", tuple(AxisForm(axis.padding, axis.padding) for axis in axes))
        yield from (Form("same", nothing), Form("valid", nothing))
        yield from (Form("pad", (form,)) for axis in axes for form in _one_dimensional(axis))
        return
    if len(axes) == 3:
        yield Form("pad", tuple(map(_three_dimensional, axes)))
    elif all(axis.output_padding <= axis.padding for axis in axes):
        yield Form("pad", tuple(AxisForm(axis.padding, axis.padding - axis.output_padding) for axis in axes))
    yield from (Form("same", nothing), Form("valid", nothing))
    if len(axes) == 2 and argument:
        yield Form("pad", tuple(map(_appending, axes)))
    yield Form("pad", tuple(map(extended, axes)))


def _one_dimensional(axis: Axis[int]) -> Iterator[AxisForm[int]]:
    """The 1-D layer crops both sides alike and has no output_padding: what is left to do is done before and after it."""
    p, op, s = axis.padding, axis.output_padding, axis.stride
    whole = extended(axis)
    both = min(whole.near, whole.far)
    yield AxisForm(both, both, extension=whole.extension, crop_near=whole.near - both, crop_far=whole.far - both)
    if op % s == 0:
        yield AxisForm(p, p, extension=op // s)
    if p == 0:
        yield AxisForm(0, 0, zeros=op)


def _appending(axis: Axis[int]) -> AxisForm[int]:
    """The 2-D layer's output_padding appends plain zeros, so it stands in for no more than what padding cannot do."""
    p, op = axis.padding, axis.output_padding
    return AxisForm(p, max(p - op, 0), max(op - p, 0))


def _three_dimensional(axis: Axis[int]) -> AxisForm[int]:
    """The 3-D layer's output_padding computes values as PyTorch's does, but must be smaller than the stride."""
    p, op, s = axis.padding, axis.output_padding, axis.stride
    if op < s:
        return AxisForm(p, p, op)
    if 0 < op - p < s:
        return AxisForm(p, 0, op - p)
    return extended(axis)


def extended(axis: Axis[int]) -> AxisForm[int]:
    """The axis through padding alone: zeros appended to the input make room where output_padding exceeds padding."""
    p, op, s = axis.padding, axis.output_padding, axis.stride
    zeros = ceiling(max(op - p, 0), s)
    return AxisForm(p, p - op + zeros * s, extension=zeros)


def ceiling(dividend: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return -(-dividend // divisor)


def _is_exact(form: Form[int], axes: tuple[Axis[int], ...], bias: bool) -> bool:
    return all(
        _window(form.pad_mode, mine, axis, len(axes)).equals(
            torch_window(axis.padding, axis.output_padding),
            bias,
            stride=axis.stride,
            kernel_size=axis.kernel_size,
            dilation=axis.dilation,
        )
        for mine, axis in zip(form.axes, axes, strict=True)
    )


def _window(pad_mode: str, form: AxisForm[int], axis: Axis[int], dimension: int) -> Window:
    """The window of the whole form, in the full result of the input as it was."""
    if pad_mode != "pad":
        return (same_window if pad_mode == "same" else valid_window)(reach(axis.kernel_size, axis.dilation), axis.stride)
    own = form.output_padding or 0
    far = form.far + (form.crop_far or 0) - (form.extension or 0) * axis.stride
    if dimension == 3:
        return pad_window(form.near, far - own)
    return pad_window(form.near + (form.crop_near or 0), far, own + (form.zeros or 0))
