"""`check`: reports the findings in files, folders or standard input, or fixes them."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING, get_args

from ..report import FORMATS, renderer
from ..running.candidate import STDIN, Checked
from ..running.configuration import Configuration, ConfigurationError, Given, configured
from ..running.run import Run, check
from ..settings import Porting, StandIn

if TYPE_CHECKING:
    from ..reading import Modules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Exit status: 0 nothing to report, 1 findings, 2 a wrong call or configuration, or an unreadable file."
    add = parser.add_argument
    add("paths", nargs="*", default=["."], metavar="PATH", help="files, folders, or - for standard input; default: .")
    add("--fix", action="store_true", help="apply the safe fixes")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: also the fixes that change numbers")
    add("--diff", action="store_true", help="print what --fix would change, and change nothing")
    add("--output-format", choices=FORMATS, default="text", help="default: %(default)s")
    add("--output-file", metavar="FILE", help="write the report there")
    add("--mindspore-version", metavar="X.Y", help="the release that the code is for; default: the newest")
    add("--porting", choices=get_args(Porting), help="whether the code is a port of PyTorch code; default: auto")
    add("--stand-in", choices=get_args(StandIn), help="what to suggest for output_padding; default: exact")
    add("--select", type=_codes, action="extend", metavar="CODES", help="only these rules, by code or its beginning")
    add("--ignore", type=_codes, action="extend", metavar="CODES", help="not these rules")
    add("--extend-select", type=_codes, action="extend", metavar="CODES", help="these rules too")
    add("--follow-imports", action="store_true", help="look into the modules of the project that a file imports")
    add("--markdown", action="store_true", help="in folders, also the Python blocks of .md files")
    add("--stdin-filename", metavar="FILE", default="-", help="what standard input is called")
    add("--exit-zero", action="store_true", help="exit status 0 in spite of findings")
    add("--jobs", type=_number, default=1, metavar="N", help="check in N processes, 0: as many as there are processors")
    add("--no-cache", action="store_true", help="neither use nor keep what is known of files that did not change")
    add("--isolated", action="store_true", help="read no pyproject.toml")
    add("--config", metavar="FILE", help="read this file instead of the nearest pyproject.toml")


def run(arguments: argparse.Namespace) -> int:
    if arguments.jobs != 1 and (arguments.fix or arguments.diff):
        raise ConfigurationError("--jobs has no effect on --fix and --diff")
    run = _run(arguments)
    checked, diffs = _checked(run, arguments)
    parts = diffs if arguments.diff else renderer(arguments.output_format)(checked, run.problems)
    _write(arguments, "".join(parts))
    if run.problems:
        return 2
    found = diffs if arguments.diff else any(findings for _, findings in checked)
    return 1 if found and not arguments.exit_zero else 0


def _run(arguments: argparse.Namespace, tells: bool = True) -> Run:
    """Raises ConfigurationError."""
    return Run(
        _configuration(arguments),
        arguments.stdin_filename,
        markdown=arguments.markdown,
        echo=arguments.fix and not arguments.diff,
        modules=_project() if arguments.follow_imports else None,
        tells=tells,
    )


def _checked(run: Run, arguments: argparse.Namespace) -> tuple[list[Checked], list[str]]:
    """What was checked, and what fixing would change."""
    if not arguments.fix and not arguments.diff:
        from ..running.jobs import each, processors

        jobs = arguments.jobs or processors()
        handle = partial(check, cached=not arguments.no_cache)
        return list(each(run, arguments.paths, handle, jobs, partial(_run, arguments, tells=False))), []
    from ..fixing.fixer import Fixer

    fixer = Fixer(arguments.unsafe_fixes, show=arguments.diff)
    checked = list(run.each(arguments.paths, fixer))
    if fixer.fixed and not arguments.diff:
        print(f"lint-transpose: fixed {fixer.fixed} finding{'s' * (fixer.fixed != 1)}", file=sys.stderr)
    return checked, fixer.diffs


def _write(arguments: argparse.Namespace, report: str) -> None:
    if arguments.output_file:
        with open(arguments.output_file, "w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            file.write(report)
        return
    if arguments.diff:
        from ..fixing.fixer import shown

        report = shown(report)
    # Fixed standard input takes standard output.
    stream = sys.stderr if arguments.fix and STDIN in arguments.paths else sys.stdout
    stream.write(report)


def _configuration(arguments: argparse.Namespace) -> Configuration:
    """Raises ConfigurationError."""
    replaced = ("mindspore_version", "porting", "stand_in", "select")
    fields = {name: getattr(arguments, name) for name in replaced if getattr(arguments, name) is not None}
    given = Given(fields, arguments.extend_select or (), arguments.ignore or ())
    return configured(given, arguments.config, arguments.isolated)


def _project() -> Modules:
    from ..running.project import Project

    return Project()


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())
