"""The command line: picks the command. Each is a module of its own, imported when it is called for."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

from .files.first_look import Look, look
from .record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "report what raises, and what computes something else than PyTorch's layer",
    "compare": "compare a port with its original, layer by layer",
    "port": "write PyTorch's transposed convolutions as exact MindSpore layers",
    "rule": "explain a rule",
    "schema": "print the JSON schema of the configuration",
    "server": "speak the Language Server Protocol, for editors",
}


def main(argv: Sequence[str]) -> int:
    """Run one command. 0: nothing to report, 1: findings, 2: a wrong call or configuration, or an unreadable file."""
    seen = look(argv[1:]) if argv[:1] == ["check"] else None
    if seen is not None and not seen.marked:
        sys.stdout.write(seen.passed)
        return 0
    from .commands import UsageError
    from .running.configuration import ConfigurationError

    try:
        return _run(argv, seen)
    except BrokenPipeError:
        raise
    except (ConfigurationError, UsageError, OSError) as error:
        from .commands.helping import tell

        tell(error, argv)
        return 2


def _run(argv: Sequence[str], seen: Look | None) -> int:
    """Run a command; `check` after a first look goes on with what it saw."""
    if seen is not None:
        from .commands.check import run_after

        return run_after(seen)
    from .commands.parsing import parsed

    try:
        arguments = parsed(argv, COMMANDS)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    status: int = arguments.run(arguments)
    return status


def run() -> None:
    """The console script."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    gc.disable()  # a quarter of the time, were it to run whenever it likes: it runs between files
    try:
        status = main(sys.argv[1:])
        if not sys.stdout.closed:  # as a language server leaves it
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the report has seen enough. Python would flush once more on its way out, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
