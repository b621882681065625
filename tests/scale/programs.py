"""The programs of docs/scale.md, taken out of the page, and folders of files for them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```python\n(\"\"\"python (\w+)\.py .*?)```", re.DOTALL)


def programs() -> dict[str, str]:
    """The text of each program of the page, by its name."""
    return {name: text for text, name in _BLOCK.findall((ROOT / "docs/scale.md").read_text(encoding="utf-8"))}


def write(name: str, folder: Path) -> Path:
    """Write the program `name` into `folder`."""
    path = folder / f"{name}.py"
    path.write_text(programs()[name], encoding="utf-8")
    return path


def run(program: Path, folder: Path) -> list[str]:
    """The lines that `program` prints of `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, program, folder], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()
