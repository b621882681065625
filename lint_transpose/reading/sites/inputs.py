"""What is put around the input of a layer before it: by what the text does to it, followed back to where it comes from."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from ...layers.call import Symbol, Value
from ...record.dataclasses import replace
from ..values.arguments import actuals
from ..values.objects import Bound, Built, Frame, Function, Instance, LayerObject, Partial
from ..values.worlds import Infeasible
from .followers import last_part
from .joining import Zeros
from .origins import BehindLayerError, Item, Maybe, Origins, Source, after, agreed, is_exact, plain, tensor_of
from .steps import LAYER, MIX, SAME, STOP, Step, of_name, of_narrow, of_subscript
from .taking import items_within, unnamed

if TYPE_CHECKING:
    from ..values.questions import Reader


_DEEPEST = 60
_MOST = 200
_LIFTS = ("expanddims", "unsqueeze")
_JOINS = ("cat", "concat", "concatenate")
_GATHERS = ("dict", "list", "tuple", "set", "zip", "enumerate", "reversed", "iter", "next", "sorted", "sum", "map")
_SPLITS = ("split", "chunk", "unbind", "tensor_split")
# They make other elements, or tensors of their own.
_OTHERS = re.compile(r"conv|dense|linear|pool|matmul|bmm|attention|embedding|shuffle|fold|lstm|gru|_like$|fft", re.IGNORECASE)
_AGAIN, _BEHIND = object(), object()


class Inputs(Origins):
    """Asks what a layer is applied to. `lifted` are the axes that are added to it on the way."""

    def __init__(self, reader: Reader, spatial: int) -> None:
        super().__init__(reader, spatial)
        self.given, self.cells = {}, {}
        self.lifted: set[int] = set()
        self.applications: set[ast.Call] = set()
        """The calls of the layer, which in a loop comes before itself."""
        self._zeros: dict[tuple[ast.expr, object], object] = {}
        self._asked = 0
        self._deep = 0
        self._cycles = 0
        """How often something was asked for that is being worked out."""

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

    def keeps_sizes(self, items: tuple[Item, ...]) -> bool:
        """Whether all that `items` do to the layer's input is to put zeros around it, and to bend its values."""
        steps = [STOP if isinstance(item, Maybe) else item if isinstance(item, Step) else self.item(*item) for item in items]
        return all(step.kind in ("same", "bend", "cut") for step in steps)

    def zeros_ahead(self, items: tuple[Item, ...], source: Source, padded: bool = False) -> Zeros | None:
        """The zeros around what comes out of `items`, run one after the other on what `source` tells of; None: open.

        What stands directly after another transposed convolution belongs to that one. `padded`: more is put around it.
        """
        if not items:
            return source()
        ahead, item = items[:-1], items[-1]
        if isinstance(item, Maybe):
            if LAYER in item.items:  # in another pass of the loop the same layer comes before this one
                return None if padded else plain([lambda: self.zeros_ahead(ahead, source)])
            return None if any(map(self._may_pad, item.items)) else plain([lambda: self.zeros_ahead(ahead, source, padded)])
        if isinstance(item, Step):
            return after(item, [lambda: self.zeros_ahead(ahead, source, padded or item.kind == "cut")])
        node, frame = unnamed(item[0]), item[1]
        step = self.item(node, frame)
        before = lambda: self.zeros_ahead(ahead, source, padded or step.kind == "cut")  # noqa: E731
        value = self.evaluate(node, frame)
        if isinstance(value, Built) and (inner := items_within(value)) is not None:
            return self.zeros_ahead(tuple((each, value.frame) for each in inner), before, padded)
        if isinstance(value, Instance):
            bound = Bound(known=False, key=(id(node), frame.key))
            if (entered := self.entered(value, bound, before)) is not None:
                return entered()
        return after(step, [before])

    def _may_pad(self, item: Item) -> bool:
        if isinstance(item, Maybe):
            return any(map(self._may_pad, item.items))
        step = item if isinstance(item, Step) else self.item(*item)
        return step.kind in ("cut", "mirror", "open")

    def zeros_in(self, node: ast.expr, frame: Frame) -> Zeros | None:
        """The zeros that the expression of the layer's input puts around it; None where that is open.

        What stands directly after another transposed convolution belongs to that one.
        """
        key, cycles = (node, frame.key), self._cycles
        if key not in self._zeros:
            if self._deep >= _DEEPEST or self._asked >= _MOST:
                return ()
            self._zeros[key] = _AGAIN
            self._asked += 1
            self._deep += 1
            found: object = _BEHIND
            try:
                with suppress(BehindLayerError):
                    found = self._zeros_in(node, frame)
            finally:
                self._deep -= 1
                self._zeros[key] = found
            if self._cycles > cycles:
                del self._zeros[key]  # it rests on what was not yet known
        else:
            found = self._zeros[key]
        if found is _AGAIN:
            self._cycles += 1
            return ()
        if found is _BEHIND:
            raise BehindLayerError
        return found  # type: ignore[return-value]

    def _zeros_in(self, node: ast.expr, frame: Frame) -> Zeros | None:
        if isinstance(node, ast.Call):
            return self._zeros_of_call(node, frame)
        if isinstance(node, ast.Name):
            return self.zeros_of_name(node, frame)
        if isinstance(node, ast.Attribute):
            is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
            return self.zeros_of_attribute(node.attr, frame) if is_own else self._plain([node.value], frame)
        if isinstance(node, ast.Subscript):
            return self._zeros_of_item(node, frame)
        if isinstance(node, ast.BinOp):
            return self.zeros_of_sum(self.later(node.left, frame), node.op, node.right, frame)
        if isinstance(node, ast.UnaryOp):
            return self.zeros_in(node.operand, frame)
        if isinstance(node, ast.IfExp):
            test = self.evaluate(node.test, frame)
            ways = [node.body, node.orelse] if not isinstance(test, bool) else [node.body if test else node.orelse]
            return agreed([self.later(way, frame) for way in ways])
        if isinstance(node, (ast.NamedExpr, ast.Starred, ast.Await)):
            return self.zeros_in(node.value, frame)
        return self._plain(_parts(node), frame)

    def zeros_of_sum(self, left: Source, operator: ast.operator, right: ast.expr, frame: Frame) -> Zeros | None:
        """Around what an operator makes of two tensors: a product with a number is zero where the tensor is."""
        if isinstance(operator, (ast.Mult, ast.Div)) and isinstance(self.evaluate(right, frame), (int, float)):
            return left()
        return plain([left, self.later(right, frame)])

    def _plain(self, nodes: list[ast.expr], frame: Frame) -> Zeros | None:
        return plain([self.later(node, frame) for node in nodes])

    def _zeros_of_item(self, node: ast.Subscript, frame: Frame) -> Zeros | None:
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        is_whole = all(_is_all(item) for item in items)
        if is_whole and (places := [index for index, item in enumerate(items) if getattr(item, "value", 0) is None]):
            dots = any(getattr(item, "value", 0) is ... for item in items)
            self.lifted.update(place - len(items) if dots else place for place in places)
            return self._plain([node.value], frame)
        if not isinstance(node.slice, (ast.Tuple, ast.Slice)):  # one of several, or of the batch
            return self._plain([node.value], frame)
        return after(of_subscript(node, replace(self.sizes, frame=frame)), [self.later(node.value, frame)])

    def _zeros_of_call(self, call: ast.Call, frame: Frame) -> Zeros | None:
        value = self.evaluate(call.func, frame)
        if isinstance(value, LayerObject) or call in self.applications:
            raise BehindLayerError
        if call in self.cells:
            return self.of_returns(self.cells[call])
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        tensor = tensor_of(call)
        source = (lambda: ()) if tensor is None else self.later(tensor, frame)
        if isinstance(value, Built) and (items := items_within(value)) is not None:
            return self.zeros_ahead(tuple((item, value.frame) for item in items), source)
        if isinstance(value, (Function, Instance)):
            with suppress(Infeasible):  # its arguments hang on a choice
                bound = Bound(actuals(self.reader, call, frame), call=call, key=(id(call), frame.key))
                if (entered := self.entered(value, bound)) is not None:
                    return entered()
        if isinstance(value, Partial):
            return self._zeros_of_partial(value.callee, call, source, frame)
        if isinstance(call.func, ast.Attribute) and _is_tensor(call.func.value, call.func.attr, value):
            return self._zeros_of_method(call, call.func, given, frame)
        if isinstance(call.func, ast.Name) and call.func.id in _GATHERS:
            return self._plain(given, frame)
        return self._zeros_of_function(call, value, given, frame)

    def _zeros_of_partial(self, callee: Value, call: ast.Call, source: Source, frame: Frame) -> Zeros | None:
        if isinstance(callee, (Function, Instance)):
            entered = self.entered(callee, Bound(known=False, key=(id(call), frame.key)), source)
            return entered() if entered is not None else ()
        step = of_name(str(getattr(callee, "name", "")).rpartition(".")[2], framework=False)
        return after(step, [source])

    def _zeros_of_function(self, call: ast.Call, value: Value, given: list[ast.expr], frame: Frame) -> Zeros | None:
        """Of a function or layer that the text does not hold."""
        name, tensor = str(getattr(value, "name", "")), tensor_of(call)
        last = name.rpartition(".")[2] or last_part(call.func)
        if _lowered(last) in _LIFTS:
            self._lift(given[1:], frame)
            return self._plain(given[:1], frame)
        is_framework = name.startswith(("mindspore.", "torch."))
        if is_framework and last in (*_JOINS, *_SPLITS, "stack"):
            axis = 1 if last in (*_JOINS, "unbind") else 2
            step = MIX if last == "stack" else self._along(call, last, axis, frame)
        else:
            step = STOP if tensor is None else self.call_step(call, tensor, frame)
            if step.kind in ("stop", "open") and _OTHERS.search(last):
                return ()
            step = MIX if is_framework and step.kind == "stop" else step
        exact = [tensor] if tensor is not None and is_exact(step) else given
        return after(step, [self.later(item, frame) for item in exact])

    def _zeros_of_method(self, call: ast.Call, func: ast.Attribute, given: list[ast.expr], frame: Frame) -> Zeros | None:
        """Of a method of a tensor; of what is none, it makes something else of what it gets."""
        name = func.attr.rstrip("_")
        if _lowered(name) in _LIFTS:
            self._lift(given, frame)
        if _OTHERS.search(name):
            return ()
        if name == "narrow":
            step = of_narrow(call.args, func.value, replace(self.sizes, frame=frame))
        elif name in _SPLITS:
            step = self._along(call, name, int(name != "unbind"), frame)
        else:
            step = of_name(name, framework=True)
        sources = [func.value] if is_exact(step) else [func.value, *given]
        return after(MIX if step.kind == "stop" else step, [self.later(item, frame) for item in sources])

    def _along(self, call: ast.Call, name: str, place: int, frame: Frame) -> Step:
        """The step of putting tensors together, or of taking them apart, along the axis that is the argument at `place`."""
        axis = [keyword.value for keyword in call.keywords if keyword.arg in ("axis", "dim")] or call.args[place : place + 1]
        value = self.evaluate(axis[0], frame) if axis else 0
        return MIX if isinstance(value, int) and value in (0, 1) else Step("open", name=name)

    def _lift(self, axis: list[ast.expr], frame: Frame) -> None:
        value = self.evaluate(axis[0], frame) if axis else None
        if isinstance(value, int):
            self.lifted.add(value)


def _lowered(name: str) -> str:
    return name.replace("_", "").lower()


def _is_all(item: ast.expr) -> bool:
    """Whether an index leaves an axis as it is, or adds one: `:`, `...` or None."""
    if isinstance(item, ast.Constant):
        return item.value is None or item.value is ...
    return isinstance(item, ast.Slice) and item.lower is None and item.upper is None and item.step is None


def _is_tensor(owner: ast.expr, name: str, method: Value) -> bool:
    """Whether the method `name` of `owner` may be one of a tensor: of none that is imported, in the text or kept by self."""
    if isinstance(method, (Symbol, Function, Instance)):
        return False
    root = owner
    while isinstance(root, ast.Attribute):
        root = root.value
    is_own = isinstance(root, ast.Name) and root.id == "self"
    return not is_own or (owner is not root and of_name(name, framework=False).kind in ("same", "bend", "lift", "mix"))


def _parts(node: ast.expr) -> list[ast.expr]:
    """The tensors that an expression of another kind may hold."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        return [node.elt, *(part.iter for part in node.generators)]
    return node.values if isinstance(node, ast.BoolOp) else []
