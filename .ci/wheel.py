"""Does a wheel hold every tracked file of the package, its metadata, and nothing else? `python .ci/wheel.py WHEEL`."""

from __future__ import annotations

import subprocess
import sys
from zipfile import ZipFile

names = ZipFile(sys.argv[1]).namelist()
tracked = subprocess.run(["git", "ls-files", "lint_transpose"], capture_output=True, text=True, check=True)
expected = set(tracked.stdout.splitlines())
held = {name for name in names if ".dist-info/" not in name}
metadata = {name.rpartition("/")[2] for name in names if ".dist-info/" in name}
missing = (expected - held) | ({"METADATA", "entry_points.txt", "LICENSE"} - metadata)
for name in sorted(missing):
    print(f"missing: {name}")
for name in sorted(held - expected):
    print(f"should not be there: {name}")
print(f"{len(held)} files")
sys.exit(bool(missing or held - expected))
