"""What the command line says of its own: help and errors, in the language of the user."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..languages import Phrase, words
from ..record import SaidError
from ..running.configuration import ConfigurationError, Given, configured, to_stderr
from ..running.language import of_system, of_terminal
from ..settings import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..languages import Text
    from ..settings import Language


def translate(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """Put the texts of `parser` into the language that is spoken. What has no words there stays English."""
    language = spoken(argv)
    if language in (None, "en"):
        return
    texts = words(str(language), "help")
    parser.description = texts.get(parser.description or "", parser.description)
    parser.epilog = texts.get(parser.epilog or "", parser.epilog)
    for group in parser._action_groups:
        group.title = texts.get(group.title or "", group.title)
    for action in parser._actions:
        for each in (action, *getattr(action, "_choices_actions", ())):
            each.help = texts.get(each.help or "", each.help)


def of_argparse(text: str, argv: Sequence[str]) -> str:
    """One of argparse's own templates in the language that is spoken."""
    language = spoken(argv)
    return text if language in (None, "en") else words(str(language), "parser").get(text, text)


def tell(error: Exception, argv: Sequence[str]) -> None:
    """Print an error on one line."""
    text: Text = str(error)
    if isinstance(error, SaidError):
        text = error.text
    elif isinstance(error, OSError) and error.filename is not None:
        text = Phrase("of_path", "{path}: {what}", path=str(error.filename), what=of_system(error))
    to_stderr(text, spoken(argv))


def _tell_nobody(line: Text, language: str | None) -> None:
    pass


def spoken(argv: Sequence[str]) -> Language | None:
    """What `--language` in `argv` says, else what is spoken without it."""
    for option, following in zip(argv, [*argv[1:], ""]):
        name, _, value = option.partition("=")
        asked: Iterable[Language] = LANGUAGES if name == "--language" else ()
        for language in asked:
            if language == (value or following):
                return language
    try:
        return configured(Given(), None, False, _tell_nobody, of_terminal()).language()
    except ConfigurationError:
        return of_terminal()
