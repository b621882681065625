"""The PyTorch layer that one case of a MindSpore layer ports, of the cases that its own text leaves open."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..judging.judge import Original
from ..languages import Phrase, Text, joined
from ..layers.call import Argument, Follower, LayerCall, Unknown, Value, is_known
from ..layers.geometry import whole_windows
from ..layers.window import Window
from ..reading import Case, Meaning, Site
from ..reading.sites.assumptions import in_words
from ..reading.sites.joining import NOBODY, UNUSED, agreed
from ..reading.sites.steps import Mirrored
from ..record.dataclasses import replace
from .address import Located, address, folded
from .pairs import Pair
from .raised import raised
from .symbolic import Symbols

_COMPARABLE = ("true", "false", "key", "other key", "item", "default", "given")
"""The kinds of choices that both sides may have to make: of conditions, keys, items and options that a port keeps."""
_MAKERS = ("elsewhere", "defaults", "caller", "caller elsewhere")
_MOST_CALLS = 16
_CHANNELS = ("in_channels", "out_channels")
_DIFFERS = Unknown("the PyTorch file has more than one")

Test = Callable[[Case, Case], bool]


class Counterpart(NamedTuple):
    """The PyTorch layer for one case: one call, Unknown where those that fit do not agree, None if they are of several kinds.

    `assumed` says what it takes for granted of the PyTorch file; `with_defaults`: parameters hold their defaults there.
    `named` are the names that have to mean the same on both sides for what both do to their results in the end.
    """

    call: LayerCall | None
    assumed: Text = ""
    with_defaults: bool = False
    named: tuple[str, ...] = ()


def beside(pair: Pair, site: Site) -> tuple[Site, list[Counterpart]]:
    """`site`, the pair's MindSpore layer, with the PyTorch layer for each of its cases.

    What both do alike to their results in the end, by amounts that the text leaves open, is taken off both.
    """
    found = [_apart(pair, case, counterpart(pair, case)) for case in site.cases]
    return replace(site, cases=tuple(case for case, _ in found)), [original for _, original in found]


def original(pair: Pair, found: Sequence[Counterpart], language: str | None) -> Original:
    """The PyTorch layers that `beside` finds, for the rules."""
    assumed = joined("listed", dict.fromkeys(item.assumed for item in found if item.assumed))
    return Original([item.call for item in found], pair.torch[0].related(language), assumed)


def symbols(pair: Pair, case: Case, original: Counterpart) -> Symbols:
    return Symbols((pair.mindspore.module, has_defaults(case)), (pair.torch[0].module, original.with_defaults))


def _apart(pair: Pair, case: Case, original: Counterpart) -> tuple[Case, Counterpart]:
    if original.call is not None:
        ours, theirs = _of_one_applier(case.call, original.call)
        case, original = replace(case, call=ours), original._replace(call=theirs)
    call, torch = case.call, original.call
    if torch is None or not (call.around.opened and torch.around.opened) or call.layer.dimension != torch.layer.dimension:
        return case, original
    names = symbols(pair, case, original)
    ours, theirs = _without_end(call), _without_end(torch)
    if not all(map(_is_whole_alike, whole_windows(ours), whole_windows(theirs))) or not names.same_opened(call, torch):
        return case, original
    return replace(case, call=ours), original._replace(call=theirs, named=tuple(names.named))


def _of_one_applier(call: LayerCall, torch: LayerCall) -> tuple[LayerCall, LayerCall]:
    """Both layers, with what a text that applies only one of them in a way that is followed may do to the other."""
    applier = UNUSED.unseen
    if call.around.unseen == torch.around.unseen and isinstance(call.around.unseen, Mirrored):
        call = replace(call, follower=Follower("other")) if call.follower.kind == "pad" else call
        return call.amid(replace(call.around, unseen="")), torch.amid(replace(torch.around, unseen=""))
    if not torch.remade and torch.around.unseen not in ("", NOBODY, applier) and call.around.unseen in ("", NOBODY):
        return call.amid(replace(call.around, unseen=torch.around.unseen)), torch
    if call.around.unseen == torch.around.unseen or applier not in (call.around.unseen, torch.around.unseen):
        return call, torch
    if call.around.unseen == applier:
        return call.amid(replace(call.around, perhaps=applier)), torch
    unseen = call.around.unseen or applier
    return call.amid(replace(call.around, unseen=unseen)), torch.amid(replace(torch.around, perhaps=applier))


def _without_end(call: LayerCall) -> LayerCall:
    follower = Follower("other") if call.follower.kind in ("pad", "slice") else call.follower
    return replace(call, follower=follower).amid(replace(call.around, open="", sliced=None, opened=()))


def _is_whole_alike(window: Window | None, other: Window | None) -> bool:
    """Whether a crop of both leaves what differs: nothing does, or one is shifted against the other, which is as long."""
    if window is None or other is None or window == other:
        return True
    is_filled = any((window.zeros, window.head, other.zeros, other.head))
    return not is_filled and window.lo + window.hi == other.lo + other.hi


def counterpart(pair: Pair, case: Case) -> Counterpart:
    """The PyTorch layer for `case` of the pair's MindSpore layer, with an axis more where the port has one of kernel 1."""
    found = _counterpart(pair, case)
    more = found.call and raised(found.call, case.call)
    if not more:
        return found
    call, needs_one = more
    words = Phrase("added_axis", "where the added axis has length 1") if needs_one else ""
    return found._replace(call=call, assumed=joined("listed", filter(None, [found.assumed, words])))


def _counterpart(pair: Pair, case: Case) -> Counterpart:
    """The PyTorch layer as it is.

    What the MindSpore side assumes (its caller, its defaults, a condition) the PyTorch side assumes too, where it can. A layer
    that is built as it is ports one that is made in the text, or with the defaults of its maker, not what others may make.
    """
    chosen = [item for torch in _at_item(pair, case) for item in _fitting(torch, pair, case)]
    found = [item.call for item in chosen]
    if not found or any(call.layer != found[0].layer for call in found):
        return Counterpart(None)
    call, with_defaults = _agreed(found), any(map(has_defaults, chosen))
    if _is_elsewhere(case) or has_defaults(case) or not _is_assumed(call, pair):
        return Counterpart(call, with_defaults=with_defaults)
    caller = _callers(pair.mindspore, case)
    if caller and any(_callers(torch, item) == caller for torch in pair.torch for item in chosen):
        return Counterpart(call, with_defaults=with_defaults)
    meanings = dict.fromkeys(choice.taken for item in chosen for choice in item.choices if choice.taken.kind in _MAKERS)
    if not meanings:
        return Counterpart(call, with_defaults=with_defaults)
    return Counterpart(
        call, Phrase("in_torch_file", "{what} in the PyTorch file", what=in_words(list(meanings))), with_defaults
    )


def _is_assumed(call: LayerCall, pair: Pair) -> bool:
    """Whether an argument but the channels is known only for the makers that were chosen."""
    calls = [case.call for torch in pair.torch for case in torch.site.cases]
    known = [name for name in call.signature.names if name not in _CHANNELS and is_known(call.value(name))]
    return any(not _is_same(call.value(name), other.value(name)) for name in known for other in calls)


def _at_item(pair: Pair, case: Case) -> tuple[Located, ...]:
    """The PyTorch layers, of as many as the items of a loop that the port runs over only the one at the item's place."""
    place, torch = _item(case), pair.torch
    is_each = len(torch) > 1 and _items(pair.mindspore) == len(torch)
    return torch[place - 1 : place] if place and is_each else torch


def _item(case: Case) -> int:
    """Which item of the one loop around it the layer is built for, counted from 1; 0 where that is not known."""
    places = [choice.taken.value for choice in case.choices if choice.taken.kind == "item"]
    return places[0] if len(places) == 1 and isinstance(places[0], int) else 0


def _items(layer: Located) -> int:
    return max(map(_item, layer.site.cases))


def _fitting(torch: Located, pair: Pair, case: Case) -> list[Case]:
    mindspore, cases = pair.mindspore, torch.site.cases
    place, count = pair.place if pair.place[1] else (_item(case), _items(mindspore))
    if place and count == _items(torch):  # as many, whatever they are taken from
        cases = tuple(other for other in cases if _item(other) in (0, place))
    caller = _callers(mindspore, case)
    tests: tuple[Test, ...] = (
        lambda other, mine: _callers(torch, other) == caller if _has_maker(mine) else bool(other.callers),
        lambda other, mine: _among(torch, other) == _among(mindspore, mine),
        lambda other, mine: not (has_defaults(other) if _is_elsewhere(mine) else _is_elsewhere(other)),
        lambda other, mine: not _contradict(_conditions(other), _conditions(mine)),
    )
    for test in tests:
        cases = tuple(other for other in cases if test(other, case)) or cases
    return list(cases)


def _callers(item: Located, case: Case) -> tuple[tuple[str, str], ...]:
    """Who calls the functions around the layer in this case, by names that a port keeps."""
    places = (address(item.module, call) for call in case.callers if call in item.module.parents)
    return tuple((folded(place.unit), folded(place.name)) for place in places)


def _among(item: Located, case: Case) -> list[tuple[int, int]]:
    """Which of how many calls of one name each caller is: the second of three blocks in a list."""
    found = []
    for call in case.callers:
        if call in item.module.parents:
            name, place = ast.unparse(call.func), address(item.module, call)
            others = item.module.calls_by_name.get(name.rpartition(".")[2], ())
            if len(others) > _MOST_CALLS:
                return []
            alike = {call}  # by itself, it may have no name: `UPS[kind](**options)`
            for other in others:
                where = address(item.module, other)
                if where.name == place.name and where.unit == place.unit:
                    alike.add(other)
            found.append((sorted(alike, key=lambda other: (other.lineno, other.col_offset)).index(call), len(alike)))
    return found


def _has_maker(case: Case) -> bool:
    return bool(case.callers) or any(choice.taken.kind in _MAKERS for choice in case.choices)


def _is_elsewhere(case: Case) -> bool:
    return any(choice.taken.kind == "elsewhere" for choice in case.choices)


def has_defaults(case: Case) -> bool:
    """Whether parameters hold their defaults in this case."""
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
    arguments: dict[str, Argument] = {}
    for name in first.signature.names:
        values = [call.value(name) for call in calls]
        shown = next((call.arguments[name] for call in calls if name in call.arguments), None)
        if shown is not None:
            arguments[name] = shown if all(_is_same(values[0], value) for value in values) else replace(shown, value=_DIFFERS)
    whole = replace(first, arguments=arguments, open=any(call.open for call in calls))
    return whole.amid(agreed([call.around for call in calls]))


def _is_same(one: Value, other: Value) -> bool:
    return is_known(one) and type(one) is type(other) and one == other
