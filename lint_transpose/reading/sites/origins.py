"""Where a tensor comes from: what binds its name, what a function or module of the text returns, what that is called with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial

from ...record.dataclasses import dataclass
from ..index.bindings import FUNCTIONS, LOOPS, Binding, binds, positional_parameters
from ..index.nodes import walk
from ..values.attributes import of_class
from ..values.objects import WRITTEN, Bound, Built, Class, Frame, Function, Instance, LayerObject
from .joining import Zeros, sum_of
from .steps import LAYER, Step
from .taking import MOST_STEPS, Taking


@dataclass(frozen=True, slots=True)
class Maybe:
    """Items that are in a container or not: those of a branch or a loop."""

    items: tuple[Item, ...]


Item = tuple[ast.expr, Frame] | Maybe | Step
"""What runs before or after the layer in its container, and where that is built; or what is known to be done there."""

Source = Callable[[], "Zeros | None"]
"""The zeros that are put around a tensor, asked for when they matter; None where that is open."""

_TENSORS = ("input", "x", "input_x", "inputs", "tensor")
_HOLDERS = (ast.List, ast.Dict, ast.ListComp, ast.DictComp, ast.Call)
_FILLS = ("append", "extend", "insert", "update", "setdefault", "appendleft")


class BehindLayerError(Exception):
    """The input of the layer is what another transposed convolution returns, padded or not."""


class Origins(Taking):
    """Asks where what a layer is applied to comes from."""

    given: dict[Hashable, Source]
    """What goes into the modules that are items of a container, by their activations."""
    cells: dict[ast.Call, Frame]
    """Which calls apply a cell that is looked into, which in a loop comes before itself."""

    def zeros_in(self, node: ast.expr, frame: Frame) -> Zeros | None:
        """The zeros that an expression puts around what it computes."""
        raise NotImplementedError

    def zeros_ahead(self, items: tuple[Item, ...], source: Source, padded: bool = False) -> Zeros | None:
        """The zeros around what comes out of the items of a container."""
        raise NotImplementedError

    def zeros_of_sum(self, left: Source, operator: ast.operator, right: ast.expr, frame: Frame) -> Zeros | None:
        """The zeros around what an operator makes of two tensors."""
        raise NotImplementedError

    def cells_called(self, cls: ast.ClassDef, frame: Frame) -> Sequence[tuple[ast.Call, Frame, tuple[Item, ...]]]:
        """Where the text applies the modules of a class, with what its containers do ahead of them."""
        return ()

    def later(self, node: ast.expr, frame: Frame) -> Source:
        return lambda: self.zeros_in(node, frame)

    # -- names ---------------------------------------------------------------------------------------------------------

    def zeros_of_name(self, node: ast.Name, frame: Frame) -> Zeros | None:
        """By all that may have bound the name last before it is read."""
        scope = frame.scope
        if isinstance(scope, ast.Lambda):
            return self._of_parameter(node.id, frame) if binds(scope, node.id) else self._of_closure(node.id, frame.outer)
        return self._bound_before(frame.module.statement_of(node), node.id, frame)

    def _bound_before(self, statement: ast.stmt, name: str, frame: Frame) -> Zeros | None:
        module, outer, ways = frame.module, statement, list[Source]()
        last: ast.stmt | None = None
        while outer is not frame.scope:
            if outer in module.places:
                block, index = module.places[outer]
                row = module.binder_before(block, index, name)
                if row is not None:
                    last = block[row]
                    break
            outer = module.parents[outer]  # type: ignore[assignment]
            if isinstance(outer, LOOPS):  # in another pass what is bound further on, or by the loop itself
                ways += self._bound_within(outer, name, frame)
        if last is not None:
            ways += self._bound_within(last, name, frame)
            if isinstance(last, (ast.If, ast.Try, ast.Match, *LOOPS)):
                before = last
                ways.append(lambda: self._bound_before(before, name, frame))
        elif isinstance(frame.scope, FUNCTIONS) and binds(frame.scope, name):
            ways.append(lambda: self._of_parameter(name, frame))
        elif not ways:
            return self._of_closure(name, frame.outer)
        return agreed(ways)

    def _bound_within(self, statement: ast.stmt, name: str, frame: Frame) -> list[Source]:
        """What binds `name` by `statement` or within it."""
        inside = set(walk(statement))
        places = [place for place in frame.module.bindings.get(frame.scope, {}).get(name, ()) if place.statement in inside]
        return [source for place in places[:MOST_STEPS] if (source := self._of_binding(place, frame)) is not None]

    def _of_binding(self, place: Binding, frame: Frame) -> Source | None:
        value, statement = place.value, place.statement

        def before() -> Zeros | None:
            return self._bound_before(statement, place.name, frame)

        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            return lambda: self.zeros_of_sum(before, statement.op, statement.value, frame)
        if place.kind in ("changed", "passed", "called"):
            return before if isinstance(statement, (ast.Expr, ast.Assign)) else None
        if value is None:
            return lambda: ()
        if place.kind == "value" and not place.path:
            fills = self._fills(place.name, value, frame)
            return (lambda: plain([self.later(value, frame), *fills])) if fills else self.later(value, frame)
        if isinstance(value, (ast.Tuple, ast.List)) and len(place.path) == 1 and isinstance(place.path[0], int):
            return self.later(value.elts[place.path[0]], frame)
        return lambda: plain([self.later(value, frame)])

    def _fills(self, name: str, value: ast.expr, frame: Frame) -> list[Source]:
        """What the function puts into the list or dict `value`, that `name` is bound to."""
        if not isinstance(value, _HOLDERS) or (isinstance(value, ast.Call) and value.args):
            return []
        module, found = frame.module, list[Source]()
        for read in module.names_by_id.get(name, ())[:MOST_STEPS]:
            parent = module.parents[read]
            outer = module.parents[parent]
            if module.scope_of(read) is not frame.scope:
                continue
            if isinstance(parent, ast.Attribute) and parent.attr in _FILLS and isinstance(outer, ast.Call):
                found += [self.later(item, frame) for item in outer.args]
            if isinstance(parent, ast.Subscript) and isinstance(outer, ast.Assign) and parent in outer.targets:
                found.append(self.later(outer.value, frame))
        return found

    def _of_closure(self, name: str, frame: Frame | None) -> Zeros | None:
        """A name that is bound around the function which reads it."""
        while frame is not None and not isinstance(frame.scope, ast.Module):
            where, places = frame, frame.module.bindings.get(frame.scope, {}).get(name, ())
            if places:
                ways = [source for place in places if (source := self._of_binding(place, where)) is not None]
                return plain(ways)
            if isinstance(frame.scope, FUNCTIONS) and binds(frame.scope, name):
                return self._of_parameter(name, frame)
            frame = frame.outer
        return ()

    def zeros_of_attribute(self, name: str, frame: Frame) -> Zeros | None:
        """By all that the methods of the class store as `self.name`."""
        module = frame.module
        cls = module.class_of(frame.scope) if isinstance(frame.scope, FUNCTIONS) else None
        methods = module.stores.get((cls, f"self.{name}"), ()) if cls is not None else ()
        ways = list[Source]()
        for method in methods:
            where = frame if method is frame.scope else self.reader.entry(method, module)
            for place in module.bindings[method].get(f"self.{name}", ()):
                value = place.value
                if place.kind == "value" and value is not None and not self._is_module(value, where):
                    ways.append(self.later(value, where))
        return agreed(ways)

    def _is_module(self, node: ast.expr, frame: Frame) -> bool:
        value = self.evaluate(node, frame) if isinstance(node, ast.Call) else None
        is_layer = isinstance(value, Built) and value.name.rpartition(".")[2][:1].isupper()
        return is_layer or isinstance(value, (Instance, LayerObject, Class))

    # -- functions and modules -----------------------------------------------------------------------------------------

    def entered(self, value: Function | Instance, bound: Bound, source: Source | None = None) -> Source | None:
        """What a function or module of the text returns, called with `bound`, or given `source`; None where it is not read."""
        function: object = value
        if isinstance(value, Instance):
            found = (of_class(self.reader, value.cls, name, value) for name in ("construct", "forward"))
            function = next((item for item in found if isinstance(item, Function)), None)
        if not isinstance(function, Function):
            return None
        node = function.node
        decorators = getattr(node, "decorator_list", ())
        if not all(isinstance(item, ast.Name) and item.id == "staticmethod" for item in decorators):
            return None
        receiver = None if decorators else function.receiver
        inner = function.entered(Bound(bound.actuals, receiver, bound.call, bound.key, bound.known))
        if source is not None:
            self.given[inner.key] = source
        if isinstance(node, ast.Lambda):
            return self.later(node.body, inner)
        return lambda: self.of_returns(inner)

    def of_returns(self, frame: Frame) -> Zeros | None:
        """The zeros around what the function that `frame` activates returns."""
        returns = (item for item in walk(frame.scope) if isinstance(item, ast.Return))
        values = [item.value for item in returns if frame.module.scope_of(item) is frame.scope and item.value is not None]
        return agreed([self.later(value, frame) for value in values])

    def _of_parameter(self, name: str, frame: Frame) -> Zeros | None:
        """By what the function is called with: by the call that is looked into, or by all that the text holds."""
        scope, module = frame.scope, frame.module
        if not isinstance(scope, FUNCTIONS):
            return ()
        cls = module.class_of(scope)
        names = positional_parameters(scope)
        bound = frame.bound
        is_method = bound.receiver is not None if bound is not None else cls is not None
        names = names[int(is_method) :]
        place = names.index(name) if name in names else None
        if frame.key in self.given:
            return self.given[frame.key]() if place == 0 else ()
        if bound is not None:
            return self._given(name, place, bound)
        title = getattr(scope, "name", "")
        if cls is None:
            calls = [(call, self.reader.frame_of(call, module)) for call in module.calls_by_name.get(title, ())]
            return agreed([self._argument(call, where, name, place) for call, where in _named(calls, title)])
        ways = [
            self._argument(call, self.reader.entry(method, module), name, place)
            for call, method in module.calls_on_self.get((cls, title), ())[:MOST_STEPS]
        ]
        if title in ("construct", "forward", "__call__"):
            for call, where, ahead in self.cells_called(cls, frame):
                argument = self._argument(call, where, name, place)
                self.cells[call] = frame
                ways.append(partial(self.zeros_ahead, ahead, argument) if place == 0 else argument)
        return agreed(ways)

    def _given(self, name: str, place: int | None, bound: Bound) -> Zeros | None:
        given = bound.actuals
        for actual in given.keywords:
            if actual.name == name:
                return self.zeros_in(actual.node, actual.frame) if actual.value is WRITTEN else ()
        if place is not None and place < len(given.positional):
            actual = given.positional[place]
            return self.zeros_in(actual.node, actual.frame) if actual.value is WRITTEN else ()
        return ()

    def _argument(self, call: ast.Call, frame: Frame, name: str, place: int | None) -> Source:
        """What `call` gives to the parameter `name`, the one at `place`."""
        starred = [item for item in call.args if isinstance(item, ast.Starred)]
        given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
        if given is None and not starred and place is not None:
            given = next(iter(call.args[place : place + 1]), None)
        if given is not None:
            return self.later(given, frame)
        return lambda: plain([self.later(item, frame) for item in starred])


def _named(calls: list[tuple[ast.Call, Frame]], name: str) -> Iterator[tuple[ast.Call, Frame]]:
    """The calls of a function by its own name, not of a method or of something else with that name."""
    return ((call, frame) for call, frame in calls[:MOST_STEPS] if isinstance(call.func, ast.Name) and call.func.id == name)


def tensor_of(call: ast.Call) -> ast.expr | None:
    """What a call does something to: its first argument, or the one that is named so."""
    if call.args:
        return call.args[0]
    return next((keyword.value for keyword in call.keywords if keyword.arg in _TENSORS), None)


# -- put together --------------------------------------------------------------------------------------------------------


def agreed(ways: Sequence[Source]) -> Zeros | None:
    """The zeros around a tensor that comes by one of several ways; None where they differ."""
    found, is_behind = _told(ways)
    if len(set(found)) > 1 or None in found:
        return None
    if is_behind and found[:1] in ([], [()]):
        raise BehindLayerError
    return None if is_behind else found[0] if found else ()


def plain(ways: Sequence[Source]) -> Zeros | None:
    """Nothing, where nothing is put around any of several tensors; else None: what is made of them is not known."""
    found, is_behind = _told(ways)
    if any(zeros != () for zeros in found):
        return None
    if is_behind:
        raise BehindLayerError
    return ()


def _told(ways: Sequence[Source]) -> tuple[list[Zeros | None], bool]:
    """What all ways tell, and whether some come from another transposed convolution."""
    found, is_behind = list[Zeros | None](), False
    for way in ways:
        try:
            zeros = way()
            found.append(() if zeros is not None and not any(map(any, zeros)) else zeros)
        except BehindLayerError:
            is_behind = True
    return found, is_behind


def after(step: Step, sources: Sequence[Source]) -> Zeros | None:
    """The zeros around what a step makes of tensors."""
    if step is LAYER:
        raise BehindLayerError
    if is_exact(step) and len(sources) == 1:
        inner = sources[0]()
        amounts = tuple((margin.start, margin.end) for margin in step.margins)
        is_crop = any(margin.stop is not None or margin.start < 0 or margin.end < 0 for margin in step.margins)
        return None if inner is None or is_crop else sum_of(inner, amounts)
    if step.kind in ("stop", "unseen"):
        return ()
    inner = plain(sources)  # which may be what another layer returns
    return None if step.kind in ("open", "mirror", "cut") else inner


def is_exact(step: Step) -> bool:
    """Whether the zeros around what a step returns are known by those around its first tensor."""
    return step.kind in ("same", "bend", "cut")
