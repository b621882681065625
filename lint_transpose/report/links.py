"""Where the documentation is on the web: the one place that says so."""

from __future__ import annotations

HOME = "https://example.com/lint-transpose"
"""The address of the repository, and of the site that `python -m docs.site` builds of its documents."""


def rule_page(code: str, language: str | None = None) -> str:
    """The address of a rule's page in a language, in English where that is None."""
    return f"{HOME}/{'' if language in (None, 'en') else f'{language}/'}rules/{code}.html"
