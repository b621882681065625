"""`# pylint: disable=` means on the command line and in flake8 what it means to pylint."""

from __future__ import annotations

import io
import random
import tokenize
from collections.abc import Callable
from pathlib import Path
from typing import Any

import astroid
import pytest
from pylint.lint import PyLinter
from pylint.utils import FileState

from lint_transpose import pylint_plugin
from lint_transpose.checking.pragmas import without_disabled
from lint_transpose.text.finding import Finding, Position

from .running import by_command_line, command_line, every_host

CALL = "nn.Conv2dTranspose(8, 8, 4, padding=1)"
TEXT = f"from mindspore import nn\n\na = {CALL}\nb = {CALL}\n"


@every_host
@pytest.mark.parametrize("name", ["transpose-padding-without-pad-mode", "MST101", "E9101", "e9101", "E", "lint-transpose"])
def test_names(host: Callable[..., Any], name: str, tmp_path: Path) -> None:
    path = tmp_path / "up.py"
    path.write_text(TEXT.replace("\nb", f"  # pylint: disable={name}\nb"))
    assert [row for row, _, _ in host(path).places] == [4]


@every_host
@pytest.mark.parametrize("other", ["MST102", "mst101", "transpose-missing-bias", "W", "no-member", "MST1"])
def test_other_names(host: Callable[..., Any], other: str, tmp_path: Path) -> None:
    path = tmp_path / "up.py"
    path.write_text(TEXT.replace("\nb", f"  # pylint: disable={other}\nb"))
    assert [row for row, _, _ in host(path).places] == [3, 4]


@every_host
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"# pylint: disable=MST101\nfrom mindspore import nn\na = {CALL}\n", []),
        (f"# pylint: skip-file\nfrom mindspore import nn\na = {CALL}\n", []),
        (f"from mindspore import nn\n# pylint: disable-next=MST101\na = {CALL}\nb = {CALL}\n", [4]),
        (f"from mindspore import nn\n# pylint: disable=MST101\na = {CALL}\n# pylint: enable=MST101\nb = {CALL}\n", [5]),
        (f"from mindspore import nn\ndef f():\n    # pylint: disable=MST101\n    return {CALL}\nb = {CALL}\n", [5]),
        (f"from mindspore import nn\nif nn:\n    # pylint: disable=MST101\n    a = {CALL}\nb = {CALL}\n", [5]),
        (f'from mindspore import nn\nx = "# pylint: disable=MST101"; a = {CALL}\n', [2]),
        (f"from mindspore import nn\na = {CALL}  # pylint: disable MST101\n", [2]),
    ],
)
def test_scopes(host: Callable[..., Any], text: str, rows: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "up.py"
    path.write_text(text)
    assert [row for row, _, _ in host(path).places] == rows


def test_fix_leaves_what_is_disabled(tmp_path: Path) -> None:
    path = tmp_path / "up.py"
    text = f"from mindspore import nn\na = {CALL}  # pylint: disable=MST101\nb = {CALL}\n"
    path.write_text(text)
    assert command_line("check", "--fix", str(path))[0] == 0
    fixed = f'b = {CALL[:-1]}, pad_mode="pad")\n'
    assert path.read_text() == text.replace(f"b = {CALL}\n", fixed)


def test_text_that_pylint_could_not_read(tmp_path: Path) -> None:
    path = tmp_path / "up.md"
    path.write_text(f"```python\nfrom mindspore import nn\na = {CALL}  # pylint: disable=MST101\nb = {CALL}\n```\n")
    assert [row for row, _, _ in by_command_line(path).places] == [4]


PROGRAM = '''"""Doc."""
import a

b = [
    f(1),
    f(
        8,
    ),
]


@deco(1)

@deco(
    2,
)
class Net(a.Cell):
    """Doc."""

    up = f(2)

    @deco(3)
    def __init__(
        self,
        x=1,
        y=f(3),
    ):
        """Doc
        more
        """
        super().__init__()
        if x:
            self.b = f(4)
            self.c = f(8, \\
                stride=2)
        elif y:
            self.d = f(5)
        else:
            self.e = f(6)
        try:
            self.g = f(7)
        except KeyError:
            self.h = f(8)
        finally:
            self.i = f(9)
        for i in range(3):
            self.j = f(10)
        else:
            self.k = f(11)
        with open(x) as z:
            self.l = f(12)

    def more(self): return f(13)

    def last(self) -> (
        None
    ):
        return [
            f(14)
            for _ in range(2)
            if True
        ]

match b:
    case 1:
        z = f(15)
    case [2, 3]:
        z = f(16)
t = """
x
""", f(17)
u = f(18)
'''
NAMES = ["transpose-padding-without-pad-mode", "MST101", "MST101", "E9101", "E", "all", "W", "MST102", "foo"]
ACTIONS = ["disable"] * 6 + ["disable-next"] * 3 + ["enable"] * 3 + ["disable-msg", "skip-file"]
FORMS = [
    *["# pylint: {action}={names}"] * 4,
    "# why # pylint:{action} = {names} # because",
    "#pylint: {action}={names}; rest",
    "# pylint: {action} {names}",
    "# pylint: {action}={names}, enable={names}",
]
CLOSED = frozenset(
    row for row, line in enumerate(PROGRAM.split("\n")) if line.strip() in ('"""Doc', "more", '"""', "x", 't = """')
)


def commented(seed: int) -> str:
    """The program with comments for pylint where chance wants them."""
    random_ = random.Random(seed)
    rows = PROGRAM.split("\n")
    for row in sorted(random_.sample(range(1, len(rows) - 1), random_.choice((1, 1, 2, 3))), reverse=True):
        names = ", ".join(random_.choice(NAMES) for _ in range(random_.choice((1, 1, 2))))
        comment = random_.choice(FORMS).format(action=random_.choice(ACTIONS), names=names)
        if random_.random() < 0.5 and row not in CLOSED and not rows[row].endswith("\\"):
            rows[row] += f"  {comment}"
        elif row - 1 not in CLOSED and not rows[row - 1].endswith("\\"):
            rows.insert(row, " " * (len(rows[row]) - len(rows[row].lstrip())) + comment)
    return "\n".join(rows)


@pytest.fixture(scope="module")
def linter() -> PyLinter:
    linter = PyLinter()
    pylint_plugin.register(linter)
    linter.add_message = lambda *arguments, **options: None  # type: ignore[method-assign]
    return linter


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_random_comments_as_pylint_reads_them(first: int, linter: Any) -> None:
    codes = {"MST101": "E9101", "MST201": "W9201"}
    for seed in range(first, first + 50):
        text = commented(seed)
        last = text.rstrip().count("\n") + 1
        linter._ignore_file = False
        linter.file_state = FileState("m", linter.msgs_store, astroid.parse(text))
        linter.process_tokens(list(tokenize.generate_tokens(io.StringIO(text).readline)))
        places = [(row, code) for row in range(1, last + 1) for code in codes]
        left = {(row, code) for row, code in places if linter.is_message_enabled(codes[code], row) and not linter._ignore_file}
        findings = [Finding(code, "", "", Position(row, 1), Position(row, 1)) for row, code in places]
        ours = {(finding.start.row, finding.code) for finding in without_disabled(findings, text)}
        assert ours == left, text
