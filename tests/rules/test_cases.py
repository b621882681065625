"""The cases beside each rule: what is bad is reported, as the case says, and what is good is not."""

from __future__ import annotations

import re
import string

import pytest

from lint_transpose import Settings, check_source
from lint_transpose.report.page import page
from lint_transpose.rules import RULES, Rule
from lint_transpose.rules.rule import Case

CASES = [
    pytest.param(rule, case, id=f"{rule.code}-{case.message}-{number}")
    for rule in RULES
    for number, case in enumerate(rule.cases)
]


def messages(rule: Rule, text: str, settings: Settings | None) -> list[str]:
    found = check_source(text, settings=settings or rule.settings)
    return [finding.message for finding in found if finding.code == rule.code]


def is_of(template: str, message: str) -> bool:
    """Whether a message may have been made of a template."""
    pieces = (re.escape(text) + ("" if name is None else ".*") for text, name, _, _ in string.Formatter().parse(template))
    return re.match("".join(pieces), message) is not None


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_bad_is_reported_as_the_case_says(rule: Rule, case: Case) -> None:
    found = messages(rule, case.text(case.bad), case.settings)
    assert any(is_of(rule.messages[case.message], message) for message in found), found


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_good_is_not_reported(rule: Rule, case: Case) -> None:
    if case.good:
        assert messages(rule, case.text(case.good), case.settings) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_message_stands_on_the_page(rule: Rule) -> None:
    lines = [
        re.sub(r"^(  - |example\.py:\d+:\d+: )MST\d{3} ", "", line) for line in page(rule).splitlines() if rule.code in line
    ]
    missing = [name for name, template in rule.messages.items() if not any(is_of(template, line) for line in lines)]
    assert missing == []


def test_there_are_several_of_each_rule() -> None:
    """Beside `bad` and `good` of the rule itself: one more of each, and three of what is bad in all, at least."""
    few = {"MST303"}  # 2.0 only, and one thing only
    assert [rule.code for rule in RULES if rule.code not in few and len(rule.cases) < 2] == []
    assert [rule.code for rule in RULES if not rule.cases] == []
