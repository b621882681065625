"""The flake8 plugin.

Every run of flake8 imports this module, and few files in a hundred name a layer: all else is imported when one of them comes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from . import __version__
from .gate import mentions_layer

if TYPE_CHECKING:
    import argparse

    from .comparing.originals import Originals
    from .configuration import Configuration
    from .finding import Finding

Reported = tuple[int, int, str, type]


class Plugin:
    """flake8 makes one for each file; the options are the class's."""

    name = "lint-transpose"
    version = __version__

    _options: ClassVar[dict[str, str]] = {}
    _configuration: ClassVar[Configuration | None] = None
    _originals: ClassVar[Originals | None] = None

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        self._tree = tree
        self._text = "".join(lines)
        self._filename = filename

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Register the options, on the command line and in flake8's configuration files."""
        add = manager.add_option
        add(
            "--mst-mindspore-version",
            metavar="X.Y",
            parse_from_config=True,
            help="The MindSpore release that the code is for (default: [tool.lint-transpose], else the newest)",
        )
        add(
            "--mst-porting",
            metavar="auto|always|never",
            parse_from_config=True,
            help="Whether the code is a port of PyTorch code (default: [tool.lint-transpose], else auto)",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take flake8's options. A wrong one ends flake8 with one line."""
        given = {"mindspore-version": options.mst_mindspore_version, "porting": options.mst_porting}
        cls._options = {name: value for name, value in given.items() if value}
        cls._configuration = None
        if cls._options:
            cls._configured()

    def run(self) -> Iterator[Reported]:
        """The findings. Columns count from 0."""
        data = self._text.encode("utf-8", "replace")
        if not mentions_layer(data, torch=True):
            return
        for finding in self._findings(data):
            yield finding.start.row, finding.start.column - 1, f"{finding.code} {finding.message}", type(self)

    def _findings(self, data: bytes) -> list[Finding]:
        from .configuration import ConfigurationError, is_excluded

        configuration = self._configured()
        try:
            settings = configuration.of_file(self._filename)
        except ConfigurationError as error:
            _stop(error)
        # The rules for PyTorch's layers are opt-in; only the settings know.
        if is_excluded(self._filename, settings) or not mentions_layer(data, settings.reads_torch):
            return []
        from .comparing.originals import Originals
        from .documents import python
        from .inspection import inspect, internal_error

        originals = Plugin._originals = Plugin._originals or Originals()
        try:
            document = python(self._filename, self._text)
            return inspect(document, settings, tree=self._tree, noqa=False, counterparts=originals)
        except Exception as error:  # A mistake of ours must not hide what other plugins and other files have to say.
            return [internal_error(self._filename, error)]

    @classmethod
    def _configured(cls) -> Configuration:
        if cls._configuration is None:
            from .configuration import ConfigurationError, of_host

            try:
                cls._configuration = of_host(cls._options)
            except ConfigurationError as error:
                _stop(error)
        return cls._configuration


def _stop(error: Exception) -> NoReturn:
    """Make flake8 print one line and stop."""
    from flake8.exceptions import ExecutionError

    from .plain import plain

    raise ExecutionError(plain(f"lint-transpose: {error}")) from error
