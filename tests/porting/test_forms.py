"""Forms against a model of both frameworks that knows nothing of windows: which products each output element sums."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from lint_transpose.layers.forms import Wanted, form_for
from lint_transpose.layers.window import Window
from lint_transpose.porting import Axis, AxisForm, Form, exact_form

LENGTH = 4
Element = frozenset[tuple[int, int]] | None
"""The pairs (input element, tap) that an output element sums, besides the bias; None for a plain zero without it."""


def transposed(length: int, axis: Axis[int]) -> list[Element]:
    """The full transposed convolution."""
    reach = axis.dilation * (axis.kernel_size - 1) + 1
    sums: list[set[tuple[int, int]]] = [set() for _ in range((length - 1) * axis.stride + reach)]
    for index in range(length):
        for tap in range(axis.kernel_size):
            sums[index * axis.stride + tap * axis.dilation].add((index, tap))
    return [frozenset(item) for item in sums]


def window(full: Sequence[Element], near: int, far: int) -> list[Element]:
    """What is left of the full result; beyond its end only the bias stands."""
    return [*full[near : len(full) - max(far, 0)], *[frozenset()] * -min(far, 0)]


def torch_result(axis: Axis[int]) -> list[Element]:
    return window(transposed(LENGTH, axis), axis.padding, axis.padding - axis.output_padding)


def mindspore_result(form: Form[int], index: int, axis: Axis[int]) -> list[Element]:
    """What the form returns on one axis. Source: the constructors and `construct` of MindSpore 2.10's three layers."""
    mine, dimension = form.axes[index], len(form.axes)
    extension = mine.extension or 0
    full = transposed(LENGTH + extension, axis)
    if form.pad_mode == "same":  # the output is n * stride long
        crop = max(len(full) - LENGTH * axis.stride, 0)
        result = window(full, crop // 2, len(full) - LENGTH * axis.stride - crop // 2)
    elif form.pad_mode == "valid":
        result = window(full, 0, min(len(full) - LENGTH * axis.stride, 0))
    else:
        own = mine.output_padding or 0
        assert min(mine.near, mine.far) >= 0
        result = window(full, mine.near, mine.far - (own if dimension == 3 else 0))
        if dimension == 2:
            assert own < max(axis.stride, axis.dilation)
            result += [None] * own
        elif dimension == 3:
            assert own < axis.stride
        else:
            assert mine.near == mine.far
            assert own == 0
    result = result[mine.crop_near or 0 : len(result) - (mine.crop_far or 0)] + [None] * (mine.zeros or 0)
    # The zeros appended to the input contribute nothing.
    return [item and frozenset(pair for pair in item if pair[0] < LENGTH) for item in result]


def draw(random: Random) -> Axis[int]:
    stride, dilation = random.randint(1, 4), random.choice((1, 1, 2, 3, 5))
    output_padding = random.randrange(max(stride, dilation))
    return Axis(stride, random.randint(1, 5), dilation, random.randint(0, 4), output_padding)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_random_layers(dimension: int, bias: bool) -> None:
    """Without a bias a plain zero is as good as an empty sum."""
    random = Random(f"forms {dimension} {bias}")
    for _ in range(2000):
        axes = tuple(draw(random) for _ in range(dimension))
        form = exact_form(axes, bias)
        for index, axis in enumerate(axes):
            expected, found = torch_result(axis), mindspore_result(form, index, axis)
            if not bias:
                found = [frozenset() if item is None else item for item in found]
            assert found == expected, (axes, form)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_random_windows(dimension: int, bias: bool, known: bool) -> None:
    """Any window, one that no PyTorch layer has included: where there is an answer, the layer returns the window."""
    random = Random(f"windows {dimension} {bias} {known}")
    answers = 0
    for _ in range(1000):
        axes = tuple(draw(random) for _ in range(dimension))
        windows = [Window(random.randint(0, 3), random.randint(-3, 3)) for _ in axes]
        wanted = [
            Wanted(window, *(axis.stride, axis.kernel_size, axis.dilation) if known else (None,) * 3)
            for axis, window in zip(axes, windows)
        ]
        form = form_for(wanted, bias, argument=True)
        answers += form is not None
        for index, (axis, target) in enumerate(zip(axes, windows)) if form is not None else ():
            full = transposed(LENGTH, axis)
            if target.lo + target.hi > len(full):
                continue
            found = mindspore_result(form, index, axis)
            if not bias:
                found = [frozenset() if item is None else item for item in found]
            assert found == window(full, target.lo, target.hi), (axes, form)
    assert answers > (900 if known else 100)


def test_before_output_padding() -> None:
    """Releases before 2.0 have no such argument in 2-D: no form may use it."""
    random = Random("old")
    for _ in range(2000):
        axes = (draw(random), draw(random))
        form = exact_form(axes, bias=False, argument=False)
        assert not any(axis.output_padding for axis in form.axes)
        for index, axis in enumerate(axes):
            assert mindspore_result(form, index, axis) == torch_result(axis), (axes, form)


@pytest.mark.parametrize(
    ("axis", "bias", "pad_mode", "expected"),
    [
        # k3 s2 p1 op1: the far side keeps what op adds.
        (Axis(2, 3, 1, 1, 1), True, "pad", AxisForm(1, 0)),
        # K < s and op = s - K: "same" is n * s long, as PyTorch's.
        (Axis(3, 2, 1, 0, 1), True, "same", AxisForm(0, 0)),
        # op > p with a bias: one zero makes room for a stride of 2, of which 1 is too much.
        (Axis(2, 3, 1, 0, 1), True, "pad", AxisForm(0, 1, extension=1)),
        # Without a bias the zeros that output_padding appends are what PyTorch computes there.
        (Axis(2, 3, 1, 0, 1), False, "pad", AxisForm(0, 0, 1)),
        # op - p = 3 needs two strides of 2, of which 1 is too much.
        (Axis(2, 3, 5, 1, 4), True, "pad", AxisForm(1, 1, extension=2)),
    ],
)
def test_two_dimensional(axis: Axis[int], bias: bool, pad_mode: str, expected: AxisForm[int]) -> None:
    form = exact_form((axis, axis), bias)
    assert form.pad_mode == pad_mode
    for found in form.axes:
        assert (found.near, found.far, found.output_padding or 0, found.extension or 0) == (
            expected.near,
            expected.far,
            expected.output_padding or 0,
            expected.extension or 0,
        )


def test_fewest_parts() -> None:
    """A layer alone wherever there is one; 1-D crops one side of the result, or pads one side of the input, or both."""
    alone = Axis(2, 4, 1, 1, 0)
    assert exact_form((alone,), True).parts == 1
    assert exact_form((Axis(2, 3, 1, 1, 1),), True).parts == 2
    # op = 2 strides of 1: two zeros before the layer, and nothing to crop.
    assert exact_form((Axis(1, 3, 3, 0, 2),), True).parts == 2
    assert exact_form((Axis(2, 3, 1, 0, 1),), True).parts == 3
    assert exact_form((Axis(2, 3, 1, 0, 1),), False).parts == 2


@pytest.mark.parametrize(
    "axis",
    [
        Axis(2, 3, 1, 1, 2),
        Axis(2, 3, 2, 1, 2),
        Axis(0, 3, 1, 0, 0),
        Axis(1, 0, 1, 0, 0),
        Axis(1, 1, 0, 0, 0),
        Axis(1, 1, 1, -1, 0),
    ],
)
def test_what_torch_refuses(axis: Axis[int]) -> None:
    with pytest.raises(ValueError, match="must"):
        exact_form((axis,), True)
