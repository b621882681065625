"""The call sites of a module that build a transposed convolution, and each case of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...languages import Phrase, Text
from ...layers.call import Argument, Around, LayerCall, Opaque, Symbol, Unknown, Value
from ...layers.public_names import layer_of
from ...layers.releases import Framework, Layer, Release, Signature
from ...settings import Porting
from ..index.expectations import Expectations
from ..index.module import Module
from ..index.replaced import is_replaced
from ..values import operations
from ..values.arguments import actuals, prepend
from ..values.evaluator import Reader
from ..values.flow import require_path
from ..values.objects import Actual, Actuals, Bound, Built, Class, Frame, Function, LayerObject, Partial, Record
from ..values.records import unpacked
from ..values.worlds import Choice, Infeasible, World, worlds
from .callees import is_taken_for_tensor, may_build, remade_by
from .candidates import candidates
from .evidence import Evidence
from .followers import follower
from .registries import registered
from .shapes import shape_of
from .steps import TAKER
from .trail import around
from .uses import uses
from .version_tests import behind_version

_MOST_WORLDS = 256
_NOT_FOUND = Around()
"""Stands for what is around a layer until it is looked for."""


@dataclass(frozen=True, slots=True)
class Case:
    """A layer call in one world, with the choices that make the world and what it takes from other modules.

    `callers` are those of the choices that are calls.
    """

    call: LayerCall
    choices: tuple[Choice, ...]
    outside: tuple[Text, ...] = ()
    callers: tuple[ast.Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """One call that builds a layer, in all its cases.

    `complete`: the cases stand for all there are. `others` holds the choices of each world in which the call builds
    something else. `behind` is the test of a version that has to hold, in words. `origin` is what `# ported-from:` names for
    it. `builder` is the call of another module that builds the layer itself, where `node` calls a function or class there.
    `name` is what the text calls the layer, "self.up"; without a name it is "the layer in line 7".
    `expectations` knows what the text expects to raise. `replaced`: nothing reads the layer before another takes its name.
    """

    node: ast.Call
    cases: tuple[Case, ...]
    complete: bool
    others: tuple[tuple[Choice, ...], ...] = ()
    behind: Text = ""
    origin: str | None = None
    builder: ast.Call | None = None
    name: Text = ""
    expectations: Expectations | None = None
    replaced: bool = False

    @property
    def foreign(self) -> bool:
        return self.builder is not None

    def ported(self) -> Site:
        """The site as one of a port from PyTorch."""
        return replace(self, cases=tuple(replace(case, call=replace(case.call, ported=True)) for case in self.cases))


def read_sites(reader: Reader, release: Release, framework: Framework, porting: Porting) -> Iterator[Site]:
    """Every site of the reader's module that builds a layer of `framework`, in the order of the text."""
    reader.release = release
    evidence = Evidence(reader.module)
    expectations = Expectations(reader.module)
    for call in candidates(reader, reader.module):
        with reader.allowance():
            built, others, complete = read_cases(reader, call, release, framework)
        for node, cases in built.items():
            origin = evidence.origin(call)
            ported = porting == "always" or (porting == "auto" and (origin is not None or evidence.whole_file))
            marked = tuple(replace(case, call=replace(case.call, ported=ported)) for case in cases)
            builder = None if node is call else node
            yield Site(
                call,
                marked,
                complete,
                tuple(others),
                behind=behind_version(reader, call),
                origin=origin,
                builder=builder,
                name=_name(reader.module, call),
                expectations=expectations,
                replaced=is_replaced(reader.module, call),
            )


def _name(module: Module, node: ast.Call) -> Text:
    parent = module.parents[node]
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
    if len(targets) == 1 and isinstance(targets[0], (ast.Name, ast.Attribute)):
        return ast.unparse(targets[0])
    return Phrase("layer_in_line", "the layer in line {row}", row=node.lineno)


def read_cases(
    reader: Reader, node: ast.Call, release: Release, framework: Framework
) -> tuple[dict[ast.Call, list[Case]], list[tuple[Choice, ...]], bool]:
    """All cases in which `node` builds a layer of `framework`, the choices with which it does not, and whether the cases
    stand for all there are.

    They stand under the call that builds the layer: `node`, or one in the function of another module that `node` calls.
    """
    cases: dict[ast.Call, list[Case]] = defaultdict(list)
    others: list[tuple[Choice, ...]] = []
    if not may_build(reader, node, _MOST_WORLDS):
        return cases, others, True
    count, all_known = 0, True
    reader.begins_anew = False
    for world in worlds(_MOST_WORLDS):
        count += 1
        reader.world = world
        try:
            built = list(_read_case(reader, node, release, framework))
        except Infeasible:
            built = None
        choices = tuple(world.choices.values())
        callers = tuple(filter(None, map(reader.chosen_caller, choices)))
        for built_by, call in built or ():
            cases[built_by].append(Case(call, choices, tuple(world.outside), callers))
        if built == []:
            others.append(choices)
            all_known = all_known and not isinstance(reader.evaluate(node.func, reader.frame_of(node, reader.module)), Unknown)
        if reader.begins_anew and reader.steps >= 0:
            return read_cases(reader, node, release, framework)
        if reader.steps < 0:
            break
    else:
        if count < _MOST_WORLDS:
            return cases, others, all_known
    return cases, others, all_known and _stands_for_the_rest(reader.world)


def _stands_for_the_rest(last: World) -> bool:
    """Whether what was read up to the world `last` holds in those left out: the callers elsewhere, of whom nothing is
    known, come first, and what is said of them holds for every caller.
    """
    first = next(iter(last.choices.values()), None)
    return first is not None and isinstance(first.key, tuple) and first.key[0] == "caller" and first.option > 0


def _read_case(reader: Reader, node: ast.Call, release: Release, framework: Framework) -> Iterator[tuple[ast.Call, LayerCall]]:
    frame = reader.frame_of(node, reader.module)
    call = _layer_call(reader, node, frame, release, framework)
    if call is not None:
        built = [(node, call)]
    elif reader.modules is not None:
        built = [*_built_elsewhere(reader, node, frame, release, framework)]
    else:
        built = []
    for built_by, call in built:
        if framework == "mindspore" and call.follower.kind == "unknown":
            call = replace(call, follower=follower(reader, node, frame))
        if call.around is _NOT_FOUND:
            found = around(reader, node, frame, call.layer.dimension)
            unseen = TAKER if framework == "torch" else ""
            call = replace(call, around=found or Around(unseen=unseen, norm=call.follower.norm))
        yield built_by, replace(call, uses=uses(reader, node, frame))


def _built_elsewhere(
    reader: Reader, node: ast.Call, frame: Frame, release: Release, framework: Framework
) -> Iterator[tuple[ast.Call, LayerCall]]:
    """The layers that are built in the function or class of another module that `node` calls, as if `node` built them."""
    callee = reader.evaluate(node.func, frame)
    first = Actuals()
    if isinstance(callee, Partial):
        first, callee = callee.actuals, callee.callee
    if isinstance(callee, Class):
        callee = reader.initializer(callee)
    if not isinstance(callee, Function) or callee.frame.module is reader.module:
        return
    require_path(reader, node, frame)
    passed = prepend(first, actuals(reader, node, frame))
    module = callee.frame.module
    bound = Bound(passed, callee.receiver, node, key=(id(node), frame.key))
    inner = Frame(module, callee.node, callee.frame, bound, key=(id(callee.node), bound.key))
    for candidate in candidates(reader, module):
        if module.scope_of(candidate) is not callee.node or is_replaced(module, candidate):
            continue
        try:
            call = _layer_call(reader, candidate, inner, release, framework)
        except Infeasible:
            continue  # not on the path that this call takes
        if call is not None:
            yield (
                candidate,
                replace(
                    _seen_from(reader, node, call, inner),
                    follower=follower(reader, candidate, inner),
                    around=around(reader, candidate, inner, call.layer.dimension) or _NOT_FOUND,
                ),
            )


def _seen_from(reader: Reader, node: ast.Call, call: LayerCall, inner: Frame) -> LayerCall:
    """`call`, which stands in another module, with its arguments where `node` passes them, else at `node` itself."""
    module = reader.module

    def seen(argument: Argument) -> Argument:
        where = argument.node
        if isinstance(where, ast.Name) and where.id in (passed := reader.bindings(inner).actuals):
            where = passed[where.id].node
        return replace(argument, node=where if where in module.parents else node, index=None, keyword=None, here=False)

    return replace(
        call,
        source=module.source,
        node=node,
        arguments={name: seen(argument) for name, argument in call.arguments.items()},
        unexpected=tuple(map(seen, call.unexpected)),
        surplus=tuple(map(seen, call.surplus)),
        repeated=tuple(map(seen, call.repeated)),
    )


def _layer_call(reader: Reader, node: ast.Call, frame: Frame, release: Release, framework: Framework) -> LayerCall | None:
    """The layer that `node`, evaluated in `frame`, itself builds."""
    require_path(reader, node, frame)
    callee = reader.evaluate(node.func, frame)
    passed: Actuals | None = None
    if isinstance(callee, Partial):
        passed = prepend(callee.actuals, actuals(reader, node, frame))
        callee = callee.callee
    drop = 0
    called, is_own = callee, isinstance(callee, Class)
    if isinstance(callee, Class):
        callee = reader.initializer(callee)
    if isinstance(callee, Symbol) and callee.name.endswith(".__init__"):
        # Through super() or a subclass `self` is not passed; through the class itself it is.
        drop = 1 if _names_class(node.func) else 0
        callee = Symbol(callee.name.removesuffix(".__init__"))
    if named := registered(reader, callee, node, frame):
        callee, passed = named
    layer = layer_of(callee)
    if layer is None or layer.framework != framework:
        return None
    signature = release.signature(layer)
    if signature is None:
        return None
    if passed is None:
        passed = actuals(reader, node, frame)
    call = bind_layer(reader, node, layer, signature, passed, drop)
    as_tensor = not is_own and is_taken_for_tensor(frame.module, node)
    return replace(call, remade=remade_by(reader, called, frame), as_tensor=as_tensor)


def _names_class(func: ast.expr) -> bool:
    """Whether `func` is `Class.__init__`, not `super().__init__`."""
    return isinstance(func, ast.Attribute) and func.attr == "__init__" and not isinstance(func.value, ast.Call)


def bind_layer(reader: Reader, node: ast.Call, layer: Layer, signature: Signature, passed: Actuals, drop: int) -> LayerCall:
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
        caller=passed.caller,
        around=_NOT_FOUND,
    )


def _argument(reader: Reader, parameter: str, actual: Actual, index: int | None) -> Argument:
    held = reader.value_of(actual)
    value = outward(held)
    if parameter.endswith("_init") and (shape := shape_of(reader, held)) is not None and isinstance(held, Built):
        kind = "initializer" if held.name.startswith(_INITIALIZERS) else held.kind
        value = Unknown(held.reason, kind=kind, shape=shape)
    node, here = actual.node, actual.here
    if isinstance(node, ast.Starred):
        node = node.value
    return Argument(parameter, value, node, index if here else None, actual.keyword, here)


_INITIALIZERS = "mindspore.common.initializer."


_KINDS = {Function: "function", LayerObject: "layer"}


def outward(value: Value) -> Value:
    """`value` as rules see it: what only the reader knows becomes Opaque."""
    if isinstance(value, operations.Series):
        return Unknown("an iterator", kind="iterator")
    if isinstance(value, tuple):
        return tuple(map(outward, value))
    if isinstance(value, list):
        return list(map(outward, value))
    if isinstance(value, Built) and value.name.startswith(_INITIALIZERS):
        return Opaque("initializer")
    if isinstance(value, Unknown):
        return Unknown(value.reason, kind=value.kind)  # drops the way it was built
    if operations.is_plain(value) or isinstance(value, (Symbol, Opaque)):
        return value
    value = unpacked(value)
    if isinstance(value, Record) and value.is_member:
        return Unknown("a member of an enumeration", kind="enum member")
    if isinstance(value, tuple):
        return tuple(map(outward, value))
    is_made_over = isinstance(value, Function) and bool(getattr(value.node, "decorator_list", ()))
    kind = "" if is_made_over else _KINDS.get(type(value), "")
    return Unknown(f"a {kind}", kind=kind) if kind else Opaque(type(value).__name__.lower())
