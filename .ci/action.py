"""Runs the steps of action.yml as a script, as GitHub would: `action.py`, with a Python that has PyYAML.

Twice in a repository of its own: for annotations, where the check must fail, and for a SARIF file, where it must not.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "from mindspore import nn\n\nup = nn.Conv2dTranspose(64, 32, 4, stride=2, padding=1)\n"


class Action:
    """action.yml, with what a workflow says in `with:`."""

    def __init__(self, folder: Path, **given: str) -> None:
        self._action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        inputs = self._action["inputs"]
        assert set(given) <= set(inputs), "the workflow sets what the action does not know"
        self._values = {f"inputs.{name}": given.get(name, spec.get("default", "")) for name, spec in inputs.items()}
        self._values["github.action_path"] = str(ROOT)
        self._folder = folder
        self._temporary = folder.parent / "runner"
        self._temporary.mkdir(exist_ok=True)

    def run(self) -> tuple[int, str]:
        """The exit status of the first step that fails, else 0, and what is printed."""
        printed = ""
        for step in self._action["runs"]["steps"]:
            assert step["shell"] == "bash"
            output = self._temporary / "output"
            output.write_text("")
            environment = {
                **os.environ,
                **{name: self._expanded(value) for name, value in step.get("env", {}).items()},
                **{"RUNNER_TEMP": str(self._temporary), "GITHUB_OUTPUT": str(output), "CI": "true"},
            }
            script = self._temporary / "step.sh"
            script.write_text(self._expanded(step["run"]))
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
            done = subprocess.run(command, cwd=self._folder, env=environment, capture_output=True, text=True, check=False)
            printed += done.stdout + done.stderr
            for line in output.read_text().splitlines():
                name, _, value = line.partition("=")
                self._values[f"steps.{step.get('id')}.outputs.{name}"] = value
            if done.returncode:
                return done.returncode, printed
        return 0, printed

    def output(self, name: str) -> str:
        return self._expanded(self._action["outputs"][name]["value"])

    def _expanded(self, text: str) -> str:
        return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda match: self._values.get(match[1], ""), text)


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "repository")
        folder.mkdir()
        (folder / "sample.py").write_text(SAMPLE)
        (folder / "fine.py").write_text("x = 1\n")
        python = {"python": sys.executable}

        status, printed = Action(folder, **python).run()
        print(printed, end="")
        assert status == 1
        assert "::error file=sample.py,line=3,col=54,endLine=3,endColumn=55,title=MST101 " in printed

        status, printed = Action(folder, paths="fine.py", **python).run()
        assert (status, printed) == (0, "")

        status, printed = Action(folder, args="--write-baseline known.jsonl", format="text", **python).run()
        assert status == 2, "an option without effect is an error in the action, too"
        subprocess.run(
            [str(folder.parent / "runner/lint-transpose/bin/lint-transpose"), "check", "--write-baseline", "known.jsonl"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        status, printed = Action(folder, args="--baseline known.jsonl --confidence certain", **python).run()
        assert (status, printed) == (0, ""), printed

        action = Action(folder, format="sarif", **{"sarif-file": "found.sarif"}, **python)
        status, printed = action.run()
        assert status == 0, printed
        assert action.output("sarif-file") == "found.sarif"
        results = json.loads((folder / "found.sarif").read_text())["runs"][0]["results"]
        assert [result["ruleId"] for result in results] == ["MST101"]
        print("the action: annotations, nothing to report, a baseline and a SARIF file, as they must be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
