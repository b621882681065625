"""The call sites of a module that build a transposed convolution, and each case of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, partial

from ...languages import Phrase, Text
from ...layers.call import Argument, Around, LayerCall, Symbol, Unknown
from ...layers.public_names import layer_of
from ...layers.releases import Framework, Release
from ...record.dataclasses import dataclass, replace
from ...settings import Porting
from ..index.expectations import Expectations
from ..index.module import Module
from ..index.replaced import is_replaced
from ..values.arguments import actuals, prepend
from ..values.evaluator import Reader
from ..values.flow import require_path
from ..values.objects import Actuals, Bound, Class, Frame, Function, Partial
from ..values.worlds import Choice, Infeasible, World, worlds
from .around import around
from .binding import bind_layer, names_class
from .callees import computes, is_taken_for_tensor, may_build, remade_by
from .candidates import candidates
from .evidence import Evidence
from .followers import follower
from .joining import NOBODY, UNUSED
from .registries import registered
from .seen import are_alike, informed, is_undecided, knows_less, seen
from .uses import uses
from .version_tests import behind_version

_MOST_WORLDS = 256


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
    `name` is what the text calls the layer, "self.up"; without a name it is "the layer in line 7". `expectations` knows what
    the text expects to raise. `replaced`: nothing reads the layer before another takes its name. `asked` are the cases as
    they were read before the text was followed from its import on, where it was: they make the choices of a PyTorch layer's.
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
    asked: tuple[Case, ...] = ()

    @property
    def foreign(self) -> bool:
        return self.builder is not None

    def ported(self) -> Site:
        """The site as one of a port from PyTorch."""
        return replace(self, cases=_marked(self.cases, True), asked=_marked(self.asked, True))


def read_sites(reader: Reader, release: Release, framework: Framework, porting: Porting) -> Iterator[Site]:
    """Every site of the reader's module that builds a layer of `framework`, in the order of the text."""
    reader.release = release
    evidence = Evidence(reader.module)
    expectations = Expectations(reader.module)
    for call in candidates(reader, reader.module):
        with reader.allowance():
            built, others, complete = read_cases(reader, call, release, framework)
            asked = tuple(built.get(call, ())) if complete else ()
            if framework == "mindspore" and is_undecided(reader.module, call, built.get(call, ()), complete and not others):
                built, others, complete = _followed(reader, call, release, built, others, complete)
        for node, cases in built.items():
            origin = evidence.origin(call)
            ported = porting == "always" or (porting == "auto" and (origin is not None or evidence.whole_file))
            marked = _marked(cases, ported)
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
                asked=_marked(asked, ported) if node is call and asked != tuple(cases) else (),
            )


def _marked(cases: Iterable[Case], ported: bool) -> tuple[Case, ...]:
    return tuple(replace(case, call=replace(case.call, ported=ported)) for case in cases)


def _followed(
    reader: Reader,
    node: ast.Call,
    release: Release,
    built: dict[ast.Call, list[Case]],
    others: list[tuple[Choice, ...]],
    complete: bool,
) -> tuple[dict[ast.Call, list[Case]], list[tuple[Choice, ...]], bool]:
    """What is read of `node`, with what is seen where the text is followed from its import on."""
    known = built.get(node, [])
    found = seen(reader, node, release, known[0].call if known else None)
    cases = [Case(call, choices, callers=callers) for call, choices, callers in found.calls]
    if complete and known:
        cases = [replace(case, call=informed(case.call, known)) for case in cases]
    if found.complete and cases and not knows_less(cases, known):
        return {**built, node: cases}, found.others, True
    new = [case for case in cases if not any(are_alike(case.call, other.call) for other in known)]
    return {**built, node: [*known, *new]} if cases or known else built, others, complete and bool(known)


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
        return cases, [()], True
    is_last, is_cut, all_known = False, True, True
    for count, world in enumerate(worlds(_MOST_WORLDS, resumed=True), 1):
        reader.world, is_last = world, count == _MOST_WORLDS
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
        if reader.steps < 0:
            break
    else:
        is_cut = is_last
    last, reader.world = reader.world, World()  # nothing else is to be chosen in the worlds of the cases
    return cases, others, all_known and (not is_cut or _stands_for_the_rest(last))


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
        built = [(node, call, frame)]
    elif reader.modules is not None:
        built = [*_built_elsewhere(reader, node, frame, release, framework)]
    else:
        built = []
    for built_by, call, inner in built:
        if framework == "mindspore" and call.follower.kind == "unknown":
            call = replace(call, follower=follower(reader, node, frame))
        places = [(built_by, inner)] if built_by is node else [(built_by, inner), (node, frame)]
        looked = cache(partial(_surroundings, reader, reader.world, places, call))
        yield built_by, replace(call, surroundings=looked, uses=uses(reader, node, frame))


def _surroundings(reader: Reader, world: World, places: list[tuple[ast.Call, Frame]], call: LayerCall) -> Around:
    """What is around the layer that the first of `places` builds and the others pass on, in the world in which it was read."""
    with reader.allowance():
        ways = (around(reader, world, node, frame, call.layer.dimension) for node, frame in places)
        found = next((way for way in ways if way is not None), None)
    if found is None:
        # Where the text applies layers, one that no call applies may be got at by others: `getattr(self, name)(x)`.
        unseen = UNUSED.unseen if computes(reader.module) else NOBODY if call.layer.framework == "torch" else ""
        found = Around(unseen=unseen, norm=call.follower.norm)
    if call.remade:  # what its own method does to the result is not looked into
        found = replace(found, open=call.remade, unseen=found.unseen or call.remade, sliced=None, opened=())
    return found


def _built_elsewhere(
    reader: Reader, node: ast.Call, frame: Frame, release: Release, framework: Framework
) -> Iterator[tuple[ast.Call, LayerCall, Frame]]:
    """The layers that are built in the function or class of another module that `node` calls, as if `node` built them, and
    where they are built.
    """
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
    inner = callee.entered(bound)
    for candidate in candidates(reader, module):
        if module.scope_of(candidate) is not callee.node or is_replaced(module, candidate):
            continue
        try:
            call = _layer_call(reader, candidate, inner, release, framework)
        except Infeasible:
            continue  # not on the path that this call takes
        if call is not None:
            seen_here = _seen_from(reader, node, call, inner)
            yield candidate, replace(seen_here, follower=follower(reader, candidate, inner)), inner


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
        drop = 1 if names_class(node.func) else 0
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
