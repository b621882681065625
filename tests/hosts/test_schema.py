"""`lint-transpose schema` takes what the configuration takes, and nothing else; `action.yml` runs as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lint_transpose.commands.schema import schema
from lint_transpose.running import configuration
from lint_transpose.settings import Settings

from .running import command_line
from .test_command_line import LINE, RAISES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]

RIGHT = [
    "",
    'mindspore-version = "2.10"\nporting = "always"\nstand-in = "pad"',
    'mindspore-version = "1.10.1"',
    'select = ["ALL"]\nextend-select = ["MST207"]\nignore = ["mst3", "transpose-missing-bias", "E9101"]',
    'exclude = ["a", "./b.py"]\nextend-exclude = []',
    'per-file-ignores = {"tests/*" = ["MST2"]}\ncounterparts = {"src/*.py" = "torch/*.py"}',
]
WRONG = [
    'prting = "auto"',
    'porting = "perhaps"',
    "porting = true",
    "mindspore-version = 2.10",
    'select = "MST1"',
    "exclude = [1]",
    'per-file-ignores = {"a" = "MST1"}',
    "counterparts = []",
    'root = "x"',
]


def reads(text: str, tmp_path: Path) -> bool:
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.lint-transpose]\n{text}\n")
    try:
        return configuration.read(str(path), str(tmp_path)) is not None
    except configuration.ConfigurationError:
        return False


def test_schema_is_printed() -> None:
    status, out, err = command_line("schema")
    assert (status, err) == (0, "")
    assert json.loads(out) == schema()


def test_keys_and_defaults() -> None:
    properties = schema()["properties"]
    assert isinstance(properties, dict)
    assert sorted(properties) == sorted(configuration._READERS)
    for key in ("mindspore-version", "porting", "stand-in"):
        assert properties[key]["default"] == getattr(Settings(), key.replace("-", "_"))


@pytest.mark.parametrize("text", RIGHT + WRONG)
def test_schema_and_configuration_agree(text: str, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(schema())
    jsonschema.Draft7Validator.check_schema(schema())
    fits = validator.is_valid(tomllib.loads(text))
    assert fits is (text in RIGHT)
    assert reads(text, tmp_path) is fits


def test_the_documented_configuration_fits(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    (table,) = [
        block for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if block.startswith("[tool.lint-transpose]")
    ]
    jsonschema.validate(tomllib.loads(table)["tool"]["lint-transpose"], schema())


# -- action.yml --------------------------------------------------------------------------------------------------------


def scripts() -> list[str]:
    """The `run` blocks of the action's steps."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    blocks = re.findall(r"^      run: \|\n((?:        .*\n|\n)+)", text, re.MULTILINE)
    return [re.sub(r"^        ", "", block, flags=re.MULTILINE) for block in blocks]


def act(tmp_path: Path, **inputs: str) -> tuple[int, str, str]:
    """Run the action's last step; status, output and what it says to later steps."""
    folder = tmp_path / "temp" / "lint-transpose" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "lint-transpose"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m lint_transpose "$@"\n')
    program.chmod(0o755)
    given = {"PATHS": ".", "ARGS": "", "FORMAT": "github", "SARIF_FILE": "lint-transpose.sarif"} | inputs
    output = tmp_path / "output"
    output.write_text("")
    environment = os.environ | given | {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_OUTPUT": str(output)}
    run = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts()[-1]],
        cwd=tmp_path / "project",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, output.read_text()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text(RAISES)
    (folder / "b.py").write_text("x = 1\n")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_the_action_annotates(project: Path, tmp_path: Path) -> None:
    status, out, said = act(tmp_path)
    assert (status, said) == (1, "")
    assert out.startswith("::error file=a.py,line=3,")
    assert act(tmp_path, PATHS="b.py") == (0, "", "")
    assert act(tmp_path, ARGS="--exit-zero --select MST2", FORMAT="text", PATHS="a.py b.py")[0] == 0
    assert f"a.py:{LINE}" in act(tmp_path, FORMAT="text")[1]
    # Inputs are no part of the script.
    assert act(tmp_path, PATHS="b.py $(touch${IFS}ran)")[0] == 2
    assert act(tmp_path, PATHS="-dash.py")[0] == 2
    assert not (project / "ran").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="runs bash")
def test_the_action_writes_sarif(project: Path, tmp_path: Path) -> None:
    assert act(tmp_path, FORMAT="sarif", SARIF_FILE="x.sarif") == (0, "", "sarif-file=x.sarif\n")
    assert json.loads((project / "x.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "MST101"


def test_the_action_installs_from_its_own_checkout() -> None:
    install = scripts()[0]
    assert '"$CHECKOUT"' in install
    assert "${{" not in "".join(scripts())
