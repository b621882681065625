"""Many files, one after the other: found, read, checked; what cannot be read is one line, and the others go on."""

from __future__ import annotations

import gc
import os
import sys
from functools import cached_property, partial

from ..files.discovery import DEFAULT_EXCLUDE, SUFFIXES, BadInputError, Excluding, discover, read
from ..files.prefilter import PROJECT_FILE
from ..languages import Phrase, said
from ..record import TYPE_CHECKING
from ..text.escaping import plain, plain_path, shortened
from .candidate import STDIN, Candidate, Checked
from .configuration import ConfigurationError, is_excluded
from .language import shown
from .one_file import described, found_in, settings_where_checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol, TypeVar

    from ..comparing.originals import Originals
    from ..documents import Document
    from ..languages import Text
    from ..reading import Modules
    from ..text.finding import Finding
    from .candidate import Keep
    from .configuration import Configuration

    class Handled(Protocol):
        """What a command makes of one file."""

        @property
        def document(self) -> Document: ...

    H = TypeVar("H", bound=Handled)


class Run:
    """One run over files and folders. `problems` fills with a line for each thing that could not be checked.

    With `echo`, standard input that holds nothing to fix goes to standard output as it is. `modules` brings what the
    files import, where imports are followed. `torch`: files that name only PyTorch's layers are looked at, too. Without
    `tells`, problems are only noted: a process that helps another one leaves it to that to print them. `progress` is
    told how many files are done, of how many.
    """

    def __init__(
        self,
        configuration: Configuration,
        stdin_filename: str = STDIN,
        markdown: bool = False,
        echo: bool = False,
        modules: Modules | None = None,
        torch: bool = False,
        tells: bool = True,
        progress: Callable[[int, int], None] = lambda done, files: None,
    ) -> None:
        self._configuration = configuration
        self._stdin_filename = stdin_filename
        self._suffixes = (*SUFFIXES, ".md") if markdown else SUFFIXES
        self._echo = echo
        self._modules = modules
        self._torch = torch
        self._tells = tells
        self._progress = progress
        self._done = 0
        self.count = 0
        self.problems: list[str] = []

    def files(self, arguments: Iterable[str]) -> list[str]:
        """The names of the files that `each` looks at."""
        found = []
        for path in self.paths(arguments):
            filename = self._stdin_filename if path == STDIN else path
            try:
                if not is_excluded(filename, self._configuration.of_file(filename)):
                    found.append(filename)
            except ConfigurationError as error:
                self._failed(filename, error)
        return found

    def each(self, arguments: Iterable[str], handle: Callable[[Candidate], H]) -> Iterator[H]:
        """What `handle` makes of the files, in their order."""
        return self.each_of(self.paths(arguments), handle)

    def each_of(self, paths: Iterable[str], handle: Callable[[Candidate], H]) -> Iterator[H]:
        """As `each`, for files that are found already."""
        for path in paths:
            checked = self._handled(path, handle)
            if checked is not None:
                yield checked
                _collect()
            self.advance(1)

    def advance(self, files: int) -> None:
        """Note that so many more files are done."""
        self._done += files
        self._progress(self._done, self.count)

    def _handled(self, path: str, handle: Callable[[Candidate], H]) -> H | None:
        filename = self._stdin_filename if path == STDIN else path
        data = b""
        try:
            data = sys.stdin.buffer.read() if path == STDIN else read(path)
            candidate = self._candidate(path, filename, data)
            if candidate is not None:
                checked = handle(candidate)
                for problem in checked.document.problems:
                    self._problem(filename, problem)
                return checked
        except (ConfigurationError, BadInputError, OSError) as error:
            self._failed(filename, error)
        except Exception as error:  # A mistake of ours in one file must not hide what the others hold.
            self._problem(filename, described(error))
        self._give_back(path, data)
        return None

    def _give_back(self, path: str, data: bytes) -> None:
        """Standard input as it came: whoever filters a text through `--fix` gets one back, whatever it is."""
        if path == STDIN and self._echo:
            sys.stdout.buffer.write(data)

    def _candidate(self, path: str, filename: str, data: bytes) -> Candidate | None:
        """None for a file in which nothing can be reported. Raises ConfigurationError."""
        modules = self._modules
        settings = settings_where_checked(filename, data, self._configuration.of_file, lambda: modules, self._torch)
        if settings is None:
            return None
        return Candidate(path, filename, data, settings, lambda: self._originals, modules)

    @cached_property
    def _originals(self) -> Originals:
        from ..comparing.originals import Originals

        return Originals(self.tell)

    def paths(self, arguments: Iterable[str]) -> list[str]:
        """The files that the arguments name, or that lie below the folders that they name. `count` is their number."""
        paths: dict[str, None] = {}
        for argument in arguments:
            if argument == STDIN or not os.path.isdir(argument):
                # A pipe or a device has no end to wait for.
                if argument == STDIN or os.path.isfile(argument) or not os.path.exists(argument):
                    paths[argument] = None
                else:
                    self._problem(argument, Phrase("no_regular_file", "not a regular file"))
                continue
            try:
                self._configuration.of_folder(argument)
            except ConfigurationError as error:
                self._failed(argument, error)
                continue
            paths |= dict.fromkeys(discover(argument, self._suffixes, self._excluding, (PROJECT_FILE,), self._failed))
        self.count = len(paths)
        return list(paths)

    def _excluding(self, folder: str) -> Excluding:
        """What a walk leaves out below `folder`, by the configuration that holds there."""
        try:
            settings = self._configuration.of_folder(folder)
        except ConfigurationError:
            return Excluding()  # whoever checks a file there is told
        names = DEFAULT_EXCLUDE if settings.exclude is None else ()
        if settings.exclude or settings.extend_exclude:
            return Excluding(names, partial(is_excluded, settings=settings))
        return Excluding(names)

    def _failed(self, path: str, error: Exception) -> None:
        if isinstance(error, ConfigurationError):
            self._problem("lint-transpose", error.text)
        else:
            self._problem(path, described(error))

    def _problem(self, path: str, what: Text) -> None:
        self.tell(Phrase("of_path", "{path}: {what}", path=plain_path(path), what=what))

    def tell(self, what: Text) -> None:
        """Note a problem, once."""
        language = self._configuration.language()
        line = shortened(plain(said(what, language)))
        if line not in self.problems:
            self.problems.append(line)
            if self._tells:
                print(line if language == shown(language, sys.stderr) else shortened(plain(str(what))), file=sys.stderr)


def _collect() -> None:
    """Give back what a file's trees took, where the process leaves that to us; what is left now will stay."""
    if not gc.isenabled():
        gc.collect()
        gc.freeze()


def check(candidate: Candidate, cached: bool = False, keep: Keep | None = None) -> Checked:
    """Check one file; with `cached`, or look up what was found in it when it was the same; `keep` picks what is reported.

    Raises BadInputError.
    """
    from ..documents import load

    document = load(candidate.filename, candidate.data)
    findings = _known(document, candidate) if cached else found(document, candidate)
    return Checked(document, keep(document, findings) if keep else findings)


def _known(document: Document, candidate: Candidate) -> list[Finding]:
    """What is found in a document, or was when it was the same. Raises BadInputError."""
    from . import cache

    findings = cache.known(candidate, document)
    if findings is None:
        findings = found(document, candidate)
        cache.keep(candidate, document, findings)
    return findings


def found(document: Document, candidate: Candidate) -> list[Finding]:
    """What is found in a document, checked as the candidate is to be. Raises BadInputError."""
    return found_in(document, candidate.settings, candidate.modules, candidate.counterparts)
