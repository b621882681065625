"""What a comparison comes to, pair by pair: both places, both calls, both windows, the verdict and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..languages import Phrase, Text, joined, said
from ..layers.call import LayerCall
from ..layers.geometry import Axis, axes, whole_windows
from ..layers.window import Window
from ..text.finding import Finding
from .address import Located
from .compare import Outcome, Verdict
from .pairs import Pairing

_MOST_WINDOWS = 3
_LONGEST_CALL = 300


class Layer(NamedTuple):
    """One side of a pair: where it is built, how, what keeps it there, and its windows, one text for each different case."""

    place: str
    related: tuple[str, int, int, int | None]
    call: str
    name: str
    windows: tuple[str, ...]


class Row(NamedTuple):
    """A pair. `why` says what makes it equal or undecided; `open` what is not decided beside a difference."""

    torch: tuple[Layer, ...]
    mindspore: Layer
    verdict: Verdict
    why: str
    open: str
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> str:
        return ", ".join(dict.fromkeys(finding.code for finding in self.findings))


class Listing(NamedTuple):
    """All pairs in the order of the MindSpore files, and what has no partner; an ambiguity is (MindSpore, PyTorch) layers."""

    rows: tuple[Row, ...]
    ambiguous: tuple[tuple[tuple[Layer, ...], tuple[Layer, ...]], ...]
    torch_alone: tuple[Layer, ...]
    mindspore_alone: tuple[Layer, ...]
    language: str | None = None

    @property
    def summary(self) -> str:
        count = Counter(row.verdict for row in self.rows)
        ambiguous = sum(len(mindspore) for mindspore, _ in self.ambiguous)
        whole = Phrase(
            "compared",
            "{number} compared: {equal} equal, {different} different, {undecided} undecided; {ambiguous} ambiguous, "
            "{torch} PyTorch and {mindspore} MindSpore layers without a partner",
            number=len(self.rows),
            equal=count["equal"],
            different=count["different"],
            undecided=count["undecided"],
            ambiguous=ambiguous,
            torch=len(self.torch_alone),
            mindspore=len(self.mindspore_alone),
        )
        return said(whole, self.language)


def listing(
    pairing: Pairing,
    outcomes: Sequence[Outcome],
    presented: Callable[[Outcome], Sequence[Finding]],
    language: str | None = None,
) -> Listing:
    """`presented` gives the findings of a pair as they are reported."""
    return Listing(
        tuple(_row(outcome, tuple(presented(outcome)), language) for outcome in outcomes),
        tuple((_layers(item.mindspore, language), _layers(item.torch, language)) for item in pairing.ambiguous),
        _layers(pairing.torch_alone, language),
        _layers(pairing.mindspore_alone, language),
        language,
    )


def _row(outcome: Outcome, findings: tuple[Finding, ...], language: str | None) -> Row:
    why: Text = outcome.reason
    left: Text = ""
    if outcome.verdict == "different":
        why, left = joined("apart", [f"{finding.code} {finding.message}" for finding in findings]), outcome.reason
    elif outcome.verdict == "equal":
        why = joined("listed", (Phrase("same_window", "same numbers and the same window"), outcome.assumed))
    torch, mindspore = _layers(outcome.pair.torch, language), _layer(outcome.pair.mindspore, language)
    return Row(torch, mindspore, outcome.verdict, said(why, language), said(left, language), findings)


def _layers(items: Sequence[Located], language: str | None) -> tuple[Layer, ...]:
    return tuple(_layer(item, language) for item in items)


def _layer(item: Located, language: str | None) -> Layer:
    text = item.module.source.one_line(item.caller or item.site.node)
    shown = text if len(text) <= _LONGEST_CALL else f"{text[: _LONGEST_CALL - 3]}..."
    windows = dict.fromkeys(said(_windows(case.call), language) for case in item.site.cases)
    cell, row, column = item.position
    return Layer(
        item.place,
        (item.module.source.filename, row, column, cell),
        shown,
        str(item.address),
        tuple(windows)[:_MOST_WINDOWS] + (("...",) if len(windows) > _MOST_WINDOWS else ()),
    )


def _windows(call: LayerCall) -> Text:
    """The windows of a layer with what is before and after it: one text where all axes are alike."""
    texts = [_window(axis, window) for axis, window in zip(axes(call), whole_windows(call))]
    return joined("listed", texts[:1] if len(set(texts)) == 1 else texts)


def _window(axis: Axis, window: Window | None) -> Text:
    """One axis: "[1, F - 1) (n -> 2n)"."""
    if window is None:
        return Phrase("open_window", "open")
    end = f"F - {window.hi}" if window.hi > 0 else f"F + {-window.hi}" if window.hi < 0 else "F"
    length = axis.length(window)
    text: Text = f"[{window.lo}, {end})"
    if window.head:
        text = Phrase("zeros_before", "{text}, zeros before: {count}", text=text, count=window.head)
    if window.zeros:
        text = Phrase("zeros_after", "{text}, zeros after: {count}", text=text, count=window.zeros)
    return Phrase("window_length", "{text} (n -> {length})", text=text, length=length) if length else text
