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
from .commands import UsageError
from .running.configuration import ConfigurationError
from .text.escaping import plain, shortened

COMMANDS = {
    "check": "report what raises, and what computes something else than PyTorch's layer",
    "compare": "hold a port to its original, layer by layer",
    "port": "write PyTorch's transposed convolutions as exact MindSpore layers",
    "rule": "explain a rule",
    "schema": "print the JSON schema of the configuration",
    "server": "speak the Language Server Protocol, for editors",
}


class _Parser(argparse.ArgumentParser):
    """Quotes what it was given only in a harmless form: names of files may come from strangers."""

    def error(self, message: str) -> NoReturn:
        super().error(shortened(plain(message)))


def main(argv: Sequence[str]) -> int:
    """Run one command. 0: nothing to report, 1: findings, 2: a wrong call or configuration, or an unreadable file."""
    try:
        arguments = _arguments(argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    try:
        status: int = arguments.run(arguments)
    except BrokenPipeError:
        raise
    except (ConfigurationError, UsageError, OSError) as error:
        print(f"lint-transpose: {plain(str(error))}", file=sys.stderr)
        return 2
    return status


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What `argv` asks for: `run` and its arguments. Raises SystemExit, as argparse does."""
    if argv and argv[0] in COMMANDS:
        name, summary = argv[0], COMMANDS[argv[0]]
        module = import_module(f".commands.{name}", __package__)
        command = _Parser(prog=f"lint-transpose {name}", description=f"{summary[:1].upper()}{summary[1:]}.")
        command.set_defaults(run=module.run)
        module.add_arguments(command)
        _translate(command, argv[1:])
        return _parsed(command, argv[1:])
    parser = _Parser(prog="lint-transpose", description="Checks MindSpore's transposed convolutions.")
    parser.add_argument("--version", action="version", version=f"lint-transpose {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary)
    _translate(parser, argv)
    return parser.parse_args(argv)


def _translate(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    if not {"-h", "--help"}.isdisjoint(argv):
        from .commands.helping import translate

        translate(parser, argv)


def _parsed(command: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    """What `argv` says. Paths may stand on both sides of an option; after "--" all are paths, "-dash.py" too."""
    options, paths = (list(argv), [])
    if "--" in options:
        index = options.index("--")
        # argparse loses the mark when options and paths are mixed: no argument of a process begins with a zero byte.
        options, paths = options[:index], [f"\0{path}" for path in options[index + 1 :]]
    arguments = command.parse_intermixed_args([*options, *paths])
    for name, value in vars(arguments).items():
        if isinstance(value, list):
            setattr(arguments, name, [item.removeprefix("\0") if isinstance(item, str) else item for item in value])
        elif isinstance(value, str):
            setattr(arguments, name, value.removeprefix("\0"))
    return arguments


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
