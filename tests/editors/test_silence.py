"""Silence on a line that a backslash or a string continues: the comment goes where the statement's last row ends."""

from __future__ import annotations

import pytest

from lint_transpose import check_source
from lint_transpose.documents import python
from lint_transpose.fixing.patches import Lines as Offsets
from lint_transpose.server import actions
from lint_transpose.server.texts import Checked, Checker, Point, Range, utf16_units
from lint_transpose.text.finding import Position

LAYER = "nn.Conv2dTranspose(8, 8, 4, padding=1)"


@pytest.mark.parametrize(
    "statement", [f"x = [{LAYER}] + \\\n    []", f'x = [{LAYER}, """\n"""]', f"x = {LAYER}  # noqa: E501"]
)
def test_silence(statement: str) -> None:
    text = f"from mindspore import nn\n{statement}\n"
    checked = Checked()
    checked.update(python("a.py", text), Checker())
    assert [finding.code for finding in checked.findings] == ["MST101"]
    around = Range(Point(1, 0), Point(1, 80))
    *_, silence = actions.quick_fixes(checked, None, around, utf16_units)
    (change,) = silence.changes
    row, column = change.range.start
    place = Offsets(text).offset(Position(row + 1, column + 1))
    silenced = text[:place] + change.text + text[place:]
    assert check_source(silenced)  # it parses, and is found as long as comments are not asked
    checked.update(python("a.py", silenced), Checker())
    assert checked.findings == []
