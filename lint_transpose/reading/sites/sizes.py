"""Lengths of a tensor's axes as the text computes them: `2 * h + 1`, with `h` taken from the shape of a layer's input."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ...layers.call import Length, Unknown
from ...record.dataclasses import dataclass
from ..index.bindings import FUNCTIONS, LOOPS, Binding
from ..values.objects import Frame
from ..values.worlds import Infeasible

if TYPE_CHECKING:
    from ..values.questions import Reader

_DEEPEST = 12
# What is larger is the length of no axis: the work on it stays bounded.
_LARGEST = 1 << 20
_SHAPES = ("shape", "size")


@dataclass(frozen=True, slots=True)
class Sizes:
    """What sizes are asked of: `source` is the name of the layer's input in the activation `frame`, up to the line `until`
    where the name is bound anew; `spatial` the number of spatial axes.
    """

    reader: Reader
    frame: Frame
    spatial: int
    source: str = ""
    until: int = 0

    def length(self, node: ast.expr | None, axis: int, own: ast.expr | None = None, depth: int = 0) -> Length | None:
        """The length that `node` computes, in elements of the spatial axis `axis`; None where the text leaves it open.

        `own` is the tensor, a plain name, whose own length may be meant.
        """
        if node is None or depth > _DEEPEST:
            return None
        try:
            value = self.reader.evaluate(node, self.frame)
        except Infeasible:
            value = Unknown("left open")
        if isinstance(value, int):
            return Length(0, value) if not isinstance(value, bool) and abs(value) <= _LARGEST else None
        if isinstance(node, ast.BinOp):
            return self._combined(node, axis, own, depth)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return _scaled(self.length(node.operand, axis, own, depth + 1), -1)
        if isinstance(node, ast.Name):
            binding = self._only_binding(node.id)
            if binding is None or binding.value is None or binding.kind != "value":
                return None
            if not binding.path:
                return self.length(binding.value, axis, None, depth + 1)
            place = binding.path[0]
            if len(binding.path) > 1 or not isinstance(place, int):
                return None
            return self._of_shape(binding.value, place, axis, None)
        if isinstance(node, ast.Subscript):
            return self._of_shape(node.value, index_of(node.slice), axis, own)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size" and node.args:
            return self._named(node.func.value, index_of(node.args[0]), axis, own, node)
        return None

    def lengths(self, node: ast.expr) -> tuple[Length, ...] | None:
        """The lengths that `node`, a shape or a sequence of sizes, gives the spatial axes, without what is ahead of them."""
        if isinstance(node, (ast.Tuple, ast.List)):
            items = node.elts[-self.spatial :]
            if len(items) < self.spatial or any(isinstance(item, ast.Starred) for item in items):
                return None
            found = [self.length(item, axis) for axis, item in enumerate(items)]
        else:
            offset = self._offset(node)
            start = 2 if offset is None else offset
            found = [self._of_shape(node, 2 + axis - start, axis, None) for axis in range(self.spatial)]
        known = [length for length in found if length is not None]
        return tuple(known) if len(known) == self.spatial else None

    def _combined(self, node: ast.BinOp, axis: int, own: ast.expr | None, depth: int) -> Length | None:
        left, right = (self.length(side, axis, own, depth + 1) for side in (node.left, node.right))
        if left is None or right is None:
            return None
        if isinstance(node.op, (ast.Add, ast.Sub)):
            other = right if isinstance(node.op, ast.Add) else _scaled(right, -1)
            assert other is not None
            return Length(left.scale + other.scale, left.constant + other.constant, left.own + other.own)
        if isinstance(node.op, ast.Mult):
            factor, other = (left, right) if not (left.scale or left.own) else (right, left)
            return None if factor.scale or factor.own else _scaled(other, factor.constant)
        return None

    def _of_shape(self, shape: ast.expr, place: int | None, axis: int, own: ast.expr | None) -> Length | None:
        """The size at `place` of what `shape` computes: `x.shape`, `x.shape[2:]`, `x.size()`, `ops.shape(x)`."""
        if place is None:
            return None
        offset = self._offset(shape)
        if isinstance(shape, ast.Subscript) and offset is None:
            return None
        whole = shape.value if isinstance(shape, ast.Subscript) else shape
        place += (offset or 0) if place >= 0 or not offset else 0
        if isinstance(whole, ast.Attribute) and whole.attr in _SHAPES:
            return self._named(whole.value, place, axis, own, shape)
        if isinstance(whole, ast.Call) and isinstance(whole.func, ast.Attribute) and not whole.keywords:
            if whole.func.attr == "size" and not whole.args:
                return self._named(whole.func.value, place, axis, own, shape)
            if whole.func.attr == "shape" and len(whole.args) == 1:
                return self._named(whole.args[0], place, axis, own, shape)
        return None

    def _offset(self, shape: ast.expr) -> int | None:
        """Where `x.shape[2:]` or `x.shape[-2:]` begins; None where it is no such slice."""
        if not isinstance(shape, ast.Subscript) or not isinstance(shape.slice, ast.Slice):
            return None
        part = shape.slice
        start = 0 if part.lower is None else index_of(part.lower)
        if start is None or part.upper is not None or part.step is not None:
            return None
        return start + 2 + self.spatial if start < 0 else start

    def _named(self, tensor: ast.expr, place: int | None, axis: int, own: ast.expr | None, at: ast.expr) -> Length | None:
        """The size of `tensor` at `place`, where it is the layer's input or `own`, and the axis is the one asked for."""
        if not isinstance(tensor, ast.Name) or place is None:
            return None
        if (place if place >= 0 else place + 2 + self.spatial) != axis + 2:
            return None
        if isinstance(own, ast.Name) and tensor.id == own.id:
            return Length(own=1)
        if self.source and tensor.id == self.source and at.lineno < self.until:
            return Length(1)
        return None

    def _only_binding(self, name: str) -> Binding | None:
        """The one place in the function where `name` is bound; None where there are several, or it hangs on a branch."""
        found = self.frame.module.bindings.get(self.frame.scope, {}).get(name, [])
        if len(found) != 1 or not isinstance(self.frame.scope, FUNCTIONS):
            return None
        parent = self.frame.module.parents[found[0].statement]
        return found[0] if parent is self.frame.scope else None


def of_input(reader: Reader, call: ast.Call, first: ast.expr | None, frame: Frame, spatial: int) -> Sizes:
    """The sizes that may be read off `first`, which the layer that `call` applies takes in the end."""
    none = Sizes(reader, frame, spatial)
    module, scope = frame.module, frame.scope
    if not isinstance(first, ast.Name) or not isinstance(scope, FUNCTIONS) or isinstance(scope, ast.Lambda):
        return none
    row = call.lineno
    until = 1 << 30
    for binding in module.bindings.get(scope, {}).get(first.id, ()):
        if binding.statement.lineno < row:
            return none
        until = min(until, binding.statement.lineno)
    node: ast.AST = call
    while node is not scope:
        if isinstance(node, LOOPS):
            return none
        node = module.parents[node]
    return Sizes(reader, frame, spatial, first.id, until + 1 if until == row else until)


def index_of(node: ast.expr) -> int | None:
    """The integer that `node` spells."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    value = node.value if isinstance(node, ast.Constant) else None
    return sign * value if isinstance(value, int) and not isinstance(value, bool) and value < _LARGEST else None


def _scaled(length: Length | None, factor: int) -> Length | None:
    if length is None or abs(factor) > _LARGEST or max(map(abs, (length.scale, length.constant))) > _LARGEST:
        return None
    return Length(length.scale * factor, length.constant * factor, length.own * factor)
