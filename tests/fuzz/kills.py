"""Kills runs of --fix: `python -m tests.fuzz.kills [--files 500] [--times 100] [--seed N]`.

Writes a tree of files that all want a fix, starts `check --fix` on it and kills it after a random time, again and again. After
each kill every file must hold what it held before or what a whole run makes of it; after a last run that nobody kills all must
be fixed, and nothing else may lie there. Prints what is wrong; exit status 1 when anything is.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_COMMAND = [sys.executable, "-m", "lint_transpose", "check", "--fix", "--no-cache", "--exit-zero", "."]
_BEFORE = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n" + "# a comment\n" * 400
_AFTER = _BEFORE.replace("padding=1)", 'padding=1, pad_mode="pad")')


def kills(folder: Path, files: int, times: int, chance: random.Random) -> list[str]:
    """What is wrong after `times` kills of --fix over `files` files in `folder`, each in a line."""
    paths = [folder / f"part{index % 10}" / f"up{index}.py" for index in range(files)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(_BEFORE)
    wrong: list[str] = []
    start = time.monotonic()
    _run(folder)
    whole = time.monotonic() - start
    for _ in range(times):
        if all(path.read_text() == _AFTER for path in paths):
            for path in paths:
                path.write_text(_BEFORE)
        _run(folder, chance.uniform(0, whole))
        wrong += [f"torn: {path}" for path in paths if path.read_text() not in (_BEFORE, _AFTER)]
    _run(folder)
    wrong += [f"not fixed: {path}" for path in paths if path.read_text() != _AFTER]
    known = set(paths)
    wrong += [f"left: {path}" for path in folder.rglob("*") if path.is_file() and path not in known]
    return wrong


def _run(folder: Path, seconds: float | None = None) -> None:
    """Run --fix, whole or for so many seconds."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    process = subprocess.Popen(_COMMAND, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        wrong = kills(Path(folder), arguments.files, arguments.times, random.Random(arguments.seed))
    print(*wrong, f"{arguments.times} kills over {arguments.files} files: {len(wrong)} wrong", sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
