"""The pylint plugin: `load-plugins = ["lint_transpose.pylint_plugin"]`.

Every run of pylint imports this module, and few files in a hundred name a layer: what reads them is imported when one comes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from astroid.modutils import file_info_from_modpath
from pylint.checkers import BaseRawFileChecker
from pylint.interfaces import HIGH, INFERENCE
from pylint.typing import ExtraMessageOptions

from .files.prefilter import mentions_layer
from .rules import RULES, Rule
from .running.configuration import Configuration, ConfigurationError, is_excluded, of_host
from .text.escaping import plain

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter

    from .comparing.originals import Originals
    from .running.project import Project
    from .text.finding import Finding

_RULE = {rule.code: rule for rule in RULES}
# No message of the severity "info" is on by default.
_LIKE = {"error": {"error"}, "warning": {"warning"}, "info": {"warning"}}
_CONFIDENCE = {"certain": HIGH, "inferred": INFERENCE}
_USAGE_ERROR = 32


# pylint 2.14 and 2.15 know no messages that are off by default.
_KNOWS_DEFAULTS = "default_enabled" in ExtraMessageOptions.__annotations__


def _message(rule: Rule) -> tuple[str, str, str, dict[str, Any]]:
    explanation = [line for line in rule.explanation.splitlines() if not line.startswith("#")]
    # The code that every other host has for the rule. pylint wants an id with it, which nobody writes: "EM101".
    options: dict[str, Any] = {"old_names": [(f"{rule.pylint_id[0]}M{rule.code[3:]}", rule.code)]}
    if _KNOWS_DEFAULTS:
        options["default_enabled"] = not rule.opt_in
    return "%s", rule.symbol, " ".join(explanation), options


class TransposeChecker(BaseRawFileChecker):
    """Reports the findings of the project's own engine, on the text that pylint has read.

    An opt-in rule runs when its message is enabled in pylint, or when our own settings select it.
    """

    name = "lint-transpose"
    msgs: dict[str, Any] = {rule.pylint_id: _message(rule) for rule in RULES}  # noqa: RUF012
    options = (
        (
            "mst-mindspore-version",
            {
                "default": "",
                "type": "string",
                "metavar": "<X.Y>",
                "help": "The MindSpore release that the code is for; default: [tool.lint-transpose], else the newest.",
            },
        ),
        (
            "mst-porting",
            {
                "default": "",
                "type": "string",
                "metavar": "<auto|always|never>",
                "help": "Whether the code is a port of PyTorch code; default: [tool.lint-transpose], else auto.",
            },
        ),
    )

    def __init__(self, linter: PyLinter) -> None:
        super().__init__(linter)
        self._configuration = Configuration()
        self._wrong: set[str] = set()

    @cached_property
    def _project(self) -> Project:
        from .running.project import Project

        return Project(_located)

    @cached_property
    def _originals(self) -> Originals:
        from .comparing.originals import Originals

        return Originals()

    def check_consistency(self) -> None:
        """Nothing: pylint wants the numbers of one checker to begin alike, while ours tell an error from a difference."""

    def open(self) -> None:
        """Take pylint's options."""
        self._configuration = _configured(self.linter)

    def process_module(self, node: nodes.Module) -> None:
        """Check one module."""
        with node.stream() as stream:
            data = stream.read()
        try:
            if not mentions_layer(data, torch=True) and not self._leads_to_layer(data, node.file):
                return
            settings = self._configuration.of_file(node.file)
            if is_excluded(node.file, settings):
                return
            enabled = tuple(rule.code for rule in RULES if rule.opt_in and self.linter.is_message_enabled(rule.pylint_id))
            settings = settings._replace(extend_select=settings.extend_select + enabled)
            from .checking.presenting import inspect
            from .documents import load

            document = load(node.file, data)
            findings = inspect(document, settings, self._project, pragmas=False, counterparts=self._originals)
        except ConfigurationError as error:
            self._misconfigured(error)
        except Exception as error:  # A mistake of ours must not hide what other checkers and other files have to say.
            what = plain(f"lint-transpose: {type(error).__name__}: {error}")
            self.linter.add_message("astroid-error", args=(node.file, what))
        else:
            with self._enabled({finding.code for finding in findings}):
                for finding in findings:
                    self._report(finding)

    def _leads_to_layer(self, data: bytes, filename: str) -> bool:
        # Asked here too, so that a tree without MindSpore imports nothing.
        return b"mindspore" in data and self._project.lead_to_layer(data, filename)

    def _report(self, finding: Finding) -> None:
        self.add_message(
            _RULE[finding.code].pylint_id,
            line=finding.start.row,
            args=(finding.message,),
            confidence=_CONFIDENCE[finding.confidence],
            col_offset=finding.start.column - 1,
            end_lineno=finding.end.row,
            end_col_offset=finding.end.column - 1,
        )

    @contextmanager
    def _enabled(self, codes: set[str]) -> Iterator[None]:
        """Within, the opt-in messages of `codes` are enabled, since our settings have selected them for this file.

        Not where pylint was told to leave out all of their severity (`--disable=W`, `--errors-only`): it then has disabled
        those that are on by default as well.
        """
        is_enabled = self.linter.is_message_enabled
        wants = {rule.severity for rule in RULES if not rule.opt_in and is_enabled(rule.pylint_id)}
        selected = [
            rule
            for code, rule in _RULE.items()
            if code in codes and rule.opt_in and not wants.isdisjoint(_LIKE[rule.severity])
        ]
        ours = [rule.pylint_id for rule in selected if not is_enabled(rule.pylint_id)]
        for message in ours:
            self.linter.enable(message)
        yield
        for message in ours:
            self.linter.disable(message)

    def _misconfigured(self, error: ConfigurationError) -> None:
        if str(error) not in self._wrong:
            self._wrong.add(str(error))
            self.linter.add_message("config-parse-error", line=0, args=plain(f"lint-transpose: {error}"))


def _configured(linter: PyLinter) -> Configuration:
    """Raises ConfigurationError."""
    given = {"mindspore-version": linter.config.mst_mindspore_version, "porting": linter.config.mst_porting}
    return of_host({name: value for name, value in given.items() if value})


def _located(name: str, folder: str) -> str | None:
    """The file that astroid finds for the module `name`, unless it is an installed one."""
    try:
        found = file_info_from_modpath(name.split("."), context_file=str(Path(folder, "__init__.py"))).location
    except (ImportError, SyntaxError, ValueError):
        found = None
    if found is None:
        from .running.project import in_folders_above

        return in_folders_above(name, folder)
    path = Path(found, "__init__.py") if Path(found).is_dir() else Path(found)
    is_installed = any(part in ("site-packages", "dist-packages") for part in path.parts)
    return str(path) if path.suffix == ".py" and path.is_file() and not is_installed else None


def register(linter: PyLinter) -> None:
    """Called by pylint, for each of the names by which it was told to load this plugin."""
    if any(isinstance(checker, TransposeChecker) for checker in linter.get_checkers()):
        return
    linter.register_checker(TransposeChecker(linter))
    if not _KNOWS_DEFAULTS:
        for rule in RULES:
            if rule.opt_in:
                linter.disable(rule.pylint_id)


def load_configuration(linter: PyLinter) -> None:
    """Called by pylint when it has read its options. A wrong one ends it, as a wrong one of its own does."""
    try:
        _configured(linter)
    except ConfigurationError as error:
        print(plain(f"lint-transpose: {error}"), file=sys.stderr)
        sys.exit(_USAGE_ERROR)
