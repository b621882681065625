"""What every rule keeps, checked on its own texts and examples."""

from __future__ import annotations

import ast
import string

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.fixing import fix_text
from lint_transpose.rules import RULES, Rule
from tests.calls import reports


def findings(text: str, rule: Rule) -> list[Finding]:
    return check_source(text, settings=rule.settings)


def fixed(text: str, rule: Rule) -> str:
    return fix_text(text, lambda text: findings(text, rule), safe_only=False).text


def fields(template: str) -> list[str]:
    """The named fields of a message."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def test_codes() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(len(code) == 6 and code.startswith("MST") and code[3:].isdigit() for code in codes)


@pytest.mark.parametrize("names", [[rule.symbol for rule in RULES], [rule.pylint_id for rule in RULES]])
def test_names_are_unique(names: list[str]) -> None:
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestRule:
    def test_bad_is_reported_by_this_rule_alone(self, rule: Rule) -> None:
        found = findings(rule.bad, rule)
        assert found
        assert {finding.code for finding in found} == {rule.code}
        assert all("\n" not in finding.message for finding in found)

    def test_good_is_silent(self, rule: Rule) -> None:
        assert findings(rule.good, rule) == []

    def test_fix_of_bad_is_good(self, rule: Rule) -> None:
        """Where a fix changes numbers its safety is explained; where there is none, nothing is said of it."""
        has_fix = any(finding.fix for finding in findings(rule.bad, rule))
        assert has_fix == bool(rule.fix_safety)
        if has_fix:
            result = fixed(rule.bad, rule)
            assert result == rule.good
            assert fixed(result, rule) == result

    def test_says_nothing_when_switched_off(self, rule: Rule) -> None:
        ignoring = rule.settings._replace(ignore=(rule.code,))
        assert check_source(rule.bad, settings=ignoring) == []

    def test_examples_are_python(self, rule: Rule) -> None:
        for text in (rule.bad, rule.good):
            ast.parse(text)
            assert text.endswith("\n")

    def test_messages(self, rule: Rule) -> None:
        for template in rule.messages.values():
            assert "\n" not in template
            assert all(name.isidentifier() for name in fields(template))

    def test_parts_are_used(self, rule: Rule) -> None:
        """What a report holds is said in one of the rule's messages at least."""
        used = {name for template in rule.messages.values() for name in fields(template)}
        if rule.framework == "mindspore" and rule.check_reference is None:
            for _, report in reports(rule.bad, settings=rule.settings, codes=(rule.code,)):
                assert set(report.parts) <= used

    def test_texts(self, rule: Rule) -> None:
        assert rule.explanation.startswith("## What it does\n")
        assert "\n## Why it matters\n" in rule.explanation
        assert not rule.summary.endswith(".")
        assert rule.source

    def test_opt_in(self, rule: Rule) -> None:
        """What is off by default is silent unless it is asked for."""
        asked = any(rule.code.startswith(code) for code in (*rule.settings.extend_select, *(rule.settings.select or ())))
        assert rule.opt_in == asked


def test_safety_is_a_matter_of_numbers() -> None:
    """What raises today may be mended safely; what changes numbers never."""
    for rule in RULES:
        for finding in findings(rule.bad, rule):
            if finding.fix and finding.fix.safe:
                assert rule.severity == "error" or rule.opt_in


def test_default_settings_find_no_opt_in() -> None:
    for rule in RULES:
        if rule.opt_in:
            assert rule.code not in {finding.code for finding in check_source(rule.bad, settings=Settings(porting="always"))}
