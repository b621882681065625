"""The module that `port --shim` writes, beside PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import mindspore
import numpy as np
import pytest
import torch
from mindspore import nn

from .shims import SHIM, run_chunk, shim

LAYERS = 30
NORMS = {
    "weight_norm": torch.nn.utils.parametrizations.weight_norm,
    "spectral_norm": torch.nn.utils.parametrizations.spectral_norm,
    "old weight_norm": torch.nn.utils.weight_norm,
    "old spectral_norm": torch.nn.utils.spectral_norm,
}


@pytest.fixture(autouse=True)
def _mode() -> Iterator[None]:
    yield
    mindspore.set_context(mode=mindspore.PYNATIVE_MODE)


@pytest.mark.parametrize("seed", range(4))
def test_random_layers(seed: int) -> None:
    assert run_chunk(f"shim {seed}", LAYERS) == []


def assert_equal(module: torch.nn.Module, cell: nn.Cell, *shape: int) -> None:
    x = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    with torch.no_grad():
        expected = module.eval()(torch.from_numpy(x)).numpy()
    result = cell.set_train(False)(mindspore.Tensor(x)).asnumpy()
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 1e-4


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_names_and_shapes_are_pytorchs(dimension: int) -> None:
    arguments: dict[str, Any] = {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2, "dilation": 2}
    original = getattr(torch.nn, f"ConvTranspose{dimension}d")(4, 6, 3, **arguments)
    cell = getattr(shim(), f"ConvTranspose{dimension}d")(4, 6, 3, **arguments)
    theirs = {name: tuple(value.shape) for name, value in original.state_dict().items()}
    assert {name: parameter.shape for name, parameter in cell.parameters_and_names()} == theirs


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_initial_weights_are_drawn_as_pytorchs(dimension: int) -> None:
    arguments: dict[str, Any] = {"in_channels": 16, "out_channels": 32, "kernel_size": 3, "groups": 2}
    original = getattr(torch.nn, f"ConvTranspose{dimension}d")(**arguments)
    cell = getattr(shim(), f"ConvTranspose{dimension}d")(**arguments)
    for name in ("weight", "bias"):
        theirs, ours = getattr(original, name).detach().numpy(), getattr(cell, name).asnumpy()
        assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.15)
        assert abs(ours.mean()) < np.abs(ours).max() / 2


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_functions(dimension: int) -> None:
    generator = np.random.default_rng(dimension)
    x, w, b = (
        generator.standard_normal(shape).astype(np.float32)
        for shape in ((2, 4, *(5,) * dimension), (4, 3, *(3,) * dimension), (6,))
    )
    arguments = {"stride": 2, "padding": [1], "output_padding": (1,) * dimension, "groups": 2, "dilation": 2}
    name = f"conv_transpose{dimension}d"
    expected = getattr(torch.nn.functional, name)(*map(torch.from_numpy, (x, w, b)), **arguments)
    result = getattr(shim(), name)(*map(mindspore.Tensor, (x, w, b)), **arguments)
    assert np.abs(result.asnumpy() - expected.numpy()).max() < 1e-4


@pytest.mark.parametrize(
    ("layer", "arguments"),
    [
        ("ConvTranspose2d", {"stride": 2, "output_padding": 2}),
        ("ConvTranspose2d", {"stride": 0}),
        ("ConvTranspose2d", {"groups": 3}),
        ("ConvTranspose1d", {"padding_mode": "reflect"}),
    ],
)
def test_what_pytorch_refuses(layer: str, arguments: dict[str, Any]) -> None:
    with pytest.raises((ValueError, RuntimeError)):
        getattr(torch.nn, layer)(4, 4, 3, **arguments)(torch.ones(1, 4, *(5,) * int(layer[-2])))
    with pytest.raises(ValueError, match=r"must be|padding_mode"):
        getattr(shim(), layer)(4, 4, 3, **arguments)


@pytest.mark.parametrize("size", [(8, 9), (11, 9), (9,)])
def test_output_size_that_pytorch_refuses(size: tuple[int, ...]) -> None:
    """A 3 x 3 kernel with stride 2 makes 9 or 10 of 5 and 4 rows."""
    with pytest.raises(ValueError, match=r"output.size"):
        torch.nn.ConvTranspose2d(4, 4, 3, 2, 1)(torch.ones(1, 4, 5, 5), output_size=size)
    with pytest.raises(ValueError, match=r"output.size"):
        shim().ConvTranspose2d(4, 4, 3, 2, 1)(mindspore.ops.ones((1, 4, 5, 5)), size)


def test_what_mindspore_cannot() -> None:
    layer = shim().ConvTranspose3d(1, 1, 8)
    with pytest.raises(ValueError, match="343"):
        layer(mindspore.ops.ones((1, 1, 2, 2, 2)))


def test_output_size_with_batch_and_channels() -> None:
    original = torch.nn.ConvTranspose2d(4, 4, 3, 2, 1)
    cell = shim().ConvTranspose2d(4, 4, 3, 2, 1)
    shim().load_state_dict(cell, original.state_dict())
    x = np.random.default_rng(0).standard_normal((1, 4, 6, 6)).astype(np.float32)
    expected = original(torch.from_numpy(x), output_size=torch.Size((1, 4, 12, 11))).detach().numpy()
    result = cell(mindspore.Tensor(x), (1, 4, 12, 11)).asnumpy()
    assert np.abs(result - expected).max() < 1e-4


class Original(torch.nn.Module):
    """Layers whose parameters MindSpore calls otherwise, or keeps in another shape."""

    def __init__(self) -> None:
        super().__init__()
        self.up = torch.nn.ConvTranspose1d(4, 6, 3, 2, 1)
        self.norm = torch.nn.BatchNorm1d(6)
        self.out = torch.nn.Sequential(torch.nn.ConvTranspose1d(6, 6, 4, 2), torch.nn.Conv1d(6, 2, 3, padding=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(torch.relu(self.norm(self.up(x))))


class Ported(nn.Cell):
    def __init__(self) -> None:
        super().__init__()
        self.up = nn.SequentialCell(nn.Conv1dTranspose(4, 6, 3, 2, pad_mode="pad", padding=1, has_bias=True), nn.Identity())
        self.norm = nn.BatchNorm1d(6)
        self.out = nn.SequentialCell(
            shim().ConvTranspose1d(6, 6, 4, 2), nn.Conv1d(6, 2, 3, pad_mode="pad", padding=1, has_bias=True)
        )

    def construct(self, x: mindspore.Tensor) -> mindspore.Tensor:
        y = self.up(x)
        # MindSpore's BatchNorm1d takes (N, C) only.
        n, c, length = y.shape
        y = self.norm(y.transpose(0, 2, 1).reshape(-1, c)).reshape(n, length, c).transpose(0, 2, 1)
        return self.out(mindspore.ops.relu(y))


def trained() -> Original:
    original = Original()
    for _ in range(3):
        original(torch.randn(8, 4, 7) * 3 + 1)
    return original


def test_a_network_of_mindspores_own_layers() -> None:
    original, ported = trained(), Ported()
    assert shim().load_state_dict(ported, original.state_dict()) == ([], [])
    assert_equal(original, ported, 2, 4, 7)


def test_what_is_left_over() -> None:
    state = {**trained().state_dict(), "head.weight": torch.ones(2)}
    del state["up.bias"]
    before = Ported()
    weight = before.up[0].weight.asnumpy()
    with pytest.raises(KeyError, match=r"up\.0\.bias.*head\.weight"):
        shim().load_state_dict(before, state)
    assert np.array_equal(before.up[0].weight.asnumpy(), weight)
    assert shim().load_state_dict(before, state, strict=False) == (["up.0.bias"], ["head.weight"])


def test_another_shape() -> None:
    state = trained().state_dict()
    with pytest.raises(ValueError, match=r"up\.0\.weight has the shape"):
        shim().load_state_dict(Ported(), {**state, "up.weight": state["up.weight"].transpose(0, 1)})


@pytest.mark.parametrize("dimension", [1, 2, 3])
@pytest.mark.parametrize("name", NORMS)
def test_norms_are_folded(name: str, dimension: int) -> None:
    norm: Callable[..., torch.nn.Module] = NORMS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        build = getattr(torch.nn, f"ConvTranspose{dimension}d")
        # As many channels on both sides: which axis spectral_norm goes by shows in no shape.
        original = torch.nn.Sequential(norm(build(4, 4, 3, 2)), torch.nn.ReLU())
    original.train()(torch.randn(2, 4, *(5,) * dimension))
    for parameter in original.parameters():
        parameter.data += torch.randn_like(parameter) * 0.1
    original.train()(torch.randn(2, 4, *(5,) * dimension))
    cell = nn.SequentialCell(getattr(shim(), f"ConvTranspose{dimension}d")(4, 4, 3, 2), nn.ReLU())
    assert shim().load_state_dict(cell, original.state_dict()) == ([], [])
    assert_equal(original, cell, 2, 4, *(5,) * dimension)


def test_norms_of_other_layers() -> None:
    original = torch.nn.Sequential(torch.nn.utils.parametrizations.spectral_norm(torch.nn.Linear(4, 4)))
    cell = nn.SequentialCell(nn.Dense(4, 4))
    assert shim().load_state_dict(cell, original.eval().state_dict()) == ([], [])
    assert_equal(original, cell, 2, 4)


def test_arrays_instead_of_tensors() -> None:
    cell = shim().ConvTranspose2d(2, 2, 3)
    shim().load_state_dict(cell, {"weight": np.ones((2, 2, 3, 3), np.float32), "bias": [1.0, 2.0]})
    assert cell.bias.asnumpy().tolist() == [1.0, 2.0]


def test_it_imports_nothing_of_the_linter() -> None:
    assert "lint_transpose" not in SHIM.read_text().replace("`lint-transpose", "")
