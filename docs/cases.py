"""The case that a rule's example is about, as the address that opens the interactive window picture with it."""

from __future__ import annotations

from urllib.parse import urlencode

from lint_transpose.layers.call import LayerCall, Unknown
from lint_transpose.layers.geometry import Axis, axes
from lint_transpose.layers.releases import release
from lint_transpose.layers.window import Window
from lint_transpose.reading import Module, Reader, read_sites
from lint_transpose.rules import Rule
from lint_transpose.text.parsing import parse
from lint_transpose.text.source import Source

_MOST = 9


def case(rule: Rule) -> str | None:
    """None where the text of the examples leaves a window open, or has no layer.

    PyTorch's layer is the one that equals the good example, or is as long; MindSpore's is the bad one, or the good one where
    that raises.
    """
    good, bad = _calls(rule, rule.good), _calls(rule, rule.bad)
    original = next((original for call in (*good, *bad) for axis in axes(call) if (original := _original(axis))), None)
    own = next(((call, axis) for call in (*bad, *good) for axis in axes(call)[-1:] if _is_decided(axis)), None)
    if original is None or own is None:
        return None
    call, axis = own
    fields = {
        **{"n": 4, "k": axis.kernel_size, "s": axis.stride, "d": axis.dilation},
        **{"p": original.lo, "op": original.lo - original.hi, "bias": int(call.value("has_bias") is not False)},
        **_layer(call, axis),
    }
    return urlencode(fields) if all(isinstance(value, str) or _is_small(value) for value in fields.values()) else None


def _is_small(value: object) -> bool:
    return isinstance(value, int) and abs(value) <= _MOST


def _layer(call: LayerCall, axis: Axis) -> dict[str, object]:
    """MindSpore's layer; what its mode decides is not said."""
    mode, window, pad = call.value("pad_mode"), axis.window, call.follower.pad
    assert window is not None
    if mode != "pad" and not call.layer.name.startswith("ConvTranspose"):
        return {"m": mode if mode == "valid" else "same"}
    if pad is not None and not isinstance(pad.amounts, Unknown):
        before, after = pad.amounts[-1]
        assert isinstance(before, int)
        assert isinstance(after, int)
        window = window.padded(before, after)
    return {"m": "pad", "a": window.lo, "b": window.hi, "z": window.zeros, "h": window.head}


def _calls(rule: Rule, text: str) -> list[LayerCall]:
    reader = Reader(Module(Source("example.py", text), parse(text, "example.py")))
    known = release(rule.settings.mindspore_version)
    # An example on PyTorch code has no other layer.
    sites = list(read_sites(reader, known, "mindspore", "never")) or list(read_sites(reader, known, "torch", "never"))
    return [case.call for site in sites for case in site.cases]


def _is_decided(axis: Axis) -> bool:
    return None not in (axis.window, axis.kernel_size, axis.stride, axis.dilation)


def _original(axis: Axis) -> Window | None:
    """The window of the PyTorch layer that returns the same, or else as much, with the larger crop first."""
    window, bound = axis.window, axis.output_padding_bound
    if window is None or bound is None or window.zeros:
        return None
    lo, hi = max(window.lo, window.hi), min(window.lo, window.hi)
    return Window(lo, hi) if lo >= 0 and lo - hi < bound else None
