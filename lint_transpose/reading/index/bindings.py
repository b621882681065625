"""What binds names: the kinds of scopes, the places where a name gets a value, and parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal

from ...record.dataclasses import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = ast.Module | ast.ClassDef | FunctionNode | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Kind = Literal["value", "item", "import", "definition", "augmented", "changed", "passed", "called", "unknown"]


Step = int | tuple[int, int]
"""Where a target finds its value in what is unpacked: an index, or, starred, how many are left out at both ends."""
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place where `name` gets a value. Attributes of `self` count as names: "self.up".

    "value": `value` is the expression, of which `path` picks the element (tuple unpacking); "item": the value is an item
    of `value` (for loops); "import": `value` is None and `imported` the full dotted name; "definition": a def or class;
    "augmented": `x += value`; "changed": the object is changed in place (`taken`: in the midst of the statement);
    "passed": a dict or list is passed to a function that may change it; "called": the statement runs what may store the
    attribute, in `value` where that is a plain call; "unknown": whatever else binds.
    """

    name: str
    statement: ast.stmt
    kind: Kind
    value: ast.expr | None = None
    path: Path = ()
    imported: str = ""
    key: ast.expr | None = None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """A store, on the object that `owner` gives, of any attribute whose name begins with `start`."""

    owner: ast.expr
    start: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A class that is made at run time: the names of its members and of its bases, None where they are not told."""

    members: frozenset[str] | None
    bases: frozenset[str] | None


def unpacking(target: ast.Tuple | ast.List) -> Iterator[tuple[Step, ast.expr]]:
    """The targets of an unpacking, each with the place of what it receives."""
    count = len(target.elts)
    star = next((index for index, item in enumerate(target.elts) if isinstance(item, ast.Starred)), None)
    for index, item in enumerate(target.elts):
        if star is None:
            yield index, item
        elif isinstance(item, ast.Starred):
            yield (index, count - index - 1), item.value
        else:
            yield index if index < star else index - count, item


def binds(function: FunctionNode, name: str) -> bool:
    """Whether `name` is a parameter of `function`."""
    arguments = function.args
    for group in (arguments.args, arguments.kwonlyargs, arguments.posonlyargs):
        for parameter in group:
            if parameter.arg == name:
                return True
    starred = (arguments.vararg, arguments.kwarg)
    return any(parameter is not None and parameter.arg == name for parameter in starred)


def parameters(function: FunctionNode) -> Iterator[ast.arg]:
    """Every parameter of `function`, `*args` and `**kwargs` included."""
    arguments = function.args
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from arguments.kwonlyargs
    if arguments.vararg:
        yield arguments.vararg
    if arguments.kwarg:
        yield arguments.kwarg


def positional_parameters(function: FunctionNode) -> list[str]:
    """The parameters of `function` that take arguments by position, `self` included."""
    return [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]


@dataclass(slots=True)
class Mentions:
    """What the statements of one function mention: names, and `self` as a whole."""

    names: dict[str, list[tuple[ast.stmt, ast.expr]]] = field(default_factory=dict)
    whole: list[tuple[ast.stmt, ast.Name]] = field(default_factory=list)
    deferred: set[str] = field(default_factory=set)
    """The names that its lambdas mention."""
    calls_of_getattr: list[ast.Call] = field(default_factory=list)
