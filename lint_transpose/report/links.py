"""Where the documentation is on the web: the one place that says so."""

from __future__ import annotations

HOME = "https://example.com/lint-transpose"
"""The address of the repository."""


def rule_page(code: str) -> str:
    """The address of a rule's page."""
    return f"{HOME}/blob/main/docs/rules/{code}.md"
