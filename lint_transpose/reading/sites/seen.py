"""What is seen of a call where the text is followed from its import on, for calls that its own text leaves open."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol

from ...layers.call import Around, LayerCall, Symbol, Unknown, Value, is_known
from ...layers.public_names import layer_of
from ...layers.releases import Release
from ...record.dataclasses import dataclass, replace
from ..index.bindings import FUNCTIONS
from ..index.module import Module
from ..values.evaluator import Reader
from ..values.worlds import Choice, Meaning
from .binding import bind_layer, names_class
from .steps import TAKER

_PLAIN = ("parameter ",)
_MOST_CASES = 24


class _Case(Protocol):
    @property
    def call(self) -> LayerCall: ...
    @property
    def callers(self) -> tuple[ast.Call, ...]: ...


_Found = tuple[LayerCall, tuple[Choice, ...], tuple[ast.Call, ...]]

_Labelled = tuple[LayerCall, tuple[Choice, ...], tuple[ast.Call, ...], int]


@dataclass(frozen=True, slots=True)
class Seen:
    """The layers that a call builds, each with its choices and the calls on the way; `complete`: that is all there is."""

    calls: Sequence[_Found]
    others: list[tuple[Choice, ...]]
    complete: bool


def is_undecided(module: Module, node: ast.Call, cases: Sequence[_Case], complete: bool) -> bool:
    """Whether the text may decide more than what was read of the call `node`."""
    if not complete or any(_is_open(case.call) for case in cases):
        return True
    takes = any(not is_known(argument.value) for case in cases for argument in case.call.arguments.values())
    if takes and "partialmethod" in module.calls_by_name:
        return True
    around = _calls_around(module, node)
    return takes and (around is None or not around <= {call for case in cases for call in case.callers})


def _calls_around(module: Module, node: ast.Call) -> set[ast.Call] | None:
    """The calls of the text whose name is that of the function around `node`; None where it has no name."""
    function = module.scope_of(node)
    while not isinstance(function, (*FUNCTIONS, ast.Module)):
        function = module.scope_of(function)
    if isinstance(function, ast.Lambda):
        return None
    names = [getattr(function, "name", "")]
    cls = module.class_of(function) if isinstance(function, FUNCTIONS) else None
    if cls is not None and names == ["__init__"]:
        names = [cls.name, "cls"]
    return {call for name in names for call in module.calls_by_name.get(name, ())}


def knows_less(cases: Sequence[_Case], than: Sequence[_Case]) -> bool:
    """Whether one of the others knows an argument, its kind or its shape, which none of `cases` does."""
    return not _known(than) <= _known(cases)


def informed(call: LayerCall, known: Sequence[_Case]) -> LayerCall:
    """`call` with what every one of `known`, which are all cases there are, knows of an argument that it does not."""
    arguments = dict(call.arguments)
    for name, argument in call.arguments.items():
        if not is_known(argument.value) and all(name in case.call.arguments for case in known):
            first, *others = (case.call.arguments[name].value for case in known)
            if _told(first) > _told(argument.value) and all(repr(other) == repr(first) for other in others):
                arguments[name] = replace(argument, value=first)
    return replace(call, arguments=arguments)


def _known(cases: Sequence[_Case]) -> set[tuple[str, str]]:
    """What is known of which argument."""
    return {(name, what) for case in cases for name, argument in case.call.arguments.items() for what in _told(argument.value)}


def _told(value: Value) -> set[str]:
    """What is known of a value."""
    is_all = is_known(value)
    return {what for what in ("value", "kind", "shape") if is_all or getattr(value, what, None) not in ("", None)}


def _is_open(call: LayerCall) -> bool:
    return call.open or any(
        not is_known(argument.value) and not (isinstance(argument.value, Unknown) and argument.value.reason.startswith(_PLAIN))
        for argument in call.arguments.values()
    )


def seen(reader: Reader, node: ast.Call, release: Release, known: LayerCall | None) -> Seen:
    """What the import and every use of the text build by `node`; `known` is what is read of it otherwise."""
    from ..forward.exploring import Exploration  # not needed for most texts

    exploration = reader.explored.get(reader.module)
    if not isinstance(exploration, Exploration):
        exploration = reader.explored[reader.module] = Exploration(reader, reader.module)
    found = exploration.of(node)
    labels: list[Meaning] = []
    calls: list[_Labelled] = []
    by_import: dict[str, set[str]] = defaultdict(set)
    for reach, use in found.reaches:
        call = _bound(reader, node, release, reach.callee, reach.passed, known)
        if call is None:
            continue
        if use is None:
            for name, argument in call.arguments.items():
                by_import[name].add(repr(argument.value))
        elif by_import and not reach.callers:
            call = _doubted(call, by_import)
        label = exploration.means(reach, use)
        if label not in labels:
            labels.append(label)
        calls.append((call, reach.choices, reach.callers, labels.index(label)))
    if len(calls) > _MOST_CASES:
        calls = list(_alike(calls))
    found_calls = [
        (call, (Choice(("use", node), option, len(labels), labels.__getitem__), *choices), callers)
        for call, choices, callers, option in calls
    ]
    return Seen(found_calls, found.others, found.complete)


def _alike(calls: Iterable[_Labelled]) -> Iterator[_Labelled]:
    """The calls without those that pass the same: of their choices those that all of them make are left."""
    distinct: dict[tuple[int, tuple[str, ...]], _Labelled] = {}
    for call, choices, callers, option in calls:
        key = option, tuple(_shown(call))
        kept = distinct.setdefault(key, (call, choices, callers, option))
        made = {(choice.key, choice.option) for choice in choices}
        distinct[key] = kept[0], tuple(choice for choice in kept[1] if (choice.key, choice.option) in made), *kept[2:]
    yield from distinct.values()


def _doubted(call: LayerCall, by_import: Mapping[str, Set[str]]) -> LayerCall:
    """`call`, made by callers elsewhere if there are any, without what the text's own calls do not pass."""
    arguments = {
        name: argument
        if repr(argument.value) in by_import.get(name, ()) or not is_known(argument.value)
        else replace(argument, value=Unknown("what callers elsewhere would pass"))
        for name, argument in call.arguments.items()
    }
    return replace(call, arguments=arguments)


def are_alike(one: LayerCall, other: LayerCall) -> bool:
    """Whether the same is passed, as far as it is known, wherever that is written."""
    return list(_shown(one)) == list(_shown(other))


def _shown(call: LayerCall) -> Iterator[str]:
    yield call.layer.name
    for name, argument in call.arguments.items():
        value = argument.value
        yield f"{name}={value.kind if isinstance(value, Unknown) else repr(value)}"
    yield f"{[argument.parameter for argument in (*call.unexpected, *call.repeated)]} {len(call.surplus)} {call.open}"


def _bound(
    reader: Reader, node: ast.Call, release: Release, callee: str, passed: object, known: LayerCall | None
) -> LayerCall | None:
    drop = int(callee.endswith(".__init__") and names_class(node.func))
    layer = layer_of(Symbol(callee.removesuffix(".__init__")))
    signature = None if layer is None else release.signature(layer)
    if layer is None or layer.framework != "mindspore" or signature is None:
        return None
    call = bind_layer(reader, node, layer, signature, passed, drop)  # type: ignore[arg-type]
    if known is None:
        return call.amid(Around(unseen=TAKER))
    return replace(
        known,
        layer=layer,
        signature=signature,
        arguments=call.arguments,
        unexpected=call.unexpected,
        surplus=call.surplus,
        repeated=call.repeated,
        open=call.open,
        caller=None,
    )
