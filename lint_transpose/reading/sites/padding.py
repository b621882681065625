"""Layers and functions that pad, each with its own order of the amounts."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ...layers.call import PadLayer, Unknown, Value
from ...layers.public_names import public_name
from ..values.objects import Actuals, Built
from ..values.operations import is_plain

if TYPE_CHECKING:
    from ..values.questions import Reader

# What a name pads with: the mode, and whether the amounts run from the last axis backwards (torch's order).
_LAYERS = {
    "mindspore.nn.Pad": ("constant", False),
    "mindspore.ops.Pad": ("constant", False),
    "mindspore.nn.ZeroPad1d": ("constant", True),
    "mindspore.nn.ZeroPad2d": ("constant", True),
    "mindspore.nn.ZeroPad3d": ("constant", True),
    "mindspore.nn.ConstantPad1d": ("constant", True),
    "mindspore.nn.ConstantPad2d": ("constant", True),
    "mindspore.nn.ConstantPad3d": ("constant", True),
    "mindspore.nn.ReflectionPad1d": ("reflect", True),
    "mindspore.nn.ReflectionPad2d": ("reflect", True),
    "mindspore.nn.ReflectionPad3d": ("reflect", True),
    "mindspore.nn.ReplicationPad1d": ("replicate", True),
    "mindspore.nn.ReplicationPad2d": ("replicate", True),
    "mindspore.nn.ReplicationPad3d": ("replicate", True),
}
_FUNCTIONS = frozenset({"mindspore.ops.pad", "mindspore.mint.nn.functional.pad", "torch.nn.functional.pad"})
_OPERATIONS = ("mindspore.ops.operations.", "mindspore.ops.function.", "mindspore.ops.functional.", "mindspore.ops.nn_ops.")

_TORCH = re.compile(r"^torch\.nn\.(?=\w+Pad[123]d$)")

BELOW_ZERO = Unknown("amounts below zero, which MindSpore computes wrongly")

Amounts = tuple[tuple[Value, Value], ...]


def _public(name: str) -> str:
    for prefix in _OPERATIONS:
        if name.startswith(prefix):
            return "mindspore.ops." + name.rpartition(".")[2]
    return public_name(name)


def pad_layer(reader: Reader, built: Built) -> PadLayer | None:
    """The padding layer of MindSpore or PyTorch that `built` is, if it is one."""
    name = _TORCH.sub("mindspore.nn.", _public(built.name))
    if name.startswith("mindspore.mint.nn."):
        name = name.replace(".mint", "", 1)
    if name not in _LAYERS:
        return None
    mode, from_last = _LAYERS[name]
    dimension = int(name[-2]) if name[-2].isdigit() else 0
    given = _arguments(reader, built.actuals, ("padding", "value") if from_last else ("paddings", "mode"))
    amounts = _amounts(given.get("padding", given.get("paddings", Unknown("no amounts"))), from_last, dimension)
    return PadLayer(
        f"nn.{name.rpartition('.')[2]}" if ".nn." in name else "ops.Pad",
        built.node,
        _relied_on(amounts, built.name),
        _lower(given.get("mode", mode)),
        given.get("value", 0),
        built.node in reader.module.parents,
    )


def pad_function(reader: Reader, name: str, call: ast.Call, passed: Actuals) -> PadLayer | None:
    """The padding that the call of the function `name` does to its first argument, if it is one."""
    name = _public(name)
    if name not in _FUNCTIONS:
        return None
    given = _arguments(reader, passed, ("input_x", "padding", "mode", "value"))
    amounts = given.get("padding", given.get("pad", given.get("paddings", Unknown("no amounts"))))
    nested = isinstance(amounts, (tuple, list)) and any(isinstance(item, (tuple, list)) for item in amounts)
    return PadLayer(
        "ops.pad",
        call,
        _relied_on(_amounts(amounts, not nested, 0), name),
        _lower(given.get("mode", "constant")),
        given.get("value") or 0,
        call in reader.module.parents,
    )


def _arguments(reader: Reader, passed: Actuals, names: tuple[str, ...]) -> dict[str, Value]:
    # What the input holds is no matter, and may hang on a choice.
    given = {name: reader.value_of(actual) for name, actual in zip(names, passed.positional) if name != "input_x"}
    given.update((str(actual.name), reader.value_of(actual)) for actual in passed.keywords)
    return given


def _lower(mode: Value) -> Value:
    return mode.lower() if isinstance(mode, str) else mode


def _amounts(value: Value, from_last: bool, dimension: int) -> Amounts | Unknown:
    """A (before, after) pair for each axis, the last axis last."""
    if isinstance(value, int) and dimension:
        return ((value, value),) * dimension
    if isinstance(value, Unknown) or not is_plain(value) or not isinstance(value, (tuple, list)):
        return Unknown("the amounts are undecided")
    if from_last:
        if len(value) % 2:
            return Unknown("the amounts are no pairs")
        pairs = [(value[index], value[index + 1]) for index in range(0, len(value), 2)]
        return tuple(reversed(pairs))
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in value):
        return Unknown("the amounts are no pairs")
    return tuple((pair[0], pair[1]) for pair in value)


def _relied_on(amounts: Amounts | Unknown, name: str) -> Amounts | Unknown:
    """Without amounts below zero in MindSpore, which crops by them only when it is first called, and wrongly from then on."""
    if name.startswith("torch.") or isinstance(amounts, Unknown):
        return amounts
    is_crop = any(isinstance(amount, int) and amount < 0 for pair in amounts for amount in pair)
    return BELOW_ZERO if is_crop else amounts


def spatial_amounts(pad: PadLayer, spatial: int) -> tuple[tuple[int, int], ...] | None:
    """What `pad` adds before and after each spatial axis; None where that is open, or it pads the axes ahead of them."""
    if isinstance(pad.amounts, Unknown):
        return None
    pairs = [(before, after) for before, after in pad.amounts if _is_count(before) and _is_count(after)]
    if len(pairs) < len(pad.amounts):
        return None
    pairs = [(0, 0)] * (spatial - len(pairs)) + pairs
    if any(map(any, pairs[: len(pairs) - spatial])):
        return None
    return tuple(pairs[len(pairs) - spatial :])  # type: ignore[arg-type]


def _is_count(amount: Value) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool) and abs(amount) < 1 << 16
