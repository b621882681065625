"""Fixes applied to texts and files: whole or not at all, all else as it was. The checks here know nothing of layers."""

from __future__ import annotations

import ast
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lint_transpose.documents.encoding import python_encoding
from lint_transpose.fixing import apply, diff, fix_file, fix_text
from lint_transpose.fixing import text as fixing
from lint_transpose.text.finding import Edit, Finding, Fix, Position

Check = Callable[[str], list[Finding]]


def position(text: str, offset: int) -> Position:
    before = re.split("\r\n|\r|\n", text[:offset])
    return Position(len(before), len(before[-1]) + 1)


def edit(text: str, start: int, end: int, content: str) -> Edit:
    return Edit(position(text, start), position(text, end), content)


def replacing(pattern: str, content: str, safe: bool = True, code: str = "X1") -> Check:
    """A check that wants every match of `pattern` to be `content`."""

    def findings(text: str) -> Iterator[Finding]:
        for match in re.finditer(pattern, text):
            change = edit(text, match.start(), match.end(), match.expand(content))
            yield Finding(code, f"not {match[0]}", "f.py", change.start, change.end, fix=Fix("", (change,), safe))

    return lambda text: list(findings(text))


def both(*checks: Check) -> Check:
    return lambda text: [finding for check in checks for finding in check(text)]


OLD = replacing(r"\bold\b", "new")


# -- apply -------------------------------------------------------------------------------------------------------------


def fix_of(text: str, *changes: tuple[int, int, str]) -> Fix:
    return Fix("", tuple(edit(text, *change) for change in changes), True)


def test_apply() -> None:
    text = "abcdef"
    fixes = [fix_of(text, (0, 1, "X")), fix_of(text, (3, 3, "+"), (5, 6, ""))]
    assert apply(text, fixes) == ("Xbc+de", tuple(fixes))


def test_of_fixes_that_overlap_the_first_is_applied() -> None:
    text = "abcdef"
    first, second, third = fix_of(text, (0, 3, "X")), fix_of(text, (2, 4, "Y")), fix_of(text, (5, 6, "Z"))
    assert apply(text, [first, second, third]) == ("XdeZ", (first, third))


def test_fixes_at_one_place_have_no_sure_order() -> None:
    text = "f(1)"
    first, second = fix_of(text, (3, 3, ", a=1")), fix_of(text, (3, 3, ", b=2"))
    assert apply(text, [first, second]) == ("f(1, a=1)", (first,))


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    text = "abcdef"
    first, half = fix_of(text, (4, 5, "X")), fix_of(text, (0, 1, "Y"), (3, 6, "Z"))
    assert apply(text, [first, half]) == ("abcdXf", (first,))


@pytest.mark.parametrize(
    "places",
    [((1, 9), (1, 9)), ((3, 1), (3, 1)), ((0, 1), (1, 1)), ((1, 0), (1, 1)), ((1, 3), (1, 2))],
)
def test_a_place_that_is_not_there_is_not_edited(places: tuple[Any, ...]) -> None:
    fix = Fix("", (Edit(Position(*places[0]), Position(*places[1]), "X"),), True)
    assert apply("abcdef\n", [fix]) == ("abcdef\n", ())


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_new_lines_end_as_the_line_does(line_break: str) -> None:
    text = line_break.join(["a", "b", "c"])
    fix = Fix("", (Edit(Position(2, 2), Position(2, 2), "\n+"),), True)
    assert apply(text, [fix])[0] == line_break.join(["a", "b", "+", "c"])


# -- rounds ------------------------------------------------------------------------------------------------------------


def test_until_nothing_changes() -> None:
    fixed = fix_text("f(old, old)\nold = 1\n", OLD)
    assert fixed.text == "f(new, new)\nnew = 1\n"
    assert len(fixed.fixed) == 3
    assert fixed.left == ()


def test_what_a_fix_brings_up_is_fixed_in_the_next_round() -> None:
    check = both(replacing("one", "two"), replacing("two", "three"), replacing("three", "four"))
    assert fix_text("one + two", check).text == "four + four"


def test_overlapping_fixes_are_made_one_after_the_other() -> None:
    check = both(replacing(r"f\(a", "g(a"), replacing(r"\(a, b\)", "(b, a)"))
    assert fix_text("f(a, b)", check).text in ("g(b, a)", "f(b, a)")
    assert fix_text("f(a, b); x = f(a, b)", check).left == ()


def test_only_safe_ones_unless_asked() -> None:
    check = both(OLD, replacing("odd", "even", safe=False))
    assert fix_text("old, odd", check).text == "new, odd"
    assert [finding.message for finding in fix_text("old, odd", check).left] == ["not odd"]
    assert fix_text("old, odd", check, safe_only=False).text == "new, even"


def test_a_fix_that_breaks_the_text_is_not_made() -> None:
    check = both(OLD, replacing("bad", "("))
    fixed = fix_text("old\nbad\nold\n", check)
    assert fixed.text == "new\nbad\nnew\n"
    assert [finding.message for finding in fixed.left] == ["not bad"]


def test_a_fix_that_leaves_its_finding_is_not_made() -> None:
    fixed = fix_text("old = again\n", both(OLD, replacing("again", "again ")))
    assert fixed.text == "new = again\n"
    assert [finding.message for finding in fixed.fixed] == ["not old"]


def test_a_fix_that_makes_working_code_raise_is_not_made() -> None:
    check = both(OLD, replacing("fine", "worse"), replacing("worse", "worse!", code="MST101"))
    fixed = fix_text("old\nfine\nold\n", check)
    assert fixed.text == "new\nfine\nnew\n"
    assert [finding.message for finding in fixed.left] == ["not fine"]


def test_what_raised_may_raise_for_more_reasons_when_fixed() -> None:
    names = {"first": "second, third", "second": "2", "third": "3"}
    check = both(OLD, *(replacing(name, content, code="MST104") for name, content in names.items()))
    assert fix_text("f(first); old", check).text == "f(2, 3); new"


def test_fixes_that_never_settle_are_not_made() -> None:
    check = both(replacing("ping", "pong"), replacing("pong", "ping"))
    fixed = fix_text("ping = 1\n", check)
    assert fixed.text in ("ping = 1\n", "pong = 1\n")
    growing = replacing(r"x(\d*)\b", r"x\g<1>1")
    assert fix_text("x = 1\n", growing).text == "x = 1\n"


def test_one_bad_fix_among_many_does_not_keep_the_others() -> None:
    lines = [f"old{number} = 1" for number in range(40)]
    lines[23] = "bad = 1"
    check = both(replacing(r"\bold", "new"), replacing("bad", ")"))
    fixed = fix_text("\n".join(lines), check)
    assert fixed.text == "\n".join(line.replace("old", "new") for line in lines)


def test_twice_is_once() -> None:
    once = fix_text("old, old", OLD).text
    again = fix_text(once, OLD)
    assert (again.text, again.fixed) == (once, ())


def test_fixes_of_one_call_are_made_one_at_a_time() -> None:
    """A fix is made for the call as it stands: of two for one call, the second is asked for again."""
    seen = []

    def check(text: str) -> list[Finding]:
        seen.append(text)
        return both(replacing("a=1", "a=2"), replacing("b=1", "b=2"))(text)

    assert fix_text("f(a=1, b=1); f(a=1)\n", check).text == "f(a=2, b=2); f(a=2)\n"
    assert "f(a=2, b=1); f(a=2)\n" in seen


def test_a_syntax_error_is_the_callers() -> None:
    def check(text: str) -> list[Finding]:
        ast.parse(text)
        return []

    with pytest.raises(SyntaxError):
        fix_text("(", check)


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("old = 1\n", "old = 1", "\r\nold = 1\r\n", "old = 1\rx = 2\r", "if x:\r\n\told = 1\n", "\x0cold = 1\n"),
        *("\ufeffold = 1\n", "é = 'é😀'; old = 1\n", "x = 1 ; old = 1 \n\n\n", "# \u2028\x85\nold = 1\n"),
    ],
)
def test_all_else_stays(text: str) -> None:
    assert fix_text(text, OLD).text == text.replace("old", "new")


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("old = 'é'\r\n".encode(), "utf-8"),
        ("old = 'é'\n".encode("utf-8-sig"), "utf-8-sig"),
        ("# coding: latin-1\nold = 'é'\n".encode("latin-1"), "latin-1"),
        ("#!/bin/sh\r# coding: gbk\rold = '转'\r".encode("gbk"), "gbk"),
    ],
)
def test_encoding_and_line_ends_stay(data: bytes, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_bytes(data)
    fix_file(path, OLD)
    assert path.read_bytes() == data.replace(b"old", b"new")
    assert python_encoding(data) == {"latin-1": "iso-8859-1"}.get(encoding, encoding)


def test_content_that_its_encoding_cannot_hold_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    data = b"# coding: latin-1\nold = 1\n"
    path.write_bytes(data)
    with pytest.raises(UnicodeError):
        fix_file(path, replacing("old", "新"))
    assert path.read_bytes() == data


def test_mode_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "f.py", tmp_path / "sub" / "link.py"
    path.write_text("old = 1\n")
    path.chmod(0o750)
    link.parent.mkdir()
    link.symlink_to("../f.py")
    fix_file(link, OLD)
    assert link.is_symlink()
    assert os.readlink(link) == "../f.py"
    assert path.read_text() == "new = 1\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert sorted(os.listdir(tmp_path)) == ["f.py", "sub"]


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text("new = 1\n")
    before = path.stat()
    fix_file(path, OLD)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_nothing_is_written_when_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text("old = 1\n")
    assert fix_file(path, OLD, write=False).text == "new = 1\n"
    assert path.read_text() == "old = 1\n"


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_whole_or_not_at_all(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails on the way, the file is as it was, and nothing is left beside it."""
    path = tmp_path / "f.py"
    path.write_text("old = 1\n")

    def failing(*arguments: Any, **options: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, step)), failing)
    with pytest.raises(OSError, match="No space left"):
        fix_file(path, OLD)
    monkeypatch.undo()
    assert path.read_text() == "old = 1\n"
    assert os.listdir(tmp_path) == ["f.py"]


def test_somebody_elses_change_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text("old = 1\n")

    def check(text: str) -> list[Finding]:
        path.write_text("mine = 1\n")
        return OLD(text)

    with pytest.raises(OSError, match="changed while it was being fixed"):
        fix_file(path, check)
    assert path.read_text() == "mine = 1\n"
    assert os.listdir(tmp_path) == ["f.py"]


def test_a_file_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.py"
    path.write_text("old = 1\n")
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    with pytest.raises(PermissionError, match="not writable"):
        fix_file(path, OLD)
    assert path.read_text() == "old = 1\n"


def test_root_gives_the_file_back_to_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.py"
    path.write_text("old = 1\n")
    given = []
    monkeypatch.setattr(fixing.os, "chown", lambda name, user, group: given.append((user, group)), raising=False)
    owner = path.stat()
    fix_file(path, OLD)
    assert given == [(owner.st_uid, owner.st_gid)]


# -- differences -------------------------------------------------------------------------------------------------------


def test_no_difference() -> None:
    assert diff(fix_text("new\n", OLD), "f.py") == ""


def test_difference() -> None:
    fixed = fix_text("a\nold\n", OLD)
    assert diff(fixed, "f.py") == "--- f.py\n+++ f.py\n@@ -1,2 +1,2 @@\n a\n-old\n+new\n"


def test_difference_without_a_last_line_end() -> None:
    end = "\n\\ No newline at end of file\n"
    assert diff(fix_text("old", OLD), "f.py") == f"--- f.py\n+++ f.py\n@@ -1 +1 @@\n-old{end}+new{end}"


def test_difference_of_a_file_with_a_strange_name() -> None:
    assert diff(fix_text("old\n", OLD), "a\nb.py").startswith("--- 'a\\nb.py'\n")
