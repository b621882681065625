"""A run of --fix that is killed: every file is as it was or fixed, and the next run leaves nothing behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lint_transpose.fixing.text import clear_leftovers

from .fuzz.kills import kills

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(os.name != "posix", reason="has no such signal")
def test_killed_in_between(tmp_path: Path) -> None:
    assert kills(tmp_path, files=40, times=6, chance=random.Random(1)) == []


def test_leftovers(tmp_path: Path) -> None:
    """Of processes that are gone; not of those that run, unless too old, and nothing that only looks like it."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = {
        f".lint-transpose-{ended.pid}-abcd_123": os.name != "posix",
        f".lint-transpose-{os.getpid()}-abcd_123": True,
        f".lint-transpose-{os.getpid()}-old_1234": False,
        ".lint-transpose-abcd_123": True,
        ".lint-transpose-old_1234": False,
        ".lint-transpose-settings.toml": True,
        "lint-transpose-old_1234": True,
    }
    for name in names:
        (tmp_path / name).write_text("")
        if "old" in name:
            os.utime(tmp_path / name, (time.time() - 9999,) * 2)
    clear_leftovers(str(tmp_path))
    assert {name: (tmp_path / name).exists() for name in names} == names
