"""What `--help` says in each language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from lint_transpose.cli import COMMANDS, main
from lint_transpose.languages import words
from lint_transpose.settings import LANGUAGES

HAN = "[\u3400-\u9fff]"


def texts(name: str) -> Iterator[str]:
    """All that the help of a command says in English."""
    parser = argparse.ArgumentParser()
    import_module(f"lint_transpose.commands.{name}").add_arguments(parser)
    summary = COMMANDS[name]
    yield from (summary, f"{summary[:1].upper()}{summary[1:]}.")
    yield from filter(None, [parser.epilog, *(group.title for group in parser._action_groups)])
    yield from filter(None, [action.help for action in parser._actions])


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_text_has_its_words_and_no_other_does(language: str) -> None:
    wanted = {text for name in COMMANDS for text in texts(name)}
    wanted |= {"Checks MindSpore's transposed convolutions.", "show program's version number and exit"}
    assert set(words(language, "help")) == wanted


@pytest.mark.parametrize("arguments", [(), *((name,) for name in COMMANDS)])
def test_help(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main([*arguments, "--help"]) == 0
    english = capsys.readouterr().out
    assert english.startswith("usage: lint-transpose ")
    assert not re.search(HAN, english)
    monkeypatch.setenv("LINT_TRANSPOSE_LANGUAGE", "zh")
    assert main([*arguments, "--help"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith("用法：lint-transpose ")
    assert len(re.findall(HAN, chinese)) > 10
    # Below the usage, which holds names only.
    assert not re.search(r"\b(default|the|of|not|these)\b", chinese.partition("\n\n")[2])


def test_help_in_the_language_of_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help", "--language", "zh"]) == 0
    assert re.search(HAN, capsys.readouterr().out)
