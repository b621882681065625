"""MST103: arguments that the layer does not have, lacks, or gets twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from ...editing import edits
from ...layers.call import Argument, LayerCall, is_known
from ...layers.geometry import mode
from ...layers.releases import REQUIRED
from ...text.finding import Edit
from ...text.source import is_literal
from ..rule import Context, Report, Rule
from ..shared.order import order_of, positional
from ..shared.values import axis_values, is_int, written

_OF_TORCH = {"bias": "has_bias", "groups": "group"}
_LIKENESS = 0.75

_Known = Callable[[LayerCall, Argument], tuple[tuple[Edit, ...], str]]


def check(call: LayerCall, context: Context) -> Iterator[Report]:
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
            parts={"layer": call.layer.name, "missing": " and ".join(missing), "release": context.release.name},
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
                "layer": call.layer.name,
                "release": context.release.name,
                "argument": written(call, argument),
                "count": len(call.signature.names),
            },
        )


def _new_name(call: LayerCall, name: str) -> str | None:
    """What this release calls `name`, or the one free parameter that is spelt like it."""
    if name in _OF_TORCH:
        new = _OF_TORCH[name]
        return new if call.absent(new) else None
    free = [parameter for parameter in call.signature.names if call.absent(parameter)]
    begun = [parameter for parameter in free if len(name) > 2 and parameter.startswith(name.lower())]
    found = begun or get_close_matches(name.lower(), free, 2, _LIKENESS)
    return found[0] if len(begun) == 1 or (not begun and found) else None


def _unexpected(call: LayerCall, context: Context, argument: Argument, new: str | None) -> Report:
    layer, release, name = call.layer.name, context.release.name, argument.parameter
    at = argument.keyword if argument.here and argument.keyword is not None else argument.node
    if name not in _KNOWN and new is not None:
        fix, remedy = edits.rename_keyword(call, argument, new), f"write {new}"
    else:
        fix, remedy = _KNOWN[name](call, argument) if name in _KNOWN else ((), "")
    return Report(
        at=at,
        parts={
            "layer": layer,
            "release": release,
            "name": name,
            "remedy": f": {remedy}" if remedy else "",
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
        parts={"name": argument.parameter, "remedy": ": drop one" if fix else ""},
        edits=fix,
        remedy="drop one",
        safe=True,
    )


def _dropped(call: LayerCall, argument: Argument) -> tuple[tuple[Edit, ...], str]:
    return edits.remove_argument(call, argument), "leave it out"


def _dropped_if(default: str) -> _Known:
    return lambda call, argument: _dropped(call, argument) if argument.value == default else ((), "")


def _output_padding(call: LayerCall, argument: Argument) -> tuple[tuple[Edit, ...], str]:
    """Nothing to drop where it is zero; else the exact padding, where the layer has one."""
    dimension = call.layer.dimension
    extra = axis_values(argument.value, dimension)
    if extra and not any(extra):
        return _dropped(call, argument)
    padding = call.arguments.get("padding")
    if padding is None or dimension == 1 or not is_literal(padding.node):
        return (), ""
    crops = axis_values(padding.value, dimension)
    pairs = [(p, p - op) for p, op in zip(crops, extra) if is_int(p) and is_int(op) and 0 <= op <= p]
    if len(pairs) != dimension or not (call.absent("pad_mode") or mode(call) == "pad"):
        return (), ""
    text = f"({', '.join(str(side) for pair in pairs for side in pair)})"
    changes = {"padding": text, "pad_mode": '"pad"'}
    return edits.change(call, changes, drop=(argument,)), f'write padding={text}, pad_mode="pad" and leave it out'


_KNOWN: Mapping[str, _Known] = {
    "device": _dropped,
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
        "default": "{layer} of MindSpore {release} takes no {name} and raises TypeError{remedy}",
        "missing": "{layer} of MindSpore {release} raises TypeError without {missing}",
        "repeated": "{name} is given twice, by position and by name, and raises TypeError{remedy}",
        "surplus": "{layer} of MindSpore {release} takes {count} arguments and raises TypeError: {argument} is one too many",
    },
    explanation="""\
## What it does
Reports a keyword argument that the layer does not have in the targeted release: PyTorch's `bias`, `groups`, `padding_mode`
and `device`, `output_padding` of `Conv1dTranspose` and before 2.0, a misspelt name. Also a required argument that is
missing, one given twice, and one too many.

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
    source="mindspore.nn.Conv2dTranspose, Conv1dTranspose, Conv3dTranspose: their parameters",
    fix_safety="Safe for names: the call raises as it stands, and the argument has one meaning. Unsafe where output_padding "
    "becomes padding.",
    check=check,
)
