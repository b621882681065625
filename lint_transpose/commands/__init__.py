"""The commands, one module each: `add_arguments(parser)` and `run(arguments) -> exit status`.

`run` raises ConfigurationError, UsageError and OSError, which the command line tells in one line.
"""

from __future__ import annotations

from ..record import SaidError


class UsageError(SaidError):
    """The options do not go together; the message is one line that says which."""
