"""The layers of two trees of files: by the names of classes across all files, then file by file."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Sequence
from pathlib import PurePath

from .address import Located, core
from .in_class import within
from .keys import NAMELESS, UNIT_KEYS, Group, Key, Side, file_of, is_one, shared
from .pairing import pair, take_nearly, take_unrolled
from .pairs import Pair, Pairing


def pair_trees(torch: Iterable[Sequence[Located]], mindspore: Iterable[Sequence[Located]], by_names: bool = False) -> Pairing:
    """The layers of two trees, each given file by file: by the names of classes across all files, then file by file.

    A name that several files share pairs the files whose paths are alike, and is left to them otherwise.
    """
    result = Pairing()
    left, right = Side(item for file in torch for item in file), Side(item for file in mindspore for item in file)
    for key in UNIT_KEYS:
        _take_named(left, right, key, result)
    take_unrolled(left, right, result)
    take_nearly(left, right, result, trees=True)
    left_files, right_files = left.by(file_of), right.by(file_of)
    for torch_file, mindspore_file in _alike(left_files, right_files):
        result.add(pair(left.without(left_files[torch_file]), right.without(right_files[mindspore_file]), by_names))
    result.torch_alone += left.left
    result.mindspore_alone += right.left
    return result


def _take_named(left: Side, right: Side, key: Key, result: Pairing) -> None:
    for name, group, others in shared(left, right, key):
        if name == NAMELESS:
            continue
        mine, other = _by_file(group), _by_file(others)
        if len(mine) > 1 or len(other) > 1:
            for torch_file, mindspore_file in _alike(mine, other):
                _take(left, right, [mine.pop(torch_file)], [other.pop(mindspore_file)], result)
        if mine and other and _are_copies(mine.values()) and _are_copies(other.values()):
            _take(left, right, list(mine.values()), list(other.values()), result)


def _take(left: Side, right: Side, torch: list[Group], mindspore: list[Group], result: Pairing) -> None:
    """Pairs each class of `mindspore` with that of `torch`, of which there may be copies."""
    if not all(map(is_one, (*torch, *mindspore))):
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
    return Side(group).by(file_of)


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
