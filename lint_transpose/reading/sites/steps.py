"""What one step does to a tensor: whether it crops or pads it, bends its values, normalises them, or is not looked into."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from ...languages import Phrase, Text
from ...layers.call import Length, Margin, Norm, Opened, PadLayer, Unknown, Value
from ...record.dataclasses import dataclass, replace
from ..values.objects import Actuals, Built
from .named import NORMALISES, kind_of
from .padding import BELOW_ZERO, spatial_amounts
from .sizes import Sizes

if TYPE_CHECKING:
    from ..values.questions import Reader

Kind = Literal["same", "bend", "lift", "cut", "norm", "add", "mix", "remake", "stop", "mirror", "open", "unseen"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step, by its `kind`.

    "same" changes no value, "bend" each by itself and zero to zero, "lift" each by itself; "cut" crops or pads by `margins`;
    "norm" normalises, "add" adds something, "mix" brings the elements together with others, "remake" makes other elements of
    them, each perhaps of those around it, "stop" is where they belong to another layer, "mirror" pads by values of the tensor
    itself. "open" crops or pads by amounts that the text leaves
    open, "unseen" is not looked into; `name` is what does, and `sliced` the slice that it is, of the spatial axes by `slices`;
    `opened` is what it does where that is written out.
    """

    kind: Kind
    margins: tuple[Margin, ...] = ()
    norm: Norm = ""
    name: Text = ""
    sliced: ast.Subscript | None = None
    slices: tuple[ast.Slice, ...] = ()
    opened: Opened | None = None


SAME, LIFT, MIX, STOP, ADD = Step("same"), Step("lift"), Step("mix"), Step("stop"), Step("add")

LAYER = Step("stop", name="another transposed convolution")

TAKER: Final = Phrase("taker", "what takes the result")
"""What is not looked into and has no name."""

_MIRRORS = {mode: mode for mode in ("reflect", "symmetric", "replicate", "circular")} | {"edge": "replicate"}


class Mirrored(str):
    """What pads by values of the tensor itself, as code: equal where two do the same."""

    __slots__ = ()


def of_name(name: str, framework: bool) -> Step:
    """The step that a function, method or layer with this name takes, `framework` where one of the two frameworks has it."""
    kind = kind_of(name, framework)
    return Step(kind, norm="unknown" if kind == "norm" else "", name=name or TAKER)


def of_own(name: str) -> Step:
    """The step of a function or module of the text that is not looked into: what it is called is all that is known of it."""
    found = of_name(name, framework=False)
    return found if found.kind in ("norm", "open") else Step("unseen", name=name or TAKER)


def of_layer(reader: Reader, built: Built, name: str, pad: PadLayer | None, spatial: int) -> Step:
    """The step of a layer that is built from something imported; `name` is what the text calls it by."""
    if pad is not None:
        return of_pad(pad, spatial)
    last = built.name.rpartition(".")[2]
    own = built.name.startswith(("mindspore.", "torch."))
    if last == "Concat" and own:
        return of_axis(_given(reader, built.actuals, 0, "axis", 0), last)
    if last in ("Slice", "StridedSlice", "ResizeBilinear", "ResizeNearestNeighbor", "Upsample"):
        return Step("open", name=name)
    norm = norm_of(reader, built) if own else ""
    if norm:
        return Step("norm", norm=norm, name=last)
    if own and last in ("Conv1d", "Conv2d", "Conv3d") and _is_pointwise(reader, built):
        return LIFT
    found = of_name(last, own)
    return of_name(name, own) if found.kind == "unseen" else found


def _is_pointwise(reader: Reader, built: Built) -> bool:
    """Whether a convolution makes each element of the one at its place, on all channels."""
    places = {"kernel_size": 2, "stride": 3, "padding": 4 if built.name.startswith("torch.") else 5}
    given = {name: _given(reader, built.actuals, place, name, int(name == "stride")) for name, place in places.items()}
    return all(value in (ones, (ones,) * int(built.name[-2])) for ones, value in zip((1, 1, 0), given.values()))


def norm_of(reader: Reader, built: Built) -> Norm:
    """What a normalisation of the frameworks does to a constant; "" where it is none."""
    name = built.name.rpartition(".")[2]
    lowered, given = name.lower(), built.actuals
    if lowered.startswith("instancenorm"):
        tracks = _given(reader, given, 4, "track_running_stats", False)
        return "batch" if tracks is True else "unknown" if isinstance(tracks, Unknown) else "instance"
    if lowered.startswith(("batchnorm", "syncbatchnorm", "lazybatchnorm")):
        torch = built.name.startswith("torch.")
        keyword = "track_running_stats" if torch else "use_batch_statistics"
        stats = _given(reader, given, 4 if torch else 7, keyword, True if torch else None)
        if stats is None or (torch and stats is True):
            return "batch"
        return "unknown" if isinstance(stats, Unknown) else "instance" if stats is not torch else "mixing"
    if lowered.startswith("groupnorm"):
        groups, channels = _given(reader, given, 0, "num_groups", None), _given(reader, given, 1, "num_channels", None)
        if not isinstance(groups, int) or not isinstance(channels, int):
            return "unknown"
        return "instance" if groups == channels else "mixing"
    return "mixing" if lowered in ("layernorm", "rmsnorm") else "unknown" if NORMALISES.search(name) else ""


def _given(reader: Reader, given: Actuals, index: int, name: str, default: Value) -> Value:
    for actual in given.keywords:
        if actual.name == name:
            return reader.value_of(actual)
    if index < len(given.positional):
        return reader.value_of(given.positional[index])
    return Unknown("left open") if given.open else default


def of_axis(axis: Value, name: str) -> Step:
    """The step of putting the tensor beside others along `axis`."""
    return MIX if isinstance(axis, int) and axis in (0, 1) else Step("open", name=name)


def of_pad(pad: PadLayer, spatial: int) -> Step:
    """The step of a layer or function that pads."""
    amounts = spatial_amounts(pad, spatial)
    if isinstance(pad.mode, str) and pad.mode in _MIRRORS and amounts is not None:
        return Step("mirror", name=Mirrored(f"pad({amounts}, {_MIRRORS[pad.mode]!r})"))
    if pad.amounts == BELOW_ZERO:
        words = "{function}, which MindSpore computes wrongly by amounts below zero when it is called again,"
        return Step("open", name=Phrase("pads_wrongly", words, function=pad.function))
    if amounts is None or pad.mode != "constant" or pad.fill not in (0, None) or isinstance(pad.fill, bool):
        return Step("open", name=pad.function)
    return Step("cut", tuple(Margin(before, after) for before, after in amounts))


# -- slices --------------------------------------------------------------------------------------------------------------


def of_subscript(node: ast.Subscript, sizes: Sizes) -> Step:
    """The step of indexing a tensor."""
    items = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    rank = sizes.spatial + 2
    dots = [index for index, item in enumerate(items) if isinstance(item, ast.Constant) and item.value is Ellipsis]
    unfolded = Step("open", name=f"[{ast.unparse(node.slice)}]"[:40], sliced=node)
    if dots:
        missing = rank - len(items) + 1
        if len(dots) > 1 or missing < 0:
            return unfolded
        items[dots[0] : dots[0] + 1] = [ast.Slice() for _ in range(missing)]
    if len(items) > rank:
        return unfolded
    if not all(isinstance(item, ast.Slice) for item in items):
        # What picks from the batch or the channels leaves the other axes as they are.
        return MIX if len(items) < 3 and all(isinstance(item, (ast.Slice, ast.Constant)) for item in items) else unfolded
    slices = [item for item in items if isinstance(item, ast.Slice)]
    picks = any(part.lower or part.upper or part.step for part in slices[:2])
    slices += [ast.Slice()] * (rank - len(slices))
    margins = [_margin(part, axis, node.value, sizes) for axis, part in enumerate(slices[2:])]
    known = [margin for margin in margins if margin is not None]
    if len(known) < len(margins):
        is_whole = not picks and not any(part.step for part in slices)
        return replace(unfolded, slices=tuple(slices[2:])) if is_whole else unfolded
    if not any(margin != Margin() for margin in known):
        return MIX if picks else SAME
    return unfolded if picks else Step("cut", tuple(known))


def _margin(part: ast.Slice, axis: int, tensor: ast.expr, sizes: Sizes) -> Margin | None:
    step = Length(0, 1) if part.step is None else sizes.length(part.step, axis)
    start = Length() if part.lower is None else sizes.length(part.lower, axis)
    if step != Length(0, 1) or start is None or start.scale or start.own or start.constant < 0:
        return None
    if part.upper is None or (isinstance(part.upper, ast.Constant) and part.upper.value is None):
        return Margin(-start.constant)
    stop = sizes.length(part.upper, axis, tensor)
    if stop is None:
        return None
    if not (stop.scale or stop.own) and stop.constant < 0:
        return Margin(-start.constant, stop.constant)
    return Margin(-start.constant, 0, stop)


def of_narrow(arguments: list[ast.expr], tensor: ast.expr, sizes: Sizes) -> Step:
    """The step of `narrow(axis, start, length)`."""
    unfolded = Step("open", name="narrow")
    if len(arguments) != 3:
        return unfolded
    place = sizes.length(arguments[0], 0)
    if place is None or place.scale or place.own:
        return unfolded
    axis = place.constant if place.constant >= 0 else place.constant + 2 + sizes.spatial
    if axis < 2:
        return MIX
    if axis >= 2 + sizes.spatial:
        return unfolded
    start, length = sizes.length(arguments[1], axis - 2), sizes.length(arguments[2], axis - 2, tensor)
    if start is None or length is None or start.scale or start.own or start.constant < 0:
        return unfolded
    stop = Length(length.scale, length.constant + start.constant, length.own)
    margin = Margin(-start.constant, 0, stop, strict=True)
    return Step("cut", tuple(margin if index == axis - 2 else Margin() for index in range(sizes.spatial)))


def of_slice_function(arguments: list[ast.expr], tensor: ast.expr, sizes: Sizes) -> Step:
    """The step of `ops.slice(tensor, begin, size)`, with what it leaves of the batch and the channels as they are."""
    unfolded = Step("open", name="slice")
    if len(arguments) != 2:
        return unfolded
    begin, size = arguments
    if not isinstance(begin, (ast.Tuple, ast.List)) or not isinstance(size, (ast.Tuple, ast.List)):
        return unfolded
    rank = sizes.spatial + 2
    if len(begin.elts) != rank or len(size.elts) != rank:
        return unfolded
    if any(sizes.length(item, 0) != Length() for item in begin.elts[:2]):
        return unfolded
    margins = []
    for axis in range(sizes.spatial):
        start, length = sizes.length(begin.elts[axis + 2], axis), sizes.length(size.elts[axis + 2], axis, tensor)
        if start is None or length is None or start.scale or start.own or start.constant < 0:
            return unfolded
        if length == Length(0, -1):
            margins.append(Margin(-start.constant))
        else:
            stop = Length(length.scale, length.constant + start.constant, length.own)
            margins.append(Margin(-start.constant, 0, stop, strict=True))
    return Step("cut", tuple(margins))
