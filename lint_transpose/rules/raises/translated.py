"""A call under a name that MindSpore does not have, rewritten for the layer that is meant."""

from __future__ import annotations

import ast
import re

from ...layers.call import LayerCall, Reference
from ...text.finding import Edit
from ..rule import Context

_ONLY_MINDSPORE = frozenset({"pad_mode", "has_bias", "group", "weight_init", "bias_init", "data_format"})
_OF_TORCH = re.compile(r"ConvTranspose[123]d")
_SHARED = 4
"""How many positional arguments are the same in both: channels, kernel and stride."""


def renamed(reference: Reference, right: str) -> tuple[Edit, ...]:
    """Only the name, replaced by `right`."""
    source, node = reference.source, reference.node
    start, end = source.start(node), source.end(node)
    if isinstance(node, ast.Attribute):
        return (Edit(end._replace(column=end.column - len(node.attr)), end, right),)
    if isinstance(node, ast.Name):
        return (Edit(start, end, right),)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        quote = source.segment(node)[:1]
        is_plain = source.segment(node) == f"{quote}{node.value}{quote}"
        return (Edit(start, end, f"{quote}{right}{quote}"),) if is_plain else ()
    if not isinstance(node, ast.alias):
        return ()
    # The rest of the file goes on using the name that it has.
    return (Edit(start, end, f"{right} as {node.asname or node.name}"),) if start.row == end.row else ()


def translated(reference: Reference, right: str, context: Context) -> tuple[tuple[Edit, ...], bool]:
    """The edits that make the reference that of the layer `right`, and whether they are safe.

    A call that is written as PyTorch's is translated, or nothing is safe: under the new name its arguments would mean
    something else, and so would what it leaves out.
    """
    name = reference.name.rpartition(".")[2]
    if not reference.calls:
        return renamed(reference, right), False
    ours, theirs = reference.calls[0], reference.calls[-1]
    if _is_mindspores(ours):
        return renamed(reference, right), True
    if not _OF_TORCH.fullmatch(name):
        return (), False
    return _as_torch(reference, theirs, context), True


def _is_mindspores(call: LayerCall) -> bool:
    """Whether the arguments are surely those of MindSpore's layer: one has a name, or stands in a place, of its own."""
    names = {keyword.arg for keyword in call.node.keywords}
    positional = call.node.args
    if call.open or any(isinstance(node, ast.Starred) for node in positional):
        return False
    if len(positional) > _SHARED:
        mode = positional[_SHARED]
        return isinstance(mode, ast.Constant) and mode.value in ("same", "valid", "pad")
    return bool(names & _ONLY_MINDSPORE)


def _as_torch(reference: Reference, call: LayerCall, context: Context) -> tuple[Edit, ...]:
    """The exact layer in the place of PyTorch's call, where one layer is exact whatever the text leaves open."""
    from ...porting import port  # rarely needed, and much to import

    node, source = call.node, call.source
    answer = port(call, context.release)
    if answer.layer is None or answer.output or answer.conditions or not answer.layer.startswith("nn.Conv"):
        return ()
    start, end = source.start(node), source.end(node)
    if start.row != end.row or "#" in source.between(start, end):
        return ()
    prefix = source.one_line(node.func.value) + "." if isinstance(node.func, ast.Attribute) else ""
    return (Edit(start, end, prefix + answer.layer.removeprefix("nn.")),)
