"""The pylint plugin: `load-plugins = ["lint_transpose.pylint_plugin"]`.

Every run of pylint imports this module, and few files in a hundred name a layer: what reads them is imported when one comes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pylint.checkers import BaseRawFileChecker
from pylint.interfaces import HIGH, INFERENCE

from .hosts.pylint_files import Files, configured, told
from .hosts.pylint_messages import ID_OF, MESSAGES, OPTIONS, enabled, switch_opt_in_off
from .running.configuration import ConfigurationError, to_stderr
from .running.one_file import described

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter

    from .text.finding import Finding

_CONFIDENCE = {"certain": HIGH, "inferred": INFERENCE}
_USAGE_ERROR = 32


class TransposeChecker(BaseRawFileChecker):
    """Reports the findings of the project's own engine, on the text that pylint has read.

    An opt-in rule runs when its message is enabled in pylint, or when our own settings select it.
    """

    name = "lint-transpose"
    msgs = MESSAGES
    options = OPTIONS

    def __init__(self, linter: PyLinter) -> None:
        super().__init__(linter)
        self._files = Files(linter)
        self._wrong: set[str] = set()

    def check_consistency(self) -> None:
        """Nothing: pylint wants the numbers of one checker to begin alike, while ours tell an error from a difference."""

    def open(self) -> None:
        """Take pylint's options."""
        self._files.configuration = configured(self.linter)

    def process_module(self, node: nodes.Module) -> None:
        """Check one module."""
        with node.stream() as stream:
            data = stream.read()
        try:
            findings = self._files.findings(node.file, data)
        except ConfigurationError as error:
            self._misconfigured(error)
        except Exception as error:  # A mistake of ours must not hide what other checkers and other files have to say.
            self.linter.add_message("astroid-error", args=(node.file, told(self.linter, described(error))))
        else:
            with enabled(self.linter, {finding.code for finding in findings}):
                for finding in findings:
                    self._report(finding)

    def _report(self, finding: Finding) -> None:
        self.add_message(
            ID_OF[finding.code],
            line=finding.start.row,
            args=(finding.message,),
            confidence=_CONFIDENCE[finding.confidence],
            col_offset=finding.start.column - 1,
            end_lineno=finding.end.row,
            end_col_offset=finding.end.column - 1,
        )

    def _misconfigured(self, error: ConfigurationError) -> None:
        if str(error) not in self._wrong:
            self._wrong.add(str(error))
            self.linter.add_message("config-parse-error", line=0, args=told(self.linter, error.text))


def register(linter: PyLinter) -> None:
    """Called by pylint, for each of the names by which it was told to load this plugin."""
    if any(isinstance(checker, TransposeChecker) for checker in linter.get_checkers()):
        return
    linter.register_checker(TransposeChecker(linter))
    switch_opt_in_off(linter)


def load_configuration(linter: PyLinter) -> None:
    """Called by pylint when it has read its options. A wrong one ends it, as a wrong one of its own does."""
    try:
        configured(linter)
    except ConfigurationError as error:
        to_stderr(error.text)
        sys.exit(_USAGE_ERROR)
