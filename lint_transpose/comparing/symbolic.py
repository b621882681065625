"""What the text leaves open, held to each other as expressions: both sides work out the same, whatever the names stand for.

A name means the same on both sides where it is a parameter, an import or an attribute: that is said beside the verdict. Local
names are followed to what they are bound to.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable

from ..layers.call import LayerCall, Opened, Value
from ..layers.geometry import mode
from ..porting.algebra import Resolve, Sum, UnfitError, number, plus, quotient, sum_of, times
from ..reading import Module
from .address import numbers
from .standing import bound, default

_ZERO = number(0)
_SIZES = ("stride", "padding", "output_padding", "dilation")
Ends = tuple[Sum, Sum]
"""What a layer crops at the start and at the end of an axis."""


class Symbols:
    """The arguments of two calls as Sums. `named` fills with the names that they rest on, in the order in which they are met.

    For each side its module, and whether parameters hold their defaults.
    """

    def __init__(self, mindspore: tuple[Module, bool], torch: tuple[Module, bool]) -> None:
        self._sides = {"mindspore": mindspore, "torch": torch}
        self._tensors: dict[str, dict[str, str]] = {"mindspore": {}, "torch": {}}
        self._defaults: dict[str, dict[str, str]] = {"mindspore": {}, "torch": {}}
        self.named: dict[str, None] = {}

    def same(self, call: LayerCall, parameter: str, torch: LayerCall, name: str) -> bool:
        """Whether both calls work out the same for a parameter."""
        dimension = call.layer.dimension
        return self._settled(lambda: self._numbers(call, parameter, dimension) == self._numbers(torch, name, dimension))

    def same_truth(self, call: LayerCall, parameter: str, torch: LayerCall, name: str) -> bool:
        """Whether a parameter is true on both sides or on none."""
        return self._settled(lambda: self._truth(call, parameter) == self._truth(torch, name))

    def same_mode_crops(self, call: LayerCall, torch: LayerCall) -> bool:
        """Whether PyTorch's layer crops half of what goes beyond the stride, rounded down, at both ends of all axes."""

        def is_half() -> bool:
            axes = self._axes(torch, "kernel_size", *_SIZES)
            return all((op, d, p) == (_ZERO, number(1), quotient(plus(k, s, -1), number(2))) for k, s, p, op, d in axes)

        return mode(call) == "same" and self._settled(is_half)

    def same_windows(self, call: LayerCall, torch: LayerCall) -> bool:
        """Whether both layers, with what is before and after them, return the same windows."""
        return self._settled(lambda: self._ends(call, torch) == self._ends(torch, torch))

    def same_opened(self, call: LayerCall, torch: LayerCall) -> bool:
        """Whether both results are cropped, padded and resized alike from the first step on that the text leaves open."""
        return self._settled(lambda: self._steps(call) == self._steps(torch) and self._are_alike_tensors())

    def _steps(self, call: LayerCall) -> list[Hashable]:
        resolve = self._resolver(call)
        found: list[Hashable] = []
        for step in call.around.opened:
            amounts = step.amounts if isinstance(step, Opened) else ()
            found += [step.kind if isinstance(step, Opened) else step]
            found += [None if ast.unparse(amount) == "None" else sum_of(amount, resolve) for amount in amounts]
        return found

    def _are_alike_tensors(self) -> bool:
        """Whether the tensors whose lengths are asked for may be the same: by their names, a single one also by its role."""
        ours, theirs = (list(self._tensors[framework]) for framework in ("mindspore", "torch"))
        if len(ours) == 1 and ours != theirs:
            self.named[f"{theirs[0]} ({ours[0]} here)"] = None
            return not numbers(ours[0]) or not numbers(theirs[0]) or numbers(ours[0]) == numbers(theirs[0])
        self.named.update(dict.fromkeys(theirs))
        return ours == theirs

    def _settled(self, question: Callable[[], bool]) -> bool:
        """The answer; the names that it rests on are kept only where it is yes."""
        named = dict(self.named)
        for defaults in self._defaults.values():
            defaults.clear()
        try:
            if question() and self._have_alike_defaults():
                return True
        except UnfitError:
            pass
        self.named = named
        return False

    def _have_alike_defaults(self) -> bool:
        """Whether no parameter that both sides rest on has another default on the other side."""
        ours, theirs = self._defaults.values()
        return all(theirs.get(name, default) == default for name, default in ours.items())

    def _ends(self, call: LayerCall, torch: LayerCall) -> list[Ends]:
        dimension, around = call.layer.dimension, call.around
        if (around.open and around.sliced is None) or around.output_size:
            raise UnfitError
        strides = self._numbers(call, "stride", dimension)
        own = self._torch_ends(call) if call.signature.roles.as_torch else self._mindspore_ends(call)
        whole = [self._whole(call, index, *ends, stride) for index, (ends, stride) in enumerate(zip(own, strides))]
        if around.sliced is None:
            return whole
        cuts = [self._cut(around.sliced, index, call, torch) for index in range(dimension)]
        return [(plus(near, first), plus(far, last)) for (near, far), (first, last) in zip(whole, cuts)]

    def _torch_ends(self, call: LayerCall) -> list[Ends]:
        return [(p, plus(p, op, -1)) for p, op in self._axes(call, "padding", "output_padding")]

    def _mindspore_ends(self, call: LayerCall) -> list[Ends]:
        dimension = call.layer.dimension
        crops = self._numbers(call, "padding", 2 * dimension)
        name = "output_padding"
        more = self._numbers(call, name, dimension) if name in call.signature.names else [_ZERO] * dimension
        if mode(call) in ("same", "valid") and {*crops, *more} == {_ZERO}:
            return self._mode_ends(call)
        if mode(call) != "pad" or (dimension == 2 and more != [_ZERO] * 2):
            raise UnfitError  # in 2-D it appends zeros
        return [(near, plus(far, op, -1)) for near, far, op in zip(crops[::2], crops[1::2], more)]

    def _mode_ends(self, call: LayerCall) -> list[Ends]:
        """What pad_mode "same" or "valid" crops: less than nothing where the stride goes beyond the kernel."""
        ends, is_same = list[Ends](), mode(call) == "same"
        for k, s, d in self._axes(call, "kernel_size", "stride", "dilation"):
            beyond = plus(plus(times(plus(k, number(1), -1), d), number(1)), s, -1)
            if (beyond.value or 0) <= 0 and beyond not in [times(number(count), s) for count in range(4)]:
                raise UnfitError
            near = quotient(beyond, number(2))
            ends.append((near, plus(beyond, near, -1)) if is_same else (_ZERO, _ZERO))
        return ends

    def _whole(self, call: LayerCall, index: int, near: Sum, far: Sum, stride: Sum) -> Ends:
        around = call.around
        if around.before:
            before, behind = around.before[index]
            near, far = plus(near, times(number(before), stride), -1), plus(far, times(number(behind), stride), -1)
        for step in around.steps:
            if not step or step[index].stop is not None or step[index].start > 0 or step[index].end > 0:
                raise UnfitError
            near, far = plus(near, number(-step[index].start)), plus(far, number(-step[index].end))
        return near, far

    def _cut(self, node: ast.Subscript, index: int, call: LayerCall, torch: LayerCall) -> Ends:
        """What a slice takes off both ends of an axis: `y[..., op:]`, `y[..., :-(s - op)]`."""
        part, resolve = _part(node.slice, index - call.layer.dimension), self._resolver(call)
        first = _ZERO if part.lower is None else sum_of(part.lower, resolve)
        last = _ZERO if part.upper is None else times(number(-1), sum_of(part.upper, resolve))
        s, p, op, d = self._axes(torch, *_SIZES)[index]
        # Below zero the first would count from the end, and `:-0` leaves nothing. PyTorch's output_padding is below the stride
        # where nothing is dilated.
        rows = [number(1), number(2)] if d == number(1) else [plus(quotient(op, s), number(1))]
        is_right = first in (s, p, op) or (first.value or 0) > 0 or part.lower is None
        is_room = (last.value or 0) > 0 or plus(last, op) in [times(count, s) for count in rows] or part.upper is None
        if not (is_right and is_room):
            raise UnfitError
        return first, last

    def _truth(self, call: LayerCall, parameter: str) -> Sum:
        value, argument = call.value(parameter), call.arguments.get(parameter)
        if value is None or isinstance(value, int):
            return number(bool(value))
        if argument is None:
            raise UnfitError
        node = argument.node
        while (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bool" and len(node.args) == 1
        ):
            node = node.args[0]
        return sum_of(node, self._resolver(call))

    def _axes(self, call: LayerCall, *names: str) -> list[tuple[Sum, ...]]:
        return list(zip(*(self._numbers(call, name, call.layer.dimension) for name in names)))

    def _numbers(self, call: LayerCall, parameter: str, count: int) -> list[Sum]:
        """What a parameter holds for each of `count` axes or ends of axes."""
        value, argument = call.value(parameter), call.arguments.get(parameter)
        if argument is None or _is_plain(value):
            return [_known(item) for item in _items(value, count)]
        per_axis = count // call.layer.dimension
        resolvers = [self._resolver(call, index // per_axis) for index in range(count)]
        node = _followed(argument.node, resolvers[0])
        nodes = _elements(node)
        if nodes is None:
            return [sum_of(node, resolve) for resolve in resolvers]
        values = list(value) if isinstance(value, (tuple, list)) else [value] * len(nodes)
        if len(nodes) == 1 and call.signature.roles.as_torch:
            nodes, values = nodes * count, values * count
        if len(nodes) != count or len(values) != count:
            raise UnfitError
        return [
            _known(item) if isinstance(item, int) else sum_of(node, resolve)
            for node, item, resolve in zip(nodes, values, resolvers)
        ]

    def _resolver(self, call: LayerCall, axis: int | None = None) -> Resolve:
        """On an axis a name stands for what it holds for that, `p` and `p[0]` alike."""
        module, with_defaults = self._sides[call.layer.framework]
        tensors = self._tensors[call.layer.framework]

        def resolve(node: ast.expr) -> ast.expr | str | None:
            if node not in module.parents:
                return _length(node, tensors)
            found = bound(node, module, with_defaults)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == axis:
                whole = bound(node.value, module, with_defaults)
                found = whole if isinstance(whole, str) else found
            if isinstance(found, str):
                self.named[found] = None
                if (given := default(found, node, module)) is not None:
                    self._defaults[call.layer.framework][found] = ast.unparse(given)
            return found

        return resolve


def _length(node: ast.expr, tensors: dict[str, str]) -> str | None:
    """The length of an axis of a tensor, `x.shape[2]`, by the place of its name among all; None for anything else."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Attribute):
        return None
    name = ast.unparse(node.value.value)
    if not name.startswith("result"):  # one that a side makes is none that the other gets
        kind = "made" if isinstance(getattr(node.value.value, "ctx", None), ast.Store) else "tensor"
        name = tensors.setdefault(name, f"{kind} {len(tensors)}")
    return f"{name}.shape[{ast.unparse(node.slice)}]"


def _part(index: ast.expr, axis: int) -> ast.Slice:
    """The slice of an axis, counted from the last, -1. Raises UnfitError for what is no slice of these axes only."""
    items = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    parts = [item for item in items if isinstance(item, ast.Slice)]
    is_behind = isinstance(items[0], ast.Constant) and items[0].value is Ellipsis and len(parts) == len(items) - 1
    if not is_behind or any(part.step is not None for part in parts):
        raise UnfitError
    return parts[axis] if -axis <= len(parts) else ast.Slice()


def _items(value: Value, count: int) -> list[Value]:
    if not isinstance(value, (tuple, list)):
        return [value] * count
    if len(value) not in (1, count):
        raise UnfitError
    return list(value) * (count if len(value) == 1 else 1)


def _is_plain(value: Value) -> bool:
    return all(map(_is_plain, value)) if isinstance(value, (tuple, list)) else isinstance(value, int)


def _known(value: Value) -> Sum:
    if not isinstance(value, int):
        raise UnfitError
    return number(int(value))


def _followed(node: ast.expr, resolve: Resolve) -> ast.expr:
    """What `node` is, where it is a name for it or a copy of it."""
    for _ in range(8):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tuple", "list") and node.args:
            node = node.args[0]
        elif isinstance(node, ast.Name) and isinstance(found := resolve(node), ast.expr):
            node = found
        else:
            break
    return node


def _elements(node: ast.expr) -> list[ast.expr] | None:
    """The items of a tuple or list that is written out, also as `(p,) * 2`; None where it is none."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return list(node.elts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.right, ast.Constant):
        elements, times = _elements(node.left), node.right.value
        return elements * times if elements is not None and isinstance(times, int) and 0 < times <= 6 else None
    return None
