"""What `--help` says, in the language of the user."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ..languages import words
from ..running.configuration import ConfigurationError, Given, configured
from ..running.language import of_terminal
from ..settings import LANGUAGES
from .common import own_language


def translate(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """Put the texts of `parser` into the language that is spoken. What has no words there stays English."""
    language = _language(argv)
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


def _language(argv: Sequence[str]) -> str | None:
    """What `--language` in `argv` says, else what is spoken without it."""
    for option, following in zip(argv, [*argv[1:], ""]):
        name, _, value = option.partition("=")
        if name == "--language":
            asked = value or following
            return asked if asked in LANGUAGES else None
    try:
        return own_language(configured(Given(), None, False, language=of_terminal()))
    except ConfigurationError:
        return None
