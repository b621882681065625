"""Wrappers: `def up(*args, **kw): return weight_norm(nn.ConvTranspose1d(*args, **kw))` is answered where it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from ..layers.call import Argument, LayerCall
from ..reading import Module
from .arguments import is_plain, is_written
from .terms import mentions_names


def at_caller(module: Module, call: LayerCall) -> LayerCall:
    """`call` as if it stood in the call that passes its arguments on, in the names of the text there.

    As it is where all of it can be written at its own place, or where the arguments come from several calls.
    """
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
