"""Releases as data: the layers of both frameworks and what their constructors accept.

Source: the constructors of the released wheels and MindSpore's own docstrings. A new MindSpore is a new row here, and a new
default in settings.py.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ..languages import Phrase
from ..record import SaidError
from ..record.dataclasses import dataclass, field

_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})(?:(?:\.|a|b|rc|[+-]).*)?", re.DOTALL)

Framework = Literal["mindspore", "torch", "mint"]
"""`mint` is MindSpore's own copy of PyTorch's interface, `mindspore.mint`: PyTorch's arguments, on Ascend only."""


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Layer:
    """A transposed convolution of one framework."""

    framework: Framework
    name: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Roles:
    """What a signature calls what others call otherwise: the bias and the groups.

    `as_torch`: `padding` is PyTorch's amount of each axis, and `output_padding` computes values, as PyTorch's does. Else
    `padding` crops each side by itself, under `pad_mode`.
    """

    bias: str
    group: str
    as_torch: bool


_OF_MINDSPORE = Roles("has_bias", "group", as_torch=False)
_OF_TORCH = Roles("bias", "groups", as_torch=True)


@dataclass(frozen=True, slots=True)
class Signature:
    """A constructor's parameters in positional order, with their defaults."""

    parameters: tuple[tuple[str, object], ...]
    roles: Roles = _OF_MINDSPORE
    names: tuple[str, ...] = field(init=False, compare=False, repr=False)
    _defaults: dict[str, object] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(name for name, _ in self.parameters))
        object.__setattr__(self, "_defaults", dict(self.parameters))

    def default(self, name: str) -> object:
        """The default of parameter `name`: REQUIRED when it has none. KeyError when the signature lacks it."""
        return self._defaults[name]


class UnknownReleaseError(SaidError):
    """The MindSpore release asked for is not in the table."""


def _signature(roles: Roles = _OF_MINDSPORE, /, **defaults: object) -> Signature:
    required = (("in_channels", REQUIRED), ("out_channels", REQUIRED), ("kernel_size", REQUIRED))
    return Signature((*required, *defaults.items()), roles)


_NORMAL = {"weight_init": "normal", "bias_init": "zeros"}
_AS_TORCH = {"weight_init": None, "bias_init": None}
_FLOAT32 = {"dtype": "mstype.float32"}
_START = {"stride": 1, "pad_mode": "same", "padding": 0}
_GROUPS = {"dilation": 1, "group": 1}
_BIAS = {"has_bias": False}
_NCDHW = {"data_format": "NCDHW"}
_OUTPUT_PADDING = {"output_padding": 0}

_1D_FIRST = _signature(**_START, **_GROUPS, **_BIAS, **_NORMAL)
_1D_2_1 = _signature(**_START, **_GROUPS, **_BIAS, **_AS_TORCH)
_1D_2_2 = _signature(**_START, **_GROUPS, **_BIAS, **_AS_TORCH, **_FLOAT32)
_2D_FIRST = _1D_FIRST
_2D_2_0 = _signature(**_START, **_OUTPUT_PADDING, **_GROUPS, **_BIAS, **_NORMAL)
_2D_2_1 = _signature(**_START, **_OUTPUT_PADDING, **_GROUPS, **_BIAS, **_AS_TORCH)
_2D_2_2 = _signature(**_START, **_OUTPUT_PADDING, **_GROUPS, **_BIAS, **_AS_TORCH, **_FLOAT32)
_3D_FIRST = _signature(**_START, **_GROUPS, **_OUTPUT_PADDING, **_BIAS, **_NORMAL, **_NCDHW)
_3D_2_1 = _signature(**_START, **_GROUPS, **_OUTPUT_PADDING, **_BIAS, **_AS_TORCH, **_NCDHW)
_3D_2_2 = _signature(**_START, **_GROUPS, **_OUTPUT_PADDING, **_BIAS, **_AS_TORCH, **_NCDHW, **_FLOAT32)
ANNOUNCED = _signature(
    _OF_TORCH, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros", dtype=None
)
"""The constructor that the docstrings of 2.7 and later announce for all three layers; no release has it yet."""
_TORCH = _signature(
    _OF_TORCH,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    bias=True,
    dilation=1,
    padding_mode="zeros",
    device=None,
    dtype=None,
)
# The lazy layers read their input channels off the first input.
_TORCH_LAZY = Signature(_TORCH.parameters[1:], _OF_TORCH)
_TORCH_FUNCTIONAL = Signature(
    (
        ("input", REQUIRED),
        ("weight", REQUIRED),
        ("bias", None),
        ("stride", 1),
        ("padding", 0),
        ("output_padding", 0),
        ("groups", 1),
        ("dilation", 1),
    ),
    _OF_TORCH,
)

_MINT = Signature(tuple((name, default) for name, default in _TORCH.parameters if name != "device"), _OF_TORCH)
_MINT_SINCE = {"ConvTranspose2d": (2, 5), "conv_transpose2d": (2, 3)}

# release -> (1-D, 2-D, 3-D); None where the release has no such layer. Oldest first.
_TABLE: dict[str, tuple[Signature | None, Signature | None, Signature | None]] = {
    "1.0": (_1D_FIRST, _2D_FIRST, None),
    "1.1": (_1D_FIRST, _2D_FIRST, None),
    "1.2": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.3": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.4": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.5": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.6": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.7": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.8": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.9": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "1.10": (_1D_FIRST, _2D_FIRST, _3D_FIRST),
    "2.0": (_1D_FIRST, _2D_2_0, _3D_FIRST),
    "2.1": (_1D_2_1, _2D_2_1, _3D_2_1),
    "2.2": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.3": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.4": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.5": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.6": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.7": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.8": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.9": (_1D_2_2, _2D_2_2, _3D_2_2),
    "2.10": (_1D_2_2, _2D_2_2, _3D_2_2),
    "announced": (ANNOUNCED, ANNOUNCED, ANNOUNCED),
}
_NEXT = (99, 0)
"""The number of the announced constructor's release: later than any."""
LAYERS: dict[str, Layer] = {
    "mindspore.nn.Conv1dTranspose": Layer("mindspore", "Conv1dTranspose", 1),
    "mindspore.nn.Conv2dTranspose": Layer("mindspore", "Conv2dTranspose", 2),
    "mindspore.nn.Conv3dTranspose": Layer("mindspore", "Conv3dTranspose", 3),
    "mindspore.mint.nn.ConvTranspose2d": Layer("mint", "ConvTranspose2d", 2),
    "mindspore.mint.nn.functional.conv_transpose2d": Layer("mint", "conv_transpose2d", 2),
    **{
        f"torch.nn.{name}": Layer("torch", name, dimension)
        for dimension in (1, 2, 3)
        for name in (f"ConvTranspose{dimension}d", f"LazyConvTranspose{dimension}d")
    },
    **{
        f"{module}.conv_transpose{dimension}d": Layer("torch", f"conv_transpose{dimension}d", dimension)
        for dimension in (1, 2, 3)
        for module in ("torch.nn.functional", "torch")
    },
}
"""Every layer by the full name under which its framework exports it."""


@dataclass(frozen=True, slots=True)
class Release:
    """One MindSpore release, "2.10" for example; "announced" is the one that brings the announced constructor."""

    name: str

    @property
    def number(self) -> tuple[int, int]:
        if self.name == "announced":
            return _NEXT
        major, minor = self.name.split(".")
        return int(major), int(minor)

    @property
    def pads_output(self) -> bool:
        """Whether the 2-D layer takes `output_padding`, as that of the 3-D has always done."""
        signature = _TABLE[self.name][1]
        return signature is not None and "output_padding" in signature.names

    @property
    def ignores_output_padding(self) -> bool:
        """Whether the 2-D layer ignores its `output_padding` where it has a bias (fixed in 2.1.0)."""
        return self.name == "2.0"

    def signature(self, layer: Layer) -> Signature | None:
        """The constructor (or function) of `layer`; None when this release has no such layer."""
        if layer.framework == "mindspore":
            return _TABLE[self.name][layer.dimension - 1]
        if layer.framework == "mint" and self.number < _MINT_SINCE[layer.name]:
            return None
        if layer.framework == "mint" and layer.name == "ConvTranspose2d":
            return _MINT
        if layer.name.startswith("Lazy"):
            return _TORCH_LAZY
        return _TORCH_FUNCTIONAL if layer.name.startswith("conv_") else _TORCH


LARGEST_KERNEL_3D = 343
"""The most elements that the kernel of a 3-D layer or primitive may have."""
LARGEST_DEPTH_STRIDE = 256

RELEASES: tuple[Release, ...] = tuple(Release(name) for name in _TABLE if name != "announced")
"""The releases that there are, the oldest first."""
NEWEST: Release = RELEASES[-1]


def release(version: str) -> Release:
    """The release of a version string: "2.10", "2.10.0". One that is newer than the newest known is taken as that one.

    "announced" is the one that brings the announced constructor. Raises UnknownReleaseError, which names the known ones.
    """
    if version.strip().lower() == "announced":
        return Release("announced")
    if is_newer(version):
        return NEWEST
    number = _number(version)
    for known in RELEASES:
        if known.number == number:
            return known
    shown = version if len(version) <= 20 else f"{version[:20]}..."
    words = "unknown MindSpore release {name}: known are {known}"
    raise UnknownReleaseError(Phrase("unknown_release", words, name=repr(shown), known=", ".join(_TABLE)))


def is_newer(version: str) -> bool:
    """Whether a version string means a release after the newest that is known."""
    number = _number(version)
    return number is not None and number > NEWEST.number


def _number(version: str) -> tuple[int, int] | None:
    """(2, 10) for "2.10", "2.10.0" and "2.10.0rc1"."""
    match = _VERSION.fullmatch(version.strip())
    return (int(match[1]), int(match[2])) if match else None
