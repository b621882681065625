"""The values that a text makes when it is followed from statement to statement, and what its parts ask of the machine.

Plain values are Python's own; lists, dicts and sets are the very objects that the text's names share, so that a change under
one name is seen under every other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from itertools import count
from typing import Any, Protocol

from ...layers.call import Symbol, Unknown, Value
from ...layers.releases import Layer
from ...record.dataclasses import dataclass, field
from ..index.bindings import FunctionNode
from ..index.module import Module
from ..values.evaluator import Reader
from ..values.objects import Actuals
from ..values.worlds import Choice, Meaning

_count: Iterator[int] = count()


class Stop(Exception):  # control flow, not an error
    """The path cannot be followed any further."""


class Raised(Exception):  # control flow, not an error
    """The text raises `kind`, a built-in exception by its name; empty where it is not told which."""

    def __init__(self, kind: str = "", value: Value = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.value = value


class Left(Exception):  # control flow, not an error
    """What takes the items of a generator ends, by an error of its own or a signal, before the generator does."""

    def __init__(self, generator: Gen, signal: Signal = None, error: Raised | None = None) -> None:
        super().__init__()
        self.generator, self.signal, self.error = generator, signal, error


@dataclass(frozen=True, slots=True, eq=False)
class Unsure(Unknown):
    """An unknown value that is the same wherever it is met, or, with a `key`, equal to those of the same key.

    `input`: it comes from a caller, so that it shares nothing with the objects of the text.
    """

    key: Hashable = field(default=None, kw_only=True)
    input: bool = field(default=False, kw_only=True)
    serial: int = field(default_factory=lambda: next(_count), kw_only=True)

    @property
    def identity(self) -> Hashable:
        return self.serial if self.key is None else self.key


class OpenDict(dict):  # type: ignore[type-arg]
    """A dict with items beyond those that are known. `gone` holds the keys that it surely lacks."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.gone: set[Any] = set()
        self.serial = next(_count)


class DefaultDict(dict):  # type: ignore[type-arg]
    """A dict to which reading a key that it lacks adds what `factory` gives."""

    def __init__(self, items: Any, factory: Value) -> None:
        super().__init__(items)
        self.factory = factory


@dataclass(slots=True, eq=False)
class Scope:
    """An activation of a scope: its names, and the scope around it."""

    node: ast.AST
    names: dict[str, Value] = field(default_factory=dict)
    outer: Scope | None = None
    cls: Cls | None = None
    """The class whose body it is, or of whose method."""
    first: Value = None
    """The first argument, for `super()`."""
    is_over: bool = False
    """Whether the activation has ended: what its functions store in it is stored at times that are not followed."""
    taker: Callable[[Value], Value] | None = None
    """What takes the items that a generator yields; None where it is not followed when that is."""


@dataclass(slots=True, eq=False)
class Func:
    """A function of the text. `owner` is the class in whose body it stands."""

    node: FunctionNode
    scope: Scope
    defaults: dict[str, Value] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    owner: Cls | None = None
    is_manager: bool = False
    """Whether what a call gives is a context manager, by `contextlib.contextmanager`."""


@dataclass(slots=True, eq=False)
class Gen:
    """A generator of the text: its body is run by what takes its items. `node` is the call that made it."""

    function: Func
    given: Actuals
    node: ast.Call
    is_over: bool = False


@dataclass(slots=True, eq=False)
class Lazy:
    """An iterator that makes its items when they are taken. `held` is what it makes them of, `runs` whether it may run more.

    `is_over`: it gives no more, or nobody knows what it gives.
    """

    items: Iterator[Value] | None
    held: list[Value]
    runs: bool = False
    is_over: bool = False

    def __iter__(self) -> Iterator[Value]:
        return self

    def __next__(self) -> Value:
        if self.items is None:
            raise Stop
        try:
            return next(self.items)
        except StopIteration:
            self.is_over = True
            raise
        except ValueError:  # zip(..., strict=True)
            raise Raised("ValueError") from None

    def lose(self) -> None:
        """Note that code that is not followed may take items."""
        self.items, self.is_over = None, True


@dataclass(slots=True, eq=False)
class Method:
    """A function bound to its first argument."""

    function: Value
    receiver: Value


@dataclass(slots=True, eq=False)
class Wrapped:
    """What a built-in decorator makes of a function ("property"), or what Python gives a dataclass: see `fields`."""

    kind: str
    function: Value
    setter: Value = None


@dataclass(slots=True, eq=False)
class Call:
    """`functools.partial(callee, ...)`."""

    callee: Value
    actuals: Actuals


@dataclass(slots=True, eq=False)
class Cls:
    """A class of the text. `order` is Python's order of its bases, itself first; `fields` those of a dataclass or tuple.

    `is_open`: it stands for a subclass in another file, which may have anything of its own.
    """

    name: str
    node: ast.ClassDef | None
    members: dict[str, Value] = field(default_factory=dict)
    order: list[Value] = field(default_factory=list)
    fields: dict[str, Field] | None = None
    is_tuple: bool = False
    is_enum: bool = False
    is_open: bool = False


@dataclass(eq=False, repr=False)
class Obj:
    """An object of a class of the text."""

    cls: Cls
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Next:
    """What `super()` gives: attributes are looked up after `cls` in the order of the receiver's class."""

    cls: Cls
    receiver: Value


@dataclass(slots=True, eq=False)
class Bound:
    """A method of a plain value: `options.update`."""

    receiver: Value
    name: str


NO_DEFAULT = Symbol("no default")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of a dataclass or named tuple. `init_only`: `__post_init__` gets it, and no object has it (`InitVar`)."""

    default: Value = NO_DEFAULT
    factory: Value = None
    is_passed: bool = True
    by_name: bool | None = None
    init_only: bool = False


Given = list[Value]
Named = Mapping[str, Value]
"""The arguments of a call, by position and by name."""
MUTABLE = (list, dict, set)

# What Python runs of an object's class without a call that the text shows, but for what is followed.
_UNSEEN = frozenset(
    {"__str__", "__repr__", "__format__", "__hash__", "__bool__", "__len__", "__iter__", "__next__", "__contains__"}
    | {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__int__", "__index__", "__float__", "__reversed__"}
    | {"__abs__", "__round__", "__trunc__", "__floor__", "__ceil__", "__complex__", "__divmod__", "__pow__"}
    | {"__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__missing__"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """A layer built on the path: the call, the callee by its full name, and what is passed, as it was then.

    `callers` are the calls of the text on the way to it, the outermost first; `choices` those made by then.
    """

    node: ast.Call
    callee: str
    passed: Actuals
    callers: tuple[ast.Call, ...]
    choices: tuple[Choice, ...]


class Machine(Protocol):
    """One path through the text, as its parts see it."""

    reader: Reader
    module: Module
    globals: Scope
    declarations: Mapping[tuple[ast.AST, str], str]
    generators: Collection[ast.AST]
    nonlocals: frozenset[str]
    tries: int
    ticks: int
    reaches: list[Reach]
    given_away: list[Value]
    stack: list[ast.Call]

    def evaluate(self, node: ast.expr, scope: Scope) -> Value: ...
    def execute(self, block: list[ast.stmt], scope: Scope) -> Signal: ...
    def call(self, callee: Value, passed: Actuals, node: ast.Call) -> Value: ...
    def activate(self, function: Func, passed: Actuals, taker: Callable[[Value], Value]) -> Value: ...
    def run(self, generator: Gen, taker: Callable[[Value], Value], throws: bool = False) -> Value: ...
    def decorate(self, decorator: Value, value: Value, written: ast.expr) -> Value: ...
    def attribute(self, owner: Value, name: str) -> Value: ...
    def special(self, owner: Value, name: str, *given: Value) -> Value: ...
    def store(self, owner: Value, name: str, value: Value) -> None: ...
    def truth(self, value: Value, node: ast.expr) -> bool: ...
    def holds(self, node: ast.expr, scope: Scope) -> bool: ...
    def choose(self, node: ast.AST, options: int, means: Callable[[int], Meaning]) -> int: ...
    def step(self) -> None: ...
    def advance(self) -> None: ...
    def touch(self, container: Any, key: Hashable = None) -> None: ...
    def make(self, container: Any, node: ast.AST) -> Any: ...
    def view(self, container: Any, view: list[Value]) -> list[Value]: ...
    def is_tainted(self, container: Any) -> bool: ...
    def taint(self, values: list[Value]) -> None: ...
    def taint_all(self) -> None: ...
    def make_wild(self, name: str) -> None: ...
    def is_names(self, container: Any) -> bool: ...
    def is_volatile(self, container: Any, name: str) -> bool: ...
    def note_replaced(self) -> None: ...
    def is_replaced(self, layer: Layer) -> bool: ...
    def may_raise(self, node: ast.AST) -> None: ...
    def reached(self, node: ast.Call, callee: Symbol, passed: Actuals) -> None: ...
    def asked(self, node: ast.Call, callee: Value, before: int) -> None: ...
    def enter(self, node: ast.AST, given: Named) -> None: ...
    def active_by_choice(self, node: ast.AST) -> list[Named]: ...
    def leave(self) -> None: ...
    def made(self, function: Func) -> None: ...


@dataclass(frozen=True, slots=True)
class Leave:
    """How a block is left, other than at its end: "return", "break", "continue"."""

    kind: str
    value: Value = None


Signal = Leave | None


def unsure(reason: str, *, kind: str = "", key: Hashable = None, is_input: bool = False) -> Unsure:
    return Unsure(reason, kind=kind, key=key, input=is_input)


def items_of(value: Value) -> list[Value] | None:
    """What running over `value` gives, of names of one member of an enumeration only the first; None where that is unknown."""
    if isinstance(value, OpenDict):
        return None
    if isinstance(value, (list, tuple, dict, str)) or (isinstance(value, set) and len(value) < 2):
        return list(value)
    if isinstance(value, Obj) and value.cls.is_tuple and value.cls.fields is not None:
        return [value.attributes[name] for name in value.cls.fields]
    if isinstance(value, Cls) and value.is_enum:
        if any(isinstance(one, Unknown) for one in value.members.values()):
            return None
        return list({id(one): one for one in value.members.values() if isinstance(one, Obj) and one.cls is value}.values())
    return None


def runs_own_method(value: Value) -> bool:
    """Whether printing, comparing or converting `value`, or an item of it, runs a method that the text gives its class."""
    if isinstance(value, Obj):
        return any(isinstance(base, Cls) and not _UNSEEN.isdisjoint(base.members) for base in value.cls.order)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple, set)) else ()
    return any(isinstance(item, Obj) and runs_own_method(item) for item in items)
