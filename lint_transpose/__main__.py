"""`python -m lint_transpose`."""

from __future__ import annotations

from .cli import run

if __name__ == "__main__":  # where processes are not forked, those that help import this module
    run()
