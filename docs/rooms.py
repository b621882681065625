"""The rooms of the package and their files, as the table that docs/architecture.md shows.

The order is that of tests/test_house.py; what a file is for is the first sentence of its docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import MODULES, ORDER, room_of

_TABLE = re.compile(r"(?<=<!-- rooms, made by docs.generate -->\n).*?(?=^<!-- end of rooms -->)", re.DOTALL | re.MULTILINE)


def with_rooms(text: str) -> str:
    """`text` with the table of rooms, where it has one, as it is now."""
    return _TABLE.sub(lambda _: "\n".join(_table()) + "\n", text)


def _table() -> Iterator[str]:
    yield "| room | file | what it is for |\n|---|---|---|"
    for rooms in ORDER:
        for room in rooms:
            names = sorted(name for name in MODULES if room_of(name) == room)
            for index, name in enumerate(name for name in names if name or not room):
                shown = f"**{room or 'lint_transpose'}**" if not index else ""
                yield f"| {shown} | `{_file(MODULES[name])}` | {_summary(MODULES[name])} |"


def _file(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("lint_transpose") :])


def _summary(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    text = " ".join((ast.get_docstring(ast.parse(path.read_bytes())) or "").split("\n\n")[0].split())
    sentence = re.match(r".*?[.?](?= [A-Z]|$)", text)
    return (sentence[0] if sentence else text).removesuffix(".").replace("|", "\\|")
