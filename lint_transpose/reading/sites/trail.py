"""What is done to a tensor, followed step by step to where it is given away, and what is put around a layer's input.

Read from its end: what a step does counts by what comes after it. Nothing is chosen here: what hangs on a choice that the
world has not made is not looked into.
"""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING

from ...languages import Phrase, Text
from ...layers.call import Around, Length, Value
from ...record.dataclasses import replace
from ..index.bindings import FUNCTIONS, LOOPS, positional_parameters
from ..values.arguments import actuals
from ..values.attributes import of_class
from ..values.objects import Bound, Built, Class, Frame, Function, Instance
from ..values.worlds import Infeasible
from .amounts import Amounts
from .followers import last_part
from .inputs import Inputs
from .joining import HOLDS, NOTHING, UNUSED, Zeros, agreed, all_of, or_last, put_ahead
from .origins import BehindLayerError, Item, Maybe, tensor_of
from .reads import LOOKS, loads, looks_only, reads_after
from .sizes import Sizes, of_input
from .steps import (
    ADD,
    LAYER,
    LIFT,
    MIX,
    TAKER,
    Step,
    of_axis,
    of_layer,
    of_name,
    of_narrow,
    of_subscript,
)
from .taking import items_within, unnamed

if TYPE_CHECKING:
    from ..values.questions import Reader

_DEEPEST = 40
_ENDS = ("forward", "construct", "__call__")
_UNSEEN = Around(unseen=TAKER)
_BEFORE = Phrase("before_layer", "what is before the layer")


class Trail(Inputs):
    """One walk along what is done to the result of one layer."""

    def __init__(self, reader: Reader, spatial: int) -> None:
        super().__init__(reader, spatial)
        self.depth = 0
        self.known: dict[ast.expr, Around] = {}
        self.amounts = Amounts(reader, spatial)
        self.applying: list[ast.Call] = []
        """The calls that apply the layer: what they take in another pass of a loop, the next layer takes."""
        self.sized = 0
        """How many steps so far change the tensor's size."""
        self.returns: list[Around] = []
        """What is done with the result of each function of the text that is looked into."""

    def applied(self, call: ast.Call, frame: Frame, before: tuple[Item, ...], behind: tuple[Item, ...]) -> Around:
        """`call` applies the layer, by itself or in its containers."""
        keeps_sizes, zeros = self.keeps_sizes(before), self._zeros_before(call, frame, before)
        outer, self.sizes = self.sizes, of_input(self.reader, call, self.source(call, frame), frame, self.spatial)
        try:
            if not keeps_sizes:
                self.sizes = replace(self.sizes, source="")
            self.applying.append(call)
            result = self.of_value(call, frame)
            result = all_of(self._after(behind, result), result)
            size = self._output_size(call) if not before else None
        finally:
            self.applying.pop()
            self.sizes = outer
        if zeros is None:
            return replace(result, open=result.open or _BEFORE, sliced=None, opened=())
        if size is not None:
            opened = result.opened if size else ()
            is_open = result.open or ("" if size else "output_size")
            result = replace(result, output_size=size, open=is_open, sliced=None, opened=opened)
        return replace(result, before=zeros if any(map(any, zeros)) else (), lifted=frozenset(self.lifted))

    def _zeros_before(self, call: ast.Call, frame: Frame, before: tuple[Item, ...]) -> Zeros | None:
        tensor = tensor_of(call)
        self.applications.add(call)
        with suppress(BehindLayerError):
            return self.zeros_ahead(before, lambda: () if tensor is None else self.zeros_in(tensor, frame))
        return ()

    def _output_size(self, call: ast.Call) -> tuple[Length, ...] | None:
        """What the layer is told to return; None without that, empty where it is open."""
        given = [keyword.value for keyword in call.keywords if keyword.arg == "output_size"] or call.args[1:2]
        if not given or (isinstance(given[0], ast.Constant) and given[0].value is None):
            return None
        return self.sizes.lengths(given[0]) or ()

    def of_value(self, node: ast.expr, frame: Frame) -> Around:
        """What is done to the tensor that `node` computes."""
        known = None if self.returns else self.known.get(node)
        if known is not None:
            return known
        self.left -= 1
        self.depth += 1
        try:
            found = self._of_value(node, frame) if self.left > 0 and self.depth < _DEEPEST else _UNSEEN
        finally:
            self.depth -= 1
        if not self.returns:
            self.known[node] = found
        return found

    def _of_value(self, node: ast.expr, frame: Frame) -> Around:
        parent = frame.module.parents[node]
        if isinstance(parent, ast.Subscript) and parent.value is node:
            return self._then(of_subscript(parent, replace(self.sizes, frame=frame)), parent, frame)
        if isinstance(parent, ast.Attribute):
            return self._of_method(parent, frame)
        if isinstance(parent, ast.keyword):
            outer = frame.module.parents[parent]
            return self._of_argument(outer, node, frame) if isinstance(outer, ast.Call) else _UNSEEN
        if isinstance(parent, ast.Call):
            return self._of_argument(parent, node, frame)
        if isinstance(parent, (ast.Tuple, ast.List)):
            return self._among(parent, frame)
        if isinstance(parent, ast.BinOp):
            linear = isinstance(parent.op, (ast.Add, ast.Sub)) and (parent.left is node or isinstance(parent.op, ast.Add))
            return self._then(ADD if linear else MIX, parent, frame)
        if isinstance(parent, ast.UnaryOp):
            return self._then(LIFT, parent, frame)
        if isinstance(parent, (ast.IfExp, ast.Await, ast.Starred)):
            return self.of_value(parent, frame)
        if isinstance(parent, ast.NamedExpr):
            return self._named_within(parent, frame)
        if isinstance(parent, (ast.Assign, ast.AnnAssign)):
            return self._bound(parent, frame)
        if isinstance(parent, ast.AugAssign) and isinstance(parent.target, ast.Name):
            linear = isinstance(parent.op, (ast.Add, ast.Sub))
            return put_ahead(ADD if linear else MIX, self._named(parent, parent.target.id, frame))
        if isinstance(parent, (ast.Return, ast.Lambda)):
            return self._returned(frame)
        return NOTHING if isinstance(parent, (ast.Expr, ast.Compare)) else _UNSEEN

    def _then(self, step: Step, node: ast.expr, frame: Frame) -> Around:
        """`step`, and then what is done to its result, which `node` computes."""
        if step.kind in ("stop", "unseen"):
            return put_ahead(step, NOTHING)
        if step.kind == "open":
            step = replace(step, opened=self.amounts.opened(node, frame, step.slices))
        changes_size = step.kind in ("cut", "open")
        self.sized += changes_size
        rest = self.of_value(node, frame)
        self.sized -= changes_size
        return put_ahead(step, rest)

    def _of_method(self, attribute: ast.Attribute, frame: Frame) -> Around:
        outer = frame.module.parents[attribute]
        if not isinstance(outer, ast.Call) or outer.func is not attribute:
            if attribute.attr == "data":
                return self.of_value(attribute, frame)
            return NOTHING if attribute.attr in LOOKS else _UNSEEN
        if attribute.attr in LOOKS:
            return NOTHING
        if attribute.attr == "narrow":
            step = of_narrow(outer.args, attribute.value, replace(self.sizes, frame=frame))
        elif attribute.attr in ("add", "sub"):
            step = ADD
        else:
            step = of_name(attribute.attr, framework=True)
        return self._then(step, outer, frame)

    def _of_argument(self, call: ast.Call, node: ast.expr, frame: Frame) -> Around:
        if last_part(call.func) in ("print", "len", "isinstance", "shape", "range", "size"):
            return NOTHING
        entered = NOTHING if call in self.applying else self._entered(call, node, frame)
        return self._then(self.call_step(call, node, frame), call, frame) if entered is None else entered

    def _after(self, items: tuple[Item, ...], result: Around) -> Around:
        """What is done from the first of `items` on, where `result` is done after the last."""
        for item in reversed(items):
            result = self._run(item, result)
        return result

    def _run(self, item: Item, result: Around) -> Around:
        """What an item of a container does, and then `result`: by its own code where the text holds it."""
        self.left -= 1
        if self.left < 0:
            return _UNSEEN
        if isinstance(item, Maybe):
            other = self._after(item.items, result)
            return or_last(other, result, HOLDS) if LAYER in item.items else agreed([result, other])
        if isinstance(item, Step):
            return put_ahead(item, result)
        node, frame = unnamed(item[0]), item[1]
        value = self.evaluate(node, frame)
        if isinstance(value, Built) and (items := items_within(value)) is not None:
            return self._after(tuple((inner, value.frame) for inner in items), result)
        entered = None
        if isinstance(value, Instance):
            entered = self._within(value, 0, Bound(known=False, key=(id(node), frame.key)), frame, result)
        return put_ahead(self.item(node, frame), result) if entered is None else entered

    def _entered(self, call: ast.Call, node: ast.expr, frame: Frame) -> Around | None:
        """By the body of the function or module of the text that `call` applies; None where it is none, or not to be read."""
        value = self.evaluate(call.func, frame)
        if isinstance(value, Built) and (items := items_within(value)) is not None:
            result = self.of_value(call, frame)
            return all_of(self._after(tuple((item, value.frame) for item in items), result), result)
        if not isinstance(value, (Function, Instance)) or node not in call.args:
            return None
        with suppress(Infeasible):  # its arguments hang on a choice
            bound = Bound(actuals(self.reader, call, frame), call=call, key=(id(call), frame.key))
            result = self.of_value(call, frame)
            found = self._within(value, call.args.index(node), bound, frame, result)
            return found and all_of(found, result)
        return None

    def _within(self, value: Function | Instance, place: int, bound: Bound, frame: Frame, result: Around) -> Around | None:
        """By what a function or module of the text does to its argument at `place`, called with `bound`, and then `result`."""
        function: Value = value
        if isinstance(value, Instance):
            found = (of_class(self.reader, value.cls, name, value) for name in ("construct", "forward"))
            function = next((item for item in found if isinstance(item, Function)), None)
        if not isinstance(function, Function) or isinstance(function.node, ast.Lambda):
            return None
        receiver = None if function.node.decorator_list else function.receiver
        names = positional_parameters(function.node)[(receiver is not None) + place :][:1]
        if not names or function.frame.module is not frame.module or not all(map(_is_static, function.node.decorator_list)):
            return None
        inner = function.entered(replace(bound, receiver=receiver))
        outer, self.sizes = self.sizes, Sizes(self.reader, inner, self.spatial)
        self.returns.append(replace(result, sliced=None))
        try:
            return replace(self._named(function.node.body[0], names[0], inner, at_start=True), sliced=None)
        finally:
            self.returns.pop()
            self.sizes = outer

    def _among(self, whole: ast.Tuple | ast.List, frame: Frame) -> Around:
        """The tensor is one of several: put together along an axis, returned, or kept in a list."""
        outer = frame.module.parents[whole]
        if isinstance(outer, ast.Return):
            return self._returned(frame)
        if not isinstance(outer, ast.Call):
            return _UNSEEN
        value = self.evaluate(outer.func, frame)
        name = getattr(value, "name", "")
        if isinstance(value, Built):
            return self._then(of_layer(self.reader, value, last_part(outer.func), None, self.spatial), outer, frame)
        if name.rpartition(".")[2] in ("cat", "concat", "concatenate") and name.startswith(("mindspore.", "torch.")):
            axis = outer.args[1:2] or [keyword.value for keyword in outer.keywords if keyword.arg in ("axis", "dim")]
            return self._then(of_axis(self.evaluate(axis[0], frame) if axis else 0, name), outer, frame)
        return self._then(of_name(last_part(outer.func), framework=False), outer, frame)

    # -- names and ends ------------------------------------------------------------------------------------------------

    def _bound(self, statement: ast.Assign | ast.AnnAssign, frame: Frame) -> Around:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name):
            return _UNSEEN
        return self._named(statement, targets[0].id, frame)

    def _named_within(self, node: ast.NamedExpr, frame: Frame) -> Around:
        """The tensor is bound to a name amid an expression: by what is done with that, and by all that read the name."""
        statement, name = frame.module.statement_of(node), node.target.id
        within = loads(statement, name)
        is_looped = isinstance(statement, (*LOOPS, ast.Try, ast.Match))
        if is_looped or any(frame.module.scope_of(item) is not frame.scope for item in (node, *within)):
            return _UNSEEN
        return self._named(statement, name, frame, within=(node, *within))

    def _named(
        self, statement: ast.stmt, name: str, frame: Frame, at_start: bool = False, within: tuple[ast.expr, ...] = ()
    ) -> Around:
        """The tensor is bound to `name`: by all that read it from there on, and `within` the statement, where they agree."""
        reads, loop = reads_after(statement, name, frame, at_start)
        if reads is None:
            return _UNSEEN
        taken = [*within, *reads]
        self.amounts.held.append((frame.scope, name, None if at_start else statement, self.sized))
        found = agreed([self.of_value(read, frame) for read in taken if not looks_only(read, frame)])
        self.amounts.held.pop()
        if loop is None:
            return found
        again, _ = reads_after(loop.body[0], name, frame, at_start=True)
        if again is None:
            return _UNSEEN
        inside = [self.of_value(read, frame) for read in again if not looks_only(read, frame)]
        return or_last(agreed([found, *inside]) if taken else agreed(inside), self._named(loop, name, frame))

    def _returned(self, frame: Frame) -> Around:
        """The function returns the tensor: to who is being looked into, or out of the module."""
        if self.returns:
            return self.returns[-1]
        scope = frame.scope
        if wrapped := self._wrapped(scope, frame):
            return Around(unseen=wrapped)
        if isinstance(scope, ast.Lambda) or not isinstance(scope, FUNCTIONS) or scope.name in _ENDS:
            return NOTHING
        cls = frame.module.class_of(scope)
        calls = frame.module.calls_on_self.get((cls, scope.name), ()) if cls is not None else ()
        if not calls:
            return Around(unseen=UNUSED.unseen)
        outer, self.sizes = self.sizes, replace(self.sizes, source="")
        try:
            return agreed([self.of_value(call, self.reader.entry(method, frame.module)) for call, method in calls])
        finally:
            self.sizes = outer

    def _wrapped(self, scope: ast.AST, frame: Frame) -> Text:
        """What of the text may do more to what a function returns, or the cell whose it is; empty where nothing does."""
        module, name = frame.module, getattr(scope, "name", "")
        cls = module.class_of(scope) if isinstance(scope, FUNCTIONS) else None
        is_end = cls is not None and name in _ENDS
        for decorator in (*getattr(scope, "decorator_list", ()), *(cls.decorator_list if is_end and cls else ())):
            func = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(self.evaluate(func, self.reader.frame_of(decorator, module)), (Function, Class, Instance)):
                return last_part(func) or TAKER
        if not is_end or cls is None:
            return ""
        own = (item.name for item in cls.body if isinstance(item, FUNCTIONS))
        if name != "__call__" and "__call__" in own:
            return "__call__"
        # Asked of the whole text once: most mention none of them as an attribute.
        mentioned = module.attribute_names.intersection(_ENDS)
        stored = (item.attr for item in module.attributes if mentioned and isinstance(item.ctx, ast.Store))
        return next((attr for attr in stored if attr in mentioned), "")


def _is_static(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == "staticmethod"
