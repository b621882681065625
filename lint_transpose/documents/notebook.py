"""Jupyter notebooks: the code cells in order as one text, with what only IPython understands made into plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..files.discovery import BadInputError
from ..languages import Phrase
from ..text.parsing import described, parses
from .document import Document, Place

_PYTHON_CELLS = {"capture", "prun", "py", "pypy", "python", "python3", "time", "timeit", "writefile"}
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*")
_LINE_MAGIC = re.compile(
    r"""
    (?P<indent>[ \t]*)
    (?:
        (?P<timed>%time(?:it)?[ ]) (?=[^\s-])           # the rest is Python
      | (?:
            [%!?/,;]                                    # %magic, !shell, ?help, calls without parentheses
          | (?P<target>[\w., \t\[\]]+=[ \t]*) [%!]      # files = !ls
          | [\w.*\[\]]+\?                               # help?
        )
        (?:[^\\\n]|\\.|\\\n)*
    )
    """,
    re.VERBOSE,
)
# A string that nobody ends goes on to the end of the cell: looked for anew at each quote it would take long.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|' + r"'''(?:\\.|[^\\])*?(?:'''|\Z)|" + r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'|"
    r"#[^\n]*|[()\[\]{}]|\\\n|\n",
    re.DOTALL,
)


def cells(data: bytes | str) -> dict[int | None, str]:
    """The source of each code cell by its number, from 1 over all cells. Raises BadInputError.

    Empty for a notebook in another language than Python.
    """
    import json

    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInputError(Phrase("no_notebook", "not a notebook: {why}", why=str(error))) from error
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise BadInputError(Phrase("no_cells", "not a notebook of format 4: no list of cells"))
    if not _is_python(content.get("metadata")):
        return {}
    found: dict[int | None, str] = {}
    for number, cell in enumerate(content["cells"], 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            source = "".join(source) if isinstance(source, list) and all(isinstance(x, str) for x in source) else source
            if not isinstance(source, str):
                raise BadInputError(Phrase("cell_without_text", "not a notebook: cell {number} has no text", number=number))
            found[number] = source
    return found


def document(filename: str, sources: Mapping[int | None, str]) -> Document:
    """The cells as one text. A cell that is not Python is left out, and named among the problems."""
    lines: list[str] = []
    places: list[Place] = []
    problems: list[Phrase] = []
    for number, source in sources.items():
        text = as_python(source.replace("\r\n", "\n").replace("\r", "\n"))
        error = parses(text)
        if error is not None:
            problems.append(Phrase("of_cell", "cell {number}: {what}", number=number, what=described(error)))
            continue
        rows = text.split("\n")
        lines += rows
        places += (Place(number, row) for row in range(1, len(rows) + 1))
    return Document(filename, "\n".join(lines), sources, places or [Place(None, 1)], tuple(problems))


def as_python(cell: str) -> str:
    """A cell's text without IPython's own syntax; what remains stands where it stood."""
    magic = _CELL_MAGIC.match(cell)
    if magic is None:
        return "".join(_without_magics(cell))
    if magic[1] not in _PYTHON_CELLS or (magic[1] == "writefile" and not magic[0].rstrip().endswith(".py")):
        return "\n" * cell.count("\n")
    return "\n" * magic[0].count("\n") + "".join(_without_magics(cell[magic.end() :]))


def _without_magics(cell: str) -> Iterator[str]:
    at = depth = 0
    while at < len(cell):
        magic = _LINE_MAGIC.match(cell, at) if depth == 0 else None
        if magic is not None:
            yield _replacement(magic)
            at = magic.end()
            if magic["timed"] is None:
                continue
        start, at = at, len(cell)
        for token in _TOKEN.finditer(cell, start):
            if token[0] == "\n":
                at = token.end()
                break
            depth = max(0, depth + (token[0] in "([{") - (token[0] in ")]}"))
        yield cell[start:at]


def _replacement(magic: re.Match[str]) -> str:
    if magic["timed"]:
        return magic["indent"] + "if 1:".ljust(len(magic["timed"]))
    rows = "\n" * magic[0].count("\n")
    return f"{magic['indent']}{magic['target']}None{rows}" if magic["target"] else f"{magic['indent']}pass{rows}"


def _is_python(metadata: Any) -> bool:
    if not isinstance(metadata, dict):
        return True
    for table, key in (("kernelspec", "language"), ("language_info", "name")):
        language = metadata.get(table, {})
        language = language.get(key) if isinstance(language, dict) else None
        if isinstance(language, str):
            return "python" in language.lower()
    return True
