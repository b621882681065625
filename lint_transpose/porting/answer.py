"""What a port is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .forms import Form
from .terms import Term


@dataclass(frozen=True, slots=True)
class Port:
    """What computes a PyTorch call in MindSpore. All texts are single lines, of Python or of English.

    `torch` and `layer` are expressions; `layer` is None where there is no exact one, and `reason` says why: `undecided` when
    the text does not tell enough. `output` is an expression in `y`, the layer's result, where something is left to do with
    it. The two are equal wherever `conditions` hold; `notes` tell more. `arguments` are those of the MindSpore layer itself
    that place its window ("pad_mode", "padding", "output_padding"; what is absent stays at its default), `form` what they
    and the parts around it do.
    """

    torch: str
    layer: str | None = None
    output: str | None = None
    reason: str = ""
    conditions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: bool = False
    form: Form[Term] | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the values equal PyTorch's wherever the conditions hold."""
        return self.layer is not None
