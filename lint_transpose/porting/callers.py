"""Arguments where they are written: a wrapper is answered where it is called.

`def up(*args, **kw): return weight_norm(nn.ConvTranspose1d(*args, **kw))` has its arguments at its callers; what `*args` of a
tuple and `**kw` of a dict bring is `args[0]` and `kw["bias"]`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..layers.call import Argument, LayerCall
from ..reading import Module
from ..reading.index.bindings import Binding
from ..record.dataclasses import replace
from .arguments import as_tuple, is_plain, is_written
from .terms import mentions_names


def at_caller(module: Module, call: LayerCall) -> LayerCall:
    """`call` as if it stood in the call that passes its arguments on, in the names of the text there.

    As it is where all of it can be written at its own place, or where the arguments come from several calls.
    """
    call = _unpacked(module, call)
    passed = [argument for argument in call.arguments.values() if not is_written(argument) and not is_plain(argument.value)]
    places = {_call_around(module, argument.node) for argument in passed}
    place = places.pop() if len(places) == 1 else None
    if place is None:
        return call
    moved = {argument.parameter: argument for argument in _moved(module, call, place)}
    return replace(call, arguments=moved, node=place) if len(moved) == len(call.arguments) else call


def _call_around(module: Module, node: ast.expr) -> ast.Call | None:
    """The call that `node` is an argument of, as it is written."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.keyword) and parent.arg is not None:
        parent = module.parents[parent]
        return parent if isinstance(parent, ast.Call) else None
    return parent if isinstance(parent, ast.Call) and node in parent.args and not isinstance(node, ast.Starred) else None


def _moved(module: Module, call: LayerCall, place: ast.Call) -> Iterator[Argument]:
    """The arguments that can be written at `place`: its own, and values that need no name."""
    names = call.signature.names
    for argument in call.arguments.values():
        here = _call_around(module, argument.node) is place
        if here:
            keyword = next((item for item in place.keywords if item.value is argument.node), None)
            index = names.index(argument.parameter) if keyword is None else None
            yield replace(argument, index=index, keyword=keyword, here=True)
        elif is_plain(argument.value):
            yield replace(argument, index=None, keyword=None, here=False)
        elif is_written(argument) and not mentions_names(argument.node):
            yield argument


def _unpacked(module: Module, call: LayerCall) -> LayerCall:
    """`call` with what its own `*args` and `**kwargs` bring as arguments that are written out."""
    names = call.signature.names
    stars = {node.value: 0 for node in call.node.args if isinstance(node, ast.Starred)}
    tables = [item.value for item in call.node.keywords if item.arg is None]
    found = dict(call.arguments)
    for parameter in sorted(found, key=names.index):
        argument, at = found[parameter], found[parameter].node
        if not (at in stars or at in tables) or is_written(argument):
            continue
        if is_plain(argument.value):
            node: ast.expr | None = ast.Constant(as_tuple(argument.value))  # type: ignore[arg-type]
        else:
            node = _element(module, at, stars[at]) if at in stars else _value_of(at, parameter)
        if at in stars:
            stars[at] += 1
        if node is not None:
            keyword = None if at in stars else ast.keyword(parameter, node)
            index = None if keyword else names.index(parameter)
            found[parameter] = replace(argument, node=node, index=index, keyword=keyword, here=True)
    return replace(call, arguments=found)


def _element(module: Module, node: ast.expr, index: int) -> ast.expr | None:
    """An item of what is spread by `*`; None where it may be no sequence."""
    if isinstance(node, (ast.Tuple, ast.List)) and not any(isinstance(item, ast.Starred) for item in node.elts):
        return node.elts[index]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.step is None:
        lower = node.slice.lower or ast.Constant(0)
        if isinstance(lower, ast.Constant) and type(lower.value) is int:
            return _element(module, node.value, lower.value + index)
    return ast.Subscript(node, ast.Constant(index), ast.Load()) if _is_sequence(module, node) else None


def _value_of(node: ast.expr, name: str) -> ast.expr | None:
    """An item of what is spread by `**`; None where it is made anew at each call."""
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return next(value for key, value in zip(node.keys, node.values) if isinstance(key, ast.Constant) and key.value == name)
    return ast.Subscript(node, ast.Constant(name), ast.Load()) if isinstance(node, (ast.Name, ast.Attribute)) else None


def _is_sequence(module: Module, node: ast.expr, depth: int = 0) -> bool:
    """Whether `node` surely is a tuple or list, of which an item can be asked for more than once."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_sequence(module, node.left, depth) and _is_sequence(module, node.right, depth)
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Slice) and _is_sequence(module, node.value, depth)
    if not isinstance(node, ast.Name) or depth > 3:
        return False
    scope = module.scope_of(node)
    while scope is not module.tree and node.id not in module.bindings.get(scope, ()):
        scope = module.scope_of(scope)
    places: list[Binding] = list(module.bindings.get(scope, {}).get(node.id, ()))
    values = [place.value for place in places if place.kind == "value" and not place.path and place.value is not None]
    return bool(places) and len(values) == len(places) and all(_is_sequence(module, value, depth + 1) for value in values)
