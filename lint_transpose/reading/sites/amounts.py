"""What an open step does, written out: the amounts of a Pad, a slice or a resize that the text works out from sizes.

`x1 = F.pad(x1, [d // 2, d - d // 2])` behind `d = x2.size(2) - x1.size(2)` becomes the expressions
`(x2.shape[2] - result.shape[2]) // 2` and so on: local names are replaced by what they are bound to, parameters of helpers by
what they are called with, and the tensor that is followed is called "result". What comes from the constructor stays a name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...layers.call import Opened, Unknown, Value
from ..index.bindings import FUNCTIONS, LOOPS, Binding
from ..values.objects import Built, Frame
from ..values.worlds import Infeasible
from .followers import last_part
from .sizes import index_of
from .steps import of_name

if TYPE_CHECKING:
    from ..values.questions import Reader

_DEEPEST = 24
_MOST = 200
_FUNCTIONS = ("min", "max", "abs", "int")
_PAD_LAYER = re.compile(r"Pad$|ZeroPad\dd$")
_PLAIN: dict[str, tuple[object, ...]] = {"mode": ("constant", "CONSTANT"), "value": (0, None)}
_RESIZES = ("interpolate", "upsample")


class UnwrittenError(Exception):
    """An amount that the text does not work out from sizes and names."""


class Amounts:
    """Writes out what open steps do. `held` are the names of the tensor that is followed: where each is bound, and after how
    many steps that change its size.
    """

    def __init__(self, reader: Reader, spatial: int) -> None:
        self.reader = reader
        self.spatial = spatial
        self.held: list[tuple[ast.AST, str, ast.stmt | None, int]] = []
        self._left = _MOST

    def opened(self, node: ast.expr, frame: Frame, slices: Sequence[ast.Slice]) -> Opened | None:
        """What the slice or call `node` does to the tensor; None where that is not to be written out."""
        self._left = _MOST
        try:
            if isinstance(node, ast.Subscript):
                return self._sliced(slices, frame) if slices else None
            return self._called(node, frame) if isinstance(node, ast.Call) else None
        except UnwrittenError:
            return None

    def _sliced(self, slices: Sequence[ast.Slice], frame: Frame) -> Opened:
        ends = [end for part in slices for end in (part.lower or ast.Constant(0), part.upper)]
        return Opened("slice", tuple(ast.Constant(None) if end is None else self.written(end, frame) for end in ends))

    def _called(self, call: ast.Call, frame: Frame) -> Opened | None:
        value = self._value(call.func, frame)
        name = str(getattr(value, "name", ""))
        last = name.rpartition(".")[2]
        if not name.startswith(("mindspore.", "torch.")):
            return None
        if last in _RESIZES:
            return self._resized(call, frame)
        made, where = (value.node, value.frame) if isinstance(value, Built) else (call, frame)
        place = 1 if last == "pad" else 0
        options = {str(keyword.arg): keyword.value for keyword in made.keywords}
        given = [options.pop(name) for name in ("pad", "padding", "paddings") if name in options]
        given += made.args[place : place + 1]
        is_plain = all(self._value(value, where) in _PLAIN.get(name, ()) for name, value in options.items())
        if not given or (place == 0 and not _PAD_LAYER.match(last)) or len(made.args) > place + 1 or not is_plain:
            return None
        ends = [self.written(end, where) for end in self._pairs(self._bound(given[0], where), where)]
        if name.startswith("mindspore.") and any(map(_is_below_zero, ends)):
            return None  # computed wrongly from the second call on
        return Opened("pad", tuple(ends))

    def _pairs(self, node: ast.expr, frame: Frame) -> list[ast.expr]:
        """The amounts of the spatial axes, from the first axis on, start and end."""
        items = _items(node)
        if items and all(isinstance(item, (ast.Tuple, ast.List)) for item in items):
            pairs = [_items(item) for item in items]
            if len(pairs) != self.spatial + 2 or any(len(pair) != 2 for pair in pairs):
                raise UnwrittenError
            if any(self._value(end, frame) != 0 for pair in pairs[:2] for end in pair):
                raise UnwrittenError
            return [end for pair in pairs[2:] for end in pair]
        if len(items) != 2 * self.spatial:
            raise UnwrittenError
        return [items[2 * axis + end] for axis in reversed(range(self.spatial)) for end in (0, 1)]

    def _resized(self, call: ast.Call, frame: Frame) -> Opened | None:
        """`interpolate(x, size=...)`; without `size` what it computes is not compared."""
        given = {str(keyword.arg): keyword.value for keyword in call.keywords}
        size = given.pop("size", None) or next(iter(call.args[1:2]), None)
        options = {name: self._value(value, frame) for name, value in given.items()}
        if size is None or len(call.args) > 2 or options.keys() - {"mode", "align_corners"}:
            return None
        mode, corners = options.get("mode", "nearest"), options.get("align_corners") or False
        if mode not in ("nearest", "bilinear") or not isinstance(corners, bool):
            return None
        return Opened(f"{mode} {corners}", tuple(self._lengths(size, frame)))

    def _lengths(self, size: ast.expr, frame: Frame) -> list[ast.expr]:
        bound = self._bound(size, frame)
        if isinstance(bound, (ast.Tuple, ast.List)):
            if len(bound.elts) != self.spatial:
                raise UnwrittenError
            return [self.written(item, frame) for item in bound.elts]
        return [self._item(size, place, frame, 0) for place in range(self.spatial)]

    def _bound(self, node: ast.expr, frame: Frame) -> ast.expr:
        """What is bound to a local name; `node` where it is none."""
        if isinstance(node, ast.Name) and (found := self._only(node.id, frame)) and found.value is not None and not found.path:
            return found.value
        return node

    def _value(self, node: ast.expr, frame: Frame) -> Value:
        try:
            return self.reader.evaluate(node, frame)
        except Infeasible:  # it hangs on a choice
            return Unknown("left open")

    # -- numbers -------------------------------------------------------------------------------------------------------

    def written(self, node: ast.expr, frame: Frame, depth: int = 0) -> ast.expr:
        """`node` without local names. Raises UnwrittenError."""
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise UnwrittenError
        value = self._value(node, frame)
        if isinstance(value, int):
            return ast.Constant(int(value))
        if isinstance(node, ast.BinOp):
            sides = (self.written(side, frame, depth + 1) for side in (node.left, node.right))
            return ast.BinOp(next(sides), node.op, next(sides))
        if isinstance(node, ast.UnaryOp):
            return ast.UnaryOp(node.op, self.written(node.operand, frame, depth + 1))
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords:
                return ast.Call(node.func, [self.written(item, frame, depth + 1) for item in node.args], [])
            if last_part(node.func) == "size" and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
                return self._length(node.func.value, index_of(node.args[0]), frame, depth + 1)
            raise UnwrittenError
        if isinstance(node, ast.Subscript) and (place := index_of(node.slice)) is not None:
            return self._item(node.value, place, frame, depth + 1)
        if isinstance(node, ast.Name):
            return self._named(node, frame, depth + 1)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return node
        raise UnwrittenError

    def _named(self, node: ast.Name, frame: Frame, depth: int) -> ast.expr:
        if (passed := self._passed(node.id, frame)) is not None:
            return self.written(*passed, depth + 1)
        found = self._only(node.id, frame)
        if found is None or found.value is None:
            if node.id in frame.module.bindings.get(frame.scope, ()):
                raise UnwrittenError
            return node  # of the constructor, or the file
        if not found.path:
            return self.written(found.value, frame, depth + 1)
        if len(found.path) > 1 or not isinstance(found.path[0], int):
            raise UnwrittenError
        return self._item(found.value, found.path[0], frame, depth + 1)

    def _item(self, whole: ast.expr, place: int, frame: Frame, depth: int) -> ast.expr:
        """The item at `place` of a tuple that is written out, or of a shape."""
        if depth > _DEEPEST:
            raise UnwrittenError
        if isinstance(whole, (ast.Tuple, ast.List)):
            if not -len(whole.elts) <= place < len(whole.elts):
                raise UnwrittenError
            return self.written(whole.elts[place], frame, depth + 1)
        if isinstance(whole, ast.Subscript) and isinstance(whole.slice, ast.Slice):
            part = whole.slice
            start = 0 if part.lower is None else index_of(part.lower)
            if start is None or part.upper is not None or part.step is not None or place < 0:
                raise UnwrittenError
            return self._item(whole.value, start + place, frame, depth + 1)
        if isinstance(whole, ast.Attribute) and whole.attr == "shape":
            return self._length(whole.value, place, frame, depth + 1)
        if isinstance(whole, ast.Call) and isinstance(whole.func, ast.Attribute):
            if whole.func.attr == "size" and not whole.args:
                return self._length(whole.func.value, place, frame, depth + 1)
            if whole.func.attr == "shape" and len(whole.args) == 1:
                return self._length(whole.args[0], place, frame, depth + 1)
        if isinstance(whole, ast.Name):
            if (passed := self._passed(whole.id, frame)) is not None:
                return self._item(passed[0], place, passed[1], depth + 1)
            found = self._only(whole.id, frame)
            if found is not None and found.value is not None and not found.path:
                return self._item(found.value, place, frame, depth + 1)
        raise UnwrittenError

    # -- lengths of tensors --------------------------------------------------------------------------------------------

    def _length(self, tensor: ast.expr, place: int | None, frame: Frame, depth: int) -> ast.expr:
        """The length of an axis of a tensor: of the one that is followed, or of one that the function is called with."""
        rank = self.spatial + 2
        if place is None or not -rank <= place < rank or not isinstance(tensor, ast.Name) or depth > _DEEPEST:
            raise UnwrittenError
        binder = self._binder(tensor, frame)
        for scope, name, statement, steps in reversed(self.held):
            if scope is frame.scope and name == tensor.id and statement is binder:
                return _length_of(f"result{steps or ''}", place % rank)
        if binder is None and (passed := self._passed(tensor.id, frame)) is not None:
            return self._length(passed[0], place, passed[1], depth + 1)
        made = getattr(binder, "value", None)
        if isinstance(binder, ast.Assign) and (whole := _as_long(made)) is not None:
            return self._length(whole, place, frame, depth + 1)
        times_bound = len(frame.module.bindings.get(frame.scope, {}).get(tensor.id, ()))
        is_held = any(scope is frame.scope and name == tensor.id for scope, name, *_ in self.held)
        if is_held or times_bound > (binder is not None):
            raise UnwrittenError
        if made is not None and any(map(_may_resize, ast.walk(made))):
            raise UnwrittenError  # the name does not tell how long that is
        return _length_of(tensor.id, place % rank, is_made=binder is not None)

    def _binder(self, name: ast.Name, frame: Frame) -> ast.stmt | None:
        """The statement that last bound a name before it is read; None for a parameter."""
        module = frame.module
        statement = module.statement_of(name)
        while statement is not frame.scope:
            block, index = module.places[statement]
            last = module.binder_before(block, index, name.id)
            if last is not None:
                return block[last]
            parent = module.parents[statement]
            if isinstance(parent, LOOPS) or not isinstance(parent, (ast.stmt, *FUNCTIONS)):
                raise UnwrittenError
            statement = parent  # type: ignore[assignment]
        return None

    def _passed(self, name: str, frame: Frame) -> tuple[ast.expr, Frame] | None:
        """What a helper's parameter, which nothing binds anew, is called with."""
        bound = frame.bound
        if bound is None or not bound.known or not isinstance(frame.scope, FUNCTIONS) or bound.actuals.open:
            return None
        if frame.module.bindings.get(frame.scope, {}).get(name):
            return None
        for actual in bound.actuals.keywords:
            if actual.name == name:
                return actual.node, actual.frame
        arguments = frame.scope.args
        names = [item.arg for item in (*arguments.posonlyargs, *arguments.args)][int(bound.receiver is not None) :]
        given = bound.actuals.positional
        place = names.index(name) if name in names else len(given)
        return (given[place].node, given[place].frame) if place < len(given) else None

    def _only(self, name: str, frame: Frame) -> Binding | None:
        """The one place in the function that binds `name` to a value; None where there are several, or in a loop."""
        found = frame.module.bindings.get(frame.scope, {}).get(name, ())
        if len(found) != 1 or found[0].kind != "value" or not isinstance(frame.scope, FUNCTIONS):
            return None
        parent: ast.AST = found[0].statement
        while parent is not frame.scope:
            if isinstance(parent, LOOPS):
                return None
            parent = frame.module.parents[parent]
        return found[0]


def _items(node: ast.expr) -> list[ast.expr]:
    if not isinstance(node, (ast.Tuple, ast.List)) or any(isinstance(item, ast.Starred) for item in node.elts):
        raise UnwrittenError
    return node.elts


def _is_below_zero(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and node.value < 0
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _may_resize(part: ast.AST) -> bool:
    """Whether a part of an expression makes a tensor of another size: by its name, a slice, or amounts of its own."""
    if isinstance(part, ast.Slice):
        return True
    if not isinstance(part, ast.Call):
        return False
    is_kept = isinstance(part.func, ast.Attribute) and isinstance(part.func.value, ast.Name) and part.func.value.id == "self"
    is_function = not is_kept and len(part.args) + len(part.keywords) > 1
    return is_function or of_name(last_part(part.func), framework=False).kind in ("open", "mix")


def _as_long(made: ast.expr | None) -> ast.expr | None:
    """The tensor that is as long as what is made of it: `x` of `ops.relu(x)`."""
    if isinstance(made, ast.Call) and of_name(last_part(made.func), framework=False).kind in ("same", "bend", "lift"):
        made = next(iter(made.args), None)
    return made if isinstance(made, ast.Name) else None


def _length_of(tensor: str, place: int, is_made: bool = False) -> ast.expr:
    """The name of a tensor that the function makes, not gets, is marked as one that it stores to."""
    name = ast.Name(tensor, ast.Store() if is_made else ast.Load())
    return ast.Subscript(ast.Attribute(name, "shape", ast.Load()), ast.Constant(place), ast.Load())
