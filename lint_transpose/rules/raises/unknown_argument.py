"""MST103: arguments that the layer does not have, lacks, or gets twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...editing import edits
from ...languages import Phrase, Text, joined
from ...layers.call import Argument, LayerCall, is_known
from ...layers.geometry import mode, per_axis
from ...layers.releases import REQUIRED
from ...layers.window import torch_window
from ...text.finding import Edit
from ...text.source import is_literal
from ..rule import Case, Context, Report, Rule
from ..shared.order import order_of, positional
from ..shared.remedy import in_general, remedy, write, write_in_1d
from ..shared.values import axis_values, is_int, written
from ..shared.wording import after_colon
from .function_call import describes_function, in_words, may_be_function

_BIAS, _GROUPS = ("bias", "has_bias"), ("groups", "group")
_LIKENESS = 0.75

_Known = Callable[[LayerCall, Argument, Context], tuple[tuple[Edit, ...], Text]]


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    if describes_function(call):
        yield Report(at=call.node.func, message="function", parts={"layer": _layer(call), "function": _function(call)})
        return
    renamed = set()
    for argument in call.unexpected:
        new = _new_name(call, argument.parameter)
        renamed.add(new)
        yield _unexpected(call, context, argument, new)
    order = order_of(call, context)
    missing = [name for name, default in call.signature.parameters if default is REQUIRED and call.absent(name)]
    missing = [name for name in missing if name not in renamed]
    if missing:
        yield Report(
            at=call.node.func,
            message="missing",
            parts={
                "layer": _layer(call),
                "missing": joined("names", missing),
                "release": context.release.name,
                "hint": Phrase("hint", "; {text}", text=_function(call)) if may_be_function(call, missing) else "",
            },
        )
    for argument in call.repeated:
        # What stands in another order is MST104's.
        if order is None or argument.parameter not in call.signature.names[order.start : len(positional(call))]:
            yield _repeated(call, argument)
    if call.surplus and order is None:
        argument = call.surplus[0]
        yield Report(
            at=argument.node,
            message="surplus",
            parts={
                "layer": _layer(call),
                "release": context.release.name,
                "argument": written(call, argument),
                "count": len(call.signature.names),
            },
        )


def _layer(call: LayerCall) -> str:
    return call.layer.name if call.layer.framework == "mindspore" else f"{_MINT[call.layer.name]}{call.layer.name}"


_MINT = {"ConvTranspose2d": "mint.nn.", "conv_transpose2d": "mint.nn.functional."}


def _function(call: LayerCall) -> Phrase:
    torch = f"F.conv_transpose{call.layer.dimension}d(x, weight)"
    return Phrase("function_is", "{torch} is {function}", torch=torch, function=in_words(call.layer.dimension))


def _new_name(call: LayerCall, name: str) -> str | None:
    """What this release calls `name`, or the one free parameter that is spelt like it."""
    roles = call.signature.roles
    from difflib import get_close_matches  # most texts need none

    new = roles.bias if name in _BIAS else roles.group if name in _GROUPS else ""
    if new:
        return None if call.given(new) else new
    free = [parameter for parameter in call.signature.names if call.absent(parameter)]
    begun = [parameter for parameter in free if len(name) > 2 and parameter.startswith(name.lower())]
    found = begun or get_close_matches(name.lower(), free, 2, _LIKENESS)
    return found[0] if len(begun) == 1 or (not begun and found) else None


def _unexpected(call: LayerCall, context: Context, argument: Argument, new: str | None) -> Report:
    release, name = context.release.name, argument.parameter
    remedy: Text
    at = argument.keyword if argument.here and argument.keyword is not None else argument.node
    if name not in _KNOWN and new is not None:
        fix, remedy = edits.rename_keyword(call, argument, new) if call.absent(new) else (), write(new)
    else:
        fix, remedy = _KNOWN[name](call, argument, context) if name in _KNOWN else ((), "")
    return Report(
        at=at,
        parts={
            "layer": _layer(call),
            "release": release,
            "name": name,
            "remedy": after_colon(remedy),
        },
        edits=fix,
        remedy=remedy,
        safe=name != "output_padding",
    )


def _repeated(call: LayerCall, argument: Argument) -> Report:
    first = call.arguments[argument.parameter]
    is_same = is_known(argument.value) and type(first.value) is type(argument.value) and first.value == argument.value
    fix = edits.remove_argument(call, argument) if is_same and argument.here and argument.keyword is not None else ()
    return Report(
        at=argument.keyword if argument.here and argument.keyword is not None else argument.node,
        message="repeated",
        parts={"name": argument.parameter, "remedy": after_colon(_DROP_ONE if fix else "")},
        edits=fix,
        remedy=_DROP_ONE,
        safe=True,
    )


_DROP_ONE = Phrase("drop_one", "drop one")
_LEAVE_OUT = Phrase("leave_out", "leave it out")


def _dropped(call: LayerCall, argument: Argument, context: Context) -> tuple[tuple[Edit, ...], Text]:
    return edits.remove_argument(call, argument), _LEAVE_OUT


def _dropped_if(default: str) -> _Known:
    def dropped(call: LayerCall, argument: Argument, context: Context) -> tuple[tuple[Edit, ...], Text]:
        return _dropped(call, argument, context) if argument.value == default else ((), "")

    return dropped


def _output_padding(call: LayerCall, argument: Argument, context: Context) -> tuple[tuple[Edit, ...], Text]:
    """Nothing to drop where it is zero; else the exact padding, as a fix where the layer itself is exact."""
    dimension = call.layer.dimension
    extra = axis_values(argument.value, dimension)
    if extra and not any(extra):
        return _dropped(call, argument, context)
    if order_of(call, context) is not None or not (call.absent("pad_mode") or mode(call) == "pad"):
        return (), ""
    crops = per_axis(call, "padding")
    targets = [torch_window(p, op) if p is not None and is_int(op) and op >= 0 else None for p, op in zip(crops, extra)]
    exact = remedy(call, targets, context) if len(targets) == dimension else None
    if exact is None:
        return (), _by_text(call, argument) if dimension == 1 else in_general(call)
    padding = call.arguments.get("padding")
    if (
        padding is None
        or dimension == 1
        or not is_literal(padding.node)
        or any(target and target.hi < 0 for target in targets)
    ):
        return (), exact.text
    text = f"({', '.join(str(side) for target in targets if target for side in (target.lo, target.hi))})"
    changes = {"padding": text, "pad_mode": '"pad"'}
    words = joined("steps", (write(f'padding={text}, pad_mode="pad"'), _LEAVE_OUT))
    return edits.change(call, changes, drop=(argument,)), words


def _by_text(call: LayerCall, argument: Argument) -> Text:
    """The 1-D layer crops start and end alike: both by what the end is cropped, and the rest is cut off its result."""
    padding = call.arguments.get("padding")
    if padding is None or not (padding.here and argument.here):
        return in_general(call)
    if isinstance(padding.value, (tuple, list)):
        return ""  # MST102 says what is to be written there first
    p, op = (edits.operand(call.source.one_line(item.node)) for item in (padding, argument))
    return write_in_1d(p, op)


_KNOWN: Mapping[str, _Known] = {
    "device": _dropped,
    "pad_mode": _dropped_if("pad"),
    "padding_mode": _dropped_if("zeros"),
    "data_format": _dropped_if("NCHW"),
    "output_padding": _output_padding,
}
"""Arguments of PyTorch, of other layers and of other releases that are not merely called otherwise here."""


RULE = Rule(
    code="MST103",
    symbol="transpose-unknown-argument",
    summary="an argument that the layer does not have, lacks or gets twice",
    messages={
        "default": "MindSpore {release}'s {layer} raises TypeError for {name}{remedy}",
        "missing": "{layer} of MindSpore {release} raises TypeError without {missing}{hint}",
        "function": "{layer} builds a layer and raises TypeError here: {function}",
        "repeated": "{name} is given twice, by position and by name, and raises TypeError{remedy}",
        "surplus": "{layer} of MindSpore {release} takes {count} arguments and raises TypeError: {argument} is one too many",
    },
    explanation="""\
## What it does
Reports a keyword argument that the layer does not have in the targeted release: PyTorch's `bias`, `groups`, `padding_mode`
and `device`, `output_padding` of `Conv1dTranspose` and before 2.0, a misspelt name. Also a required argument that is
missing, one given twice, and one too many, and the layer written where PyTorch's function stood,
`nn.Conv2dTranspose(x, weight)[:, :, 1:]`: it takes no tensors and returns none. `lint-transpose port` says what computes that.
MindSpore's own `mint.nn.ConvTranspose2d` takes PyTorch's names: there `has_bias`, `group` and `pad_mode` are the unknown ones.

## Why it matters
All of them raise `TypeError` when the layer is built. `bias` is `has_bias` and `groups` is `group` in MindSpore;
`padding_mode="zeros"` and `device` have no counterpart and need none.
""",
    bad="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, bias=True, groups=2)
""",
    good="""\
from mindspore import nn

up = nn.Conv2dTranspose(64, 32, 4, stride=2, has_bias=True, group=2)
""",
    cases=(
        Case("default", "nn.Conv2dTranspose(64, 32, 4, groups=2)", "nn.Conv2dTranspose(64, 32, 4, group=2)"),
        Case("default", 'nn.Conv2dTranspose(64, 32, 4, pad_mod="pad")', 'nn.Conv2dTranspose(64, 32, 4, pad_mode="pad")'),
        Case("missing", "nn.Conv2dTranspose(64, kernel_size=4)", "nn.Conv2dTranspose(64, 32, kernel_size=4)"),
        Case("repeated", "nn.Conv2dTranspose(64, 32, 4, 2, stride=2)", "nn.Conv2dTranspose(64, 32, 4, stride=2)"),
        Case(
            "surplus",
            'nn.Conv1dTranspose(64, 32, 4, 2, "pad", 1, 1, 1, True, None, None, mindspore.float32, None)',
            'nn.Conv1dTranspose(64, 32, 4, 2, "pad", 1, 1, 1, True, None, None, mindspore.float32)',
        ),
        Case(
            "function",
            "nn.Conv2dTranspose(ops.ones((1, 64, 8, 8)), ops.ones((64, 32, 4, 4)))",
            "nn.Conv2dTranspose(64, 32, 4)(ops.ones((1, 64, 8, 8)))",
        ),
    ),
    source="mindspore.nn.Conv2dTranspose, Conv1dTranspose, Conv3dTranspose: their parameters",
    fix_safety="Safe for names: the call raises as it stands, and the argument has one meaning. Unsafe where output_padding "
    "becomes padding.",
    also="mint",
    alone=("function",),  # what others say of its arguments would not help
    check=check,
)
