"""`server`: the language server, on standard input and output."""

from __future__ import annotations

import argparse

from ..languages import Phrase
from . import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Editors start it; it speaks the Language Server Protocol on standard input and output."
    # What some clients add on their own.
    parser.add_argument("--stdio", action="store_true", help="the only way to speak, and the default")


def run(arguments: argparse.Namespace) -> int:
    try:
        from ..server.server import make
        from ..server.texts import collect_rarely
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        words = "the server needs pygls 2: {command}"
        raise UsageError(Phrase("needs_pygls", words, command="pip install 'lint-transpose[lsp]'")) from None
    collect_rarely()
    make().start_io()
    return 0
