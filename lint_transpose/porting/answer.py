"""What a port is."""

from __future__ import annotations

from ..languages import Phrase, Text, joined
from ..record.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Port:
    """What computes a PyTorch call in MindSpore. All texts are single lines, of Python or of phrases.

    `torch` and `layer` are expressions; `layer` is None where there is no exact one, and `reason` says why: `undecided` when
    the text does not tell enough. `output` is an expression in `y`, the layer's result, where something is left to do with
    it. The two are equal wherever `conditions` hold; `notes` tell more. `invented` are the names in them that the text does
    not have, each with what it stands for.
    """

    torch: str
    layer: str | None = None
    output: str | None = None
    reason: Text = ""
    conditions: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    undecided: bool = False
    invented: tuple[tuple[str, Text], ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the values equal PyTorch's wherever the conditions hold."""
        return self.layer is not None

    @property
    def stands_for(self) -> Text:
        """What the invented names stand for; empty where there is none."""
        return joined("apart", [Phrase("named", "{name} = {text}", name=name, text=text) for name, text in self.invented])
