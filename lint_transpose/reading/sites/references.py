"""The names of transposed convolutions that a text takes from MindSpore's modules, whether it calls them or not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import islice

from ...layers.call import LayerCall, Reference, Symbol
from ...layers.public_names import layer_of, public_name
from ...layers.releases import LAYERS, Release
from ...record.dataclasses import replace
from ..index.expectations import Expectations
from ..index.module import Module
from ..index.names import names_in
from ..values.arguments import actuals
from ..values.evaluator import Reader
from ..values.flow import require_path
from ..values.worlds import Infeasible, World, worlds
from .binding import bind_layer
from .version_tests import is_guarded

_MOST_WORLDS = 16
_MOST_NAMES = 20
_ERRORS = (ImportError, AttributeError)
_LIKE_A_LAYER = re.compile(
    r"(?:lazy)?_?(?:conv_?transposed?_?[123]d|conv_?[123]d_?transposed?|conv_?transposed?[123]d)", re.IGNORECASE
)
_MODULES = frozenset(
    {
        *("mindspore", "mindspore.nn", "mindspore.nn.functional"),
        *("mindspore.mint", "mindspore.mint.nn", "mindspore.mint.nn.functional"),
    }
)


def references(reader: Reader, release: Release) -> Iterator[Reference]:
    """Where the text surely takes something named like a transposed convolution from `mindspore` or `mindspore.nn`.

    Nothing within a try, after a test of what there is, in an annotation, or where the file defines the name itself. Of
    the layers that `release` has some may be left out.
    """
    reader.release = release
    expectations = Expectations(reader.module)
    for found in _references(reader, release):
        met = expectations.met(found.node, _ERRORS)
        if met is None or not met.wanted:
            yield found if met is None else replace(found, caught=met.row)


def _references(reader: Reader, release: Release) -> Iterator[Reference]:
    module = reader.module
    for statement in module.places:
        if isinstance(statement, ast.ImportFrom):
            yield from _imported(module, statement)
    like_layers = set(filter(_is_like_a_layer, module.attribute_names))
    for attribute in module.attributes if like_layers else ():
        if attribute.attr in like_layers and isinstance(attribute.ctx, ast.Load) and not _is_defined(module, attribute.attr):
            yield from _reference(reader, attribute, release)
    if len(module.stars) == 1:
        for node in module.parents:
            if isinstance(node, ast.Name) and _is_like_a_layer(node.id) and _is_free(module, node):
                yield from _reference(reader, node, release)
    for call in module.calls_by_name.get("getattr", ()):
        # With a third argument it raises nothing.
        if isinstance(call.func, ast.Name) and len(call.args) == 2 and not call.keywords and _names_a_layer(call.args[1]):
            for found in _reference(reader, call, release):
                if _is_like_a_layer(last := found.name.rpartition(".")[2]) and not _is_defined(module, last):
                    yield replace(found, node=call.args[1])


def _names_a_layer(node: ast.expr) -> bool:
    """Whether the expression `node` mentions a name like a layer's, or a part of one."""
    return any("ranspose" in name for name in islice(names_in(node), _MOST_NAMES))


def _is_like_a_layer(name: str) -> bool:
    return ("onv" in name or "ONV" in name) and _LIKE_A_LAYER.fullmatch(name) is not None


def _is_free(module: Module, node: ast.Name) -> bool:
    """Whether `node` reads a name that the file nowhere binds."""
    return isinstance(node.ctx, ast.Load) and not any(node.id in names for names in module.bindings.values())


def _is_defined(module: Module, name: str) -> bool:
    """Whether the file itself stores an attribute of this name somewhere: `nn.ConvTranspose2d = ...`, `setattr`."""
    return not {f".{name}", ".__getattr__"}.isdisjoint(module.foreign) or "setattr" in module.calls_by_name


def _imported(module: Module, statement: ast.ImportFrom) -> Iterator[Reference]:
    package = "" if statement.level else statement.module or ""
    for alias in statement.names:
        name = public_name(f"{package}.{alias.name}")
        if _is_like_a_layer(alias.name) and name.rpartition(".")[0] in _MODULES and not is_guarded(module, statement, _ERRORS):
            yield Reference(module.source, alias, name)


def _reference(reader: Reader, node: ast.expr, release: Release) -> Iterator[Reference]:
    module = reader.module
    if is_guarded(module, node, _ERRORS) or _is_annotation(module, node):
        return
    with reader.allowance():
        held = set[str | None]() if _is_surely_right(reader, node, release) else _held(reader, node)
    if len(held) == 1 and (name := held.pop()) is not None and name.rpartition(".")[0] in _MODULES:
        yield Reference(module.source, node, name, calls=tuple(_calls(reader, node, name, release)))


def _calls(reader: Reader, node: ast.expr, name: str, release: Release) -> Iterator[LayerCall]:
    """The call of `node`, if it is called, bound to MindSpore's layer and to PyTorch's."""
    call = reader.module.parents[node]
    dimension = re.search("[123]", name)
    if not isinstance(call, ast.Call) or call.func is not node or dimension is None:
        return
    reader.world = World()
    try:
        passed = actuals(reader, call, reader.frame_of(call, reader.module))
        for layer in (f"mindspore.nn.Conv{dimension[0]}dTranspose", f"torch.nn.ConvTranspose{dimension[0]}d"):
            signature = release.signature(LAYERS[layer])
            if signature is not None:
                yield bind_layer(reader, call, LAYERS[layer], signature, passed, 0)
    except Infeasible:
        return


def _is_surely_right(reader: Reader, node: ast.expr, release: Release) -> bool:
    """Whether `node` holds a layer of `release` whatever the text leaves open: nearly all do, and their paths are long."""
    reader.world = World()
    try:
        layer = layer_of(reader.evaluate(node, reader.frame_of(node, reader.module)))
    except Infeasible:  # never, or not in the first world
        return False
    return layer is not None and release.signature(layer) is not None and not reader.world.asked


def _held(reader: Reader, node: ast.expr) -> set[str | None]:
    """The full names of what `node` holds, whatever the text leaves open; None stands for anything else."""
    frame = reader.frame_of(node, reader.module)
    held: set[str | None] = set()
    for count, world in enumerate(worlds(_MOST_WORLDS), 1):
        reader.world = world
        try:
            require_path(reader, node, frame)
            value = reader.evaluate(node, frame)
        except Infeasible:
            continue
        held.add(public_name(value.name) if isinstance(value, Symbol) else None)
        if len(held) > 1 or reader.steps < 0 or count == _MOST_WORLDS:
            held.add(None)
            break
    return held


def _is_annotation(module: Module, node: ast.AST) -> bool:
    """Whether `node` stands in an annotation, which may never be evaluated."""
    while not isinstance(node, ast.stmt):
        parent = module.parents[node]
        if node in (getattr(parent, "annotation", None), getattr(parent, "returns", None)):
            return True
        node = parent
    return False
