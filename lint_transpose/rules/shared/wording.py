"""How windows are put into words: those of a layer, and of the PyTorch layer that it ports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...languages import Phrase, Text, said
from ...layers.call import LayerCall
from ...layers.geometry import AXIS_NAMES, Axis, axes, per_axis
from ...layers.window import Window
from ...text.finding import Related
from ..rule import Context
from .remedy import amounts_text


def crops(window: Window) -> str:
    """What a window crops: "(1, 0)"; below zero where it goes past the full result."""
    return f"({window.lo - window.head}, {window.hi - window.zeros})"


def lengths(axis: Axis, ours: Window, theirs: Window) -> Text:
    """The output length of both: "n -> 2n - 1, PyTorch 2n"; of one where they agree; empty when undecided."""
    here, there = axis.length(ours), axis.length(theirs)
    if here is None or there is None:
        return ""
    if here == there:
        return f"n -> {here}"
    return Phrase("lengths", "n -> {here}, PyTorch {there}", here=here, there=there)


def in_brackets(text: Text) -> Text:
    """`text` as an aside; empty where it is."""
    return Phrase("aside", " ({text})", text=text) if text else ""


def after_colon(text: Text) -> Text:
    """`text` as what follows from the sentence before it; empty where it is."""
    return Phrase("colon", ": {text}", text=text) if text else ""


THE_DEFAULT = Phrase("default", " (the default)")


def where(call: LayerCall, index: int, among: Sequence[object]) -> Text:
    """Names an axis, as in "crops (0, 1) along the height", where the axes are not all alike."""
    return "" if len(set(among)) == 1 else _ALONG[AXIS_NAMES[call.layer.dimension][index]]


_ALONG = {
    "length": Phrase("along_length", " in length"),
    "depth": Phrase("along_depth", " in depth"),
    "height": Phrase("along_height", " in height"),
    "width": Phrase("along_width", " in width"),
}


def is_plain(call: LayerCall, context: Context) -> bool:
    """Whether nothing crops or pads around the layer, nor around the PyTorch layer where that is known: else MST208 speaks."""
    return call.around.is_plain and (context.counterpart is None or context.counterpart.around.is_plain)


def counterpart_windows(call: LayerCall, context: Context) -> tuple[Window, ...] | None:
    """The windows of the PyTorch layer that `call` ports, where both have the same kernel, stride and dilation.

    None without a known counterpart, with one that PyTorch refuses, where the text leaves any of it open, and where something
    crops or pads around either. PyTorch's function reads the kernel off the weight, which both have in common.
    """
    if context.counterpart is None or context.counterpart.layer.dimension != call.layer.dimension:
        return None
    if refused(context.counterpart) or not is_plain(call, context):
        return None
    pairs = list(zip(axes(call), axes(context.counterpart)))
    windows = tuple(theirs.window for _, theirs in pairs if theirs.window is not None)
    sizes = [size for size in ("kernel_size", "stride", "dilation") if size in context.counterpart.signature.names]
    alike = all(
        ours.reach is not None and getattr(ours, size) is not None and getattr(ours, size) == getattr(theirs, size)
        for ours, theirs in pairs
        for size in sizes
    )
    return windows if alike and len(windows) == len(pairs) else None


@lru_cache(maxsize=1)  # every rule about the window asks it of the counterpart at hand
def refused(torch: LayerCall) -> Text:
    """Why PyTorch raises for the layer; empty where it may not. What such a layer returns is no matter to hold others to."""
    from ...porting import refusal  # needed beside an original only, and much to import

    return refusal(torch)


def bias_matters(call: LayerCall) -> Text:
    """What is assumed where a bias may be removed further on; empty where it surely matters, after a checkpoint is loaded."""
    if call.around.norm == "unknown":
        return Phrase("keeps_statistics", "that the normalisation after it keeps running statistics")
    taker = call.around.unseen
    return Phrase("does_not_normalise", "that {taker} does not normalise it", taker=taker) if taker else ""


def unseen(call: LayerCall) -> Text:
    """What is assumed where the result is taken by something that is not looked into."""
    taker = call.around.unseen
    return Phrase("does_not_crop", "that {taker} does not crop it", taker=taker) if taker else ""


def torch_has(output_padding: str) -> Phrase:
    """That the PyTorch layer is taken to have an output_padding."""
    return Phrase("torch_has", "PyTorch's output_padding={output_padding}", output_padding=output_padding)


def torch_arguments(context: Context) -> str:
    """What decides the window of the PyTorch layer: "padding=2, output_padding=2"; empty without one."""
    if context.counterpart is None:
        return ""
    texts = []
    for parameter in ("padding", "output_padding"):
        values = per_axis(context.counterpart, parameter)
        known = [value for value in values if value is not None]
        if len(known) == len(values) and (any(known) or parameter == "padding"):
            texts.append(f"{parameter}={amounts_text(known)}")
    return ", ".join(texts)


def related(context: Context) -> tuple[Related, ...]:
    """The place of the PyTorch layer."""
    call = context.counterpart
    if call is None:
        return ()
    message = said(ported_from(" ".join(call.source.segment(call.node).split())), context.settings.language)
    return (Related(call.source.filename, call.source.start(call.node), call.source.end(call.node), message),)


def ported_from(text: str) -> Phrase:
    """What is said at the place of a PyTorch layer."""
    return Phrase("ported_from", "ported from {text}", text=text)
