"""The window theory: which part of the full transposed convolution a layer returns.

Per spatial axis, with input length `n`, stride `s`, kernel size `k` and dilation `d`:

    reach  K = d * (k - 1) + 1
    full   F = (n - 1) * s + K

Every layer of both frameworks returns the window `[lo, F - hi)` of the full result. `hi` may be negative: the result is
then extended past `F`, where nothing but the bias stands. All lengths are counted in elements of one axis.
This module imports nothing of the project and knows no framework object: it is integers only.
"""

from __future__ import annotations

from math import gcd

from ..record.dataclasses import dataclass


def reach(kernel_size: int, dilation: int = 1) -> int:
    """The number of output elements that one input element touches."""
    return dilation * (kernel_size - 1) + 1


@dataclass(frozen=True, slots=True)
class Window:
    """The window `[lo, F - hi)` of one axis, between `head` and `zeros` plain zeros that were added after the bias."""

    lo: int
    hi: int
    zeros: int = 0
    head: int = 0

    def length(self, n: int, stride: int, reach: int) -> int:
        """The output length for an input of length `n`; not positive when nothing is left."""
        return (n - 1) * stride + reach - self.lo - self.hi + self.zeros + self.head

    def padded(self, start: int, end: int) -> Window:
        """The window with zeros added at its start and end; below zero as many elements are cropped there."""
        lo, head = _added(self.lo, self.head, start)
        hi, zeros = _added(self.hi, self.zeros, end)
        return Window(lo, hi, zeros, head)

    def of_extended(self, start: int, end: int, stride: int) -> Window:
        """The window of the full result of an input that this one is of, once zeros were added to it at its start and end."""
        return Window(self.lo - start * stride, self.hi - end * stride, self.zeros, self.head)

    def equals(self, other: Window, bias: bool, *, stride: int = 1, kernel_size: int = 1, dilation: int = 1) -> bool:
        """Whether layers with these windows and the same stride, kernel and weights return the same values for any input.

        Appended zeros equal what another layer computes there only without a bias, and only past `F` or in a hole of the
        full result. Without `kernel_size` and `dilation` no holes are assumed.
        """
        # Both ends of the full result are alike: what holds of the distance from one holds of that from the other.
        ends = ((self.lo, self.head), (other.lo, other.head)), ((self.hi, self.zeros), (other.hi, other.zeros))
        return all(_same_end(*end, bias, (stride, kernel_size, dilation)) for end in ends)


def _added(crop: int, zeros: int, amount: int) -> tuple[int, int]:
    """What is cropped and appended at one end after `amount` zeros more, or that many elements less."""
    return crop - min(zeros + amount, 0), max(zeros + amount, 0)


def _same_end(one: tuple[int, int], other: tuple[int, int], bias: bool, sizes: tuple[int, int, int]) -> bool:
    """Whether two windows agree at one end, where each crops so much and then appends so many zeros."""
    (crop, zeros), (other_crop, other_zeros) = one, other
    if crop - zeros != other_crop - other_zeros:
        return False
    # Only the one with more zeros holds zeros there, as distances from the end of the full result.
    first, end = min(crop, other_crop), max(crop, other_crop)
    return zeros == other_zeros or (not bias and not _touched(max(first, 0), end, *sizes))


def _touched(first: int, end: int, stride: int, kernel_size: int, dilation: int) -> bool:
    """Whether any input element reaches one of the output elements `first` to `end - 1` before the last; else all are holes.

    A tap reaches those at `tap * dilation` and every stride from there on.
    """
    inside = -(-first // dilation)  # the first tap that starts at or after `first`
    if first < end and inside < kernel_size and inside * dilation < end:
        return True
    # Of the taps that start before `first`, those a whole period of the stride later reach nothing new.
    earlier = range(min(kernel_size, inside, stride // gcd(stride, dilation)))
    return any((tap * dilation - first) % stride < end - first for tap in earlier)


def torch_window(padding: int, output_padding: int = 0) -> Window:
    """The window of `torch.nn.ConvTranspose*d`."""
    return Window(padding, padding - output_padding)


def pad_window(near: int, far: int, zeros: int = 0) -> Window:
    """The window of MindSpore's pad_mode "pad": `near` is top, left or head, `far` bottom, right or tail."""
    return Window(near, far, zeros)


def same_window(reach: int, stride: int) -> Window:
    """The window of MindSpore's pad_mode "same": the output is `n * stride` long."""
    lo = max(reach - stride, 0) // 2
    return Window(lo, reach - stride - lo)


def valid_window(reach: int, stride: int) -> Window:
    """The window of MindSpore's pad_mode "valid": longer than torch's where the reach is below the stride."""
    return Window(0, min(reach - stride, 0))
