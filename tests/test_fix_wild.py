"""`check --fix` on calls in wild formatting: only the arguments that are wrong change, and nothing else in the file."""

from __future__ import annotations

import ast
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint_transpose.cli import main

from .wild import CALLEES, GAPS, PLACES, comments, find_call

HEAD = "from mindspore import nn\nfrom mindspore import nn as 层\n"
WRONG_TO_RIGHT = {
    "kernel_size": [("4", "4"), ("(4, 4)", "(4, 4)"), ("[4, 4]", "(4, 4)")],
    "stride": [("2", "2"), ("[2, 2]", "(2, 2)")],
    "padding": [("1", "1"), ("(1, 1, 1, 1)", "(1, 1, 1, 1)"), ("[1, 1, 1, 1]", "(1, 1, 1, 1)"), ("(1, 0)", "(1, 1, 0, 0)")],
    "pad_mode": [("'pad'", "'pad'"), ("'PAD'", "'pad'"), ('"""Pad"""', "'pad'")],
    "bias": [("True", "True"), ("False", "False")],
    "groups": [("1", "1"), ("2", "2")],
    "has_bias": [("True", "True")],
    "padding_mode": [("'zeros'", None)],
    "device": [("None", None)],
}
RENAMED = {"bias": "has_bias", "groups": "group"}
TOGETHER_NEVER = {"bias", "has_bias"}


@dataclass
class Mistaken:
    """A text with one layer call, and the arguments that the call should have."""

    text: str
    right: dict[str, str]
    has_comments: bool


@st.composite
def mistaken_calls(draw: st.DrawFn) -> Mistaken:
    count = 0

    def gap() -> str:
        nonlocal count
        if draw(st.integers(0, 15)) == 0:
            count += 1
            return f" # c{count} 中,)( '\n  "
        return draw(st.sampled_from(GAPS))

    def expression(text: str) -> str:
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            text = f"({gap()}{text}{gap()})"
        return text

    right = {"in_channels": "8", "out_channels": "8"}
    written = [expression("8"), expression("8")]
    wrong, right["kernel_size"] = draw(st.sampled_from(WRONG_TO_RIGHT["kernel_size"]))
    kernel_by_name = draw(st.booleans())
    names = draw(st.permutations([name for name in WRONG_TO_RIGHT if name != "kernel_size"]))[: draw(st.integers(1, 6))]
    if set(names) >= TOGETHER_NEVER:
        names.remove("bias")
    keywords = [("kernel_size", wrong)] if kernel_by_name else []
    if not kernel_by_name:
        written.append(expression(wrong))
    for name in names:
        wrong, good = draw(st.sampled_from(WRONG_TO_RIGHT[name]))
        keywords.insert(draw(st.integers(0, len(keywords))), (name, wrong))
        if good is not None:
            right[RENAMED.get(name, name)] = good
    if "padding" in right:
        right["pad_mode"] = "'pad'"
    written += [f"{name}{gap()}={gap()}{expression(text)}" for name, text in keywords]
    ends = [f",{gap()}" for _ in written[1:]] + [draw(st.sampled_from(["", ",", ",\n", ", # last\n"]))]
    count += "#" in ends[-1]
    inside = gap() + "".join(argument + gap() + end for argument, end in zip(written, ends, strict=True))
    text = HEAD + draw(st.sampled_from(PLACES)).format(f"{draw(st.sampled_from(CALLEES))}({inside})")
    text += draw(st.sampled_from(["", "\n", "\n# the end", "\n\n\x0cx = 1\n"]))
    return Mistaken(text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))), right, count > 0)


def arguments(text: str) -> dict[str, str]:
    """What the call in `text` passes, by parameter."""
    call = find_call(ast.parse(text))
    named = dict(zip(("in_channels", "out_channels", "kernel_size"), call.args, strict=False))
    return {name: ast.unparse(node) for name, node in (named | {k.arg: k.value for k in call.keywords if k.arg}).items()}


def around(text: str) -> tuple[str, str]:
    """The text before and behind the call's parentheses."""
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = folded.split("\n")
    call = find_call(ast.parse(folded))

    def offset(row: int, column: int) -> int:
        return sum(len(line) + 1 for line in lines[: row - 1]) + len(lines[row - 1].encode()[:column].decode())

    assert call.func.end_lineno is not None
    assert call.func.end_col_offset is not None
    assert call.end_lineno is not None
    assert call.end_col_offset is not None
    first = offset(call.func.end_lineno, call.func.end_col_offset)
    return folded[:first], folded[offset(call.end_lineno, call.end_col_offset) :]


def fix(path: Path) -> None:
    report = str(path.with_suffix(".txt"))
    main(["check", "--isolated", "--fix", "--unsafe-fixes", "--select", "MST1", "--output-file", report, str(path)])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mistaken=mistaken_calls(), encoding=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_only_what_is_wrong_changes(mistaken: Mistaken, encoding: str) -> None:
    text = mistaken.text
    ast.parse(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "up.py")
        path.write_bytes(text.encode(encoding))
        fix(path)
        fixed_bytes = path.read_bytes()
        fixed = fixed_bytes.decode(encoding)
        ast.parse(fixed)
        assert around(fixed) == around(text)
        assert comments(fixed) == comments(text)
        if mistaken.has_comments:
            # A fix that would lose a comment is not made: an argument is right, or as it was.
            before, after = arguments(text), arguments(fixed)
            for name, value in after.items():
                assert value in (before.get(name), mistaken.right.get(name))
            assert set(mistaken.right) - set(before) - {"has_bias", "group", "pad_mode"} == set()
        else:
            assert arguments(fixed) == mistaken.right
        # No line end of another kind comes in.
        kinds = {"\r\n": fixed.count("\r\n"), "\r": fixed.count("\r"), "\n": fixed.count("\n")}
        if "\r" not in text:
            assert kinds["\r"] == 0
        elif "\n" not in text:
            assert kinds["\n"] == 0
        else:
            assert kinds["\r\n"] == kinds["\r"] == kinds["\n"]
        fix(path)
        assert path.read_bytes() == fixed_bytes
