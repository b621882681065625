"""CPython's own tests, as far as they are about the language: none of their assertions is said to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from .assertions import alarms, files, suite
from .excerpts import failures

FOLDER = suite()


@pytest.mark.skipif(FOLDER is None, reason="Python was installed without its tests")
@pytest.mark.parametrize("path", [] if FOLDER is None else files(FOLDER), ids=lambda path: path.name)
def test_no_assertion_is_said_to_fail(path: Path) -> None:
    assert alarms(path)[0] == []


@pytest.mark.skipif(FOLDER is None, reason="Python was installed without its tests")
@pytest.mark.parametrize("name", ["builtin", "copy", "dict", "enum", "scope"])
def test_what_single_tests_assert_is_what_is_read(name: str) -> None:
    assert FOLDER is not None
    found, count = failures(FOLDER / f"test_{name}.py")
    assert count
    assert found == []


FALSE = """class Test:
    def test(self):
        x = 2
        assert x == 2
        self.assertEqual(x, 3)
"""


def test_what_is_false_is_said_to_fail(tmp_path: Path) -> None:
    path = tmp_path / "test_false.py"
    path.write_text(FALSE)
    assert alarms(path) == (["nn.Conv2dTranspose(8, 8, 4, 2, padding=0 if x == 3 else 1)"], 2)
