"""What is said of values of which only the kind is known, beside what MindSpore does with values of that kind."""

from __future__ import annotations

import math
import warnings

import mindspore
import numpy as np
import pytest
from mindspore import Tensor, nn, ops

from lint_transpose import check_source

from . import frameworks  # noqa: F401  quiet, on one thread

_HEAD = "import math\nimport numpy as np\nimport mindspore\nfrom mindspore import Tensor, nn, ops\n"
_GIVEN = "n, x, text"
# What the parameters may hold: numbers, tensors and arrays; no class of its own redefines arithmetic.
_HELD: list[tuple[object, object, object]] = [(2, 4, "2"), (3, 1.5, "pad"), (4, Tensor(2), "same"), (2, np.array([2, 2]), "")]

EXPRESSIONS = [
    *("x / 2", "(n - 1) / 2", "-(x / 2)", "x / 2 + 1", "n * (x / 2)", "float(n)", "math.sqrt(n)", "math.log2(n) * 2"),
    *("str(n)", "f'{n}'", "f'{n:>3}'", "text + 'x'", "'{}'.format(n)", "'%s' % n", "str(n) * 2", "repr(x)", "text.upper()"),
    *("Tensor(4)", "Tensor(n)", "ops.reshape(Tensor([2, 2]), (2,))[0]", "ops.zeros((n,))", "Tensor([2, 2])[0]"),
    *("np.array([2, 2])[0]", "np.arange(4)[n - 2]", "np.int64(n)", "tuple(np.repeat(2, 2))", "tuple(np.repeat(2, 4))"),
    *("np.array([2, 2])", "np.ones((2, 2))", "np.sum([1, 1])", "np.array([2, 2])[0] + 1", "np.arange(4) * 2"),
    *("[n, n]", "[n] * n", "[n for _ in range(n)]", "list(text)", "sorted([n])", "range(n)", "zip([n], [n])", "{n}", "{n: n}"),
    *("dict(a=n)", "not n", "n is None", "bool(n)", "n in (2, 3)", "isinstance(x, int)", "lambda: n", "nn.ReLU()"),
    *(
        "str(n).count('2') + 1",
        "f'{n}'.isdigit()",
        "Tensor([[2, 2]]).shape[1]",
        "np.ones((2, 2)).shape[0]",
        "np.int64(n).item()",
    ),
    *(
        "nn.Conv2dTranspose(4, 4, 3).weight",
        "nn.Dense(4, 4).in_channels",
        "ops.ones((4, 4, 3, 3))",
        "(x / 2) and n",
        "n or x / 2",
    ),
    *("(x / 2).__class__(3)", "ops.zeros((n,)).shape[0]", "np.arange(4).tolist()", "np.array(3).tolist()", "range(n).stop"),
    *("np.int64(n).item()", "n or x / 2"),
    *("int(n)", "len(text) + 2", "n // 2 + 1", "round(n / 2) + 1", "int(n / 2) + 1", "abs(n)", "math.ceil(n / 2)"),
]
_PARAMETERS = ("kernel_size", "stride", "dilation", "padding", "pad_mode", "has_bias", "group", "in_channels", "weight_init")


def is_reported(parameter: str, expression: str, layer: str) -> bool:
    given = {"in_channels": "4", "out_channels": "4", "kernel_size": "3", "pad_mode": '"pad"', parameter: expression}
    call = f"mindspore.nn.{layer}({', '.join(f'{name}={text}' for name, text in given.items())})"
    return any(
        finding.code.startswith("MST1") for finding in check_source(f"{_HEAD}def build({_GIVEN}):\n    return {call}\n")
    )


def builds(parameter: str, expression: str, layer: str, held: tuple[object, object, object]) -> bool | None:
    """Whether MindSpore builds the layer; None where the expression itself raises."""
    names = dict(zip(_GIVEN.split(", "), held, strict=True))
    try:
        value = eval(expression, {"math": math, "np": np, "Tensor": Tensor, "nn": nn, "ops": ops, **names})
    except Exception:
        return None
    given = {"in_channels": 4, "out_channels": 4, "kernel_size": 3, "pad_mode": "pad", parameter: value}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            getattr(mindspore.nn, layer)(**given)
        except Exception:
            return False
    return True


@pytest.mark.parametrize("layer", ["Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose"])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_reported_raises_whatever_the_amount(expression: str, layer: str) -> None:
    for parameter in _PARAMETERS:
        if is_reported(parameter, expression, layer):
            built = [builds(parameter, expression, layer, held) for held in _HELD]
            assert True not in built, (parameter, built)


@pytest.mark.parametrize("expression", EXPRESSIONS[:33])
def test_kinds_that_no_size_may_be_are_reported(expression: str) -> None:
    built = [builds("kernel_size", expression, "Conv2dTranspose", held) for held in _HELD]
    assert False in built
    assert True not in built
    # An operand of which nothing is known leaves a sum of strings undecided, and the items of an array.
    if expression not in ("text + 'x'", "text.upper()", "list(text)", "np.arange(4)[n - 2]", "Tensor([2, 2])[0]"):
        assert is_reported("kernel_size", expression, "Conv2dTranspose")


_TENSORS = [
    *(
        "np.ones((4, 4, 3, 3)).astype(np.float32)",
        "np.zeros((4, 2, 3, 3), np.float32)",
        "np.ones((4, 3, 3, 3))",
        "np.ones((3, 3))",
    ),
    *(
        "np.random.randn(4, 4, 3).astype('float32')",
        "np.full((4, 4, 1, 3), 1.0)",
        "np.random.normal(0, 1, (4, 4, 3, 3, 3))",
        "1.0",
    ),
]
_WEIGHTS = [
    *(f"Tensor({text})" for text in _TENSORS),
    *(
        "ops.ones((4, 4, 3, 3), mindspore.float32)",
        "ops.zeros((4, 4, 3))",
        "mindspore.Parameter(Tensor(np.ones((4, 2, 3, 3))))",
    ),
    *(f"mindspore.common.initializer.initializer('ones', {shape})" for shape in ((4, 4, 3, 3), (4, 4, 3), [4, 2, 3, 3], (3,))),
]


@pytest.mark.parametrize("given", ["", ", group=2", ", has_bias=True"])
@pytest.mark.parametrize("layer", ["Conv1dTranspose", "Conv2dTranspose", "Conv3dTranspose"])
def test_tensors_of_another_shape_are_reported_if_and_only_if_they_raise(layer: str, given: str) -> None:
    parameter = "bias_init" if given == ", has_bias=True" else "weight_init"
    for text in [*_WEIGHTS, "Tensor(np.ones(4))", "ops.ones((4,))", "Tensor(np.ones((1, 4)))"]:
        call = f"mindspore.nn.{layer}(4, 4, 3{given}, {parameter}={text})"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                eval(call, {"mindspore": mindspore, "np": np, "ops": ops, "Tensor": Tensor})
                raises = False
            except Exception:
                raises = True
        assert any(finding.code == "MST107" for finding in check_source(f"{_HEAD}{call}\n")) is raises, call
