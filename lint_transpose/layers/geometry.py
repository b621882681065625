"""What a layer call computes on each axis, as far as the text decides it: from the arguments of a call to its windows."""

from __future__ import annotations

from collections.abc import Sequence

from ..record.dataclasses import dataclass
from .call import LayerCall, Length, Margin, Opaque, Symbol, Unknown, Value
from .window import Window, pad_window, reach, same_window, torch_window, valid_window

# What is larger is no layer, and is taken for undecided: the work on a call stays bounded.
_LARGEST = 1 << 16

AXIS_NAMES: dict[int, tuple[str, ...]] = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a layer: what the text leaves open, or gives in a form that the layer rejects, is None."""

    kernel_size: int | None
    stride: int | None
    dilation: int | None
    window: Window | None

    @property
    def reach(self) -> int | None:
        """The number of output elements that one input element touches."""
        return None if self.kernel_size is None or self.dilation is None else reach(self.kernel_size, self.dilation)

    @property
    def excess(self) -> int | None:
        """The reach beyond the stride: what is to be cropped for an output of n * stride."""
        return None if self.reach is None or self.stride is None else self.reach - self.stride

    @property
    def output_padding_bound(self) -> int | None:
        """The smallest output_padding that PyTorch's layer rejects."""
        return None if self.stride is None or self.dilation is None else max(self.stride, self.dilation)

    def length(self, window: Window) -> str | None:
        """The output length for an input of length n: "2n - 1"."""
        if self.stride is None or self.reach is None:
            return None
        rest = window.length(1, self.stride, self.reach) - self.stride
        scaled = "n" if self.stride == 1 else f"{self.stride}n"
        return f"{scaled} {'+' if rest > 0 else '-'} {abs(rest)}" if rest else scaled


def axes(call: LayerCall, pad_mode: str | None = None) -> tuple[Axis, ...]:
    """The axes of a layer of either framework, of MindSpore's as if it had `pad_mode` where that is given."""
    sizes = (per_axis(call, "kernel_size", 1), per_axis(call, "stride", 1), per_axis(call, "dilation", 1))
    reaches = [None if k is None or d is None else reach(k, d) for k, d in zip(sizes[0], sizes[2])]
    if call.signature.roles.as_torch:
        windows = _torch_windows(call, reaches, sizes[1])
    else:
        windows = _mindspore_windows(call, pad_mode or mode(call), reaches, sizes[1])
    return tuple(map(Axis, *sizes, windows))


def whole_windows(call: LayerCall) -> tuple[Window | None, ...]:
    """The windows of the layer with what is before and after it; None where the text leaves them open."""
    around = call.around
    sides = axes(call)
    if around.open:
        return (None,) * len(sides)
    return tuple(_whole(axis, index, call) for index, axis in enumerate(sides))


def stages(call: LayerCall) -> tuple[tuple[Window | None, ...], ...]:
    """The windows at each step that is not the same before and after a crop or a Pad that follows it."""
    sides = [(axis, index) for index, axis in enumerate(axes(call))]
    ends = [place for place, step in enumerate(call.around.steps) if not step]
    return tuple(tuple(_whole(axis, index, call, end) for axis, index in sides) for end in ends)


def _whole(axis: Axis, index: int, call: LayerCall, end: int | None = None) -> Window | None:
    window = axis.window
    if window is not None and call.around.before:
        zeros = call.around.before[index]
        window = None if axis.stride is None and any(zeros) else window.of_extended(*zeros, axis.stride or 1)
    for step in call.around.steps[:end]:
        if window is None:
            return None
        window = _after(window, step[index], axis) if step else window
    return window


def _after(window: Window, margin: Margin, axis: Axis) -> Window | None:
    """The window after a step that crops or pads."""
    start, end = margin.start, margin.end
    if margin.stop is not None:
        left = _left_behind(window, margin.stop, axis)
        if left is None or (left < 0 and margin.strict):
            return None
        end = -max(left, 0)
    return window.padded(start, end)


def _left_behind(window: Window, stop: Length, axis: Axis) -> int | None:
    """How many elements stand after `stop`, an end that is counted from the start; below zero where there are too few."""
    if stop.own == 1 and stop.scale == 0:
        return -stop.constant
    if axis.stride is None or axis.reach is None or stop.own or stop.scale != axis.stride:
        return None
    return window.length(0, axis.stride, axis.reach) - stop.constant


def mode(call: LayerCall) -> str | None:
    """The pad_mode of a MindSpore layer, None when undecided or rejected; the 3-D layer takes it in any letter case."""
    value = call.value("pad_mode")
    if isinstance(value, str) and call.layer.dimension == 3:
        value = value.lower()
    return value if isinstance(value, str) and value in ("same", "valid", "pad") else None


def bias(call: LayerCall) -> bool | None:
    """Whether a layer of either framework adds a bias; None when undecided."""
    value = call.value(call.signature.roles.bias)
    if isinstance(value, (Unknown, Symbol, Opaque)):
        return None
    return bool(value)


def per_axis(call: LayerCall, parameter: str, least: int = 0) -> tuple[int | None, ...]:
    """The value of an int-or-tuple parameter on each axis, None where undecided, no int or below `least`."""
    value, dimension = call.value(parameter), call.layer.dimension
    if isinstance(value, tuple) or (isinstance(value, list) and call.signature.roles.as_torch):
        items = for_each_axis(value, parameter, call)
    else:
        items = (value,) * dimension
    return tuple(_at_least(item, least) for item in items)


def for_each_axis(value: Sequence[Value], parameter: str, call: LayerCall) -> Sequence[Value]:
    """The items of a tuple or list, one an axis; PyTorch takes a single one for all axes, but not of the kernel."""
    dimension = call.layer.dimension
    if len(value) == 1 and call.signature.roles.as_torch and parameter != "kernel_size":
        return (*value,) * dimension
    return value if len(value) == dimension else (None,) * dimension


def crops(call: LayerCall) -> tuple[tuple[int | None, int | None], ...]:
    """What a MindSpore layer's `padding` crops on each axis, (near, far): (top, bottom), (left, right)."""
    value, dimension = call.value("padding"), call.layer.dimension
    if isinstance(value, tuple):
        items = value if len(value) == 2 * dimension and dimension > 1 else (None,) * (2 * dimension)
    else:
        items = (value,) * (2 * dimension)
    known = [_at_least(item, 0) for item in items]
    return tuple(zip(known[::2], known[1::2]))


def output_padding(call: LayerCall) -> tuple[int | None, ...]:
    """The `output_padding` of each axis; zeros where this release's layer has none."""
    if "output_padding" not in call.signature.names:
        return (0,) * call.layer.dimension
    return per_axis(call, "output_padding")


def _at_least(item: object, least: int) -> int | None:
    return item if isinstance(item, int) and not isinstance(item, bool) and least <= item <= _LARGEST else None


def _torch_windows(call: LayerCall, reaches: Sequence[int | None], strides: Sequence[int | None]) -> list[Window | None]:
    paddings, amounts = per_axis(call, "padding"), per_axis(call, "output_padding")
    if call.around.output_size:
        amounts = tuple(map(_asked_for, call.around.output_size, paddings, reaches, strides))
    return [None if p is None or op is None else torch_window(p, op) for p, op in zip(paddings, amounts)]


def _asked_for(size: Length, padding: int | None, reach: int | None, stride: int | None) -> int | None:
    """The output_padding with which an axis gets the length `size`; None where the text leaves it open or PyTorch raises."""
    if padding is None or reach is None or stride is None or size.scale != stride:
        return None
    op = size.constant - torch_window(padding).length(0, stride, reach)
    return op if 0 <= op < stride else None


def _mindspore_windows(
    call: LayerCall, pad_mode: str | None, reaches: Sequence[int | None], strides: Sequence[int | None]
) -> list[Window | None]:
    if pad_mode == "pad":
        return [
            None if near is None or far is None or op is None else _padded(call, near, far, op)
            for (near, far), op in zip(crops(call), output_padding(call))
        ]
    if pad_mode is None or any(crop for pair in crops(call) for crop in pair) or any(output_padding(call)):
        return [None] * len(reaches)  # the text leaves the mode open, or the layer raises
    window = same_window if pad_mode == "same" else valid_window
    return [None if r is None or s is None else window(r, s) for r, s in zip(reaches, strides)]


def _padded(call: LayerCall, near: int, far: int, op: int) -> Window:
    """The 3-D layer computes the values of its output_padding; the 2-D layer appends zeros."""
    return pad_window(near, far - op) if call.layer.dimension == 3 else pad_window(near, far, op)
