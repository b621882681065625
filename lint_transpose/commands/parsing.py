"""From the arguments of a process to what a command is asked for, by argparse."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from .. import __version__
from ..text.escaping import plain, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from _typeshed import SupportsWrite


class _Parser(argparse.ArgumentParser):
    """Quotes what it was given only in a harmless form: names of files may come from strangers."""

    def error(self, message: str) -> NoReturn:
        super().error(shortened(plain(message)))

    def print_usage(self, file: SupportsWrite[str] | None = None) -> None:
        self._print_message(_translated(self.format_usage()), file or sys.stdout)

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        self._print_message(_translated(self.format_help()), file or sys.stdout)


_USAGE = "usage: "


def _translated(usage: str) -> str:
    # argparse itself cuts these letters off where it mixes options and paths, so they change only where they are shown.
    own: str = argparse._(_USAGE.strip())  # type: ignore[attr-defined]
    return usage if own == _USAGE.strip() else own + usage.removeprefix(_USAGE)


@contextmanager
def _speaking(argv: Sequence[str]) -> Iterator[None]:
    """Within, argparse speaks the language of the user. It asks `gettext` for each of its texts when it has to say one."""

    def told(text: str) -> str:
        from .helping import of_argparse

        return text if text == _USAGE else of_argparse(text, argv)

    kept = {name: vars(argparse)[name] for name in ("_", "ngettext")}
    vars(argparse).update(_=told, ngettext=lambda one, several, number: told(one if number == 1 else several))
    try:
        yield
    finally:
        vars(argparse).update(kept)


def parsed(argv: Sequence[str], commands: Mapping[str, str]) -> argparse.Namespace:
    """What `argv` asks of one of `commands`, which hold what each does: `run` and its arguments.

    Raises SystemExit, as argparse does.
    """
    if argv and argv[0] in commands:
        name, summary = argv[0], commands[argv[0]]
        module = import_module(f".{name}", __package__)
        command = _Parser(prog=f"lint-transpose {name}", description=f"{summary[:1].upper()}{summary[1:]}.")
        command.set_defaults(run=module.run)
        module.add_arguments(command)
        _translate(command, argv[1:])
        with _speaking(argv):
            return _parsed(command, argv[1:])
    parser = _Parser(prog="lint-transpose", description="Checks MindSpore's transposed convolutions.")
    parser.add_argument("--version", action="version", version=f"lint-transpose {__version__}")
    parsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in commands.items():
        parsers.add_parser(name, help=summary)
    _translate(parser, argv)
    with _speaking(argv):
        return parser.parse_args(argv)


def _translate(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    if not {"-h", "--help"}.isdisjoint(argv):
        from .helping import translate

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
