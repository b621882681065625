"""Without the frameworks pytest says that the oracle did not run; `--require-oracle` makes that a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCKER = "import sys\nsys.modules['mindspore'] = sys.modules['torch'] = None\n"


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest where neither framework can be imported."""
    (tmp_path / "without_frameworks.py").write_text(BLOCKER)
    command = [sys.executable, "-m", "pytest", "-p", "without_frameworks", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_missing_frameworks_are_said(tmp_path: Path) -> None:
    result = run(tmp_path, "tests/oracle", "tests/test_edits.py", "-k", "no_test_of_this_name")
    assert "the oracle did NOT run" in result.stdout
    assert "mindspore and torch missing" in result.stdout
    assert "error" not in result.stdout


@pytest.mark.parametrize(
    ("option", "status"), [((), pytest.ExitCode.OK), (("--require-oracle",), pytest.ExitCode.TESTS_FAILED)]
)
def test_required(tmp_path: Path, option: tuple[str, ...], status: int) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    result = run(tmp_path, *option, "tests/oracle", str(tmp_path / "test_nothing.py"))
    assert "1 passed" in result.stdout
    assert result.returncode == status
