"""A file as it is, from its bytes to its findings: for programs that map this over files of their own."""

from __future__ import annotations

from ..documents import load
from ..files.discovery import BadInputError
from ..files.patterns import matches
from ..files.prefilter import mentions_layer
from ..languages import Phrase
from ..settings import Settings
from ..text.finding import Finding
from .presenting import host_error, inspect


def check_bytes(data: bytes, filename: str, settings: Settings = Settings()) -> list[Finding]:
    """The findings that `lint-transpose check` reports of a file with the content `data`, in the order of their places.

    Python files in their encoding, notebooks and Markdown, by the ending of `filename`; `# noqa`, `exclude` and
    `per-file-ignores` as there. Never raises: what cannot be read is one finding with the code MST000. Pure, as
    `check_source` is: the file itself is not opened, nor is any other.
    """
    if not mentions_layer(data, settings.reads_torch):
        return []
    patterns = (*(settings.exclude or ()), *settings.extend_exclude)
    if patterns and matches(filename, patterns, settings.root):
        return []
    try:
        document = load(filename, data)
        found = inspect(document, settings)
    except BadInputError as error:
        return [host_error(filename, error.text, settings.language)]
    except Exception as error:  # A mistake of ours in one file must not end what goes through a million.
        what = Phrase("internal_error", "internal error: {what}", what=f"{type(error).__name__}: {error}")
        return [host_error(filename, what, settings.language)]
    return [*(host_error(filename, problem, settings.language) for problem in document.problems), *found]
