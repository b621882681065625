"""What a call may build, and whether a class of the text computes something else with it."""

from __future__ import annotations

import ast
from contextlib import suppress

from ...layers.call import Symbol, Value
from ...layers.public_names import layer_of
from ..index.bindings import FUNCTIONS
from ..index.module import Module
from ..values.evaluator import Reader
from ..values.hierarchy import binds_member, mro
from ..values.objects import Class, Frame, Function, Partial
from ..values.worlds import Infeasible, worlds
from .registries import BUILDER, is_convolution

_COMPUTING = ("forward", "construct", "__call__")
"""The methods by which a layer computes its result."""


def remade_by(reader: Reader, callee: Value, frame: Frame) -> str:
    """The name of the class of the text that computes the result by a method of its own; empty where the layer's does.

    That class is `callee`, or stands around `super().__init__(...)` in `frame`.
    """
    if isinstance(callee, Class):
        classes = []
        for base in mro(reader, callee):
            if not isinstance(base, Class):
                break
            classes.append(base)
        own = next((cls.node for cls in classes for name in _COMPUTING if binds_member(cls, name)), None)
    elif isinstance(callee, Symbol) and callee.name.endswith(".__init__") and isinstance(frame.scope, FUNCTIONS):
        around = frame.module.class_of(frame.scope)
        own = around if around and any(name in frame.module.bindings.get(around, ()) for name in _COMPUTING) else None
    else:
        return ""
    return "" if own is None else own.name


def computes(module: Module) -> bool:
    """Whether a class of the text computes its results by a method of its own."""
    return any(name in module.bindings.get(cls, ()) for cls in module.classes for name in _COMPUTING)


def may_build(reader: Reader, node: ast.Call, most_worlds: int) -> bool:
    """Whether the callee of `node` may be a layer in any world, whatever the paths to it and to its callers.

    True also where that is too much to follow.
    """
    reader.ignores_paths = True
    try:
        for count, world in enumerate(worlds(most_worlds, resumed=True), 1):
            reader.world = world
            with suppress(Infeasible):
                if _may_be_layer(reader, reader.evaluate(node.func, reader.frame_of(node, reader.module))):
                    return True
            if reader.steps < 0 or count == most_worlds:
                return True
        return False
    finally:
        reader.ignores_paths = False


def _may_be_layer(reader: Reader, callee: Value) -> bool:
    if isinstance(callee, Partial):
        callee = callee.callee
    if isinstance(callee, Class):
        callee = reader.initializer(callee)
    if isinstance(callee, Symbol):
        is_builder = callee.name.endswith(f".{BUILDER}") or is_convolution(callee)
        return is_builder or layer_of(Symbol(callee.name.removesuffix(".__init__"))) is not None
    return isinstance(callee, Function) and callee.frame.module is not reader.module


def is_taken_for_tensor(module: Module, node: ast.Call) -> bool:
    """Whether the text indexes what `node` builds, or calculates with it: no layer can be."""
    parent = module.parents[node]
    return (isinstance(parent, ast.Subscript) and parent.value is node) or (
        isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Sub, ast.Mult, ast.Div))
    )
