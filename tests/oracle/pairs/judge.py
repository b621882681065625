"""What the linter says of a pair, held to what both modules compute."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from lint_transpose import Settings, check_source
from lint_transpose.comparing.address import Located, located
from lint_transpose.comparing.compare import Outcome, outcome, pairs_of_file
from lint_transpose.comparing.originals import torch_layers
from lint_transpose.comparing.pairs import Pair
from lint_transpose.fixing import FixedText, fix_text
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, Site, read_sites
from lint_transpose.rules import Context
from lint_transpose.rules.selection import selected
from lint_transpose.text.finding import Finding, Position
from lint_transpose.text.source import Source

from .draw import Drawn, draw
from .run import Original, OriginalError, PortedError, equal, has_same_bias, outputs_of_port, without_bias

_CONTEXT = Context(NEWEST, Settings(porting="always"))
_RULES = [rule for rule in selected(_CONTEXT.settings) if rule.code.startswith(("MST1", "MST2"))]
_TRIES = 6


@dataclass(frozen=True)
class Verdict:
    """What became of one pair: how it counts, and what is wrong with what was said of it."""

    counts: tuple[str, ...]
    wrong: str = ""


def said(torch: tuple[Located, ...], mindspore: str) -> Outcome:
    """What is said of the MindSpore module, beside the PyTorch one."""
    module = Module(Source("port.py", mindspore), ast.parse(mindspore))
    ours = tuple(located(site, module) for site in read_sites(Reader(module), NEWEST, "mindspore", "always"))
    (found,) = pairs_of_file(torch, ours)
    return outcome(found, _RULES, _CONTEXT)


class _Beside:
    """The PyTorch layers of a pair, for `check`."""

    def __init__(self, torch: tuple[Located, ...]) -> None:
        self._torch = torch

    def of_file(self, found: Sequence[Site], module: Module, settings: Settings) -> dict[int, Pair]:
        items = [located(site, module) for site in found]
        return {items.index(item.mindspore): item for item in pairs_of_file(self._torch, items)}

    def is_configured(self, filename: str, settings: Settings) -> bool:
        return False


def _differences(found: Iterable[Finding]) -> set[tuple[str, Position, str]]:
    return {(finding.code, finding.start, finding.confidence) for finding in found if finding.code.startswith("MST2")}


def _is_checked_alike(text: str, torch: tuple[Located, ...], result: Outcome) -> bool:
    """Whether `check`, which knows the original, reports the differences that `compare` reports."""
    checked = check_source(text, "port.py", _CONTEXT.settings, counterparts=_Beside(torch))
    return _differences(checked) == _differences(result.findings)


def judge(seed: str) -> Verdict:
    """Draw the pair of `seed`, run it and hold the linter to it."""
    drawn = draw(Random(seed))
    try:
        return judged(drawn, seed)
    except OriginalError:
        return Verdict(("left out: PyTorch raises",))


def judged(drawn: Drawn, seed: str) -> Verdict:
    """Run the pair and hold the linter to it. Raises OriginalError."""
    original = Original(drawn.torch, drawn.shared, _number(seed))
    returned, other = (original.outputs(original.smallest()) for _ in range(2))
    if any(
        not array.size or np.array_equal(array, same) for array, same in zip(returned, other)
    ):  # or the zeros of a Pad only
        return Verdict(("left out: nothing of the layer is returned",))
    there = torch_layers(drawn.torch, "torch.py")
    result = said(there, drawn.mindspore)
    is_equal = _is_equal(drawn.mindspore, original)
    if is_equal and result.findings:  # what differs may hide behind one input: a ReLU, a hole of the full result
        is_equal = all(
            _is_equal(drawn.mindspore, Original(drawn.torch, drawn.shared, _number(seed) + number + 1))
            for number in range(_TRIES)
        )
    wrong = _wrong(drawn, original, there, result, is_equal)
    return Verdict(_counts(drawn, result, is_equal), f"seed {seed!r} ({drawn.style}): {wrong}" if wrong else "")


def _number(seed: str) -> int:
    return Random(seed).randrange(1 << 30)


def _is_equal(text: str, original: Original) -> bool:
    x = original.input()
    try:
        return equal(original.outputs(x), outputs_of_port(text, original, x))
    except PortedError:
        return False


def _counts(drawn: Drawn, result: Outcome, is_equal: bool) -> tuple[str, ...]:
    kind = "decided" if drawn.decided else "open"
    truth = "equal" if is_equal else "different"
    counts = [f"{kind}, {truth}", f"{kind}, {truth}: {result.verdict}"]
    if result.findings and not is_equal and drawn.decided:
        counts.append("decided, different: reported")
    counts += [finding.code for finding in result.findings]
    return tuple(counts)


def _wrong(drawn: Drawn, original: Original, there: tuple[Located, ...], result: Outcome, is_equal: bool) -> str:
    told = "\n".join(f"  {finding.code} {finding.confidence}: {finding.message}" for finding in result.findings)
    texts = f"\n{told}\n{drawn.torch}\n{drawn.mindspore}"
    if is_equal and any(finding.confidence == "certain" for finding in result.findings):
        return f"equal, and called different for certain{texts}"
    if not is_equal and result.verdict == "equal":
        return f"different, and called equal{texts}"
    if not _is_checked_alike(drawn.mindspore, there, result):
        return f"check reports other differences than compare{texts}"
    return _wrong_fix(drawn, original, there, is_equal, texts)


def _wrong_fix(drawn: Drawn, original: Original, there: tuple[Located, ...], is_equal: bool, texts: str) -> str:
    """What the fixes lead to: each makes equal what it is for, and what is equal stays so."""

    def findings(text: str) -> list[Finding]:
        return list(said(there, text).findings)

    for safe_only in (True, False):
        fixed = fix_text(drawn.mindspore, findings, safe_only)
        if fixed.text != drawn.mindspore and (failure := _failure(fixed, said(there, fixed.text), original, is_equal)):
            return f"{failure}{texts}\nfixed:\n{fixed.text}"
    return ""


def _failure(fixed: FixedText, after: Outcome, original: Original, is_equal: bool) -> str:
    """How what the fixes lead to falls short of what they are for; empty where it does not.

    What is still reported then and has no fix must not hide that a fix of something else is wrong: the bias is held to
    PyTorch's by itself, and the window by layers without a bias.
    """
    mended = {_subject(finding) for finding in fixed.fixed}
    left = {_subject(finding) for finding in after.findings if not finding.code.startswith("MST1")}  # what raises is no window
    if mended & left:
        return f"the fix leaves the {' and the '.join(sorted(mended & left))} different"
    if is_equal or after.verdict == "equal":
        return "" if _is_equal(fixed.text, original) else "the fix does not make equal"
    try:
        if "bias" in mended and not has_same_bias(fixed.text, original):
            return "the fix does not give PyTorch's bias"
        if "window" in mended and not without_bias(fixed.text, original):
            return "the fix does not give PyTorch's window"
    except PortedError as error:
        if not any(finding.code.startswith("MST1") for finding in after.findings):
            return f"after the fix it raises, which nothing says: {error}"
    return ""


def _subject(finding: Finding) -> str:
    """What a fix of the finding is to make equal."""
    return "bias" if finding.code == "MST201" or finding.message.startswith("has_bias") else "window"


def missed(seed: str) -> str:
    """The texts of a pair that differs and is not reported, and why."""
    drawn = draw(Random(seed))
    result = said(torch_layers(drawn.torch, "torch.py"), drawn.mindspore)
    return f"seed {seed!r} ({drawn.style}): {result.verdict} {result.reason}\n{drawn.torch}\n{drawn.mindspore}"
