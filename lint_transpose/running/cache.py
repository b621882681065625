"""What earlier runs found, kept on disk: a file that is as it was needs no second look.

An entry is used only where all that decides the findings is the same: the file's bytes, its name and place, the settings,
Python and this package.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import asdict
from functools import cache
from typing import Any

from .. import __version__
from ..documents import Document
from ..text.finding import Edit, Finding, Fix, Position, Related
from .run import STDIN, Candidate, names_originals

VARIABLE = "LINT_TRANSPOSE_CACHE_DIR"


def known(candidate: Candidate, document: Document) -> list[Finding] | None:
    """What was found in the file, as it is; None where that is not known."""
    if not _is_alone(candidate, document):
        return None
    try:
        with open(_path(candidate), "rb") as file:
            entry = json.load(file)
        return [_finding(**each) for each in entry["findings"]] if entry["key"] == _key(candidate) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def keep(candidate: Candidate, document: Document, findings: list[Finding]) -> None:
    """Remember what was found, in place of what was known of the file before. Where nothing can be kept, nothing is."""
    if not _is_alone(candidate, document):
        return
    try:
        path = _path(candidate)
        entry = {"key": _key(candidate), "findings": [asdict(finding) for finding in findings]}
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        # Written aside, so that no run ever reads half of it.
        aside = f"{path}.{os.getpid()}"
        with open(aside, "w", encoding="ascii") as file:
            json.dump(entry, file)
        os.replace(aside, path)
    except OSError:
        pass


def _is_alone(candidate: Candidate, document: Document) -> bool:
    """Whether the file alone decides what is found in it. Standard input is never the same for long."""
    reads_others = candidate.modules is not None or names_originals(document, candidate.settings)
    return not reads_others and candidate.path != STDIN


def _path(candidate: Candidate) -> str:
    """The file of the entry, one for each file that is checked: entries replace each other and do not pile up."""
    return os.path.join(_folder(), f"{_digest(os.path.abspath(candidate.path))}.json")


def _folder() -> str:
    """What the variable names, else the user's own folder for caches. Raises FileNotFoundError where there is neither."""
    if named := os.environ.get(VARIABLE):
        return named
    above = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(above):
        above = os.path.expanduser(os.path.join("~", ".cache"))
    if not os.path.isabs(above):
        raise FileNotFoundError(above)
    return os.path.join(above, "lint-transpose")


def _key(candidate: Candidate) -> str:
    """Stands for all that the findings depend on."""
    place = (candidate.filename, os.path.abspath(candidate.path))
    return _digest(repr((_package(), place, candidate.settings)), candidate.data)


@cache
def _package() -> str:
    """Tells this package and this Python from any other. A checkout of the package may change within a version."""
    parts = [sys.version, __version__]
    for above, _, names in sorted(os.walk(os.path.dirname(__file__))):
        if not above.endswith("__pycache__"):
            for path in sorted(os.path.join(above, name) for name in names):
                status = os.stat(path)
                parts.append(f"{path} {status.st_mtime_ns} {status.st_size}")
    return _digest("\n".join(parts))


def _digest(text: str, data: bytes = b"") -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest()


def _finding(
    start: list[int], end: list[int], fix: dict[str, Any] | None, related: list[dict[str, Any]], **rest: Any
) -> Finding:
    return Finding(
        start=Position(*start),
        end=Position(*end),
        fix=Fix(fix["message"], tuple(Edit(**_placed(edit)) for edit in fix["edits"]), fix["safe"]) if fix else None,
        related=tuple(Related(**_placed(other)) for other in related),
        **rest,
    )


def _placed(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"start": Position(*entry["start"]), "end": Position(*entry["end"])}
