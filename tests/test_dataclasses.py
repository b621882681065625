"""Our dataclasses are what the standard library's are, to whoever uses what this package does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest

from lint_transpose.record import dataclasses as ours

T = TypeVar("T")
OPTIONS: list[dict[str, bool]] = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "eq": False},
    {"slots": True, "eq": False},
    {"eq": False, "repr": False},
]


def classes(module: ModuleType, options: dict[str, bool]) -> dict[str, Any]:
    """The same classes, made by `module`."""

    @module.dataclass(**options)  # type: ignore[untyped-decorator]
    class Point:
        """A place."""

        x: int
        y: int = 2
        names: list[str] = module.field(default_factory=list)
        note: str = module.field(default="", kw_only=True, compare=False)

        @property
        def far(self) -> int:
            return self.x + self.y

    @module.dataclass(**options)  # type: ignore[untyped-decorator]
    class Deep(Point):  # type: ignore[misc, valid-type]
        y: int = 5
        z: tuple[int, ...] = ()
        kept: dict[str, int] = module.field(init=False, repr=False, default_factory=dict)

        def __repr__(self) -> str:
            return f"Deep {self.x}"

    @module.dataclass(**options)  # type: ignore[untyped-decorator]
    class Of(Generic[T]):
        value: T
        other: object = module.field(default=None, compare=False, repr=False)

    @module.dataclass(**{**options, "frozen": False})  # type: ignore[untyped-decorator]
    class Counted:
        start: int
        count: int = module.field(init=False)

        def __post_init__(self) -> None:
            self.count = self.start + 1

    @module.dataclass(**options)  # type: ignore[untyped-decorator]
    class Empty:
        pass

    return {"Point": Point, "Deep": Deep, "Of": Of, "Counted": Counted, "Empty": Empty}


def outcome(work: Callable[[], object]) -> str:
    """What is given; which error is raised hangs on the release of Python."""
    try:
        return re.sub(r"at 0x\w+", "", repr(work()))
    except (TypeError, AttributeError, ValueError):
        return "raises"


def assigned(item: Any, name: str) -> Any:
    setattr(item, name, 9)
    return getattr(item, name)


USES: dict[str, Callable[[dict[str, Any], ModuleType], object]] = {
    "positions": lambda c, m: (c["Point"](1), c["Point"](1, 3, ["a"]), c["Deep"](1, 2, [], (3,)), c["Of"]([]), c["Empty"]()),
    "keywords": lambda c, m: (c["Point"](x=1, note="n"), c["Deep"](z=(1,), x=4, note="n"), c["Of"](value=1, other=2)),
    "defaults": lambda c, m: (c["Point"](1).y, c["Deep"](1).y, c["Deep"](1).kept, c["Counted"](4).count),
    "own lists": lambda c, m: c["Point"](1).names is c["Point"](1).names,
    "equal": lambda c, m: [
        (one == other, one != other)
        for one in (c["Point"](1), c["Point"](1, note="n"), c["Point"](2), c["Deep"](1, 2), c["Of"](1), c["Empty"](), 1)
        for other in (c["Point"](1), c["Deep"](1), c["Deep"](1, 2), c["Of"](1), c["Of"](1, 2), c["Empty"]())
    ],
    "hashes": lambda c, m: len({c["Of"](1), c["Of"](1, 2), c["Of"](2), c["Empty"](), c["Empty"]()}),
    "hash of lists": lambda c, m: hash(c["Of"]([])) and None,
    "replaced": lambda c, m: (
        m.replace(c["Point"](1, note="n"), y=7),
        m.replace(c["Deep"](1), z=(2,)),
        m.replace(c["Empty"]()),
    ),
    "replaced what is not passed": lambda c, m: m.replace(c["Deep"](1), kept={}),
    "replaced what is not there": lambda c, m: m.replace(c["Point"](1), w=1),
    "missing": lambda c, m: c["Point"](),
    "too many": lambda c, m: c["Point"](1, 2, [], "n"),
    "twice": lambda c, m: c["Point"](1, x=2),
    "unknown": lambda c, m: c["Point"](1, w=2),
    "assigned": lambda c, m: assigned(c["Point"](1), "x"),
    "assigned what is not there": lambda c, m: assigned(c["Point"](1), "w"),
    "deleted": lambda c, m: delattr(c["Point"](1), "x"),
    "copied": lambda c, m: (copy.copy(c["Of"]([1])).value, copy.deepcopy(c["Deep"](1, 2, ["a"], note="n")).names),
    "matched": lambda c, m: [item.__match_args__ for item in c.values()],
    "documented": lambda c, m: (c["Point"].__doc__, c["Point"].__name__, c["Point"].__qualname__, c["Point"].__module__),
    "of a property": lambda c, m: (c["Point"](1).far, c["Deep"](1).far),
    "has a dict": lambda c, m: [hasattr(item(*([1] if name != "Empty" else [])), "__dict__") for name, item in c.items()],
    "isinstance": lambda c, m: isinstance(c["Deep"](1), c["Point"]),
}


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_as_the_standard_library(use: Callable[[dict[str, Any], ModuleType], object], options: dict[str, bool]) -> None:
    theirs = outcome(lambda: use(classes(dataclasses, options), dataclasses))
    assert outcome(lambda: use(classes(ours, options), ours)) == theirs


def test_a_circle_is_shown() -> None:
    item = classes(ours, {"slots": True})["Of"](1)
    item.value = [item]
    assert repr(item).endswith("Of(value=[...])")


@ours.dataclass(frozen=True, slots=True)
class Kept:
    name: str
    items: tuple[int, ...] = ()


@ours.dataclass(frozen=True)
class KeptInDict:
    name: str


@pytest.mark.parametrize("item", [Kept("a", (1, 2)), KeptInDict("b")])
def test_pickled(item: object) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(item, protocol)) == item


def test_the_package_uses_ours() -> None:
    """Those of the standard library do not know our objects."""
    package = Path(ours.__file__).parent.parent
    texts = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.parent.name != "record"}
    assert [path for path, text in texts.items() if re.search(r"^\s*(from|import) dataclasses", text, re.MULTILINE)] == []


def test_the_engine_goes_without_the_standard_library_s() -> None:
    """It brings `inspect`, and makes and compiles text for each class."""
    script = """
import sys
from lint_transpose import check_source
assert check_source("from mindspore import nn\\nnn.Conv2dTranspose(1)")
print(sorted({"dataclasses", "inspect"} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
