"""The layers of one class or factory against those of its port: by their names, else by order, else by their weights.

Order says which layer is which only where rank and numbers allow it: "up2" and "up3" are never one layer.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from ..layers.call import LayerCall, is_known
from ..layers.geometry import axes
from .address import Located, numbers
from .keys import NAMELESS, Group, Side, method_and_name, name_of, row_of, shared
from .pairs import Ambiguity, Pair, Pairing


def within(torch: Sequence[Located], mindspore: Sequence[Located]) -> Pairing:
    """The layers of one class or factory against those of its port."""
    result = Pairing()
    torch, mindspore = sorted(torch, key=row_of), sorted(mindspore, key=row_of)
    left, right = Side(torch), Side(mindspore)
    # Names may be counted from the other end, too; where all weights tell the layers apart, a checkpoint fits in one way only.
    for item, other in _by_weights(torch, mindspore) or _recounted(torch, mindspore):
        _in_order(left.without([item]), right.without([other]), result)
    for key in (method_and_name, name_of):
        for name, group, others in shared(left, right, key):
            if name != NAMELESS and len(group) == len(others):
                _in_order(left.without(group), right.without(others), result)
    for key in (method_and_name, name_of):
        for _, group, others in shared(left, right, key):
            _fold(left, right, group, others, result)
    for item, other in _contained(left.left, right.left):
        _in_order(left.without([item]), right.without([other]), result)
    if _may_pair_in_order(left.left, right.left, torch, mindspore):
        _in_order(left.without(left.left), right.without(right.left), result)
    _fold(left, right, left.left, right.left, result)
    if left.left and right.left:
        result.ambiguous.append(Ambiguity(tuple(left.left), tuple(right.left)))
    else:
        result.torch_alone += left.left
        result.mindspore_alone += right.left
    return result


def _in_order(torch: Group, mindspore: Group, result: Pairing) -> None:
    result.pairs += [Pair(other, (item,)) for item, other in zip(torch, mindspore)]


def _fold(left: Side, right: Side, torch: Group, mindspore: Group, result: Pairing) -> None:
    """One call against several: a loop, which is as good as all it builds, or branches of which one is taken."""
    if len(torch) == 1 < len(mindspore) and (torch[0].address.repeated or _exclusive(mindspore)):
        others = right.without(mindspore)
        result.pairs += [Pair(other, (torch[0],), (place, len(others))) for place, other in enumerate(others, start=1)]
        left.without(torch)
    elif len(mindspore) == 1 < len(torch) and (mindspore[0].address.repeated or _exclusive(torch)):
        result.pairs.append(Pair(mindspore[0], tuple(left.without(torch))))
        right.without(mindspore)


def _exclusive(group: Group) -> bool:
    return all(one.address.excludes(other.address) for one, other in combinations(group, 2))


def _contained(torch: Group, mindspore: Group) -> list[tuple[Located, Located]]:
    """The layers of which one's name begins or ends with the other's, numbers alike, where no third one's does."""

    def alike(one: Located, other: Located) -> bool:
        short, long = sorted((name_of(one), name_of(other)), key=len)
        return bool(short) and numbers(short) == numbers(long) and (long.startswith(short) or long.endswith(short))

    found = [(one, other) for one in torch for other in mindspore if alike(one, other)]
    ones, others = Counter(one for one, _ in found), Counter(other for _, other in found)
    return [(one, other) for one, other in found if ones[one] == others[other] == 1]


def _recounted(torch: Group, mindspore: Group) -> Iterator[tuple[Located, Located]]:
    """As many layers of one name, counted from 0 on one side and from 1 on the other."""
    theirs = _counted(mindspore)
    for stem, items in _counted(torch).items():
        others = theirs.get(stem, {})
        if len(items) == len(others) > 1 and {min(items), min(others)} == {0, 1}:
            yield from ((items[number], others[other]) for number, other in zip(sorted(items), sorted(others)))


def _counted(group: Group) -> dict[Hashable, dict[int, Located]]:
    """The layers whose names are counted without a gap, by what stands around the number."""
    stems: dict[Hashable, dict[int, Located]] = defaultdict(dict)
    total: Counter[Hashable] = Counter()
    for item in group:
        match = re.fullmatch(r"(\D*)(\d+)(\D*)", name_of(item))
        if match:
            stem = (item.address.method, match[1], match[3])
            stems[stem][int(match[2])] = item
            total[stem] += 1
    return {stem: items for stem, items in stems.items() if total[stem] == len(items) == max(items) - min(items) + 1}


def _may_pair_in_order(torch: Group, mindspore: Group, all_torch: Sequence[Located], all_mindspore: Sequence[Located]) -> bool:
    """Whether order says which layer is which: as many on both sides, each at the same rank, nothing against it."""
    if [all_torch.index(item) for item in torch] != [all_mindspore.index(item) for item in mindspore]:
        return False
    return not any(map(_contradict, torch, mindspore)) and not _changed_places(torch, mindspore)


def _by_weights(torch: Sequence[Located], mindspore: Sequence[Located]) -> list[tuple[Located, Located]]:
    """All layers by the shapes of their weights: where no two have the same, a checkpoint fits them in this way only."""
    theirs = {_weights(item): item for item in torch}
    ours = {_weights(item): item for item in mindspore}
    if len(ours) < len(mindspore) or len(theirs) < len(torch) or ours.keys() != theirs.keys():
        return []
    found = [(theirs[weights], item) for weights, item in ours.items()]
    # Several are counted from the other end; a single one of another number may be another layer.
    are_others = len(found) == 1 and _contradict(*found[0])
    return [] if are_others or any(None in weights for weights in ours) else found


def _changed_places(torch: Group, mindspore: Group) -> bool:
    """Whether both sides have the same weights in another order."""
    ours, theirs = list(map(_weights, torch)), list(map(_weights, mindspore))
    return ours != theirs and Counter(ours) == Counter(theirs)


def _weights(item: Located) -> tuple[Hashable, ...]:
    """What the text tells of the weights' shape: channels that are open by their expressions."""
    call = item.site.cases[0].call
    channels = [_channels(call, name) for name in ("in_channels", "out_channels")]
    kernel = [axis.kernel_size for axis in axes(call)]
    if 1 in kernel and len(kernel) == 2:
        kernel.remove(1)  # as a 1-D layer's, which may be written so
    return (*kernel, *channels)


def _channels(call: LayerCall, name: str) -> Hashable:
    value, argument = call.value(name), call.arguments.get(name)
    if isinstance(value, int):
        return value
    return None if argument is None or is_known(value) else ast.unparse(argument.node)


def _contradict(one: Located, other: Located) -> bool:
    """Whether the numbers in both names say that these are different layers."""
    first, second = numbers(one.address.name), numbers(other.address.name)
    return bool(first and second) and first != second
