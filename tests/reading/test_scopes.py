"""What a name holds: in random programs of functions and classes, no certain finding may be untrue in any run."""

from __future__ import annotations

from random import Random

import pytest

from .programs import findings, indented, layer, paddings

NAMES = ("a", "b", "c")


class Program:
    """A module that binds a, b and c, and whose functions and classes pass them around. Every value is a small int."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._functions: list[str] = []
        self._classes: list[str] = []
        self._count = 0

    def source(self) -> str:
        lines = [f"a = {self._value([])}", f"b = {self._value([])}", "c = 1"]
        for _ in range(self._random.randint(1, 4)):
            part = self._random.choice((self._function, self._function, self._class, self._part))
            lines += part()
        for name in self._functions:
            lines += [f"{name}({self._arguments(list(NAMES))})", layer(self._random.choice(NAMES))]
        for name in self._classes:
            built = f"{name}({self._arguments(list(NAMES))})"
            lines += [f"{built}.m()", layer(f"{built}.{self._random.choice('uvw')}")]
        return "\n".join(lines) + "\n"

    # -- statements --------------------------------------------------------------------------------------------------------

    def _part(self) -> list[str]:
        return self._block(list(NAMES), 2)

    def _function(self) -> list[str]:
        name = self._new("f")
        body = [f"global {self._random.choice(NAMES)}"] if self._random.random() < 0.5 else []
        body += [*self._block(["x", "y"], 2), f"return {self._value(['x', 'y'])}"]
        lines = [f"def {name}(x={self._value(list(NAMES))}, y={self._value(list(NAMES))}):", *indented(body)]
        self._functions.append(name)
        return lines

    def _class(self) -> list[str]:
        name, random = self._new("C"), self._random
        base = random.choice(self._classes) if self._classes and random.random() < 0.5 else ""
        body = [f"w = {self._value(list(NAMES))}"]
        if not base or random.random() < 0.6:
            first = [f"super().__init__({self._arguments(['x', 'y'])})"] if base else []
            stores = [f"self.v = {self._value(['x', 'y'])}", f"self.u = {self._value(['x', 'y'])}"]
            rest = self._block(["x", "y", "self.u", "self.v", "self.w"], 1)
            body += ["def __init__(self, x=1, y=0):", *indented([*first, *stores, *rest])]
        if not base or random.random() < 0.5:
            names = ["x", "self.u", "self.v", "self.w"]
            body += ["def m(self, x=1):", *indented([*self._block(names, 1), f"return {self._value(names)}"])]
        self._classes.append(name)
        return [f"class {name}({base}):", *indented(body)]

    def _block(self, names: list[str], depth: int) -> list[str]:
        """Statements that read `names` and may bind others of NAMES, which are then read as well."""
        names = list(names)
        return [line for _ in range(self._random.randint(1, 3)) for line in self._statement(names, depth)]

    def _statement(self, names: list[str], depth: int) -> list[str]:
        random = self._random
        kind = random.choice(("bind", "bind", "layer", "layer", "layer", "store", *(("if", "for", "def") if depth else ())))
        if kind == "layer":
            return [layer(self._value(names))]
        if kind == "if":
            then, other = (indented(self._block(names, depth - 1)) for _ in range(2))
            return [f"if {random.choice(('maybe()', self._value(names)))}:", *then, "else:", *other]
        if kind == "def":
            name, body = self._new("g"), [*self._block(["x", "y"], depth - 1), f"return {self._value(['x', 'y'])}"]
            return [f"def {name}(x=1, y=0):", *indented(body), f"{name}({self._value(names)})"]
        if kind == "store" and "self.v" in names:
            return [f"{random.choice(('self.u', 'self.v'))} = {self._value(names)}"]
        name, value = random.choice(NAMES), self._value(names)
        names.append(name)
        if kind == "for":
            return [f"for {name} in ({value}, {self._value(names[:-1])}):", *indented(self._block(names, depth - 1))]
        return [f"{name} = {value}"]

    # -- expressions -------------------------------------------------------------------------------------------------------

    def _value(self, names: list[str], depth: int = 1) -> str:
        random = self._random

        def inner() -> str:
            return self._value(names, depth - 1)

        atoms = ["0", "1", "1", *names, *names]
        if not depth or random.random() < 0.6:
            return random.choice(atoms)
        forms = [
            lambda: f"({inner()} if maybe() else {inner()})",
            lambda: f"({inner()} {random.choice(('or', 'and', '*'))} {inner()})",
            lambda: f"({inner()}, {inner()})[{random.choice((0, 1, -1))}]",
            lambda: f"{{'k': {inner()}, 'l': {inner()}}}[{random.choice(('k', 'l'))!r}]",
            lambda: f"{random.choice(('min', 'max'))}({inner()}, {inner()})",
            lambda: f"(lambda z={inner()}: z)({random.choice(('', inner()))})",
            lambda: f"[z for z in ({inner()}, {inner()})][{random.choice((0, 1))}]",
        ]
        if self._functions:
            forms += [lambda: f"{random.choice(self._functions)}({self._arguments(names, depth - 1)})"] * 2
        if self._classes:
            built = f"{random.choice(self._classes)}({self._arguments(names, depth - 1)})"
            forms += [lambda: f"{built}.{random.choice('uvw')}", lambda: f"{built}.m({inner()})"]
        return random.choice(forms)()

    def _arguments(self, names: list[str], depth: int = 1) -> str:
        one, other = self._value(names, depth), self._value(names, depth)
        return self._random.choice(("", one, f"{one}, {other}", f"y={one}", f"*({one}, {other})", f"**{{'x': {one}}}"))

    def _new(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"


@pytest.mark.parametrize("seed", range(20))
def test_certain_findings_hold_in_every_run(seed: int) -> None:
    random = Random(seed)
    certain = 0
    for _ in range(30):
        source = Program(random).source()
        seen = paddings(source, random)
        for finding in findings(source):
            certain += finding.confidence == "certain" and finding.start.row in seen
            assert finding.confidence == "inferred" or 0 not in seen[finding.start.row], source
    assert certain > 5
