"""The Chinese half of the site, and the way between both."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from docs.pictures import PICTURES
from docs.pictures_zh import in_chinese
from docs.site.staging import pages

from .conftest import Handler
from .test_browser import LONG, TEXT, findings, start


def test_the_language_is_switched(page: Any, site: str) -> None:
    """The words of the page and the messages, without loading anything again."""
    start(page, f"{site}/try.html")
    page.fill("textarea[name=mindspore]", TEXT)
    (english,) = findings(page)
    Handler.asked.clear()
    page.select_option("select[name=language]", "zh")
    (chinese,) = findings(page)
    assert "raises" in english
    assert "raises" not in chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert "迁移" in page.inner_text("button[name=port]")
    page.select_option("select[name=language]", "en")
    assert findings(page) == [english]
    assert Handler.asked == []


@pytest.mark.parametrize("word", ["转置卷积", "输出", "MST203"])
def test_search(page: Any, site: str, word: str) -> None:
    page.goto(f"{site}/zh/search.html?q={word}")
    page.wait_for_selector("#search-results li a", timeout=LONG)


def test_both_languages_lead_to_each_other(page: Any, site: str, built: Path) -> None:
    """A page leads to its translation, and where there is none to the first page."""
    english, chinese = ({name.removesuffix(".md") for name in pages(language).values()} for language in ("en", "zh"))
    for name in sorted(english):
        text = (built / f"{name}.html").read_text(encoding="utf-8")
        assert f"zh/{name if name in chinese else 'index'}.html" in text
    page.goto(f"{site}/rules/MST101.html")
    page.click(".other-language a")
    assert page.url == f"{site}/zh/rules/MST101.html"
    assert page.get_attribute("html", "lang").lower().startswith("zh")
    page.click(".other-language a")
    assert page.url == f"{site}/rules/MST101.html"


def test_no_english_word_is_left_in_a_picture() -> None:
    """But for names of arguments and layers, and the letters of the theory."""
    arguments = {"padding", "output", "pad", "same", "valid", "mode", "kernel", "size", "stride"}
    names = arguments | {"PyTorch", "MindSpore", "nn", "Pad", "ZeroPad"}
    for name, picture in PICTURES.items():
        texts = re.findall(r">([^<\n]+)<", in_chinese(picture))
        body = [text for text in texts if "prefers-color-scheme" not in text]
        words = {word for text in body for word in re.findall(r"[A-Za-z]{2,}", unescape(text))}
        assert words <= names, name
        assert len(texts) == len(re.findall(r">([^<\n]+)<", picture))
