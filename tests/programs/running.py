"""Programs run by Python itself, under several settings of what their texts leave open."""

from __future__ import annotations

import ast
import os
import random as global_random
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from random import Random
from types import CodeType, FrameType, ModuleType

from .standins import PROGRAM, Event, modules, recording

SECONDS = 2.0
VARIABLES = ("PADDED", "TORCH_STYLE", "DEPTH")
"""The environment variables that programs may ask for: unset, "0" or "1", by chance."""


@dataclass(frozen=True)
class Program:
    """A program's text, and what another module may do with it: expressions of its names, by entry.

    An entry is a sequence of alternatives; a run takes one of them. `tags` names the idioms of each line, from line 1.
    """

    text: str
    entries: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Run:
    """What happened in one run: the events, which expressions were evaluated, and what ended it, if anything did.

    `given`: the events on the way of expressions that pass values of their own.
    """

    events: tuple[Event, ...]
    evaluated: tuple[str, ...]
    error: BaseException | None
    given: tuple[Event, ...] = ()

    @property
    def ended_by(self) -> Event | None:
        """The layer's failure that nobody caught."""
        return getattr(self.error, "event", None)

    @property
    def elsewhere(self) -> bool:
        """Whether another module made a subclass of a class of the program's."""
        return any("type(" in expression for expression in self.evaluated)

    @property
    def outcome(self) -> str:
        return "" if self.error is None else type(self.error).__name__


class TooLongError(BaseException):
    """The program took too long: it tells nothing."""


def runs(program: Program, count: int, seed: str) -> list[Run]:
    """The runs of a program; each entry is the first of one run at least, where there are as many runs."""
    code = compile(program.text, PROGRAM, "exec")
    found = []
    for index in range(count):
        random = Random(f"{seed} {index}")
        entries = list(program.entries)
        random.shuffle(entries)
        if program.entries:
            first = program.entries[index % len(program.entries)]
            entries.remove(first)
            entries = [first, *entries[: random.choice((0, 0, 1, 2))]]
        found.append(_run(code, [random.choice(entry) for entry in entries], random))
    return found


def _run(code: CodeType, expressions: list[str], random: Random) -> Run:
    module = ModuleType("program")
    module.__dict__["__file__"] = PROGRAM
    error: BaseException | None = None
    evaluated: list[str] = []
    starts: list[int] = []
    with _surroundings(module, random), recording() as events:
        try:
            with _limited():
                exec(code, module.__dict__)
                for expression in expressions:
                    evaluated.append(expression)
                    starts.append(len(events))
                    eval(expression, module.__dict__)
        except TooLongError:
            raise
        except BaseException as raised:
            error = raised.with_traceback(None)
    ends = [*starts[1:], len(events)]
    given = [events[start:end] for start, end, text in zip(starts, ends, evaluated) if _passes_values(text)]
    return Run(tuple(events), tuple(evaluated), error, tuple(event for part in given for event in part))


def _passes_values(expression: str) -> bool:
    """Whether the expression passes anything but tensors, and the name of a test to its class."""
    calls = [
        node for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Call) and ast.unparse(node.func) != "Tensor"
    ]
    passed = [argument for call in calls for argument in (*call.args, *(keyword.value for keyword in call.keywords))]
    return any(not ast.unparse(item).startswith(("Tensor(", "'test_")) for item in passed)


@contextmanager
def _limited() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _surroundings(module: ModuleType, random: Random) -> Iterator[None]:
    """The stand-ins, the program's own module, and the unknown inputs of one run."""
    given = {**modules(), "program": module}
    missing = object()
    before = {name: sys.modules.get(name, missing) for name in given}
    argv, state = sys.argv, global_random.getstate()
    environment = {name: os.environ.get(name) for name in VARIABLES}
    sys.modules.update(given)
    sys.argv = ["program.py"]
    global_random.seed(random.random())
    for name in VARIABLES:
        os.environ.pop(name, None)
        value = random.choice((None, "0", "1"))
        if value is not None:
            os.environ[name] = value
    try:
        # What argparse says goes nowhere.
        with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, old in before.items():
            if old is missing:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = old  # type: ignore[assignment]
        for name, text in environment.items():
            os.environ.pop(name, None)
            if text is not None:
                os.environ[name] = text
        sys.argv = argv
        global_random.setstate(state)
