"""Has GitHub's own validator look at our SARIF: `sarif.py VALIDATOR LINT_TRANSPOSE`, where it must find nothing.

And that it would find something: one log is broken on purpose.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CALL = "nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)"
CELL = {"cell_type": "code", "metadata": {}, "outputs": [], "source": f"from mindspore import nn\nup = {CALL}"}
FILES = {
    "名 é.py": f"from mindspore import nn\nname, up = '😀', {CALL}\n",
    "broken.py": f"from mindspore import nn\nup = {CALL})\n",
    "up.ipynb": json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
}


def complaints(validator: str, log: Path) -> list[str]:
    """What the validator says of a log."""
    report = log.with_suffix(".report")
    options = ["--rule-kind", "Sarif;Ghas", "--output", str(report), "--log", "ForceOverwrite"]
    # It asks for no texts of another language, and so for no library of them.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = [validator, "validate", str(log), *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if not report.exists():
        sys.exit(f"the validator wrote nothing: {done.stdout}{done.stderr}")
    runs = json.loads(report.read_text(encoding="utf-8-sig"))["runs"]
    return [f"{result['ruleId']}: {json.dumps(result['message'])}" for run in runs for result in run.get("results", [])]


def main(validator: str, linter: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name, text in FILES.items():
            (work / name).write_text(text, encoding="utf-8")
        calls = (
            (ROOT, ("docs/example",)),
            (ROOT, ("--select", "ALL", "docs")),
            (work, (".",)),
            (work, ("--select", "MST303", ".")),
        )
        for number, (place, arguments) in enumerate(calls):
            log = work / f"{number}.sarif"
            command = [linter, "check", "--output-format", "sarif", "--output-file", str(log), *arguments]
            status = subprocess.run(command, cwd=place, check=False, capture_output=True).returncode
            found = complaints(validator, log)
            results = len(json.loads(log.read_text())["runs"][0]["results"])
            print(f"{' '.join(arguments)}: exit status {status}, {results} results, {len(found)} complaints")
            print(*found, sep="\n", end="\n" * bool(found))
            if found:
                return 1
        broken = work / "broken.sarif"
        broken.write_text((work / "0.sarif").read_text().replace('"startLine": ', '"startLine": -'))
        found = complaints(validator, broken)
        print(f"broken on purpose: {len(found)} complaints")
        return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
