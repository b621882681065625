"""Both modules of a pair, run for real with the same weights: in training, and in evaluation with loaded statistics."""

from __future__ import annotations

from typing import Any

import mindspore
import numpy as np
import torch

from ..frameworks import Array
from ..layers import Shared

_LEAST = 7
_TOLERANCE = 1e-3  # of the largest value

_TORCH_UP = (torch.nn.ConvTranspose1d, torch.nn.ConvTranspose2d, torch.nn.ConvTranspose3d)
_MINDSPORE_UP = (mindspore.nn.Conv1dTranspose, mindspore.nn.Conv2dTranspose, mindspore.nn.Conv3dTranspose)
_TORCH_NORM = (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d, torch.nn.GroupNorm, torch.nn.LayerNorm)
_MINDSPORE_NORM = (mindspore.nn.BatchNorm1d, mindspore.nn.BatchNorm2d, mindspore.nn.GroupNorm, mindspore.nn.LayerNorm)
# Of PyTorch's parameters and buffers the names that MindSpore's layers have, in each of the two places they may stand.
_NORM_NAMES = {
    "weight": ("gamma",),
    "bias": ("beta",),
    "running_mean": ("moving_mean",),
    "running_var": ("moving_variance",),
}


class OriginalError(Exception):
    """The PyTorch module raises."""


class Original:
    """A PyTorch module with random weights and the statistics of a little training."""

    def __init__(self, text: str, shared: Shared, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._shared = shared
        try:
            self.module = _build(text)
        except (RuntimeError, ValueError) as error:
            raise OriginalError(str(error)) from error
        with torch.no_grad():
            for tensor in self.module.parameters():
                # Small, or tanh and sigmoid return little else than their limits, of which a normalisation makes noise.
                tensor.copy_(torch.from_numpy(self._normal(tuple(tensor.shape)) / 2))
            for module in self.module.modules():
                if isinstance(module, _TORCH_NORM) and hasattr(module, "momentum"):
                    module.momentum = 0.7
        self.module.train()
        for _ in range(2):
            self._run(self.input())

    @property
    def layer(self) -> Any:
        """The transposed convolution."""
        (layer,) = [module for module in self.module.modules() if isinstance(module, _TORCH_UP)]
        return layer

    def input(self) -> Array:
        lengths = tuple(int(length) for length in self._random.permutation(range(_LEAST, _LEAST + self._shared.dimension)))
        return self._normal((2, self._shared.in_channels, *lengths))

    def smallest(self) -> Array:
        """An input whose axes are all as short as any is."""
        return self._normal((2, self._shared.in_channels, *(_LEAST,) * self._shared.dimension))

    def outputs(self, x: Array) -> tuple[Array, Array]:
        """What evaluation and training return."""
        self.module.eval()
        evaluated = self._run(x)
        state = {name: tensor.clone() for name, tensor in self.module.state_dict().items()}
        self.module.train()
        trained = self._run(x)
        self.module.load_state_dict(state)
        return evaluated, trained

    def _run(self, x: Array) -> Array:
        """Raises OriginalError."""
        try:
            with torch.no_grad():
                result: Array = self.module(torch.from_numpy(x)).numpy()
        except (RuntimeError, ValueError) as error:
            raise OriginalError(str(error)) from error
        return result

    def _normal(self, shape: tuple[int, ...]) -> Array:
        return self._random.standard_normal(shape).astype(np.float32)


def _build(text: str) -> Any:
    namespace: dict[str, Any] = {"__name__": "pair"}
    exec(compile(text, "<pair>", "exec"), namespace)
    return namespace["Net"]()


class PortedError(Exception):
    """The MindSpore module raises."""


def outputs_of_port(text: str, original: Original, x: Array, zeros: bool = False) -> tuple[Array, Array]:
    """What the MindSpore module returns in evaluation and in training, with the weights of the PyTorch module.

    `zeros`: a bias that PyTorch's layer lacks is zeros.
    """
    try:
        module = _build(text)
        _load(module, original.module, zeros)
        module.set_train(False)
        evaluated: Array = module(mindspore.Tensor(x)).asnumpy()
        module.set_train(True)
        trained: Array = module(mindspore.Tensor(x)).asnumpy()
    except (TypeError, ValueError, RuntimeError, IndexError) as error:
        raise PortedError(str(error)) from error
    return evaluated, trained


def has_same_bias(text: str, original: Original) -> bool:
    """Whether the MindSpore layer adds a bias if and only if PyTorch's does. Raises PortedError where it cannot be built."""
    try:
        ours = _layers(_build(text))[0]
    except (TypeError, ValueError) as error:
        raise PortedError(str(error)) from error
    return (ours.bias is None) == (original.layer.bias is None)


def without_bias(text: str, original: Original) -> bool:
    """Whether both modules return the same while neither layer's bias is more than zeros."""
    with torch.no_grad():
        kept = original.layer.bias
        original.layer.bias = None
        try:
            x = original.input()
            return equal(original.outputs(x), outputs_of_port(text, original, x, zeros=True))
        finally:
            original.layer.bias = kept


def _layers(port: Any) -> list[Any]:
    return [cell for _, cell in port.cells_and_names() if isinstance(cell, _MINDSPORE_UP)]


def _load(port: Any, original: Any, zeros: bool) -> None:
    """Load PyTorch's parameters and statistics; a bias that PyTorch's layer lacks gets values of its own, or `zeros`."""
    (theirs,) = [module for module in original.modules() if isinstance(module, _TORCH_UP)]
    (ours,) = _layers(port)
    weight = theirs.weight.detach().numpy()
    ours.weight.set_data(mindspore.Tensor(weight.reshape(ours.weight.shape)))
    if ours.has_bias:
        own = np.zeros(ours.out_channels) if zeros else np.linspace(1, 2, ours.out_channels)
        bias = own if theirs.bias is None else theirs.bias.detach().numpy()
        ours.bias.set_data(mindspore.Tensor(bias.astype(np.float32)))
    norms = [module for module in original.modules() if isinstance(module, _TORCH_NORM)]
    cells = [cell for _, cell in port.cells_and_names() if isinstance(cell, _MINDSPORE_NORM)]
    for norm, cell in zip(norms, cells, strict=True):
        for name, names in _NORM_NAMES.items():
            value = getattr(norm, name, None)
            target = next((getattr(cell, other) for other in names if hasattr(cell, other)), None)
            if value is not None:
                assert target is not None, name
                target.set_data(mindspore.Tensor(value.detach().numpy()))


def equal(one: tuple[Array, Array], other: tuple[Array, Array]) -> bool:
    """Whether both give the same, in evaluation and in training."""
    return all(map(_is_close, one, other))


def _is_close(one: Array, other: Array) -> bool:
    if one.shape != other.shape:
        return False
    return not one.size or bool(np.abs(one - other).max() <= _TOLERANCE * max(np.abs(one).max(), 1e-6))
