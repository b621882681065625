"""The PyTorch layer that one case of a MindSpore layer ports, of the cases that its own text leaves open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..judging.judge import Original
from ..layers.call import Argument, LayerCall, Unknown, Value, is_known
from ..reading import Case, Meaning, Site
from .address import Located, address, folded
from .pairs import Pair

_COMPARABLE = ("true", "false", "key", "other key", "item", "default", "given")
"""The kinds of choices that both sides may have to make: of conditions, keys, items and options that a port keeps."""
_DIFFERS = Unknown("the PyTorch file has more than one")

Test = Callable[[Case, Case], bool]


def original(pair: Pair, site: Site) -> Original:
    """The PyTorch layer for each case of `site`, the pair's MindSpore layer."""
    return Original([counterpart(pair, case) for case in site.cases], pair.torch[0].related)


def counterpart(pair: Pair, case: Case) -> LayerCall | None:
    """The PyTorch layer for `case` of the pair's MindSpore layer: one call, Unknown where those that fit do not agree.

    What the MindSpore side assumes (its caller, its defaults, a condition) the PyTorch side assumes too, where it can.
    """
    found = [call for torch in pair.torch for call in _fitting(torch, pair.mindspore, case)]
    if not found or any(call.layer != found[0].layer for call in found):
        return None
    return _agreed(found)


def _fitting(torch: Located, mindspore: Located, case: Case) -> list[LayerCall]:
    cases: Sequence[Case] = torch.site.cases
    caller = _callers(mindspore, case)
    tests: tuple[Test, ...] = (
        lambda other, mine: _callers(torch, other) == caller,
        lambda other, mine: _with_defaults(other) == _with_defaults(mine),
        lambda other, mine: not _contradict(_conditions(other), _conditions(mine)),
    )
    for test in tests:
        cases = [other for other in cases if test(other, case)] or cases
    return [other.call for other in cases]


def _callers(item: Located, case: Case) -> tuple[tuple[str, str], ...]:
    """Who calls the functions around the layer in this case, by names that a port keeps."""
    places = (address(item.module, call) for call in case.callers if call in item.module.parents)
    return tuple((folded(place.unit), folded(place.name)) for place in places)


def _with_defaults(case: Case) -> bool:
    return any(choice.taken.kind == "defaults" for choice in case.choices)


def _conditions(case: Case) -> dict[str, Meaning]:
    """What the case takes for true, and which item of a loop it is, by the text of the condition or of what is looped over."""
    return {taken.subject: taken for choice in case.choices if (taken := choice.taken).kind in _COMPARABLE}


def _contradict(one: dict[str, Meaning], other: dict[str, Meaning]) -> bool:
    return any(other.get(subject, taken) != taken for subject, taken in one.items())


def _agreed(calls: Sequence[LayerCall]) -> LayerCall:
    """One call that says what all of `calls` say."""
    first = calls[0]
    if len(calls) == 1:
        return first
    names = {name for call in calls for name in call.arguments}
    arguments: dict[str, Argument] = {}
    for name in first.signature.names:
        values = [call.value(name) for call in calls]
        shown = next((call.arguments[name] for call in calls if name in call.arguments), None)
        if shown is not None:
            arguments[name] = shown if all(_is_same(values[0], value) for value in values) else replace(shown, value=_DIFFERS)
    return replace(first, arguments=arguments, open=any(call.open for call in calls)) if names else first


def _is_same(one: Value, other: Value) -> bool:
    return is_known(one) and type(one) is type(other) and one == other
