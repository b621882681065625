"""Random legal layers of both frameworks, axis by axis, and what the theory says of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lint_transpose.layers.window import Window, pad_window, reach, same_window, torch_window, valid_window

Axes = tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """What a PyTorch layer and its MindSpore counterpart have in common; per axis where it is a tuple."""

    in_channels: int
    out_channels: int
    kernel_size: Axes
    stride: Axes
    dilation: Axes
    groups: int
    bias: bool

    @property
    def dimension(self) -> int:
        return len(self.kernel_size)

    @property
    def reach(self) -> Axes:
        return tuple(reach(k, d) for k, d in zip(self.kernel_size, self.dilation, strict=True))


@dataclass(frozen=True)
class TorchLayer:
    padding: Axes
    output_padding: Axes

    def windows(self) -> tuple[Window, ...]:
        return tuple(torch_window(p, op) for p, op in zip(self.padding, self.output_padding, strict=True))


@dataclass(frozen=True)
class MindSporeLayer:
    """`padding` holds (near, far) of each axis, one after the other, as MindSpore wants it."""

    pad_mode: str
    padding: Axes
    output_padding: Axes

    def windows(self, shared: Shared) -> tuple[Window, ...]:
        if self.pad_mode == "same":
            return tuple(same_window(r, s) for r, s in zip(shared.reach, shared.stride, strict=True))
        if self.pad_mode == "valid":
            return tuple(valid_window(r, s) for r, s in zip(shared.reach, shared.stride, strict=True))
        sides = zip(self.padding[::2], self.padding[1::2], self.output_padding, strict=True)
        if shared.dimension == 3:  # its output_padding computes values, as PyTorch's does
            return tuple(pad_window(near, far - op) for near, far, op in sides)
        return tuple(pad_window(near, far, op) for near, far, op in sides)


def lengths(shared: Shared, windows: tuple[Window, ...], x: Axes) -> Axes:
    """The predicted output length of each axis."""
    return tuple(w.length(n, s, r) for w, n, s, r in zip(windows, x, shared.stride, shared.reach, strict=True))


def same(shared: Shared, torch: tuple[Window, ...], mindspore: tuple[Window, ...]) -> bool:
    """Whether the theory calls the two layers equal."""
    axes = zip(torch, mindspore, shared.stride, shared.kernel_size, shared.dilation, strict=True)
    return all(a.equals(b, shared.bias, stride=s, kernel_size=k, dilation=d) for a, b, s, k, d in axes)


def draw_shared(random: Random, dimension: int, torch_alone: bool = False) -> Shared:
    """Kernel, stride and dilation of every relation, reach below the stride included."""
    groups = random.choice((1, 1, 2, 3))
    biggest = 3 if dimension == 3 else 5

    def axes(low: int, high: int) -> Axes:
        if random.random() < 0.5:
            return (random.randint(low, high),) * dimension
        return tuple(random.randint(low, high) for _ in range(dimension))

    dilation = axes(1, random.choice((1, 1, 3)))
    return Shared(
        in_channels=groups * random.randint(1, 2),
        out_channels=groups * random.randint(1, 2),
        kernel_size=axes(1, biggest),
        stride=axes(1, 4),
        # MindSpore's 3-D layer refuses a depth dilation other than 1.
        dilation=(1, *dilation[1:]) if dimension == 3 and not torch_alone else dilation,
        groups=groups,
        bias=random.random() < 0.5,
    )


def draw_input(random: Random, shared: Shared, *windows: tuple[Window, ...]) -> Axes:
    """Input lengths for which each of these layers returns more than a stride of the full result on each axis.

    Fewer elements may all be holes, where no value tells one window from another.
    """

    def length(axis: int) -> int:
        n, stride = random.randint(3, 5), shared.stride[axis]
        crop = max(layer[axis].lo + max(layer[axis].hi, 0) for layer in windows)
        while Window(crop, 0).length(n, stride, shared.reach[axis]) <= stride:
            n += 1
        return n

    return tuple(length(axis) for axis in range(shared.dimension))


def draw_torch(random: Random, shared: Shared) -> TorchLayer:
    """Any padding and any legal output_padding: below max(stride, dilation)."""
    bounds = tuple(max(s, d) for s, d in zip(shared.stride, shared.dilation, strict=True))
    return TorchLayer(
        padding=tuple(random.randint(0, 4) for _ in bounds),
        output_padding=tuple(random.randrange(bound) if random.random() < 0.6 else 0 for bound in bounds),
    )


def draw_mindspore(random: Random, shared: Shared) -> MindSporeLayer:
    """Any legal layer; "pad" as often as the other two modes together."""
    d = shared.dimension
    mode = random.choice(("pad", "pad", "same", "valid"))
    if mode != "pad":
        return MindSporeLayer(mode, (0,) * (2 * d), (0,) * d)
    padding = tuple(random.randint(0, 4) for _ in range(2 * d))
    if d == 1:
        padding = (padding[0],) * 2
    return MindSporeLayer(mode, padding, draw_output_padding(random, shared))


def draw_output_padding(random: Random, shared: Shared) -> Axes:
    """Any legal output_padding of the MindSpore layer; zeros in 1-D, which has none."""
    if shared.dimension == 1 or random.random() < 0.5:
        return (0,) * shared.dimension
    # The 3-D layer takes an output_padding from the stride on when it is built, and fails at its first call.
    bounds = shared.stride if shared.dimension == 3 else tuple(map(max, shared.stride, shared.dilation))
    return tuple(random.randrange(bound) for bound in bounds)


def torch_arguments(window: Window, bias: bool, stride: int, dilation: int = 1) -> tuple[int, int] | None:
    """The `(padding, output_padding)` with which torch computes `window`, or None when no legal pair does.

    torch demands `0 <= output_padding < max(stride, dilation)`.
    """
    lo, hi = window.lo, window.hi - window.zeros
    if window.zeros and (bias or window.hi > 0):
        return None
    return (lo, lo - hi) if lo >= 0 and 0 <= lo - hi < max(stride, dilation) else None


def draw_pair(random: Random, shared: Shared) -> tuple[TorchLayer, MindSporeLayer]:
    """A PyTorch layer and a MindSpore layer, near enough to each other that a good share is equal."""
    if random.random() < 0.5:
        torch = draw_torch(random, shared)
        return torch, _near(random, shared, torch)
    mindspore = draw_mindspore(random, shared)
    found = [
        torch_arguments(w, shared.bias, s, d)
        for w, s, d in zip(mindspore.windows(shared), shared.stride, shared.dilation, strict=True)
    ]
    anything = draw_torch(random, shared)
    kept = 0.8 ** (1 / shared.dimension)  # on each axis, for 80 % of the layers
    pairs = [
        pair if pair is not None and random.random() < kept else (anything.padding[axis], anything.output_padding[axis])
        for axis, pair in enumerate(found)
    ]
    return TorchLayer(tuple(p for p, _ in pairs), tuple(op for _, op in pairs)), mindspore


def _near(random: Random, shared: Shared, torch: TorchLayer) -> MindSporeLayer:
    """A port of `torch`: exact, or one that people write, or one that is slightly off."""
    d = shared.dimension
    limits = shared.stride if d == 3 else tuple(map(max, shared.stride, shared.dilation))
    padding: list[int] = []
    output_padding: list[int] = []
    for p, op, limit in zip(torch.padding, torch.output_padding, limits, strict=True):
        style = random.choice(("exact", "exact", "argument", "off"))
        far, rest = (p, op) if style == "argument" else (max(p - op, 0), max(op - p, 0))
        if style == "off" and random.random() < 0.5:
            far = max(far + random.choice((-1, 1)), 0)
        padding += [p, far]
        output_padding.append(0 if d == 1 else min(rest, limit - 1))
    if d == 1:
        padding = [random.choice((torch.padding[0], max(torch.padding[0] - torch.output_padding[0], 0)))] * 2
    return MindSporeLayer("pad", tuple(padding), tuple(output_padding))
