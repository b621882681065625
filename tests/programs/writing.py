"""A program while it is written: names, lines with their idioms, classes, and the values that go into layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from .running import VARIABLES, Program

GOOD: dict[str, tuple[str, ...]] = {
    "padding": ("0", "0", "1", "1", "1", "2"),
    "pad_mode": ('"pad"', '"pad"', '"pad"', '"same"', '"valid"'),
    "kernel_size": ("3", "4", "4", "2"),
    "stride": ("1", "2", "2", "2"),
    "dilation": ("1", "1", "2"),
    "group": ("1", "1", "2"),
    "has_bias": ("True", "False"),
    "weight_init": ('"normal"', '"xavier_uniform"', "None"),
    "in_channels": ("4", "8"),
    "out_channels": ("4", "8"),
}
BAD: dict[str, tuple[str, ...]] = {
    "padding": ("(1, 1)", "-1", "1.0", "[1, 1]", "None", '"same"', "True", "(1, 0, 1)"),
    "pad_mode": ('"PAD"', '"Same"', '"zeros"', "None", "0", "True"),
    "kernel_size": ("0", "3.0", '"3"', "[4, 4]", "(4,)"),
    "stride": ("0", "2.0", "[2, 2]", "(2, 2, 2, 2)"),
    "dilation": ("0", "1.0", "[1, 1]"),
    "group": ("3", "0", "True"),
    "has_bias": ("1", "None", '"False"'),
    "weight_init": ('"kaiming"', '"he"'),
    "in_channels": ("0", "2.5"),
    "out_channels": ("-4", "None"),
}
UNKNOWN_NAMES = ("bias=True", "bias=False", "groups=1", 'padding_mode="zeros"', "output_size=8", "pad_mod=0", "device=None")


@dataclass
class ClassText:
    """A class while it is written. `init`: the lines of `__init__`, None while the class has none."""

    name: str
    bases: list[str]
    body: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    init: list[str] | None = None
    methods: list[list[str]] = field(default_factory=list)
    decorators: list[str] = field(default_factory=list)

    def method(self, head: str, *lines: str) -> None:
        self.methods.append([head, *indented(lines or ("pass",))])

    def lines(self) -> list[str]:
        inner = list(self.body)
        if self.init is not None:
            inner.append(f"def __init__({', '.join(['self', *self.parameters])}):")
            inner += indented(self.init or ["pass"])
        for method in self.methods:
            inner += method
        bases = f"({', '.join(self.bases)})" if self.bases else ""
        return [
            *self.decorators,
            f"class {self.name}{bases}:",
            *indented(inner or ["pass"]),
        ]


@dataclass
class Scope:
    """Where code is being written. `lines`: the statements before the place at hand, `cls` the class, in a method of it.

    `flags`: names that hold a bool or the like which the text leaves open.
    """

    writer: Writer
    lines: list[str]
    kind: str
    cls: ClassText | None = None
    flags: list[str] = field(default_factory=list)
    depth: int = 0

    def inner(self) -> Scope:
        """A block in this scope."""
        return Scope(self.writer, [], self.kind, self.cls, self.flags, self.depth + 1)


Host = Callable[["Writer"], None]
"""Writes a part of a program: what stands around layers, and what another module may call."""

HOSTS: list[Host] = []


def host(times: int = 1) -> Callable[[Host], Host]:
    """Enters a host, as often as it is to be likely."""

    def enter(function: Host) -> Host:
        HOSTS.extend([function] * times)
        return function

    return enter


def indented(lines: Iterator[str] | list[str] | tuple[str, ...]) -> list[str]:
    return [f"    {line}" for line in lines]


class Writer:
    """One program. What is written from inside `idiom(...)` is marked with its name."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.imports: dict[str, None] = {}
        self.lines: list[str] = []
        self.tags: list[tuple[str, ...]] = []
        self.entries: list[tuple[str, ...]] = []
        self.used: set[str] = set()
        self.classes: list[ClassText] = []
        """Those of the unit at hand, which are written at its end."""
        self.offered: dict[str, list[tuple[str, str]]] = {}
        """The parameters with defaults that a class's `__init__` takes: name and kind."""
        self._count = 0

    def chance(self, likelihood: float) -> bool:
        return self.random.random() < likelihood

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def name(self, stem: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{stem}{self._count}"

    def uses(self, idiom: str) -> None:
        self.used.add(idiom)

    def need(self, line: str) -> None:
        """An import."""
        self.imports[line] = None

    def emit(self, *lines: str) -> None:
        """Lines of the module, from the left."""
        self.lines += lines

    @contextmanager
    def unit(self) -> Iterator[None]:
        """A part of the program whose idioms belong together."""
        self.used, start = set(), len(self.lines)
        self.classes, self.offered = [], {}
        yield
        for cls in self.classes:
            self.emit(*cls.lines(), "")
        tags = tuple(sorted(self.used))
        self.tags += [()] * (start - len(self.tags)) + [tags] * (len(self.lines) - start)

    def ancestry(self, cls: ClassText) -> list[ClassText]:
        """The class and those of its bases that are written here."""
        found = [cls]
        for base in cls.bases:
            found += [other for known in self.classes if known.name == base for other in self.ancestry(known)]
        return found

    def family(self, cls: ClassText) -> list[ClassText]:
        """The classes that share a line of descent with this one."""
        above = self.ancestry(cls)
        return [other for other in self.classes if other in above or any(item in above for item in self.ancestry(other))]

    def value(self, kind: str, bad: float = 0.12) -> str:
        """The text of a value for an argument."""
        table = BAD if self.chance(bad) else GOOD
        return self.random.choice(table[kind])

    def flag(self, scope: Scope) -> str:
        """An expression that is true or false, which the text does not say."""
        if scope.flags and self.chance(0.7):
            return self.random.choice(scope.flags)
        if self.chance(0.5):
            self.need("import random")
            return "random.random() < 0.5"
        self.need("import os")
        return f'os.environ.get("{self.pick(*VARIABLES)}") == "1"'

    def program(self) -> Program:
        imports = list(self.imports)
        text = "\n".join([*imports, "", *self.lines]) + "\n"
        self.tags += [()] * (len(self.lines) - len(self.tags))
        return Program(text, tuple(self.entries), ((),) * (len(imports) + 1) + tuple(self.tags))
