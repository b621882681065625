"""The flake8 plugin.

Every run of flake8 imports this module, and few files in a hundred name a layer: all else is imported when one of them comes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from . import __version__
from .running.one_file import failure, findings_of

if TYPE_CHECKING:
    import argparse

    from .comparing.originals import Originals
    from .running.configuration import Configuration
    from .text.finding import Finding

Reported = tuple[int, int, str, type]


class Plugin:
    """flake8 makes one for each file; the options are the class's."""

    name = "lint-transpose"
    version = __version__

    _options: ClassVar[dict[str, str]] = {}
    _named: ClassVar[frozenset[str]] = frozenset()
    _configuration: ClassVar[Configuration | None] = None
    _originals: ClassVar[Originals | None] = None

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        self._tree = tree
        self._text = "".join(lines)
        self._filename = filename

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Register the options, on the command line and in flake8's configuration files."""
        from .hosts.flake8_options import add_to

        add_to(manager)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take flake8's options. Full codes in its own `select` and `extend-select` switch opt-in rules on."""
        names = ("mindspore-version", "porting", "language")
        given = {name: getattr(options, f"mst_{name.replace('-', '_')}") for name in names}
        cls._options = {name: value for name, value in given.items() if value}
        named = (*(options.select or ()), *(getattr(options, "extend_select", None) or ()))
        cls._named = frozenset(code for code in named if len(code) == len("MST101") and code.startswith("MST"))
        cls._configuration = None

    def run(self) -> Iterator[Reported]:
        """The findings. Columns count from 0."""
        for finding in self._findings():
            yield finding.start.row, finding.start.column - 1, f"{finding.code} {finding.message}", type(self)

    def _findings(self) -> list[Finding]:
        try:
            return findings_of(
                self._filename,
                self._text,
                lambda filename: self._configured().of_file(filename),
                originals=self._original_files,
                tree=self._tree,
                noqa=False,
            )
        except Exception as error:  # Other plugins and other files go on.
            return [failure(self._filename, error, self._options.get("language"))]

    @classmethod
    def _original_files(cls) -> Originals:
        if cls._originals is None:
            from .comparing.originals import Originals

            cls._originals = Originals()
        return cls._originals

    @classmethod
    def _configured(cls) -> Configuration:
        """Raises ConfigurationError."""
        if cls._configuration is None:
            from .running.configuration import of_host

            switched_on: list[str] = []
            if cls._named:
                from .rules import RULES

                switched_on = [rule.code for rule in RULES if rule.opt_in and rule.code in cls._named]
            cls._configuration = of_host(cls._options, switched_on)
        return cls._configuration
