"""Pairing: which MindSpore layer ports which PyTorch layer, by names first and by order second. Never by guessing.

Names are compared in stages, from the same letters to a common core; what a stage pairs is out of the next one. A stage
pairs two groups of the same name only where both hold as many layers: one with one, several in the order of the text.
Within a class, what no name pairs goes by order, where rank and numbers allow it: "up2" and "up3" are never one layer.
What is then left over on both sides is ambiguous.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import PurePath

from ..layers.call import is_known
from ..layers.geometry import axes
from .address import Located, core, folded, numbers

Key = Callable[[Located], Hashable]
Group = list[Located]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A MindSpore layer and what it ports: one call, or several that the port folds into one."""

    mindspore: Located
    torch: tuple[Located, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ambiguity:
    """Layers of one class or file that nothing tells apart."""

    torch: tuple[Located, ...]
    mindspore: tuple[Located, ...]


@dataclass(slots=True)
class Pairing:
    """The outcome. Every layer is in exactly one of the four."""

    pairs: list[Pair] = field(default_factory=list)
    ambiguous: list[Ambiguity] = field(default_factory=list)
    torch_alone: list[Located] = field(default_factory=list)
    mindspore_alone: list[Located] = field(default_factory=list)

    def add(self, other: Pairing) -> None:
        self.pairs += other.pairs
        self.ambiguous += other.ambiguous
        self.torch_alone += other.torch_alone
        self.mindspore_alone += other.mindspore_alone


def pair(torch: Sequence[Located], mindspore: Sequence[Located], by_names: bool = False) -> Pairing:
    """The layers of one file, or of a part of it, against those of another.

    Two files that each hold one class (or factory) with layers are paired whatever it is called, unless `by_names`.
    """
    result = Pairing()
    left, right = _Side(torch), _Side(mindspore)
    for key in _UNIT_KEYS:
        left.take_units(right, key, result)
    _take_unrolled(left, right, result)
    left_units, right_units = left.by(_unit), right.by(_unit)
    for torch_unit, mindspore_unit in _by_attributes(left_units, right_units):
        result.add(within(left.without(torch_unit), right.without(mindspore_unit)))
    if len(left.by(_unit)) == len(right.by(_unit)) == 1 and not result.pairs and not by_names:
        result.add(within(left.without(left.left), right.without(right.left)))
    result.torch_alone += left.left
    result.mindspore_alone += right.left
    return result


def pair_trees(torch: Iterable[Sequence[Located]], mindspore: Iterable[Sequence[Located]], by_names: bool = False) -> Pairing:
    """The layers of two trees, each given file by file: by the names of classes across all files, then file by file.

    A name that several files share pairs the files whose paths are alike, and is left to them otherwise.
    """
    result = Pairing()
    left, right = _Side(item for file in torch for item in file), _Side(item for file in mindspore for item in file)
    for key in _UNIT_KEYS:
        _take_named(left, right, key, result)
    _take_unrolled(left, right, result)
    left_files, right_files = left.by(_file), right.by(_file)
    for torch_file, mindspore_file in _alike(left_files, right_files):
        result.add(pair(left.without(left_files[torch_file]), right.without(right_files[mindspore_file]), by_names))
    result.torch_alone += left.left
    result.mindspore_alone += right.left
    return result


def _take_unrolled(left: _Side, right: _Side, result: Pairing) -> None:
    """Pairs a class that is built several times with the port's numbered ones: "Up" became "Up1" and "Up2"."""
    theirs = right.by(_unit_without_number)
    for name, group in left.by(_folded_unit).items():
        units = list(_Side(theirs.get(name, [])).by(_unit).values())
        files = {_file(item) for unit in units for item in unit}
        if name == _NAMELESS or len(units) < 2 or len(files) > 1 or not _is_one(group):
            continue
        for unit in units:
            found = within(group, right.without(unit))
            found.torch_alone = []
            result.add(found)
        left.without(group)


def named(layers: Sequence[Located], name: str) -> list[Located]:
    """The layers that `Class` or `Class.attribute` names; a function is named as a class is."""
    unit, _, attribute = name.partition(".")
    chosen = [item for item in layers if item.address.unit == unit]
    chosen = chosen or [item for item in layers if folded(item.address.unit) == folded(unit)]
    chosen = chosen or [item for item in layers if not item.address.unit and item.address.name == unit]
    if not attribute:
        return chosen
    exact = [item for item in chosen if attribute in (item.address.name, item.address.method)]
    return exact or [item for item in chosen if folded(item.address.name) == folded(attribute)]


def same_named(torch: Sequence[Located], mindspore: Sequence[Located]) -> Iterator[Ambiguity]:
    """Of layers without a partner those in classes or factories of one name, in files that nothing tells apart."""
    theirs = _Side(torch).by(_folded_unit)
    for name, group in _Side(mindspore).by(_folded_unit).items():
        if name != _NAMELESS and name in theirs:
            yield Ambiguity(tuple(theirs[name]), tuple(group))


def within(torch: Sequence[Located], mindspore: Sequence[Located]) -> Pairing:
    """The layers of one class or factory against those of its port."""
    result = Pairing()
    torch, mindspore = sorted(torch, key=_row), sorted(mindspore, key=_row)
    left, right = _Side(torch), _Side(mindspore)
    for item, other in _recounted(torch, mindspore):
        _in_order(left.without([item]), right.without([other]), result)
    for key in (_method_and_name, _name, _name_core):
        theirs = right.by(key)
        for name, group in left.by(key).items():
            others = theirs.get(name, [])
            if name != _NAMELESS and len(group) == len(others):
                _in_order(left.without(group), right.without(others), result)
    for key in (_method_and_name, _name):
        theirs = right.by(key)
        for name, group in left.by(key).items():
            _fold(left, right, group, theirs.get(name, []), result)
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


def _fold(left: _Side, right: _Side, torch: Group, mindspore: Group, result: Pairing) -> None:
    """One call against several: a loop, which is as good as all it builds, or branches of which one is taken."""
    if len(torch) == 1 < len(mindspore) and (torch[0].address.repeated or _exclusive(mindspore)):
        result.pairs += [Pair(other, (torch[0],)) for other in right.without(mindspore)]
        left.without(torch)
    elif len(mindspore) == 1 < len(torch) and (mindspore[0].address.repeated or _exclusive(torch)):
        result.pairs.append(Pair(mindspore[0], tuple(left.without(torch))))
        right.without(mindspore)


def _exclusive(group: Group) -> bool:
    return all(one.address.excludes(other.address) for one, other in combinations(group, 2))


def _contained(torch: Group, mindspore: Group) -> list[tuple[Located, Located]]:
    """The layers of which one's name begins or ends with the other's, numbers alike, where no third one's does."""

    def alike(one: Located, other: Located) -> bool:
        short, long = sorted((_name(one), _name(other)), key=len)
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
        match = re.fullmatch(r"(\D*)(\d+)(\D*)", _name(item))
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


def _changed_places(torch: Group, mindspore: Group) -> bool:
    """Whether both sides have the same weights in another order."""
    ours, theirs = list(map(_weights, torch)), list(map(_weights, mindspore))
    return ours != theirs and Counter(ours) == Counter(theirs)


def _weights(item: Located) -> tuple[Hashable, ...]:
    """What the text tells of the weights' shape."""
    call = item.site.cases[0].call
    channels = map(call.value, ("in_channels", "out_channels"))
    kernel = (axis.kernel_size for axis in axes(call))
    return (call.layer.dimension, *kernel, *(value if is_known(value) else None for value in channels))


def _contradict(one: Located, other: Located) -> bool:
    """Whether the numbers in both names say that these are different layers."""
    first, second = numbers(one.address.name), numbers(other.address.name)
    return bool(first and second) and first != second


# -- keys --------------------------------------------------------------------------------------------------------------

_NAMELESS = ""


def _file(item: Located) -> str:
    return item.module.source.filename


def _row(item: Located) -> tuple[int, int, int, int]:
    """The place in the text: that of the call by which the layer is built, then its own."""
    node, own = item.caller or item.site.node, item.site.builder or item.site.node
    return node.lineno, node.col_offset, own.lineno, own.col_offset


def _unit(item: Located) -> str:
    return item.address.unit


def _folded_unit(item: Located) -> str:
    return folded(item.address.unit)


def _unit_core(item: Located) -> str:
    return core(item.address.unit)


def _unit_letters(item: Located) -> str:
    """The letters of the name in the order of the alphabet: "DCGAN_G_nobn" became "DcgannobnG"."""
    return "".join(sorted(folded(item.address.unit)))


def _unit_without_number(item: Located) -> str:
    return folded(item.address.unit).rstrip("0123456789")


_UNIT_KEYS = (_unit, _folded_unit, _unit_core, _unit_letters)


def _method_and_name(item: Located) -> Hashable:
    name = folded(item.address.name)
    return (item.address.method, name) if name else _NAMELESS


def _name(item: Located) -> str:
    return folded(item.address.name)


def _name_core(item: Located) -> str:
    return core(item.address.name)


class _Side:
    """The layers of one side that no partner was found for yet, in the order of the text."""

    def __init__(self, items: Iterable[Located]) -> None:
        self.left: Group = list(items)

    def by(self, key: Key) -> dict[Hashable, Group]:
        groups: dict[Hashable, Group] = defaultdict(list)
        for item in self.left:
            groups[key(item)].append(item)
        return dict(groups)

    def without(self, group: Iterable[Located]) -> Group:
        """Takes `group` out, and returns it."""
        taken = list(group)
        gone = set(taken)
        self.left = [item for item in self.left if item not in gone]
        return taken

    def take_units(self, other: _Side, key: Key, result: Pairing) -> None:
        """Pairs the layers in the classes and factories whose names are one by `key`, and one alone on each side."""
        theirs = other.by(key)
        for name, group in self.by(key).items():
            others = theirs.get(name, [])
            if others and _is_one(group) and _is_one(others):
                result.add(within(self.without(group), other.without(others)))


def _is_one(group: Group) -> bool:
    """Whether all layers are of one class or factory."""
    return len({(_file(item), item.address.unit) for item in group}) == 1


def _by_attributes(torch: dict[Hashable, Group], mindspore: dict[Hashable, Group]) -> list[tuple[Group, Group]]:
    """The classes, named otherwise, that hold layers of the same names, where no third one does."""

    def names(group: Group) -> frozenset[str]:
        return frozenset(filter(None, map(_name, group)))

    found = []
    for group in torch.values():
        wanted = names(group)
        fitting = [others for others in mindspore.values() if names(others) == wanted]
        rivals = [rival for rival in torch.values() if names(rival) & wanted]
        if wanted and len(fitting) == len(rivals) == 1:
            found.append((group, fitting[0]))
    return found


# -- files -------------------------------------------------------------------------------------------------------------


def _take_named(left: _Side, right: _Side, key: Key, result: Pairing) -> None:
    theirs = right.by(key)
    for name, group in left.by(key).items():
        others = theirs.get(name, [])
        if name == _NAMELESS or not others:
            continue
        mine, other = _by_file(group), _by_file(others)
        if len(mine) > 1 or len(other) > 1:
            for torch_file, mindspore_file in _alike(mine, other):
                _take(left, right, [mine.pop(torch_file)], [other.pop(mindspore_file)], result)
        if mine and other and _are_copies(mine.values()) and _are_copies(other.values()):
            _take(left, right, list(mine.values()), list(other.values()), result)


def _take(left: _Side, right: _Side, torch: list[Group], mindspore: list[Group], result: Pairing) -> None:
    """Pairs each class of `mindspore` with that of `torch`, of which there may be copies."""
    if not all(map(_is_one, (*torch, *mindspore))):
        return
    copies = {first: others for first, *others in zip(*torch)}
    for group in mindspore:
        found = within(torch[0], right.without(group))
        found.pairs = [
            Pair(pair.mindspore, tuple(copy for item in pair.torch for copy in (item, *copies[item]))) for pair in found.pairs
        ]
        if group is not mindspore[0]:
            found.torch_alone = []
        result.add(found)
    for group in torch:
        left.without(group)


def _are_copies(groups: Iterable[Group]) -> bool:
    """Whether these are one class in several files: the same calls by the same names."""
    return len({tuple((item.address.name, ast.dump(item.site.node)) for item in group) for group in groups}) == 1


def _by_file(group: Group) -> dict[Hashable, Group]:
    return _Side(group).by(_file)


def _alike(torch: Iterable[Hashable], mindspore: Iterable[Hashable]) -> list[tuple[Hashable, Hashable]]:
    """The files whose paths are alike, each the other's only best: as many last parts the same as possible."""
    scores = {(one, other): _likeness(str(one), str(other)) for one in torch for other in mindspore}
    return [pair for pair, score in scores.items() if score and all(_beats(score, pair, rival, scores) for rival in scores)]


def _beats(
    score: int, pair: tuple[Hashable, Hashable], rival: tuple[Hashable, Hashable], scores: dict[tuple[Hashable, Hashable], int]
) -> bool:
    contends = rival != pair and (rival[0] == pair[0] or rival[1] == pair[1])
    return not contends or scores[rival] < score


def _likeness(one: str, other: str) -> int:
    """How many last parts of two paths have a common core, the ending left out."""
    first, second = PurePath(one).with_suffix("").parts, PurePath(other).with_suffix("").parts
    alike = 0
    for mine, theirs in zip(reversed(first), reversed(second)):
        if core(mine) != core(theirs):
            break
        alike += 1
    return alike
