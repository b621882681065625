"""Fixes applied to texts and files: whole or not at all, everything around them as it was."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ..documents.encoding import python_encoding
from ..record.dataclasses import dataclass
from ..text.finding import Finding, Fix
from .patches import Lines, plan
from .rounds import Pieces, fix_pieces

Check = Callable[[str], list[Finding]]

# What is written aside is called by its process, so that others know when nobody will take it any more.
_ASIDE = ".lint-transpose-"
_LEFT = re.compile(rf"{re.escape(_ASIDE)}(?:(\d+)-)?[a-z0-9_]{{8}}")
_LONG_AGO = 3600


@dataclass(frozen=True, slots=True)
class FixedText:
    """A text before and after fixing: `fixed` are the findings whose fix was applied, `left` those still found.

    The places of `fixed` are those at the time each was applied.
    """

    original: str
    text: str
    fixed: tuple[Finding, ...]
    left: tuple[Finding, ...]


def apply(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """The text after those of `fixes` that touch no earlier one, and these. All else, line ends included, stays as it is."""
    patched, applied = plan(text, Lines(text), fixes)
    return patched.text, tuple(applied)


def fix_text(text: str, check: Check, safe_only: bool = True) -> FixedText:
    """Apply the fixes that `check` offers for a Python text, and for what it then finds, until nothing changes.

    A fix that leaves its finding, or a text that does not parse, is not made. Raises what `check` raises for `text`.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    pieces, fixed, left = fix_pieces({None: text[len(mark) :]}, lambda pieces: check(pieces[None]), safe_only)
    return FixedText(text, mark + pieces[None], tuple(fixed), tuple(left))


def fix_notebook(text: str, check: Check, safe_only: bool = True) -> FixedText:
    """As `fix_text` for the JSON text of a notebook, with findings by cell. ValueError when it is not a notebook."""
    from .notebook_edits import cells, replace_sources

    def written(pieces: Pieces) -> str:
        return replace_sources(text, {number: source for number, source in pieces.items() if number is not None})

    sources: Pieces = {number: cell.source for number, cell in cells(text).items() if cell.kind == "code"}
    pieces, fixed, left = fix_pieces(sources, lambda pieces: check(written(pieces)), safe_only)
    return FixedText(text, written(pieces), tuple(fixed), tuple(left))


def fix_file(path: Path, check: Check, safe_only: bool = True, write: bool = True) -> FixedText:
    """Fix a Python file or notebook in place. Raises what `rewrite_file` and `check` raise."""
    fix = fix_notebook if path.suffix == ".ipynb" else fix_text
    return rewrite_file(path, lambda text: fix(text, check, safe_only), write)


def rewrite_file(path: Path, rewrite: Callable[[str], FixedText], write: bool = True) -> FixedText:
    """Rewrite a Python file or notebook in place: encoding, line ends, mode and symbolic links stay.

    The file is replaced in one step or not touched. Raises OSError when it cannot be read or written, SyntaxError or
    UnicodeError when its encoding is not what it says, ValueError when a notebook is none, and what `rewrite` raises.
    """
    target = Path(os.path.realpath(path))
    content = target.read_bytes()
    is_notebook = path.suffix == ".ipynb"
    encoding = "utf-8-sig" if is_notebook and content.startswith(b"\xef\xbb\xbf") else "utf-8"
    if not is_notebook:
        encoding = python_encoding(content)
    text = content.decode(encoding)
    if text.encode(encoding) != content:
        raise UnicodeError(f"{encoding} text that would not be written back as it was")
    fixed = rewrite(text)
    if write and fixed.text != text:
        _replace(target, content, fixed.text.encode(encoding))
    return fixed


def diff(fixed: FixedText, filename: str) -> str:
    """What fixing changed, as a unified diff that `git apply -p0` applies; empty when nothing."""
    if fixed.original == fixed.text:
        return ""
    import difflib

    # A patch knows no line end but "\n": a lone "\r" is part of its line.
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (fixed.original, fixed.text))
    name = filename if filename.isprintable() else ascii(filename)
    lines = difflib.unified_diff(old, new, name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def clear_leftovers(folder: str) -> None:
    """Remove what runs that were killed have left in `folder`."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _LEFT.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False) and _is_left(match[1], entry.stat().st_mtime):
                os.unlink(entry.path)


def _is_left(process: str | None, written: float) -> bool:
    """Whether nobody writes the file any more. Of another machine's processes, and on Windows, only its age tells."""
    if process is not None and os.name == "posix":
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, OverflowError):
            return True
        except OSError:
            pass
    return time.time() - written > _LONG_AGO


def _replace(target: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `target`, which must still hold `old`."""
    import tempfile

    status = target.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"not a regular file: {target}")
    if not os.access(target, os.W_OK):
        raise PermissionError(f"not writable: {target}")
    descriptor, name = tempfile.mkstemp(prefix=f"{_ASIDE}{os.getpid()}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            # Only root may give a file away; another user's file then becomes the writer's own.
            with suppress(OSError):
                os.chown(name, status.st_uid, status.st_gid)
        Path(name).chmod(stat.S_IMODE(status.st_mode))
        if target.read_bytes() != old:
            raise OSError(f"changed while it was being fixed: {target}")
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
