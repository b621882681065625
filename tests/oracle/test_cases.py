"""The cases beside the rules, run: what raises by them raises, and what differs by them from PyTorch's layer differs."""

from __future__ import annotations

import re

import pytest

from lint_transpose.rules import RULES, Rule
from lint_transpose.rules.rule import Case

np = pytest.importorskip("numpy")
mindspore = pytest.importorskip("mindspore")
torch = pytest.importorskip("torch")

from mindspore import nn, ops  # noqa: E402

INPUT = {1: (2, 64, 7), 2: (2, 64, 7, 5), 3: (2, 64, 5, 4, 3)}
PARAMETERS = [
    pytest.param(rule, case, id=f"{rule.code}-{case.message}-{number}")
    for rule in RULES
    for number, case in enumerate(rule.cases)
    if case.settings is None and not rule.settings.mindspore_version.startswith("2.0")
]
ERRORS = [parameter for parameter in PARAMETERS if parameter.values[0].severity == "error"]
# The bias before a normalisation is seen once a checkpoint is loaded; of what PyTorch refuses there is nothing to hold it to.
BESIDE = [
    parameter
    for parameter in PARAMETERS
    if parameter.values[1].torch and parameter.values[1].message not in ("refused", "loaded")
]
REPLACED = [
    parameter for parameter in PARAMETERS if parameter.values[0].code in ("MST203", "MST204") and not parameter.values[1].torch
]


def dimension_of(expression: str) -> int:
    found = re.search(r"[123](?=d)", expression)
    assert found is not None
    return int(found[0])


def built(expression: str) -> object:
    names = {"mindspore": mindspore, "nn": nn, "ops": ops, "x": mindspore.Tensor(data(dimension_of(expression), expression))}
    return eval(expression, names)


def data(dimension: int, expression: str = "") -> object:
    channels = re.search(r"Conv\dd(?:Transpose)\((?:in_channels=)?(\d+)", expression)
    shape = list(INPUT[dimension])
    shape[1] = int(channels[1]) if channels else shape[1]
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def called(expression: str) -> object:
    """Builds what the expression builds, and calls it where it is a cell."""
    layer = built(expression)
    dimension = dimension_of(expression)
    return layer(mindspore.Tensor(data(dimension, expression))) if isinstance(layer, nn.Cell) else layer


PORTED = [parameter for parameter in PARAMETERS if parameter.values[0].code == "MST401" and parameter.values[1].good]
WITHOUT = [parameter for parameter in PARAMETERS if parameter.values[0].code == "MST402"]


@pytest.mark.parametrize(("rule", "case"), PORTED)
def test_good_computes_the_pytorch_layer(rule: Rule, case: Case) -> None:
    dimension = dimension_of(case.bad)
    original = eval(case.bad, {"torch": torch})
    build, step = re.fullmatch(r"(nn\.\w+\(.*?\))(?:\(x\)(\[.*\]))?", case.good).groups()  # type: ignore[union-attr]
    layer = built(build)
    weight = original.weight.detach().numpy()
    layer.weight.set_data(mindspore.Tensor(weight.reshape(layer.weight.shape)))  # type: ignore[attr-defined]
    layer.bias.set_data(mindspore.Tensor(original.bias.detach().numpy()))  # type: ignore[attr-defined]
    shape = (2, original.in_channels, *INPUT[dimension][2:])
    given = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    y = layer(mindspore.Tensor(given)).asnumpy()  # type: ignore[operator]
    found = eval(f"y{step or ''}", {"y": y})
    np.testing.assert_allclose(found, original(torch.tensor(given)).detach().numpy(), atol=1e-4)


@pytest.mark.parametrize(("rule", "case"), WITHOUT)
def test_bad_has_no_port(rule: Rule, case: Case) -> None:
    """What the layer of MindSpore with the same arguments does, and PyTorch's own: one of them raises."""
    dimension = dimension_of(case.bad)
    named = {"groups": "group", "torch.float": "mindspore.float"}
    text = case.bad.replace(f"torch.nn.ConvTranspose{dimension}d", f"nn.Conv{dimension}dTranspose")
    for old, new in named.items():
        text = text.replace(old, new)
    shape = (1, *INPUT[dimension][1:])
    kind = "float64" if "float64" in case.bad else "float32"

    def both() -> None:
        eval(case.bad, {"torch": torch})(torch.zeros(shape, dtype=getattr(torch, kind)))
        built(text)(mindspore.Tensor(np.zeros(shape, kind)))  # type: ignore[operator]

    with pytest.raises((ValueError, TypeError, RuntimeError)):
        both()


@pytest.mark.parametrize(("rule", "case"), ERRORS)
def test_bad_raises(rule: Rule, case: Case) -> None:
    with pytest.raises((*rule.errors, AttributeError, RuntimeError)):
        called(case.bad)


@pytest.mark.parametrize(("rule", "case"), ERRORS)
def test_good_does_not_raise(rule: Rule, case: Case) -> None:
    if case.good and not case.good.startswith("ops."):
        called(case.good)


@pytest.mark.parametrize(("rule", "case"), BESIDE)
def test_bad_differs_from_pytorch_and_good_does_not(rule: Rule, case: Case) -> None:
    if rule.code == "MST208" and case.message == "default":
        expected, _ = beside(case, case.good)
        assert beside(case, case.bad)[1].shape != expected.shape
        return
    expected, found = beside(case, case.bad)
    assert found.shape != expected.shape or np.abs(found - expected).max() > 0.1
    if case.good:
        expected, found = beside(case, case.good)
        np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize(("rule", "case"), REPLACED)
def test_good_computes_what_bad_fills(rule: Rule, case: Case) -> None:
    """Of the same weights: what the exact layer returns, the other does not."""
    one, other = run(case.bad), run(case.good)
    assert one.shape != other.shape or np.abs(one - other).max() > 0.1


def beside(case: Case, expression: str) -> tuple[object, object]:
    """The results of PyTorch's layer and of the expression, with the same weights and input."""
    dimension = dimension_of(case.bad)
    original = eval(f"torch.nn.ConvTranspose{dimension}d({case.torch})", {"torch": torch})
    generator = np.random.default_rng(1)
    weight = generator.standard_normal(tuple(original.weight.shape)).astype(np.float32)
    bias = generator.standard_normal(original.out_channels).astype(np.float32)
    with torch.no_grad():
        original.weight.copy_(torch.from_numpy(weight))
        if original.bias is not None:
            original.bias.copy_(torch.from_numpy(bias))
        expected = original(torch.from_numpy(data(dimension))).numpy()
    return expected, run(expression, weight, bias)


def run(expression: str, weight: object = None, bias: object = None) -> object:
    """The result of a layer, or of a slice of its result, with these weights, else always the same."""
    head, sliced, rest = expression.partition("(x)")
    cell = built(head)
    layer = next(inner for _, inner in cell.cells_and_names() if hasattr(inner, "out_channels"))
    generator = np.random.default_rng(1)
    weight = generator.standard_normal(layer.weight.shape) if weight is None else weight.reshape(layer.weight.shape)
    layer.weight.set_data(mindspore.Tensor(weight.astype(np.float32)))
    if layer.has_bias and bias is not None:
        layer.bias.set_data(mindspore.Tensor(bias))
    result = cell(mindspore.Tensor(data(dimension_of(expression), expression)))
    return (eval(f"y{rest}", {"y": result}) if sliced else result).asnumpy()
