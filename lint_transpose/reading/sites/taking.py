"""What a call of the text does to a tensor, or an item of a container: by what it calls, builds or names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Unknown, Value
from ...record.dataclasses import replace
from ..values.arguments import actuals
from ..values.objects import Built, Frame, Instance, LayerObject
from ..values.worlds import Infeasible
from .followers import last_part
from .joining import HOLDS
from .padding import pad_function, pad_layer
from .sizes import Sizes
from .steps import (
    ADD,
    LAYER,
    MIX,
    SAME,
    STOP,
    TAKER,
    Step,
    of_layer,
    of_name,
    of_narrow,
    of_pad,
    of_slice_function,
)

if TYPE_CHECKING:
    from ..values.questions import Reader

MOST_STEPS = 400
_LEFT_OPEN = Unknown("left open")


class Taking:
    """Asks what takes a tensor. `left` bounds the work, `sizes` knows the sizes that the text may name."""

    def __init__(self, reader: Reader, spatial: int) -> None:
        self.reader = reader
        self.spatial = spatial
        self.left = MOST_STEPS
        self.sizes = Sizes(reader, reader.frame_of(reader.module.tree, reader.module), spatial)

    def call_step(self, call: ast.Call, node: ast.expr, frame: Frame) -> Step:
        """What `call` does to its argument `node`."""
        try:
            return self._decided_step(call, node, frame)
        except Infeasible:  # its arguments hang on a choice
            return Step("open", name=last_part(call.func) or TAKER)

    def _decided_step(self, call: ast.Call, node: ast.expr, frame: Frame) -> Step:
        value, name = self.evaluate(call.func, frame), last_part(call.func)
        if isinstance(value, Built):
            return self._layer_step(value, name)
        symbol = getattr(value, "name", None)
        if isinstance(symbol, str) and symbol.startswith(("mindspore.", "torch.")):
            return self._function_step(symbol, call, node, frame)
        if isinstance(value, LayerObject):
            return STOP
        if isinstance(value, Instance):
            return Step("norm", norm="unknown", name=name) if of_name(name, False).kind == "norm" else of_name(name, False)
        return of_name(name, framework=False)

    def _function_step(self, symbol: str, call: ast.Call, node: ast.expr, frame: Frame) -> Step:
        last = symbol.rpartition(".")[2]
        if last in ("pad", "narrow", "slice") and node not in call.args[:1]:
            return Step("open", name=last)
        sizes = replace(self.sizes, frame=frame)
        pad = pad_function(self.reader, symbol, call, actuals(self.reader, call, frame)) if last == "pad" else None
        if pad is not None:
            return of_pad(pad, self.spatial)
        if last == "narrow" and not call.keywords:
            return of_narrow(call.args[1:], node, sizes)
        if last == "slice" and not call.keywords:
            return of_slice_function(call.args[1:], node, sizes)
        if last in ("add", "sub"):
            return ADD
        return MIX if last in ("mul", "div", "maximum", "minimum", "where") else of_name(last, framework=True)

    def item(self, item: ast.expr, frame: Frame) -> Step:
        """What an item of a container does."""
        item = unnamed(item)
        name = last_part(item.func if isinstance(item, ast.Call) else item)
        if isinstance(item, ast.Starred):
            return Step("unseen", name=HOLDS)
        value = self.evaluate(item, frame)
        if isinstance(value, Built):
            try:
                return self._layer_step(value, name)
            except Infeasible:  # its arguments hang on a choice
                return Step("open", name=name)
        if isinstance(value, LayerObject):
            return LAYER
        if value is None:
            return SAME
        return of_name(name, framework=False)

    def _layer_step(self, built: Built, name: str) -> Step:
        """What a layer that is built from something imported does; a container by its items, up to what makes other things."""
        items = items_within(built)
        if items is None:
            return of_layer(self.reader, built, name, pad_layer(self.reader, built), self.spatial)
        self.left -= 1
        first = SAME
        for item in items if self.left > 0 else ():
            step = self.item(item, built.frame)
            if first is SAME or step.kind in ("cut", "mirror", "open", "unseen"):
                first = step if first is SAME else Step("open", name=name)
            if step.kind in ("stop", "mirror", "open", "unseen"):
                return first
        return first

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        try:
            return self.reader.evaluate(node, frame)
        except Infeasible:
            return _LEFT_OPEN


def unnamed(item: ast.expr) -> ast.expr:
    """The layer of an item that names it: `("up", layer)`."""
    return (
        item.elts[1]
        if isinstance(item, ast.Tuple) and len(item.elts) == 2 and isinstance(item.elts[0], ast.Constant)
        else item
    )


def items_within(built: Built) -> list[ast.expr] | None:
    """The items of a container that runs them one after the other, as they are written; None where it is none."""
    if built.name.rpartition(".")[2] not in ("Sequential", "SequentialCell"):
        return None
    args = built.node.args
    return args[0].elts if len(args) == 1 and isinstance(args[0], (ast.List, ast.Tuple)) else args
