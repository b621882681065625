"""A plain run, which is answered after a first look, says what the whole program says of the same files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lint_transpose.files.first_look import look

from .running import whole_command_line as command_line
from .test_command_line import RAISES

# It changes nothing, and no first look knows it.
WHOLE = ("--output-format", "text")
SILENT = "x = y.transpose(0, 1)\n"
OTHERS = "[tool.other]\nname = 'convolution'\n"
OURS = "[tool.lint-transpose]\nignore = ['MST1']\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINT_TRANSPOSE_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delenv("LINT_TRANSPOSE_LANGUAGE", raising=False)
    return tmp_path


PARTS = """\
from mindspore import nn

KIND = 'Transpose'
getattr(nn, f"Conv2d{KIND}")(4, 4, 4, 2, padding=1)
"""
TREES = {
    "nothing": {},
    "one file": {"a.py": SILENT},
    "a layer": {"a.py": SILENT, "b/c.py": RAISES},
    "a name in parts": {"a.py": PARTS, "b.py": PARTS.replace("'", '"')},
    "left out": {"build/a.py": RAISES, "a.py": SILENT, "venv/pyvenv.cfg": "", "venv/a.py": RAISES},
    "project of others": {"pyproject.toml": OTHERS, "a.py": RAISES, "b/pyproject.toml": OTHERS, "b/a.py": SILENT},
    "project of ours": {"pyproject.toml": OURS, "a.py": RAISES},
    "settings below": {"a.py": SILENT, "b/pyproject.toml": OURS, "b/a.py": RAISES},
    "wrong settings": {"pyproject.toml": "[tool.lint-transpose]\nfoo = 1\n", "a.py": SILENT},
    "misnamed settings": {"pyproject.toml": "[tool.lint_transpose]\n", "a.py": SILENT},
    "no Python": {"a.py": f"{RAISES}(", "b.ipynb": "dTranspose"},
}


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
@pytest.mark.parametrize(
    "arguments",
    [(), ("a.py",), ("b", "a.py", "."), ("b/c.py", "--isolated"), ("-q",), ("--exit-zero", "--no-cache", "a.py", "a.py")],
)
def test_as_the_whole_program(tree: dict[str, str], arguments: tuple[str, ...]) -> None:
    for name, text in tree.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    whole = command_line("check", *arguments, *WHOLE)
    assert command_line("check", *arguments) == whole
    assert command_line("check", *arguments) == whole  # by what the run before kept


@pytest.mark.parametrize("quote", ["'", '"'])
def test_names_put_together(quote: str) -> None:
    Path("a.py").write_text(PARTS.replace("'", quote))
    assert "a.py:4:50: MST101 " in command_line("check", "a.py")[1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_has_no_end_is_not_read() -> None:
    os.mkfifo("a.py")
    os.mkfifo("pyproject.toml")
    assert command_line("check", "a.py") == command_line("check", "a.py", *WHOLE)
    assert command_line("check") == command_line("check", *WHOLE) == (0, "All checks passed (0 files)\n", "")


def test_what_is_more_than_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    for argv in (["-"], ["--", "a.py"], ["--fix"], ["--isol"], ["--config=a"], ["missing.py"], ["--select", "MST1"], [""]):
        assert look(argv) is None
    monkeypatch.setenv("LINT_TRANSPOSE_LANGUAGE", "zh")
    assert look([]) is None


@pytest.mark.parametrize("marked", [False, True])
def test_little_is_imported(marked: bool) -> None:
    """Nor is what takes long: without a layer nothing beside the look, and without the engine where findings are known."""
    Path("a.py").write_text(RAISES if marked else SILENT)
    command_line("check", "--exit-zero")
    code = (
        "import sys; before = set(sys.modules); import lint_transpose.cli as c; status = c.main(['check', '--exit-zero']);"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr); sys.exit(status)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env=environment, check=True)
    imported = set(run.stderr.split())
    assert imported.isdisjoint({"argparse", "typing", "dataclasses", "ast", "hashlib", "inspect"})
    assert any(name.startswith("lint_transpose.running") for name in imported) == marked
    assert not any(name.startswith(("lint_transpose.rules", "lint_transpose.reading")) for name in imported)
    assert len(imported) < (75 if marked else 20)
