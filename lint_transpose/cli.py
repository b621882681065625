"""The command line: picks the command. Each is a module of its own, imported when it is called for."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

from . import __version__
from .configuration import ConfigurationError
from .plain import plain

COMMANDS = {
    "check": "report what raises, and what computes something else than PyTorch's layer",
    "compare": "hold a port to its original, layer by layer",
    "port": "write PyTorch's transposed convolutions as exact MindSpore layers",
    "rule": "explain a rule",
}


class _Parser(argparse.ArgumentParser):
    """Quotes what it was given only in a harmless form: names of files may come from strangers."""

    def error(self, message: str) -> NoReturn:
        super().error(plain(message))


def main(argv: Sequence[str]) -> int:
    """Run one command. 0: nothing to report, 1: findings, 2: a wrong call or configuration, or an unreadable file."""
    parser = _Parser(prog="lint-transpose", description="Checks MindSpore's transposed convolutions.")
    parser.add_argument("--version", action="version", version=f"lint-transpose {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
        if name in argv:
            module = import_module(f".commands.{name}", __package__)
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    try:
        status: int = arguments.run(arguments)
    except BrokenPipeError:
        raise
    except (ConfigurationError, OSError) as error:
        print(f"lint-transpose: {plain(str(error))}", file=sys.stderr)
        return 2
    return status


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    gc.disable()  # a quarter of the time, were it to run whenever it likes: it runs between files
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the report has seen enough. Python would flush once more on its way out, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
