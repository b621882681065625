"""The files of one run of pylint: their settings, what they import and what they port."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from astroid.modutils import file_info_from_modpath

from ..languages import Text, said
from ..rules import RULES
from ..running.configuration import Configuration, of_host
from ..running.one_file import findings_of
from ..text.escaping import plain

if TYPE_CHECKING:
    from pylint.lint import PyLinter

    from ..comparing.originals import Originals
    from ..running.project import Project
    from ..settings import Settings
    from ..text.finding import Finding


class Files:
    """What holds for all files of a run."""

    def __init__(self, linter: PyLinter) -> None:
        self.configuration = Configuration()
        self._linter = linter

    def findings(self, filename: str, data: bytes) -> list[Finding]:
        """Raises ConfigurationError and BadInputError."""
        return findings_of(filename, data, self._settings, lambda: self._project, lambda: self._originals, pragmas=False)

    def _settings(self, filename: str) -> Settings:
        """Raises ConfigurationError."""
        settings = self.configuration.of_file(filename)
        enabled = tuple(rule.code for rule in RULES if rule.opt_in and self._linter.is_message_enabled(rule.pylint_id))
        return settings._replace(extend_select=settings.extend_select + enabled)

    @cached_property
    def _project(self) -> Project:
        from ..running.project import Project

        return Project(_located)

    @cached_property
    def _originals(self) -> Originals:
        from ..comparing.originals import Originals

        return Originals()


def configured(linter: PyLinter) -> Configuration:
    """The configuration, changed by pylint's options. Raises ConfigurationError."""
    names = ("mindspore-version", "porting", "language")
    given = {name: getattr(linter.config, f"mst_{name.replace('-', '_')}") for name in names}
    return of_host({name: value for name, value in given.items() if value})


def told(linter: PyLinter, text: Text) -> str:
    """A line of our own among pylint's messages."""
    return plain(f"lint-transpose: {said(text, linter.config.mst_language or None)}")


def _located(name: str, folder: str) -> str | None:
    """The file that astroid finds for the module `name`, unless it is an installed one."""
    try:
        found = file_info_from_modpath(name.split("."), context_file=str(Path(folder, "__init__.py"))).location
    except (ImportError, SyntaxError, ValueError):
        found = None
    if found is None:
        from ..running.project import in_folders_above

        return in_folders_above(name, folder)
    path = Path(found, "__init__.py") if Path(found).is_dir() else Path(found)
    is_installed = any(part in ("site-packages", "dist-packages") for part in path.parts)
    return str(path) if path.suffix == ".py" and path.is_file() and not is_installed else None
