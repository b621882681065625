"""Classes and factories that no name pairs: names one letter apart, attributes that no third one has."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ..layers.geometry import axes
from .address import Located, folded, numbers
from .keys import Group, Side, file_of, name_of

_SHORTEST = 5
# What layers are called in any network: such words, and numbers, in a row. The longer ones come first.
_USUAL = ("transpose", "upsample", "upscale", "trans", "deconv", "conv", "layers", "layer", "model", "block", "last", "up")
Units = dict[Hashable, Group]


def one_letter_apart(left: Side, right: Side) -> Iterator[tuple[Group, Group]]:
    """The classes whose names differ in one letter, as "DLinkNet34" and "DinkNet34" do, where no third one is so near."""
    theirs, ours = _units(left), _units(right)
    near = [(one, other) for one in theirs for other in ours if _is_near(one, other)]
    for one, other in near:
        if not any((one in pair) != (other in pair) for pair in near):
            yield theirs[one], ours[other]


def by_attributes(left: Side, right: Side, trees: bool) -> Iterator[tuple[Group, Group]]:
    """The classes of which one has layers of all the names that the other's have, where no third one has any of them.

    One name that many have ("up", "conv1") tells nothing in trees of files, and in two files only where both have no other.
    """
    theirs, ours = _units(left), _units(right)
    found = []
    for one, group in theirs.items():
        for other, others in ours.items():
            shared = _names(group) & _names(others)
            is_all = shared in (_names(group), _names(others)) if _is_telling(shared) else _names(group) == _names(others)
            if shared and is_all and (not trees or _is_telling(shared)) and not _contradict(group, others, shared):
                found.append((one, other, shared))
    for one, other, shared in found:
        rivals = [unit for unit, group in theirs.items() if unit != one and _names(group) & shared]
        rivals += [unit for unit, group in ours.items() if unit != other and _names(group) & shared]
        if not rivals:
            yield theirs[one], ours[other]


def _units(side: Side) -> Units:
    return side.by(lambda item: (file_of(item), item.address.unit))


def _is_near(one: Hashable, other: Hashable) -> bool:
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    first, second = folded(one[1]), folded(other[1])
    if min(len(first), len(second)) < _SHORTEST or numbers(first) != numbers(second):
        return False
    short, long = sorted((first, second), key=len)
    if len(long) == len(short):
        return sum(a != b for a, b in zip(short, long)) == 1
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _names(group: Group) -> frozenset[str]:
    return frozenset(filter(None, map(name_of, group)))


def _is_telling(names: frozenset[str]) -> bool:
    return len(names) > 1 or any(len(_without_usual(name)) > 1 for name in names)


def _without_usual(name: str) -> str:
    for word in _USUAL:
        name = name.replace(word, "")
    return name.strip("0123456789")


def _contradict(torch: Group, mindspore: Group, shared: frozenset[str]) -> bool:
    """Whether layers of one name have other dimensions or kernels, so that they are hardly the same."""
    theirs = {name_of(item): item for item in torch}
    return any(_kernels_differ(theirs[name_of(item)], item) for item in mindspore if name_of(item) in shared)


def _kernels_differ(one: Located, other: Located) -> bool:
    first, second = one.site.cases[0].call, other.site.cases[0].call
    sizes, others = ([axis.kernel_size for axis in axes(call)] for call in (first, second))
    if len(others) == len(sizes) + 1 and 1 in others:
        others.remove(1)  # written as a layer of a dimension more
    return len(sizes) != len(others) or any(a != b for a, b in zip(sizes, others) if a is not None and b is not None)
