"""What the build itself would not notice: that the checker of links sees what is wrong."""

from __future__ import annotations

from pathlib import Path

from docs.site.checking import wrong_links
from docs.site.staging import GROUPS, pages
from lint_transpose.report.links import HOME, rule_page
from lint_transpose.rules import RULES

DOCS = Path(__file__).parents[2] / "docs"


def test_wrong_links_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h2 id="there"></h2><a href="b.html#here">b</a><a href="#there">a</a><a href="b.html#n=1">case</a>'
        '<a href="https://example.org">elsewhere</a><script src="https://example.org/x.js"></script>'
        '<a href="missing.html">c</a><a href="b.html#nowhere">d</a><img src="e.svg">'
    )
    (tmp_path / "b.html").write_text('<p id="here"></p>')
    assert wrong_links(tmp_path) == [
        "a.html: loads https://example.org/x.js",
        "a.html: missing.html leads nowhere",
        "a.html: b.html#nowhere: no such place there",
        "a.html: e.svg leads nowhere",
    ]


def test_the_navigation_names_pages_that_there_are() -> None:
    """A page that it does not name is listed at its end; that all are in it Sphinx sees to."""
    assert {f"{name}.md" for _, _, group in GROUPS for name in group} <= set(pages("en").values())


def test_findings_point_to_pages_that_there_are(built: Path) -> None:
    for rule in RULES:
        assert (built / rule_page(rule.code).removeprefix(f"{HOME}/")).is_file()
