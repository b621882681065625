"""What several commands do alike."""

from __future__ import annotations

import os
import sys

from ..languages import Phrase
from ..record import TYPE_CHECKING
from ..running.candidate import STDIN
from ..settings import LANGUAGES
from . import UsageError

if TYPE_CHECKING:
    import argparse


def stdin_filename(arguments: argparse.Namespace) -> str:
    """What standard input is called. Raises UsageError where it is named and not read."""
    if arguments.stdin_filename is not None and STDIN not in arguments.paths:
        raise UsageError(Phrase("stdin_name", "--stdin-filename has no effect without - among the paths"))
    return arguments.stdin_filename or STDIN


FOR_PEOPLE = ("text", "full")
"""The formats in which somebody reads along."""


def add_language(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the option --language."""
    words = "the language of what is said; default: that of the terminal, English in files and for programs"
    parser.add_argument("--language", choices=LANGUAGES, help=words)


def write(report: str, output_file: str | None, to_stderr: bool = False) -> None:
    """Put a report where it is wanted. Raises OSError."""
    if output_file is None:
        (sys.stderr if to_stderr else sys.stdout).write(report)
        return
    with open(output_file, "w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        file.write(report)


def listed_paths(filename: str) -> list[str]:
    """The paths that a file or standard input lists, one a line, or as `find -print0` does. Raises OSError."""
    if filename == STDIN:
        data = sys.stdin.buffer.read()
    else:
        with open(filename, "rb") as file:
            data = file.read()
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(line) for line in lines if line]


def from_here(pattern: str) -> str:
    """A pattern of the command line, whose paths begin in the current folder, as one that means the same everywhere."""
    return os.path.join(os.getcwd(), pattern) if "/" in pattern.rstrip("/") or os.sep in pattern.rstrip(os.sep) else pattern
