"""What goes wrong is said in the language that is asked for: by the commands, by argparse and by hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from lint_transpose import Settings
from lint_transpose.checking.check_bytes import check_bytes
from lint_transpose.cli import main
from lint_transpose.documents import python
from lint_transpose.languages import Phrase, said, words
from lint_transpose.report.links import rule_page
from lint_transpose.server.actions import FIX_ALL, QUICK_FIX, fix_all, quick_fixes
from lint_transpose.server.texts import Checked, Checker, Point, Range, utf16_units

from .test_choosing import HAN, Terminal, is_chinese

TEXT = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4, stride=2, padding=1)\n"
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "nn.Conv2dTranspose("}], "metadata": {}})


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LINT_TRANSPOSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LINT_TRANSPOSE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for name, text in (
        ("a.py", TEXT),
        ("broken.py", "import mindspore.nn\nnn.Conv2dTranspose(\n"),
        ("bytes.py", "# Conv2dTranspose mindspore \udcff\n"),
        ("cells.ipynb", NOTEBOOK),
        ("list.ipynb", '["Conv2dTranspose", "mindspore"]'),
        ("wrong.toml", "[tool.lint-transpose]\nporting = 1\n"),
        ("key.toml", "[tool.lint-transpose]\nportin = 1\n"),
        ("other.toml", "[tool.linttranspose]\n"),
        ("broken.toml", "[tool.lint-transpose\n"),
    ):
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))


CALLS = (
    "",
    "frob",
    "check --frob",
    "check --jobs x a.py",
    "check --jobs",
    "check --porting maybe",
    "check --output-for",
    "check --exit-zero=1",
    "compare",
    "check nosuch.py",
    "check broken.py",
    "check bytes.py",
    "check cells.ipynb",
    "check list.ipynb",
    "check a.py --fix --diff",
    "check a.py --unsafe-fixes",
    "check a.py --statistics --output-format full",
    "check a.py --color always --output-format json",
    "check a.py --markdown",
    "check a.py --stdin-filename x.py",
    "check - --files-from -",
    "check --files-from nosuch",
    "check a.py --per-file-ignores MST101",
    "check a.py --select MST9",
    "check a.py --select MST10x",
    "check a.py --mindspore-version 0.1",
    "check a.py --mindspore-version 3.99",
    "check a.py --config nosuch.toml",
    "check a.py --config wrong.toml",
    "check a.py --config key.toml",
    "check a.py --config other.toml",
    "check a.py --config broken.toml",
    "check a.py --config a.py",
    "check a.py --config folder",
    "check a.py --config wrong.toml --isolated",
    "check a.py --baseline a.py",
    "check a.py --diff-base nosuch",
    "check a.py --show-settings",
    "check --help",
    "compare folder a.py",
    "compare a.py::Net a.py",
    "compare --pair a a.py",
    "compare --pair a=b a.py",
    "rule",
    "rule MST999",
    "port a.py --diff --write",
    "port a.py --weights --write",
    "port a.py --shim new.py",
    "port --shim a.py",
)
# What a user wrote, names of programs and what Python, TOML or JSON say themselves.
QUOTED = re.compile(r"'[^']*'|\S*[-_./=\[\]:]\S*|0x\w+|[A-Z]+\b|MST\w+|（可用：.*）|%\(.*?\)s")
OWN = {
    "announced",
    "full",
    "json",
    "Net",
    "lint",
    "transpose",
    "git",
    "notebook",
    "ported",
    "from",
    "utf",
    "pygls",
    "was",
    "never",
    "closed",
    "MindSpore",
}


@pytest.mark.parametrize("call", CALLS)
def test_every_error_is_said_in_chinese(call: str, capfd: pytest.CaptureFixture[str]) -> None:
    arguments: Sequence[str] = call.split()
    main(arguments)
    out, err = capfd.readouterr()
    assert not re.search(HAN, out + err)
    english = len((out + err).splitlines())
    main([*arguments, "--language=zh"] if arguments and arguments[0] in ("check", "compare", "rule", "port") else arguments)
    out, err = capfd.readouterr()
    if arguments[:1] in ([], ["frob"]):
        return
    assert re.search(HAN, out + err)
    assert call == "check --help" or len((out + err).splitlines()) == english


@pytest.mark.parametrize("call", [call for call in CALLS if "=" not in call and "help" not in call and "config" not in call])
def test_no_english_word_is_left(call: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINT_TRANSPOSE_LANGUAGE", "zh")
    main(call.split())
    lines = [line for line in capfd.readouterr().err.splitlines() if re.search(r"^(lint-transpose|\S+\.\w+): ", line)]
    for line in lines:
        left = set(re.findall(r"[A-Za-z]{3,}", QUOTED.sub(" ", line))) - OWN
        assert not left, line


def test_a_stream_without_chinese_letters_gets_english(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for encoding, chinese in (("utf-8", True), ("gbk", True), ("ascii", False)):
        stream = Terminal(encoding)
        monkeypatch.setattr(sys, "stderr", stream)
        assert main(["check", "a.py", "nosuch.py", "--language", "zh", "--fix", "--diff"]) == 2
        assert main(["check", "nosuch.py", "--language", "zh"]) == 2
        assert len([line for line in stream.text.splitlines() if is_chinese(line)]) == 2 * chinese


def test_comments_that_port_writes(capsys: pytest.CaptureFixture[str]) -> None:
    text = "from torch import nn\n\n\ndef make(p):\n    return nn.ConvTranspose2d(8, 4, 3, 2, p, p, dtype=p)\n"
    for name, head, chinese in (("t.py", "", True), ("l.py", "# -*- coding: latin-1 -*-\n", False)):
        for language in ("en", "zh"):
            Path(name).write_text(head + text, encoding="utf-8")
            assert main(["port", name, "--write", "--language", language]) == 0
            comments = re.findall("# TODO.*", Path(name).read_text(encoding="utf-8"))
            assert comments
            assert {is_chinese(line) for line in comments} == {language == "zh" and chinese}
    assert is_chinese(capsys.readouterr().out)


def test_actions_of_editors() -> None:
    document = python("a.py", TEXT + "v = nn.Conv2dTranspose(8, 4, 4, 2, output_padding=1)\n")
    for language in ("en", "zh"):
        checker = Checker({"language": language})
        checked = Checked()
        checked.update(document, checker)
        everything = Range(Point(0, 0), Point(9, 0))
        found = [*quick_fixes(checked, None, everything, utf16_units, checker.language("a.py"))]
        whole = fix_all(document, checker, utf16_units)
        assert whole is not None
        assert {action.kind for action in found} == {QUICK_FIX}
        assert whole.kind == FIX_ALL
        assert len(found) == 4
        assert {is_chinese(action.title) for action in (*found, whole)} == {language == "zh"}


def test_the_page_of_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Where Chinese is asked for, addresses lead to Chinese pages."""
    for language in ("en", "zh"):
        main(["check", "a.py", "--output-format", "json", "--language", language])
        (entry,) = json.loads(capsys.readouterr().out)
        main(["check", "a.py", "--output-format", "sarif", "--language", language])
        rules = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
        wanted = rule_page("MST101", language)
        assert ("/zh/" in wanted) == (language == "zh")
        assert entry["url"] == rules[0]["helpUri"] == wanted


def test_templates_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "zh"):
        main(["rule", "MST106", "--output-format", "json", "--language", language])
        found = json.loads(capsys.readouterr().out)["messages"]
        assert found.keys() == {f"MST106.{name}" for name in ("mode", "range", "stride", "form")}
        assert all(is_chinese(text) == (language == "zh") for text in found.values())


def test_a_file_of_many(capsys: pytest.CaptureFixture[str]) -> None:
    data = Path("broken.py").read_bytes()
    assert not is_chinese(check_bytes(data, "broken.py")[0].message)
    assert is_chinese(check_bytes(data, "broken.py", Settings(language="zh"))[0].message)


def test_argparse_has_the_texts_that_are_translated() -> None:
    """At least those that are the same in all its releases."""
    import argparse

    source = Path(argparse.__file__).read_text(encoding="utf-8")
    newer = "maybe you meant"
    for text in words("zh", "parser"):
        assert text.replace("\n", "\\n") in source or newer in text, text


def test_a_phrase_is_said_in_the_language_of_its_fields() -> None:
    phrase = Phrase("of_path", "{path}: {what}", path="a.py", what=Phrase("is_folder", "Is a directory"))
    assert (str(phrase), said(phrase, "zh")) == ("a.py: Is a directory", "a.py: 是文件夹")
