"""What earlier runs found: used where nothing changed, never where anything did, and never in the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint_transpose.report import FORMATS
from lint_transpose.running import cache

from .running import command_line
from .test_command_line import FIXED, RAISES, SILENT, program, stdin

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
NOTEBOOK = json.dumps(
    {
        "cells": [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in ("%pip list", RAISES)],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the entries; the current one is another."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    folder = tmp_path / "kept"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


def check(*arguments: str) -> str:
    _, out, err = command_line("check", *arguments)
    assert err == ""
    return out


def forge(kept: Path) -> None:
    """Let the one entry say something that nobody found: whoever reports it has read the entry."""
    (path,) = kept.iterdir()
    entry = json.loads(path.read_text())
    for finding in entry["findings"]:
        finding["message"] = "forged"
    path.write_text(json.dumps(entry))


def is_used(*arguments: str) -> bool:
    return "forged" in check(*arguments)


@pytest.mark.parametrize("form", FORMATS)
def test_reports_are_the_same(form: str) -> None:
    Path("b.ipynb").write_text(NOTEBOOK)
    Path("c.py").write_text(f"{RAISES}{RAISES}")
    arguments = ("--output-format", form, str(EXAMPLE), ".")
    fresh = check("--no-cache", *arguments)
    assert fresh.count("MST") > 3
    assert check(*arguments) == fresh
    assert check(*arguments) == fresh


def test_nothing_is_read_again() -> None:
    Path("a.py").write_text(RAISES)
    fresh = program("check", "--quiet")
    assert fresh.stdout
    code = (
        "import sys, lint_transpose.cli as c; c.main(['check', '--quiet']);"
        "sys.exit(any(m.startswith(('lint_transpose.rules', 'lint_transpose.reading')) for m in sys.modules))"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (again.returncode, again.stdout) == (0, fresh.stdout)


def test_entry_is_used(kept: Path) -> None:
    Path("a.py").write_text(RAISES)
    check()
    forge(kept)
    assert is_used()
    assert not is_used("--no-cache")
    assert not is_used("--follow-imports")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_entries_are_the_users_own(kept: Path) -> None:
    Path("a.py").write_text(RAISES)
    check()
    assert kept.stat().st_mode & 0o077 == 0


def test_package_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "rules" / "__pycache__").mkdir(parents=True)
    module = package / "rules" / "rule.py"
    module.write_text("x = 1")
    monkeypatch.setattr(cache, "__file__", str(package / "running" / "cache.py"))
    before = cache._package.__wrapped__()
    (package / "rules" / "__pycache__" / "rule.pyc").write_bytes(b"made by Python")
    assert cache._package.__wrapped__() == before
    module.write_text("x = 10")
    assert cache._package.__wrapped__() != before


def test_anything_that_changed_is_checked_anew(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("a.py")

    def forged() -> None:
        path.write_text(RAISES)
        check()
        forge(kept)
        assert is_used()

    forged()
    path.write_text(RAISES.replace("padding=1", "padding=2"))
    assert not is_used()
    forged()
    assert not is_used("--mindspore-version", "2.0")
    forged()
    Path("pyproject.toml").write_text('[tool.lint-transpose]\nextend-select = ["MST207"]\n')
    assert not is_used()
    forged()
    monkeypatch.setattr(cache, "_package", lambda: "of another version")
    assert not is_used()


@pytest.mark.parametrize("named", ["a.py", "./a.py", "../project/a.py"])
def test_files_are_called_as_this_run_names_them(named: str) -> None:
    Path("a.py").write_text(RAISES)
    assert check("a.py").startswith("a.py:")
    assert check(named).startswith(f"{named}:")


@pytest.mark.parametrize("by", ["folder", "absolute path"])
def test_another_checkout(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """It lies elsewhere, and finds what the first one kept."""
    for name in ("one", "two"):
        (tmp_path / name / "src").mkdir(parents=True)
        (tmp_path / name / "pyproject.toml").write_text('[tool.lint-transpose]\nextend-select = ["MST207"]\n')
        (tmp_path / name / "src" / "a.py").write_text(RAISES)
    monkeypatch.chdir(tmp_path / "one")
    check()
    forge(kept)
    if by == "folder":
        monkeypatch.chdir(tmp_path / "two")
        assert is_used()
    else:
        assert is_used(str(tmp_path / "two" / "src"))
    (tmp_path / "two" / "src" / "a.py").rename(tmp_path / "two" / "b.py")
    assert not is_used(str(tmp_path / "two"))


CHANGES = {
    "unknown code": {"code": "MST999"},
    "no code": {"code": ["MST101"]},
    "row of no line": {"start": [10**9, 1]},
    "no row": {"start": [0, 1]},
    "column of no character": {"end": [3, 10**9]},
    "fraction": {"start": [1.5, 1]},
    "truth": {"start": [True, 1]},
    "message that is none": {"message": 3},
    "confidence": {"confidence": "high"},
    "cell of a notebook": {"cell": 1},
    "fix": {"fix": {"message": "", "edits": [{"start": [1, 1], "end": [99, 1], "content": ""}], "safe": True}},
    "content of a fix": {"fix": {"message": "", "edits": [{"start": [1, 1], "end": [1, 1], "content": None}], "safe": True}},
    "related": {"related": [{"start": [1, 1], "end": [1, -1], "message": ""}]},
    "one more": {"more": 1},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("form", ["full", "json", "sarif"])
def test_forged_entry_is_none(kept: Path, change: dict[str, object], form: str) -> None:
    Path("a.py").write_text(RAISES)
    fresh = check("--output-format", form)
    (path,) = kept.iterdir()
    entry = json.loads(path.read_text())
    entry["findings"][0].update(change)
    path.write_text(json.dumps(entry))
    assert check("--output-format", form) == fresh


def test_text_of_an_entry_is_escaped(kept: Path) -> None:
    Path("a.py").write_text(RAISES)
    check()
    (path,) = kept.iterdir()
    entry = json.loads(path.read_text())
    entry["findings"][0]["message"] = "\x1b[2J\n::error::forged" + "x" * 5000
    path.write_text(json.dumps(entry))
    out = check()
    assert "\\x1b[2J\\n" in out
    assert "\x1b" not in out
    assert len(out) < 1500


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_entry_without_end(kept: Path) -> None:
    Path("a.py").write_text(RAISES)
    fresh = check()
    (path,) = kept.iterdir()
    path.unlink()
    os.mkfifo(path)
    assert check() == fresh


def test_old_entries_are_removed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.mkdir()
    old = kept / f"{'0' * 64}.json"
    for path in (old, kept / f"{'1' * 64}.json", kept / "somebody's.json"):
        path.write_text("{}")
        os.utime(path, (1, 1) if path != kept / f"{'1' * 64}.json" else None)
    cache._prune.cache_clear()
    Path("a.py").write_text(RAISES)
    check()
    assert not old.exists()
    assert len(list(kept.iterdir())) == 3
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 1)
    cache._prune.cache_clear()
    Path("a.py").write_text(FIXED)
    check()
    assert len(list(kept.iterdir())) == 2


def test_every_code_is_known() -> None:
    from lint_transpose.rules import RULES

    assert {rule.code for rule in RULES} == cache.CODES


def test_silent_files_are_known_too(kept: Path) -> None:
    Path("a.py").write_text(SILENT)
    assert check() == ""
    (entry,) = kept.iterdir()
    assert json.loads(entry.read_text())["findings"] == []


def test_one_entry_a_file(kept: Path) -> None:
    for text in (RAISES, FIXED, SILENT):
        Path("a.py").write_text(text)
        check()
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--no-cache",), RAISES),
        (("--follow-imports",), RAISES),
        (("--diff",), RAISES),
        ((), f"{RAISES}  # ported-from: torch_model.py"),
        (("--config", "counterparts.toml"), RAISES),
    ],
)
def test_what_other_files_decide_is_not_kept(kept: Path, arguments: tuple[str, ...], text: str) -> None:
    Path("a.py").write_text(text)
    Path("counterparts.toml").write_text('[tool.lint-transpose.counterparts]\n"b.py" = "torch_model.py"\n')
    Path("torch_model.py").write_text("from torch import nn\n\nup = nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1)\n")
    command_line("check", "a.py", *arguments)
    assert not kept.exists()


def test_standard_input_is_not_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, RAISES.encode())
    assert check("-")
    assert not kept.exists()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"\xff", b"[]", b"null", b'{"key": 1}', b"[" * 100_000, b'{"findings": [{}], "key": "KEY"}'),
        b'{"findings": [{"start": 1, "end": [], "fix": 3, "related": null}], "key": "KEY"}',
    ],
)
def test_damaged_entry(kept: Path, content: bytes) -> None:
    Path("a.py").write_text(RAISES)
    fresh = check()
    (entry,) = kept.iterdir()
    key = json.loads(entry.read_bytes())["key"]
    entry.write_bytes(content.replace(b"KEY", key.encode()))
    assert check() == fresh
    forge(kept)
    assert is_used()


def test_folder_that_cannot_be_used(kept: Path) -> None:
    kept.write_text("a file")
    Path("a.py").write_text(RAISES)
    assert check() == check() == check("--no-cache")


def test_folder_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    monkeypatch.setenv(name, str(tmp_path / "caches"))
    Path("a.py").write_text(RAISES)
    check()
    assert len(list((tmp_path / "caches" / "lint-transpose").iterdir())) == 1
    # The specification of XDG: what is not absolute counts as not set.
    monkeypatch.setenv(name, "caches")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    check()
    assert len(list((tmp_path / "home" / ".cache" / "lint-transpose").iterdir())) == 1
    assert not Path("caches").exists()
