"""MST106: output_padding that raises, mostly at the first call."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...languages import Phrase
from ...layers.call import Argument, LayerCall
from ...layers.geometry import mode
from ..rule import CONSTRUCTOR_ERRORS, Case, Context, Report, Rule, Yields
from ..shared.order import in_order
from ..shared.remedy import write
from ..shared.values import axis_values, is_int, item_texts, refused, sizes_wrong, tuple_text, written
from ..shared.wording import THE_DEFAULT, after_colon


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    seen = in_order(call, context)
    argument = seen.arguments.get("output_padding")
    if argument is None:
        return
    if refused(call, argument.value, 0):
        if _rejected_when_built(seen, argument) or not _ignored(seen, context):
            yield _form(call, argument)
    elif not _ignored(seen, context):
        yield from _range(call, seen, argument)


def _rejected_when_built(call: LayerCall, argument: Argument) -> bool:
    """Whether the constructor itself raises: that of the 2-D layer looks only at the type and the length."""
    value, dimension = argument.value, call.layer.dimension
    return (
        dimension == 3
        or call.signature.roles.as_torch
        or not (is_int(value) or (isinstance(value, tuple) and len(value) == dimension))
    )


def _ignored(call: LayerCall, context: Context) -> bool:
    """Whether the layer may not look at output_padding."""
    return context.release.ignores_output_padding and call.layer.dimension == 2 and call.value("has_bias") is not False


def _form(call: LayerCall, argument: Argument) -> Report:
    value, dimension = argument.value, call.layer.dimension
    texts = item_texts(call.source, argument.node)
    is_list = isinstance(value, list) and len(texts) == dimension and not sizes_wrong(tuple(value), dimension, 0)
    text = tuple_text(texts) if is_list else ""
    return Report(
        at=argument.node,
        message="form",
        writes=("output_padding",),
        parts={
            "output_padding": written(call, argument),
            "dimension": dimension,
            "remedy": after_colon(write(text) if text else ""),
        },
        edits=edits.replace_value(call, argument, text) if text else (),
        remedy=write(f"output_padding={text}"),
        safe=True,
    )


def _range(call: LayerCall, seen: LayerCall, argument: Argument) -> Iterator[Report]:
    dimension, as_torch = call.layer.dimension, call.signature.roles.as_torch
    built, called = Phrase("when_built", "when the layer is built"), Phrase("at_call", "at the first call")
    when = built if dimension == 3 and not as_torch else called
    parts: dict[str, object] = {"output_padding": written(call, argument), "when": when}
    at = argument.node
    steps = [axis_values(seen.value(name), dimension) or (None,) * dimension for name in ("stride", "dilation")]
    for item, stride, dilation in zip(axis_values(argument.value, dimension), *steps):
        if not (is_int(item) and is_int(stride) and is_int(dilation)):
            continue
        if item >= max(stride, dilation) and max(stride, dilation) > 0:
            yield Report(at=at, message="range", writes=("output_padding",), parts={**parts, "limit": max(stride, dilation)})
            return
        if dimension == 3 and not as_torch and item >= stride > 0:
            yield Report(at=at, message="stride", writes=("output_padding",), parts={**parts, "stride": stride})
            return
    # `padding="same"` is MST102, which says another mode.
    pads = any(is_int(item) and item > 0 for item in axis_values(argument.value, dimension))
    if pads and mode(seen) in ("same", "valid") and seen.value("padding") not in ("same", "valid"):
        yield Report(
            at=at,
            message="mode",
            writes=("pad_mode",),
            parts={
                **parts,
                "pad_mode": call.value("pad_mode"),
                "default": "" if call.given("pad_mode") else THE_DEFAULT,
            },
            edits=edits.set_argument(call, "pad_mode", '"pad"'),
            remedy=write('pad_mode="pad"'),
        )


RULE = Rule(
    code="MST106",
    symbol="transpose-invalid-output-padding",
    summary="output_padding that raises, mostly at the first call",
    messages={
        "mode": 'output_padding={output_padding} raises ValueError {when} while pad_mode is "{pad_mode}"{default}:'
        ' write pad_mode="pad"',
        "range": "output_padding={output_padding} raises ValueError {when}: it must be below max(stride, dilation),"
        " here {limit}",
        "stride": "output_padding={output_padding} raises RuntimeError at the first call on CPU: in 3-D it must be below the"
        " stride, here {stride}",
        "form": "output_padding={output_padding} raises: the layer takes an int or a tuple of {dimension} ints, from 0 on"
        "{remedy}",
    },
    explanation="""\
## What it does
Reports an `output_padding` with a `pad_mode` other than "pad", one that is not below `max(stride, dilation)`, and one that
is neither an int nor a tuple with an int for each axis.

## Why it matters
`Conv2dTranspose` builds with a value of the right form: the `ValueError` comes with the first call, which may be long after.
`Conv3dTranspose` raises when it is built. On CPU it then fails to run with a value from the stride up to the dilation.
PyTorch has the same bounds, and no `pad_mode`.
""",
    bad="""\
from mindspore import nn

up = nn.Conv3dTranspose(64, 32, 3, stride=2, output_padding=1)
""",
    good="""\
from mindspore import nn

up = nn.Conv3dTranspose(64, 32, 3, stride=2, output_padding=1, pad_mode="pad")
""",
    cases=(
        Case(
            "mode",
            "nn.Conv2dTranspose(64, 32, 4, stride=2, output_padding=1)",
            "nn.Conv2dTranspose(64, 32, 4, stride=2, output_padding=0)",
        ),
        Case(
            "range",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=2)',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=0)',
        ),
        Case(
            "stride",
            'nn.Conv3dTranspose(64, 32, 3, pad_mode="pad", dilation=(1, 2, 2), output_padding=(0, 1, 1))',
            'nn.Conv3dTranspose(64, 32, 3, stride=2, pad_mode="pad", dilation=(1, 2, 2), output_padding=(0, 1, 1))',
        ),
        Case(
            "form",
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=[1, 1])',
            'nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", output_padding=(0, 0))',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose.construct; mindspore.ops.Conv3DTranspose",
    fix_safety="Unsafe: the call raises as it stands, but pad_mode may have been meant, and output_padding not. A list "
    "becomes a tuple safely.",
    yields=(Yields(("MST101",), ("mode",)),),  # with the same remedy
    check=check,
    errors=(*CONSTRUCTOR_ERRORS, RuntimeError),
    raised_by="call",
)
