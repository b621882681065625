"""The pairs of the official mapping page, run with random weights: `python -m tests.oracle.mapping_page`.

The page runs them with weights and inputs of ones, and prints shapes alone; both hide which values a layer returns.
Prints a Markdown table. The last pairs are the exact forms.
"""

from __future__ import annotations

import mindspore
import numpy as np
from mindspore import nn

from .frameworks import Array, inputs, run_mindspore, run_torch, weights
from .layers import MindSporeLayer, Shared, TorchLayer

Appended = tuple[tuple[int, int], ...] | None


def pad(x: Array, paddings: Appended) -> Array:
    return x if paddings is None else nn.Pad(paddings)(mindspore.Tensor(x)).asnumpy()


def pair(kernel_size: int, stride: int, bias: bool = False) -> Shared:
    return Shared(3, 8, (kernel_size,) * 2, (stride,) * 2, (1, 1), 1, bias)


def torch(padding: tuple[int, int], output_padding: int = 0) -> TorchLayer:
    return TorchLayer(padding, (output_padding,) * 2)


def with_padding(*padding: int) -> MindSporeLayer:
    return MindSporeLayer("pad", padding, (0, 0))


def with_mode(pad_mode: str) -> MindSporeLayer:
    return MindSporeLayer(pad_mode, (0, 0, 0, 0), (0, 0))


FAR = ((0, 0), (0, 0), (0, 1), (0, 1))
PAIRS: dict[str, tuple[Shared, TorchLayer, MindSporeLayer, Appended, tuple[int, int]]] = {
    "example 1": (pair(4, 1), torch((2, 4)), with_padding(2, 2, 4, 4), None, (16, 50)),
    "example 2": (pair(5, 3), torch((2, 2), 2), with_mode("same"), None, (16, 50)),
    "example 3": (pair(5, 3), torch((0, 0)), with_mode("valid"), None, (16, 50)),
    "example 3 with kernel_size=2": (pair(2, 3), torch((0, 0)), with_mode("valid"), None, (16, 50)),
    "example 4": (pair(3, 2), torch((1, 1), 1), with_padding(1, 1, 1, 1), FAR, (48, 48)),
    "example 4 with a bias": (pair(3, 2, True), torch((1, 1), 1), with_padding(1, 1, 1, 1), FAR, (48, 48)),
    "example 2, padding=(2, 0, 2, 0)": (pair(5, 3), torch((2, 2), 2), with_padding(2, 0, 2, 0), None, (16, 50)),
    "example 4, padding=(1, 0, 1, 0)": (pair(3, 2, True), torch((1, 1), 1), with_padding(1, 0, 1, 0), None, (48, 48)),
}


def main() -> None:
    generator = np.random.default_rng(0)
    print("| pair | PyTorch | MindSpore | largest difference |\n|---|---|---|---|")
    for name, (shared, its, ours, appended, lengths) in PAIRS.items():
        weight, bias = weights(shared, generator)
        x = inputs(shared, lengths, generator)
        wanted = run_torch(shared, its, weight, bias, x)
        found = pad(run_mindspore(shared, ours, weight, bias, x), appended)
        shapes = ["x".join(map(str, result.shape[2:])) for result in (wanted, found)]
        difference = f"{abs(wanted - found).max():.2g}" if wanted.shape == found.shape else "-"
        print(f"| {name} | {shapes[0]} | {shapes[1]} | {difference} |")


if __name__ == "__main__":
    main()
