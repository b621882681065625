"""The options of `check`: what there is, what goes together, which settings they make."""

from __future__ import annotations

import os

from ..languages import Phrase, joined
from ..record import TYPE_CHECKING
from ..report import FORMATS
from ..running.candidate import STDIN
from ..running.configuration import Given, configured, no_effect_with, to_stderr
from ..running.language import of_terminal
from ..settings import CONFIDENCES, PORTINGS, STAND_INS
from . import UsageError
from .common import FOR_PEOPLE, add_language, from_here, listed_paths

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from ..files.first_look import Look
    from ..languages import Text
    from ..running.configuration import Configuration

_STATISTICS = ("text", "json")

# What has an effect only beside one of these.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "unsafe_fixes": ("fix", "diff"),
    "show_fixes": ("fix",),
    "exit_non_zero_on_fix": ("fix",),
}
_REPORT = ("output_format", "statistics", "color", "exit_zero")
_RULES = ("mindspore_version", "porting", "stand_in", "confidence", "select", "ignore", "extend_select", "per_file_ignores")
_READING = ("follow_imports", "no_cache", "jobs", "baseline", "diff_base")
# What has no effect beside this. The first six end a run in their own way, and exclude each other.
_VOIDS: Mapping[str, tuple[str, ...]] = {
    "show_settings": ("show_files", "write_baseline", "add_noqa", "diff", "fix", "markdown", *_READING, *_REPORT),
    "show_files": ("write_baseline", "add_noqa", "diff", "fix", "language", *_RULES, *_READING, *_REPORT),
    "write_baseline": ("add_noqa", "diff", "fix", "baseline", "diff_base", "output_file", *_REPORT),
    # Markdown is not rewritten.
    "add_noqa": ("diff", "fix", "jobs", "markdown", "output_file", *_REPORT),
    "diff": ("fix", "jobs", "markdown", "output_format", "statistics", "language"),
    "fix": ("jobs",),
    "exit_zero": ("exit_non_zero_on_fix",),
    "isolated": ("config",),
}


class _Plain:
    """What `plain` gives: an option that nobody gave is None."""

    def __init__(self, **given: object) -> None:
        vars(self).update(given)

    def __getattr__(self, name: str) -> None:
        return None


def plain(look: Look) -> argparse.Namespace:
    """The options of a plain run, of which argparse would make the same: importing and asking it takes longer than the run."""
    flags = {"quiet" if flag == "-q" else flag[2:].replace("-", "_"): True for flag in look.flags}
    arguments: Any = _Plain(look=look, paths=look.marked, **flags)
    complete(arguments)
    return arguments  # type: ignore[no-any-return]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add all options, in groups."""
    parser.epilog = "Exit status: 0 nothing to report, 1 findings, 2 a wrong call or configuration, or an unreadable file."
    parser.set_defaults(look=None)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input; default: .")

    add = parser.add_argument_group("which files").add_argument
    add("--files-from", metavar="FILE", help="read paths from FILE, or - for standard input: one a line, or NUL between them")
    add("--stdin-filename", metavar="FILE", help="what standard input is called; default: -")
    add("--exclude", type=_listed, action="extend", metavar="GLOBS", help="leave these out in place of the default folders")
    add("--extend-exclude", type=_listed, action="extend", metavar="GLOBS", help="leave these out as well; default: none")
    add("--markdown", action="store_true", help="in folders, also the Python blocks of .md files; default: no")
    add("--show-files", action="store_true", help="list the files that would be checked, and end")

    add = parser.add_argument_group("which rules").add_argument
    add("--select", type=_listed, action="extend", metavar="CODES", help="only these; default: those that are on by default")
    add("--extend-select", type=_listed, action="extend", metavar="CODES", help="these too; default: none")
    add("--ignore", type=_listed, action="extend", metavar="CODES", help="not these, nor those that the file ignores")
    add(
        "--per-file-ignores",
        type=_listed,
        action="extend",
        metavar="GLOB:CODES",
        help="not these in such files; default: none",
    )
    add(
        "--mindspore-version",
        metavar="X.Y",
        help="the release that the code is for; default: the newest (announced: the announced constructor)",
    )
    add("--porting", choices=PORTINGS, help="whether the code is a port of PyTorch code; default: auto")
    add("--stand-in", choices=STAND_INS, help="what to suggest for output_padding; default: exact")
    add("--confidence", choices=CONFIDENCES, help="certain leaves out what is inferred; default: inferred")
    add("--follow-imports", action="store_true", help="look into the project's modules that a file imports; default: no")

    add = parser.add_argument_group("fixing").add_argument
    add("--fix", action="store_true", help="apply the safe fixes")
    add("--diff", action="store_true", help="print what --fix would change, and change nothing")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: also the fixes that change numbers")
    add("--show-fixes", action="store_true", help="with --fix: list what was fixed, on standard error")
    add("--exit-non-zero-on-fix", action="store_true", help="with --fix: exit status 1 where something was fixed")

    add = parser.add_argument_group("adopting").add_argument
    add("--baseline", metavar="FILE", help="leave out the findings that FILE holds; default: none")
    add("--write-baseline", metavar="FILE", help="write all findings to FILE, and end")
    add("--add-noqa", action="store_true", help="write a # noqa comment where a finding is reported, and end")
    add("--diff-base", metavar="REV", help="only findings on lines that differ from this git revision; default: all")

    group = parser.add_argument_group("report")
    add = group.add_argument
    add_language(group)
    add("--output-format", choices=FORMATS, metavar="FORMAT", help="one of %(choices)s; default: text")
    add("--output-file", metavar="FILE", help="write the report there; default: standard output")
    add("--statistics", action="store_true", help="count the findings by rule in place of listing them (text, json)")
    add("-q", "--quiet", action="store_true", help="nothing but findings and errors")
    add(
        "--color",
        choices=("auto", "always", "never"),
        help="colours in text, full and --diff; default: auto (NO_COLOR, FORCE_COLOR)",
    )
    add("--exit-zero", action="store_true", help="exit status 0 in spite of findings")

    add = parser.add_argument_group("speed").add_argument
    add("--jobs", type=_number, metavar="N", help="check in N processes, 0: as many as there are processors; default: 1")
    add("--no-cache", action="store_true", help="neither use nor keep what is known of files that did not change")

    add = parser.add_argument_group("configuration").add_argument
    add("--config", metavar="FILE", help="read this file; default: the nearest pyproject.toml")
    add("--isolated", action="store_true", help="read no pyproject.toml")
    add("--show-settings", action="store_true", help="print the settings for each path as TOML, and end")


def complete(arguments: argparse.Namespace) -> None:
    """Bring the paths together. Raises UsageError for an option without effect, OSError for a list that cannot be read."""
    _refuse(arguments)
    for_people = (arguments.output_format or "text") in FOR_PEOPLE and arguments.output_file is None
    arguments.spoken = of_terminal() if for_people else None
    if arguments.files_from == STDIN and STDIN in arguments.paths:
        raise UsageError(Phrase("stdin_once", "- has no effect with --files-from -: standard input is read once"))
    if arguments.files_from is not None:
        arguments.paths = [*arguments.paths, *listed_paths(arguments.files_from)]
    elif not arguments.paths:
        arguments.paths = [os.curdir]
    if arguments.markdown and not any(os.path.isdir(path) for path in arguments.paths):
        words = "--markdown has no effect without a folder: files that are named are checked anyway"
        raise UsageError(Phrase("markdown_alone", words))


def _refuse(arguments: argparse.Namespace) -> None:
    given = [name for name, value in vars(arguments).items() if value is not None and value is not False]
    for option, others in _NEEDS.items():
        if option in given and not any(other in given for other in others):
            needed = joined("either", map(_spelled, others))
            words = "{option} has no effect without {needed}"
            raise UsageError(Phrase("no_effect_without", words, option=_spelled(option), needed=needed))
    for option, others in _VOIDS.items():
        for other in others:
            if option in given and other in given:
                raise UsageError(no_effect_with(_spelled(other), _spelled(option)))
    form = arguments.output_format or "text"
    if arguments.statistics and form not in _STATISTICS:
        raise UsageError(no_effect_with("--statistics", f"--output-format {form}"))
    if arguments.color and not arguments.diff and (form not in FOR_PEOPLE or arguments.statistics):
        raise UsageError(no_effect_with("--color", "--statistics" if arguments.statistics else f"--output-format {form}"))


def configuration(arguments: argparse.Namespace, tells: bool = True) -> Configuration:
    """The configuration that the options make; without `tells` it warns nobody. Raises ConfigurationError and UsageError."""
    replaced = ("mindspore_version", "porting", "stand_in", "confidence", "select", "language")
    fields: dict[str, Any] = {name: value for name in replaced if (value := getattr(arguments, name)) is not None}
    if arguments.exclude is not None:
        fields["exclude"] = tuple(map(from_here, arguments.exclude))
    if arguments.per_file_ignores is not None:
        fields["per_file_ignores"] = _per_file(arguments.per_file_ignores)
    given = Given(
        fields, arguments.extend_select or (), arguments.ignore or (), tuple(map(from_here, arguments.extend_exclude or ()))
    )
    return configured(
        given, arguments.config, arguments.isolated, to_stderr if tells and not arguments.quiet else _nowhere, arguments.spoken
    )


def _nowhere(line: Text, language: str | None) -> None:
    pass


def _per_file(items: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`["a.py:MST1", "MST2", "b.py:MST3"]`, which is "a.py:MST1,MST2,b.py:MST3" at its commas. Raises UsageError."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for item in items:
        glob, colon, code = item.rpartition(":")
        if colon and glob:
            found.append((from_here(glob), (code,)))
        elif found and not colon:
            found[-1] = (found[-1][0], (*found[-1][1], item))
        else:
            raise UsageError(Phrase("wants_globs", "--per-file-ignores wants GLOB:CODES, not {text}", text=repr(item)))
    return tuple(found)


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _spelled(option: str) -> str:
    return f"--{option.replace('_', '-')}"
