"""What layers are told apart by: names, from the same letters to a common core, and the groups that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from .address import Located, core, folded

Key = Callable[[Located], Hashable]
Group = list[Located]

NAMELESS = ""
"""The key of what has no name."""


def file_of(item: Located) -> str:
    return item.module.source.filename


def row_of(item: Located) -> tuple[int, int, int, int]:
    """The place in the text: that of the call by which the layer is built, then its own."""
    node, own = item.caller or item.site.node, item.site.builder or item.site.node
    return node.lineno, node.col_offset, own.lineno, own.col_offset


def unit_of(item: Located) -> str:
    return item.address.unit


def folded_unit(item: Located) -> str:
    return folded(item.address.unit)


def unit_core(item: Located) -> str:
    return core(item.address.unit)


def unit_without_number(item: Located) -> str:
    return folded(item.address.unit).rstrip("0123456789")


UNIT_KEYS = (unit_of, unit_core)
"""How classes and factories are compared, stage by stage."""


def method_and_name(item: Located) -> Hashable:
    name = folded(item.address.name)
    return (item.address.method, name) if name else NAMELESS


def name_of(item: Located) -> str:
    return folded(item.address.name)


class Side:
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


def shared(left: Side, right: Side, key: Key) -> Iterator[tuple[Hashable, Group, Group]]:
    """The groups that are one by `key`, of each side."""
    theirs = right.by(key)
    return ((name, group, theirs[name]) for name, group in left.by(key).items() if name in theirs)


def is_one(group: Group) -> bool:
    """Whether all layers are of one class or factory."""
    return len({(file_of(item), item.address.unit) for item in group}) == 1
