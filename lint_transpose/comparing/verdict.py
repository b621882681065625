"""Do two layers compute the same? Proven by the window theory, or left undecided, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from ..layers.call import LayerCall, is_known
from ..layers.geometry import axes, bias, stages, whole_windows
from .symbolic import Symbols

_CHANNELS = ("in_channels", "out_channels")


class Gap(NamedTuple):
    """What keeps a pair from being proven equal; `open`: a text does not decide it, and it may be alike."""

    text: str
    open: bool = True


class Proof(NamedTuple):
    """What is left to prove that both layers return the same, and the names that must mean the same on both sides."""

    gaps: tuple[Gap, ...] = ()
    named: tuple[str, ...] = ()


def proof(call: LayerCall, torch: LayerCall | None, symbols: Symbols) -> Proof:
    """How far it is proven that `call` returns what its PyTorch layer returns.

    Proven means: for every input, with the same weights. The weights fix the channels that the text leaves open; all
    else must be decided on both sides, or be worked out alike from the same names.
    """
    if torch is None:
        return Proof((Gap("the PyTorch layers of that name are of several kinds"),))
    gaps = tuple(dict.fromkeys(_gaps(call, torch, symbols)))
    return Proof(gaps, tuple(symbols.named))


def _gaps(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:
    if call.layer.dimension != torch.layer.dimension:
        yield Gap(f"{call.layer.dimension}-D here, {torch.layer.dimension}-D there", open=False)
        return
    for layer in (call, torch):
        if layer.remade:
            yield Gap(f"{layer.remade} computes by a method of its own")
    if call.unexpected or call.surplus or call.repeated:
        yield Gap("the call has arguments that the layer does not take", open=False)
    ours, theirs = axes(call), axes(torch)
    for parameter in ("kernel_size", "stride", "dilation"):
        if parameter not in torch.signature.names:
            continue  # the function reads it off the weight
        sizes, other_sizes = ([getattr(axis, parameter) for axis in layer] for layer in (ours, theirs))
        if None in sizes or None in other_sizes:
            if not symbols.same(call, parameter, torch, parameter):
                yield _open(parameter, None in sizes, None in other_sizes, _same_text(call, torch, parameter, parameter))
        elif sizes != other_sizes:
            yield Gap(f"{parameter} differs", open=False)
    group, groups = call.signature.roles.group, torch.signature.roles.group
    here, there = call.value(group), torch.value(groups)
    if not is_known(here) or not is_known(there):
        if not symbols.same(call, group, torch, groups):
            yield _open("group", not is_known(here), not is_known(there), _same_text(call, torch, group, groups))
    elif here != there:
        yield Gap("group differs", open=False)
    for channels in _CHANNELS:
        wide, other_wide = call.value(channels), torch.value(channels)
        if is_known(wide) and is_known(other_wide) and wide != other_wide:
            yield Gap(f"{channels} differs", open=False)
    yield from _bias(call, torch, symbols)
    yield from _windows(call, torch, symbols)
    if call.follower.kind == "pad" and call.around.is_plain:
        yield Gap("a Pad follows")


def _bias(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:
    biased, theirs = bias(call), bias(torch)
    if biased is None or theirs is None:
        names = call.signature.roles.bias, torch.signature.roles.bias
        if not symbols.same_truth(call, names[0], torch, names[1]):
            yield _open("has_bias", biased is None, theirs is None, _same_text(call, torch, *names))
    elif biased != theirs:
        normalised = ", which the normalisation behind it removes" if call.around.norm else ""
        yield Gap(f"a bias only {'here' if biased else 'there'}{normalised}", open=False)


def _windows(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:
    for side, where in ((call, "here"), (torch, "in the PyTorch file")):
        if side.around.open:
            yield Gap(f"{side.around.open} may crop or pad by amounts that are open {where}")
    if call.around.open or torch.around.open:
        return
    if stages(call) != stages(torch):
        yield Gap("what is cropped or padded on one side before a step is so after it on the other")
    pairs = list(zip(axes(call), whole_windows(call), whole_windows(torch)))
    if any(None in windows for _, *windows in pairs) and symbols.same_windows(call, torch):
        return
    for axis, mine, other in pairs:
        if mine is None or other is None:
            sized = " (output_size)" if torch.around.output_size and other is None else ""
            gap = _open("the window", mine is None, other is None)
            yield Gap(gap.text + sized)
        elif None not in (axis.stride, axis.kernel_size, axis.dilation) and not mine.equals(
            other,
            bias(call) is not False,
            stride=axis.stride or 1,
            kernel_size=axis.kernel_size or 1,
            dilation=axis.dilation or 1,
        ):
            yield Gap("the windows differ", open=False)
        elif None in (axis.stride, axis.kernel_size, axis.dilation) and mine != other:
            yield Gap("the windows differ unless what lies between them is zeros")


def _open(what: str, here: bool, there: bool, text: str = "") -> Gap:
    if here and there:
        return Gap(f"{what} is {text} on both sides" if text else f"{what} is open on both sides")
    return Gap(f"{what} is open {'here' if here else 'in the PyTorch file'}")


def _same_text(call: LayerCall, torch: LayerCall, parameter: str, name: str) -> str:
    """The expression that both sides have for a parameter, if it is written alike."""
    ours, theirs = call.arguments.get(parameter), torch.arguments.get(name)
    if ours is None or theirs is None or ast.dump(ours.node) != ast.dump(theirs.node):
        return ""
    return ast.unparse(ours.node)
