"""Positional arguments that make no sense where they stand, but do in the order of PyTorch or of another release."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ...layers.call import Argument, LayerCall, Symbol, Unknown, Value
from ...layers.releases import LAYERS, RELEASES
from ...record.dataclasses import dataclass, replace
from ..rule import Context
from .values import is_int, undecided


@dataclass(frozen=True, slots=True)
class Order:
    """The order in which the positional arguments of a call were written.

    `origin` is whose order it is ("PyTorch", "MindSpore 1.10"), `names` the parameters in it, `start` the first position that
    differs, `misfit` the first argument that cannot be what stands there.
    """

    origin: str
    names: tuple[str, ...]
    start: int
    misfit: Argument

    @property
    def is_torch(self) -> bool:
        return self.origin == "PyTorch"


@lru_cache(maxsize=1)  # nearly every rule asks it of the call at hand
def order_of(call: LayerCall, context: Context) -> Order | None:
    """The other order in which `call` was written; None when it is in the release's own, or in none that is known."""
    written = positional(call)
    names = (*call.signature.names, *("",) * len(written))
    if not any(map(_misfits, names, written)):
        return None
    by_name = {keyword.arg for keyword in call.node.keywords} - {"pad_mode"}
    for origin, other in _orders(call, context):
        start = next((index for index, (name, meant) in enumerate(zip(names, other)) if name != meant), len(other))
        moved = written[start:]
        misfit = next((argument for name, argument in zip(names[start:], moved) if _misfits(name, argument)), None)
        if misfit is None or len(written) > len(other) or any(map(_misfits, other[start:], moved)):
            continue
        if not by_name & set(other[start : len(written)]):
            return Order(origin, other, start, misfit)
    return None


def positional(call: LayerCall) -> list[Argument]:
    """The arguments that the call itself gives by position, the surplus ones too."""
    found: list[Argument] = []
    for name in call.signature.names:
        argument = call.arguments.get(name)
        if argument is None or argument.index is None:
            return found
        found.append(argument)
    return [*found, *(argument for argument in call.surplus if argument.index is not None)]


def in_order(call: LayerCall, context: Context) -> LayerCall:
    """`call` without the arguments that were written in another order: what they mean is undecided."""
    order = order_of(call, context)
    if order is None:
        return call
    moved = {id(argument) for argument in positional(call)[order.start :]}
    kept = {name: argument for name, argument in call.arguments.items() if id(argument) not in moved}
    return replace(call, arguments=kept, open=True)


def _orders(call: LayerCall, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    torch = context.release.signature(LAYERS[f"torch.nn.ConvTranspose{call.layer.dimension}d"])
    if torch is not None:
        yield "PyTorch", torch.names
    for release in reversed(RELEASES):
        signature = release.signature(call.layer)
        if signature is not None and signature.names != call.signature.names:
            yield f"MindSpore {release.name}", signature.names


_SIZES = frozenset({"kernel_size", "stride", "padding", "output_padding", "dilation"})
_COUNTS = frozenset({"in_channels", "out_channels", "group", "groups"})
_FLAGS = frozenset({"has_bias", "bias"})
_WORDS = frozenset({"pad_mode", "padding_mode", "data_format"})


def _misfits(parameter: str, argument: Argument) -> bool:
    """Whether `argument` is not even of a kind that `parameter` could be meant to have."""
    value: Value = argument.value
    if isinstance(value, Unknown):
        return parameter in _WORDS and value.kind not in ("", "string")
    if undecided(value):
        return False
    if parameter in _SIZES:
        return not is_int(value) and not isinstance(value, (tuple, list))
    if parameter in _COUNTS:
        return not is_int(value)
    if parameter in _FLAGS:
        return not isinstance(value, bool)
    if parameter in _WORDS:
        return not isinstance(value, str)
    if parameter.endswith("_init"):
        return isinstance(value, (bool, tuple, list, Symbol))
    return not (value is None or isinstance(value, Symbol) or (parameter == "device" and isinstance(value, str)))
