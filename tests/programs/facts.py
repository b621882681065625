"""Why a layer of MindSpore 2.10 raises, from the arguments that it is given at run time.

Written from MindSpore's source and knowing nothing of the linter; `tests/oracle/test_facts.py` holds it to MindSpore itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

Arguments = Mapping[str, object]


@dataclass(frozen=True)
class Symbol:
    """Something of a framework that is only passed on. `kind`: "dtype", "initializer", "initializer class" or another."""

    name: str
    kind: str = ""


FLOAT32 = Symbol("mindspore.float32", "dtype")
_START = {"in_channels": ..., "out_channels": ..., "kernel_size": ..., "stride": 1, "pad_mode": "same", "padding": 0}
_BIAS = {"has_bias": False, "weight_init": None, "bias_init": None}
_GROUPS = {"dilation": 1, "group": 1}
PARAMETERS: Mapping[int, Arguments] = {
    1: {**_START, **_GROUPS, **_BIAS, "dtype": FLOAT32},
    2: {**_START, "output_padding": 0, **_GROUPS, **_BIAS, "dtype": FLOAT32},
    3: {**_START, **_GROUPS, "output_padding": 0, **_BIAS, "data_format": "NCDHW", "dtype": FLOAT32},
}
"""Each layer's parameters with their defaults, in order."""

_BIAS_NAMES = {"normal", "one", "ones", "truncatednormal", "uniform", "zero", "zeros"}
_WEIGHT_NAMES = {
    *_BIAS_NAMES,
    *("dirac", "he_normal", "he_uniform", "henormal", "heuniform", "orthogonal", "variancescaling"),
    *("xavier_normal", "xavier_uniform", "xaviernormal", "xavieruniform"),
}
_DTYPES = {"mindspore.float32", "mindspore.float16"}
_ORDER = "MST104"


@dataclass(frozen=True)
class Fault:
    """One reason to raise. `code` is the rule that says so, or one of `others`; `at_call`: at the layer's first call."""

    code: str
    error: type[Exception]
    others: tuple[str, ...] = ()
    at_call: bool = False

    @property
    def codes(self) -> frozenset[str]:
        return frozenset((self.code, *self.others))


def signature(dimension: int) -> inspect.Signature:
    """The constructor's signature, without `self`."""
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if default is ... else default,
            )
            for name, default in PARAMETERS[dimension].items()
        ]
    )


def faults(dimension: int, args: tuple[object, ...], kwargs: Arguments) -> list[Fault]:
    """All reasons for which building the layer, or its first call, raises; empty when it runs."""
    values, fits = _bound(dimension, args, kwargs)
    found = [] if fits else [Fault("MST103", TypeError, (_ORDER,))]
    return found + list(_of_values(dimension, values))


def _bound(dimension: int, args: tuple[object, ...], kwargs: Arguments) -> tuple[dict[str, object], bool]:
    """Each parameter's value, and whether the arguments fit the signature: what is wanting is then a 1."""
    parameters = PARAMETERS[dimension]
    given = dict(zip(parameters, args))
    fits = len(args) <= len(parameters) and kwargs.keys() <= parameters.keys() and not given.keys() & kwargs.keys()
    values = {**parameters, **{name: value for name, value in kwargs.items() if name in parameters}, **given}
    wanting = {name: 1 for name, value in values.items() if value is ...}
    return {**values, **wanting}, fits and not wanting


def effective(dimension: int, args: tuple[object, ...], kwargs: Arguments) -> tuple[object, ...]:
    """What a layer without faults computes with: the same for every spelling of the same layer."""
    values, _ = _bound(dimension, args, kwargs)
    sizes = dict.fromkeys(("kernel_size", "stride", "dilation", "output_padding"), dimension)
    if dimension > 1:
        sizes["padding"] = 2 * dimension
    mode = values["pad_mode"]
    found: list[object] = [dimension]
    for name, value in values.items():
        if name in sizes and isinstance(value, int):
            value = (value,) * sizes[name]
        if name == "pad_mode" and isinstance(mode, str):
            value = mode.lower()
        found.append((name, repr(value)))
    return tuple(found)


def _of_values(dimension: int, values: Arguments) -> Iterator[Fault]:
    yield from _of_counts(values)
    for name in ("kernel_size", "stride", "dilation"):
        if not _sizes_fit(values[name], dimension, 1):
            yield _fault("MST107", TypeError, _ORDER)
    yield from _of_padding(dimension, values)
    if "output_padding" in values:
        yield from _of_output_padding(dimension, values)
    if not isinstance(values["has_bias"], bool):
        yield _fault("MST107", TypeError, _ORDER)
    if not _initializes(values["weight_init"], _WEIGHT_NAMES, _weight_shape(dimension, values)):
        yield _fault("MST107", ValueError, _ORDER)
    if values["has_bias"] is True and not _initializes(values["bias_init"], _BIAS_NAMES, (values["out_channels"],)):
        yield _fault("MST107", ValueError, _ORDER)
    if dimension == 3:
        yield from _of_depth(values)
    dtype = values["dtype"]
    if not isinstance(dtype, Symbol) or dtype.name not in _DTYPES:
        yield _fault("MST107", TypeError, _ORDER)


def _fault(code: str, error: type[Exception], *others: str, at_call: bool = False) -> Fault:
    return Fault(code, error, others, at_call)


def _is_int(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _sizes_fit(value: object, count: int, least: int) -> bool:
    if isinstance(value, tuple) and count > 1:
        return len(value) == count and all(_is_int(item, least) for item in value)
    return _is_int(value, least)


def _of_counts(values: Arguments) -> Iterator[Fault]:
    group = values["group"]
    for name in ("in_channels", "out_channels"):
        count = values[name]
        if not _is_int(count, 1) or (_is_int(group, 1) and count % group):  # type: ignore[operator]
            yield _fault("MST107", ValueError, _ORDER)
    if not _is_int(group, 1):
        yield _fault("MST107", ValueError, _ORDER)


def _of_padding(dimension: int, values: Arguments) -> Iterator[Fault]:
    padding, mode = values["padding"], values["pad_mode"]
    if not isinstance(mode, str) or (mode.lower() if dimension == 3 else mode) not in ("same", "valid", "pad"):
        yield _fault("MST105", ValueError, _ORDER)
        mode = None
    if not _sizes_fit(padding, 1 if dimension == 1 else 2 * dimension, 0):
        yield _fault("MST102", TypeError, _ORDER)
    elif mode is not None and mode.lower() != "pad" and any(padding if isinstance(padding, tuple) else (padding,)):
        yield _fault("MST101", ValueError)


def _of_output_padding(dimension: int, values: Arguments) -> Iterator[Fault]:
    extra, mode = values["output_padding"], values["pad_mode"]
    if not _sizes_fit(extra, dimension, 0):
        formed = isinstance(extra, int) and not isinstance(extra, bool)
        formed |= isinstance(extra, tuple) and len(extra) == dimension
        yield _fault("MST106", TypeError, _ORDER, at_call=dimension == 2 and formed)
        return
    later = dimension == 2
    extras = extra if isinstance(extra, tuple) else (extra,) * dimension
    steps = []
    for name in ("stride", "dilation"):
        size = values[name]
        if not _sizes_fit(size, dimension, 1):
            return
        steps.append(size if isinstance(size, tuple) else (size,) * dimension)
    for item, stride, dilation in zip(extras, *steps, strict=True):
        # The 3-D layer takes one up to the dilation and fails to run.
        if item >= max(stride, dilation) or (dimension == 3 and item >= stride):
            yield _fault("MST106", ValueError, at_call=later or item < max(stride, dilation))
            return
    if any(extras) and isinstance(mode, str) and mode.lower() in ("same", "valid"):
        yield _fault("MST106", ValueError, "MST101", at_call=later)


def _of_depth(values: Arguments) -> Iterator[Fault]:
    kernel, stride, dilation = (values[name] for name in ("kernel_size", "stride", "dilation"))
    if _sizes_fit(kernel, 3, 1) and prod(kernel if isinstance(kernel, tuple) else (kernel,) * 3) > 343:
        yield _fault("MST107", ValueError, _ORDER)
    if _sizes_fit(stride, 3, 1) and (stride[0] if isinstance(stride, tuple) else stride) > 256:  # type: ignore[operator]
        yield _fault("MST107", ValueError, _ORDER)
    if _sizes_fit(dilation, 3, 1) and (dilation[0] if isinstance(dilation, tuple) else dilation) != 1:
        yield _fault("MST107", ValueError, _ORDER)
    if values["data_format"] != "NCDHW":
        yield _fault("MST107", ValueError, _ORDER)


def _weight_shape(dimension: int, values: Arguments) -> tuple[object, ...]:
    """That of a Tensor which may be the weight; empty where other arguments are unfit."""
    group, out, kernel = values["group"], values["out_channels"], values["kernel_size"]
    if not (_is_int(group, 1) and _is_int(out, 1) and _sizes_fit(kernel, dimension, 1)):
        return ()
    sizes = kernel if isinstance(kernel, tuple) else (kernel,) * dimension
    return (values["in_channels"], out // group, *sizes)  # type: ignore[operator]


def _initializes(value: object, names: set[str], shape: tuple[object, ...]) -> bool:
    if isinstance(getattr(value, "shape", None), tuple):
        return value.shape == shape or not shape  # type: ignore[attr-defined]
    if isinstance(value, str):
        return value.lower() in names
    return value is None or isinstance(value, (int, float)) or (isinstance(value, Symbol) and value.kind == "initializer")
