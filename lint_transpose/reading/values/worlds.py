"""Choices that a text leaves open, and every consistent way to make them.

Where a value depends on a branch, a caller or an item of a loop, the reader asks the world to choose. One world is one
consistent set of choices: all arguments of a call come from the same branch and the same caller, never from a mixture
that cannot happen. The worlds are enumerated by running the reading again with the last open choice made differently.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple

from ...languages import Text
from ...record.dataclasses import dataclass, field, replace

_MOST_RESTARTS = 3


class Infeasible(Exception):  # control flow, not an error
    """The choices made contradict the text: this world does not exist."""


MeaningKind = Literal[
    "true",
    "false",
    "key",
    "other key",
    "import",
    "item",
    "default",
    "given",
    "elsewhere",
    "defaults",
    "caller",
    "caller elsewhere",
    "class itself",
    "subclass",
    "version",
    "first pass",
    "later pass",
    "loop runs",
    "loop never runs",
    "case",
    "no case",
    "with succeeds",
    "with fails",
    "try succeeds",
    "try fails",
    "line succeeds",
    "line fails",
    "caught",
    "not caught",
    "left by the module",
    "changed later",
]


class Meaning(NamedTuple):
    """What one option of a choice takes for granted: Meaning("item", "(64, 32)", 2) is the second item of the tuple.

    `kind` says what is chosen, `subject` of what, `value` what is taken. `sites.assumptions` has the words for each kind.
    """

    kind: MeaningKind
    subject: str = ""
    value: str | int = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice made: `option` of `options`; `means` says what each of them takes for granted."""

    key: Hashable
    option: int
    options: int
    means: Callable[[int], Meaning]

    @property
    def taken(self) -> Meaning:
        return self.means(self.option)


@dataclass(slots=True)
class World:
    """A set of choices. The first ones follow `script`, keys with their options; every further one takes option 0."""

    script: tuple[tuple[Hashable, int], ...] = ()
    choices: dict[Hashable, Choice] = field(default_factory=dict)
    memo: dict[Hashable, Any] = field(default_factory=dict)
    unfinished: set[Hashable] = field(default_factory=set)
    """The keys in `memo` whose values stand in for what is being worked out."""
    values: dict[Hashable, Any] = field(default_factory=dict)
    """What expressions hold in this world."""
    callers: dict[Hashable, list[Any]] = field(default_factory=dict)
    """For each activation of a function the calls that it may be by, as they were known when one was chosen."""
    outside: dict[Text, None] = field(default_factory=dict)
    """What was taken from other modules, in words."""
    required: dict[Hashable, int] = field(default_factory=dict)
    """Choices that a place takes for granted: the conditions under which it is reached."""
    equal: dict[Hashable, Hashable] = field(default_factory=dict)
    """What a subject was taken to be equal to: it equals no other constant."""
    asked: int = 0
    """How often a choice was asked for: what is read without one is the same in every world."""
    closed: bool = False
    """Whether what was not chosen yet must not be: who asks for it finds the world infeasible."""
    passing: int = 0
    """How often something was met that holds for the moment alone: what is read from it must not be kept."""
    marks: list[tuple[int, ...]] = field(default_factory=list)
    """For each choice how much was known when it was made: the next world, which makes the ones before alike, begins there."""
    is_rewritten: bool = False
    """Whether what was known was replaced, so that `marks` do not tell what was known when."""
    has_strayed: bool = False
    """Whether something else was asked for than `script` says: what is known in all worlds grew since the world before."""

    def choose(self, key: Hashable, options: int, means: Callable[[int], Meaning]) -> int:
        """The option, from 0, taken for `key`; the same at every call."""
        if options == 1:
            return 0
        self.asked += 1
        if key in self.required:
            return self.required[key]
        made = self.choices.get(key)
        if made is None and self.closed:
            raise Infeasible
        if made is None:
            place = len(self.choices)
            scripted, option = self.script[place] if place < len(self.script) and not self.has_strayed else (key, 0)
            if scripted != key:
                self.has_strayed, option = True, 0
            if option >= options:  # there are fewer of them than in the world before
                raise Infeasible
            made = self.choices[key] = Choice(key, option, options, means)
            self.marks.append(tuple(map(len, self._known)))
        return made.option

    @property
    def _known(self) -> tuple[dict[Any, Any], ...]:
        return self.values, self.callers, self.outside, self.required, self.equal

    def following(self, script: tuple[tuple[Hashable, int], ...]) -> World:
        """The world of `script`, which makes all choices but its last one as this world does: it knows what these led to."""
        place = len(script) - 1
        if self.is_rewritten:
            return World(script)
        first = [dict(islice(known.items(), size)) for known, size in zip(self._known, self.marks[place])]
        values, callers, outside, required, equal = first
        choices = dict(islice(self.choices.items(), place))
        marks = self.marks[:place]
        return World(
            script, choices, values=values, callers=callers, outside=outside, required=required, equal=equal, marks=marks
        )

    def as_chosen(self) -> World:
        """A copy of this world in which nothing more is chosen, and what is read leaves no trace in this one."""
        return replace(
            self,
            memo=dict(self.memo),
            unfinished=set(self.unfinished),
            values=dict(self.values),
            callers=dict(self.callers),
            outside=dict(self.outside),
            required=dict(self.required),
            equal=dict(self.equal),
            closed=True,
        )

    def require(self, key: Hashable, option: int) -> None:
        """Take `option` for `key` from now on. Raises Infeasible when another one was taken."""
        self.asked += 1
        made = self.choices.get(key)
        taken = self.required.setdefault(key, option) if made is None else made.option
        if taken != option:
            raise Infeasible


def worlds(limit: int, resumed: bool = False) -> Iterator[World]:
    """Every world, each to be used up before the next is asked for; at most `limit`.

    They begin anew after a world that has strayed, since it leaves some out.

    With `resumed` a world knows what the one before has worked out from the choices that both make: only for whoever asks
    in each world for the same, in the same order.
    """
    world = World()
    restarts = 0
    for _ in range(limit):
        yield world
        if world.has_strayed and restarts < _MOST_RESTARTS:
            world, restarts = World(), restarts + 1
            continue
        made = list(world.choices.values())
        while made and made[-1].option == made[-1].options - 1:
            made.pop()
        if not made:
            return
        script = (*((choice.key, choice.option) for choice in made[:-1]), (made[-1].key, made[-1].option + 1))
        world = world.following(script) if resumed else World(script)
