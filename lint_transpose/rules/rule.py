"""What a rule is: one place of truth for its code, its texts, its examples and its check."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from ..languages import Message, Text
from ..layers.call import LayerCall, Reference
from ..layers.releases import Framework, Release
from ..record.dataclasses import dataclass, field
from ..settings import Settings
from ..text.finding import Edit, Related

CONSTRUCTOR_ERRORS: Final = (ValueError, TypeError)
"""What the constructors of the layers raise."""

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a check may know besides the call.

    `counterpart` is the PyTorch layer that the call ports, where one is known.
    """

    release: Release
    settings: Settings
    counterpart: LayerCall | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One breach of a rule, before it becomes a finding.

    `at` is the node to report, `message` the name of one of the rule's message templates, `parts` what its named fields
    hold. `edits` is the replacement as text edits (empty: no fix) and `remedy` says in a few words what they do.
    `assuming` names what the report takes for granted beyond the text, in a few words; it makes the finding inferred.
    `varied` holds the parts that read otherwise where other cases of the same place need something else: what to write there
    is then said in general, and the numbers as those of this case. `writes` names the arguments that the report wants changed.
    """

    at: ast.expr | ast.keyword | ast.alias
    parts: Mapping[str, object]
    message: str = "default"
    edits: tuple[Edit, ...] = ()
    remedy: Text = ""
    safe: bool = False
    related: tuple[Related, ...] = ()
    assuming: Text = ""
    varied: Mapping[str, object] = field(default_factory=dict)
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A short example, of expressions: `bad` is reported by the rule, with `message`; `good`, where there is one, is not.

    `torch` holds the arguments of the PyTorch layer that is ported, `settings` those under which it is so where they are not
    the rule's.
    """

    message: str
    bad: str
    good: str = ""
    torch: str = ""
    settings: Settings | None = None

    def text(self, expression: str) -> str:
        """The program that holds `bad` or `good`."""
        if not self.torch:
            torch = "import torch\n" if "torch.nn." in expression else ""
            return f"import mindspore\n{torch}from mindspore import nn, ops\n\nlayer = {expression}\n"
        head = "import mindspore\nimport torch\nfrom mindspore import nn, ops\n"
        return f"{head}\noriginal = {self.original}\nlayer = {expression}  # ported-from: ::original\n"

    @property
    def original(self) -> str:
        """The PyTorch layer, where there is one."""
        dimension = next(digit for digit in "231" if f"Conv{digit}d" in self.bad)
        return f"torch.nn.ConvTranspose{dimension}d({self.torch})"


@dataclass(frozen=True, slots=True)
class Yields:
    """Where one of the rules `to` reports the same case of a layer, this rule leaves its own report to it.

    `messages`: only those reports; all where it is empty. The elder rule knows the same cause better, or what the other says
    depends on it; so it is heard whether it is switched on or not. With `instead` the causes differ, but both want the
    same argument changed: this rule then gives that message, without what to write, if both are switched on.
    """

    to: tuple[str, ...]
    messages: tuple[str, ...] = ()
    instead: str = ""


WINDOW_ARGUMENTS: Final = ("pad_mode", "padding", "output_padding")
"""What places the window of a layer."""
ARGUMENTS_RAISE: Final = ("MST103", "MST104")
"""What arguments mean is open where their names, their number or their order raise."""
WINDOW_RAISES: Final = ("MST101", "MST102", *ARGUMENTS_RAISE, "MST105", "MST106")
"""So is the window where an argument that places it raises: `padding="same"` may become `pad_mode="same"`."""


Check = Callable[[LayerCall, Context], Iterable[Report]]
ReferenceCheck = Callable[[Reference, Context], Iterable[Report]]


def _no_report(call: LayerCall, context: Context) -> Iterable[Report]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. Its code never changes its meaning and is never used again.

    `messages` holds templates (str.format, named fields) by name, "default" where there is only one. `explanation` is
    Markdown: what it does, why it matters. `bad` and `good` are whole little files: `bad` is reported only by this rule,
    `good` is silent, and where there is a fix, fixing `bad` gives `good` to the letter.
    `cases` are more examples, together with `bad` at least one for each of the messages.
    What a rule of errors reports raises one of `errors`: where the layer is built ("layer"), there or where it is called
    ("call"), or at the very node that is reported ("node").
    `settings` are those under which `bad` is reported. `check` looks at each layer that is built, `check_reference` at
    each name that is taken from MindSpore as a layer's. `also`: another framework whose layers the rule looks at.
    `yields` is the rule's precedence among the others (`precedence` applies it); beside one of the messages `alone`, no other
    rule is heard.
    """

    code: str
    symbol: str
    summary: str
    messages: Mapping[str, str]
    explanation: str
    bad: str
    good: str
    source: str
    check: Check = _no_report
    check_reference: ReferenceCheck | None = None
    fix_safety: str = ""
    opt_in: bool = False
    also: Framework | None = None
    settings: Settings = field(default_factory=Settings)
    cases: tuple[Case, ...] = ()
    yields: tuple[Yields, ...] = ()
    alone: tuple[str, ...] = ()
    errors: tuple[type[Exception], ...] = CONSTRUCTOR_ERRORS
    raised_by: Literal["layer", "call", "node"] = "layer"

    @property
    def framework(self) -> Framework:
        """Whose layers the rule looks at."""
        return "torch" if self.code[3] == "4" else "mindspore"

    @property
    def severity(self) -> Severity:
        """An error raises, a warning computes something else, info helps."""
        return {"1": "error", "4": "info"}.get(self.code[3], "warning")  # type: ignore[return-value]

    @property
    def pylint_id(self) -> str:
        letter = {"error": "E", "warning": "W", "info": "I"}[self.severity]
        return f"{letter}9{self.code[3:]}"

    def message(self, report: Report) -> Message:
        """What users read."""
        return Message(f"{self.code}.{report.message}", self.messages[report.message], **report.parts)
