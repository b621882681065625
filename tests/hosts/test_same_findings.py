"""The same file gives the same findings in every host."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import flake8.utils
import pytest

from .running import ENABLED, HOSTS, Reported, by_command_line, by_flake8, by_pylint

IMPORT = "from mindspore import nn\n"
CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"

# Every layer in them raises, for the padding alone, except on lines that say so.
SAMPLES: dict[str, bytes] = {
    "plain": f"{IMPORT}\nup = {CALL}\n".encode(),
    "two on a line": f"{IMPORT}a = {CALL}; b = {CALL}\n".encode(),
    "over lines": f"{IMPORT}up = nn.Conv2dTranspose(\n    8, 8, 4,\n    stride=2,\n    padding=1,\n)\n".encode(),
    "chinese before the call": f"{IMPORT}名, 层 = '转置卷积', {CALL}\n".encode(),
    "emoji before the call": f"{IMPORT}name, up = '😀é', {CALL}\n".encode(),
    "combining marks": f"{IMPORT}name, up = 'e\u0301', {CALL}\n".encode(),
    "tabs": f"{IMPORT}def net():\n\tif nn:\n\t\tup\t=\t{CALL}\n".encode(),
    "crlf": f"{IMPORT}\nup = {CALL}\n".replace("\n", "\r\n").encode(),
    "cr": f"{IMPORT}\nup = {CALL}\n".replace("\n", "\r").encode(),
    "mixed line ends": f"{IMPORT}\r\na = 1\rup = {CALL}\r\nb = {CALL}\n".encode(),
    "byte order mark": f"\ufeff{IMPORT}up = {CALL}\n".encode(),
    "mark and call on line one": f"\ufefffrom mindspore import nn; up = {CALL}\n".encode(),
    "latin-1": f"# -*- coding: latin-1 -*-\n{IMPORT}name, up = 'été', {CALL}\n".encode("latin-1"),
    "gbk": f"#!/usr/bin/env python\n# coding: gbk\n{IMPORT}name, up = '转置', {CALL}\n".encode("gbk"),
    "form feeds": f"{IMPORT}\x0c\nif nn:\n\x0c    up = {CALL}\n\x0c\nb = {CALL}\n".encode(),
    "other line separators": f"{IMPORT}name = 'a\u2028b\x85c\x1cd'; up = {CALL}\nb = {CALL}\n".encode(),
    "no line end": f"{IMPORT}up = {CALL}".encode(),
    "continued": f"{IMPORT}up = \\\n    {CALL}\n".encode(),
    "in a string": f'{IMPORT}text = """\n{CALL}\n"""\nup = {CALL}\n'.encode(),
    "silenced": f"{IMPORT}a = {CALL}  # noqa\nb = {CALL}  # noqa: MST101\nc = {CALL}  # noqa: E501\n".encode(),
    "silenced in any case": f"{IMPORT}a = {CALL}  # NoQA:E501,MST1\nb = {CALL}  # NOQA : MST207\n".encode(),
    "silenced behind a string": f'{IMPORT}a = [{CALL}, """\n"""]  # noqa\nb = {CALL}\n'.encode(),
    "silenced file": f"# flake8: noqa\n{IMPORT}a = {CALL}\n".encode(),
}
# Of the samples above, the lines whose layer a comment silences.
SILENCED = {
    "silenced": {2, 3},
    "silenced in any case": {2, 3},
    "silenced behind a string": {2, 3},
    "silenced file": {3},
}


# Since Python 3.12 tokenize, and with it pylint, takes no lone carriage return.
BEYOND_PYLINT = {"cr"} if sys.version_info >= (3, 12) else set()


def expected(name: str) -> list[tuple[int, int, str]]:
    data = SAMPLES[name]
    encoding = {"latin-1": "latin-1", "gbk": "gbk"}.get(name, "utf-8-sig")
    lines = re.split("\r\n|\r|\n", data.decode(encoding))
    if name == "in a string":
        lines[2] = ""
    return [
        (row, match.end(), "MST101")
        for row, line in enumerate(lines, 1)
        if row not in SILENCED.get(name, ())
        for match in re.finditer("padding=1", line)
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sample.py").write_bytes(SAMPLES[name])
    hosts = [host for host in HOSTS.values() if host is not by_pylint or name not in BEYOND_PYLINT]
    answers = [host("sample.py") for host in hosts]
    assert [sorted(answer.places) for answer in answers] == [expected(name)] * len(hosts)
    first, *others = [sorted(answer.found) for answer in answers]
    assert others == [first] * len(others)


def test_silence_can_be_switched_off_in_flake8(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_bytes(SAMPLES["silenced"])
    assert [row for row, _, _ in by_flake8("--disable-noqa", path).places] == [2, 3, 4]


def test_inferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A default that no caller overrides is inferred, with the reason in the message, everywhere."""
    monkeypatch.chdir(tmp_path)
    text = f"{IMPORT}\ndef up(padding=1):\n    return nn.Conv2dTranspose(8, 8, 4, padding=padding)\n"
    Path("sample.py").write_text(text)
    first, *others = [sorted(host("sample.py").found) for host in HOSTS.values()]
    assert [(row, code) for _, row, _, code, _ in first] == [(4, "MST101")]
    assert others == [first] * len(others)


def test_many_files_and_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"m{number}.py" for number in range(5)]
    for name in names:
        Path(name).write_bytes(SAMPLES["plain"])
    first = sorted(by_command_line(*names).found)
    assert [path for path, *_ in first] == names
    assert sorted(by_flake8("-j2", *names).found) == first
    assert sorted(by_pylint(*names).found) == first


def test_processes_of_pylint(tmp_path: Path) -> None:
    """In a process of its own: pylint would send pytest's streams to its workers."""
    names = ["m1.py", "m2.py", "m3.py"]
    for name in names:
        (tmp_path / name).write_bytes(SAMPLES["plain"])
    command = [sys.executable, "-m", "pylint", "--load-plugins=lint_transpose.pylint_plugin", "-j2", *ENABLED, *names]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    found = re.findall(r"^(m\d\.py):3:51: E9101: padding=1 raises .*$", run.stdout, re.MULTILINE)
    assert sorted(found) == names, run.stderr


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text('[tool.lint-transpose.per-file-ignores]\n"quiet.py" = ["MST101"]\n')

    def hosts(name: str) -> Iterator[list[Reported]]:
        for host, arguments in (
            (by_command_line, ["-", "--stdin-filename", name]),
            (by_flake8, ["-", "--stdin-display-name", name]),
            (by_pylint, ["--from-stdin", name]),
        ):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAMPLES["chinese before the call"]), "utf-8"))
            getattr(flake8.utils.stdin_get_value, "cache_clear", int)()
            yield sorted(host(*arguments).found)

    first, *others = hosts("up.py")
    assert [(path, row) for path, row, *_ in first] == [("up.py", 2)]
    assert others == [first] * len(others)
    assert list(hosts("quiet.py")) == [[], [], []]
