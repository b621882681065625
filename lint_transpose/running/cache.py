"""What earlier runs found, kept on disk: a file that is as it was needs no second look.

An entry is used only where all that decides the findings is the same: the file's bytes, its place in the project, the
settings, Python and this package. Where the project lies does not matter, so checkouts and machines may share a folder.
Nothing in an entry is believed that could not have been written by this package.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache

from .. import __version__
from ..files.boundary import project_root, relative
from ..record import TYPE_CHECKING
from ..text.escaping import plain, shortened
from ..text.finding import Edit, Finding, Fix, Part, Position, Related, lines_of
from .candidate import STDIN, names_originals

try:
    from _blake2 import blake2b  # as `random` takes its hash: hashlib loads OpenSSL, which takes longer than all hashes here
except ImportError:
    from hashlib import blake2b

if TYPE_CHECKING:
    from typing import Any

    from ..documents import Document
    from ..settings import Settings
    from .candidate import Candidate

VARIABLE = "LINT_TRANSPOSE_CACHE_DIR"

# Spelt out, for a run that finds entries for all files does not import the rules.
CODES = frozenset(
    (
        "MST101",
        "MST102",
        "MST103",
        "MST104",
        "MST105",
        "MST106",
        "MST107",
        "MST108",
        "MST109",
        "MST201",
        "MST202",
        "MST203",
        "MST204",
        "MST205",
        "MST206",
        "MST207",
        "MST208",
        "MST209",
        "MST210",
        "MST301",
        "MST302",
        "MST303",
        "MST401",
        "MST402",
    )
)
"""The code of every rule."""

_LARGEST = 4_000_000
_MOST_ENTRIES = 20_000
_OLDEST = 60 * 24 * 3600


class _Forged(ValueError):
    """An entry holds what no check finds."""


def known(candidate: Candidate, document: Document) -> list[Finding] | None:
    """What was found in the file, as it is; None where that is not known."""
    if not _is_alone(candidate, document):
        return None
    try:
        path = _path(candidate)
        if not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
            return None
        with open(path, "rb") as file:
            entry = json.load(file)
        if entry["key"] != _key(candidate):
            return None
        return [_finding(document, **each) for each in entry["findings"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def keep(candidate: Candidate, document: Document, findings: list[Finding]) -> None:
    """Remember what was found, in place of what was known of the file before. Where nothing can be kept, nothing is."""
    if not _is_alone(candidate, document):
        return
    try:
        path = _path(candidate)
        entry = {"key": _key(candidate), "findings": [_entry(finding) for finding in findings]}
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        # Written aside, so that no run ever reads half of it.
        aside = f"{path}.{os.getpid()}"
        with open(aside, "w", encoding="ascii") as file:
            json.dump(entry, file)
        os.replace(aside, path)
        _prune(os.path.dirname(path))
    except OSError:
        pass


@cache
def _prune(folder: str) -> None:
    """Remove, once a run, the entries that nobody has written for long, and the oldest where they are too many."""
    import time

    with os.scandir(folder) as entries:
        ours = [entry for entry in entries if _is_entry(entry.name) and entry.is_file(follow_symlinks=False)]
        aged = sorted((entry.stat().st_mtime, entry.path) for entry in ours)
    limit = time.time() - _OLDEST
    for index, (written, path) in enumerate(aged):
        if written < limit or len(aged) - index > _MOST_ENTRIES:
            os.unlink(path)


def _is_entry(name: str) -> bool:
    """Whether a file is called as ours are, whole or written aside: the user may have named any folder."""
    digest, _, ending = name.partition(".")
    return len(digest) == 64 and ending.startswith("json")


def _is_alone(candidate: Candidate, document: Document) -> bool:
    """Whether only the file decides what is found in it. Standard input is never the same for long."""
    reads_others = candidate.modules is not None or names_originals(document, candidate.settings)
    return not reads_others and candidate.path != STDIN


def _path(candidate: Candidate) -> str:
    """The file of the entry, one for each place in a project: entries replace each other and do not pile up."""
    return os.path.join(_folder(), f"{_digest(_place(candidate.path, candidate.settings))}.json")


def _place(path: str, settings: Settings) -> str:
    """The path from the project's root on."""
    return relative(path, settings.root or project_root(os.path.dirname(path)))


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
    place = _place(candidate.path, candidate.settings)
    return _digest(repr((_package(), place, candidate.settings._replace(root=""))), candidate.data)


@cache
def _package() -> str:
    """Tells this package and this Python from any other. A checkout of the package may change within a version."""
    parts = [sys.implementation.name, repr(sys.version_info), __version__]
    package = os.path.dirname(os.path.dirname(__file__))
    try:
        # What pip has installed lists its files with their digests: the same on every machine.
        with open(f"{package}-{__version__}.dist-info/RECORD", encoding="utf-8") as record:
            parts += [line for line in record if line.startswith("lint_transpose/") and "__pycache__" not in line]
    except OSError:
        for above, _, names in sorted(os.walk(package)):
            if not above.endswith("__pycache__"):
                for path in sorted(os.path.join(above, name) for name in names):
                    status = os.stat(path)
                    parts.append(f"{os.path.relpath(path, package)} {status.st_mtime_ns} {status.st_size}")
    return _digest("\n".join(parts))


def _digest(text: str, data: bytes = b"") -> str:
    return blake2b(text.encode("utf-8", "surrogatepass") + b"\0" + data, digest_size=32).hexdigest()


# -- entries: what they hold, and what of it is believed -------------------------------------------------------------------


def _entry(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept: without the file's name, which each run gives anew."""
    entry = finding._asdict()
    del entry["filename"]
    if finding.fix:
        entry["fix"] = {**finding.fix._asdict(), "edits": [edit._asdict() for edit in finding.fix.edits]}
    entry["related"] = [other._asdict() for other in finding.related]
    for other in entry["related"]:
        del other["filename"]
    return entry


def _finding(
    document: Document,
    code: str,
    message: str,
    start: list[int],
    end: list[int],
    confidence: str,
    fix: dict[str, Any] | None,
    cell: int | None,
    related: list[dict[str, Any]],
    message_id: str,
    parts: list[Any],
) -> Finding:
    """Raises _Forged, or what wrong types raise."""
    if code not in CODES or confidence not in ("certain", "inferred") or cell not in document.pieces:
        raise _Forged(code)
    lines = lines_of(document.pieces[cell])

    def at(place: list[int]) -> Position:
        row, column = place
        if type(row) is not int or type(column) is not int or not 1 <= row <= len(lines):
            raise _Forged(place)
        if not 1 <= column <= len(lines[row - 1]) + 1:
            raise _Forged(place)
        return Position(row, column)

    def edit(entry: dict[str, Any]) -> Edit:
        return Edit(at(entry["start"]), at(entry["end"]), _string(entry["content"]))

    def other(entry: dict[str, Any]) -> Related:
        return Related(document.filename, at(entry["start"]), at(entry["end"]), _text(entry["message"]))

    return Finding(
        code,
        _text(message),
        document.filename,
        at(start),
        at(end),
        "certain" if confidence == "certain" else "inferred",
        Fix(_text(fix["message"]), tuple(map(edit, fix["edits"])), fix["safe"] is True) if fix else None,
        cell,
        tuple(map(other, related)),
        _text(message_id),
        _parts(parts),
    )


def _parts(entries: list[Any]) -> tuple[tuple[str, str | Part], ...]:
    """The parts of a message, or of a phrase in it."""
    return tuple(
        (_text(name), Part(_text(part[0]), _parts(part[1])) if isinstance(part, list) else _text(part))
        for name, part in entries
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _Forged(value)
    return value


def _text(value: object) -> str:
    """A text that is shown as it stands."""
    return shortened(plain(_string(value)))
