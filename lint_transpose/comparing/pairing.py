"""Pairing: which MindSpore layer ports which PyTorch layer, by names first and by order second. Never by guessing.

Names are compared in stages, from the same letters to a common core; what a stage pairs is out of the next one. A stage
pairs two groups of the same name only where both hold as many layers: one with one, several in the order of the text.
Within a class, what no name pairs goes by order, where rank and numbers allow it: "up2" and "up3" are never one layer.
What is then left over on both sides is ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .address import Located, folded
from .in_class import within
from .keys import NAMELESS, UNIT_KEYS, Key, Side, file_of, folded_unit, is_one, shared, unit_of, unit_without_number
from .nearly import by_attributes, one_letter_apart
from .pairs import Ambiguity, Pairing


def pair(torch: Sequence[Located], mindspore: Sequence[Located], by_names: bool = False) -> Pairing:
    """The layers of one file, or of a part of it, against those of another.

    Two files that each hold one class (or factory) with layers are paired whatever it is called, unless `by_names`.
    """
    result = Pairing()
    left, right = Side(torch), Side(mindspore)
    for key in UNIT_KEYS:
        _take_units(left, right, key, result)
    take_unrolled(left, right, result)
    take_nearly(left, right, result, trees=False)
    if len(left.by(unit_of)) == len(right.by(unit_of)) == 1 and not result.pairs and not by_names:
        result.add(within(left.without(left.left), right.without(right.left)))
    result.torch_alone += left.left
    result.mindspore_alone += right.left
    return result


def _take_units(left: Side, right: Side, key: Key, result: Pairing) -> None:
    """Pairs the layers in the classes and factories whose names are one by `key`, and the only one on each side."""
    for _, group, others in shared(left, right, key):
        if is_one(group) and is_one(others):
            result.add(within(left.without(group), right.without(others)))


def take_unrolled(left: Side, right: Side, result: Pairing) -> None:
    """Pairs a class that is built several times with the port's numbered ones: "Up" became "Up1" and "Up2"."""
    theirs = right.by(unit_without_number)
    for name, group in left.by(folded_unit).items():
        units = list(Side(theirs.get(name, [])).by(unit_of).values())
        files = {file_of(item) for unit in units for item in unit}
        if name == NAMELESS or len(units) < 2 or len(files) > 1 or not is_one(group):
            continue
        for unit in units:
            found = within(group, right.without(unit))
            found.torch_alone = []
            result.add(found)
        left.without(group)


def take_nearly(left: Side, right: Side, result: Pairing, trees: bool) -> None:
    """Pairs the classes whose names are one letter apart, then those whose attributes no third one has."""
    for torch, mindspore in list(one_letter_apart(left, right)):
        result.add(within(left.without(torch), right.without(mindspore)))
    for torch, mindspore in list(by_attributes(left, right, trees)):
        result.add(within(left.without(torch), right.without(mindspore)))


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
    theirs = Side(torch).by(folded_unit)
    for name, group in Side(mindspore).by(folded_unit).items():
        if name != NAMELESS and name in theirs:
            yield Ambiguity(tuple(theirs[name]), tuple(group))
