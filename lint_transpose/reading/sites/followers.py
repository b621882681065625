"""What stands around a layer: what takes its result directly, and where it is called."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...layers.call import Follower, Symbol, Value
from ...record.dataclasses import replace
from ..index.bindings import FUNCTIONS
from ..index.endings import TRIES, Block
from ..index.module import Module
from ..values.arguments import actuals, callers
from ..values.hierarchy import descendants, mro
from ..values.objects import Built, Class, Frame, Function, Instance, LayerObject
from ..values.operations import is_plain
from ..values.worlds import Infeasible
from .idle import idle
from .padding import pad_function, pad_layer
from .steps import norm_of

if TYPE_CHECKING:
    from ..values.questions import Reader

_UNKNOWN = Follower("unknown")
_OTHER = Follower("other")
_SLICE = Follower("slice")
_NORMALISATION = Follower("normalisation", norm="unknown")
_NORMALISES = re.compile(r"norm|batch_?n|(?:^|[^a-z])[bgl]n(?:$|[^a-z])|bn\d*$", re.IGNORECASE)
CONTAINERS = ("Sequential", "SequentialCell", "CellList", "OrderedDict")
# They change the type of a tensor, and what takes their result takes the layer's.
_CASTS = ("astype", "to", "cast", "Cast")
# Methods of a layer that return the layer itself.
_SETTERS = ("to_float", "set_train")
_DEEPEST = 12
_MOST_CALLS = 100


def follower(reader: Reader, node: ast.expr, frame: Frame, depth: int = 0) -> Follower:
    """What takes the result of the layer that `node` builds or names, directly."""
    try:
        return _follow(reader, node, frame, depth) if depth < _DEEPEST else _UNKNOWN
    except Infeasible:
        return _UNKNOWN


def _follow(reader: Reader, node: ast.expr, frame: Frame, depth: int) -> Follower:
    """By where `node` stands."""
    parent = frame.module.parents[node]
    if isinstance(parent, (ast.Starred, ast.IfExp, ast.NamedExpr)):
        return follower(reader, parent, frame, depth + 1)
    if isinstance(parent, ast.Tuple) and len(parent.elts) == 2 and isinstance(parent.elts[0], ast.Constant):
        return follower(reader, parent, frame, depth + 1)  # ("name", layer) in an OrderedDict
    if isinstance(parent, (ast.List, ast.Tuple)):
        return _next_of(reader, parent.elts, node, parent, frame, depth)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
        right = parent.right
        if node is parent.left and isinstance(right, (ast.List, ast.Tuple)) and right.elts:
            return classify(reader, right.elts[0], frame)
        return follower(reader, parent, frame, depth + 1) if node is right else _UNKNOWN
    if isinstance(parent, ast.Call):
        return _in_call(reader, node, parent, frame, depth)
    if isinstance(parent, ast.Attribute) and parent.attr in _SETTERS:
        outer = frame.module.parents[parent]
        return follower(reader, outer, frame, depth + 1) if isinstance(outer, ast.Call) else _UNKNOWN
    if isinstance(parent, ast.Return):
        return _in_caller(reader, frame, depth)
    if isinstance(parent, ast.AugAssign) and isinstance(parent.target, ast.Name):
        return _next_added(reader, parent, parent.target.id, frame)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        if isinstance(target, ast.Name):
            return _of_name(reader, parent, target.id, frame, depth)
        if isinstance(target, ast.Attribute):
            return _of_attribute(reader, target, frame)
    return _UNKNOWN


def _next_of(reader: Reader, items: list[ast.expr], node: ast.expr, whole: ast.expr, frame: Frame, depth: int) -> Follower:
    """The item after `node`, or what follows the whole where it is the last."""
    index = next(index for index, item in enumerate(items) if item is node)
    if index + 1 < len(items):
        item = items[index + 1]
        found = _UNKNOWN if isinstance(item, ast.Starred) else classify(reader, item, frame)
        if found.kind == "other" and _is_cell_list(whole, frame):
            return _UNKNOWN  # its cells need not be run in their order
        return found if found.pad is None else Follower("pad", replace(found.pad, item=item))
    return follower(reader, whole, frame, depth + 1)


def _is_cell_list(node: ast.expr, frame: Frame) -> bool:
    """Whether `node` is a CellList, or the list that it is made of."""
    call = node if isinstance(node, ast.Call) else frame.module.parents[node]
    return isinstance(call, ast.Call) and last_part(call.func) in ("CellList", "ModuleList")


def _in_call(reader: Reader, node: ast.expr, call: ast.Call, frame: Frame, depth: int) -> Follower:
    """`node` is an argument of `call`, or what it calls."""
    if node is call.func:
        return follower_of_result(reader, call, frame)
    if isinstance(call.func, ast.Attribute) and call.func.attr == "append" and isinstance(call.func.value, ast.Name):
        return _next_added(reader, frame.module.statement_of(call), call.func.value.id, frame)
    if isinstance(call.func, ast.Attribute) and call.func.attr == "append":
        return _appended_next(reader, frame.module.statement_of(call), call.func.value, frame)
    if last_part(call.func) not in CONTAINERS or node not in call.args:
        return _UNKNOWN
    return _next_of(reader, call.args, node, call, frame, depth)


def last_part(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _in_caller(reader: Reader, frame: Frame, depth: int) -> Follower:
    """The layer is what the function of `frame` returns: what its caller in this world does with it."""
    if not isinstance(frame.scope, FUNCTIONS):
        return _UNKNOWN
    call = reader.caller(frame)
    if call is None or call not in frame.module.parents:
        return _UNKNOWN
    return follower(reader, call, reader.frame_of(call, frame.module), depth + 1)


def makers_of(reader: Reader, frame: Frame) -> list[tuple[ast.Call, Frame]]:
    """The calls that make a layer: of the function that returns it, of the class that `super().__init__` makes it for.

    The one that this world has chosen, else all that the text holds: callers elsewhere are taken to use the layer as they do.
    """
    if not isinstance(frame.scope, FUNCTIONS):
        return []
    is_asked = frame.bound is not None or frame.key in reader.world.callers
    call = reader.caller(frame) if is_asked else None
    if call is None:
        return callers(reader, frame.scope, frame)
    return [(call, reader.frame_of(call, frame.module))] if call in frame.module.parents else []


def _next_added(reader: Reader, statement: ast.stmt, name: str, frame: Frame) -> Follower:
    """What is added next to the list `name` after `statement`."""
    module = frame.module
    while True:
        block, index = module.places[statement]
        found = _first_added(reader, block, index + 1, name, frame)
        if found is not None:
            return found
        parent = module.parents[statement]
        if not isinstance(parent, (ast.If, ast.With, ast.AsyncWith)):
            return _UNKNOWN
        statement = parent


def _appended_next(reader: Reader, statement: ast.stmt, owner: ast.expr, frame: Frame) -> Follower:
    """What the statement right after `statement` adds to `owner`, such as `self.layers`."""
    block, index = frame.module.places[statement]
    following = block[index + 1] if index + 1 < len(block) else None
    call = getattr(following, "value", None)
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and ast.dump(call.func.value) == ast.dump(owner):
        item = _added(following) if following is not None else None
        return _UNKNOWN if item is None else classify(reader, item, frame)
    return _UNKNOWN


def _first_added(reader: Reader, block: Block, start: int, name: str, frame: Frame) -> Follower | None:
    rows = frame.module.binders(block, name)
    for index in rows[bisect_left(rows, start) :]:
        statement = block[index]
        if isinstance(statement, ast.If):
            found = _first_added(reader, reader.taken(statement, frame)[0], 0, name, frame)
            if found is not None:
                return found
            continue
        item = _added(statement)
        return _UNKNOWN if item is None else classify(reader, item, frame)
    return None


def _added(statement: ast.stmt) -> ast.expr | None:
    """The first item that `statement` adds to a list."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.AugAssign) and isinstance(value, (ast.List, ast.Tuple)):
        return value.elts[0] if value.elts else None
    if not (isinstance(statement, ast.Expr) and isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    if value.func.attr == "append" and value.args:
        return value.args[0]
    if value.func.attr == "extend" and value.args and isinstance(value.args[0], (ast.List, ast.Tuple)):
        return value.args[0].elts[0] if value.args[0].elts else None
    return None


def _of_name(reader: Reader, statement: ast.stmt, name: str, frame: Frame, depth: int) -> Follower:
    """The layer (or its result, or a list that ends with it) is bound to `name`: by the first place that reads it."""
    use = next(_reads(frame, statement, name), None)
    if use is None:
        is_list = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List)
        return _next_added(reader, statement, name, frame) if is_list else _UNKNOWN
    if isinstance(frame.module.parents[use], ast.Attribute):  # layers.append(...)
        return _next_added(reader, statement, name, frame)
    return follower(reader, use, frame, depth + 1)


def _reads(frame: Frame, statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """Where `name` is read after `statement`, in the rest of its block; nothing where a branch or loop comes between."""
    block, index = frame.module.places[statement]
    for later in frame.module.mentions_after(block, index, name):
        if isinstance(later, (ast.If, ast.For, ast.AsyncFor, ast.While, *TRIES, ast.Match)):
            return
        reads = [
            node
            for node in ast.walk(later)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        ]
        yield from sorted(reads, key=lambda node: (node.lineno, node.col_offset))
        if name in frame.module.direct.get(later, ()):
            return


def _of_attribute(reader: Reader, target: ast.Attribute, frame: Frame) -> Follower:
    """The layer is kept as `self.up`: by its calls, where they agree, or by the container it is put in."""
    calls = calls_of(reader, target, frame)
    if not 0 < len(calls) <= _MOST_CALLS:
        return _UNKNOWN
    found = [follower_of_result(reader, call, where) for call, where in calls]
    return found[0] if all(item == found[0] for item in found) else _UNKNOWN


def calls_of(reader: Reader, target: ast.Attribute, frame: Frame) -> list[tuple[ast.Call, Frame]]:
    """The calls of `self.up`, with the activations they stand in, in the class whose method stores to it and those below."""
    module = frame.module
    cls = module.class_of(frame.scope) if isinstance(frame.scope, FUNCTIONS) else None
    if cls is None or not (isinstance(target.value, ast.Name) and target.value.id == "self"):
        return []
    classes = with_heirs(reader, cls, module, target.attr)
    calls = [each for owner in classes for each in module.calls_on_self.get((owner, target.attr), ())]
    return [(call, reader.entry(scope, module)) for call, scope in calls]


def with_heirs(reader: Reader, cls: ast.ClassDef, module: Module, name: str) -> list[ast.ClassDef]:
    """The class, and those of the text that have its `self.name`."""
    below = [heir.node for heir in descendants(reader, module).of.get(cls, ())]
    return [cls, *(heir for heir in below if not module.stores.get((heir, f"self.{name}")))]


def follower_of_result(reader: Reader, call: ast.expr, frame: Frame, depth: int = 0) -> Follower:
    """What takes the tensor that `call` computes."""
    parent = frame.module.parents[call]
    if depth > _DEEPEST:
        return _UNKNOWN
    if isinstance(parent, ast.Call) and call in parent.args:
        if call is parent.args[0]:
            return _applied(reader, parent, frame, depth)
        return _OTHER
    if isinstance(parent, (ast.Tuple, ast.List)):
        outer = frame.module.parents[parent]
        return _OTHER if isinstance(outer, ast.Call) else _UNKNOWN
    if isinstance(parent, ast.BinOp):
        return _OTHER
    if isinstance(parent, ast.Subscript) and parent.value is call:
        return _SLICE
    if isinstance(parent, ast.Attribute):
        outer = frame.module.parents[parent]
        if parent.attr in _CASTS and isinstance(outer, ast.Call):
            return follower_of_result(reader, outer, frame, depth + 1)
        return _OTHER if parent.attr != "pad" else _UNKNOWN
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        reads = [read for read in _reads(frame, parent, parent.targets[0].id) if not _looks_only(frame, read)]
        found = follower_of_result(reader, reads[0], frame, depth + 1) if reads else _UNKNOWN
        # What is read elsewhere, too, is not padded there.
        return _UNKNOWN if found.pad is not None and len(reads) > 1 else found
    return _UNKNOWN


def _looks_only(frame: Frame, read: ast.Name) -> bool:
    """Whether `read` asks a tensor for its shape and the like, or shows it."""
    parent = frame.module.parents[read]
    if isinstance(parent, ast.Attribute):
        return parent.attr in ("shape", "ndim", "dtype", "size")
    return isinstance(parent, ast.Call) and last_part(parent.func) in ("print", "len")


def _applied(reader: Reader, call: ast.Call, frame: Frame, depth: int) -> Follower:
    """What `call`, whose first argument is a layer's result, applies to it."""
    value = reader.evaluate(call.func, frame)
    if isinstance(value, (Symbol, Built)) and value.name.rpartition(".")[2] in _CASTS:
        return follower_of_result(reader, call, frame, depth + 1)
    if isinstance(value, Symbol):
        pad = pad_function(reader, value.name, call, actuals(reader, call, frame))
        found = _NORMALISATION if _NORMALISES.search(value.name.rpartition(".")[2]) else _OTHER
    else:
        found = _kind(reader, value, last_part(call.func))
        pad = found.pad
    if pad is not None:
        # Padded in only one branch, it is not a part of the layer.
        is_certain = not isinstance(frame.module.parents[call], ast.IfExp)
        if not is_certain:
            return _UNKNOWN
        return Follower("pad", replace(pad, applied=call, idle=idle(frame.module, call, pad.node)))
    if found is _OTHER and follower_of_result(reader, call, frame, depth + 1).pad is not None:
        return _UNKNOWN  # an activation may stand between a layer and its Pad
    return found


def classify(reader: Reader, node: ast.expr, frame: Frame) -> Follower:
    """What the layer that `node` builds or names is."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
        node = node.elts[1]
    name = last_part(node.func if isinstance(node, ast.Call) else node)
    if isinstance(node, ast.Call) and last_part(node.func) in CONTAINERS and node.args:
        return _first_of(reader, node, frame)
    return _kind(reader, reader.evaluate(node, frame), name)


def _first_of(reader: Reader, container: ast.Call, frame: Frame) -> Follower:
    """What the first layer of `container` is."""
    first = container.args[0] if container.args else None
    items = first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]
    if not items or items[0] is None or isinstance(items[0], ast.Starred):
        return _UNKNOWN
    return classify(reader, items[0], frame)


def _kind(reader: Reader, value: Value, name: str) -> Follower:
    if isinstance(value, Built):
        pad = pad_layer(reader, value)
        if pad is not None:
            return Follower("pad", pad)
        last = value.name.rpartition(".")[2]
        if last in ("Sequential", "SequentialCell"):
            return _first_of(reader, value.node, value.frame)
        if _NORMALISES.search(last) or _NORMALISES.search(name):
            return Follower("normalisation", norm=norm_of(reader, value) or "unknown")
        return _OTHER if value.name.startswith("mindspore.") else _UNKNOWN
    if isinstance(value, (Instance, Class, Function)):
        names = [name]
        if isinstance(value, Instance):
            names += [
                base.name if isinstance(base, Symbol) else base.node.name
                for base in mro(reader, value.cls)
                if isinstance(base, (Symbol, Class))
            ]
        return _NORMALISATION if any(_NORMALISES.search(item) for item in names) else _UNKNOWN
    if isinstance(value, LayerObject) or is_plain(value):
        return _OTHER
    return _NORMALISATION if _NORMALISES.search(name) else _UNKNOWN
