"""The programs of docs/is-nn-pad-wrong.md, run as they stand."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "is-nn-pad-wrong.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```.*?^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def printed(program: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(program, "page.py", "exec"), {"__name__": "page"})
    return output.getvalue()


def differences(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?:difference|appended:|less:) ([\d.e+-]+\d|\d)", text)]


@pytest.mark.parametrize(("program", "shown"), PROGRAMS, ids=["PyTorch only", "example 4"])
def test_the_page(program: str, shown: str) -> None:
    found, said = differences(printed(program)), differences(shown)
    assert len(found) == len(said) == 2
    assert found[0] == pytest.approx(said[0], rel=0.05)
    assert found[0] > 0.5
    assert found[1] < 1e-5 > said[1]
