"""Names and calls, not only constructors: small texts are run as they stand, and raise where MST1 says so and nowhere else."""

from __future__ import annotations

from itertools import product

import pytest

from lint_transpose import check_source

_HEAD = "import mindspore\nimport numpy as np\nfrom mindspore import nn\n"
_INPUT = "x = mindspore.ops.ones((1, 4{sizes}))\n"
_NAMES = (
    *("ConvTranspose{}d", "LazyConvTranspose{}d", "Conv{}DTranspose", "Conv{}dTransposed"),
    "Conv{}dTranspose",
)
_CALLS = (
    *("up(x)", "up(x=x)", "up(input=x)", "up(x, (8, 8))", "up(x, output_size=(8, 8))", "up(x, None)", "up(input=x, x=x)"),
    *("up(x, x=x)", "nn.SequentialCell(up)(x)"),
)
_NUMBERS = ("np.int64(2)", "np.float32(2)", "np.ceil(1.5)", "np.prod([1, 2])", "int(np.ceil(1.5))", "np.int64(2).item()")
_PARAMETERS = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "group")


def _texts() -> list[str]:
    names = [
        f"{module}.{name.format(dimension)}" for module, name, dimension in product(("nn", "mindspore"), _NAMES, (1, 2, 3))
    ]
    calls = [
        f"up = nn.Conv{dimension}dTranspose(4, 4, 2)\n{_INPUT.format(sizes=', 5' * dimension)}{call}"
        for dimension, call in product((1, 2, 3), _CALLS)
    ]
    numbers = []
    for dimension, parameter, number in product((1, 2, 3), _PARAMETERS, _NUMBERS):
        if dimension == 3 and parameter == "dilation":
            continue  # of the depth none but 1 is taken
        arguments = {"in_channels": "4", "out_channels": "4", "kernel_size": "2", "pad_mode": '"pad"', parameter: number}
        listed = ", ".join(f"{name}={value}" for name, value in arguments.items())
        numbers.append(f"nn.Conv{dimension}dTranspose({listed})")
    return [*names, *calls, *numbers]


def _raises(text: str) -> bool:
    try:
        exec(compile(_HEAD + text, "<text>", "exec"), {})
    except (AttributeError, TypeError, ValueError):
        return True
    return False


@pytest.mark.parametrize("text", _texts())
def test_raises_where_it_is_said(text: str) -> None:
    codes = [finding.code for finding in check_source(_HEAD + text) if finding.code.startswith("MST1")]
    assert bool(codes) == _raises(text), codes
