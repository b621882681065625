"""Each page that users read has its pair in Chinese, with the same sections and links that lead somewhere."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs import translated

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


WIDEST = 140
# What a program reads takes one line: an annotation on GitHub, and a layer that `port` answers with, which is copied.
ON_ONE_LINE = re.compile(r"::error file=|    nn\.SequentialCell\(.*\)$")
SHOWN = sorted({*PAIRS, *PAIRS.values(), *(DOCS / name for name in ENGLISH_ONLY), ROOT / "CHANGELOG.md"})


def width(line: str) -> int:
    """The columns of a terminal that a line takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_shown_lines_are_narrow(page: Path) -> None:
    blocks = re.findall(r"^ *```.*?^ *```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    wide = [line for block in blocks for line in block.splitlines() if width(line) > WIDEST]
    assert [line for line in wide if not ON_ONE_LINE.match(line)] == []


# What a newcomer asks, and what the answer must speak of. The first heading after a link is where the answer begins.
QUESTIONS = {
    "README.md": (
        ("Is `nn.Pad` wrong?", "wrong values"),
        ("How do I start in an old repository?", "--write-baseline"),
        ("What does `[where ...]` after a message mean?", "[where use_bias is false]"),
        ("How do I load my PyTorch weights?", "load_state_dict"),
    ),
    "README_CN.md": (
        ("`nn.Pad` 错了吗？", "几列的值是错的"),
        ("怎样在已有代码库中采用？", "--write-baseline"),
        ("消息末尾的 `【当 ...】` 是什么意思？", "【当 use_bias 为假】"),
        ("怎样加载 PyTorch 的权重？", "load_state_dict"),
    ),
}


@pytest.mark.parametrize(("name", "question", "word"), [(name, *each) for name in QUESTIONS for each in QUESTIONS[name]])
def test_first_questions_are_one_click_from_the_first_page(name: str, question: str, word: str) -> None:
    (row,) = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith(f"| {question} |")]
    (link,) = re.findall(r"\]\(([^)]+)\)", row)
    page, _, anchor = unquote(link).partition("#")
    text = (ROOT / page).read_text(encoding="utf-8")
    sections = re.split(r"^(?=#+ )", text, flags=re.MULTILINE)
    if anchor:
        assert anchor in anchors(ROOT / page)
        sections = [each for each in sections if slug(each.partition("\n")[0]) == anchor]
    assert any(word in section for section in sections)


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").replace("`", "").lower()).replace(" ", "-")


@pytest.mark.parametrize("page", translated.PAGES, ids=lambda page: page.name)
def test_follows_the_english_page_as_it_is(page: Path) -> None:
    """A page that fails is brought in step with its English one; then `python -m docs.translated PAGE` notes it."""
    assert translated.followed(page) == translated.state(page)
