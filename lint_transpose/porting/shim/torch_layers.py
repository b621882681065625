"""PyTorch's transposed convolutions for MindSpore: its arguments, values, parameter names and shapes.

`lint-transpose port --shim FILE` writes this module. It needs only MindSpore and is yours to change. It was run with
MindSpore 2.10 on CPU, in PYNATIVE and GRAPH mode.

    up = ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
    load_state_dict(net, torch.load("net.pth", map_location="cpu"))

MindSpore computes no 3-D kernel of more than 343 elements (a dilated depth counts whole) and no depth stride above 256:
such layers raise ValueError. They are legal in PyTorch. On CPU its gradient of a 3-D weight is not to be trusted where the
result is smaller than the kernel.
"""

import math

import mindspore
import numpy as np
from mindspore import Parameter, Tensor, nn, ops
from mindspore.common.initializer import HeUniform, Uniform, initializer

__all__ = [
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "load_state_dict",
]

_LARGEST_KERNEL_3D = 343
_LARGEST_DEPTH_STRIDE = 256


class _ConvTranspose(nn.Cell):
    """What the layers of each dimension share. `device` is ignored; input may lack the batch axis."""

    dimension = 2

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        super().__init__()
        if padding_mode != "zeros":
            raise ValueError('padding_mode must be "zeros"')
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError("in_channels and out_channels must be divisible by groups")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = _for_each_axis(kernel_size, self.dimension)
        self.stride = _for_each_axis(stride, self.dimension)
        self.padding = _for_each_axis(padding, self.dimension)
        self.output_padding = _for_each_axis(output_padding, self.dimension)
        self.dilation = _for_each_axis(dilation, self.dimension)
        _require_legal(self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation)
        dtype = mindspore.float32 if dtype is None else dtype
        shape = (in_channels, out_channels // groups, *self.kernel_size)
        self.weight = Parameter(initializer(HeUniform(math.sqrt(5)), shape, dtype))
        self.bias = None
        if bias:
            bound = 1 / math.sqrt(math.prod(shape[1:]))
            self.bias = Parameter(initializer(Uniform(bound), (out_channels,), dtype))

    def construct(self, x, output_size=None):
        return _conv_transpose(
            x, self.weight, self.bias, self.stride, self.padding, self.output_padding, self.groups, self.dilation, output_size
        )


class ConvTranspose1d(_ConvTranspose):
    """torch.nn.ConvTranspose1d: (N, C, L) or (C, L)."""

    dimension = 1


class ConvTranspose2d(_ConvTranspose):
    """torch.nn.ConvTranspose2d: (N, C, H, W) or (C, H, W)."""

    dimension = 2


class ConvTranspose3d(_ConvTranspose):
    """torch.nn.ConvTranspose3d: (N, C, D, H, W) or (C, D, H, W)."""

    dimension = 3


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose1d."""
    return _conv_transpose(input, weight, bias, *_axes(1, stride, padding, output_padding), groups, *_axes(1, dilation), None)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose2d."""
    return _conv_transpose(input, weight, bias, *_axes(2, stride, padding, output_padding), groups, *_axes(2, dilation), None)


def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose3d."""
    return _conv_transpose(input, weight, bias, *_axes(3, stride, padding, output_padding), groups, *_axes(3, dilation), None)


# -- values --------------------------------------------------------------------------------------------------------------


def _conv_transpose(x, weight, bias, stride, padding, output_padding, groups, dilation, output_size):
    kernel = weight.shape[2:]
    is_batched = len(x.shape) == len(kernel) + 2
    if not is_batched:
        x = x.expand_dims(0)
    if output_size is not None:
        output_padding = _output_padding(x.shape[2:], kernel, stride, padding, dilation, output_size)
    if len(kernel) == 1:  # a 2-D layer with a height of 1
        x, weight = x.expand_dims(2), weight.expand_dims(2)
        stride, padding, output_padding, dilation = _flat(stride, padding, output_padding, dilation)
    if len(kernel) == 3:
        y = _three_dimensional(x, weight, stride, padding, output_padding, groups, dilation)
    else:
        y = _two_dimensional(x, weight, stride, padding, output_padding, groups, dilation)
    if bias is not None:
        y = ops.BiasAdd("NCDHW" if len(kernel) == 3 else "NCHW")(y, bias)
    if len(kernel) == 1:
        y = y.squeeze(2)
    return y if is_batched else y.squeeze(0)


def _two_dimensional(x, weight, stride, padding, output_padding, groups, dilation):
    kernel = weight.shape[2:]
    rows, pads, size = _window(x.shape[2:], kernel, stride, padding, output_padding, dilation)
    if rows != (0, 0):
        x = ops.pad(x, (0, rows[1], 0, rows[0]))
    layer = ops.Conv2DTranspose(x.shape[1], kernel, pad_mode="pad", pad=pads, stride=stride, dilation=dilation, group=groups)
    return layer(x, weight, (x.shape[0], weight.shape[1] * groups, size[0], size[1]))


def _three_dimensional(x, weight, stride, padding, output_padding, groups, dilation):
    if dilation[0] != 1 and weight.shape[2] != 1:
        weight = _with_depth_dilated(weight, dilation[0])
    dilation = (1, dilation[1], dilation[2])
    kernel = weight.shape[2:]
    _require_size(kernel, stride)
    rows, pads, _ = _window(x.shape[2:], kernel, stride, padding, output_padding, dilation)
    if rows != (0, 0, 0):
        x = ops.pad(x, (0, rows[2], 0, rows[1], 0, rows[0]))
    layer = ops.Conv3DTranspose(
        x.shape[1],
        weight.shape[1] * groups,
        kernel,
        pad_mode="pad",
        pad=pads,
        stride=stride,
        dilation=dilation,
        group=groups,
    )
    return layer(x, weight)


def _with_depth_dilated(weight, dilation):
    """The same kernel with zeros between its taps along the depth, where MindSpore takes no dilation."""
    i, o, d, h, w = weight.shape
    spread = ops.pad(weight.reshape(i, o, d, 1, h * w), (0, 0, 0, dilation - 1)).reshape(i, o, d * dilation, h, w)
    return spread[:, :, : (d - 1) * dilation + 1]


# The functions below see numbers only: GRAPH mode calls them while it compiles.


@ops.constexpr
def _window(lengths, kernel, stride, padding, output_padding, dilation):
    """Zeros to append to the input on each axis, the padding at both ends of each, and the output lengths.

    output_padding makes the padding at the end smaller. Where it exceeds it, a zero after the input makes room.
    """
    rows = tuple(max(-((p - op) // s), 0) for p, op, s in zip(padding, output_padding, stride))
    ends = tuple(p - op + row * s for p, op, row, s in zip(padding, output_padding, rows, stride))
    pads = tuple(pad for pair in zip(padding, ends) for pad in pair)
    shortest = _shortest(lengths, kernel, stride, padding, dilation)
    return rows, pads, tuple(length + op for length, op in zip(shortest, output_padding))


@ops.constexpr
def _output_padding(lengths, kernel, stride, padding, dilation, output_size):
    """What output_padding gives `output_size`, with or without batch and channels."""
    size = tuple(output_size)[-len(kernel) :]
    shortest = _shortest(lengths, kernel, stride, padding, dilation)
    found = tuple(wanted - length for wanted, length in zip(size, shortest))
    if len(size) != len(kernel) or any(op < 0 or op >= s for op, s in zip(found, stride)):
        raise ValueError(f"output_size={output_size}: PyTorch gives {shortest} or less than a stride more")
    return found


def _shortest(lengths, kernel, stride, padding, dilation):
    axes = zip(lengths, kernel, stride, padding, dilation)
    return tuple((n - 1) * s - 2 * p + d * (k - 1) + 1 for n, k, s, p, d in axes)


@ops.constexpr
def _flat(stride, padding, output_padding, dilation):
    return (1, *stride), (0, *padding), (0, *output_padding), (1, *dilation)


@ops.constexpr
def _axes(dimension, *values):
    return tuple(_for_each_axis(value, dimension) for value in values)


def _for_each_axis(value, dimension):
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(values) not in (1, dimension):
        raise ValueError(f"{value}: one number is wanted, or {dimension}")
    return values if len(values) == dimension else values * dimension


def _require_legal(kernel, stride, padding, output_padding, dilation):
    """Raises ValueError where PyTorch raises."""
    if min(kernel + stride + dilation) < 1 or min(padding + output_padding) < 0:
        raise ValueError("kernel_size, stride and dilation must be positive, padding and output_padding not negative")
    if any(op >= max(s, d) for op, s, d in zip(output_padding, stride, dilation)):
        raise ValueError("output_padding must be smaller than stride or dilation")


@ops.constexpr
def _require_size(kernel, stride):
    if math.prod(kernel) > _LARGEST_KERNEL_3D or stride[0] > _LARGEST_DEPTH_STRIDE:
        raise ValueError(
            f"MindSpore takes no 3-D kernel of more than {_LARGEST_KERNEL_3D} elements and no depth stride above "
            f"{_LARGEST_DEPTH_STRIDE}, here {tuple(kernel)} and {stride[0]}"
        )


# -- weights -------------------------------------------------------------------------------------------------------------

_NAMES = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
    "embedding_table": "weight",
    "w": "weight",
}
"""What MindSpore's own layers call the parameters that PyTorch's call otherwise."""


def load_state_dict(cell, state_dict, strict=True):
    """Load a PyTorch state dict into `cell`; returns the parameters that were not in it, and its keys that were not used.

    Values may be PyTorch's tensors or arrays. The cells may be those of this module or MindSpore's own, whose names
    (`gamma`), 1-D weights (4-D in MindSpore) and added pads (`up.1.weight` for `up.weight`) are seen to. weight_norm and
    spectral_norm are folded into the weight, which is right for evaluation. With `strict`, anything left over raises
    KeyError. A value of another shape raises ValueError, before anything is loaded.
    """
    cells = dict(cell.cells_and_names())
    values = _folded({name: _array(value) for name, value in state_dict.items()}, cells)
    found, missing = {}, []
    for name, parameter in cell.parameters_and_names():
        key = next((key for key in _keys(name, cells) if key in values), None)
        if key is None:
            missing.append(name)
            continue
        value = values[key]
        if parameter.shape not in (value.shape, (*value.shape[:2], 1, *value.shape[2:])):
            raise ValueError(f"{name} has the shape {parameter.shape}, {key} {value.shape}")
        found[name] = key, parameter, value.reshape(parameter.shape)
    used = {key for key, _, _ in found.values()}
    unused = [key for key in values if key not in used and not key.endswith("num_batches_tracked")]
    if strict and (missing or unused):
        raise KeyError(f"not in the state dict: {missing}; not used: {unused}")
    for _, parameter, value in found.values():
        parameter.set_data(Tensor(value, parameter.dtype))
    return missing, unused


def _keys(name, cells):
    """The names that PyTorch may have for the parameter `name`."""
    owner, _, last = name.rpartition(".")
    names = [last, _NAMES[last]] if last in _NAMES else [last]
    owners = [owner]
    around, _, index = owner.rpartition(".")
    while index.isdigit() and isinstance(cells.get(around), nn.SequentialCell) and _has_one_layer(cells[around]):
        owners.append(around)
        around, _, index = around.rpartition(".")
    for owner in owners:
        for last in names:
            yield f"{owner}.{last}" if owner else last


def _has_one_layer(cell):
    """Whether one cell of a SequentialCell has parameters: the others are pads around it."""
    return sum(any(True for _ in inner.get_parameters()) for inner in cell.cells()) == 1


def _folded(values, cells):
    """`values` with weight_norm's and spectral_norm's parts replaced by the weight that they make."""
    folded = dict(values)
    for key in values:
        prefix = _without_end(key, "weight_g")
        if prefix is not None and f"{prefix}weight_v" in values:
            folded[f"{prefix}weight"] = _weight_norm(folded.pop(key), folded.pop(f"{prefix}weight_v"))
        prefix = _without_end(key, "parametrizations.weight.original0")
        if prefix is not None:
            direction = folded.pop(f"{prefix}parametrizations.weight.original1")
            folded[f"{prefix}weight"] = _weight_norm(folded.pop(key), direction)
        for end, before in (("weight_orig", "weight_"), ("parametrizations.weight.original", "parametrizations.weight.0._")):
            prefix = _without_end(key, end)
            if prefix is not None and f"{prefix}{before}u" in values:
                parts = [folded.pop(name) for name in (key, f"{prefix}{before}u", f"{prefix}{before}v")]
                folded[f"{prefix}weight"] = _spectral_norm(*parts, _is_transposed(prefix[:-1], cells))
    return folded


def _without_end(key, end):
    """The part of a key before `end`, its last parts; None where it ends otherwise."""
    return key[: -len(end)] if f".{key}".endswith(f".{end}") else None


def _is_transposed(owner, cells):
    inside = [cell for name, cell in cells.items() if name == owner or name.startswith(f"{owner}.")]
    return any("Transpose" in type(cell).__name__ for cell in inside)


def _weight_norm(g, v):
    axes = tuple(axis for axis in range(v.ndim) if g.ndim == 0 or g.shape[axis] == 1)
    return g * v / np.sqrt(np.square(v).sum(axes, keepdims=True))


def _spectral_norm(weight, u, v, is_transposed):
    """PyTorch takes the output channels as rows: the second axis of a transposed convolution, else the first."""
    rows = np.moveaxis(weight, 1, 0) if is_transposed else weight
    return weight / (u @ rows.reshape(rows.shape[0], -1) @ v)


def _array(value):
    """An array of a PyTorch tensor, without importing PyTorch."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()
    return np.asarray(value)
