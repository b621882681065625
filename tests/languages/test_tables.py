"""The tables of each language beside the English that stands in the code: the same keys, the same fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import lint_transpose
from lint_transpose.languages import _JOINTS, words
from lint_transpose.languages.zh import together
from lint_transpose.reading.sites.assumptions import WORDS
from lint_transpose.rules import RULES
from lint_transpose.settings import LANGUAGES

OTHERS = [language for language in LANGUAGES if language != "en"]
HAN = "[\u3400-\u9fff]"
MESSAGES = {f"{rule.code}.{name}": template for rule in RULES for name, template in rule.messages.items()}


def phrases() -> Iterator[tuple[str, str]]:
    """The key and the English of each phrase that the package makes."""
    yield from ((key, template) for key, template in _JOINTS.items())
    yield from ((f"meaning {kind}", template) for kind, template in WORDS.items())
    for path in Path(lint_transpose.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
            named = {
                target.id: node.value.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for call in ast.walk(scope):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Phrase"):
                    continue
                key, english = call.args[:2]
                if isinstance(key, ast.Constant) and isinstance(english, ast.Constant):
                    yield key.value, english.value
                elif isinstance(key, ast.Constant) and isinstance(english, ast.Name) and scope is not tree:
                    yield key.value, named[english.id]


ENGLISH = dict(phrases())


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_one_english_for_a_key() -> None:
    several = {key: template for key, template in phrases() if template != ENGLISH[key]}
    assert several == {}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("table", "english"), [("messages", MESSAGES), ("phrases", ENGLISH)])
def test_same_keys_and_fields(language: str, table: str, english: dict[str, str]) -> None:
    found = words(language, table)
    assert set(found) == set(english)  # sets, so that the message names what is missing
    assert {key: fields(found[key]) for key in found} == {key: fields(english[key]) for key in english}


def test_a_missing_text_is_named() -> None:
    with pytest.raises(LookupError, match=r"zh\.messages has no text for 'MST999.default'"):
        words("zh", "messages")["MST999.default"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_rule_has_its_page(language: str) -> None:
    parts = ("summary", "explanation", "fix_safety", "source")
    wanted = {f"{rule.code}.{part}": getattr(rule, part) for rule in RULES for part in parts if getattr(rule, part)}
    found = words(language, "explanations")
    assert set(found) == set(wanted)
    # What is code in one is code in the other.
    codes = {
        key: set(re.findall("`[^`\n]+`", found[key])) - set(re.findall("`[^`]+`", " ".join(wanted[key].split())))
        for key in found
    }
    assert {key: code for key, code in codes.items() if any(not re.search(HAN, each) for each in code)} == {}


def test_chinese_has_full_width_marks_and_spaces() -> None:
    for key, text in {**words("zh", "messages"), **words("zh", "phrases"), **words("zh", "explanations")}.items():
        assert not re.search(rf"{HAN}[,:;!?]|[,:;!?]{HAN}", text), key
        assert not re.search(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}", text.replace("|", " ")), key


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["请写", "x"], "请写 x"),
        (["只接受 ", "整数"], "只接受整数"),
        (["默认参数", " 或 ", "按第 2 行"], "默认参数或按第 2 行"),
        (["p（1）", " 会抛出"], "p（1）会抛出"),
        (["x=1", " 会抛出"], "x=1 会抛出"),
        (["'填充 a'", "，"], "'填充 a'，"),
    ],
)
def test_spaces_where_scripts_meet(pieces: list[str], whole: str) -> None:
    assert together(pieces) == whole
