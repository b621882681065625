"""MST104: positional arguments in PyTorch's order, or in that of another release."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...layers.call import Argument, LayerCall, Value
from ...layers.forms import Wanted, form_for
from ...layers.geometry import per_axis
from ...layers.window import torch_window
from ...settings import Settings
from ...text.finding import Edit
from ...text.source import is_literal
from ..rule import Case, Context, Report, Rule
from ..shared.order import Order, order_of, positional
from ..shared.remedy import amounts_text, write
from ..shared.values import is_int, written
from ..shared.wording import after_colon


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    order = order_of(call, context)
    if order is None:
        return
    names = call.signature.names
    found = positional(call)
    position = next(index for index, argument in enumerate(found) if argument is order.misfit)
    fix, code = _fix(call, order, found)
    yield Report(
        at=order.misfit.node,
        message="default" if position < len(names) else "surplus",
        parts={
            "argument": written(call, order.misfit),
            "parameter": names[position] if position < len(names) else "",
            "origin": order.origin,
            "meant": order.names[position],
            "remedy": after_colon(write(code) if code else ""),
        },
        edits=fix,
        remedy=write(code),
        safe=True,
    )


def _fix(call: LayerCall, order: Order, found: list[Argument]) -> tuple[tuple[Edit, ...], str]:
    if order.is_torch and not call.signature.roles.as_torch:
        return _from_torch(call, order, found)
    names = dict(enumerate(order.names[: len(found)][order.start :], order.start))
    if not set(names.values()) <= set(call.signature.names):
        return (), ""
    return edits.to_keywords(call, names), ", ".join(
        f"{name}={call.source.one_line(found[position].node)}" for position, name in names.items()
    )


def _from_torch(call: LayerCall, order: Order, found: list[Argument]) -> tuple[tuple[Edit, ...], str]:
    """Keywords of the MindSpore layer for what PyTorch's order says; nothing where no such layer is exact."""
    written = {argument.parameter: argument for argument in call.unexpected}
    written |= {name: argument for name, argument in call.arguments.items() if argument.keyword is not None}
    written |= {argument.parameter: argument for argument in call.repeated}
    given = {**written, **dict(zip(order.names, found))}
    extra = given.get("output_padding")
    padding = _padding(call, given["padding"], extra)
    if (
        padding is None
        or call.open
        or any(not _says_nothing(name, given[name]) for name in _WITHOUT_COUNTERPART & given.keys())
    ):
        return (), ""
    moved = order.names[order.start : len(found)]
    keywords = dict(padding)
    keywords |= {_NAMES[name]: call.source.one_line(given[name].node) for name in moved if name in _NAMES}
    if not {"bias", "has_bias"} & given.keys():
        keywords["has_bias"] = "True"  # PyTorch's default
    drop: tuple[Argument, ...] = ()
    if "pad_mode" in written and written["pad_mode"].value == "pad":
        del keywords["pad_mode"]
    if extra is not None and extra.keyword is not None and "output_padding" in call.signature.names:
        drop = (extra,)
    kept = written.keys() - {argument.parameter for argument in drop}
    if kept & keywords.keys():
        return (), ""
    new = [f"{name}={text}" for name, text in keywords.items()]
    # What PyTorch's order gives in another way, and its default of bias, stand with the last of the others.
    count = len(moved)
    texts = {order.start + index: "" for index in range(count)}
    for index, text in enumerate(new):
        at = order.start + min(index, count - 1)
        texts[at] = f"{texts[at]}, {text}" if texts[at] else text
    return edits.rewrite(call, texts, drop), ", ".join(new)


_NAMES = {"groups": "group", "bias": "has_bias", "dilation": "dilation"}
_WITHOUT_COUNTERPART = {"padding_mode", "device", "dtype"}


def _says_nothing(name: str, argument: Argument) -> bool:
    """Whether an argument that MindSpore's layer has no counterpart for may be left out, or is MST103's to report."""
    return argument.keyword is not None or name == "device" or argument.value in ("zeros", None)


def _padding(call: LayerCall, padding: Argument, extra: Argument | None) -> dict[str, str] | None:
    """The keywords for PyTorch's padding and output_padding; None when the text does not decide them or no layer is exact."""
    dimension = call.layer.dimension
    crops = _axes(padding.value, dimension)
    adds = _axes(extra.value, dimension) if extra is not None else (0,) * dimension
    if crops is None or adds is None:
        return None
    # What is no number is written as it is, on both sides alike.
    as_written = not is_literal(padding.node)
    windows = map(torch_window, crops, adds)
    wanted = [Wanted(window, stride, None, None) for window, stride in zip(windows, per_axis(call, "stride", 1))]
    form = form_for(
        wanted, bias=True, argument=dimension == 3, as_torch=as_written or any(axis.window.hi < 0 for axis in wanted)
    )
    if form is None or form.parts > 1 or (as_written and any(axis.near != axis.far for axis in form.axes)):
        return None
    own = tuple(axis.output_padding or 0 for axis in form.axes)
    sides = tuple(side for axis in form.axes for side in (axis.near, axis.far))
    return {
        "pad_mode": f'"{form.pad_mode}"',
        **(_symmetric(call, padding, crops) if sides[::2] == sides[1::2] == crops else {"padding": str(sides)}),
        **({"output_padding": amounts_text(own)} if any(own) else {}),
    }


def _symmetric(call: LayerCall, padding: Argument, crops: tuple[int, ...]) -> dict[str, str]:
    if not any(crops):
        return {}
    if is_int(padding.value):
        return {"padding": call.source.one_line(padding.node)}
    if len(set(crops)) == 1:
        return {"padding": str(crops[0])}
    return {"padding": str(tuple(side for p in crops for side in (p, p)))}


def _axes(value: Value, count: int) -> tuple[int, ...] | None:
    """PyTorch's int or sequence of ints as one int an axis."""
    items = (value,) * count if is_int(value) else value
    if not isinstance(items, (tuple, list)) or len(items) != count:
        return None
    ints = tuple(item for item in items if is_int(item) and item >= 0)
    return ints if len(ints) == count else None


RULE = Rule(
    code="MST104",
    symbol="transpose-argument-order",
    summary="positional arguments in PyTorch's order, or in that of another release",
    messages={
        "default": "{argument} is taken for {parameter} and raises; in {origin}'s order it is {meant}{remedy}",
        "surplus": "{argument} is one argument too many and raises; in {origin}'s order it is {meant}{remedy}",
    },
    explanation="""\
## What it does
Reports positional arguments that cannot be what stands at their place in MindSpore's layer, but make sense in the order of
PyTorch's layer or of the same layer in another MindSpore release: an int where `pad_mode` stands, a bool where `group`
stands.

## Why it matters
PyTorch's fifth argument is `padding`, MindSpore's is `pad_mode`, so that a call copied from PyTorch raises when the layer is
built. MindSpore 2.0 put `output_padding` in front of `dilation` in the 2-D layer: positional calls written for 1.x with
`has_bias` raise since.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, 2, 1)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, 2, pad_mode="pad", padding=1, has_bias=True)
""",
    cases=(
        Case(
            "default",
            "nn.Conv2dTranspose(64, 32, 3, 2, 1, 1, 1, False)",
            'nn.Conv2dTranspose(64, 32, 3, 2, pad_mode="pad", padding=(1, 0, 1, 0), group=1, has_bias=False)',
        ),
        Case(
            "default",
            "nn.Conv3dTranspose(64, 32, 4, 2, (1, 0, 1))",
            'nn.Conv3dTranspose(64, 32, 4, 2, pad_mode="pad", padding=(1, 1, 0, 0, 1, 1))',
        ),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1, 1, 1, True)',
            'nn.Conv2dTranspose(64, 32, 4, 2, "pad", 1, dilation=1, group=1, has_bias=True)',
        ),
        Case(
            "surplus",
            'nn.Conv2dTranspose(64, 32, k, s, mode, p, op, d, g, bias, init, "zeros")',
            'nn.Conv2dTranspose(64, 32, k, s, mode, p, d, g, bias, init, "zeros")',
            settings=Settings(mindspore_version="1.10"),
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, torch.nn.ConvTranspose2d: their parameters",
    fix_safety="Safe: the call raises as it stands, and the arguments make sense in one other order. What is written computes"
    " what PyTorch's layer does, with its default bias where none is given.",
    check=check,
)
