"""Where a layer lives in its file: the names by which a port can be held against its original."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..languages import Phrase, Text, said
from ..reading import Module, Site
from ..reading.index.bindings import COMPREHENSIONS, FUNCTIONS, LOOPS
from ..record.dataclasses import dataclass
from ..text.finding import Position, Related

if TYPE_CHECKING:
    from ..documents import Place

_LOOPS = (*LOOPS, *COMPREHENSIONS)
_INITIALIZERS = frozenset({"__init__", "forward", "construct", "__call__"})
# What a port adds to a class's name or takes from it, and what says nothing of which class it is.
_WRAPPING = re.compile(
    r"^(?:ms|mindspore|torch|pytorch|my|custom)|(?:cell|module|network|net|model|layer|block|ms|mindspore)$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """`unit` is the class or factory function around the layer ("" for the file itself), `method` the method of it that
    builds the layer ("" for the constructor), `name` what keeps the layer: "up1" of `self.up1 = ...`, "model" of
    `model += [...]`. `repeated`: it is built in a loop, so that one call stands for several layers. `span`: where it is
    bound to that name itself, not in a list, the rows from there to the first that reads it. `arms` are the branches
    around it, as (if statement, arm).
    """

    unit: str
    method: str
    name: str
    repeated: bool = False
    span: tuple[int, int] = (0, 0)
    arms: frozenset[tuple[int, int]] = frozenset()

    def excludes(self, other: Address) -> bool:
        """Whether only one of the layers is kept: one is bound in the other's place, or they stand in two arms of a branch."""
        if self.name == other.name and (
            self.span[0] < other.span[0] < self.span[1] or other.span[0] < self.span[0] < other.span[1]
        ):
            return True
        mine = dict(self.arms)
        return any(mine.get(branch, arm) != arm for branch, arm in other.arms)

    def __str__(self) -> str:
        return ".".join(filter(None, (self.unit, self.method, self.name))) or "the file"


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A site, the module that holds it and its address there.

    `caller`: the address is that of this call, which builds the layer by way of a function or class of its own. `places`
    says where the rows of the module's text stand in a notebook.
    """

    site: Site
    module: Module
    address: Address
    caller: ast.Call | None = None
    places: Sequence[Place] | None = None

    @property
    def place(self) -> str:
        """`path:row:column` of the layer, or of the call by which it is built; in a notebook `path:cell 2:row:column`."""
        cell, row, column = self.position
        return f"{self.module.source.filename}:{f'cell {cell}:' if cell else ''}{row}:{column}"

    @property
    def position(self) -> tuple[int | None, int, int]:
        """The cell, the row in it and the column of the layer, or of the call by which it is built."""
        start = self.module.source.start(self.caller or self.site.node)
        cell, row, shift = self._at(start.row)
        return cell, row, start.column + shift

    def related(self, language: str | None) -> Related:
        """The layer as the original of another, in a language."""
        source, node = self.module.source, self.site.node
        start, end = source.start(node), source.end(node)
        cell, row, shift = self._at(start.row)
        text: Text = " ".join(source.segment(node).split())
        if cell:
            text = Phrase("in_cell", "{text} in cell {cell}", text=text, cell=cell)
        return Related(
            source.filename,
            Position(row, start.column + shift),
            Position(row + end.row - start.row, end.column + shift),
            said(Phrase("ported_from", "ported from {text}", text=text), language),
        )

    def _at(self, row: int) -> tuple[int | None, int, int]:
        """The cell, the row in it and the columns cut off before it."""
        return (None, row, 0) if self.places is None else self.places[row - 1]


def located(site: Site, module: Module, places: Sequence[Place] | None = None) -> Located:
    return Located(site, module, address(module, site.node), site.node if site.foreign else None, places)


def address(module: Module, node: ast.expr) -> Address:
    """The address of the layer that `node` builds."""
    unit, method = "", ""
    repeated = False
    arms = set()
    child: ast.AST = node
    for parent in _ancestors(module, node):
        if isinstance(parent, ast.If) and child is not parent.test:
            arms.add((id(parent), int(child in parent.orelse)))
        elif isinstance(parent, ast.IfExp) and child is not parent.test:
            arms.add((id(parent), int(child is parent.orelse)))
        child = parent
        if isinstance(parent, _LOOPS):
            repeated |= not unit
        elif isinstance(parent, ast.ClassDef):
            unit, method = parent.name, "" if unit in _INITIALIZERS else unit
            break
        elif isinstance(parent, FUNCTIONS) and not isinstance(parent, ast.Lambda):
            unit = parent.name
    return Address(unit, method, ".".join(_names(module, node)), repeated, _span(module, node), frozenset(arms))


def _span(module: Module, node: ast.expr) -> tuple[int, int]:
    statement = module.parents.get(node)
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1:
        return 0, 0
    target = statement.targets[0]
    name = getattr(target, "id", getattr(target, "attr", None))
    reads = (
        item.lineno
        for item in ast.walk(module.scope_of(statement))
        if isinstance(item, (ast.Name, ast.Attribute))
        and isinstance(item.ctx, ast.Load)
        and getattr(item, "id", getattr(item, "attr", None)) == name
    )
    start = statement.lineno
    return start, min((row for row in reads if row > start), default=sys.maxsize)


def _ancestors(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    while node in module.parents:
        node = module.parents[node]
        yield node


def _names(module: Module, node: ast.expr) -> list[str]:
    """What the statement around `node` binds the layer to, outermost first, down to the key it has in a table."""
    names: list[str] = []
    child: ast.AST = node
    for parent in _ancestors(module, node):
        if isinstance(parent, (ast.Tuple, ast.List)) and len(parent.elts) == 2 and parent.elts[1] is child:
            names[:0] = _string(parent.elts[0])
        elif isinstance(parent, ast.Dict):
            names[:0] = [name for key, value in zip(parent.keys, parent.values) if value is child for name in _string(key)]
        elif isinstance(parent, ast.Call) and len(parent.args) == 2 and parent.args[1] is child:
            names[:0] = _string(parent.args[0])  # add_module("up", layer), insert_child_to_cell("up", layer)
        elif isinstance(parent, ast.stmt):
            return [*_bound(parent), *names]
        child = parent
    return names


def _string(node: ast.expr | None) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        return _target(statement.targets[-1])
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
        return _target(statement.target)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        func = statement.value.func
        return _target(func.value) if isinstance(func, ast.Attribute) else []  # layers.append(layer)
    return []


def _target(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Name):
        return [] if node.id == "self" else [node.id]
    if isinstance(node, ast.Attribute):
        return [*_target(node.value), node.attr]
    if isinstance(node, ast.Subscript):
        return [*_target(node.value), *_string(node.slice)]
    return []


def folded(name: str) -> str:
    """`name` without what a port changes in passing: letter case and underscores."""
    return name.replace("_", "").lower()


def core(name: str) -> str:
    """`name` folded, without the words that wrap it: "GeneratorCell", "MSGenerator" and "generator" are one."""
    name = folded(name)
    while (shorter := _WRAPPING.sub("", name, count=1)) != name and shorter:
        name = shorter
    return name


def numbers(name: str) -> tuple[int, ...]:
    """The numbers in a name, which a port keeps: "up2_conv1" holds 2 and 1."""
    return tuple(map(int, re.findall(r"\d+", name)))
