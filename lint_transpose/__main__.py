"""`python -m lint_transpose`."""

from __future__ import annotations

from .cli import run

run()
