"""What the build itself would not notice: that the checker of links sees what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


# What a newcomer asks, the page that answers it, and a phrase of the answer.
QUESTIONS = {
    "is nn.Pad wrong?": ("is-nn-pad-wrong.md", "nn.Pad"),
    "how do I start in an old repository?": ("adopting.md", "--write-baseline"),
    "what does [where ...] mean?": ("how-sure.md", "[where"),
    "how do I load my PyTorch weights?": ("porting.md", "load_state_dict"),
    "may I try it without installing?": ("try.md", "Pyodide"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_page_leads_to_the_answer(question: str, built: Path) -> None:
    """In one click."""
    name, phrase = QUESTIONS[question]
    links = re.findall(r'href="([^"#]*)', (built / "index.html").read_text(encoding="utf-8").partition("<article")[2])
    assert name.replace(".md", ".html") in links
    assert phrase in (DOCS / name).read_text(encoding="utf-8")
