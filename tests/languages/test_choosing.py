"""Which language is spoken: the option, the variable, pyproject.toml, then what the terminal speaks."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lint_transpose.cli import main
from lint_transpose.running.language import VARIABLE, of_terminal
from lint_transpose.settings import LANGUAGES
from tests.hosts.running import Answer, by_flake8, by_pylint

HAN = re.compile("[\u3400-\u9fff]")
TEXT = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4, stride=2, padding=1)\n"
TORCH = "from torch import nn\nup = nn.ConvTranspose2d(8, 4, 3, 2, 1, 1, dtype=d)\n"


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="backslashreplace")

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("LINT_TRANSPOSE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text(TEXT)
    Path("b.py").write_text(TORCH)
    return tmp_path


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(arguments)
    return capsys.readouterr().out


def is_chinese(text: str) -> bool:
    """Whether there is any Chinese in it, written out or, as in JSON, as escapes."""
    return HAN.search(text) is not None or re.search(r"\\u[4-9][0-9a-f]{3}", text) is not None


def test_precedence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_chinese(output(capsys, "check", "a.py"))
    Path("pyproject.toml").write_text('[tool.lint-transpose]\nlanguage = "zh"\n')
    assert is_chinese(output(capsys, "check", "a.py"))
    monkeypatch.setenv(VARIABLE, "en")
    assert not is_chinese(output(capsys, "check", "a.py"))
    assert is_chinese(output(capsys, "check", "a.py", "--language", "zh"))


@pytest.mark.parametrize("form", ["text", "full", "json", "sarif", "gitlab", "rdjson", "github", "grouped"])
def test_every_format_when_asked_for(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert is_chinese(output(capsys, "check", "a.py", "--output-format", form, "--language", "zh"))
    assert not is_chinese(output(capsys, "check", "a.py", "--output-format", form))


def test_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese where a person reads along on a Chinese terminal that can show it; never in a file, a pipe or for a program."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert not is_chinese(output(capsys, "check", "a.py"))

    def on_terminal(*arguments: str, encoding: str = "utf-8") -> str:
        terminal = Terminal(encoding)
        monkeypatch.setattr(sys, "stdout", terminal)
        main(["check", "a.py", *arguments])
        return terminal.text

    assert is_chinese(on_terminal())
    assert is_chinese(on_terminal("--output-format", "full"))
    assert is_chinese(on_terminal(encoding="gbk"))
    assert not is_chinese(on_terminal(encoding="ascii"))
    assert not is_chinese(on_terminal("--output-format", "json"))
    assert not is_chinese(on_terminal("--language", "en"))
    on_terminal("--output-file", "out.txt")
    assert not is_chinese(Path("out.txt").read_text(encoding="utf-8"))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")  # goes before LANG
    assert not is_chinese(on_terminal())


def test_nobody_reads_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert of_terminal() is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("port", "b.py"),
        ("compare", "b.py", "a.py"),
        ("rule", "MST203"),
        ("check", "a.py", "--statistics"),
    ],
)
def test_every_command(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert is_chinese(output(capsys, *arguments, "--language", "zh"))
    assert not is_chinese(output(capsys, *arguments))


def test_an_unknown_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["check", "a.py", "--language", "fr"]) == 2
    assert "'fr'" in capsys.readouterr().err
    monkeypatch.setenv(VARIABLE, "fr")
    assert main(["check", "a.py"]) == 2
    known = " or ".join(f'"{language}"' for language in LANGUAGES)
    assert capsys.readouterr().err == f"lint-transpose: {VARIABLE} must be {known}, not 'fr'\n"
    monkeypatch.delenv(VARIABLE)
    Path("pyproject.toml").write_text('[tool.lint-transpose]\nlanguage = "fr"\n')
    assert main(["check", "a.py"]) == 2
    assert f"language: must be {known}, not 'fr'" in capsys.readouterr().err


def test_cached_findings_are_not_of_another_language(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert is_chinese(output(capsys, "check", "a.py", "--language", "zh"))
        assert not is_chinese(output(capsys, "check", "a.py"))


def test_baselines_and_fingerprints_know_no_language(capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "check", "a.py", "--write-baseline", "known.jsonl", "--language", "zh")
    assert main(["check", "a.py", "--baseline", "known.jsonl"]) == 0
    capsys.readouterr()
    prints = [
        [entry["fingerprint"] for entry in json.loads(output(capsys, "check", "a.py", "--output-format", "gitlab", *language))]
        for language in ((), ("--language", "zh"))
    ]
    assert prints[0] == prints[1] != []


def test_sarif_names_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    for language, tag in (("en", "en-US"), ("zh", "zh-CN")):
        report = json.loads(output(capsys, "check", "a.py", "--output-format", "sarif", "--language", language))
        (run,) = report["runs"]
        assert run["language"] == tag
        texts = [run["results"][0]["message"]["text"], run["tool"]["driver"]["rules"][0]["help"]["text"]]
        assert [is_chinese(text) for text in texts] == [language == "zh"] * 2


@pytest.mark.parametrize("host", [by_flake8, by_pylint])
def test_hosts(host: Callable[..., Answer]) -> None:
    for options, chinese in (((), False), (("--mst-language=zh",), True)):
        found = host(*options, "a.py").found
        assert [(code, is_chinese(message)) for *_, code, message in found] == [("MST101", chinese)]


def test_english_loads_no_other_table() -> None:
    program = "import sys; from lint_transpose.cli import main; main(['check', 'a.py', '--output-format', 'full'])"
    program += "; sys.exit(any(name.startswith('lint_transpose.languages.') for name in sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=False).returncode == 0
