"""The order of the rooms: no import runs upwards, none runs in a circle, no room grows too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import lint_transpose

ROOT = Path(lint_transpose.__file__).parent

# From the ground up: a room imports from the rooms before it and from itself. The rooms of one line do not import each other.
ORDER = (
    ("", "record"),
    ("settings", "languages"),
    ("text",),
    ("layers", "files"),
    ("editing", "documents"),
    ("reading.index",),
    ("reading.values",),
    ("reading.forward",),
    ("reading.sites",),
    ("reading",),
    ("porting",),
    ("rules",),
    ("judging",),
    ("comparing",),
    ("checking",),
    ("running",),
    ("fixing", "report"),
    ("hosts",),
    ("server", "flake8_plugin", "pylint_plugin"),
    ("pylsp_plugin", "commands"),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ORDER) for room in rooms}
LARGEST = 350
LARGEST_PLUGIN = 100
MOST_AT_THE_ROOT = 8


def room_of(name: str) -> str:
    """The room in which the module `name` stands: the longest prefix that ORDER knows."""
    parts = name.split(".")
    return next(room for size in range(len(parts), -1, -1) if (room := ".".join(parts[:size])) in FLOOR)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def imported(name: str) -> Iterator[str]:
    """The modules of the package that the module `name` imports, wherever in it, TYPE_CHECKING included."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield whole if whole in MODULES else ".".join(base)


def test_no_import_runs_upwards() -> None:
    upwards = [
        f"{name} imports {other}"
        for name in MODULES
        for other in imported(name)
        if room_of(name) != room_of(other) and FLOOR[room_of(other)] >= FLOOR[room_of(name)]
    ]
    assert upwards == []


def test_no_circle() -> None:
    imports = {name: set(imported(name)) - {name} for name in MODULES}
    left = dict(imports)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


def test_no_room_is_too_large() -> None:
    sizes = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_plugins_of_hosts_are_small() -> None:
    for name in ("flake8_plugin", "pylint_plugin"):
        assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) < LARGEST_PLUGIN


def test_few_modules_at_the_root() -> None:
    assert len(list(ROOT.glob("*.py"))) <= MOST_AT_THE_ROOT


def test_what_is_complex_says_why() -> None:
    """A function above the complexity that ruff allows has a comment above it, with a whole sentence."""
    for path in MODULES.values():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if "noqa: C901" in line:
                assert lines[number - 1].lstrip().startswith("# "), (path, number + 1)
                assert lines[number - 1].endswith("."), (path, number + 1)
