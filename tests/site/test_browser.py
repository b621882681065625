"""The site in headless Chromium: the page that tries the package, the window picture, the search."""

from __future__ import annotations

from typing import Any

import pytest

from docs.cases import case
from lint_transpose import check_source
from lint_transpose.rules import RULES
from tests.languages.test_pages import QUESTIONS

from .conftest import Handler

# Python starts once a page, and on a busy machine slowly.
LONG = 60_000
CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXT = f"from mindspore import nn\nname, up = '😀', {CALL}\n"
CHECKED = ".try-here[data-checked=yes]"


def start(page: Any, address: str) -> None:
    """Open the page and load Python."""
    page.goto(address)
    page.click(".try-load")
    page.wait_for_selector(CHECKED, timeout=LONG)


def findings(page: Any) -> list[str]:
    """What is listed, once the last change has been checked."""
    page.wait_for_timeout(400)
    page.wait_for_selector(CHECKED, timeout=LONG)
    listed: list[str] = page.locator(".try-findings li[data-code]").all_inner_texts()
    return listed


def test_type_see_and_fix(page: Any, site: str) -> None:
    """Nothing is loaded before the click; then what is typed is checked, a fix is applied, and the text is right."""
    Handler.asked.clear()
    page.goto(f"{site}/try.html")
    page.wait_for_timeout(300)
    assert not [path for path in Handler.asked if "pyodide" in path or "worker" in path]
    start(page, f"{site}/try.html")
    assert {name for path in Handler.asked if (name := path.rpartition("/")[2]).endswith((".wasm", ".zip"))} == {
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "lint_transpose.zip",
    }
    page.fill("textarea[name=mindspore]", TEXT)
    (shown,) = findings(page)
    (finding,) = check_source(TEXT, "mindspore_model.py")
    assert finding.code in shown
    assert finding.message in shown
    assert f"{finding.start.row}:{finding.start.column}" in shown
    # A click on the place selects it, behind an emoji too.
    page.click(".try-place")
    area = "document.querySelector('textarea[name=mindspore]')"
    selected = page.evaluate(f"{area}.value.slice({area}.selectionStart, {area}.selectionEnd)")
    assert selected == "1"
    page.click(".try-fix")
    assert findings(page) == []
    assert page.input_value("textarea[name=mindspore]") == TEXT.replace("padding=1)", 'padding=1, pad_mode="pad")')
    assert page.inner_text(".try-findings") == "Nothing to report."
    page.fill("textarea[name=mindspore]", TEXT + f"b = {CALL}\n")
    assert len(findings(page)) == 2
    page.click("button[name=fixAll]")
    assert findings(page) == []
    page.fill("textarea[name=mindspore]", f"def broken(:\n{TEXT}")
    assert findings(page) == []
    assert "mindspore_model.py" in page.inner_text(".try-findings .problem")


def test_port_and_compare(page: Any, site: str) -> None:
    start(page, f"{site}/try.html")
    page.fill("textarea[name=torch]", "from torch import nn\nup = nn.ConvTranspose2d(8, 4, 3, 2, 1, 1)\n")
    page.click("button[name=port]")
    page.wait_for_function("document.querySelector('.try-report').textContent.includes('answered')", timeout=LONG)
    exact = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)'
    assert exact in page.inner_text(".try-report")
    page.fill("textarea[name=mindspore]", f"from mindspore import nn\nup = {exact}\n")
    page.click("button[name=compare]")
    page.wait_for_function("document.querySelector('.try-report').textContent.includes('1 equal')", timeout=LONG)


@pytest.mark.parametrize(("first", "question", "word"), [(name, *each) for name in QUESTIONS for each in QUESTIONS[name]])
def test_a_newcomers_question_is_answered_one_click_away(first: str, question: str, word: str, page: Any, site: str) -> None:
    """By the link in the row of the first page that asks it; the section that it leads to has the answer."""
    page.goto(f"{site}/{'zh/' if first.endswith('_CN.md') else ''}index.html")
    page.locator("article tr", has_text=question.replace("`", "")).locator("a").click()
    place = page.url.partition("#")[2]
    section = page.locator("article section:target" if place else "article section").first
    assert word.replace("`", "") in section.inner_text()


def test_a_rules_page_opens_the_picture_with_its_case(page: Any, site: str) -> None:
    for rule in RULES:
        page.goto(f"{site}/rules/{rule.code}.html")
        link = page.locator("a[href*='window-picture.html#']")
        assert link.get_attribute("href").endswith(f"window-picture.html#{case(rule)}")
    page.goto(f"{site}/rules/MST203.html")
    page.click("a[href*='window-picture.html#']")
    page.wait_for_selector("svg.window-picture")
    assert page.input_value("input[name=z]") == "1"
    assert page.locator("svg .zero").count() > 0


def test_the_picture_follows_what_is_chosen(page: Any, site: str) -> None:
    page.goto(f"{site}/window-picture.html#n=4&k=3&s=2&p=1&op=1&m=pad&a=1&b=1&z=0")

    def own() -> str:
        return page.evaluate(
            "[...document.querySelectorAll('svg.window-picture text.verdict')].map(each => each.textContent)[0]"
        ) or page.evaluate(
            "[...document.querySelectorAll('svg.window-picture text.verdict')].map(each => each.textContent)[1]"
        )

    assert own() == "too short by 1"
    page.fill("input[name=b]", "0")
    assert own() == "the same values"
    assert "b=0" in page.url
    page.select_option("select[name=m]", "same")
    assert own() == "shifted by 1"
    page.fill("input[name=op]", "2")
    assert "PyTorch refuses" in page.inner_text(".window-message")


def test_dark_pages(browser: Any, site: str) -> None:
    """The picture asks the page, which asks the system or the reader."""
    colours = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{site}/window-picture.html")
        page.wait_for_selector("svg .value")
        script = "getComputedStyle(document.querySelector('svg.window-picture rect.value')).fill"
        colours[scheme] = page.evaluate(script)
        page.evaluate("document.body.dataset.theme = 'light'")
        assert page.evaluate(script) == colours["light"]
        page.close()
    assert colours["light"] != colours["dark"]


def test_search(page: Any, site: str) -> None:
    page.goto(f"{site}/search.html?q=baseline")
    page.wait_for_selector("#search-results li a", timeout=LONG)
