"""Holes of a full result: elements that no input element reaches, counted by walking through every input and tap."""

from __future__ import annotations

from itertools import product

from lint_transpose import Settings, check_source
from lint_transpose.layers.window import Window


def reached(stride: int, kernel_size: int, dilation: int, length: int) -> set[int]:
    """The distances before the last element that are reached, below `length`."""
    return {step * stride + tap * dilation for step in range(length) for tap in range(kernel_size)}


def test_zeros_are_right_in_holes_alone() -> None:
    """`zeros` appended elements in place of the computed ones from `hi - zeros` on: alike where none of them is reached."""
    for stride, kernel_size, dilation, hi in product(range(1, 6), range(1, 5), range(1, 5), range(1, 8)):
        hit = reached(stride, kernel_size, dilation, hi)
        for zeros in range(1, hi + 1):
            appended, computed = Window(0, hi, zeros), Window(0, hi - zeros)
            expected = not hit & set(range(hi - zeros, hi))
            sizes = {"stride": stride, "kernel_size": kernel_size, "dilation": dilation}
            assert appended.equals(computed, False, **sizes) == expected, (sizes, hi, zeros)
            assert not appended.equals(computed, True, **sizes)


def test_sizes_of_no_layer_take_no_time() -> None:
    """Each would take hours, were the work in proportion to the figures."""
    calls = [
        'nn.Conv2dTranspose(8, 4, 10**9 + 1, 10**8, "same", has_bias=True)',
        'nn.Conv2dTranspose(8, 4, 1, 10**9, pad_mode="pad", padding=10**9, output_padding=10**9 - 1)',
        'nn.Conv2dTranspose(8, 4, 30000, 65536, pad_mode="pad", padding=65536, output_padding=35000)',
    ]
    text = "from mindspore import nn\n" + "".join(f"up = {call}\n" for call in calls)
    check_source(text, settings=Settings(porting="always"))
