"""Lists of layers that are put together statement by statement: what they hold before and after one of their items."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ..index.bindings import LOOPS, positional_parameters
from ..index.module import Module
from ..index.nodes import walk
from ..values.arguments import actuals
from ..values.objects import Bound, Frame, Function
from ..values.worlds import Infeasible
from .origins import Item, Maybe
from .steps import LAYER

if TYPE_CHECKING:
    from ..values.questions import Reader

_BLOCKS = ("body", "orelse")
_LISTS = ("list", "Sequential", "SequentialCell")


class Listed(NamedTuple):
    """What runs before and after an item of a list, and where the text reads the list."""

    before: tuple[Item, ...]
    behind: tuple[Item, ...]
    reads: list[ast.Name]


class _UnfitError(Exception):
    """Something else is done with the list than adding to it and reading it."""


def listed(
    reader: Reader, frame: Frame, statement: ast.stmt, name: str, before: tuple[Item, ...], behind: tuple[Item, ...]
) -> Listed | None:
    """The list `name`, to which `statement` adds an item that has `before` and `behind` of its own; None where more is done.

    What a branch or a loop adds is there or not. In a loop the items of the next pass come after those of this one.
    """
    try:
        return _Walk(reader, frame, name).listed(statement, before, behind)
    except _UnfitError:
        return None


def items_of(node: ast.expr, frame: Frame) -> list[ast.expr]:
    """The items of what is written as a list, or the sum of such; what is none counts as one that is not looked into."""
    if isinstance(node, ast.Name):
        places = frame.module.bindings.get(frame.scope, {}).get(node.id, [])
        if len(places) == 1 and places[0].kind == "value" and isinstance(places[0].value, ast.List) and not places[0].path:
            node = places[0].value
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*items_of(node.left, frame), *items_of(node.right, frame)]
    return [ast.Starred(node)]


def makes_list(node: ast.expr) -> bool:
    """Whether `node` makes a list or container to which more may be added."""
    if isinstance(node, ast.Call):
        func = node.func
        return (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) in _LISTS
    return isinstance(node, (ast.List, ast.BinOp))


NAMING = ("add_module", "register_module", "insert_child_to_cell")
"""Methods that add a layer to a container by a name: `layers.add_module("up", layer)`."""


class _Walk:
    def __init__(self, reader: Reader, frame: Frame, name: str) -> None:
        self.reader = reader
        self.frame = frame
        self.module: Module = frame.module
        self.name = name
        self.attribute = name.removeprefix("self.") if name.startswith("self.") else ""
        self.returns: list[ast.Return] = []
        """Where a function that is looked into gives the list back."""

    def listed(self, statement: ast.stmt, before: tuple[Item, ...], behind: tuple[Item, ...]) -> Listed:
        reads: list[ast.Name] = []
        is_new = isinstance(statement, ast.Assign)
        while True:
            block, index = self.module.places[statement]
            ahead, is_begun = ((), True) if is_new else self._ahead(block[:index])
            after = self._after(statement, reads)
            parent = self.module.parents[statement]
            is_loop = isinstance(parent, LOOPS)
            again = (Maybe((*ahead, *before, LAYER)),) if is_loop else ()
            earlier = (Maybe((LAYER, *after)),) if is_loop else ()
            before, behind = (*earlier, *ahead, *before), (*behind, *after, *again)
            is_new = is_new or is_begun
            if not isinstance(parent, (ast.If, ast.With, *LOOPS)):
                return Listed(before, behind, reads)
            statement = parent

    def _after(self, statement: ast.stmt, reads: list[ast.Name]) -> tuple[Item, ...]:
        """What is added in the rest of the block of `statement`; `reads` takes what reads the list there."""
        found: list[Item] = []
        block, index = self.module.places[statement]
        for later in self._mentions_after(block, index):
            added = self._added(later)
            if added is None:
                reads += self._reads(later)
            if added is None and self.name not in self.module.direct.get(later, ()):
                continue
            if reads and all(map(self._is_copied, reads)):
                break  # what comes now is in another container, or the list itself is no more: layers = Sequential(*layers)
            if reads or added is None:
                raise _UnfitError
            found += added
        return tuple(found)

    def _mentions_after(self, block: list[ast.stmt], index: int) -> Iterator[ast.stmt]:
        if not self.attribute:
            yield from self.module.mentions_after(block, index, self.name)
            return
        for later in self.module.mentions_after(block, index, "self"):
            if any(isinstance(node, ast.Attribute) and node.attr == self.attribute for node in walk(later)):
                yield later

    def _ahead(self, block: list[ast.stmt]) -> tuple[tuple[Item, ...], bool]:
        """What `block` adds, and whether it makes the list."""
        found: list[Item] = []
        for statement in reversed(block):
            added = self._added(statement)
            if added is None and isinstance(statement, ast.Assign) and self.name in self.module.direct.get(statement, ()):
                value = statement.value
                items = value.args if isinstance(value, ast.Call) else items_of(value, self.frame)
                return (*((item, self.frame) for item in items), *found), True
            found[:0] = added or []
        return tuple(found), False

    def _added(self, statement: ast.stmt) -> list[Item] | None:
        """What `statement` adds at the end of the list; None where it does nothing of the kind."""
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.AugAssign) and self._is_list(statement.target):
            assert value is not None
            return [(item, self.frame) for item in items_of(value, self.frame)]
        if (
            isinstance(statement, ast.Assign)
            and isinstance(value, ast.BinOp)
            and self.name in self.module.direct.get(statement, ())
        ):
            first, *items = items_of(value, self.frame)
            if isinstance(first, ast.Starred) and self._is_list(first.value):
                return [(item, self.frame) for item in items]
        if isinstance(statement, ast.Expr) and isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if self._is_list(value.func.value) and len(value.args) == 1 and value.func.attr in ("append", "extend"):
                items = value.args if value.func.attr == "append" else items_of(value.args[0], self.frame)
                return [(item, self.frame) for item in items]
            if self._is_list(value.func.value) and len(value.args) == 2 and value.func.attr in NAMING:
                return [(value.args[1], self.frame)]
            if self._is_list(value.func.value):
                raise _UnfitError  # insert, pop, reverse
        if isinstance(value, ast.Call):
            is_bound = isinstance(statement, ast.Assign) and self.name in self.module.direct.get(statement, ())
            if is_bound or isinstance(statement, ast.Expr):
                return self._added_within(value, is_bound)
        if isinstance(statement, (ast.If, ast.With, *LOOPS)):
            return self._perhaps(statement)
        return None

    def _added_within(self, call: ast.Call, is_bound: bool) -> list[Item] | None:
        """What a function of the text adds to the list that `call` passes it; where the result `is_bound`, it is the list."""
        place = next((index for index, item in enumerate(call.args) if self._is_list(item)), None)
        if place is None or self.attribute or isinstance(call.func, ast.Attribute):
            return None
        with suppress(Infeasible):  # its arguments hang on a choice
            function = self.reader.evaluate(call.func, self.frame)
            if not isinstance(function, Function) or isinstance(function.node, ast.Lambda) or function.node.decorator_list:
                return None
            names = positional_parameters(function.node)[place : place + 1]
            if not names or function.frame.module is not self.module:
                return None
            bound = Bound(actuals(self.reader, call, self.frame), call=call, key=(id(call), self.frame.key))
            return _Walk(self.reader, function.entered(bound), names[0]).added_by(function.node, is_bound)
        return None

    def added_by(self, function: ast.FunctionDef | ast.AsyncFunctionDef, is_given_back: bool) -> list[Item]:
        """What `function` adds to its parameter, which `is_given_back`."""
        self.returns = [node for node in walk(function) if isinstance(node, ast.Return)]
        gives_list = [node.value is not None and self._is_list(node.value) for node in self.returns]
        kinds = {place.kind for place in self.module.bindings[function].get(self.name, ())}
        added = [(statement, self._added(statement)) for statement in function.body]
        if (
            (is_given_back and not (gives_list and all(gives_list)))
            or not kinds <= {"changed", "augmented", "passed"}
            or any(items is None and self._reads(statement) for statement, items in added)
        ):
            raise _UnfitError
        found = [item for _, items in added for item in items or ()]
        is_straight = not self.returns or self.returns == function.body[-1:]
        return found if is_straight else [Maybe((item,)) for item in found]

    def _perhaps(self, statement: ast.stmt) -> list[Item] | None:
        """What the blocks of `statement` add, if anything; of a branch that the world has chosen what is taken."""
        blocks = [[(inner, self._added(inner)) for inner in getattr(statement, block, [])] for block in _BLOCKS]
        if not any(items is not None for block in blocks for _, items in block):
            return None
        if any(items is None and self._reads(inner) for block in blocks for inner, items in block):
            raise _UnfitError
        if isinstance(statement, ast.If):
            with suppress(Infeasible):
                taken = self.reader.taken(statement, self.frame)[0]
                return [item for inner in taken for item in self._added(inner) or ()]
        added = [[item for _, items in block for item in items or ()] for block in blocks]
        if isinstance(statement, ast.With):
            return added[0]
        return [Maybe(tuple(items)) for items in added if items]

    def _reads(self, statement: ast.stmt) -> list[ast.Name]:
        """Where the list is read; an attribute is by its calls, wherever they are."""
        if self.attribute:
            return []
        found = [
            node
            for node in walk(statement)
            if isinstance(node, ast.Name) and node.id == self.name and isinstance(node.ctx, ast.Load)
        ]
        if any(self.module.scope_of(node) is not self.frame.scope for node in found):
            raise _UnfitError
        return [node for node in found if not self._looks_only(node)]

    def _looks_only(self, node: ast.Name) -> bool:
        parent = self.module.parents[node]
        if isinstance(parent, ast.Return):
            return parent in self.returns
        return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in ("len", "print")

    def _is_copied(self, node: ast.Name) -> bool:
        """Whether what reads the list takes its items, and not the list itself."""
        parent = self.module.parents[node]
        return isinstance(parent, (ast.Starred, ast.BinOp)) or (isinstance(parent, ast.Call) and makes_list(parent))

    def _is_list(self, node: ast.expr) -> bool:
        if self.attribute:
            return isinstance(node, ast.Attribute) and node.attr == self.attribute and getattr(node.value, "id", "") == "self"
        return isinstance(node, ast.Name) and node.id == self.name
