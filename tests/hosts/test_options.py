"""Every option of `check`, alone and beside each that it could contradict: it changes what comes out, or it is refused."""

from __future__ import annotations

import argparse
import os
import shutil
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from lint_transpose.commands import check_options

from .running import whole_command_line
from .test_command_line import git

CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
TEXTS = {
    "a.py": f"""# a port of PyTorch's layers
from mindspore import nn
from pkg.sizes import SIZE

a = {CALL}
b = nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, 1, has_bias=True)
c = nn.SequentialCell(
    nn.Conv2dTranspose(8, 8, 3, stride=2, pad_mode="pad", padding=1, has_bias=True), nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))
)
d = nn.Conv2dTranspose(8, 8, 4, padding=SIZE)
f = nn.Conv2dTranspose(8, 8, 4)
i = nn.Conv2dTranspose(8, 8, 4, stride=3, pad_mode="same", has_bias=True)
j = nn.Conv2dTranspose(8, 8, 4, stride=2, has_bias=True)


def e(padding=1):
    return nn.Conv2dTranspose(8, 8, 4, padding=padding)
""",
    "build/x.py": f"from mindspore import nn\nup = {CALL}\n",
    "pkg/__init__.py": "",
    "pkg/sizes.py": "SIZE = 1\n",
    "pkg/b.py": f"# PyTorch\nfrom mindspore import nn\n\nup = {CALL}\n",
    "doc.md": f"```python\nfrom mindspore import nn\nup = {CALL}\nb = {CALL.replace('padding', 'groups')}\n```\n",
    "build/doc.md": f"```python\nfrom mindspore import nn\nup = {CALL}\n```\n",
    "pyproject.toml": '[tool.lint-transpose]\nmindspore-version = "2.99"\nignore = ["MST201"]\n',
    "other.toml": '[tool.lint-transpose]\nexclude = ["pkg/sizes.py"]\n',
    "list.txt": "build\na.py\n",
}
# A value under which the option has an effect on these texts.
OPTIONS: dict[str, tuple[str, ...]] = {
    "--files-from": ("list.txt",),
    "--exclude": ("b.py",),
    "--extend-exclude": ("b.py",),
    "--markdown": (),
    "--show-files": (),
    "--select": ("MST101",),
    "--extend-select": ("MST207",),
    "--ignore": ("MST101",),
    "--per-file-ignores": ("a.py:MST101",),
    "--mindspore-version": ("1.10",),
    "--porting": ("never",),
    "--language": ("zh",),
    "--stand-in": ("pad",),
    "--confidence": ("certain",),
    "--follow-imports": (),
    "--fix": ("--unsafe-fixes", "--show-fixes"),
    "--diff": ("--unsafe-fixes",),
    "--baseline": ("known.jsonl",),
    "--write-baseline": ("new.jsonl",),
    "--add-noqa": (),
    "--diff-base": ("HEAD",),
    "--output-format": ("json",),
    "--output-file": ("out.txt",),
    "--statistics": (),
    "--quiet": (),
    "--color": ("always",),
    "--exit-zero": (),
    "--config": ("other.toml",),
    "--isolated": (),
    "--show-settings": (),
}
# Tried in test_gate.py: they need another option, or standard input.
DEPENDENT = {"--unsafe-fixes", "--show-fixes", "--exit-non-zero-on-fix", "--stdin-filename"}
# They change how long it takes and what stays behind, never what comes out (test_jobs.py, test_cache.py).
SPEED = {"--jobs", "--no-cache"}
# Those that decide what a call does or how it is shown; which rules and files there are contradicts nothing else.
MODES = (
    *("--show-files", "--show-settings", "--write-baseline", "--add-noqa", "--diff", "--fix", "--statistics"),
    *("--output-format", "--exit-zero", "--color", "--config", "--isolated", "--markdown"),
)

Outcome = tuple[int, str, str, dict[str, bytes]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one line that is not committed, and a baseline of one file."""
    before = Path.cwd()
    folder = tmp_path_factory.mktemp("options") / "it"
    folder.mkdir()
    os.chdir(folder)
    for name, text in TEXTS.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    git("init", "-q", ".")
    git("add", "-A")
    git("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false", "commit", "-qm", "x")
    for name in ("a.py", "build/x.py"):
        Path(name).write_text(TEXTS[name] + f"g = {CALL}\nh = nn.Conv2dTranspose(8, 8, 3, 2, 'pad', 1, 1)\n", encoding="utf-8")
    assert whole_command_line("check", "pkg", "--write-baseline", "known.jsonl", "--quiet") == (0, "", "")
    os.chdir(before)
    _outcome.cache_clear()
    return folder


@cache
def _outcome(folder: Path, *options: str) -> Outcome:
    """Exit status, what is printed, and the files afterwards."""
    work = folder.parent / "work"
    shutil.copytree(folder, work, ignore=None if "--diff-base" in options else shutil.ignore_patterns(".git"))
    before = Path.cwd()
    os.chdir(work)
    try:
        arguments = [part for option in options for part in (option, *OPTIONS[option])]
        status, out, err = whole_command_line("check", *arguments)
        paths = (path for path in sorted(Path().rglob("*")) if path.is_file() and ".git" not in path.parts)
        return status, out, err, {str(path): path.read_bytes() for path in paths}
    finally:
        os.chdir(before)
        shutil.rmtree(work)


def _is_refused(outcome: Outcome) -> bool:
    status, out, err, _ = outcome
    return status == 2 and out == "" and "has no effect" in err


def test_every_option_is_here() -> None:
    parser = argparse.ArgumentParser()
    check_options.add_arguments(parser)
    known = {action.option_strings[-1] for action in parser._actions if action.option_strings} - {"--help"}
    assert known == {*OPTIONS, *DEPENDENT, *SPEED}


@pytest.mark.parametrize("option", OPTIONS)
def test_alone(option: str, folder: Path) -> None:
    outcome = _outcome(folder, option)
    assert not _is_refused(outcome)
    assert outcome != _outcome(folder)


# The texts have nothing for these: (one, other) where `other` changes nothing beside `one`.
NOTHING_THERE = {
    ("--exclude", "--extend-exclude"),
    ("--show-files", "--quiet"),  # which silences warnings, and there are none
}


@pytest.mark.parametrize("mode", MODES)
def test_beside_another(mode: str, folder: Path) -> None:
    """Each of two options changes what the other alone gives, or they are refused."""
    idle = []
    for other in OPTIONS:
        if other == mode or (other in MODES and MODES.index(other) < MODES.index(mode)):
            continue
        both = _outcome(folder, mode, other)
        if not _is_refused(both):
            pairs = [(one, two) for one, two in ((mode, other), (other, mode)) if both == _outcome(folder, one)]
            idle += [pair for pair in pairs if pair not in NOTHING_THERE]
        else:
            assert both[3] == _outcome(folder, "--exit-zero")[3], "something was written"
    assert idle == []


def test_modes_exclude_each_other(folder: Path) -> None:
    """Of those that end a run in their own way, two are never taken together."""
    ends = ("--show-settings", "--show-files", "--write-baseline", "--add-noqa", "--diff", "--fix")
    for one, other in combinations(ends, 2):
        assert _is_refused(_outcome(folder, one, other)), (one, other)
        assert _is_refused(_outcome(folder, other, one)), (other, one)
