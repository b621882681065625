"""PyTorch's functions as people call them, by tuples, dicts and one flag: what `port` answers computes the same."""

from __future__ import annotations

from typing import Any

import mindspore
import pytest
from mindspore import nn, ops

from .answers import answered, holds, is_equal, run
from .frameworks import torch

HEAD = """import torch
import torch.nn.functional as F
from torch import nn
b = torch.rand(3)
x1 = torch.rand(2, 4, 5)
w1 = torch.rand(4, 3, 3)
x = torch.rand(2, 4, 5, 6)
w = torch.rand(4, 3, 3, 2)
x3 = torch.rand(2, 4, 3, 4, 5)
w3 = torch.rand(4, 3, 3, 2, 1)
"""


def in_mindspore(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return mindspore.Tensor(value.numpy())
    if isinstance(value, (tuple, list)):
        return type(value)(map(in_mindspore, value))
    return {key: in_mindspore(item) for key, item in value.items()} if type(value) is dict else value


@pytest.mark.parametrize(
    "text",
    [
        "args = (x3, w3)\ny = torch.conv_transpose3d(*args)",
        "rest = [x, w, None, 2, 1]\ny = F.conv_transpose2d(*rest)",
        "both = x, w\nkw = dict(stride=2, padding=1)\ny = F.conv_transpose2d(*both, **kw)",
        "three = (x, w, b)\ny = F.conv_transpose2d(*three[:2], stride=(2, 3))",
        "three = (x, w, b)\ny = F.conv_transpose2d(*three, stride=(2, 3))",
        "y = F.conv_transpose2d(*(x, w), b, 2, 1, 1)",
        "y = F.conv_transpose2d(x, *[w, b], dilation=2)",
        "kw = {'input': x, 'weight': w, 'bias': b}\ny = F.conv_transpose2d(**kw, stride=2)",
        "y = F.conv_transpose1d(**{'input': x1, 'weight': w1}, stride=2)",
        "params = {'w': w}\ny = F.conv_transpose2d(x, params['w'])",
        "y = torch.convolution(x, w, b, (2, 2), (1, 0), (1, 2), True, (1, 1), 1)",
        "y = torch.convolution(x1, w1, None, [3], [1], [2], True, [2], 1)",
        "y = torch.convolution(x3, w3, b, (1, 2, 1), (0, 0, 0), (1, 1, 1), True, (0, 1, 0), 1)",
        "y = torch.convolution(x, w, b, stride=[2, 2], padding=[0, 0], dilation=[1, 1], transposed=True,"
        " output_padding=[1, 0], groups=1)",
        "y = torch.convolution(x, w, None, [2], [0], [1], True, [0], 1)",
        "y = torch._convolution(x, w, b, [2, 2], [0, 0], [1, 1], True, [0, 0], 1, False, False, True, True)",
        "y = torch.ops.aten.convolution(x, w, b, [2, 2], [0, 0], [1, 1], True, [0, 0], 1)",
        "y = torch.ops.aten.convolution.default(x, w, b, [2, 2], [1, 1], [1, 1], True, [0, 0], 1)",
        "y = torch.ops.aten.conv_transpose2d(x, w, b, [2, 3])",
        "y = torch.ops.aten.conv_transpose2d.input(x, w, stride=[2, 2])",
        "y = F.conv_transpose3d(x3, w3, b, dilation=2)",
        "y = F.conv_transpose3d(x3, w3, stride=(2, 1, 3), padding=1, output_padding=(1, 0, 2), dilation=(3, 1, 2))",
        "y = F.conv_transpose3d(x3[0], w3, dilation=(2, 1, 1))",
        "wide = torch.rand(4, 2, 1, 3, 3)\ny = F.conv_transpose3d(x3, wide, None, 2, 0, 0, 2, 4)",
    ],
)
def test_functions(text: str) -> None:
    space, _ = run(f"{HEAD}{text}\n")
    names = in_mindspore({name: value for name, value in space.items() if not name.startswith("_")})
    (answer,) = answered(f"{HEAD}{text}\n")
    assert answer["layer"] is not None, answer
    assert holds(answer, names), answer
    result = eval(answer["layer"], {**names, "nn": nn, "ops": ops}).asnumpy()
    assert is_equal(result, space["y"].numpy()), answer


@pytest.mark.parametrize(
    ("call", "worlds"),
    [
        ("x3, w3, dilation=d", ["d=1", "d=2", "d=4", "d=(1, 2, 1)", "d=(3, 1, 2)", "d=[2, 1, 1]"]),
        (
            "x3, w3, b, s, 1, op, 1, (d, 1, 1)",
            ["s=1, op=0, d=1", "s=2, op=1, d=2", "s=3, op=2, d=3", "s=(1, 2, 3), op=(2, 1, 2), d=3"],
        ),
        ("x3, w3, None, s, 0, op, 1, 3", ["s=1, op=2", "s=2, op=1", "s=2, op=2", "s=(1, 2, 4), op=(2, 0, 3)"]),
        ("x3, w3, None, s, 0, (s - 1, 0, 0), 1, (d, 1, 1)", ["s=1, d=1", "s=3, d=1", "s=2, d=5"]),
        ("x, w, torch.zeros(3), s, p, op", ["s=2, p=1, op=1", "s=(2, 3), p=(0, 1), op=(1, 2)", "s=3, p=0, op=(0, 2)"]),
        ("x1, w1, None, s, p, op", ["s=2, p=1, op=1", "s=3, p=0, op=2"]),
    ],
)
def test_functions_with_open_numbers(call: str, worlds: list[str]) -> None:
    """In each world that PyTorch takes an answer holds, and each that holds computes the same."""
    dimension = 1 + call.startswith("x,") + 2 * call.startswith("x3")
    parameters = ", ".join(eval(f"dict({worlds[0]})"))
    definition = f"{HEAD}def up({parameters}):\n    return F.conv_transpose{dimension}d({call})\n"
    answers = answered(definition)
    for world in worlds:
        space, _ = run(f"{definition}y = up({world})\n")
        names = {**in_mindspore({name: value for name, value in space.items() if name[0] != "_"}), **eval(f"dict({world})")}
        names |= {name: in_mindspore(eval(text, space)) for answer in answers for name, text in answer["names"].items()}
        holding = [answer for answer in answers if holds(answer, names)]
        assert holding, (world, answers)
        for answer in holding:
            result = eval(answer["layer"], {**names, "nn": nn, "ops": ops}).asnumpy()
            assert is_equal(result, space["y"].numpy()), (world, answer)
