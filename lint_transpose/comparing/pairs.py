"""What pairing comes to: pairs, layers that nothing tells apart, and layers without a partner."""

from __future__ import annotations

from ..record.dataclasses import dataclass, field
from .address import Located


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A MindSpore layer and what it ports: one call, or several that the port folds into one.

    `place`: it is the second of three, say, that one PyTorch call stands for.
    """

    mindspore: Located
    torch: tuple[Located, ...]
    place: tuple[int, int] = (0, 0)


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
