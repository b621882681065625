"""One file, as a host has it: from its name and what it holds to its findings.

Few files in a hundred name a layer: all but the prefilter is imported when one of them comes.
"""

from __future__ import annotations

from ..files.prefilter import mentions_layer, names_registered
from ..record import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from ..checking.check import Counterparts
    from ..documents import Document
    from ..languages import Text
    from ..reading import Modules
    from ..settings import Settings
    from ..text.finding import Finding


def findings_of(
    filename: str,
    content: bytes | str | Document,
    settings_of: Callable[[str], Settings],
    modules: Callable[[], Modules | None] = lambda: None,
    originals: Callable[[], Counterparts | None] = lambda: None,
    tree: ast.Module | None = None,
    noqa: bool = True,
    pragmas: bool = True,
) -> list[Finding]:
    """What is found in a file: its bytes, its Python text, or the document that an editor has open.

    `settings_of` brings the settings of a file by its name, `modules` what the file imports, `originals` what it ports:
    each is asked only where it matters. `tree` is what the text parses to, where the host knows it; without `noqa` or
    `pragmas` the host itself sees to such comments.
    Raises ConfigurationError, and BadInputError where the text is not Python.
    """
    if isinstance(content, (bytes, str)):
        data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        settings = settings_where_checked(filename, data, settings_of, modules)
    else:
        # In an editor nobody waits for many files, and what is wrong with the configuration is to be seen at once.
        settings = settings_where_included(filename, settings_of)
    if settings is None:
        return []
    from ..documents import load, python

    if isinstance(content, bytes):
        document = load(filename, content)
    else:
        document = python(filename, content) if isinstance(content, str) else content
    return found_in(document, settings, modules(), originals, tree, noqa, pragmas)


def settings_where_checked(
    filename: str,
    data: bytes,
    settings_of: Callable[[str], Settings],
    modules: Callable[[], Modules | None] = lambda: None,
    torch: bool = False,
) -> Settings | None:
    """The settings for a file with the bytes `data`; None where nothing in it can be reported.

    With `torch`, PyTorch's layers are looked for even where no rule is about them. Raises ConfigurationError.
    """

    def leads_to_layer() -> bool:
        others = modules() if torch or b"mindspore" in data else None
        return others is not None and others.lead_to_layer(data, filename)

    is_registered = torch and names_registered(data)
    if not mentions_layer(data, torch=True) and not is_registered and not leads_to_layer():
        return None
    settings = settings_where_included(filename, settings_of)
    # The rules for PyTorch's layers are opt-in; only the settings know.
    if settings is None or not (mentions_layer(data, torch or settings.reads_torch) or is_registered or leads_to_layer()):
        return None
    return settings


def settings_where_included(filename: str, settings_of: Callable[[str], Settings]) -> Settings | None:
    """The settings for a file; None where they exclude it. Raises ConfigurationError."""
    from .configuration import is_excluded

    settings = settings_of(filename)
    return None if is_excluded(filename, settings) else settings


def found_in(
    document: Document,
    settings: Settings,
    modules: Modules | None,
    originals: Callable[[], Counterparts | None],
    tree: ast.Module | None = None,
    noqa: bool = True,
    pragmas: bool = True,
) -> list[Finding]:
    """What is found in a document under `settings`. Raises BadInputError."""
    from ..checking.presenting import inspect
    from .candidate import names_originals

    counterparts = originals() if names_originals(document, settings) else None
    return inspect(document, settings, modules, tree, noqa, pragmas, counterparts)


def described(error: Exception) -> Text:
    """Why a file could not be checked. A mistake of ours in one file must not hide what the others hold."""
    from ..files.discovery import BadInputError
    from ..languages import Phrase
    from .configuration import ConfigurationError
    from .language import of_system

    if isinstance(error, ConfigurationError):
        return Phrase("wrong_configuration", "wrong configuration: {what}", what=error.text)
    if isinstance(error, BadInputError):
        text: Text = error.text
        return text
    if isinstance(error, OSError):
        return of_system(error)
    return Phrase("internal_error", "internal error: {what}", what=f"{type(error).__name__}: {error}")


def failure(filename: str, error: Exception, language: str | None = None) -> Finding:
    """`error` as a finding, for hosts that have no other way to say why they could not check one file."""
    from ..checking.presenting import host_error

    return host_error(filename, described(error), language)
