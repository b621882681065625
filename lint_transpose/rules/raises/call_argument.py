"""MST109: a transposed convolution called with arguments that its `construct` does not take."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...languages import Phrase, Text
from ...layers.call import LayerCall, Use
from ...text.finding import Edit
from ...text.source import Source
from ..rule import Case, Context, Report, Rule
from ..shared.remedy import write
from ..shared.wording import after_colon


def check(call: LayerCall, context: Context) -> Iterator[Report]:
    # What PyTorch's constructor comes with takes PyTorch's arguments.
    for use in () if call.signature.roles.as_torch else call.uses:
        yield from _of_use(call, use)


def _of_use(call: LayerCall, use: Use) -> Iterator[Report]:
    node = use.node
    layer = f"nn.{call.layer.name}"
    assuming: Text = "" if use.alone else Phrase("is_called", "it is the {layer} that is called", layer=layer)
    positional = _positional(node)
    if len(positional) > 1:
        parts = {"layer": layer, "argument": call.source.segment(positional[1])}
        yield Report(at=positional[1], message="positional", parts=parts, assuming=assuming)
    axes = call.layer.dimension + 2
    if use.rank is not None and use.rank != axes:
        argument = call.source.segment(node.args[0])
        parts = {"argument": argument, "rank": f"{use.rank}", "layer": layer, "axes": f"{axes}"}
        message = "unbatched" if use.rank == axes - 1 else "axes"
        yield Report(at=node.args[0], message=message, parts=parts, assuming=assuming)
    for keyword in node.keywords:
        if keyword.arg is None or (keyword.arg == "x" and not positional):
            continue
        edits = _as_x(call.source, node, keyword)
        yield Report(
            at=keyword,
            message="keyword",
            parts={"layer": layer, "keyword": keyword.arg, "instead": after_colon(write("x=") if edits else "")},
            edits=edits,
            remedy=write("x="),
            safe=True,
            assuming=assuming,
        )
    for key in _spread_keys(node):
        if key.value != "x" or positional:
            parts = {"layer": layer, "keyword": str(key.value), "instead": ""}
            yield Report(at=key, message="keyword", parts=parts, assuming=assuming)


def _positional(node: ast.Call) -> list[ast.expr]:
    """The positional arguments that are surely given, those of a tuple or list that is spread too: `up(x, *(size,))`."""
    found: list[ast.expr] = []
    for argument in node.args:
        items = [argument]
        if isinstance(argument, ast.Starred):
            if not isinstance(argument.value, (ast.Tuple, ast.List)):
                return found
            items = argument.value.elts
        if any(isinstance(item, ast.Starred) for item in items):
            return found
        found += items
    return found


def _spread_keys(node: ast.Call) -> Iterator[ast.Constant]:
    """The names that stand in a dict that is spread: `up(x, **{"output_size": size})`."""
    for keyword in node.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Dict):
            for key in keyword.value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key


def _as_x(source: Source, node: ast.Call, keyword: ast.keyword) -> tuple[Edit, ...]:
    """PyTorch calls the one argument `input`."""
    if keyword.arg != "input" or node.args or any(other.arg in ("x", None) for other in node.keywords):
        return ()
    start = source.start(keyword)
    return (Edit(start, start._replace(column=start.column + len(keyword.arg)), "x"),)


RULE = Rule(
    code="MST109",
    symbol="transpose-call-argument",
    summary="a transposed convolution called with arguments that it does not take",
    messages={
        "unbatched": "{argument} has {rank} axes and raises ValueError, {layer} takes {axes}: "
        "write expand_dims(0) before the layer and squeeze(0) after it",
        "axes": "{argument} has {rank} axes and raises ValueError: {layer} takes {axes}",
        "keyword": "{keyword}= raises TypeError when {layer} is called: its construct takes only x{instead}",
        "positional": "{argument} raises TypeError as a second argument: construct of {layer} takes only x",
    },
    explanation="""\
## What it does
Reports a second positional argument, or a keyword other than `x`, where a transposed convolution is called: `input=`,
`output_size=`; and an input of another number of axes than the layer takes, where the text says how many it has.

## Why it matters
PyTorch's layers are called as `forward(input, output_size=None)`. MindSpore's `construct` takes only `x`; any other
argument raises `TypeError` at the first call. An output size that the window does not give has to come out of the
layer's own arguments. PyTorch's layers also take one sample without the batch axis, `(C, H, W)`; MindSpore's raise
`ValueError`. `up(x.expand_dims(0)).squeeze(0)` computes the same.
""",
    bad="""\
from mindspore import nn


class Decoder(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 4, stride=2)

    def construct(self, features):
        return self.up(input=features)
""",
    good="""\
from mindspore import nn


class Decoder(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(64, 32, 4, stride=2)

    def construct(self, features):
        return self.up(x=features)
""",
    cases=(
        Case("keyword", "nn.Conv2dTranspose(64, 32, 4)(input=x)", "nn.Conv2dTranspose(64, 32, 4)(x)"),
        Case("positional", "nn.Conv2dTranspose(64, 32, 4)(x, (1, 32, 9, 9))", "nn.Conv2dTranspose(64, 32, 4)(x)"),
        Case(
            "unbatched",
            "nn.Conv2dTranspose(64, 32, 4)(ops.ones((64, 8, 8)))",
            "nn.Conv2dTranspose(64, 32, 4)(ops.ones((1, 64, 8, 8)))",
        ),
        Case(
            "axes",
            "nn.Conv2dTranspose(64, 32, 4)(ops.ones((64, 8)))",
            "nn.Conv2dTranspose(64, 32, 4)(ops.ones((1, 64, 8, 8)))",
        ),
    ),
    source="mindspore.nn.Conv2dTranspose.construct",
    fix_safety="Safe: the call raises as it stands, and the layer has one input.",
    check=check,
    raised_by="node",
)
