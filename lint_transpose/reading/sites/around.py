"""What is before and after a layer: by the containers and lists that hold it, to where it is applied."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...languages import Phrase
from ...layers.call import Around
from ..values.objects import Frame
from ..values.worlds import Infeasible
from .followers import calls_of, last_part, makers_of
from .inputs import Item
from .joining import UNUSED, agreed
from .lists import items_of, listed, makes_list
from .taking import MOST_STEPS
from .trail import Trail

if TYPE_CHECKING:
    from ..values.questions import Reader

_SETTERS = ("to_float", "set_train", "train", "eval", "cuda", "to", "apply")
_ADDERS = ("append", "extend")
_CONTAINERS = ("Sequential", "SequentialCell", "OrderedDict")
_HOLDS = Phrase("container_holds", "what the container holds")
_OPEN = Around(open=_HOLDS, unseen=_HOLDS)
Items = tuple[Item, ...]


def around(reader: Reader, node: ast.Call, frame: Frame, spatial: int) -> Around | None:
    """What is before and after the layer that `node` builds, of so many spatial axes; None where its use is not found."""
    world = reader.world
    reader.world = world.as_chosen()
    try:
        found = _Holders(reader, spatial).of_layer(node, frame, (), ())
        return None if found is UNUSED else found
    except Infeasible:
        return None
    finally:
        reader.world = world


class _Holders(Trail):
    """One walk from a layer along what holds it."""

    def of_layer(self, node: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """`before` and `behind` are the items of the containers around the layer that run before and after it."""
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
            ahead = tuple((item, frame) for item in items_of(parent.left)) if node is parent.right else ()
            after = tuple((item, frame) for item in items_of(parent.right)) if node is parent.left else ()
            return self.of_layer(parent, frame, (*ahead, *before), (*behind, *after))
        if isinstance(parent, ast.Call):
            return self._in_call(node, parent, frame, before, behind)
        if isinstance(parent, ast.Attribute) and parent.attr in _SETTERS:
            outer = frame.module.parents[parent]
            return self.of_layer(outer, frame, before, behind) if isinstance(outer, ast.Call) else UNUSED
        if isinstance(parent, ast.Return) or _is_inherited(node, parent):
            makers = makers_of(self.reader, frame)[:MOST_STEPS]
            return agreed([self.of_layer(call, where, before, behind) for call, where in makers]) if makers else UNUSED
        if isinstance(parent, ast.AugAssign) and isinstance(parent.target, ast.Name):
            return self._listed(parent, parent.target.id, frame, before, behind)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            return self._kept(parent, parent.targets[0], frame, before, behind)
        return UNUSED

    def _in_call(self, node: ast.expr, call: ast.Call, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer, or what holds it, is an argument of `call`, or what it calls."""
        if call.func is node:
            return self.applied(call, frame, before, behind)
        if node not in call.args:
            return UNUSED
        if last_part(call.func) in _CONTAINERS:
            return self._in_items(node, call, call.args, frame, before, behind)
        owner = getattr(call.func, "value", None)
        if last_part(call.func) in _ADDERS and isinstance(owner, ast.Name):
            return self._listed(frame.module.statement_of(call), owner.id, frame, before, behind)
        return UNUSED

    def _in_items(
        self, node: ast.expr, whole: ast.expr, items: list[ast.expr], frame: Frame, before: Items, behind: Items
    ) -> Around:
        index = next(index for index, item in enumerate(items) if item is node)
        ahead = tuple((item, frame) for item in items[:index])
        return self.of_layer(whole, frame, (*ahead, *before), (*behind, *((item, frame) for item in items[index + 1 :])))

    def _listed(self, statement: ast.stmt, name: str, frame: Frame, before: Items, behind: Items) -> Around:
        """`statement` puts the layer into the list or container `name`: by what the text adds to that before and after it."""
        found = listed(self.reader, frame, statement, name, before, behind)
        if found is None:
            return _OPEN
        if not found.reads:
            return UNUSED
        return agreed([self.of_layer(read, frame, found.before, found.behind) for read in found.reads])

    def _kept(self, statement: ast.Assign, target: ast.expr, frame: Frame, before: Items, behind: Items) -> Around:
        """The layer, or its container, is bound to a name or an attribute: by all its calls, where they agree."""
        if isinstance(target, ast.Attribute):
            calls = calls_of(self.reader, target, frame)
            if not calls:
                return UNUSED
            return agreed([self.applied(call, where, before, behind) for call, where in calls[:MOST_STEPS]])
        if not isinstance(target, ast.Name):
            return UNUSED
        if makes_list(statement.value):
            return self._listed(statement, target.id, frame, before, behind)
        reads = self._reads(statement, target.id, frame)
        return agreed([self.of_layer(read, frame, before, behind) for read in reads]) if reads else UNUSED


def _is_inherited(node: ast.expr, parent: ast.AST | None) -> bool:
    """Whether `node` is `super().__init__(...)`, which makes the layer that a subclass is."""
    return isinstance(parent, ast.Expr) and isinstance(node, ast.Call) and last_part(node.func) == "__init__"
