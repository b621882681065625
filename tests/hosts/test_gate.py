"""`check` as a gate: what is known already, what has changed, what is said at the end, what goes together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lint_transpose.commands import check_options
from lint_transpose.report import FORMATS
from lint_transpose.rules import RULES

from .running import by_flake8, command_line, whole_command_line
from .test_command_line import FIXED, LINE, RAISES, SILENT, files, folder, git, stdin, write  # noqa: F401

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"


def found(*arguments: str) -> list[tuple[str, int]]:
    """Paths and rows of the findings."""
    _, out, err = command_line("check", "--output-format", "json", *arguments)
    assert err == ""
    return [(entry["filename"], entry["location"]["row"]) for entry in json.loads(out)]


# -- baseline ----------------------------------------------------------------------------------------------------------


def baseline() -> None:
    assert command_line("check", "--write-baseline", "known.jsonl", "--quiet") == (0, "", "")


def test_baseline() -> None:
    write("a.py")
    write("pkg/b.py", RAISES + f"other = {CALL}\n")
    status, out, err = whole_command_line("check", "--write-baseline", "known.jsonl")
    assert (status, out, err) == (0, "", "lint-transpose: wrote 3 findings to known.jsonl\n")
    lines = Path("known.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [(entry["path"], entry["code"], entry["count"]) for entry in entries] == [
        ("a.py", "MST101", 1),
        ("pkg/b.py", "MST101", 1),
        ("pkg/b.py", "MST101", 1),
    ]
    assert lines == sorted(lines)
    assert "raises" not in Path("known.jsonl").read_text()
    status, out, _ = whole_command_line("check", "--baseline", "known.jsonl")
    assert (status, out) == (0, "All checks passed (2 files); 3 more in the baseline\n")


def test_baseline_survives_moves_and_words() -> None:
    write("a.py", RAISES.replace("padding=1", "groups=2"))
    baseline()
    write("a.py", "\n\n# moved\n" + RAISES.replace("padding=1", "groups = 2"))
    assert found("--baseline", "known.jsonl") == []
    assert found("--baseline", "known.jsonl", "--mindspore-version", "1.10") == []


def test_baseline_survives_other_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later release of ours may word, or name, in its own way."""
    write("a.py")
    baseline()
    rule = next(rule for rule in RULES if rule.code == "MST101")
    for name in rule.messages:
        monkeypatch.setitem(rule.messages, name, "said otherwise")
    assert "said otherwise" in command_line("check", "--no-cache")[1]
    assert found("--baseline", "known.jsonl", "--no-cache") == []


def test_baseline_survives_another_language() -> None:
    write("a.py")
    baseline()
    english = Path("known.jsonl").read_text()
    assert "请写" in command_line("check", "--language", "zh")[1]
    assert found("--baseline", "known.jsonl", "--language", "zh") == []
    assert command_line("check", "--write-baseline", "other.jsonl", "--quiet", "--language", "zh")[0] == 0
    assert Path("other.jsonl").read_text() == english


def test_baselines_of_two_branches_merge() -> None:
    """As text, without a conflict: each branch added a finding elsewhere. With git's driver "union", also where they meet."""
    git("init", "-q", ".")
    write("m.py")
    baseline()
    commit()
    for branch, name in (("left", "a.py"), ("right", "z.py")):
        git("checkout", "-q", "-b", branch, "HEAD" if branch == "left" else "left~1")
        write(name)
        baseline()
        commit()
    git("-c", "user.name=x", "-c", "user.email=x@y", "merge", "-q", "-m", "x", "left")
    merged = Path("known.jsonl").read_text()
    baseline()
    assert Path("known.jsonl").read_text() == merged
    assert merged.count("\n") == 3


def test_baseline_that_holds_a_line_twice() -> None:
    """The larger count holds, wherever it stands."""
    write("a.py", RAISES + RAISES.splitlines()[2] + "\n")
    baseline()
    line = Path("known.jsonl").read_text()
    assert '"count": 2' in line
    for text in (line + line.replace('"count": 2', '"count": 1'), line.replace('"count": 2', '"count": 1') + line):
        write("known.jsonl", text)
        assert found("--baseline", "known.jsonl") == []


def test_baseline_reports_what_is_new() -> None:
    write("a.py")
    baseline()
    write("a.py", RAISES + f"other = {CALL}\n")
    assert found("--baseline", "known.jsonl") == [("a.py", 4)]
    write("a.py", RAISES + RAISES.splitlines()[2] + "\n")
    assert found("--baseline", "known.jsonl") == [("a.py", 4)]
    write("a.py", RAISES.replace("stride=2", "stride=4"))
    assert found("--baseline", "known.jsonl") == [("a.py", 3)]
    write("a.py", SILENT)
    write("b.py")
    assert found("--baseline", "known.jsonl") == [("b.py", 3)]


def test_baseline_of_a_notebook() -> None:
    cells = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in ("x = 1", RAISES)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write("a.ipynb", json.dumps(notebook))
    baseline()
    cells.insert(0, {"cell_type": "markdown", "source": "moved", "metadata": {}})
    write("a.ipynb", json.dumps(notebook))
    assert found("--baseline", "known.jsonl") == []


def test_baseline_means_paths_from_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    write("pkg/a.py")
    baseline()
    monkeypatch.chdir("pkg")
    assert found("--baseline", "../known.jsonl") == []


def test_what_is_in_the_baseline_is_not_fixed() -> None:
    write("a.py")
    baseline()
    write("a.py", RAISES + f"other = {CALL}\n")
    assert command_line("check", "--baseline", "known.jsonl", "--fix")[0] == 0
    assert Path("a.py").read_text() == RAISES + f'other = {CALL[:-1]}, pad_mode="pad")\n'


@pytest.mark.parametrize(
    "text", ["[]\n", "<<<<<<< ours\n", '{"path": "a.py"}\n', '{"path": 1, "code": 1, "line": 1, "count": 1}\n']
)
def test_no_baseline(text: str) -> None:
    write("a.py")
    write("known.jsonl", text)
    status, out, err = command_line("check", "--baseline", "known.jsonl")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "known.jsonl: line 1 is no entry of a baseline" in err


def test_missing_baseline() -> None:
    status, _, err = command_line("check", "--baseline", "missing.jsonl")
    assert (status, err.count("\n")) == (2, 1)
    assert "missing.jsonl" in err


# -- --add-noqa --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "silenced"),
    [
        (RAISES, RAISES.rstrip("\n") + "  # noqa: MST101\n"),
        (f"{RAISES.rstrip()}  # why   \n", f"{RAISES.rstrip()}  # why  # noqa: MST101   \n"),
        (f"{RAISES.rstrip()}  # noqa: E501\n", f"{RAISES.rstrip()}  # noqa: E501, MST101\n"),
        (f"{RAISES.rstrip()}  # noqa:E501,W1  why\n", f"{RAISES.rstrip()}  # noqa:E501,W1, MST101  why\n"),
        (
            f"from mindspore import nn\na = {CALL}; b = {CALL}",
            f"from mindspore import nn\na = {CALL}; b = {CALL}  # noqa: MST101",
        ),
        (
            f"from mindspore import nn\r\na = [{CALL}, '''\r\n''']\r\n",
            f"from mindspore import nn\r\na = [{CALL}, '''\r\n''']  # noqa: MST101\r\n",
        ),
        (
            f"from mindspore import nn\nx = \\\n    {CALL}\n",
            f"from mindspore import nn\nx = \\\n    {CALL}  # noqa: MST101\n",
        ),
    ],
)
def test_add_noqa(text: str, silenced: str) -> None:
    Path("a.py").write_bytes(text.encode())
    status, out, err = whole_command_line("check", "--add-noqa")
    assert (status, out, err) == (0, "", "lint-transpose: added 1 # noqa comment\n")
    assert Path("a.py").read_bytes().decode() == silenced
    assert found("a.py") == []
    assert by_flake8("a.py").found == []


def test_add_noqa_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, RAISES.encode())
    assert command_line("check", "--add-noqa", "-", "--quiet") == (0, RAISES.rstrip("\n") + "  # noqa: MST101\n", "")


def test_add_noqa_only_for_what_is_reported() -> None:
    write("a.py", RAISES + f"other = {CALL}\n")
    write("b.py")
    baseline()
    write("a.py", RAISES + f"third = {CALL}\n")
    command_line("check", "--add-noqa", "--baseline", "known.jsonl")
    assert Path("a.py").read_text() == RAISES + f"third = {CALL}  # noqa: MST101\n"
    assert Path("b.py").read_text() == RAISES


# -- --diff-base -------------------------------------------------------------------------------------------------------


def commit() -> None:
    git("add", "-A")
    git("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false", "commit", "-qm", "x")


def test_diff_base(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", ".")
    write("pkg/a.py", RAISES + "x = 1\n" + RAISES)
    commit()
    assert found() == [("pkg/a.py", 3), ("pkg/a.py", 7)]
    assert found("--diff-base", "HEAD") == []
    write("pkg/a.py", "# moved\n\n" + RAISES + f"new = {CALL}\nx = 1\n" + RAISES.replace("stride=2", "stride=3"))
    write("b.py")
    assert found("--diff-base", "HEAD") == [("b.py", 3), ("pkg/a.py", 6), ("pkg/a.py", 10)]
    monkeypatch.chdir("pkg")
    assert found("--diff-base", "HEAD") == [("a.py", 6), ("a.py", 10)]
    out = whole_command_line("check", "--diff-base", "HEAD")[1]
    assert out.endswith("Found 2 findings (2 errors): --fix mends 2; 1 more on lines that did not change\n")
    commit()
    assert found("--diff-base", "HEAD") == []
    assert found("--diff-base", "HEAD~1") == [("a.py", 6), ("a.py", 10)]


def test_diff_base_and_line_ends() -> None:
    git("init", "-q", ".")
    write("a.py")
    commit()
    Path("a.py").write_bytes(RAISES.replace("\n", "\r\n").encode())
    assert found("--diff-base", "HEAD") == []


def test_diff_base_of_an_argument_over_lines() -> None:
    git("init", "-q", ".")
    text = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, padding=(1,\n  1,\n  1, 1))\n"
    write("a.py", text)
    commit()
    write("a.py", text.replace("  1,\n", "  2,\n"))
    assert found("--diff-base", "HEAD") == [("a.py", 3)]


def test_only_what_changed_is_fixed() -> None:
    git("init", "-q", ".")
    write("a.py")
    commit()
    write("a.py", RAISES + f"other = {CALL}\n")
    assert command_line("check", "--diff-base", "HEAD", "--fix")[0] == 0
    assert Path("a.py").read_text() == RAISES + f'other = {CALL[:-1]}, pad_mode="pad")\n'


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "HEAD:a.py", ""])
def test_no_revision(revision: str) -> None:
    git("init", "-q", ".")
    write("a.py")
    commit()
    status, out, err = command_line("check", f"--diff-base={revision}")
    assert (status, out) == (2, "")
    assert err.startswith("lint-transpose: --diff-base: git knows no revision")


def test_diff_base_of_a_repository_below(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pkg").mkdir()
    monkeypatch.chdir("pkg")
    git("init", "-q", ".")
    write("a.py")
    commit()
    monkeypatch.chdir("..")
    assert found("pkg", "--diff-base", "HEAD") == found("pkg/a.py", "--diff-base", "HEAD") == []


def test_diff_base_outside_of_git() -> None:
    write("a.py")
    assert command_line("check", "--diff-base", "HEAD")[0] == 2


# -- what is said at the end -------------------------------------------------------------------------------------------


def last(*arguments: str) -> str:
    return whole_command_line("check", *arguments)[1].splitlines()[-1]


def test_summary() -> None:
    assert last() == "All checks passed (0 files)"
    write("a.py", SILENT)
    assert last() == last("--output-format", "full") == "All checks passed (1 file)"
    write("b.py")
    assert last() == "Found 1 finding (1 error): --fix mends 1"
    assert last("--extend-select", "MST207") == "Found 2 findings (1 error): --fix mends 2"
    assert last("--select", "MST207").startswith("Found 1 finding (no errors)")
    assert last("a.py", "missing.py") == "No findings in what could be checked (2 files)"
    assert last("--fix") == "All checks passed (2 files)"


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("text", "full")])
def test_no_summary_for_machines(form: str) -> None:
    write("a.py")
    out = whole_command_line("check", "--output-format", form)[1]
    assert "Found 1" not in out


def test_quiet() -> None:
    write("a.py")
    assert whole_command_line("check", "-q") == (1, f"a.py:{LINE}", "")
    assert whole_command_line("check", "--quiet", "--fix") == (0, "", "")
    assert whole_command_line("check", "--quiet") == (0, "", "")
    write("pyproject.toml", '[tool.lint-transpose]\nmindspore-version = "2.99"\n')
    assert whole_command_line("check", "--quiet") == (0, "", "")
    status, _, err = whole_command_line("check", "--quiet", "missing.py")
    assert (status, err.count("\n")) == (2, 1)


def test_statistics() -> None:
    write("a.py", RAISES + f"b = {CALL}\nc = nn.Conv2dTranspose(8, 8, 4, stride=-2)\n")
    assert command_line("check", "--statistics") == (
        1,
        "2 MST101 transpose-padding-without-pad-mode (2 with a fix)\n1 MST107 transpose-invalid-argument\n",
        "",
    )
    counts = json.loads(command_line("check", "--statistics", "--output-format", "json")[1])
    assert counts[0] == {"code": "MST101", "name": "transpose-padding-without-pad-mode", "count": 2, "fixable": 2}
    assert command_line("check", "--statistics", "--select", "MST303") == (0, "", "")
    assert command_line("check", "--statistics", "--fix")[1] == "1 MST107 transpose-invalid-argument\n"


def test_show_fixes_and_exit_non_zero_on_fix() -> None:
    write("a.py")
    said = "lint-transpose: fixed 1 finding\n  a.py: 1 MST101\n"
    assert command_line("check", "--fix", "--show-fixes", "--exit-non-zero-on-fix") == (1, "", said)
    assert command_line("check", "--fix", "--show-fixes", "--exit-non-zero-on-fix") == (0, "", "")


# -- colours -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--output-format", "full"), ("--diff",)])
def test_colours(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    write("a.py")
    plain = whole_command_line("check", *arguments)[1]
    assert "\x1b" not in plain
    colored = whole_command_line("check", *arguments, "--color", "always")[1]
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert whole_command_line("check", *arguments)[1] == colored
    assert whole_command_line("check", *arguments, "--color", "never")[1] == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert whole_command_line("check", *arguments)[1] == plain
    assert whole_command_line("check", *arguments, "--color", "always")[1] == colored


def test_colours_and_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pty = pytest.importorskip("pty")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    write("a.py")
    for number in range(3):
        write(f"more/{number}.py", SILENT)
    code = (
        "import sys; from lint_transpose.running import progress; progress._FIRST_AFTER = progress._EVERY = 0\n"
        "from lint_transpose.cli import main; main(['check', *sys.argv[1:]])"
    )

    def seen(*arguments: str) -> str:
        shown: list[bytes] = []

        def reads(descriptor: int) -> bytes:
            shown.append(os.read(descriptor, 4096))
            return shown[-1]

        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        pty.spawn([sys.executable, "-c", code, *arguments], reads)
        return b"".join(shown).decode()

    loud = seen()
    assert "1 of 4 files" in loud
    assert "\x1b[31mMST101\x1b[0m" in loud
    quiet = seen("--quiet", "--color", "never")
    assert "\x1b" not in quiet
    assert "MST101" in quiet


# -- which files and settings ------------------------------------------------------------------------------------------


def test_exclude_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.py", "build/b.py", "pkg/c.py", "pkg/deep/d.py"):
        write(name)
    write("pyproject.toml", '[tool.lint-transpose]\nextend-exclude = ["deep"]\n')
    assert files() == ["a.py", "pkg/c.py"]
    assert files("--extend-exclude", "c.py") == ["a.py"]
    assert files("--exclude", "c.py") == ["a.py", "build/b.py"]
    assert files("--exclude", "c.py,a.py", "--exclude", "build") == []
    monkeypatch.chdir("pkg")
    # Paths begin where the command is given, not where the pyproject.toml is.
    assert files("--extend-exclude", "./c.py") == []
    assert files("--extend-exclude", "pkg/c.py") == ["c.py"]
    assert files("--extend-exclude", "*/c.py", "..") == ["../a.py", "../pkg/c.py"]


def test_per_file_ignores_on_the_command_line() -> None:
    write("a.py")
    write("pkg/b.py")
    assert files("--per-file-ignores", "pkg/*:MST1") == ["a.py"]
    assert files("--per-file-ignores", "a.py:MST201,MST101,pkg:mst1") == []
    write("pyproject.toml", '[tool.lint-transpose.per-file-ignores]\n"a.py" = ["MST101"]\n')
    assert files("--per-file-ignores", "b.py:MST101") == ["a.py"]
    for wrong in ("MST101", ":MST101", "a.py:MSTX"):
        assert command_line("check", "--per-file-ignores", wrong)[0] == 2


def test_files_from(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.py", "b.py", "pkg/c.py", "-d.py"):
        write(name)
    write("list.txt", "b.py\n\npkg\n-d.py\n")
    assert files("--files-from", "list.txt") == ["b.py", "pkg/c.py", "-d.py"]
    assert files("--files-from", "list.txt", "a.py") == ["a.py", "b.py", "pkg/c.py", "-d.py"]
    stdin(monkeypatch, b"a.py\0pkg/c.py\0")
    assert files("--files-from", "-") == ["a.py", "pkg/c.py"]
    # Nothing listed is nothing to check, and not the whole folder.
    write("list.txt", "")
    assert files("--files-from", "list.txt") == []
    assert command_line("check", "--files-from", "missing.txt")[0] == 2


@pytest.mark.parametrize("command", ["check", "port"])
def test_paths_after_two_dashes(command: str) -> None:
    write("-dash.py", RAISES + "from torch import nn\nup = nn.ConvTranspose2d(8, 8, 4)\n")
    write("--fix")
    write("b.py", Path("-dash.py").read_text())

    def paths(*arguments: str) -> list[str]:
        _, out, err = command_line(command, *arguments)
        assert err == ""
        return [line.partition(":")[0] for line in out.splitlines() if ":" in line and not line.startswith(" ")]

    assert "-dash.py" in paths("--", "-dash.py")
    assert {"b.py", "-dash.py"} <= set(paths("b.py", "--", "-dash.py"))
    assert command_line("check", "--quiet", "--", "--fix")[1] == f"--fix:{LINE}"
    assert command_line("check", "-dash.py")[0] == 2


def test_show_files() -> None:
    for name in ("a.py", "build/b.py", "pkg/c.ipynb", "pkg/d.txt", "pkg/e.md"):
        write(name, "x = 1\n")
    assert whole_command_line("check", "--show-files") == (0, "a.py\npkg/c.ipynb\n", "")
    assert command_line("check", "--show-files", "--markdown")[1] == "a.py\npkg/c.ipynb\npkg/e.md\n"
    write("pyproject.toml", '[tool.lint-transpose]\nexclude = ["a.py"]\n')
    assert command_line("check", "--show-files", "a.py", "pkg/d.txt")[1] == "pkg/d.txt\n"
    assert command_line("check", "--show-files", "--output-file", "list.txt") == (0, "", "")
    assert Path("list.txt").read_text() == "build/b.py\npkg/c.ipynb\n"


def test_show_settings() -> None:
    write(
        "pkg/pyproject.toml",
        '[tool.lint-transpose]\nporting = "always"\nignore = ["MST1"]\nper-file-ignores = {"*" = ["MST2"]}\n',
    )
    write("pkg/a.py")
    status, out, err = whole_command_line(
        "check", "--show-settings", "pkg/a.py", "--ignore", "MST3", "--mindspore-version", "2.0"
    )
    assert (status, err) == (0, "")
    assert out.startswith(f"# pkg/a.py, from {Path('pkg/pyproject.toml').absolute()}\n")
    settings = tomllib.loads(out)["tool"]["lint-transpose"]
    assert settings["porting"] == "always"
    assert settings["mindspore-version"] == "2.0"
    assert settings["per-file-ignores"] == {"*": ["MST2"]}
    assert "venv" in settings["exclude"]
    assert {code[:4] for code in settings["select"]} == {"MST2"}
    # What is shown is a configuration that says the same.
    write("shown.toml", out)
    again = command_line("check", "--show-settings", "pkg/a.py", "--config", "shown.toml")[1]
    assert tomllib.loads(again) == tomllib.loads(out)


# -- what goes together ------------------------------------------------------------------------------------------------

WITHOUT_EFFECT = [
    "--unsafe-fixes",
    "--show-fixes",
    "--exit-non-zero-on-fix",
    "--stdin-filename x.py",
    "--isolated --config x.toml",
    "--fix --diff",
    "--fix --exit-zero --exit-non-zero-on-fix",
    "--diff --output-format json",
    "--diff --statistics",
    "--diff --show-fixes",
    "--statistics --output-format sarif",
    "--statistics --output-format full",
    "--color always --output-format json",
    "--color always --statistics",
    "--add-noqa --fix",
    "--add-noqa --diff",
    "--add-noqa --output-format json",
    "--add-noqa --exit-zero",
    "--write-baseline x --baseline y",
    "--write-baseline x --fix",
    "--write-baseline x --add-noqa",
    "--write-baseline x --output-file y",
    "--write-baseline x --diff-base HEAD",
    "--show-files --fix",
    "--show-files --select MST1",
    "--show-files --statistics",
    "--show-files --output-format json",
    "--show-files --baseline x",
    "--show-settings --show-files",
    "--show-settings --fix",
    "--show-settings --no-cache",
    "--fix --jobs 2",
    "--markdown a.py",
    "--files-from - -",
]


@pytest.mark.parametrize("arguments", WITHOUT_EFFECT)
def test_options_without_effect(arguments: str) -> None:
    write("a.py")
    status, out, err = whole_command_line("check", *arguments.split())
    assert (status, out) == (2, "")
    assert re.fullmatch(r"lint-transpose: -\S* has no effect .*\n", err)
    assert Path("a.py").read_text() == RAISES
    assert [path.name for path in Path().iterdir()] == ["a.py"]


@pytest.mark.parametrize("arguments", ["port --isolated --config x.toml", "port --stdin-filename x.py"])
def test_options_of_other_commands_without_effect(arguments: str) -> None:
    status, out, err = command_line(*arguments.split())
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "has no effect" in err


def test_every_option_is_tried_and_says_its_default() -> None:
    """In this file, or in one beside it; the help is in groups."""
    import argparse

    parser = argparse.ArgumentParser()
    check_options.add_arguments(parser)
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for action in parser._actions:
        name = action.option_strings[-1] if action.option_strings else "PATH"
        assert name in ("--help", "PATH") or f"{name} " in tests or f'{name}"' in tests or f"{name}=" in tests, name
        if name not in ("--help",) and not isinstance(action, argparse._StoreTrueAction) and name != "--ignore":
            assert "default: " in (action.help or "") or name in ("--files-from", "--write-baseline", "--exclude"), name
    status, out, _ = command_line("check", "--help")
    assert status == 0
    for title in ("which files", "which rules", "fixing", "adopting", "report", "speed", "configuration"):
        assert f"\n{title}:\n" in out


def test_every_group_of_options_is_known() -> None:
    """The tables of what goes together name options that there are."""
    import argparse

    parser = argparse.ArgumentParser()
    check_options.add_arguments(parser)
    known = {action.dest for action in parser._actions}
    for table in (check_options._NEEDS, check_options._VOIDS):
        assert known >= set(table)
        assert all(known >= set(others) for others in table.values())


def test_a_run_as_ci_does_it() -> None:
    write("a.py")
    command = [sys.executable, "-m", "lint_transpose", "check", "--no-cache", "--output-format", "github"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.startswith("::error file=a.py,line=3,")


def test_options_that_go_together() -> None:
    write("a.py")
    options = "--fix --unsafe-fixes --show-fixes --exit-non-zero-on-fix --no-cache --isolated --output-format json"
    assert command_line("check", *options.split())[0] == 1
    assert Path("a.py").read_text() == FIXED
    options = "--diff --unsafe-fixes --exit-zero --output-file x.patch --color never --stand-in pad --porting always --quiet"
    assert whole_command_line("check", *options.split()) == (0, "", "")


def test_what_stands_in() -> None:
    text = 'from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, 1, has_bias=True)\n'
    write("a.py", text)
    exact, pad = (command_line("check", "--stand-in", value)[1] for value in ("exact", "pad"))
    assert "write padding=(1, 0, 1, 0)" in exact
    assert "nn.Pad(" in pad
    assert "nn.Pad(" not in exact
