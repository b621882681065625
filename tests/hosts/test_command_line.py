"""`check`: which files, which rules, where the report goes, the exit status."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .running import Output, command_line

RAISES = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n"
FIXED = RAISES.replace("padding=1", 'padding=1, pad_mode="pad"')
LINE = '3:51: MST101 padding=1 raises ValueError while pad_mode is "same" (the default): write pad_mode="pad"\n'
LINE = LINE.replace("3:51", f"3:{RAISES.splitlines()[2].index('padding=') + len('padding=') + 1}")
SILENT = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str = RAISES) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def files(*arguments: str) -> list[str]:
    """The files with findings."""
    _, out, err = command_line("check", *arguments)
    assert err == ""
    return [line.partition(":")[0] for line in out.splitlines()]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))


# -- exit status and output --------------------------------------------------------------------------------------------


def test_nothing_to_report() -> None:
    assert command_line("check", write("a.py", SILENT)) == (0, "", "")
    assert command_line("check") == (0, "", "")


def test_findings() -> None:
    assert command_line("check", write("a.py")) == (1, f"a.py:{LINE}", "")


def test_exit_zero() -> None:
    write("a.py")
    assert command_line("check", "--exit-zero") == (0, f"a.py:{LINE}", "")


def test_exit_zero_does_not_hide_what_could_not_be_checked() -> None:
    assert command_line("check", "--exit-zero", "missing.py")[0] == 2


def test_output_file() -> None:
    write("a.py")
    assert command_line("check", "--output-file", "report.txt") == (1, "", "")
    assert Path("report.txt").read_text().startswith(f"a.py:{LINE}Found 1 finding")


def test_output_file_that_cannot_be_written() -> None:
    write("a.py")
    status, out, err = command_line("check", "--output-file", "missing/report.txt")
    assert (status, out) == (2, "")
    assert err.startswith("lint-transpose: ")
    assert err.count("\n") == 1


def test_a_wrong_call_is_told_from_findings() -> None:
    for arguments in (["check", "--no-such-option"], ["chek"], [], ["check", "--output-format", "xml"]):
        assert command_line(*arguments)[0] == 2


def test_help_ends_with_the_exit_status() -> None:
    status, out, _ = command_line("check", "--help")
    assert status == 0
    last = " ".join(out.split("\n\n")[-1].split())
    assert last == "Exit status: 0 nothing to report, 1 findings, 2 a wrong call or configuration, or an unreadable file."


def test_version() -> None:
    from lint_transpose import __version__

    assert command_line("--version") == (0, f"lint-transpose {__version__}\n", "")


# -- rules -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["MST101"]),
        (["--select", "MST101"], ["MST101"]),
        (["--select", "MST2,MST1"], ["MST101", "MST207"]),
        (["--select", "MST2", "--select", "MST1"], ["MST101", "MST207"]),
        (["--select", "MST2"], ["MST207"]),
        (["--select", "ALL", "--ignore", "MST302"], ["MST101", "MST207"]),
        (["--extend-select", "MST207"], ["MST101", "MST207"]),
        (["--select", "MST2", "--extend-select", "MST101"], ["MST101", "MST207"]),
        (["--select", "MST2", "--ignore", "MST207"], []),
        (["--ignore", "MST1"], []),
        (["--ignore", "M"], []),
        (["--ignore", "ALL"], []),
        (["--select", "MST101", "--ignore", "MST1"], ["MST101"]),
        (["--select", "MST1", "--ignore", "MST101"], []),
        (["--select", "MST101", "--ignore", "MST101"], []),
    ],
)
def test_selection(arguments: list[Any], expected: list[Any]) -> None:
    write("a.py")
    write("b.py", SILENT)  # but for MST207, which is off by default
    _, out, _ = command_line("check", *arguments, "--output-format", "json")
    assert sorted(entry["code"] for entry in json.loads(out)) == expected


def test_ignore_in_the_file_and_select_on_the_command_line() -> None:
    write("a.py")
    write("b.py", SILENT)
    write("pyproject.toml", '[tool.lint-transpose]\nextend-select = ["MST207"]\nignore = ["MST1"]\n')
    assert files() == ["b.py"]
    assert files("--select", "MST101") == ["a.py"]
    assert files("--select", "MST102") == []
    # --ignore adds to what the file ignores; the file adds MST207 by its name, and the longer one decides.
    assert files("--ignore", "MST2") == ["b.py"]
    assert files("--ignore", "MST207") == []
    assert files("--ignore", "mst302", "--ignore", "transpose-implicit-same-mode") == []


def test_unknown_code() -> None:
    write("a.py")
    status, out, err = command_line("check", "--select", "MST101,E501")
    assert (status, out) == (2, "")
    assert err.startswith("lint-transpose: unknown code 'E501': known are MST101, ")
    assert err.count("\n") == 1


# -- configuration -----------------------------------------------------------------------------------------------------


def test_isolated() -> None:
    write("a.py")
    write("pyproject.toml", '[tool.lint-transpose]\nignore = ["MST1"]\n')
    assert files() == []
    assert files("--isolated") == ["a.py"]


def test_config() -> None:
    write("pkg/a.py")
    write("pyproject.toml", '[tool.lint-transpose]\nignore = ["MST1"]\n')
    write("strict.toml", "[tool.lint-transpose]\n")
    write("lax.toml", '[tool.lint-transpose]\nexclude = ["pkg"]\n')
    assert files("--config", "strict.toml") == ["pkg/a.py"]
    assert files("--config", "lax.toml") == []


@pytest.mark.parametrize("text", [None, "", "[tool.ruff]\n", "[tool.lint-transpose]\nx = 1\n"])
def test_config_that_holds_nothing_of_ours(text: str | None) -> None:
    write("a.py")
    if text is not None:
        write("other.toml", text)
    status, out, err = command_line("check", "--config", "other.toml")
    assert (status, out) == (2, "")
    assert err.startswith("lint-transpose: other.toml: ")
    assert err.count("\n") == 1


def test_broken_configuration_of_one_folder_leaves_the_others() -> None:
    write("broken/pyproject.toml", "[tool.lint-transpose]\nselect = 1\n")
    write("broken/a.py")
    write("b.py")
    status, out, err = command_line("check")
    assert (status, out) == (2, f"b.py:{LINE}")
    assert err.startswith("lint-transpose: ")
    assert "broken/pyproject.toml: [tool.lint-transpose] select: must be a list of strings, not 1" in err
    assert err.count("\n") == 1


# -- files -------------------------------------------------------------------------------------------------------------


def test_files_in_folders() -> None:
    names = ["a.py", "b.pyi", "pkg/c.py", "pkg/deep/d.py"]
    for name in (*names, "e.txt", "f.pyc", "g.md"):
        write(name)
    assert files() == names
    assert files("pkg") == ["pkg/c.py", "pkg/deep/d.py"]
    assert files("pkg/deep", "a.py", "pkg") == ["pkg/deep/d.py", "a.py", "pkg/c.py"]
    assert files("e.txt") == ["e.txt"]


# What ruff leaves out, as its documentation lists it, and Python's own caches.
NOBODYS = """.bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache .pytype
.ruff_cache .svn .tox .venv .vscode __pypackages__ _build buck-out build dist node_modules site-packages venv __pycache__"""


@pytest.mark.parametrize("name", NOBODYS.split())
def test_nobodys_source(name: str) -> None:
    write(f"{name}/deep/a.py")
    write(f"pkg/{name}/a.py")
    assert files() == files("pkg") == []
    assert command_line("check", "--fix") == (0, "", "")
    assert command_line("port")[:2] == (0, "")
    assert Path(f"pkg/{name}/a.py").read_text() == RAISES
    # Whoever names a file or a folder wants it.
    assert files(f"pkg/{name}/a.py") == files(f"pkg/{name}") == [f"pkg/{name}/a.py"]


@pytest.mark.parametrize("name", ["build.py", "venv.py", "builder/a.py", "my-venv/a.py", "sites-packages/a.py", "Dist/a.py"])
def test_somebodys_source(name: str) -> None:
    write(name)
    assert files() == [name]


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_environments_by_any_name(mark: str) -> None:
    for folder in ("env", "tools/conda/envs/py311"):
        write(f"{folder}/lib/python3.11/a.py")
        write(f"{folder}/a.py")
        write(f"{folder}/{mark}", "home = /usr/bin\n")
    write("env.py", SILENT)
    assert files() == files("tools") == []
    assert command_line("check", "--fix", ".") == (0, "", "")
    assert Path("env/a.py").read_text() == RAISES
    assert files("env") == ["env/a.py", "env/lib/python3.11/a.py"]
    write("pyproject.toml", '[tool.lint-transpose]\nexclude = ["docs"]\n')
    assert files() == []


def test_links_into_somebody_elses_source_are_not_followed() -> None:
    write("build/a.py")
    write("env/b.py")
    write("env/pyvenv.cfg", "")
    write("own/c.py")
    write("pkg/d.py", SILENT)
    for target in ("build/a.py", "env/b.py", "own/c.py"):
        os.symlink(f"../{target}", f"pkg/{Path(target).name}")
    assert files() == ["own/c.py", "pkg/c.py"]
    assert files("pkg") == ["pkg/c.py"]


def test_exclude_replaces_and_extend_exclude_adds() -> None:
    for name in ("a.py", "build/b.py", "docs/c.py", "pkg/venv/d.py", ".git/e.py"):
        write(name)
    assert files() == ["a.py", "docs/c.py"]
    write("pyproject.toml", '[tool.lint-transpose]\nextend-exclude = ["docs"]\n')
    assert files() == ["a.py"]
    write("pyproject.toml", '[tool.lint-transpose]\nexclude = ["docs"]\n')
    assert files() == ["a.py", "build/b.py", "pkg/venv/d.py"]
    write("pyproject.toml", '[tool.lint-transpose]\nexclude = ["docs"]\nextend-exclude = ["venv"]\n')
    assert files() == ["a.py", "build/b.py"]
    write("pyproject.toml", "[tool.lint-transpose]\nexclude = []\n")
    assert files() == ["a.py", "build/b.py", "docs/c.py", "pkg/venv/d.py"]


def test_links_to_folders_are_not_followed() -> None:
    write("pkg/a.py")
    os.symlink(".", "pkg/loop")
    os.symlink("a.py", "pkg/b.py")
    assert files() == ["pkg/a.py", "pkg/b.py"]


NESTED = [
    ("exclude = []", ["a.py", "sub/build/b.py", "sub/c.py", "sub/deep/d.py"]),
    ("exclude = ['c.py']", ["a.py", "sub/build/b.py", "sub/deep/d.py"]),
    ("extend-exclude = ['deep']", ["a.py", "sub/c.py"]),
    ("exclude = ['build', './c.py']", ["a.py", "sub/deep/d.py"]),
    ("select = ['MST1']", ["a.py", "sub/c.py", "sub/deep/d.py"]),
]


@pytest.mark.parametrize(("line", "left"), NESTED)
def test_a_configuration_below_decides_what_is_left_out_below_it(line: str, left: list[str]) -> None:
    """The folder is walked alike from above and from itself."""
    for name in ("a.py", "build/b.py", "sub/build/b.py", "sub/c.py", "sub/deep/d.py", "sub/venv/pyvenv.cfg", "sub/venv/e.py"):
        write(name)
    write("sub/pyproject.toml", f"[tool.lint-transpose]\n{line}\n")
    assert files() == files(".") == left
    assert files("sub") == [path for path in left if path != "a.py"]
    assert files("--isolated") == ["a.py", "sub/c.py", "sub/deep/d.py"]


def test_a_wrong_configuration_below_is_told_by_its_files() -> None:
    write("a.py")
    write("sub/b.py", "x = 1\n")
    write("sub/pyproject.toml", "[tool.lint-transpose]\nexclude = 1\n")
    assert files() == ["a.py"]
    write("sub/b.py")
    status, out, err = command_line("check")
    assert (status, out.count("MST101"), err.count("exclude: must be a list")) == (2, 1, 1)


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ("pkg", ["a.py"]),
        ("pkg/", ["a.py"]),
        ("deep", ["a.py", "pkg/c.py"]),
        ("pkg/*.py", ["a.py"]),
        ("**/deep/**", ["a.py", "pkg/c.py"]),
        ("./a.py", ["pkg/c.py", "pkg/deep/d.py"]),
        ("./c.py", ["a.py", "pkg/c.py", "pkg/deep/d.py"]),
        ("c.py", ["a.py", "pkg/deep/d.py"]),
        ("./deep", ["a.py", "pkg/c.py", "pkg/deep/d.py"]),
        ("./pkg/deep/", ["a.py", "pkg/c.py"]),
        ("./pkg/../a.py", ["pkg/c.py", "pkg/deep/d.py"]),
        ("./*.py", []),
        ("./**/d.py", ["a.py", "pkg/c.py"]),
        ("[ac].py", ["pkg/deep/d.py"]),
        ("nothing", ["a.py", "pkg/c.py", "pkg/deep/d.py"]),
    ],
)
def test_exclude(exclude: str, left: list[Any]) -> None:
    for name in ("a.py", "pkg/c.py", "pkg/deep/d.py"):
        write(name)
    write("pyproject.toml", f'[tool.lint-transpose]\nexclude = ["{exclude}"]\n')
    assert files() == left
    assert files("a.py", "pkg/c.py", "pkg/deep/d.py") == left


def test_exclude_of_an_absolute_path(folder: Path) -> None:
    for name in ("a.py", "pkg/a.py"):
        write(name)
    write("pyproject.toml", f'[tool.lint-transpose]\nexclude = ["{folder}/a.py"]\n')
    assert files() == ["pkg/a.py"]


def git(*arguments: str) -> None:
    # Inside a hook of git these would name another repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env=environment)


def test_what_git_ignores() -> None:
    git("init", "-q", ".")
    for name in ("a.py", "build/b.py", "pkg/out/c.py", "pkg/d.py", "pkg/e_gen.py", "名/f.py"):
        write(name)
    write(".gitignore", "/build/\n*_gen.py\n名/\n")
    write("pkg/.gitignore", "out\n")
    assert files() == ["a.py", "pkg/d.py"]
    assert files("pkg") == ["pkg/d.py"]
    # Whoever names a file wants it.
    assert files("build/b.py") == ["build/b.py"]


def test_nested_repositories_ignore_for_themselves() -> None:
    git("init", "-q", ".")
    git("init", "-q", "sub")
    write("sub/a.py")
    write("sub/b.py")
    write("sub/.gitignore", "a.py\n")
    assert files() == ["sub/b.py"]


def test_no_program_that_a_checkout_names_is_run() -> None:
    git("init", "-q", ".")
    write("a.py")
    script = Path("spy").absolute()
    script.write_text(f"#!/bin/sh\ntouch {Path('ran').absolute()}\n")
    script.chmod(0o755)
    git("config", "core.fsmonitor", str(script))
    assert files() == ["a.py"]
    assert not Path("ran").exists()


# -- standard input ----------------------------------------------------------------------------------------------------


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, RAISES.encode())
    assert command_line("check", "-") == (1, f"-:{LINE}", "")
    stdin(monkeypatch, RAISES.encode())
    assert command_line("check", "-", "--stdin-filename", "pkg/up.py") == (1, f"pkg/up.py:{LINE}", "")


def test_standard_input_is_configured_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    write("pkg/pyproject.toml", '[tool.lint-transpose]\nexclude = ["up.py"]\n')
    stdin(monkeypatch, RAISES.encode())
    assert command_line("check", "-", "--stdin-filename", "pkg/up.py") == (0, "", "")


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.py", RAISES.encode(), FIXED.encode()),
        ("a.py", RAISES.replace("\n", "\r\n").encode("utf-8-sig"), FIXED.replace("\n", "\r\n").encode("utf-8-sig")),
        ("a.py", b"x = 1\r\n", b"x = 1\r\n"),
        ("a.py", b"", b""),
        ("excluded.py", RAISES.encode(), RAISES.encode()),
        ("a.md", b"```python\nnn.Conv2dTranspose\n```\n", b"```python\nnn.Conv2dTranspose\n```\n"),
    ],
)
def test_fixed_standard_input_goes_to_standard_output(
    name: str, data: bytes, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("pyproject.toml", '[tool.lint-transpose]\nexclude = ["excluded.py"]\n')
    stdin(monkeypatch, data)
    out = Output()
    monkeypatch.setattr(sys, "stdout", out)
    from lint_transpose.cli import main

    assert main(["check", "--fix", "-", "--stdin-filename", name]) == 0
    assert out.text().encode() == expected


@pytest.mark.parametrize("data", [RAISES.encode() + b"up(", b"# \xff\n" + RAISES.encode(), RAISES.encode("utf-16")])
def test_standard_input_that_cannot_be_fixed_is_given_back(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, data)
    out = Output()
    monkeypatch.setattr(sys, "stdout", out)
    from lint_transpose.cli import main

    main(["check", "--fix", "-"])
    stream = out.buffer
    assert isinstance(stream, io.BytesIO)
    assert stream.getvalue() == data


def test_paths_on_both_sides_of_an_option() -> None:
    write("a.py")
    write("b.py")
    write("c.py")
    assert files("a.py", "--no-cache", "c.py") == ["a.py", "c.py"]
    assert files("--no-cache") == ["a.py", "b.py", "c.py"]


@pytest.mark.parametrize("arguments", [(), ("MST101", "--all")])
def test_rule_wants_one_name_or_all(arguments: tuple[str, ...]) -> None:
    assert command_line("rule", *arguments) == (2, "", "lint-transpose: name one rule, or ask for --all\n")


def test_what_is_left_of_fixed_standard_input_goes_to_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    text = RAISES + "bad = nn.Conv2dTranspose(8, 8, 4, stride=-2)\n"
    stdin(monkeypatch, text.encode())
    status, out, err = command_line("check", "--fix", "-")
    assert (status, out) == (1, FIXED + "bad = nn.Conv2dTranspose(8, 8, 4, stride=-2)\n")
    assert err.startswith("lint-transpose: fixed 1 finding\n-:4:")


# -- fixing ------------------------------------------------------------------------------------------------------------


def test_fix() -> None:
    write("a.py")
    assert command_line("check", "--fix") == (0, "", "lint-transpose: fixed 1 finding\n")
    assert Path("a.py").read_text() == FIXED
    assert command_line("check", "--fix") == (0, "", "")


def test_diff_changes_nothing() -> None:
    write("a.py")
    before, after = RAISES.splitlines()[2], FIXED.splitlines()[2]
    status, out, err = command_line("check", "--diff")
    assert (status, err) == (1, "")
    assert out == (f"--- a.py\n+++ a.py\n@@ -1,3 +1,3 @@\n from mindspore import nn\n \n-{before}\n+{after}\n")
    assert Path("a.py").read_text() == RAISES


def test_diff_can_be_applied() -> None:
    write("pkg/é.py", RAISES.replace("\n", "\r\n"))
    write("b.py", RAISES.rstrip("\n"))
    command_line("check", "--diff", "--output-file", "fix.patch")
    subprocess.run(["patch", "--binary", "-p0", "-i", "fix.patch"], check=True, capture_output=True)
    assert Path("pkg/é.py").read_bytes() == FIXED.replace("\n", "\r\n").encode()
    assert Path("b.py").read_text() == FIXED.rstrip("\n")


# -- pre-commit --------------------------------------------------------------------------------------------------------


def test_hooks() -> None:
    """Their entries are commands that take the names of files, or none at all."""
    text = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text()
    entries = re.findall(r"^  entry: lint-transpose (.*)$", text, re.MULTILINE)
    assert re.findall(r"^- id: (.*)$", text, re.MULTILINE) == ["lint-transpose", "lint-transpose-fix"]
    assert [command_line(*entry.split())[0] for entry in entries] == [0, 0]
    write("a.py")
    report, fix = [command_line(*entry.split(), "a.py") for entry in entries]
    assert report == (1, f"a.py:{LINE}", "")
    assert fix == (0, "", "lint-transpose: fixed 1 finding\n")


# -- rule --------------------------------------------------------------------------------------------------------------


def test_rule() -> None:
    pages = [command_line("rule", name) for name in ("MST101", "mst101", "transpose-padding-without-pad-mode", "E9101")]
    assert pages == [pages[0]] * 4
    status, out, err = pages[0]
    assert (status, err) == (0, "")
    assert out.startswith("# transpose-padding-without-pad-mode (MST101)\n")


def test_all_rules_as_json() -> None:
    from lint_transpose.rules import RULES

    status, out, _ = command_line("rule", "--all", "--output-format", "json")
    assert status == 0
    assert [entry["code"] for entry in json.loads(out)] == [rule.code for rule in RULES]


def test_nearly_a_rule() -> None:
    for name, wanted in (("MST2O1", "MST201"), ("transpose-mising-bias", "transpose-missing-bias")):
        assert command_line("rule", name) == (2, "", f"lint-transpose: unknown rule {name!r}: did you mean {wanted!r}?\n")


def test_unknown_rule() -> None:
    status, out, err = command_line("rule", "E501\x1b[2J")
    assert (status, out) == (2, "")
    assert "unknown rule 'E501\\x1b[2J'" in err.replace("\\\\", "\\")
    assert err.count("\n") == 1


# -- as a program ------------------------------------------------------------------------------------------------------


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "lint_transpose", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment | options, check=False)


def test_program() -> None:
    write("a.py")
    run = program("check", "--quiet")
    assert (run.returncode, run.stdout, run.stderr) == (1, f"a.py:{LINE}", "")


def test_output_in_any_encoding() -> None:
    write("名.py")
    run = program("check", "--output-format", "full", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert run.returncode == 1
    assert run.stderr == ""
    assert "\\u540d.py:3:" in run.stdout


def test_reader_that_stops_early() -> None:
    for number in range(2000):
        write(f"{number}.py")
    command = f"{sys.executable} -m lint_transpose check --output-format full | head -1"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_nothing_of_a_checked_project_is_imported() -> None:
    write("a.py", "1 / 0\n" + RAISES)
    write("mindspore.py", "raise SystemExit('imported')\n")
    run = program("check", "--quiet", "--follow-imports")
    assert run.returncode == 1
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == ["a.py"]


def test_few_imports_where_no_layer_is_named() -> None:
    write("a.py", "x = 1\n")
    code = (
        "import sys, lint_transpose.cli as c; c.main(['check', '--quiet']);"
        "print([m for m in sys.modules if m.startswith(('lint_transpose.rules', 'lint_transpose.reading'))])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout == "[]\n"
