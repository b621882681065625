"""Do two layers compute the same? Proven by the window theory, or left undecided, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from ..languages import Phrase, Text
from ..layers.call import LayerCall, Margin, Opened, is_known
from ..layers.geometry import axes, bias, stages, whole_windows
from ..reading.sites.joining import NOBODY, UNUSED
from .symbolic import Symbols

_CHANNELS = ("in_channels", "out_channels")


class Gap(NamedTuple):
    """What keeps a pair from being proven equal; `open`: a text does not decide it, and it may be alike."""

    text: Text
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
        return Proof((Gap(Phrase("several_kinds", "the PyTorch layers of that name are of several kinds")),))
    gaps = tuple(dict.fromkeys(_gaps(call, torch, symbols)))
    return Proof(gaps, tuple(symbols.named))


# One step for each thing that a verdict looks at, in the order in which people read a call: nothing is nested.
def _gaps(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:  # noqa: C901
    if call.layer.dimension != torch.layer.dimension:
        ranks = {"here": call.layer.dimension, "there": torch.layer.dimension}
        yield Gap(Phrase("dimensions", "{here}-D here, {there}-D there", **ranks), open=False)
        return
    for layer in (call, torch):
        if layer.remade:
            yield Gap(Phrase("own_method", "{name} computes by a method of its own", name=layer.remade))
    if call.unexpected or call.surplus or call.repeated:
        yield Gap(Phrase("not_taken", "the call has arguments that the layer does not take"), open=False)
    ours, theirs = axes(call), axes(torch)
    for parameter in ("kernel_size", "stride", "dilation"):
        if parameter not in torch.signature.names:
            continue  # the function reads it off the weight
        sizes, other_sizes = ([getattr(axis, parameter) for axis in layer] for layer in (ours, theirs))
        if None in sizes or None in other_sizes:
            if not symbols.same(call, parameter, torch, parameter):
                yield _open(parameter, None in sizes, None in other_sizes, _same_text(call, torch, parameter, parameter))
        elif sizes != other_sizes:
            yield _differs(parameter)
    group, groups = call.signature.roles.group, torch.signature.roles.group
    here, there = call.value(group), torch.value(groups)
    if not is_known(here) or not is_known(there):
        if not symbols.same(call, group, torch, groups):
            yield _open("group", not is_known(here), not is_known(there), _same_text(call, torch, group, groups))
    elif here != there:
        yield _differs("group")
    for channels in _CHANNELS:
        wide, other_wide = call.value(channels), torch.value(channels)
        if is_known(wide) and is_known(other_wide) and wide != other_wide:
            yield _differs(channels)
    yield from _bias(call, torch, symbols)
    yield from _windows(call, torch, symbols)
    if call.follower.kind == "pad" and call.around.is_plain:
        yield Gap(Phrase("pad_follows", "a Pad follows"))


def _differs(name: str) -> Gap:
    return Gap(Phrase("differs", "{name} differs", name=name), open=False)


def _bias(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:
    biased, theirs = bias(call), bias(torch)
    if biased is None or theirs is None:
        names = call.signature.roles.bias, torch.signature.roles.bias
        if not symbols.same_truth(call, names[0], torch, names[1]):
            yield _open("has_bias", biased is None, theirs is None, _same_text(call, torch, *names))
    elif biased != theirs:
        only = Phrase("bias_here", "a bias only here") if biased else Phrase("bias_there", "a bias only there")
        if call.around.norm:
            only = Phrase("removed", "{what}, which the normalisation after it removes", what=only)
        yield Gap(only, open=False)


def _windows(call: LayerCall, torch: LayerCall, symbols: Symbols) -> Iterator[Gap]:
    opened = [side.around for side in (call, torch) if side.around.open]
    if opened and all(around.sliced for around in opened) and symbols.same_windows(call, torch):
        return
    if call.around.opened and torch.around.opened:
        yield _unlike_ends(call, torch)
        return
    for side, where in ((call, _HERE), (torch, _THERE)):
        if (taker := _may_move(side, call, torch)) and not side.remade:
            words = "{taker} may crop or pad by amounts that are open {where}"
            yield Gap(Phrase("open_amounts", words, taker=taker, where=where))
    if call.around.open or torch.around.open:
        return
    if stages(call) != stages(torch):
        order = "what is cropped or padded on one side before a step is so after it on the other"
        yield Gap(Phrase("other_order", order))
    pairs = list(zip(axes(call), whole_windows(call), whole_windows(torch)))
    if any(None in windows for _, *windows in pairs) and symbols.same_windows(call, torch):
        return
    for axis, mine, other in pairs:
        if mine is None or other is None:
            gap = _window_gap(call, torch, mine is None, other is None, symbols)
            is_sized = torch.around.output_size and other is None
            yield Gap(Phrase("aside_of", "{what} ({text})", what=gap.text, text="output_size")) if is_sized else gap
        elif None not in (axis.stride, axis.kernel_size, axis.dilation) and not mine.equals(
            other,
            bias(call) is not False,
            stride=axis.stride or 1,
            kernel_size=axis.kernel_size or 1,
            dilation=axis.dilation or 1,
        ):
            yield Gap(Phrase("windows_differ", "the windows differ"), open=False)
        elif None in (axis.stride, axis.kernel_size, axis.dilation) and mine != other:
            yield Gap(Phrase("windows_unless", "the windows differ unless what lies between them is zeros"))


def _may_move(side: LayerCall, call: LayerCall, torch: LayerCall) -> Text:
    """What may crop or pad the result of `side` by amounts that are not known."""
    around = side.around
    # Who applies both by ways that are not in the texts does the same to both.
    is_left = around.unseen == NOBODY or call.around.unseen == torch.around.unseen == UNUSED.unseen
    return around.open or around.perhaps or ("" if is_left else around.unseen)


def _unlike_ends(call: LayerCall, torch: LayerCall) -> Gap:
    """Why what both do to their results in the end is not known to be the same."""
    ours, theirs = ([part for step in side.around.opened for part in _parts(step)] for side in (call, torch))
    for here, there in zip_longest(ours, theirs, fillvalue="-"):
        if here != there:
            return Gap(Phrase("amounts_differ", "cropped or padded by {here} here, by {there} there", here=here, there=there))
    return Gap(Phrase("lengths_before", "the results may differ before {taker}", taker=call.around.open))


def _parts(step: Opened | tuple[Margin, ...]) -> list[str]:
    return [step.kind, *map(ast.unparse, step.amounts)] if isinstance(step, Opened) else [str(step)]


def _window_gap(call: LayerCall, torch: LayerCall, here: bool, there: bool, symbols: Symbols) -> Gap:
    if here and there and not (call.around.steps or torch.around.steps):
        if symbols.same_mode_crops(call, torch):
            k, s = (
                torch.source.one_line(torch.arguments[name].node) if name in torch.arguments else "1"
                for name in ("kernel_size", "stride")
            )
            return Gap(
                Phrase("same_if_even", 'pad_mode "same" crops as PyTorch does if and only if {k} - {s} is even', k=k, s=s)
            )
        ours, theirs = (", ".join(_written(side)) for side in (call, torch))
        if ours and theirs:
            words = "the window comes from {ours} here, from {theirs} in the PyTorch file"
            return Gap(Phrase("windows_from", words, ours=ours, theirs=theirs))
    return _open(_decides(call, torch, here, there), here, there)


def _written(side: LayerCall) -> Iterator[str]:
    """The arguments that decide a window, as they are written."""
    for name in ("pad_mode", "padding", "output_padding"):
        if name in side.arguments:
            yield f"{name}={side.source.one_line(side.arguments[name].node)}"


def _decides(call: LayerCall, torch: LayerCall, here: bool, there: bool) -> Text:
    """What leaves a window open: the argument of the one side that does, as it is written there; else the window itself."""
    if here != there:
        layer = call if here else torch
        for name in ("pad_mode", "padding", "output_padding"):
            argument = layer.arguments.get(name)
            if argument is not None and not is_known(argument.value):
                return f"{name}={layer.source.one_line(argument.node)}"
    return Phrase("window", "the window")


_HERE = Phrase("here", "here")
_THERE = Phrase("there", "in the PyTorch file")


def _open(what: Text, here: bool, there: bool, text: str = "") -> Gap:
    if here and there and text:
        return Gap(Phrase("both_sides", "{what} is {text} on both sides", what=what, text=text))
    if here and there:
        return Gap(Phrase("open_on_both", "{what} is open on both sides", what=what))
    return Gap(Phrase("is_open", "{what} is open {where}", what=what, where=_HERE if here else _THERE))


def _same_text(call: LayerCall, torch: LayerCall, parameter: str, name: str) -> str:
    """The expression that both sides have for a parameter, if it is written alike."""
    ours, theirs = call.arguments.get(parameter), torch.arguments.get(name)
    if ours is None or theirs is None or ast.dump(ours.node) != ast.dump(theirs.node):
        return ""
    return ast.unparse(ours.node)
