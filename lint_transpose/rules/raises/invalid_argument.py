"""MST107: every other value that the constructor rejects."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...editing import edits
from ...languages import Phrase, Text, joined
from ...layers.call import Argument, LayerCall, Symbol, Unknown, Value
from ...layers.releases import LARGEST_DEPTH_STRIDE, LARGEST_KERNEL_3D
from ..rule import CONSTRUCTOR_ERRORS, Case, Context, Report, Rule
from ..shared.order import in_order
from ..shared.remedy import write
from ..shared.values import (
    axis_values,
    is_initializer_class,
    is_int,
    item_texts,
    refused,
    sizes_wrong,
    tuple_text,
    undecided,
    written,
)
from ..shared.wording import after_colon

_INITIALIZERS = frozenset(
    {
        "dirac",
        "he_normal",
        "he_uniform",
        "henormal",
        "heuniform",
        "normal",
        "one",
        "ones",
        "orthogonal",
        "truncatednormal",
        "uniform",
        "variancescaling",
        "xavier_normal",
        "xavier_uniform",
        "xaviernormal",
        "xavieruniform",
        "zero",
        "zeros",
    }
)
"""The names that build a weight. `identity` and `sparse` are registered too, and raise for want of two dimensions."""
_BIAS_INITIALIZERS = frozenset({"normal", "one", "ones", "truncatednormal", "uniform", "zero", "zeros"})
"""The names that need no fan-in, which the one dimension of a bias does not have."""
_INITIALIZING = ("string", "int", "bool", "float", "no int", "NumPy number", "tensor", "initializer")
"""The kinds of values that may initialize, those of a known amount and shape at least."""
_REFUSED_DTYPES = frozenset(
    {"bool", "bool_", "complex64", "complex128", "double", "float64", "int16", "int64", "uint8", "uint16", "uint32", "uint64"}
)
"""dtypes of MindSpore that no kernel of the layer takes, on any device."""


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    seen = in_order(call, context)
    for name in ("in_channels", "out_channels", call.signature.roles.group):
        if name in seen.arguments and sizes_wrong(seen.value(name), 1, 1):
            yield _report(call, name, _POSITIVE)
    yield from _divisibility(call, seen)
    for name in ("kernel_size", "stride", "dilation"):
        if name in seen.arguments:
            yield from _sizes(call, name)
    has_bias = seen.value("has_bias")
    if "has_bias" in seen.arguments and not undecided(has_bias, "bool") and not isinstance(has_bias, bool):
        yield _report(call, "has_bias", Phrase("true_or_false", "True or False"))
    yield from _initializer(call, seen, "weight_init", _INITIALIZERS)
    if seen.value("has_bias") is True:
        yield from _initializer(call, seen, "bias_init", _BIAS_INITIALIZERS)
    for name, word in (("data_format", "NCDHW"), ("padding_mode", "zeros")):
        if name in seen.arguments and not undecided(seen.value(name), "string") and seen.value(name) != word:
            yield _report(call, name, f'"{word}"')
    if (
        "dtype" in seen.arguments
        and _is_no_dtype(seen.value("dtype"))
        and seen.value("dtype") != seen.signature.default("dtype")
    ):
        yield _report(call, "dtype", joined("either", ("mindspore.float32", "mindspore.float16")))


_POSITIVE = Phrase("positive", "a positive int")


def _report(call: LayerCall, name: str, wanted: Text, fix: str = "") -> Report:
    argument = call.arguments[name]
    return Report(
        at=argument.node,
        writes=(name,),
        parts={
            "name": name,
            "value": written(call, argument),
            "wanted": wanted,
            "remedy": after_colon(write(fix) if fix else ""),
        },
        edits=edits.replace_value(call, argument, fix) if fix else (),
        remedy=write(f"{name}={fix}"),
        safe=True,
    )


def _sizes(call: LayerCall, name: str) -> Iterator[Report]:
    argument, dimension = call.arguments[name], call.layer.dimension
    if refused(call, argument.value, 1):
        several = Phrase("positives", "a positive int or a tuple of {count} positive ints", count=dimension)
        yield _report(call, name, several if dimension > 1 else _POSITIVE, _listed(call, argument))
    elif dimension == 3 and not call.signature.roles.as_torch:
        items = [item if is_int(item) else 1 for item in axis_values(argument.value, 3)]
        if name == "kernel_size" and prod(items) > LARGEST_KERNEL_3D:
            yield _report(call, name, Phrase("at_most", "no more than {most} elements in 3-D", most=LARGEST_KERNEL_3D))
        elif name == "stride" and items and items[0] > LARGEST_DEPTH_STRIDE:
            yield _report(call, name, Phrase("depth_stride", "a depth stride of {most} at most", most=LARGEST_DEPTH_STRIDE))
        elif name == "dilation" and items and items[0] != 1:
            yield _report(call, name, Phrase("depth_dilation", "no depth dilation other than 1 in 3-D"))


def _listed(call: LayerCall, argument: Argument) -> str:
    """The right form of a list or 1-tuple of ints; empty when there is none."""
    value, dimension = argument.value, call.layer.dimension
    texts = item_texts(call.source, argument.node)
    if not isinstance(value, (tuple, list)) or len(texts) != len(value) or any(sizes_wrong(item, 1, 1) for item in value):
        return ""
    if len(value) != dimension:
        return ""
    return texts[0] if dimension == 1 else tuple_text(texts)


def _divisibility(call: LayerCall, seen: LayerCall) -> Iterator[Report]:
    parameter = seen.signature.roles.group
    group = seen.value(parameter)
    if not is_int(group) or group < 1:
        return
    for name in ("in_channels", "out_channels"):
        channels = seen.value(name)
        if is_int(channels) and channels > 0 and channels % group:
            at = seen.arguments[parameter]
            yield Report(
                at=at.node,
                message="group",
                writes=(parameter,),
                parts={
                    "parameter": parameter,
                    "group": written(call, at),
                    "name": name,
                    "channels": written(call, seen.arguments[name]),
                },
            )
            return


def _initializer(call: LayerCall, seen: LayerCall, name: str, names: frozenset[str]) -> Iterator[Report]:
    if name not in seen.arguments:
        return
    value = seen.value(name)
    if isinstance(value, Symbol) and is_initializer_class(value):
        yield _report(call, name, Phrase("no_class", "an initializer, not its class"))
    elif isinstance(value, Unknown) and value.kind in ("tensor", "initializer") and value.shape is not None:
        wanted = _shape(seen, name)
        if len(wanted) != len(value.shape) or any(is_int(size) and size != given for size, given in zip(wanted, value.shape)):
            sizes = tuple_text(tuple(str(size) if is_int(size) else "?" for size in wanted))
            shaped = Phrase("shaped", "a Tensor of the shape {sizes}, not {shape}", sizes=sizes, shape=value.shape)
            yield _report(call, name, shaped)
    elif not undecided(value, *_INITIALIZING) and not _initializes(value, names, seen.signature.default(name) is None):
        some = Phrase("initializes", "a registered initializer's name, a number, a Tensor or an Initializer")
        yield _report(call, name, some)


def _shape(call: LayerCall, initializer: str) -> tuple[Value, ...]:
    """The shape that a tensor for `name` has to have, sizes that are undecided as they are."""
    given, made, group = (call.value(name) for name in ("in_channels", "out_channels", call.signature.roles.group))
    if initializer == "bias_init":
        return (made,)
    each = made // group if is_int(made) and is_int(group) and group > 0 else Unknown("channels")
    dimension = call.layer.dimension
    kernel = axis_values(call.value("kernel_size"), dimension) or (Unknown("kernel_size"),) * dimension
    return (given, each, *kernel)


def _initializes(value: Value, names: frozenset[str], none: bool) -> bool:
    if isinstance(value, str):
        return value.lower() in names
    return none if value is None else isinstance(value, (int, float))


def _is_no_dtype(value: Value) -> bool:
    if not isinstance(value, Symbol) or is_initializer_class(value):
        return not undecided(value)
    package, _, _ = value.name.partition(".")
    last = value.name.rpartition(".")[2]
    return last in _REFUSED_DTYPES if package == "mindspore" else package in ("torch", "numpy", "builtins")


RULE = Rule(
    code="MST107",
    symbol="transpose-invalid-argument",
    summary="any other value that the constructor rejects",
    messages={
        "default": "{name}={value} raises: the layer takes {wanted}{remedy}",
        "group": "{parameter}={group} raises ValueError: it does not divide {name}={channels}",
    },
    explanation="""\
## What it does
Reports every other value that the layer rejects: a list, float, bool, string, zero or tuple of another length as
`kernel_size`, `stride` or `dilation`; channels and `group` that are no positive ints, or that `group` does not divide; a
`has_bias` that is no bool; an initializer that is not registered, a NumPy array or a Tensor of another shape as one; a
`dtype` that no kernel takes. In 3-D also a depth dilation other than 1, a depth stride above 256, more than 343 elements in
the kernel, and a `data_format` other than "NCDHW".

## Why it matters
The layer raises `TypeError` or `ValueError` when it is built, for an unfit `dtype` at its first call. PyTorch is more
liberal: it takes lists, and 1 for True. `bias_init` is looked at only with `has_bias=True`, and takes no initializer that
needs a fan-in, such as "xavier_uniform".
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, [3, 5], stride=2)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, (3, 5), stride=2)
""",
    cases=(
        Case("default", "nn.Conv2dTranspose(64, 32, [4, 4])", "nn.Conv2dTranspose(64, 32, (4, 4))"),
        Case("default", "nn.Conv2dTranspose(64, 32, 4, stride=2.0)", "nn.Conv2dTranspose(64, 32, 4, stride=2)"),
        Case("default", "nn.Conv2dTranspose(64, 32, 4, has_bias=1)", "nn.Conv2dTranspose(64, 32, 4, has_bias=True)"),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, weight_init="kaiming")',
            'nn.Conv2dTranspose(64, 32, 4, weight_init="he_normal")',
        ),
        Case("group", "nn.Conv2dTranspose(64, 32, 4, group=3)", "nn.Conv2dTranspose(64, 32, 4, group=4)"),
        Case("default", "nn.Conv3dTranspose(64, 32, 3, dilation=2)", "nn.Conv3dTranspose(64, 32, 3, dilation=(1, 2, 2))"),
    ),
    source="mindspore.nn.Conv2dTranspose, _Conv.__init__; mindspore.ops.Conv3DTranspose; mindspore.common.initializer",
    fix_safety="Safe: the call raises as it stands, and a list of ints has one meaning.",
    check=check,
    errors=(*CONSTRUCTOR_ERRORS, ZeroDivisionError),
)
