"""What is put around the input of a layer before it: by a Pad in its argument, in its name, or ahead of it in a container."""

from __future__ import annotations

import ast
from contextlib import suppress

from ...layers.call import Symbol
from ...record.dataclasses import dataclass, replace
from ..index.bindings import FUNCTIONS
from ..values.objects import Frame, LayerObject
from .joining import Zeros, sum_of
from .steps import LAYER, SAME, STOP, Step, of_name, of_subscript
from .taking import MOST_STEPS, Taking


@dataclass(frozen=True, slots=True)
class Maybe:
    """Items that are in a container or not: those of a branch or a loop."""

    items: tuple[Item, ...]


Item = tuple[ast.expr, Frame] | Maybe | Step
"""What runs before or after the layer in its container, and where that is built; or what is known to be done there."""

_DEEPEST = 40


class BehindLayerError(Exception):
    """The input of the layer is what another transposed convolution returns, padded or not."""


class Inputs(Taking):
    """Asks what a layer is applied to."""

    def source(self, node: ast.expr, frame: Frame) -> ast.expr | None:
        """What a layer is applied to, without the Pads and activations on the way."""
        step = SAME
        while isinstance(node, ast.Call) and step.kind in ("same", "bend", "cut") and self.left > 0:
            self.left -= 1
            if not node.args:
                return None
            node = node.args[0]
            step = self.call_step(node, node.args[0], frame) if isinstance(node, ast.Call) and node.args else STOP
        return node

    def zeros_ahead(self, items: tuple[Item, ...]) -> tuple[Zeros | None, bool]:
        """The zeros that `items` put around the layer's input (None: open), and whether all of them only do that.

        What stands directly after another transposed convolution belongs to that one.
        """
        zeros: Zeros = ()
        for index, item in reversed(list(enumerate(items))):
            if isinstance(item, Maybe):
                is_next = LAYER in item.items  # in another pass of the loop the same layer comes before this one
                pads = bool(zeros) if is_next else self._may_pad(item)
                return (None if pads or self.zeros_ahead(items[:index])[0] != () else zeros), False
            step = item if isinstance(item, Step) else self.item(*item)
            if step is LAYER:
                return (), False
            if _may_pad(step):
                return None, False
            if step.kind == "cut":
                zeros = sum_of(zeros, tuple((margin.start, margin.end) for margin in step.margins))
            elif step.kind not in ("same", "bend"):
                return zeros, False
        return zeros, True

    def _may_pad(self, item: Item) -> bool:
        if isinstance(item, Maybe):
            return any(map(self._may_pad, item.items))
        step = item if isinstance(item, Step) else self.item(*item)
        return step.kind == "cut" or _may_pad(step)

    def zeros_in(self, node: ast.expr, frame: Frame, depth: int = 0) -> Zeros | None:
        """The zeros that the expression of the layer's input puts around it; None where that is open.

        What stands directly after another transposed convolution belongs to that one.
        """
        if isinstance(node, ast.Name):
            return self._zeros_bound(node, frame, depth)
        if isinstance(node, ast.Subscript):
            if of_subscript(node, replace(self.sizes, frame=frame)).kind not in ("cut", "open"):
                return ()
            self.zeros_in(node.value, frame, depth + 1)  # which may be what another layer returns
            return None
        if depth < _DEEPEST and (tensor := self._reshaped(node, frame)) is not None:
            return () if self.zeros_in(tensor, frame, depth + 1) == () else None
        if not isinstance(node, ast.Call) or not node.args or depth > _DEEPEST:
            return ()
        if isinstance(self.evaluate(node.func, frame), LayerObject):
            raise BehindLayerError
        step = self.call_step(node, node.args[0], frame)
        if step.kind in ("same", "bend"):
            return self.zeros_in(node.args[0], frame, depth + 1)
        if step.kind == "mix":
            return () if self.zeros_in(node.args[0], frame, depth + 1) == () else None
        if step.kind != "cut":
            return None if _may_pad(step) else ()
        inner = self.zeros_in(node.args[0], frame, depth + 1)
        zeros = tuple((margin.start, margin.end) for margin in step.margins)
        return None if inner is None or any(amount < 0 for pair in zeros for amount in pair) else sum_of(inner, zeros)

    def _reshaped(self, node: ast.expr, frame: Frame) -> ast.expr | None:
        """The tensor that `node` brings into another shape by a method: `x` of `x.expand_dims(2)`."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return None
        is_mixed = of_name(node.func.attr, framework=False).kind == "mix"
        is_method = is_mixed and not isinstance(self.evaluate(node.func, frame), Symbol)
        return node.func.value if is_method else None

    def _zeros_bound(self, node: ast.Name, frame: Frame, depth: int) -> Zeros | None:
        """By the last statement before `node` that binds its name."""
        module = frame.module
        statement = module.statement_of(node)
        block, index = module.places[statement]
        last = module.binder_before(block, index, node.id)
        outer: ast.AST = statement
        while last is None and isinstance(outer := module.parents[outer], (ast.If, ast.With, ast.For)):
            block, index = module.places[outer]
            last = module.binder_before(block, index, node.id)
        if last is None:
            return () if self._gets_plain(frame, depth) else None
        binder = block[last]
        if isinstance(binder, ast.Assign) and isinstance(binder.targets[0], ast.Name) and depth < _DEEPEST:
            return self.zeros_in(binder.value, frame, depth + 1)
        calls = [item for item in ast.walk(binder) if isinstance(item, ast.Call) and item.args]
        steps = (self.call_step(call, call.args[0], frame) for call in calls[:MOST_STEPS])
        return None if any(step.kind == "cut" or _may_pad(step) for step in steps) else ()

    def _gets_plain(self, frame: Frame, depth: int) -> bool:
        """Whether the class calls the method that `frame` activates with nothing that is padded."""
        module, scope = frame.module, frame.scope
        cls = module.class_of(scope) if isinstance(scope, FUNCTIONS) else None
        calls = module.calls_on_self.get((cls, getattr(scope, "name", "")), ()) if cls is not None and depth < _DEEPEST else ()
        for call, method in calls[:MOST_STEPS]:
            for argument in call.args:
                with suppress(BehindLayerError):
                    if self.zeros_in(argument, self.reader.entry(method, module), depth + 1) != ():
                        return False
        return True


def _may_pad(step: Step) -> bool:
    """Whether a step pads by amounts or values that are not known."""
    return step.kind == "mirror" or (step.kind == "open" and "ad" in str(step.name))
