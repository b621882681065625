"""Each page that users read has its pair in Chinese, with the same sections and links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# For whoever changes the linter: in English only.
ENGLISH_ONLY = {"CONTRIBUTING.md", "architecture.md"}
PAIRS = {
    DOCS / name: DOCS / "zh" / name for name in sorted(path.name for path in DOCS.glob("*.md")) if name not in ENGLISH_ONLY
}
PAIRS |= {path: DOCS / "zh" / "rules" / path.name for path in sorted((DOCS / "rules").glob("*.md"))}
PAIRS[ROOT / "README.md"] = ROOT / "README_CN.md"


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def headings(path: Path) -> list[str]:
    """The levels of a page's headings."""
    return re.findall(r"^(#+) ", without_code(path.read_text(encoding="utf-8")), re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", without_code(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()).replace(" ", "-") for title in titles}


def test_every_page_has_its_pair() -> None:
    chinese = {*(DOCS / "zh").glob("*.md"), *(DOCS / "zh" / "rules").glob("*.md"), ROOT / "README_CN.md"}
    assert chinese == set(PAIRS.values())


@pytest.mark.parametrize("page", PAIRS, ids=lambda page: page.name)
def test_same_sections(page: Path) -> None:
    assert headings(PAIRS[page]) == headings(page)


@pytest.mark.parametrize("page", PAIRS.values(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = page if not name else (page.parent / name)
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_first_pages_name_each_other() -> None:
    for name, other in (("README.md", "[查看中文](./README_CN.md)"), ("README_CN.md", "[View English](./README.md)")):
        assert other in (ROOT / name).read_text(encoding="utf-8").splitlines()[:5]
