"""A port beside its original: which layer ports which, and what every pair comes to."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Literal, NamedTuple

from ..judging.judge import check_site
from ..judging.merge import as_data, assuming
from ..languages import Phrase, Text, joined, said
from ..reading import Case, Meaning, Module
from ..reading.index.replaced import is_replaced
from ..reading.sites.assumptions import in_words
from ..record.dataclasses import replace
from ..rules import Context, Rule
from ..text.finding import Finding
from .address import Located, address
from .counterpart import Counterpart, beside, original, symbols
from .in_class import within
from .in_tree import pair_trees
from .pairing import named, pair, same_named
from .pairs import Pair, Pairing
from .verdict import Gap, Proof, proof

Verdict = Literal["equal", "different", "undecided"]
Files = Sequence[Sequence[Located]]
"""The layers of several files, file by file."""

# Whether each side's layers are taken at the calls of their makers.
_ROUNDS = ((False, False), (False, True), (True, False), (True, True))
_ROUNDS_AS_BUILT = ((False, False), (True, False))


class Outcome(NamedTuple):
    """One pair, what is found of it, and the verdict.

    `reason` says why it is undecided, or what is open beside a difference; `assumed` what the verdict takes for granted.
    """

    pair: Pair
    findings: tuple[Finding, ...]
    verdict: Verdict
    reason: Text = ""
    assumed: Text = ""


def pairing(torch: Files, mindspore: Files, trees: bool, given: Iterable[tuple[str, str]] = ()) -> Pairing:
    """Which layer ports which: where the layers are built, then, for those without a partner, where their makers are called.

    First those that are `given`, by names of both sides: ("Net.up1", "Net.deconv1"). Raises LookupError where one is missing.

    So a factory or class of the port's own (`ConvTransposeNormReLU`) is held to the layers that it stands for. Layers that
    are built and replaced before anything reads them are left out.
    """
    found = _Partners(torch, mindspore)
    for their_name, our_name in given:
        found.settle(_given(their_name, found.theirs.left, our_name, found.ours.left))
    for origin, group in _by_origin(found.ours.left).items():
        found.settle(_named_pairs(origin, found.theirs.left, group))
    found.settle_all(trees, _ROUNDS)
    found.settle(Pairing(ambiguous=list(same_named(found.theirs.left, found.ours.left))))
    found.result.torch_alone = found.theirs.left
    found.result.mindspore_alone = found.ours.left
    return found.result


def pairs_of_file(torch: Sequence[Located], mindspore: Sequence[Located]) -> list[Pair]:
    """Which layers of one file port which of another, as `pairing` finds them, each where the port builds it."""
    found = _Partners([torch], [mindspore])
    found.settle_all(False, _ROUNDS_AS_BUILT)
    return found.result.pairs


class _Partners:
    """The pairs that were found so far, and the layers of both sides that are left."""

    def __init__(self, torch: Files, mindspore: Files) -> None:
        self.theirs, self.ours = _Alone(torch), _Alone(mindspore)
        self.result = Pairing()

    def settle(self, found: Pairing) -> None:
        """Take over what was found: it is left for nobody else."""
        self.result.pairs += found.pairs
        self.result.ambiguous += found.ambiguous
        self.theirs.remove(item for pair in found.pairs for item in pair.torch)
        self.theirs.remove(item for ambiguity in found.ambiguous for item in ambiguity.torch)
        self.ours.remove(pair.mindspore for pair in found.pairs)
        self.ours.remove(item for ambiguity in found.ambiguous for item in ambiguity.mindspore)

    def settle_all(self, trees: bool, rounds: Sequence[tuple[bool, bool]]) -> None:
        """Pair what is left by names, then the classes that stand alone in their files."""

        def paired(left: Files, right: Files, by_names: bool = True) -> Pairing:
            if trees:
                return pair_trees(left, right, by_names)
            return pair([item for file in left for item in file], [item for file in right for item in file], by_names)

        # What is ambiguous where the layers are built may be clear where their makers are called.
        for theirs_called, ours_called in rounds:
            self.settle(_clear(paired(self.theirs.files(theirs_called), self.ours.files(ours_called))))
        for theirs_called, ours_called in rounds:
            self.settle(paired(self.theirs.files(theirs_called), self.ours.files(ours_called)))
        self.settle(paired(self.theirs.files_of_one_class(), self.ours.files_of_one_class(), by_names=False))


def _given(their_name: str, torch: Sequence[Located], our_name: str, mindspore: Sequence[Located]) -> Pairing:
    """Raises LookupError."""
    left, right = named(torch, their_name), named(mindspore, our_name)
    for name, group in ((their_name, left), (our_name, right)):
        if not group:
            raise LookupError(name)
    found = within(left, right)
    return Pairing(found.pairs, found.ambiguous)


def _clear(found: Pairing) -> Pairing:
    """The pairs of `found` in the classes that hold nothing ambiguous."""
    units = {_unit(item) for ambiguity in found.ambiguous for item in (*ambiguity.torch, *ambiguity.mindspore)}
    return Pairing([pair for pair in found.pairs if units.isdisjoint(map(_unit, (pair.mindspore, *pair.torch)))])


def _unit(item: Located) -> tuple[str, str]:
    return item.module.source.filename, item.address.unit


def _by_origin(items: Sequence[Located]) -> dict[str, list[Located]]:
    """The layers whose original a `# ported-from:` comment names."""
    groups: dict[str, list[Located]] = defaultdict(list)
    for item in items:
        if item.site.origin is not None:
            groups[item.site.origin].append(item)
    return groups


def _named_pairs(origin: str, torch: Sequence[Located], group: Sequence[Located]) -> Pairing:
    """The pairs that a comment makes: of the files on the other side it means those of the name in it."""
    path, _, inside = origin.partition("::")
    layers = [item for item in torch if PurePath(item.module.source.filename).name == PurePath(path).name]
    chosen = named(layers, inside) if inside else []
    found = within(chosen, group) if chosen else pair(layers, group, by_names=True)
    return Pairing(found.pairs, found.ambiguous)


class _Alone:
    """The layers of one side that no partner was found for yet, each with the calls by which it is built."""

    def __init__(self, files: Files) -> None:
        foreign = [item for file in files for item in file if item.site.foreign]
        built = [item for file in files for item in file if not item.site.foreign]
        own = [item for item in built if not is_replaced(item.module, item.site.node)]
        self._calls = {item: [*_callers(item), *(other for other in foreign if _builds(other, item))] for item in own}
        # Built by a file that is not one of those compared.
        places = {_position(item.site.node) for item in built}
        self._calls |= {item: [] for item in foreign if _position(item.site.builder) not in places}

        units: dict[str, set[str]] = defaultdict(set)
        for item in self._calls:
            units[item.module.source.filename].add(item.address.unit)
        self._of_one_class = {filename for filename, names in units.items() if len(names) == 1}

    @property
    def left(self) -> list[Located]:
        return list(self._calls)

    def files(self, called: bool) -> Files:
        """The layers file by file, at their own addresses, or where they have any at those of their calls."""
        files: dict[str, list[Located]] = defaultdict(list)
        for own, calls in self._calls.items():
            for item in calls if called and calls else [own]:
                files[item.module.source.filename].append(item)
        return list(files.values())

    def files_of_one_class(self) -> Files:
        """Of the files that held one class or factory with layers, before any was paired, what is left."""
        return [file for file in self.files(False) if file[0].module.source.filename in self._of_one_class]

    def remove(self, items: Iterable[Located]) -> None:
        """Takes out the layers that `items` are, or are calls of."""
        gone = set(items)
        self._calls = {own: calls for own, calls in self._calls.items() if own not in gone and gone.isdisjoint(calls)}


def _callers(item: Located) -> list[Located]:
    """The calls, in the same file, of the function or class that builds the layer, each with its cases."""
    module, site = item.module, item.site
    calls = {call: None for case in site.cases for call in case.callers if _makes(module, call, item)}
    return [
        Located(
            replace(site, cases=_called_by(call, site.cases), asked=_called_by(call, site.asked)),
            module,
            address(module, call),
            call,
            item.places,
        )
        for call in calls
    ]


def _called_by(call: ast.Call, cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if call in case.callers)


def _makes(module: Module, call: ast.Call, item: Located) -> bool:
    return call in module.parents and _last_part(call) == item.address.unit


def _builds(foreign: Located, item: Located) -> bool:
    """Whether a call of another file builds the layer `item`."""
    is_called = _last_part(foreign.site.node) == item.address.unit
    return is_called and _position(foreign.site.builder) == _position(item.site.node)


def _position(call: ast.Call | None) -> tuple[int, int] | None:
    """Files are read once for themselves and once for those that import them, into trees of their own."""
    return None if call is None else (call.lineno, call.col_offset)


def _last_part(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def outcome(pair: Pair, rules: Iterable[Rule], context: Context) -> Outcome:
    """Hold a MindSpore layer to the PyTorch layer that it ports."""
    return decided(pair, rules, context)._replace(pair=pair)


def decided(pair: Pair, rules: Iterable[Rule], context: Context) -> Outcome:
    """The outcome of `pair`, whose own pair holds the cases that it rests on.

    First those that are read as PyTorch's are, which make the same choices; what these leave open may be decided where the
    text is followed from its import on.
    """
    item = pair.mindspore
    if not item.site.asked:
        return _outcome(pair, rules, context)
    asked = replace(item, site=replace(item.site, cases=item.site.asked, asked=(), complete=True))
    found = _outcome(Pair(asked, pair.torch), rules, context)
    if found.verdict != "undecided" or (more := _outcome(pair, rules, context)).verdict == "undecided":
        return found
    return more


def _outcome(pair: Pair, rules: Iterable[Rule], context: Context) -> Outcome:
    item = pair.mindspore
    site = replace(item.site, builder=None)
    site, originals = beside(pair, site)
    found = check_site(site, item.module.source, rules, context, original(pair, originals, context.settings.language))
    findings = tuple(_seen_from(pair, finding, context.settings.language) for finding in found)
    proofs = [_proof(pair, case, original) for case, original in zip(site.cases, originals)]
    gaps = dict.fromkeys(gap for proof in proofs for gap in proof.gaps if gap.open or not findings)
    reasons: list[Text] = [] if item.site.complete else [Phrase("not_every_case", "not every case is known")]
    reasons += [gap.text for gap in gaps]
    names = list(dict.fromkeys(name for side in (proofs, originals) for item in side for name in item.named))
    assumed = joined("listed", [_alike(names), *dict.fromkeys(original.assumed for original in originals)])
    verdict: Verdict = "different" if findings else "undecided" if reasons else "equal"
    return Outcome(pair, findings, verdict, joined("apart", reasons), assumed)


def _seen_from(pair: Pair, finding: Finding, language: str | None) -> Finding:
    """A finding with the place of the PyTorch layer, also in its text.

    What holds for one caller of a layer's maker says so, and has no fix: there may be other callers.
    """
    item, torch = pair.mindspore, pair.torch[0]
    message: Text = Phrase("beside_torch", "{message} (PyTorch: {place})", message=finding.message, place=torch.place)
    related, parts = (torch.related(language),), (*finding.parts, ("original", as_data(torch.place)))
    if item.caller is None:
        return finding._replace(message=said(message, language), related=related, parts=parts)
    if not item.site.foreign:
        caller = in_words([Meaning("caller", value=item.caller.lineno)])
        message, parts = assuming(message, caller), (*parts, ("caller", as_data(caller)))
    return finding._replace(message=said(message, language), related=related, confidence="inferred", fix=None, parts=parts)


def _alike(names: Sequence[str]) -> Text:
    if len(names) < 2:
        return Phrase("same_name", "where {name} is the same on both sides", name=names[0]) if names else ""
    listed = joined("names", (", ".join(names[:-1]), names[-1]))
    return Phrase("same_names", "where {names} are the same on both sides", names=listed)


def _proof(pair: Pair, case: Case, original: Counterpart) -> Proof:
    torch = original.call
    if torch is not None and not torch.around.output_size and any(map(_takes_output_size, pair.torch)):
        return Proof((Gap(Phrase("takes_output_size", "the PyTorch layer is called with output_size")),))
    return proof(case.call, torch, symbols(pair, case, original))


def _takes_output_size(torch: Located) -> bool:
    """Whether what has the PyTorch layer's name is called with an output size, which overrides its output_padding."""
    name = torch.address.name
    calls = torch.module.calls_by_name.get(name.rpartition(".")[2], ()) if name else ()
    return any(
        len(call.args) > 1 or any(keyword.arg == "output_size" for keyword in call.keywords)
        for call in calls
        if call is not torch.site.node  # `up = getattr(nn, kind)`, then `self.up = up(8, 4)`
    )
