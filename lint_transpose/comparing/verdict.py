"""Do two layers compute the same? Proven by the window theory, or left undecided, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..layers.call import LayerCall, is_known
from ..layers.geometry import axes, bias, stages, whole_windows

_CHANNELS = ("in_channels", "out_channels")


def unproven(call: LayerCall, torch: LayerCall | None) -> str | None:
    """Why it is not proven that `call` returns what its PyTorch layer returns, or None where it is.

    Proven means: for every input, with the same weights. The weights fix the channels that the text leaves open; all
    else must be decided on both sides.
    """
    if torch is None:
        return "the PyTorch layers of that name are of several kinds"
    return "; ".join(dict.fromkeys(_gaps(call, torch))) or None


def _gaps(call: LayerCall, torch: LayerCall) -> Iterator[str]:
    if call.layer.dimension != torch.layer.dimension:
        yield f"{call.layer.dimension}-D here, {torch.layer.dimension}-D there"
        return
    for layer in (call, torch):
        if layer.remade:
            yield f"{layer.remade} computes by a method of its own"
    if call.unexpected or call.surplus or call.repeated:
        yield "the call has arguments that the layer does not take"
    ours, theirs = axes(call), axes(torch)
    for parameter in ("kernel_size", "stride", "dilation"):
        if parameter not in torch.signature.names:
            continue  # the function reads it off the weight
        sizes, other_sizes = ([getattr(axis, parameter) for axis in layer] for layer in (ours, theirs))
        if None in sizes or None in other_sizes:
            yield _open(parameter, None in sizes, None in other_sizes, _same_text(call, torch, parameter, parameter))
        elif sizes != other_sizes:
            yield f"{parameter} differs"
    roles, theirs_called = call.signature.roles, torch.signature.roles
    here, there = call.value(roles.group), torch.value(theirs_called.group)
    if not is_known(here) or not is_known(there):
        yield _open(
            "group", not is_known(here), not is_known(there), _same_text(call, torch, roles.group, theirs_called.group)
        )
    elif here != there:
        yield "group differs"
    for channels in _CHANNELS:
        wide, other_wide = call.value(channels), torch.value(channels)
        if is_known(wide) and is_known(other_wide) and wide != other_wide:
            yield f"{channels} differs"
    biased = bias(call)
    if biased is None or bias(torch) is None:
        yield _open("has_bias", biased is None, bias(torch) is None, _same_text(call, torch, roles.bias, theirs_called.bias))
    elif biased != bias(torch):
        normalised = ", which the normalisation behind it removes" if call.around.norm else ""
        yield f"a bias {'here' if biased else 'there'} alone{normalised}"
    yield from _windows(call, torch)
    if call.follower.kind == "pad" and call.around.is_plain:
        yield "a Pad follows"


def _windows(call: LayerCall, torch: LayerCall) -> Iterator[str]:
    for side, where in ((call, "here"), (torch, "in the PyTorch file")):
        if side.around.open:
            yield f"{side.around.open} may crop or pad by amounts that are open {where}"
    if call.around.open or torch.around.open:
        return
    if stages(call) != stages(torch):
        yield "what is cropped or padded on one side before a step is so after it on the other"
    for axis, mine, other in zip(axes(call), whole_windows(call), whole_windows(torch)):
        if mine is None or other is None:
            sized = " (output_size)" if torch.around.output_size and other is None else ""
            yield _open("the window", mine is None, other is None) + sized
        elif None not in (axis.stride, axis.kernel_size, axis.dilation) and not mine.equals(
            other,
            bias(call) is not False,
            stride=axis.stride or 1,
            kernel_size=axis.kernel_size or 1,
            dilation=axis.dilation or 1,
        ):
            yield "the windows differ"


def _open(what: str, here: bool, there: bool, text: str = "") -> str:
    if here and there:
        return f"{what} is {text} on both sides" if text else f"{what} is open on both sides"
    return f"{what} is open {'here' if here else 'in the PyTorch file'}"


def _same_text(call: LayerCall, torch: LayerCall, parameter: str, name: str) -> str:
    """The expression that both sides have for a parameter, if it is written alike."""
    ours, theirs = call.arguments.get(parameter), torch.arguments.get(name)
    if ours is None or theirs is None or ast.dump(ours.node) != ast.dump(theirs.node):
        return ""
    return ast.unparse(ours.node)
