"""The values that only the reader knows: functions, classes and instances of the checked text, and activations."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from typing import Final

from ...layers.call import Caller, Unknown, Value
from ...record.dataclasses import dataclass, field
from ..index.bindings import FunctionNode, ScopeNode
from ..index.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One activation of a scope: where its names are looked up.

    `outer` is the activation around it; `bound` what it was called with, None where the caller is a matter of choice or
    there is none (modules, classes). `key` tells activations apart within a world. `items` holds what each part of a
    comprehension is at, where it is evaluated item by item.
    """

    module: Module
    scope: ScopeNode
    outer: Frame | None = None
    bound: Bound | None = None
    key: Hashable = ()
    items: Mapping[ast.comprehension, Value] | None = None


WRITTEN: Final = object()
"""In place of an argument's value: it is what is written."""


@dataclass(frozen=True, slots=True, eq=False)
class Actual:
    """An argument as passed: where it is written, and in which activation. `value` is set where no expression is."""

    node: ast.expr
    frame: Frame
    keyword: ast.keyword | None = None
    name: str | None = None
    index: int | None = None
    value: Value = WRITTEN
    here: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Actuals:
    """The arguments of one call. `open`: a `*args` or `**kwargs` of unknown content may add to them.

    `caller` is the call that passes the only `**kwargs` among them, which are those of the function around.
    """

    positional: tuple[Actual, ...] = ()
    keywords: tuple[Actual, ...] = ()
    open: bool = False
    caller: Caller | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What an activation was called with. `receiver` is `self`; `known` is False where nothing is known of the caller.

    Without a `call`, what is not passed is what the defaults say. `key` identifies the call within a world.
    """

    actuals: Actuals = field(default_factory=Actuals)
    receiver: Value | None = None
    call: ast.Call | None = None
    key: Hashable = ()
    known: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the text, made in the activation `frame`; with a `receiver` it is a bound method."""

    node: FunctionNode
    frame: Frame
    receiver: Value | None = None

    def entered(self, bound: Bound) -> Frame:
        """The activation of the function that is called with `bound`."""
        return Frame(self.frame.module, self.node, self.frame, bound, key=(id(self.node), bound.key))


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the text, made in the activation `frame`; `exact` False where a subclass may stand in for it: `cls`."""

    node: ast.ClassDef
    frame: Frame
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Namespace:
    """Another module of the project, as `importer` imports it under `name`."""

    name: str
    module: Module
    importer: Module


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object of a class of the text; `bound` is what it was built with, None where that is a matter of choice.

    `exact`: it is of `cls` itself, not of a subclass.
    """

    cls: Class
    bound: Bound | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """What `super()` gives in a method of `cls`, called on `receiver`."""

    cls: Class
    receiver: Value | None


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """`functools.partial(callee, ...)`."""

    callee: Value
    actuals: Actuals


@dataclass(frozen=True, slots=True, eq=False)
class LayerObject:
    """The result of building a transposed convolution."""

    node: ast.Call
    layer: Value


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A namespace: dataclass or namedtuple instance, SimpleNamespace, easydict, member of an enumeration.

    `kind` is the dataclass or named tuple that it is an instance of.
    """

    fields: Mapping[str, Value]
    kind: RecordType | None = None
    is_member: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RecordType:
    """A named tuple (`is_tuple`) or dataclass: its fields and defaults."""

    names: tuple[str, ...]
    defaults: Mapping[str, Value]
    is_tuple: bool = False


@dataclass(frozen=True, slots=True)
class Built(Unknown):
    """The result of calling something imported: `nn.BatchNorm2d(64)`. What it is, is not known; how it was made, is."""

    name: str
    node: ast.Call
    frame: Frame
    actuals: Actuals


@dataclass(frozen=True, slots=True, eq=False)
class Bindings:
    """What each parameter of a function is bound to. Those without an actual are unknown."""

    actuals: dict[str, Actual] = field(default_factory=dict)
    rest: tuple[Actual, ...] = ()
    extra: tuple[Actual, ...] = ()
    open: bool = True
    vararg: str | None = None
    kwarg: str | None = None
    receiver_name: str | None = None
    receiver: Value | None = None
    call: ast.Call | None = None


@dataclass(slots=True)
class Descendants:
    """The subclasses of the classes of one file; `perhaps` are those of which the bases are undecided."""

    of: dict[ast.ClassDef, list[Class]] = field(default_factory=dict)
    perhaps: list[Class] = field(default_factory=list)
