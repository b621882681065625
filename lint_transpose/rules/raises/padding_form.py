"""MST102: padding of a form that the layer rejects."""

from __future__ import annotations

from collections.abc import Iterator

from ...editing import edits
from ...languages import Phrase
from ...layers.call import Argument, LayerCall
from ...layers.geometry import mode
from ...text.finding import Edit
from ..rule import Case, Context, Report, Rule
from ..shared.order import in_order
from ..shared.remedy import amounts_text, write
from ..shared.values import is_int, item_texts, refused, repeatable, sizes_wrong, tuple_text, written
from ..shared.wording import after_colon

_WANTED = {
    1: Phrase("int_from_0", "an int"),
    2: Phrase("sides_2d", "an int or (top, bottom, left, right)"),
    3: Phrase("sides_3d", "an int or (head, tail, top, bottom, left, right)"),
}


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    padding = in_order(call, context).arguments.get("padding")
    if padding is None or not refused(call, padding.value, 0, sides=2):
        return
    changes = _changes(call, padding)
    fix = _edits(call, padding, changes)
    remedy = write(", ".join(f"{name}={text}" for name, text in changes.items()))
    yield Report(
        at=padding.node,
        parts={
            "padding": written(call, padding),
            "wanted": _wanted(call),
            "remedy": after_colon(remedy if fix else ""),
        },
        edits=fix,
        remedy=remedy,
        safe=not call.signature.roles.as_torch,
    )


def _wanted(call: LayerCall) -> Phrase:
    dimension = call.layer.dimension
    if call.signature.roles.as_torch and dimension > 1:
        return Phrase("int_or_tuple", "an int or a tuple of {count} ints", count=dimension)
    return _WANTED[dimension]


def _changes(call: LayerCall, padding: Argument) -> dict[str, str]:
    """The parameters to set for what the text surely means; empty when it has no one meaning."""
    dimension, value = call.layer.dimension, padding.value
    if call.signature.roles.as_torch:
        return _in_torchs_form(call, value)
    if isinstance(value, str) and value in ("same", "valid") and call.absent("pad_mode"):
        return {"pad_mode": f'"{value}"'}
    texts = item_texts(call.source, padding.node)
    if not isinstance(value, (tuple, list)) or len(texts) != len(value) or any(sizes_wrong(item, 1, 0) for item in value):
        return {}
    if dimension == 1:
        # One int on both sides: all that the layer can do.
        text = texts[0] if texts and len(set(texts)) == 1 and len(texts) <= 2 else ""
    elif len(value) == dimension:
        text = tuple_text(tuple(side for item in texts for side in (item, item))) if repeatable(padding.node) else ""
    else:
        text = tuple_text(texts) if len(value) == 2 * dimension else ""
    if not text:
        return {}
    return {"padding": text, **({"pad_mode": '"pad"'} if _needs_pad_mode(call, value) else {})}


def _in_torchs_form(call: LayerCall, value: object) -> dict[str, str]:
    """What crops each side by itself as PyTorch's padding and output_padding, where they can say it."""
    dimension = call.layer.dimension
    if not isinstance(value, tuple) or len(value) != 2 * dimension or sizes_wrong(value, 2 * dimension, 0):
        return {}
    near, far = value[::2], value[1::2]
    extra = [lo - hi for lo, hi in zip(near, far)] if all(map(is_int, value)) else [-1]
    if min(extra) < 0 or (any(extra) and not call.absent("output_padding")):
        return {}
    return {"padding": amounts_text(near), **({"output_padding": amounts_text(extra)} if any(extra) else {})}


def _needs_pad_mode(call: LayerCall, value: tuple[object, ...] | list[object]) -> bool:
    """Whether the layer pads, and pad_mode says otherwise. One int an axis is PyTorch's form, which always pads."""
    if call.absent("pad_mode") and len(value) <= call.layer.dimension:
        return True
    return mode(call) in ("same", "valid") and any(is_int(item) and item > 0 for item in value)


def _edits(call: LayerCall, padding: Argument, changes: dict[str, str]) -> tuple[Edit, ...]:
    if "padding" in changes:
        return edits.change(call, changes)
    if changes and padding.keyword is not None:
        return edits.replace_argument(call, padding, "".join(f"{name}={text}" for name, text in changes.items()))
    return ()


RULE = Rule(
    code="MST102",
    symbol="transpose-padding-form",
    summary="padding of a form that the layer rejects",
    messages={"default": "padding={padding} raises: the layer takes {wanted}{remedy}"},
    explanation="""\
## What it does
Reports a `padding` that is neither an int nor a tuple with one int for each side: PyTorch's `(h, w)`, a list, a float, a
bool, a negative number, a tuple of another length. `Conv1dTranspose` takes only an int.

## Why it matters
PyTorch pads each axis by one number on both sides. MindSpore takes `(top, bottom, left, right)`, in 3-D `(head, tail, top,
bottom, left, right)`, and raises `TypeError` or `ValueError` for everything else, `(0, 0)` and lists included.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=(1, 1))
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode="pad", padding=(1, 1, 1, 1))
""",
    cases=(
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", padding=[1, 1, 1, 1])',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", padding=(1, 1, 1, 1))',
        ),
        Case(
            "default",
            'nn.Conv1dTranspose(64, 32, 4, pad_mode="pad", padding=(1,))',
            'nn.Conv1dTranspose(64, 32, 4, pad_mode="pad", padding=1)',
        ),
        Case("default", 'nn.Conv2dTranspose(64, 32, 4, padding="same")', 'nn.Conv2dTranspose(64, 32, 4, pad_mode="same")'),
        Case(
            "default",
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", padding=-1)',
            'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad", padding=0)',
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, Conv3dTranspose, Conv1dTranspose, _Conv.__init__",
    fix_safety="Safe: the call raises as it stands, and a pair or a list of ints has one meaning.",
    check=check,
)
