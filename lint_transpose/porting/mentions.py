"""The mentions of PyTorch's transposed convolutions in a file that lead to none of its answers, each with the reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..languages import Phrase, Text
from ..layers.call import Symbol, Unknown
from ..layers.public_names import layer_of
from ..layers.releases import LAYERS
from ..reading import Module, Reader, Site
from ..reading.index.bindings import FUNCTIONS
from ..reading.index.names import names_in
from ..reading.sites.registries import BUILDER, CONVOLUTIONS, is_convolution
from ..reading.values.worlds import Infeasible, World

_NAMES = frozenset(name.rpartition(".")[2] for name, layer in LAYERS.items() if layer.framework == "torch")
_IN_PARTS = re.compile(r"conv_?transpose", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_LOOKUPS = ("getattr", "eval", "exec")
_FILLS = frozenset({"update", "setdefault", "append", "extend", "insert"})
_TYPE_TESTS = frozenset({"isinstance", "issubclass", "type"})
_MOST = 2000


class Mention(NamedTuple):
    """A mention at `node` that was not followed, and why."""

    node: ast.expr
    reason: Text


def not_followed(reader: Reader, sites: Sequence[Site]) -> tuple[list[Mention], list[ast.expr]]:
    """In the order of the text, and the mentions that lead to an answer under another name.

    Imports are no mentions: what they bring is, where it is used.
    """
    module = reader.module
    called = [part for site in sites for part in _callees(site.node)]
    answered = {id(part) for node in called for part in ast.walk(node)}
    building = {name for node in called for name in names_in(node)}
    around = {id(parent) for site in sites for parent in _ancestors(module, site.node)}
    makers = {
        (parent.name, case.call.layer.name)
        for site in sites
        for parent in _ancestors(module, site.node)
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef))
        for case in site.cases
    }
    found, led = [], []
    for node, name in _mentions(module):
        if id(node) in answered or (name and not _may_be_torch(reader, node, name)):
            continue
        if _is_led_on(module, node, building, around) or _is_made(module, node, name, makers):
            led.append(node)
        else:
            found.append(Mention(node, _reason(reader, node, name)))
        if len(found) == _MOST:
            break
    return sorted(found, key=lambda mention: (mention.node.lineno, mention.node.col_offset)), led


def _callees(call: ast.Call) -> list[ast.expr]:
    """What a call says of the layer that it builds: what it calls, and what a registry is told."""
    is_builder = _callee(call) == BUILDER
    return [call.func, *call.args[:1], *(keyword.value for keyword in call.keywords)] if is_builder else [call.func]


def _mentions(module: Module) -> Iterator[tuple[ast.expr, str]]:
    for node, parent in module.parents.items():
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if isinstance(node.ctx, ast.Load) and (name in _NAMES or _is_told(module, node, name)):
                yield node, name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_name = node.value in _NAMES and not isinstance(parent, ast.Expr)
            if is_name or (node.value == "deconv" and _is_type(node, parent)):
                yield node, ""
    yield from ((node, "") for node in _put_together(module))


def _is_told(module: Module, node: ast.expr, name: str) -> bool:
    """Whether `node` is called as the function of all convolutions, which may be told that it is transposed."""
    call = module.parents[node]
    if name not in CONVOLUTIONS or not isinstance(call, ast.Call) or call.func is not node:
        return False
    told = [*call.args[6:7], *(keyword.value for keyword in call.keywords if keyword.arg == "transposed")]
    return not any(isinstance(value, ast.Constant) and value.value is False for value in told)


def _is_type(node: ast.expr, parent: ast.AST) -> bool:
    """Whether `node` is what a registry builds: `dict(type=...)`, `{"type": ...}`."""
    if isinstance(parent, ast.keyword):
        return parent.arg == "type"
    if not isinstance(parent, ast.Dict):
        return False
    keys = [key for key, value in zip(parent.keys, parent.values) if value is node]
    return any(isinstance(key, ast.Constant) and key.value == "type" for key in keys)


def _put_together(module: Module) -> Iterator[ast.expr]:
    """What getattr() or eval() are given that a part of a layer's name may be in: "ConvTranspose", or a name for it."""
    strings = (node.value for node in module.parents if isinstance(node, ast.Constant) and isinstance(node.value, str))
    parts = {string for string in strings if _IN_PARTS.search(string)} - _NAMES
    names = module.passed_on.reachable(part for part in parts if not _SPACE.search(part)) if parts else set()
    for lookup in _LOOKUPS if parts else ():
        for call in module.calls_by_name.get(lookup, ()):
            given = call.args[1:2] if lookup == "getattr" else call.args[:1]
            for node in given if isinstance(call.func, ast.Name) else ():
                held = parts if isinstance(node, ast.Constant) else parts | names
                if not held.isdisjoint(names_in(node)):
                    yield node


def _may_be_torch(reader: Reader, node: ast.expr, name: str) -> bool:
    """Whether a name may be that of PyTorch's layer: it is nothing that the text defines, and no other framework's."""
    reader.world = World()
    try:
        value = reader.evaluate(node, reader.frame_of(node, reader.module))
    except Infeasible:
        return True
    if name in CONVOLUTIONS:
        return is_convolution(value)
    if isinstance(value, Symbol):
        layer = layer_of(value)
        return value.name.startswith("torch.") if layer is None else layer.framework == "torch"
    return isinstance(value, Unknown) and _of_torch(reader.module)


def _of_torch(module: Module) -> bool:
    """Whether the file imports PyTorch and no MindSpore, or what may be PyTorch by a star."""
    if any(star.startswith("torch") for star in module.stars):
        return True
    return "mindspore" not in module.source.text and ("torch" in module.source.text or bool(module.stars))


def _is_led_on(module: Module, node: ast.expr, building: set[str], around: set[int]) -> bool:
    """Whether the names that the mention is given lead to an answer."""
    child: ast.AST = node
    for parent in _ancestors(module, node):
        if isinstance(parent, ast.ClassDef) and child in parent.bases:
            return id(parent) in around or parent.name in building
        if isinstance(parent, ast.Call) and child is not parent.func and _callee(parent) in _TYPE_TESTS:
            return False
        if isinstance(parent, ast.stmt):
            names = set(_bound(parent))
            return bool(names & building or module.passed_on.reachable(names) & building)
        child = parent
    return False


def _is_made(module: Module, node: ast.expr, name: str, makers: set[tuple[str, str]]) -> bool:
    """Whether the mention is passed to a function that is seen to build such a layer."""
    parent = module.parents[node]
    call = module.parents[parent] if isinstance(parent, ast.keyword) else parent
    return isinstance(call, ast.Call) and call.func is not node and (_callee(call), name) in makers


def _bound(statement: ast.stmt) -> Iterator[str]:
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in filter(None, targets):
        yield from names_in(target)
    if isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call) and _callee(call) in _FILLS:
        yield from list(names_in(call.func))[1:]
    if isinstance(statement, FUNCTIONS):
        yield from (argument.arg for argument in (*statement.args.args, *statement.args.kwonlyargs))
        yield statement.name


def _reason(reader: Reader, node: ast.expr, name: str) -> Text:
    module = reader.module
    parent = module.parents[node]
    if not name and not isinstance(node, ast.Constant):
        return Phrase("made_at_run_time", "its name is put together at run time")
    if isinstance(node, ast.Constant):
        return Phrase("in_a_string", "named in a string: what is built by that name is not seen")
    if isinstance(parent, ast.Call) and parent.func is node:
        if _callee(parent) in CONVOLUTIONS:
            return Phrase("maybe_transposed", "whether it is transposed, and along how many axes, is not decided")
        reader.world = World()
        if module.stars and isinstance(node, (ast.Name, ast.Attribute)):
            return Phrase("by_a_star", "a star import may bring its name, and is not looked into")
        return Phrase("not_decided", "whether this call is reached, and what builds it, is not decided")
    if any(isinstance(item, ast.Call) and _callee(item) in _TYPE_TESTS for item in _ancestors(module, node)):
        return Phrase("only_type", "only its type is asked for")
    if isinstance(parent, ast.ClassDef):
        return Phrase("base_of", "a base of {name}, which the file does not build", name=parent.name)
    if isinstance(parent, (ast.Call, ast.keyword)):
        return Phrase("passed_on", "passed on: what is built with it is not seen")
    return Phrase("nothing_builds", "nothing in the file is seen to build it")


def _callee(call: ast.Call) -> str:
    return next(iter(names_in(call.func)), "")


def _ancestors(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    while node in module.parents:
        node = module.parents[node]
        yield node
