"""What is before and after a layer: by the containers and lists that hold it, to where it is applied."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, repeat
from typing import TYPE_CHECKING

from ...layers.call import Around
from ...record.dataclasses import replace
from ..index.bindings import FUNCTIONS, positional_parameters
from ..index.module import Module
from ..index.nodes import walk
from ..values.arguments import actuals
from ..values.objects import Bound, Frame, Function
from ..values.worlds import Infeasible, World
from .followers import calls_of, last_part, makers_of
from .joining import HOLDS, NOTHING, UNUSED, agreed, all_of
from .keeping import calls_by_number, calls_in_loop, calls_of_items, is_cells, is_given_away, reads_of
from .lists import NAMING, items_of, listed, makes_list
from .origins import BehindLayerError, Item, Maybe
from .reads import reads_at_all
from .steps import LAYER
from .taking import MOST_STEPS
from .trail import Trail

if TYPE_CHECKING:
    from ..values.questions import Reader

_SETTERS = ("to_float", "set_train", "train", "eval", "cuda", "to", "apply")
_ADDERS = ("append", "extend", *NAMING)
_NORMS = ("weight_norm", "spectral_norm")  # they return the layer
_CONTAINERS = ("Sequential", "SequentialCell", "OrderedDict")
_OPEN = Around(open=HOLDS, unseen=HOLDS)
_APPLIED = Around(unseen=UNUSED.unseen)
_HOOKS = ("register_forward_hook", "register_forward_pre_hook", "register_module_forward_hook")
Items = tuple[Item, ...]


def around(reader: Reader, world: World, node: ast.Call, frame: Frame, spatial: int) -> Around | None:
    """What is before and after the layer that `node` builds in `world`, of so many spatial axes; None where its use is not
    found.
    """
    outer, reader.world = reader.world, world.as_chosen()
    try:
        found = _Holders(reader, spatial).of_layer(node, frame, (), ())
        hook = next((name for name in _HOOKS if name in frame.module.calls_by_name), "")
        return None if found is UNUSED else replace(found, unseen=found.unseen or hook) if hook else found
    except Infeasible:
        return None
    finally:
        reader.world = outer


class _Holders(Trail):
    """One walk from a layer along what holds it. `in_cell`: along what holds a cell that returns what the layer does."""

    in_cell = False
    found: list[tuple[ast.Call, Frame, Items]] | None = None
    """Where what holds the layer is applied, where only that is asked."""

    def of_layer(self, node: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """`before` and `behind` are the items of the containers around the layer that run before and after it."""
        found = self._of_layer(node, frame, before, behind)
        if found is not UNUSED:
            return found
        inside = self._after(behind, UNUSED)  # what containers hold is run whoever applies them
        return UNUSED if inside.is_plain else inside

    def _of_layer(self, node: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        parent = frame.module.parents.get(node)
        self.left -= 1
        if self.left < 0:
            return UNUSED
        if isinstance(parent, (ast.IfExp, ast.NamedExpr, ast.Starred)):
            return self.of_layer(parent, frame, before, behind)
        if isinstance(parent, (ast.Tuple, ast.List)):
            if len(parent.elts) == 2 and isinstance(parent.elts[0], ast.Constant):
                return self.of_layer(parent, frame, before, behind)
            return self._in_items(node, parent, parent.elts, frame, before, behind)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
            ahead = tuple((item, frame) for item in items_of(parent.left, frame)) if node is parent.right else ()
            after = tuple((item, frame) for item in items_of(parent.right, frame)) if node is parent.left else ()
            return self.of_layer(parent, frame, (*ahead, *before), (*behind, *after))
        if isinstance(parent, (ast.ListComp, ast.GeneratorExp)) and node is parent.elt:
            around_it = frame.outer if frame.scope is parent and frame.outer is not None else frame
            if is_cells(parent, around_it):
                return self._of_cells(parent, around_it, before, behind)
            return self.of_layer(parent, around_it, (Maybe((LAYER,)), *before), (*behind, Maybe((LAYER,))))
        if isinstance(parent, ast.Dict):
            return self._of_cells(parent, frame, before, behind)
        if isinstance(parent, ast.Call):
            return self._in_call(node, parent, frame, before, behind)
        if (calls := calls_by_number(frame.module, node)) is not None:
            return self._by_number(calls, frame, before, behind)
        if isinstance(parent, ast.Attribute) and parent.attr in _SETTERS:
            outer = frame.module.parents[parent]
            return self.of_layer(outer, frame, before, behind) if isinstance(outer, ast.Call) else UNUSED
        if isinstance(parent, ast.Return) or _is_inherited(node, parent):
            makers = makers_of(self.reader, frame)[:MOST_STEPS]
            return agreed([self.of_layer(call, where, before, behind) for call, where in makers]) if makers else UNUSED
        if isinstance(parent, ast.AugAssign) and isinstance(parent.target, ast.Name):
            return self._listed(parent, parent.target, frame, before, behind)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            return self._kept(parent, parent.targets[0], frame, before, behind)
        return UNUSED

    def applied(self, call: ast.Call, frame: Frame, before: Items, behind: Items) -> Around:
        if self.found is not None:
            self.found.append((call, frame, before))
            return NOTHING
        if not self.in_cell:
            return super().applied(call, frame, before, behind)
        result = self.of_value(call, frame)  # what is before the cell is not before the layer
        return all_of(self._after(behind, result), result)

    def of_value(self, node: ast.expr, frame: Frame) -> Around:
        return NOTHING if self.found is not None else super().of_value(node, frame)

    def cells_called(self, cls: ast.ClassDef, frame: Frame) -> list[tuple[ast.Call, Frame, Items]]:
        """By where the text makes the modules, and what holds them there."""
        outer, left, self.found = self.found, self.left, []
        try:
            for call in frame.module.calls_by_name.get(cls.name, ())[:MOST_STEPS]:
                if isinstance(call.func, ast.Name):
                    self.of_layer(call, self.reader.frame_of(call, frame.module), (), ())
            return [*self.found, *((*call, ()) for call in _calls_by_subclasses(self.reader, cls, frame))]
        finally:
            self.found, self.left = outer, left

    def _returned(self, frame: Frame) -> Around:
        """As of any function; what a cell returns is followed to where the text applies that cell, for what crops it there."""
        found = super()._returned(frame)
        cls = frame.module.class_of(frame.scope) if isinstance(frame.scope, FUNCTIONS) else None
        if found is not NOTHING or cls is None or self.returns or self.left < 0:
            return found
        outer = self.sizes, self.in_cell
        self.sizes, self.in_cell = replace(self.sizes, source=""), True
        try:
            makers = [call for call in frame.module.calls_by_name.get(cls.name, ()) if isinstance(call.func, ast.Name)]
            ways = [*map(self._of_cell, makers[:MOST_STEPS], repeat(frame.module))]
            ways += [_APPLIED] if is_given_away(cls, frame.module) else []
            ways += [self.of_value(*call) for call in _calls_by_subclasses(self.reader, cls, frame)][:MOST_STEPS]
        finally:
            self.sizes, self.in_cell = outer
        further = agreed([way for way in ways if way is not UNUSED])
        return found if further.is_plain and not (further.norm or further.perhaps or further.unseen) else further

    def _of_cell(self, maker: ast.Call, module: Module) -> Around:
        """By what is done with the cell that `maker` makes; what one cell holds of another may be applied by other ways."""
        found = self.of_layer(maker, self.reader.frame_of(maker, module), (), ())
        is_within = module.class_around(maker) is not None or isinstance(module.scope_of(maker), ast.Lambda)
        return _APPLIED if found is UNUSED and is_within else found

    def _by_number(self, calls: list[ast.Call], frame: Frame, before: Items, behind: Items) -> Around:
        """The layer is perhaps what the text takes from among `before`, itself and `behind`, and calls by `calls`."""
        others = self._after((*before, *behind), NOTHING)
        if not calls or not others.is_plain or others.unseen:
            return _OPEN
        return self._called([(call, frame) for call in calls], (), ())

    def _in_call(self, node: ast.expr, call: ast.Call, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer, or what holds it, is an argument of `call`, or what it calls."""
        if call.func is node:
            return self.applied(call, frame, before, behind)
        if node not in call.args:
            return UNUSED
        if last_part(call.func) in _CONTAINERS:
            return self._in_items(node, call, call.args, frame, before, behind)
        if last_part(call.func) in _NORMS:
            return self.of_layer(call, frame, before, behind)
        if name := _stored_name(node, call):
            return self._read(ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load()), frame, before, behind)
        owner = getattr(call.func, "value", None)
        if last_part(call.func) in _ADDERS and isinstance(owner, (ast.Name, ast.Attribute)) and not _is_self(owner):
            return self._listed(frame.module.statement_of(call), owner, frame, before, behind)
        value = self.evaluate(call.func, frame)
        if isinstance(value, Function) and not isinstance(value.node, ast.Lambda) and value.frame.module is frame.module:
            calls = _calls_of_parameter(node, call, value, frame.module)
            return _OPEN if calls is None else self._passed(call, calls, value, frame, before, behind)
        return UNUSED

    def _passed(
        self, call: ast.Call, calls: list[ast.Call], function: Function, frame: Frame, before: Items, behind: Items
    ) -> Around:
        """`call` gives the layer to a function of the text, which applies it by `calls`."""
        if not calls:
            return UNUSED
        bound = Bound(actuals(self.reader, call, frame), function.receiver, call, key=(id(call), frame.key))
        inner = function.entered(bound)
        self.returns.append(replace(self.of_value(call, frame), sliced=None))
        try:
            found = self._called([(each, inner) for each in calls], before, behind)
        finally:
            self.returns.pop()
        for argument in call.args:  # one of them is what the layer gets
            with suppress(BehindLayerError):
                if self.zeros_in(argument, frame) != ():
                    return _OPEN
        return found

    def _in_items(
        self, node: ast.expr, whole: ast.expr, items: list[ast.expr], frame: Frame, before: Items, behind: Items
    ) -> Around:
        calls = list(calls_in_loop(frame.module, whole))
        if calls or is_cells(whole, frame):
            # A loop may run them one after the other.
            if any(not self._after(((item, frame),), NOTHING).is_plain for item in items if item is not node):
                return _OPEN
            return (
                self._called([(each, frame) for each in calls], before, behind)
                if calls
                else self._of_cells(whole, frame, before, behind)
            )
        index = next(index for index, item in enumerate(items) if item is node)
        ahead = tuple((item, frame) for item in items[:index])
        return self.of_layer(whole, frame, (*ahead, *before), (*behind, *((item, frame) for item in items[index + 1 :])))

    def _listed(self, statement: ast.stmt, owner: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """`statement` puts the layer into the list or container `owner`: by what the text adds to that before and after it."""
        if isinstance(owner, ast.Attribute) and not (calls := calls_of(self.reader, owner, frame)):
            reads = [(read, where) for read, where in reads_of(self.reader, owner, frame) if before or behind]
            for read, where in reads:
                if (taken := calls_by_number(where.module, read)) is not None and (
                    found_open := self._by_number(taken, where, before, behind)
                ) is _OPEN:
                    return found_open
            return self._items_called(owner, frame, before, behind)
        found = listed(self.reader, frame, statement, ast.unparse(owner), before, behind)
        if found is None:
            return _OPEN
        if isinstance(owner, ast.Attribute):
            return self._called(calls, found.before, found.behind)
        ways = [
            self._of_cells(read, frame, before, behind)
            if is_cells(read, frame)
            else self.of_layer(read, frame, found.before, found.behind)
            for read in found.reads
        ]
        return agreed(ways) if ways else UNUSED

    def _of_cells(self, items: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer is among `items` of a CellList or dict, which runs none of them: by the calls of its items."""
        statement = frame.module.parents[items]
        while isinstance(statement, (ast.Call, ast.Starred)):
            statement = frame.module.parents[statement]
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        return self._items_called(target, frame, before, behind) if isinstance(target, ast.Attribute) else UNUSED

    def _items_called(self, holder: ast.Attribute, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer is among the items of `holder`, which the text calls one by one."""
        return self._called(list(calls_of_items(self.reader, holder, frame)), before, behind)

    def _called(self, calls: list[tuple[ast.Call, Frame]], before: Items, behind: Items) -> Around:
        return agreed([self.applied(call, where, before, behind) for call, where in calls[:MOST_STEPS]]) if calls else UNUSED

    def _read(self, target: ast.Attribute, frame: Frame, before: Items, behind: Items) -> Around:
        """By the calls of `self.up`, and by what else is done with it: `self.step(self.up, x)`."""
        ways = [self._called([each], before, behind) for each in calls_of(self.reader, target, frame)[:MOST_STEPS]]
        for read, where in islice(reads_of(self.reader, target, frame), MOST_STEPS):
            if getattr(where.module.parents[read], "func", None) is not read:
                ways.append(self.of_layer(read, where, before, behind))
        ways = [way for way in ways if way is not UNUSED]
        return agreed(ways) if ways else UNUSED

    def _kept(self, statement: ast.Assign, target: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer, or its container, is bound to a name or an attribute: by all its calls, where they agree."""
        if isinstance(target, ast.Attribute) and makes_list(statement.value):
            return self._listed(statement, target, frame, before, behind)
        if isinstance(target, ast.Attribute):
            return self._read(target, frame, before, behind)
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
            return self._items_called(target.value, frame, before, behind)
        if not isinstance(target, ast.Name):
            return UNUSED
        if makes_list(statement.value):
            return self._listed(statement, target, frame, before, behind)
        reads = reads_at_all(statement, target.id, frame)
        return agreed([self.of_layer(read, frame, before, behind) for read in reads]) if reads else UNUSED


def _stored_name(node: ast.expr, call: ast.Call) -> str:
    """The attribute of self as which `call` stores the layer: `setattr(self, "up", layer)`; empty where it does not."""
    owner = call.args[0] if last_part(call.func) == "setattr" else getattr(call.func, "value", None)
    if last_part(call.func) not in ("setattr", *NAMING) or not _is_self(owner) or call.args[-1] is not node:
        return ""
    name = call.args[-2] if len(call.args) > 1 else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""


def _is_self(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _calls_of_parameter(node: ast.expr, call: ast.Call, function: Function, module: Module) -> list[ast.Call] | None:
    """How a function of the text calls the layer `node` that `call` gives it; None where it may put it, or more into the list
    `node`, into something.
    """
    names = positional_parameters(function.node)[(function.receiver is not None) + call.args.index(node) :][:1]
    if isinstance(node, (ast.List, ast.Tuple)) or not names:
        return None
    calls = list[ast.Call]()
    for read in (item for item in walk(function.node) if isinstance(item, ast.Name) and item.id == names[0]):
        parent = module.parents[read]
        if isinstance(parent, ast.Call) and parent.func is read and module.scope_of(parent) is function.node:
            calls.append(parent)
        elif not isinstance(parent, (ast.Return, ast.Attribute, ast.Compare)):
            return None
    return calls


def _calls_by_subclasses(reader: Reader, cls: ast.ClassDef, frame: Frame) -> Iterator[tuple[ast.Call, Frame]]:
    """The calls `super().construct(x)` of the method that `frame` activates."""
    module = frame.module
    for call in module.calls_by_name.get(getattr(frame.scope, "name", ""), ()):
        method, owner = module.scope_of(call), getattr(call.func, "value", None)
        below = module.class_of(method) if isinstance(method, FUNCTIONS) else None
        is_super = isinstance(owner, ast.Call) and last_part(owner.func) == "super"
        if is_super and below is not None and any(last_part(base) == cls.name for base in below.bases):
            yield call, reader.entry(method, module)


def _is_inherited(node: ast.expr, parent: ast.AST | None) -> bool:
    """Whether `node` is `super().__init__(...)`, which makes the layer that a subclass is."""
    return isinstance(parent, ast.Expr) and isinstance(node, ast.Call) and last_part(node.func) == "__init__"
