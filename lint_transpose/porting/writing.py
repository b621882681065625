"""Answers written into their file: calls in place of calls, and what one line cannot hold as comments above them.

Everything that belongs to one statement is one fix, which is made whole or not at all.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence

from ..documents import Document
from ..languages import Phrase, Text, joined, said
from ..reading import Module
from ..record.dataclasses import dataclass, field
from ..text.finding import Edit, Fix, Position
from ..text.source import Source
from .answer import Port
from .arguments import is_written
from .listing import Listing, Ported
from .names import Names, names_layer
from .weights import NORMS

MARK = "# TODO(port): "
# Layers that are called and computed the same in both frameworks, by how many arguments they may have.
_SAME = {"ReLU": 0, "ReLU6": 0, "Tanh": 0, "Sigmoid": 0, "Identity": 0, "BatchNorm2d": 1}


@dataclass(slots=True)
class _Change:
    """What becomes of one statement: replaced expressions, and comments above it."""

    row: int
    edits: list[tuple[ast.expr, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Writing:
    """The fixes of a document by the cell that they are for, and how many layers each of them writes."""

    fixes: dict[int | None, list[Fix]]
    layers: dict[int, int]


def writing(document: Document, listed: Listing, language: str | None = None) -> Writing:
    """What `--write` does to a document; its comments are in `language`."""
    writer = _Writer(listed, language)
    for ported in _each_once(listed.ports):
        writer.add(ported)
    writer.add_containers()
    return writer.result(document)


def _each_once(ports: Sequence[Ported]) -> Iterator[list[Ported]]:
    """The answers of each call."""
    groups: dict[ast.expr | None, list[Ported]] = {}
    for ported in ports:
        if ported.followed and not ported.alternative:
            groups.setdefault(ported.node, []).append(ported)
    yield from groups.values()


class _Writer:
    def __init__(self, listed: Listing, language: str | None) -> None:
        self._language = language
        self._module: Module = listed.module
        self._source = listed.module.source
        self._names = Names(listed.module)
        self._calls = {ported.node for ported in listed.ports if ported.followed}
        self._changes: dict[int, _Change] = {}
        self._written: set[ast.expr] = set()
        self._of_mindspore: dict[ast.expr, ast.expr] = {}
        """The calls that are written anew; those that are then a cell of MindSpore, each with what a layer was called by."""

    def add(self, answers: list[Ported]) -> None:
        node, site = answers[0].node, answers[0].site
        change = self._change(node) if node is not None else None
        if node is None or site is None or change is None or not isinstance(node, ast.Call):
            return
        if site.foreign:
            return  # what it builds is written where it stands
        first = answers[0].port
        if len(answers) > 1:
            words = "{torch} has {number} answers, each for some callers: see lint-transpose port"
            change.notes.append(Phrase("several_answers", words, torch=first.torch, number=len(answers)))
        elif first.layer is None:
            change.notes.append(unanswered(first))
        elif first.invented or not self._is_plain(node, answers[0]):
            answer = Phrase("torch_is", "{torch} is {layer}", torch=first.torch, layer=first.layer)
            change.notes.append(joined("apart", (answer, *_notes(answers[0]))))
        else:
            text, comments = self._laid_out(node, self._names.written(first.layer, node.func))
            change.edits.append((node, text))
            change.kept += comments
            change.notes += _notes(answers[0])
            self._written.add(node)
            if first.output is None:
                self._of_mindspore[node] = node.func
        if (norm := self._norm(node)) and first.layer is not None:
            change.notes.append(Phrase("fold_norm", "MindSpore has no {norm}: fold it into the weight", norm=norm))

    def _is_plain(self, node: ast.Call, ported: Ported) -> bool:
        """Whether the call names the layer itself, and all its arguments stand at it."""
        if ported.site is None or not names_layer(self._module, node.func) or self._holds_other(node):
            return False
        if any(isinstance(item, ast.JoinedStr) for item in self._around(node)):
            return False  # its quotes might end the string
        calls = [case.call for case in ported.site.cases]
        layer = calls[0].layer.name
        named = node.func.attr if isinstance(node.func, ast.Attribute) else layer
        return named == layer and all(is_written(argument) for call in calls for argument in call.arguments.values())

    def _holds_other(self, node: ast.Call) -> bool:
        return any(inner in self._calls for inner in ast.walk(node) if inner is not node and isinstance(inner, ast.expr))

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._module.parents:
            node = self._module.parents[node]
            yield node

    def _norm(self, node: ast.Call) -> str:
        """The reparametrisation that the layer is handed to."""
        parent = self._module.parents[node]
        name = getattr(parent.func, "attr", getattr(parent.func, "id", "")) if isinstance(parent, ast.Call) else ""
        return name if name in NORMS else ""

    def _change(self, node: ast.expr) -> _Change | None:
        """The change of the statement around `node`; None where no comment can stand above it."""
        row = self._row(node)
        return None if row is None else self._changes.setdefault(row, _Change(row))

    def _row(self, node: ast.expr) -> int | None:
        """The first row of the innermost statement around `node` that begins a line."""
        child: ast.AST = node
        while child is not self._module.tree:
            if isinstance(child, ast.stmt):
                row: int = min([child.lineno, *(item.lineno for item in getattr(child, "decorator_list", ()))])
                before = self._source.lines[row - 1][: self._source.start(child).column - 1] if row == child.lineno else ""
                if not before.strip() and not (row > 1 and self._source.lines[row - 2].endswith("\\")):
                    return row
            child = self._module.parents[child]
        return None

    def _laid_out(self, node: ast.Call, text: str) -> tuple[str, list[str]]:
        """The new call, an argument a line where the old one had that, and the comments that then have no place."""
        comments = _comments(self._source.segment(node), node.lineno)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        rows = {argument.lineno for argument in arguments}
        tree = ast.parse(text, mode="eval").body
        if node.func.end_lineno in rows or len(rows) < max(len(arguments), 2) or not isinstance(tree, ast.Call):
            return text, list(comments.values())
        own = Source("", text)
        parts = [own.segment(argument) for argument in tree.args]
        parts += [f"{keyword.arg}={own.segment(keyword.value)}" for keyword in tree.keywords]
        old = {self._source.lines[argument.lineno - 1].partition(",")[0].strip(): argument.lineno for argument in arguments}
        indent, last = self._indent(min(rows)), node.end_lineno
        end = self._indent(node.lineno if last is None or last in rows else last)
        lines = []
        for part in parts:
            comment = comments.pop(old.get(part, 0), "")
            lines.append(f"{indent}{part},  {comment}".rstrip())
        return "\n".join([f"{own.segment(tree.func)}(", *lines, f"{end})"]), list(comments.values())

    def _indent(self, row: int) -> str:
        line = self._source.lines[row - 1]
        return line[: len(line) - len(line.lstrip())]

    def add_containers(self) -> None:
        """`Sequential` becomes `SequentialCell` where every layer inside is one of MindSpore then, or the same in both."""
        for call in reversed(self._module.calls):
            named = getattr(call.func, "attr", getattr(call.func, "id", ""))
            by = next((self._of_mindspore[node] for node in call.args if node in self._of_mindspore), None)
            if by is None or named != "Sequential" or call.keywords or not names_layer(self._module, call.func):
                continue
            change = self._change(call)
            if change and all(node in self._of_mindspore or self._is_same(node, by) for node in call.args):
                change.edits.append((call.func, self._names.cell_name("SequentialCell", by)))
                self._of_mindspore[call] = by

    def _is_same(self, node: ast.expr, func: ast.expr) -> bool:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.keywords:
            return False
        is_known = _SAME.get(node.func.attr) == len(node.args) and not any(isinstance(arg, ast.Starred) for arg in node.args)
        return is_known and self._names.is_shared(node.func.value, func)

    def result(self, document: Document) -> Writing:
        self._add_imports()
        fixes: dict[int | None, list[Fix]] = {}
        layers: dict[int, int] = {}
        for row, change in sorted(self._changes.items()):
            cell, edits = self._edits(document, row, change)
            if edits:
                fix = Fix("port", tuple(edits), safe=False)
                fixes.setdefault(cell, []).append(fix)
                layers[id(fix)] = sum(node in self._written for node, _ in change.edits)
        return Writing(fixes, layers)

    def _add_imports(self) -> None:
        """What is still to be imported is said where PyTorch is."""
        imports = [statement for statement in self._module.tree.body if isinstance(statement, (ast.Import, ast.ImportFrom))]
        torch = [item for item in imports if ast.unparse(item).split()[1].partition(".")[0] == "torch"]
        first = min([item.lineno for item in torch or imports] or self._changes or [1])
        if self._names.wanted:
            wanted = "; ".join(self._names.wanted)
            note = Phrase("want_imports", "the ported layers want: {wanted}", wanted=wanted)
            self._changes.setdefault(first, _Change(first)).notes.append(note)

    def _edits(self, document: Document, row: int, change: _Change) -> tuple[int | None, list[Edit]]:
        source = self._source
        indent = self._indent(row)
        comments = [
            *dict.fromkeys(change.kept),
            *dict.fromkeys(f"{MARK}{said(note, self._language)}" for note in change.notes),
        ]
        above = [text.strip() for text in source.lines[max(row - 1 - len(comments), 0) : row - 1]]
        spans = [(source.start(node), source.end(node), text) for node, text in change.edits]
        if fresh := [comment for comment in comments if comment not in above]:
            spans.insert(0, (Position(row, 1), Position(row, 1), "".join(f"{indent}{comment}\n" for comment in fresh)))
        if document.places is None:
            return None, [Edit(*span) for span in spans]
        places = [(document.places[start.row - 1], document.places[end.row - 1]) for start, end, _ in spans]
        if len({place.cell for pair in places for place in pair}) > 1:
            return None, []
        cell = places[0][0].cell if places else None
        edits = [
            Edit(Position(a.row, start.column + a.shift), Position(b.row, end.column + b.shift), text)
            for (start, end, text), (a, b) in zip(spans, places, strict=True)
        ]
        return cell, edits


def unanswered(port: Port) -> Phrase:
    """Why there is no answer."""
    if port.undecided:
        return Phrase("undecided", "undecided: {reason}", reason=port.reason)
    return Phrase("no_exact_layer", "no exact layer: {reason}", reason=port.reason)


def then(output: str) -> Phrase:
    """What is to be taken of a layer's result."""
    return Phrase("then_of_result", "then, of its result y: {output}", output=output)


def _notes(ported: Ported) -> Iterator[Text]:
    """What the call itself cannot say."""
    port = ported.port
    if port.output:
        yield then(port.output)
    if port.invented:
        yield Phrase("stands_for", "with {what}", what=port.stands_for)
    conditions = [*port.conditions, *([ported.because] if ported.because else [])]
    if conditions:
        yield Phrase("exact_if", "exact if {what}", what=joined("both", conditions))
    yield from (note for note in port.notes if not str(note).startswith("mint"))


def _comments(segment: str, row: int) -> dict[int, str]:
    """The comments inside a call that begins in `row`, by their rows."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({segment}\n)").readline))
    except (tokenize.TokenError, SyntaxError):
        return {}
    return {row + token.start[0] - 1: token.string for token in tokens if token.type == tokenize.COMMENT}
