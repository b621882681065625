"""A Pad that follows a layer, judged as a stand-in for PyTorch's output_padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...editing import edits
from ...languages import Phrase, Text
from ...layers.call import Around, LayerCall, PadLayer, Unknown
from ...layers.geometry import Axis, axes
from ...layers.window import Window, torch_window
from ...record.dataclasses import dataclass
from ...text.finding import Edit
from ..rule import Context
from .remedy import Remedy
from .wording import counterpart_windows

_STANDS_IN = Phrase("pad_replaces", "that the Pad replaces output_padding")

Flaw = Literal["zeros", "side", "axis", "amount", "mode"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a Pad: nothing but its values ("zeros"), or also where or what it pads.

    `targets` are the windows that PyTorch's layer returns; `assuming` what that takes for granted.
    """

    pad: PadLayer
    flaw: Flaw
    targets: tuple[Window | None, ...]
    assuming: Text = ""


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What a Pad adds before and after each spatial axis, and altogether to the axes ahead of them."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    ahead: tuple[int, ...]

    @property
    def elsewhere(self) -> bool:
        return any(self.ahead)

    @property
    def total(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(self.before, self.after)))


def shortage(axis: Axis) -> int | None:
    """What an axis that is cropped alike on both sides lacks to n * stride: the output_padding that makes up for it.

    Negative where there is no such output_padding, None where the text leaves it open.
    """
    window, excess, stride = axis.window, axis.excess, axis.stride
    if window is None or excess is None or stride is None:
        return None
    short = window.lo + window.hi - excess
    return short if window == torch_window(window.lo) and 0 <= short < stride else -1


def without_pad(call: LayerCall, pad: PadLayer, exact: Remedy | None) -> tuple[Edit, ...]:
    """The edits that make the layer exact and take its Pad away; none where the layer is also used without the Pad."""
    if exact is None or not pad.here or len(call.uses) > 1:
        return ()
    if pad.item is not None:
        return edits.join(exact.edits, edits.remove_item(call, pad.item))
    if pad.applied is None:
        return ()
    gone = [statement for statement in pad.idle if statement.end_lineno != call.node.end_lineno]
    steps = [edits.remove_statement(call.source, statement) for statement in gone]
    inside = any(statement.lineno <= pad.applied.lineno <= (statement.end_lineno or 0) for statement in gone)
    if not all(steps):
        steps, inside = [], False
    return edits.join(exact.edits, *steps, *([] if inside else [edits.unwrap(call.source, pad.applied)]))


def judge(call: LayerCall, context: Context) -> Verdict | None:
    """The verdict on the Pad after `call`; None without one, where it is no stand-in, and where the text leaves it open."""
    pad = call.follower.pad
    if call.follower.kind != "pad" or pad is None or isinstance(pad.mode, Unknown) or isinstance(pad.fill, Unknown):
        return None
    around, original = call.around, context.counterpart
    if around.before or len(around.steps) > 1 or around.open not in ("", pad.function):
        return None
    if original is not None and not original.around.is_plain:
        return None
    amounts = _amounts(pad, call.layer.dimension)
    if amounts is None or not (any(amounts.total) or amounts.elsewhere):
        return None
    zeros = pad.mode == "constant" and pad.fill in (0, None)
    sides = axes(call)
    if any(axis.window is not None and axis.window.zeros for axis in sides):
        return None  # the layer's own output_padding
    if original is not None:
        return _beside(counterpart_windows(call.amid(Around()), context), sides, pad, amounts, zeros)
    return _alone(call, sides, pad, amounts, zeros)


def _beside(
    targets: tuple[Window, ...] | None, sides: Sequence[Axis], pad: PadLayer, amounts: _Amounts, zeros: bool
) -> Verdict | None:
    """The verdict where the PyTorch layer is known."""
    windows = [axis.window for axis in sides]
    if targets is None or None in windows:
        return None
    wanted = tuple(target.lo - target.hi for target in targets)
    if not any(wanted):
        return None  # PyTorch's network may pad there as well
    known = [window for window in windows if window is not None]
    extended = [Window(window.lo, window.hi - after) for window, after in zip(known, amounts.after)]
    if extended == list(targets) and not any(amounts.before) and not amounts.elsewhere:
        return Verdict(pad, "zeros" if zeros else "mode", targets)
    if known != [torch_window(target.lo) for target in targets]:
        return None
    return Verdict(pad, _misplaced(amounts, wanted), targets)


def _misplaced(amounts: _Amounts, wanted: tuple[int, ...]) -> Flaw:
    if amounts.elsewhere or (sorted(amounts.total) == sorted(wanted) and amounts.total != wanted):
        return "axis"
    return "side" if amounts.total == wanted else "amount"


def _alone(call: LayerCall, sides: Sequence[Axis], pad: PadLayer, amounts: _Amounts, zeros: bool) -> Verdict | None:
    """The verdict by what the layer lacks to n * stride: a Pad that has nothing to do with it is no stand-in."""
    if any(axis.window is not None and axis.window != torch_window(axis.window.lo) for axis in sides):
        return None
    short = tuple(shortage(axis) for axis in sides)
    known = tuple(item for item in short if item is not None)
    falls_short = len(known) == len(short) and any(known) and min(known) >= 0
    if falls_short and not (zeros and _fits(amounts, sides)):
        targets = tuple(torch_window(axis.window.lo, item) for axis, item in zip(sides, known) if axis.window is not None)
        if amounts.after == known and not any(amounts.before) and not amounts.elsewhere:
            return Verdict(pad, "mode", targets)
        flaw = _misplaced(amounts, known)
        if zeros and _is_meant(flaw, amounts, known):
            return Verdict(pad, flaw, targets)
        # A Pad on both sides may prepare the next layer.
        is_likely = zeros and call.ported and any(amounts.before) and not amounts.elsewhere
        return Verdict(pad, flaw, targets, _STANDS_IN) if is_likely else None
    if not zeros or not _fits(amounts, sides):
        return None
    extended = tuple(
        axis.window if not after else None if axis.window is None else torch_window(axis.window.lo, after)
        for axis, after in zip(sides, amounts.after)
    )
    if amounts.after == short:
        return Verdict(pad, "zeros", extended)
    if falls_short and sorted(amounts.after) == sorted(known):
        return Verdict(pad, "axis", tuple(torch_window(w.lo, op) for w, op in zip(extended, known) if w is not None))
    undecided = None in short
    if not undecided and not call.ported:
        return None  # it may bring the result to the size of another one
    return Verdict(pad, "zeros", extended, _STANDS_IN)


def _is_meant(flaw: Flaw, amounts: _Amounts, short: tuple[int, ...]) -> bool:
    """Whether a Pad with `flaw` is still meant to make up for what the layer lacks."""
    if flaw == "axis":
        return sorted(filter(None, amounts.ahead + amounts.total)) == sorted(filter(None, short))
    # A Pad on both sides may prepare the next layer; at the end only it prepares nothing.
    return flaw == "side" or not any(amounts.before)


def _fits(amounts: _Amounts, sides: Sequence[Axis]) -> bool:
    """Whether the Pad has the form of a stand-in: an amount that PyTorch's output_padding can have, at the end only."""
    legal = all(axis.output_padding_bound is None or op < axis.output_padding_bound for axis, op in zip(sides, amounts.after))
    return legal and not any(amounts.before) and not amounts.elsewhere


def _amounts(pad: PadLayer, dimension: int) -> _Amounts | None:
    if isinstance(pad.amounts, Unknown):
        return None
    pairs = [(before, after) for before, after in pad.amounts if isinstance(before, int) and isinstance(after, int)]
    if len(pairs) < len(pad.amounts) or any(amount < 0 for pair in pairs for amount in pair):
        return None
    pairs = [(0, 0)] * (dimension - len(pairs)) + pairs
    others, spatial = pairs[: len(pairs) - dimension], pairs[len(pairs) - dimension :]
    return _Amounts(tuple(before for before, _ in spatial), tuple(after for _, after in spatial), tuple(map(sum, others)))
