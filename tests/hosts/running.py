"""The three hosts, run in this process on the same files, their answers made comparable."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from astroid.manager import AstroidManager
from flake8.main.cli import main as flake8_main
from pylint.lint import Run
from pylint.reporters import CollectingReporter

from lint_transpose import cli
from lint_transpose.rules import RULES

# pylint's own checks are left out: they read all of MindSpore where it is installed.
ENABLED = (
    "--disable=all",
    "--enable=astroid-error,config-parse-error",
    f"--enable={','.join(rule.symbol for rule in RULES if not rule.opt_in)}",
)

Reported = tuple[str, int, int, str, str]
"""Path, row, column (from 1, in characters), code, message."""


@dataclass(frozen=True)
class Answer:
    """What a host said, and how it ended."""

    found: Sequence[Reported]
    status: int
    output: str = ""

    @property
    def places(self) -> list[tuple[int, int, str]]:
        return [(row, column, code) for _, row, column, code, _ in self.found]


class Output(io.TextIOWrapper):
    """A standard stream that keeps what is written, as text or as bytes."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True, newline="")

    def text(self) -> str:
        data = self.buffer
        assert isinstance(data, io.BytesIO)
        return data.getvalue().decode()


# The last line of a report for people.
SUMMARY = re.compile(r"^(?:All checks passed|No findings in what|Found \d+ finding).*\n\Z", re.MULTILINE)


def command_line(*arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output but for the summary, and standard error of `lint-transpose`."""
    status, out, err = whole_command_line(*arguments)
    return status, SUMMARY.sub("", out), SUMMARY.sub("", err)


def whole_command_line(*arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `lint-transpose`."""
    out, err = Output(), Output()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.main(arguments)
    return status, out.text(), err.text()


def by_command_line(*arguments: str | Path) -> Answer:
    status, out, err = command_line("check", "--output-format", "json", *map(str, arguments))
    found = [
        (entry["filename"], entry["location"]["row"], entry["location"]["column"], entry["code"], entry["message"])
        for entry in json.loads(out or "[]")
    ]
    return Answer(found, status, err)


def by_flake8(*arguments: str | Path) -> Answer:
    assert entry_points(group="flake8.extension", name="MST"), "flake8 does not know the plugin: pip install -e ."
    out, err = Output(), Output()
    form = "--format=%(path)s\t%(row)d\t%(col)d\t%(code)s\t%(text)s"
    with redirect_stdout(out), redirect_stderr(err):
        status = flake8_main(["--select=MST", "-j1", form, *map(str, arguments)])
    found, rest = [], []
    for line in out.text().splitlines():
        parts = line.split("\t", 4)
        if len(parts) == 5:
            found.append((parts[0], int(parts[1]), int(parts[2]), parts[3], parts[4]))
        else:
            rest.append(line)
    return Answer(found, status, "\n".join(rest) + err.text())


def by_pylint(*arguments: str | Path) -> Answer:
    AstroidManager().clear_cache()  # It knows modules by name alone, and all tests name theirs alike.
    reporter = CollectingReporter()
    err = Output()
    status = 0
    with redirect_stdout(Output()), redirect_stderr(err):
        try:
            run = Run(
                ["--rcfile=/dev/null", "--load-plugins=lint_transpose.pylint_plugin", *ENABLED, *map(str, arguments)],
                reporter=reporter,
                exit=False,
            )
        except SystemExit as end:
            status = int(end.code or 0)
        else:
            status = run.linter.msg_status
    ours = [message for message in reporter.messages if message.symbol.startswith("transpose-")]
    found = [(message.path, message.line, message.column + 1, f"MST{message.msg_id[2:]}", message.msg) for message in ours]
    rest = [message.msg for message in reporter.messages if message.symbol in ("config-parse-error", "astroid-error")]
    return Answer(found, status, "\n".join(rest) + err.text())


HOSTS: dict[str, Callable[..., Answer]] = {"command line": by_command_line, "flake8": by_flake8, "pylint": by_pylint}
every_host = pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
