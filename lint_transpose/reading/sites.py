"""The call sites of a module that build a transposed convolution, and each case of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from ..call import Argument, LayerCall, Opaque, Symbol, Unknown, Value
from ..releases import Framework, Layer, Release, Signature
from ..settings import Porting
from . import operations
from .evaluate import Reader
from .evidence import Evidence
from .flow import require_path
from .layers import LAYER_NAMES, layer_of
from .module import Module
from .objects import Actual, Actuals, Class, Partial
from .parameters import actuals, prepend
from .surroundings import follower, uses
from .worlds import Choice, Infeasible, worlds

_MOST_WORLDS = 256


@dataclass(frozen=True, slots=True)
class Case:
    """A layer call in one world, with the choices that make the world."""

    call: LayerCall
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One call that builds a layer, in all its cases.

    `complete`: no case was left out for too much work. `origin` is what `# ported-from:` names for it.
    """

    node: ast.Call
    cases: tuple[Case, ...]
    complete: bool
    origin: str | None = None


def candidates(module: Module, names: frozenset[str] = LAYER_NAMES) -> Iterator[ast.Call]:
    """The calls whose callee may, going by names alone, be a layer: directly, by an alias, a table, a parameter."""
    reachable = _reachable_names(module, names)
    for call in module.calls:
        if _is_super_init(call):
            if any(_mentions(base, reachable) for base in _bases_around(module, call)):
                yield call
        elif _mentions(call.func, reachable):
            yield call


def _is_super_init(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "__init__"
        and isinstance(func.value, ast.Call)
        and isinstance(func.value.func, ast.Name)
        and func.value.func.id == "super"
    )


def _bases_around(module: Module, node: ast.AST) -> list[ast.expr]:
    while node in module.parents:
        node = module.parents[node]
        if isinstance(node, ast.ClassDef):
            return node.bases
    return []


def _names_in(node: ast.expr) -> Iterator[str]:
    """The names that `node`, taken as a callee or as what a name is bound to, mentions outside the calls in it."""
    stack: list[ast.AST] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, ast.Name):
            yield item.id
        elif isinstance(item, ast.Attribute):
            yield item.attr
            stack.append(item.value)
        elif isinstance(item, ast.Constant):
            if isinstance(item.value, str):
                yield item.value
        elif isinstance(item, ast.Call):
            # Of a call that builds a layer only the callee matters; getattr, partial, dict and the like pass names on.
            if not (isinstance(item.func, ast.Attribute) and item.func.attr in LAYER_NAMES):
                stack.extend(ast.iter_child_nodes(item))
        elif isinstance(
            item, (ast.Subscript, ast.Dict, ast.Tuple, ast.List, ast.IfExp, ast.NamedExpr, ast.keyword, ast.Starred)
        ):
            stack.extend(ast.iter_child_nodes(item))


def _mentions(node: ast.expr, names: frozenset[str] | set[str]) -> bool:
    return any(name in names for name in _names_in(node))


def _reachable_names(module: Module, names: frozenset[str]) -> set[str]:
    """`names` and all that is bound, directly or by way of others, to something that mentions them."""
    passed_on: dict[str, set[str]] = defaultdict(set)
    for bindings in module.bindings.values():
        for name, places in bindings.items():
            for place in places:
                if place.imported:
                    passed_on[place.imported.rpartition(".")[2]].add(name)
                elif place.value is not None:
                    for mentioned in _names_in(place.value):
                        passed_on[mentioned].add(name.rpartition(".")[2])
    for cls in module.classes:
        for base in cls.bases:
            for mentioned in _names_in(base):
                passed_on[mentioned].add(cls.name)
    for scope in module.bindings:
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            _pass_to_parameters(scope.args, passed_on)
    for call in module.calls:
        for keyword in call.keywords:
            if keyword.arg is not None and isinstance(keyword.value, (ast.Name, ast.Attribute)):
                for mentioned in _names_in(keyword.value):
                    passed_on[mentioned].add(keyword.arg)
    reachable, fresh = set(names), list(names)
    while fresh:
        for name in passed_on.get(fresh.pop(), ()):
            if name not in reachable:
                reachable.add(name)
                fresh.append(name)
    return reachable


def _pass_to_parameters(arguments: ast.arguments, passed_on: dict[str, set[str]]) -> None:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults)
    for parameter, default in chain(pairs, zip(arguments.kwonlyargs, arguments.kw_defaults)):
        for mentioned in _names_in(default) if default is not None else ():
            passed_on[mentioned].add(parameter.arg)


def sites(reader: Reader, release: Release, framework: Framework, porting: Porting) -> Iterator[Site]:
    """Every site of the reader's module that builds a layer of `framework`, in the order of the text."""
    evidence = Evidence(reader.module)
    for call in sorted(candidates(reader.module), key=lambda node: (node.lineno, node.col_offset)):
        cases, complete = read_cases(reader, call, release, framework)
        if cases:
            origin = evidence.origin(call)
            ported = porting == "always" or (porting == "auto" and (origin is not None or evidence.whole_file))
            yield Site(call, tuple(replace(case, call=replace(case.call, ported=ported)) for case in cases), complete, origin)


def read_cases(reader: Reader, node: ast.Call, release: Release, framework: Framework) -> tuple[list[Case], bool]:
    """All cases in which `node` builds a layer of `framework`, and whether none was left out."""
    cases, count = [], 0
    for world in worlds(_MOST_WORLDS):
        count += 1
        reader.world = world
        try:
            call = _read_case(reader, node, release, framework)
        except Infeasible:
            continue
        if call is not None:
            cases.append(Case(call, tuple(world.choices.values())))
        if reader.steps < 0:
            return cases, False
    return cases, count < _MOST_WORLDS


def _read_case(reader: Reader, node: ast.Call, release: Release, framework: Framework) -> LayerCall | None:
    frame = reader.frame_of(node, reader.module)
    callee = reader.evaluate(node.func, frame)
    passed: Actuals | None = None
    if isinstance(callee, Partial):
        passed = prepend(callee.actuals, actuals(reader, node, frame))
        callee = callee.callee
    drop = 0
    if isinstance(callee, Class):
        callee = reader.initializer(callee)
    if isinstance(callee, Symbol) and callee.name.endswith(".__init__"):
        # Through super() or a subclass `self` is not passed; through the class itself it is.
        drop = 1 if _names_class(node.func) else 0
        callee = Symbol(callee.name.removesuffix(".__init__"))
    layer = layer_of(callee)
    if layer is None or layer.framework != framework:
        return None
    signature = release.signature(layer)
    if signature is None:
        return None
    require_path(reader, node, frame)
    if passed is None:
        passed = actuals(reader, node, frame)
    call = _bind(reader, node, layer, signature, passed, drop)
    if framework == "torch":
        return call
    return replace(call, follower=follower(reader, node, frame), uses=uses(reader, node, frame))


def _names_class(func: ast.expr) -> bool:
    """Whether `func` is `Class.__init__`, not `super().__init__`."""
    return isinstance(func, ast.Attribute) and func.attr == "__init__" and not isinstance(func.value, ast.Call)


def _bind(reader: Reader, node: ast.Call, layer: Layer, signature: Signature, passed: Actuals, drop: int) -> LayerCall:
    names = signature.names
    bound: dict[str, Argument] = {}
    unexpected, surplus, repeated = [], [], []
    for index, actual in enumerate(passed.positional[drop:]):
        if index < len(names):
            bound[names[index]] = _argument(reader, names[index], actual, index)
        else:
            surplus.append(_argument(reader, "", actual, index))
    for actual in passed.keywords:
        name = str(actual.name)
        argument = _argument(reader, name, actual, None)
        if name not in names:
            unexpected.append(argument)
        elif name in bound:
            repeated.append(argument)
        else:
            bound[name] = argument
    return LayerCall(
        reader.module.source,
        node,
        layer,
        signature,
        bound,
        tuple(unexpected),
        tuple(surplus),
        tuple(repeated),
        passed.open,
    )


def _argument(reader: Reader, parameter: str, actual: Actual, index: int | None) -> Argument:
    value = outward(reader.value_of(actual))
    node, here = actual.node, actual.here
    if isinstance(node, ast.Starred):
        node = node.value
    return Argument(parameter, value, node, index if here else None, actual.keyword, here)


def outward(value: Value) -> Value:
    """`value` as rules see it: what only the reader knows becomes Opaque."""
    if isinstance(value, tuple):
        return tuple(map(outward, value))
    if isinstance(value, list):
        return list(map(outward, value))
    if isinstance(value, Unknown):
        return Unknown(value.reason)  # drops the way it was built
    if operations.is_plain(value) or isinstance(value, (Symbol, Opaque)):
        return value
    return Opaque(type(value).__name__.lower())
