"""Where the documentation is on the web: the one place that says so."""

from __future__ import annotations

HOME = "https://example.com/lint-transpose"
"""The address of the repository, and of the site that `python -m docs.site` builds of its documents."""


def rule_page(code: str) -> str:
    """The address of a rule's page."""
    return f"{HOME}/rules/{code}.html"
