"""What a call of the text does to a tensor, or an item of a container: by what it calls, builds or names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Unknown, Value
from ...record.dataclasses import replace
from ..values.arguments import actuals
from ..values.objects import Built, Frame, Function, Instance, LayerObject
from ..values.worlds import Infeasible
from .followers import last_part
from .joining import HOLDS
from .padding import pad_function, pad_layer
from .sizes import Sizes
from .steps import (
    ADD,
    LAYER,
    SAME,
    STOP,
    TAKER,
    Step,
    of_layer,
    of_name,
    of_narrow,
    of_own,
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
        if isinstance(value, (Function, Instance)):
            return of_own(name)
        if isinstance(call.func, ast.Subscript):
            return self._held_step(call.func, frame)
        return of_name(name, framework=False)

    def _held_step(self, func: ast.Subscript, frame: Frame) -> Step:
        """What an item of a list of layers does, where it is known, or all do the same."""
        held = self.evaluate(func.value, frame)
        items = cells_within(held) if isinstance(held, Built) else []
        place = self.evaluate(func.slice, frame)
        if isinstance(place, int) and isinstance(held, Built) and not _repeats(held) and -len(items) <= place < len(items):
            items = [items[place]]
        steps = [self.item(item, held.frame) for item in items[: self.left]] if isinstance(held, Built) else []
        return steps[0] if steps and all(step == steps[0] for step in steps) else Step("unseen", name=TAKER)

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
        return of_name(last, framework=True)

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
        if isinstance(value, (Function, Instance)):
            return of_own(name)
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
            if first.kind == "same" or step.kind in ("cut", "mirror", "open", "unseen"):
                first = step if first.kind == "same" else Step("open", name=name)
            if step.kind in ("stop", "remake", "mirror", "open", "unseen"):
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


def cells_within(built: Built) -> list[ast.expr]:
    """The items of a container that is made of them, as they are written; one of them where a loop makes them."""
    items = items_within(built)
    if items is None and built.name.rpartition(".")[2] in ("CellList", "ModuleList", "CellDict", "ModuleDict"):
        items = list(built.node.args)
    if items is None or len(items) != 1:
        return items or []
    made = items[0].value if isinstance(items[0], ast.Starred) else items[0]
    if isinstance(made, (ast.ListComp, ast.GeneratorExp)):
        return [made.elt]
    return list(made.values) if isinstance(made, ast.Dict) else made.elts if isinstance(made, (ast.List, ast.Tuple)) else items


def _repeats(built: Built) -> bool:
    return any(isinstance(item, (ast.ListComp, ast.GeneratorExp, ast.Starred, ast.Dict)) for item in built.node.args)


def items_within(built: Built) -> list[ast.expr] | None:
    """The items of a container that runs them one after the other, as they are written; None where it is none."""
    if built.name.rpartition(".")[2] not in ("Sequential", "SequentialCell"):
        return None
    args = built.node.args
    return args[0].elts if len(args) == 1 and isinstance(args[0], (ast.List, ast.Tuple)) else args
