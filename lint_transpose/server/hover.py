"""What an editor shows over a layer: its window, its output length and the PyTorch layer that it equals."""

from __future__ import annotations

import ast

from ..languages import Phrase, Text, joined, said
from ..layers.call import LayerCall
from ..layers.geometry import AXIS_NAMES, Axis, axes, bias
from ..layers.releases import release
from ..reading import Module, Reader, read_sites
from ..report.page import page
from ..rules import RULES
from ..settings import Settings
from ..text.finding import Finding, Position
from ..text.parsing import parse
from ..text.source import Source


def hover(text: str, filename: str, settings: Settings, position: Position, findings: list[Finding]) -> str | None:
    """Markdown for the place `position` of `text`: the pages of the rules that report it, else the layer built there."""
    codes = {finding.code for finding in findings if finding.start <= position <= finding.end}
    pages = [page(rule, settings.language) for rule in RULES if rule.code in codes]
    if pages:
        return "\n\n".join(pages)
    try:
        source = Source(filename, text)
        reader = Reader(Module(source, parse(text, filename)))
    except SyntaxError:
        return None
    for site in read_sites(reader, release(settings.mindspore_version), "mindspore", "never"):
        if _is_at(source, site.node.func, position) and site.cases:
            return "\n\n---\n\n".join(dict.fromkeys(_described(case.call, settings) for case in site.cases[:3]))
    return None


def _is_at(source: Source, node: ast.expr, position: Position) -> bool:
    return source.start(node) <= position <= source.end(node)


def _described(call: LayerCall, settings: Settings) -> str:
    sides = axes(call)
    head = Phrase(
        "of_release", "{layer} of MindSpore {release}", layer=f"**{call.layer.name}**", release=settings.mindspore_version
    )
    lines: list[Text] = [head, ""]
    for name, axis in zip(AXIS_NAMES[call.layer.dimension], sides):
        lines.append(Phrase("axis_line", "- {name}: {window}", name=_NAMES[name], window=_window(axis)))
    lines += ["", _equal(call, sides)]
    return "\n".join(said(line, settings.language) for line in lines)


_NAMES = {
    "length": Phrase("length", "length"),
    "depth": Phrase("depth", "depth"),
    "height": Phrase("height", "height"),
    "width": Phrase("width", "width"),
}


def _window(axis: Axis) -> Text:
    if axis.window is None:
        return Phrase("window_undecided", "the text does not decide the window")
    length = axis.length(axis.window)
    lo, hi, zeros = axis.window.lo, axis.window.hi, axis.window.zeros
    beyond = "adds {amount} beyond the full result at the end"
    parts = [
        Phrase("crops_start", "crops {amount} at the start", amount=lo),
        Phrase("crops_end", "crops {amount} at the end", amount=hi) if hi >= 0 else Phrase("adds_end", beyond, amount=-hi),
        Phrase("appends", "appends {amount} zeros", amount=zeros) if zeros else "",
    ]
    return joined("apart", (joined("listed", parts), f"n -> {length}" if length else ""))


def _equal(call: LayerCall, sides: tuple[Axis, ...]) -> Text:
    """The PyTorch layer with the same window, in words."""
    arguments = [_torch_arguments(axis) for axis in sides]
    known = [pair for pair in arguments if isinstance(pair, tuple)]
    if len(known) < len(sides):
        return next(reason for reason in arguments if isinstance(reason, Phrase))
    padding, output_padding = ([pair[index] for pair in known] for index in (0, 1))
    has_bias = bias(call)
    parts = [f"padding={_same(padding)}", f"output_padding={_same(output_padding)}"]
    parts += [] if has_bias is None else [f"bias={has_bias}"]
    layer, passed = f"`ConvTranspose{call.layer.dimension}d`", f"`{', '.join(parts)}`"
    return Phrase("equals_torch", "Equals PyTorch's {layer} with {arguments}.", layer=layer, arguments=passed)


def _torch_arguments(axis: Axis) -> tuple[int, int] | Phrase:
    window, bound = axis.window, axis.output_padding_bound
    if window is None or bound is None:
        return Phrase("torch_undecided", "The text does not decide which PyTorch layer it equals.")
    op = window.lo - window.hi
    if window.zeros or not 0 <= op < bound or window.lo < 0:
        return Phrase("torch_none", "No PyTorch layer computes this window.")
    return window.lo, op


def _same(values: list[int]) -> str:
    return str(values[0]) if len(set(values)) == 1 else f"({', '.join(map(str, values))})"
