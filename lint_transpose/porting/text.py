"""Forms written out as MindSpore expressions."""

from __future__ import annotations

from collections.abc import Sequence

from ..languages import Phrase
from ..layers.forms import Form
from ..layers.releases import Release
from .arguments import NoPortError
from .terms import ZERO, Term

_PADS_SINCE = (1, 8)
"""The release that brought nn.ConstantPad1d, nn.ZeroPad2d and nn.ConstantPad3d."""


def window_arguments(form: Form[Term]) -> dict[str, str]:
    """The layer's arguments that place its window; padding and output_padding only where they are not 0."""
    arguments = {"pad_mode": f'"{form.pad_mode}"'}
    if len(form.axes) == 1:
        padding = unless_default([form.axes[0].near], ZERO)
    else:
        padding = unless_default([side for axis in form.axes for side in (axis.near, axis.far)], ZERO)
    own = unless_default([axis.output_padding or ZERO for axis in form.axes], ZERO)
    return arguments | ({"padding": padding} if padding else {}) | ({"output_padding": own} if own else {})


def unless_default(terms: Sequence[Term], default: Term) -> str:
    """One term for all axes where they agree, "" where that is the default."""
    if all(term == terms[0] for term in terms):
        return "" if terms[0] == default else str(terms[0])
    return f"({', '.join(map(str, terms))})"


def with_pads(layer: str, form: Form[Term], release: Release) -> str:
    """The expression of a layer with the zeros before and after it. Raises NoPortError."""
    before = pad_layer([axis.extension or ZERO for axis in form.axes], release)
    after = pad_layer([axis.zeros or ZERO for axis in form.axes], release)
    parts = [part for part in (before, layer, after) if part]
    return layer if len(parts) == 1 else f"nn.SequentialCell({', '.join(parts)})"


def pad_layer(amounts: Sequence[Term], release: Release) -> str:
    """The layer that appends so many zeros to the end of each axis; "" for none. Raises NoPortError."""
    if not any(amounts):
        return ""
    if release.number < _PADS_SINCE:
        if len(amounts) == 3:
            # nn.Pad takes at most four dimensions.
            words = "MindSpore {release} has no layer that pads a 5-D input"
            raise NoPortError(Phrase("no_5d_pad", words, release=release.name))
        pairs = ", ".join(f"(0, {amount})" for amount in amounts)
        return f"nn.Pad(((0, 0), (0, 0), {pairs}))"
    pairs = ", ".join(f"0, {amount}" for amount in reversed(amounts))
    return f"nn.ZeroPad2d(({pairs}))" if len(amounts) == 2 else f"nn.ConstantPad{len(amounts)}d(({pairs}), 0.0)"


def output_text(form: Form[Term]) -> str | None:
    """What is left to do with the layer's result `y`."""
    near, far = form.axes[0].crop_near or ZERO, form.axes[0].crop_far or ZERO
    if not near and not far:
        return None
    end = "" if not far else f"-{far}" if not far.named else f"-({far})"
    return f"y[..., {near or ''}:{end}]"
