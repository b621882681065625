"""What the linter says of a program beside what happened in its runs."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from lint_transpose import Finding, Settings, check_source
from lint_transpose.checking.check import _of_references
from lint_transpose.fixing.text import FixedText, fix_text
from lint_transpose.judging.judge import check_site
from lint_transpose.layers.call import LayerCall, Opaque, Symbol, Unknown, Value
from lint_transpose.layers.releases import NEWEST
from lint_transpose.reading import Module, Reader, Site, read_sites
from lint_transpose.rules import RULES, Context
from lint_transpose.text.source import Source

from . import facts
from .running import Program, Run, TooLongError, runs
from .standins import PROGRAM, Cell, Event, Place, Tensor

RUNS = 6
_ORDER = "MST104"

_PLAIN = (int, float, str, tuple, list, dict, set, type(None))
_KINDS: dict[str, tuple[type, tuple[type, ...] | type]] = {
    "int": (int, bool),
    "bool": (bool, ()),
    "float": (float, ()),
    "string": (str, ()),
    "list": (list, ()),
    "dict": (dict, ()),
    "set": (set, ()),
    "iterator": (Iterator, ()),
    "no int": (object, int),
    "NumPy number": (object, _PLAIN),
    "NumPy array": (object, _PLAIN),
    "tuple of NumPy numbers": (tuple, ()),
    "tensor": (Tensor, ()),
    "function": (object, _PLAIN),
    "layer": (Cell, ()),
}
"""What a value is, and what it is not, of which only the kind is read."""

Happened = dict[tuple[str, Place], list[Event]]
"""Events by their kind and place."""


@dataclass(frozen=True)
class Failure:
    """What is wrong. `kind` is "unsound", "unsafe" or "broken", with what it is about."""

    kind: str
    detail: str


@dataclass(frozen=True)
class Raise:
    """A place that raised. `decidable`: in every run, whatever the unknown inputs were, or always when reached; and in one
    of them where nobody else passes a value to the program.

    `caught`: the program itself expects the error. `found`: "certain", "inferred" or "missed".
    """

    place: Place
    codes: frozenset[str]
    decidable: bool
    caught: bool
    found: str


@dataclass
class Judgement:
    program: Program
    failures: list[Failure] = field(default_factory=list)
    raises: list[Raise] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    certain: int = 0
    inferred: int = 0
    fixed: int = 0
    reached: int = 0


@dataclass(frozen=True)
class Reading:
    """What is read of a text: its sites with the findings of each, and those of names that MindSpore lacks."""

    sites: tuple[tuple[Site, tuple[Finding, ...]], ...]
    references: tuple[Finding, ...]

    @property
    def findings(self) -> list[Finding]:
        return [*(finding for _, found in self.sites for finding in found), *self.references]


def read(text: str) -> Reading:
    """As `check_source` reads it, site by site."""
    source = Source(PROGRAM, text)
    module = Module(source, ast.parse(text))
    reader = Reader(module)
    rules = [rule for rule in RULES if rule.code.startswith("MST1")]
    context = Context(NEWEST, Settings())
    found = [
        (site, tuple(check_site(site, source, rules, context))) for site in read_sites(reader, NEWEST, "mindspore", "never")
    ]
    return Reading(tuple(found), tuple(_of_references(reader, context, rules)))


def judge(program: Program, seed: str, count: int = RUNS) -> Judgement:
    """Everything about one program."""
    judgement = Judgement(program)
    try:
        happened = runs(program, count, seed)
    except TooLongError:
        judgement.outcomes.append("took too long")
        return judgement
    judgement.outcomes = [run.outcome if run.ended_by is None else "raised" for run in happened]
    try:
        reading = read(program.text)
        said: list[list[Finding]] = []

        def check(text: str) -> list[Finding]:
            said.append(check_source(text, PROGRAM))
            return said[-1]

        fixed = fix_text(program.text, check)
    except Exception as error:
        judgement.failures.append(Failure("broken", f"{type(error).__name__}: {error}"))
        return judgement
    for finding in reading.findings:
        judgement.certain += finding.confidence == "certain"
        judgement.inferred += finding.confidence == "inferred"
    judgement.fixed = len(fixed.fixed)
    by_place = _by_place(happened)
    judgement.reached = sum(kind == "built" for kind, _ in by_place)
    judgement.failures += _unsound(reading, _by_place(run for run in happened if not run.elsewhere))
    if not judgement.failures and any(run.elsewhere for run in happened):
        found = _unsound(reading, by_place)
        judgement.failures += [Failure(f"{failure.kind} elsewhere", failure.detail) for failure in found]
    judgement.failures += _joined(reading, said[0])
    judgement.raises = list(_raises(reading, by_place, happened))
    if fixed.text != program.text:
        judgement.failures += _unsafe(program, happened, fixed, reading, seed)
    return judgement


def _by_place(happened: Iterable[Run]) -> Happened:
    found = defaultdict(list)
    for run in happened:
        for event in run.events:
            if event.place is not None:
                found[event.kind, event.place].append(event)
    return found


def place_of(node: ast.expr) -> Place:
    return (node.lineno, node.end_lineno or 0, node.col_offset, node.end_col_offset or 0)


def _holds(place: Place, finding: Finding, text_row: str = "") -> bool:
    """Whether the finding starts in the place. Programs are ASCII: columns in characters are columns in bytes."""
    row, end_row, column, end_column = place
    start = (finding.start.row, finding.start.column - 1)
    return (row, column) <= start < (end_row, end_column)


def _at(finding: Finding, kind: str, happened: Happened) -> list[Event]:
    """The events of a kind at the innermost place around the finding."""
    around = [place for what, place in happened if what == kind and _holds(place, finding)]
    if not around:
        return []
    return happened[kind, max(around, key=lambda place: (place[0], place[2], -place[1], -place[3]))]


def _unsound(reading: Reading, happened: Happened) -> Iterator[Failure]:
    for site, findings in reading.sites:
        built = happened.get(("built", place_of(site.node)), [])
        for finding in findings:
            events = _at(finding, "called", happened) if finding.code == "MST109" else built
            yield from _untrue(finding, events, {other.code for other in findings})
        if site.complete:
            for event in built:
                if not any(_fits(case.call, event) for case in site.cases):
                    cases = "; ".join(sorted({_shown(case.call) for case in site.cases}))
                    yield Failure("unsound cases", f"line {site.node.lineno}: {event.arguments} is none of {cases}")
                    break
    for finding in reading.references:
        yield from _untrue(finding, _at(finding, "missing", happened), {finding.code})


def _joined(reading: Reading, findings: list[Finding]) -> Iterator[Failure]:
    """What is said of several sites at once is as sure as what is said of each."""
    sure = [finding for finding in findings if finding.confidence == "certain"]
    for finding in reading.findings:
        cause = finding.message.partition(" [")[0]  # one argument may be wrong for certain, and another beside it perhaps
        alike = (item for item in sure if (item.code, item.start) == (finding.code, finding.start))
        if finding.confidence != "certain" and any(item.message.startswith(cause) for item in alike):
            yield Failure("unsound joint", f"{finding.code} at line {finding.start.row}: {finding.message}")
    reported = {(finding.code, finding.start) for finding in findings}
    for finding in reading.findings:
        if (finding.code, finding.start) not in reported:
            yield Failure("unsound joint", f"not reported: {finding.code} at line {finding.start.row}: {finding.message}")


def _untrue(finding: Finding, events: list[Event], codes: set[str]) -> Iterator[Failure]:
    if finding.confidence != "certain":
        return
    for event in events:
        if not event.faults or not (_ORDER in codes or finding.code in event.codes):
            said = f"raised for {sorted(event.codes)}" if event.faults else "ran"
            text = f"{finding.code} at line {finding.start.row}: {finding.message}"
            yield Failure(f"unsound {finding.code}", f"{text}; {event.kind} with {event.arguments}, it {said}")
            return


def _fits(call: LayerCall, event: Event) -> bool:
    """Whether what happened is what a case says."""
    names = call.signature.names
    if call.layer.dimension != event.dimension:
        return False
    bound = dict(zip(names, event.args))
    unexpected = {name for name in event.kwargs if name not in names}
    repeated = {name for name in event.kwargs if name in bound}
    # What an unknown *args passes as well may be read as the keyword says: passed twice, it raises whatever it is.
    bound |= {name: value for name, value in event.kwargs.items() if name in names and (call.open or name not in repeated)}
    if not all(name in bound and _same(argument.value, bound[name]) for name, argument in call.arguments.items()):
        return False
    known = {argument.parameter for argument in call.unexpected}
    if call.open:
        return known <= unexpected
    return (
        bound.keys() == call.arguments.keys()
        and known == unexpected
        and {argument.parameter for argument in call.repeated} == repeated
        and len(call.surplus) == max(len(event.args) - len(names), 0)
    )


def _same(read: Value, passed: object) -> bool:
    if isinstance(read, Unknown):
        wanted, others = _KINDS.get(read.kind, (object, ()))
        return isinstance(passed, wanted) and not isinstance(passed, others)
    if isinstance(read, Symbol):
        return not isinstance(passed, facts.Symbol) or passed.name == read.name
    if isinstance(read, Opaque):
        return True
    if isinstance(read, (tuple, list)):
        same_kind = isinstance(passed, type(read)) and len(passed) == len(read)  # type: ignore[arg-type]
        return same_kind and all(map(_same, read, passed))  # type: ignore[call-overload, no-any-return]
    if isinstance(read, dict):
        return isinstance(passed, dict)
    is_member = isinstance(passed, Enum) and isinstance(passed, (int, str)) and isinstance(read, (int, str))
    same_kind = type(read) is type(passed) or is_member
    return same_kind and (read == passed or read != read)


def _shown(call: LayerCall) -> str:
    parts = [f"{name}={'?' if isinstance(arg.value, Unknown) else repr(arg.value)}" for name, arg in call.arguments.items()]
    parts += [f"{argument.parameter}=" for argument in call.unexpected]
    return f"({', '.join(parts)}{', ...' if call.open else ''})"


def _raises(reading: Reading, happened: Happened, all_runs: list[Run]) -> Iterator[Raise]:
    by_site = {place_of(site.node): findings for site, findings in reading.sites}
    for (kind, place), events in happened.items():
        raising = [event for event in events if event.faults]
        if kind == "called":  # what the layer was built with is said where it was built
            raising = [event for event in raising if "MST109" in event.codes]
        if not raising:
            continue
        findings: Iterable[Finding]
        if kind == "built":
            findings = by_site.get(place, ())
        else:
            findings = [finding for finding in reading.findings if _holds(place, finding)]
        codes = frozenset().union(*(event.codes for event in raising))
        fitting = [finding for finding in findings if finding.code in codes or finding.code == _ORDER]
        found = "missed"
        if fitting:
            found = "certain" if any(finding.confidence == "certain" for finding in fitting) else "inferred"
        caught = not any(run.ended_by in raising for run in all_runs)
        yield Raise(place, codes, _decidable(kind, place, events, raising, all_runs), caught, found)


def _decidable(kind: str, place: Place, events: list[Event], raising: list[Event], all_runs: list[Run]) -> bool:
    given = [event for run in all_runs for event in run.given]
    if all(any(event is other for other in given) for event in raising):
        return False
    if len(raising) == len(events) and len({event.arguments for event in raising}) == 1:
        return True
    in_runs = [
        {event.arguments for event in run.events if event.faults and (event.kind, event.place) == (kind, place)}
        for run in all_runs
        if any(event.place == place for event in run.events)
    ]
    return bool(set.intersection(*in_runs))


def _unsafe(program: Program, before: list[Run], fixed: FixedText, reading: Reading, seed: str) -> Iterator[Failure]:
    try:
        after = runs(Program(fixed.text, program.entries), len(before), seed)
    except (SyntaxError, TooLongError) as error:
        yield Failure("unsafe", f"after --fix: {type(error).__name__}\n{fixed.text}")
        return
    left = {finding.code for finding in fixed.left}
    mended = {finding.code for finding in fixed.fixed} - left
    places = {
        (place_of(site.node), finding.code)
        for site, findings in reading.sites
        for finding in findings
        if finding in fixed.fixed
    }
    for old, new in zip(before, after, strict=True):
        effects, now = [event.effect() for event in old.events], [event.effect() for event in new.events]
        ended = old.ended_by
        if ended is None:
            # An error of the program itself may stand in what a fix replaces: what came before it counts.
            is_same = effects == now and old.outcome == new.outcome if old.error is None else effects == now[: len(effects)]
            if not is_same:
                yield Failure("unsafe: changed", f"{_difference(old, new)}\nafter --fix:\n{fixed.text}")
                return
            continue
        index = len(effects) - 1
        if effects[:index] != now[:index]:
            yield Failure("unsafe: changed", f"{_difference(old, new)}\nafter --fix:\n{fixed.text}")
            return
        codes = {code for code in ended.codes & mended if (ended.place, code) in places}
        now_raising = new.events[index].faults if index < len(new.events) else ()
        # By the same code another argument may raise, which was not reported.
        left_over, raised = Counter(fault.code for fault in now_raising), Counter(fault.code for fault in ended.faults)
        still = {code for code in codes if left_over[code] and left_over[code] >= raised[code]}
        if still:
            yield Failure("unsafe: still raises", f"{sorted(still)} in {old.evaluated}\nafter --fix:\n{fixed.text}")
            return


def _difference(old: Run, new: Run) -> str:
    def shown(run: Run) -> str:
        events = ", ".join(f"{event.kind} {event.arguments}{' raised' if event.raised else ''}" for event in run.events)
        return f"[{events}] {run.outcome or 'ran'}{f' ({run.error})' if run.error is not None else ''}"

    return f"{list(old.evaluated)}: {shown(old)} became {shown(new)}"
