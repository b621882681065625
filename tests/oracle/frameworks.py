"""MindSpore and PyTorch, run for real: CPU, float32, one thread."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GLOG_v", "4")  # MindSpore's C++ log: nothing below critical

import mindspore
import numpy as np
import torch
from mindspore import nn

from .layers import MindSporeLayer, Shared, TorchLayer

Array = np.ndarray

torch.set_num_threads(1)


def weights(shared: Shared, generator: np.random.Generator) -> tuple[Array, Array]:
    """Random weight (in, out / groups, *kernel) and bias (out,)."""
    weight = generator.standard_normal((shared.in_channels, shared.out_channels // shared.groups, *shared.kernel_size))
    return weight.astype(np.float32), generator.standard_normal(shared.out_channels).astype(np.float32)


def inputs(shared: Shared, lengths: tuple[int, ...], generator: np.random.Generator) -> Array:
    """A random input (1, in, *lengths)."""
    return generator.standard_normal((1, shared.in_channels, *lengths)).astype(np.float32)


def run_torch(shared: Shared, layer: TorchLayer, weight: Array, bias: Array, x: Array) -> Array:
    """What `torch.nn.ConvTranspose*d` returns, built with every argument and given these weights."""
    build = (torch.nn.ConvTranspose1d, torch.nn.ConvTranspose2d, torch.nn.ConvTranspose3d)[shared.dimension - 1]
    module = build(
        shared.in_channels,
        shared.out_channels,
        shared.kernel_size,
        stride=shared.stride,
        padding=layer.padding,
        output_padding=layer.output_padding,
        groups=shared.groups,
        bias=shared.bias,
        dilation=shared.dilation,
        device="meta",
    )
    parameters = {"weight": torch.from_numpy(weight)} | ({"bias": torch.from_numpy(bias)} if shared.bias else {})
    with torch.no_grad():
        return torch.func.functional_call(module, parameters, torch.from_numpy(x)).numpy()


def run_mindspore(shared: Shared, layer: MindSporeLayer, weight: Array, bias: Array, x: Array) -> Array:
    """What `mindspore.nn.Conv*dTranspose` returns, built with every argument and given these weights."""
    build = (nn.Conv1dTranspose, nn.Conv2dTranspose, nn.Conv3dTranspose)[shared.dimension - 1]
    one = shared.dimension == 1
    module = build(
        shared.in_channels,
        shared.out_channels,
        shared.kernel_size[0] if one else shared.kernel_size,
        stride=shared.stride[0] if one else shared.stride,
        pad_mode=layer.pad_mode,
        padding=layer.padding[0] if one else layer.padding,
        dilation=shared.dilation[0] if one else shared.dilation,
        group=shared.groups,
        has_bias=shared.bias,
        weight_init=mindspore.Tensor(weight),
        bias_init=mindspore.Tensor(bias),
        **({} if one else {"output_padding": layer.output_padding}),
    )
    result: Array = module(mindspore.Tensor(x)).asnumpy()
    return result
