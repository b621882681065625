"""What a call may build, asked before the path to it: most calls are told by their callee."""

from __future__ import annotations

import ast
from contextlib import suppress

from ...layers.call import Symbol, Value
from ...layers.public_names import layer_of
from ..values.evaluator import Reader
from ..values.objects import Class, Function, Partial
from ..values.worlds import Infeasible, worlds


def may_build(reader: Reader, node: ast.Call, most_worlds: int) -> bool:
    """Whether the callee of `node` may be a layer in any world, whatever the paths to it and to its callers.

    True also where that is too much to follow.
    """
    reader.ignores_paths = True
    try:
        for count, world in enumerate(worlds(most_worlds), 1):
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
        return layer_of(Symbol(callee.name.removesuffix(".__init__"))) is not None
    return isinstance(callee, Function) and callee.frame.module is not reader.module
