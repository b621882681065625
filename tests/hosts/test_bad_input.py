"""What cannot be checked is one clear line; the other files are checked all the same, and the exit status is 2."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from lint_transpose.documents.encoding import decoded
from lint_transpose.files import discovery as files
from lint_transpose.files.discovery import BadInputError

from .running import command_line

IMPORT = "from mindspore import nn\n"
CALL = "up = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.py").write_text(IMPORT + CALL)
    return tmp_path


def problem(*paths: str) -> str:
    """The one line about what could not be checked, where good.py was checked all the same."""
    status, out, err = command_line("check", *paths)
    assert status == 2
    assert out.startswith("good.py:2:")
    assert out.count("\n") == 1
    assert err.count("\n") == 1
    return err.rstrip("\n")


BAD = {
    "syntax": (f"{IMPORT}{CALL}x = (\n".encode(), "syntax error in line 3: '(' was never closed"),
    "indentation": (f"{IMPORT}  {CALL}".encode(), "syntax error in line 2: unexpected indent"),
    "Python 2": (f"{IMPORT}print 'up'\n{CALL}".encode(), "syntax error in line 2: Missing parentheses in call to 'print'. "),
    "no UTF-8": (f"{IMPORT}# é\n{CALL}".encode("latin-1"), "not utf-8 text: byte 0xe9 in line 2"),
    "not what it says": (f"# coding: ascii\n# é\n{CALL}".encode(), "not ascii text: byte 0xc3 in line 2"),
    "unknown encoding": (f"# coding: klingon\n{CALL}".encode(), "unknown encoding: klingon"),
    "no text encoding": (f"# coding: rot13\n{CALL}".encode(), ""),
    "mark and other encoding": (b"\xef\xbb\xbf# coding: latin-1\n" + CALL.encode(), "encoding problem: utf-8"),
    "null byte": (f"{IMPORT}x = '\0'\n{CALL}".encode(), "syntax error"),
    "deep": (f"{IMPORT}x = {'(' * 5000}1{')' * 5000}\n{CALL}".encode(), "syntax error in line 2: too many nested parentheses"),
}


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD)
def test_files(data: bytes, message: str) -> None:
    Path("bad.py").write_bytes(data)
    assert problem().startswith(f"bad.py: {message}")
    assert problem("bad.py", "good.py").startswith(f"bad.py: {message}")
    assert problem("good.py", "bad.py", "bad.py").startswith(f"bad.py: {message}")


def test_a_link_that_leads_nowhere() -> None:
    Path("folder/sub").mkdir(parents=True)
    for name in ("a", "z", "sub/s"):
        Path(f"folder/{name}.py").write_text(IMPORT + CALL)
    Path("folder/loop.py").symlink_to("loop.py")
    status, out, err = command_line("check", "folder")
    assert status == 2
    assert [line.partition(":")[0] for line in out.splitlines()] == ["folder/a.py", "folder/sub/s.py", "folder/z.py"]
    assert err == "folder/loop.py: Too many levels of symbolic links\n"


def test_what_cannot_be_written_is_still_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("lint_transpose.fixing.text._replace", refuse)
    status, out, err = command_line("check", "--fix")
    assert (status, err) == (2, "good.py: not fixed: Permission denied\n")
    assert out.startswith("good.py:2:")


def test_numbers_too_long_to_be_written() -> None:
    Path("bad.py").write_text(f"{IMPORT}up = nn.Conv2dTranspose(8, 8, 4, padding=0x{'f' * 5000}, bias=True)\n")
    status, out, err = command_line("check", "bad.py")
    assert (status, err) == (1, "")
    assert " MST103 " in out


def test_fix_leaves_them_and_fixes_the_others() -> None:
    for number, (data, _) in enumerate(BAD.values()):
        Path(f"bad{number}.py").write_bytes(data)
    status, _, err = command_line("check", "--fix")
    assert status == 2
    assert err.count("\n") == len(BAD) + 1
    assert 'pad_mode="pad"' in Path("good.py").read_text()
    for number, (data, _) in enumerate(BAD.values()):
        assert Path(f"bad{number}.py").read_bytes() == data


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "# nothing", "# Conv2dTranspose", "\x0c", '"""Conv2dTranspose"""'])
def test_files_that_hold_nothing(text: str) -> None:
    Path("empty.py").write_text(text, encoding="utf-8")
    assert command_line("check", "empty.py") == (0, "", "")


NOTEBOOKS = {
    "no JSON": ("{Conv2dTranspose", "not a notebook: Expecting property name enclosed in double quotes: line 1 column 2"),
    "no notebook": ('["Conv2dTranspose"]', "not a notebook of format 4: no list of cells"),
    "format 3": ('{"worksheets": ["Conv2dTranspose"]}', "not a notebook of format 4: no list of cells"),
    "odd source": ('{"cells": [{"cell_type": "code", "source": 3}, "Conv2dTranspose"]}', "not a notebook: cell 1 has no text"),
    "nested": ("[" * 200_000 + "Conv2dTranspose", "not a notebook: "),
    "bad cell": (
        json.dumps({"cells": [{"cell_type": "code", "source": "x = (  # Conv2dTranspose"}]}),
        "cell 1: syntax error in line 1: '(' was never closed",
    ),
}


@pytest.mark.parametrize(("text", "message"), NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_notebooks(text: str, message: str) -> None:
    Path("bad.ipynb").write_text(text)
    assert problem().startswith(f"bad.ipynb: {message}")


def test_a_bad_cell_does_not_hide_the_others() -> None:
    sources = [IMPORT, "for x in:\n", CALL]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    Path("up.ipynb").write_text(json.dumps({"cells": cells}))
    status, out, err = command_line("check", "up.ipynb")
    assert (status, err) == (2, "up.ipynb: cell 2: syntax error in line 1: invalid syntax\n")
    assert out.startswith("up.ipynb:cell 3:1:")


def test_missing_path() -> None:
    assert problem("missing.py", "good.py") == "missing.py: No such file or directory"
    assert problem("good.py", "missing") == "missing: No such file or directory"
    assert problem("good.py/x.py", "good.py") == "good.py/x.py: Not a directory"


def test_dangling_link() -> None:
    os.symlink("nowhere.py", "link.py")
    assert problem("link.py", "good.py") == "link.py: No such file or directory"


def test_folder_that_cannot_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("locked").mkdir()
    scandir = os.scandir

    def refusing(path: Path) -> bytes:
        if "locked" in os.fspath(path):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert problem(".") == "locked/: Permission denied"
    assert problem("locked", "good.py") == "locked/: Permission denied"


def test_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = files.read

    def refusing(path: Path) -> bytes:
        if path == "locked.py":
            raise PermissionError(13, "Permission denied", path)
        return read(path)

    monkeypatch.setattr("lint_transpose.running.run.read", refusing)
    Path("locked.py").write_text(IMPORT)
    assert problem() == "locked.py: Permission denied"


def test_name_longer_than_any_file() -> None:
    assert problem("x" * 5000 + ".py", "good.py").endswith(".py: File name too long")


def test_problems_stand_in_the_report_too() -> None:
    _, out, _ = command_line("check", "--output-format", "sarif", "missing.py")
    [invocation] = json.loads(out)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "missing.py: No such file or directory"


def test_internal_error_in_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from lint_transpose.checking import presenting as inspection

    def broken(source: str, filename: str, *rest: Any, original: Any = inspection.check_source, **more: Any) -> Any:
        if filename == "odd.py":
            raise ZeroDivisionError("ours")
        return original(source, filename, *rest, **more)

    monkeypatch.setattr(inspection, "check_source", broken)
    Path("odd.py").write_text(IMPORT + CALL)
    assert problem() == "odd.py: internal error: ZeroDivisionError: ours"


# -- size and depth ----------------------------------------------------------------------------------------------------


def test_a_million_lines() -> None:
    Path("long.py").write_text(IMPORT + CALL + "# PyTorch\n" * 500_000 + "\n" * 500_000 + CALL)
    _, out, err = command_line("check", "long.py", "--select", "MST101")
    assert err == ""
    assert [line.split(":")[1] for line in out.splitlines()] == ["2", "1000003"]


def test_a_million_characters_in_a_line() -> None:
    Path("wide.py").write_text(f"{IMPORT}x = '{'é' * 1_000_000}'; {CALL}", encoding="utf-8")
    _, out, err = command_line("check", "wide.py", "--output-format", "full")
    assert err == ""
    assert out.startswith(f"wide.py:2:{1_000_000 + len(CALL) + 6}: MST101 ")
    assert len(out) < 2000


N = 5000
DEEP = {
    "sum": "1" + "+1" * N,
    "names": "a" + "+a" * N,
    "signs": "-" * N + "1",
    "not": "not " * N + "a",
    "attributes": "a" + ".b" * N,
    "subscripts": "a" + "[0]" * N,
    "methods": "a" + ".b(1)" * N,
    "calls": "a" + "()" * N,
    "conditions": "1 if a else " * N + "2",
    "functions": "lambda: " * N + "2",
    "powers": "2**" * N + "2",
    "parentheses": "(" * N + "1" + ")" * N,
    "lists": "[" * 90 + "1" + "]" * 90,
    "shallow enough to be parsed": "-" * 700 + "1",
    "strings": "'a' " * N,
    "formatted": "f'{1}'" * N,
    "comparisons": "1" + " < a" * N,
    "digits": "9" * 4000,
    "more digits than Python reads": "9" * 5000,
}


@pytest.mark.parametrize("place", ["x = {}\n", "y = nn.Conv2dTranspose(8, 8, 4, stride={}, padding=0)\n"])
@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
def test_deep_expressions(expression: str, place: str) -> None:
    """They are read, or named as unreadable: never a crash."""
    Path("deep.py").write_text(IMPORT + CALL + place.format(expression))
    status, out, err = command_line("check", "deep.py", "--ignore", "MST107")
    if err:
        assert status == 2
        assert err.startswith("deep.py: syntax error")
        assert err.count("\n") == 1
    else:
        assert status == 1
        assert out.startswith("deep.py:2:")


@pytest.mark.parametrize(
    "expression",
    [
        *("9**9**9**9", "1 << 10**12", "10**10**7 % 3", "int('9' * 10**7)", "'%1000000000d' % 1", "f'{1:1000000000}'"),
        *("[0] * 10**10", "(0,) * 10**10 * 10", "'a' * 10**11", "tuple([1] * 10**9)", "sum([1] * 10**9)"),
        *("range(10**12)", "list(range(10**12))"),
    ],
)
def test_expressions_that_nobody_should_compute(expression: str) -> None:
    Path("huge.py").write_text(f"{IMPORT}{CALL}y = nn.Conv2dTranspose(8, 8, 4, padding={expression}, pad_mode={expression})\n")
    status, out, err = command_line("check", "huge.py")
    assert err == ""
    assert status == 1
    assert out.startswith("huge.py:2:")


# -- encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x", "x"),
        (b"\xef\xbb\xbfx", "x"),
        ("# é".encode(), "# é"),
        (b"# coding: latin-1\n\xe9", "# coding: latin-1\né"),
        (b"#!/bin/sh\n# vim: set fileencoding=latin-1 :\n\xe9", "#!/bin/sh\n# vim: set fileencoding=latin-1 :\né"),
        (b"# coding: latin-1\r\xe9", "# coding: latin-1\ré"),
        (b"\n\n# coding: latin-1\n\xc3\xa9", "\n\n# coding: latin-1\né"),
        ("# -*- coding: gbk -*-\n转".encode("gbk"), "# -*- coding: gbk -*-\n转"),
    ],
)
def test_decoded(data: bytes, text: str) -> None:
    assert decoded(data) == text


def test_not_decoded() -> None:
    with pytest.raises(BadInputError, match="byte 0xff in line 3"):
        decoded(b"x\ny\n\xff")
