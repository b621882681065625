"""Runs README.md's first two `sh` blocks as a newcomer would: in a fresh clone, each on its own, with an empty home.

`python .ci/newcomer.py PROJECT FOLDER`: clones PROJECT, as committed, into FOLDER. The first block may exit with 1: it found
something to report.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

project, folder = map(Path, sys.argv[1:])
clone, home = folder / "project", folder / "home"
home.mkdir(parents=True)
subprocess.run(["git", "clone", "--quiet", str(project), str(clone)], check=True)
blocks = re.findall(r"^```sh\n(.*?)^```", (clone / "README.md").read_text(encoding="utf-8"), re.S | re.M)[:2]
# How pip reaches its registry stays as it is; nothing else of this environment does.
kept = {
    name: value for name, value in os.environ.items() if re.match(r"(?i)PIP_|UV_|SSL_|REQUESTS_|[a-z]+_proxy$|PATH$", name)
}
for legal, block in zip(((0, 1), (0,)), blocks, strict=True):
    print(f"$ {block.strip()}", flush=True)
    start = time.monotonic()
    done = subprocess.run(["bash", "-c", block], cwd=clone, env={**kept, "HOME": str(home), "LANG": "C.UTF-8"})
    print(f"exit status {done.returncode}, {time.monotonic() - start:.0f} s", flush=True)
    if done.returncode not in legal:
        sys.exit(1)
