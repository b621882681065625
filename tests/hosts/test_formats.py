"""The report formats: each says what its readers need, in their terms."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lint_transpose.report import FORMATS
from lint_transpose.report.links import rule_page

from .running import command_line

# The marked layer raises; a wide character and a tab stand before it on its line.
TEXT = "from mindspore import nn\n\n层 = 1;\tup = nn.Conv2dTranspose(8, 8, 4, stride=2, padding=1)\n"
MESSAGE = 'padding=1 raises ValueError while pad_mode is "same" (the default): write pad_mode="pad"'
LINE = TEXT.splitlines()[2]
COLUMN = LINE.index("padding=") + len("padding=") + 1
BYTES = len("层".encode()) - 1  # by so much is a column in bytes more than one in characters
TWO_LINES = "from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, padding=(1,\n  1, 1, 1))\n"
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# up\n"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["from mindspore import nn\n", "%time x = 1\n"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "\nup = nn.Conv2dTranspose(8, 8, 4, padding=1)"},
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("pkg").mkdir()
    Path("pkg/up.py").write_text(TEXT, encoding="utf-8")
    return tmp_path


def report(form: str, *arguments: str, status: int = 1) -> str:
    found, out, _ = command_line("check", "--output-format", form, *arguments)
    assert found == status
    return out


def notebook() -> str:
    Path("up.ipynb").write_text(json.dumps(NOTEBOOK))
    return "up.ipynb"


def test_text() -> None:
    assert report("text") == f"pkg/up.py:3:{COLUMN}: MST101 {MESSAGE}\n"
    assert report("text", notebook()).startswith("up.ipynb:cell 3:2:42: MST101 ")


def test_full() -> None:
    before = len(LINE[: COLUMN - 1].replace("\t", "    ")) + 1  # the character before it takes two columns
    shown = LINE.replace("\t", "    ")
    assert report("full") == (
        f"pkg/up.py:3:{COLUMN}: MST101 {MESSAGE}\n"
        "  |\n"
        f"3 | {shown}\n"
        f"  | {' ' * before}^\n"
        '  = safe fix: write pad_mode="pad"\n'
        f"  - {shown}\n"
        f'  + {shown[:-1]}, pad_mode="pad")\n'
        "\n"
    )


def test_full_shows_a_part_of_a_long_line() -> None:
    text = TEXT.replace("层 = 1", f"text = '{'x' * 5000}'").replace("padding=1)", f"padding=1)  # {'y' * 5000}")
    Path("pkg/up.py").write_text(text)
    lines = report("full").splitlines()
    assert max(map(len, lines)) < 260
    mark = lines[3].index("^")
    assert lines[2][mark - len("padding=") : mark + 1] == "padding=1"


def test_full_of_an_argument_over_two_lines() -> None:
    Path("pkg/up.py").write_text(TWO_LINES)
    lines = report("full").splitlines()
    assert lines[2] == "3 | up = nn.Conv2dTranspose(8, 8, 4, padding=(1,"
    assert lines[3] == f"  | {' ' * 41}^^^"


def test_json() -> None:
    [entry] = json.loads(report("json"))
    fix = entry.pop("fix")
    assert entry == {
        "cell": None,
        "code": "MST101",
        "confidence": "certain",
        "end_location": {"row": 3, "column": COLUMN + 1},
        "filename": "pkg/up.py",
        "location": {"row": 3, "column": COLUMN},
        "message": MESSAGE,
        "message_id": "MST101.default",
        "noqa_row": 3,
        "parts": {"padding": "1", "pad_mode": "same", "default": {"key": "default", "fields": {}}},
        "severity": "error",
        "symbol": "transpose-padding-without-pad-mode",
        "url": rule_page("MST101"),
    }
    assert fix["applicability"] == "safe"
    assert fix["message"] == 'write pad_mode="pad"'
    end = {"row": 3, "column": len(LINE)}
    assert fix["edits"] == [{"content": ', pad_mode="pad"', "location": end, "end_location": end}]


def test_json_of_nothing() -> None:
    assert json.loads(report("json", "--select", "MST2", status=0)) == []


def test_json_says_where_a_noqa_must_stand() -> None:
    Path("pkg/up.py").write_text(TWO_LINES)
    [entry] = json.loads(report("json"))
    row = entry["noqa_row"]
    lines = TWO_LINES.splitlines()
    lines[row - 1] += "  # noqa: MST101"
    Path("pkg/up.py").write_text("\n".join(lines))
    assert json.loads(report("json", status=0)) == []


def test_json_of_a_notebook() -> None:
    [entry] = json.loads(report("json", notebook()))
    assert (entry["cell"], entry["location"]) == (3, {"row": 2, "column": 42})


def test_sarif() -> None:
    log = json.loads(report("sarif"))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    driver = run["tool"]["driver"]
    assert driver["name"] == "lint-transpose"
    [result] = run["results"]
    rule = driver["rules"][result["ruleIndex"]]
    assert result["ruleId"] == rule["id"] == "MST101"
    assert rule["name"] == "transpose-padding-without-pad-mode"
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "error"}
    assert rule["helpUri"] == rule_page("MST101")
    assert driver["informationUri"].startswith("https://")
    assert run["automationDetails"] == {"id": "lint-transpose/"}
    for each in driver["rules"]:
        # What GitHub's own validator asks of a rule.
        for name in ("shortDescription", "fullDescription", "help"):
            text = each[name]["text"]
            assert text.strip()
            assert name == "help" or text.endswith(".")
            assert name == "help" or "`" not in text
        assert each["properties"]["tags"]
    fingerprint = result["partialFingerprints"]["lintTranspose/v1"]
    Path("pkg/up.py").write_text(f"# moved\n{TEXT}")
    [moved] = json.loads(report("sarif"))["runs"][0]["results"]
    assert moved["partialFingerprints"] == {"lintTranspose/v1": fingerprint}
    assert result["level"] == "error"
    assert result["message"] == {"text": MESSAGE}
    region = {"startLine": 3, "startColumn": COLUMN, "endLine": 3, "endColumn": COLUMN + 1}
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "pkg/up.py"}, "region": region}}]
    [fix] = result["fixes"]
    [change] = fix["artifactChanges"]
    [replacement] = change["replacements"]
    assert replacement["insertedContent"] == {"text": ', pad_mode="pad"'}


# What the schema of SARIF 2.1.0 demands of the objects used here (its "required" and "enum").
REQUIRED = {
    "runs": {"tool"},
    "tool": {"driver"},
    "driver": {"name"},
    "rules": {"id"},
    "results": {"message"},
    "fixes": {"artifactChanges"},
    "artifactChanges": {"artifactLocation", "replacements"},
    "replacements": {"deletedRegion"},
    "invocations": {"executionSuccessful"},
    "toolExecutionNotifications": {"message"},
}
KNOWN = {
    "runs": {"tool", "automationDetails", "columnKind", "invocations", "language", "results"},
    "driver": {"name", "version", "semanticVersion", "informationUri", "language", "rules"},
    "results": {
        *("ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations", "fixes", "properties"),
        *("partialFingerprints", "rank", "kind"),
    },
    "rules": {"id", "name", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"},
    "message": {"text", "markdown", "id", "arguments"},
    "region": {"startLine", "startColumn", "endLine", "endColumn"},
}


def conforms(value: object, name: str = "") -> None:
    if isinstance(value, list):
        for item in value:
            conforms(item, name)
    elif isinstance(value, dict):
        assert set(value) >= REQUIRED.get(name, set())
        assert set(value) <= KNOWN.get(name, set(value))
        for key, item in value.items():
            conforms(item, key)
    elif name == "level":
        assert value in ("none", "note", "warning", "error")
    elif name in ("startLine", "startColumn", "endLine", "endColumn"):
        assert isinstance(value, int)
        assert value >= 1
    elif name == "uri":
        assert isinstance(value, str)
        assert value.isascii()
        assert " " not in value


def test_sarif_has_the_structure_of_2_1_0() -> None:
    Path("pkg/up é%20.py").write_text(TEXT)
    Path("pkg/odd.py").write_text(TEXT + ")")
    notebook()
    log = json.loads(report("sarif", "--select", "ALL", status=2))
    conforms(log)
    [run] = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 1
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert uris == {"pkg/up.py", "pkg/up%20%C3%A9%2520.py", "up.ipynb"}


def test_sarif_names_the_layer_that_is_ported() -> None:
    Path("torch.py").write_text("from torch import nn\n\nup = nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1)\n")
    text = (
        'from mindspore import nn\n\nup = nn.Conv2dTranspose(8, 8, 4, 2, "pad", 2, has_bias=True)  # ported-from: torch.py\n'
    )
    Path("pkg/up.py").write_text(text)
    [result] = json.loads(report("sarif", "pkg"))["runs"][0]["results"]
    assert result["ruleId"] == "MST208"
    [related] = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"].endswith("torch.py")
    assert related["physicalLocation"]["region"]["startLine"] == 3


def test_github() -> None:
    place = f"file=pkg/up.py,line=3,col={COLUMN},endLine=3,endColumn={COLUMN + 1}"
    assert report("github") == f"::error {place},title=MST101 transpose-padding-without-pad-mode::{MESSAGE}\n"


def test_github_knows_columns_within_one_line_only() -> None:
    Path("pkg/up.py").write_text(TWO_LINES)
    assert "file=pkg/up.py,line=3,endLine=4,title=MST101" in report("github")


def test_github_of_a_notebook() -> None:
    line = report("github", notebook())
    assert line.startswith("::error file=up.ipynb,line=1,col=1,endLine=1,endColumn=1,title=MST101")
    assert "::up.ipynb:cell 3:2:42: padding=1" in line


def test_gitlab() -> None:
    [entry] = json.loads(report("gitlab"))
    fingerprint = entry.pop("fingerprint")
    assert len(fingerprint) == len(hashlib.sha256().hexdigest())
    assert entry == {
        "check_name": "MST101",
        "description": f"MST101: {MESSAGE}",
        "severity": "major",
        "location": {
            "path": "pkg/up.py",
            "positions": {"begin": {"line": 3, "column": COLUMN}, "end": {"line": 3, "column": COLUMN + 1}},
        },
    }


def test_gitlab_fingerprints_stay_when_lines_move_and_differ_from_each_other() -> None:
    def fingerprints() -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(report("gitlab"))]

    [first] = fingerprints()
    Path("pkg/up.py").write_text(TEXT.replace("\n\n", "\n\n\n# more\n"))
    assert fingerprints() == [first]
    Path("pkg/up.py").write_text(TEXT.replace("stride=2, padding", "stride=2,   padding"))
    assert fingerprints() == [first]
    # Another release words the message in its own way.
    Path("pkg/up.py").write_text(TEXT.replace("padding=1", "groups=2"))
    old, new = (json.loads(report("gitlab", "--mindspore-version", version)) for version in ("1.10", "2.10"))
    assert [entry["description"] for entry in old] != [entry["description"] for entry in new]
    assert [entry["fingerprint"] for entry in old] == [entry["fingerprint"] for entry in new]
    Path("pkg/up.py").write_text(TEXT + LINE + "\n")
    assert len(set(fingerprints())) == 2
    assert fingerprints()[0] == first


def test_rdjson() -> None:
    found = json.loads(report("rdjson"))
    assert found["source"] == {"name": "lint-transpose"}
    [diagnostic] = found["diagnostics"]
    assert diagnostic["code"] == {"value": "MST101"}
    assert diagnostic["severity"] == "ERROR"
    assert diagnostic["message"] == MESSAGE
    place = {"start": {"line": 3, "column": COLUMN + BYTES}, "end": {"line": 3, "column": COLUMN + 1 + BYTES}}
    assert diagnostic["location"] == {"path": "pkg/up.py", "range": place}
    [suggestion] = diagnostic["suggestions"]
    assert suggestion["text"] == ', pad_mode="pad"'
    column = len(LINE.encode())
    assert suggestion["range"] == {name: {"line": 3, "column": column} for name in ("start", "end")}


@pytest.mark.parametrize("form", ["github", "gitlab", "rdjson", "sarif"])
def test_services_get_paths_from_the_current_folder_on(form: str, folder: Path) -> None:
    assert report(form, str(folder / "pkg" / "up.py")) == report(form, "./pkg/up.py") == report(form, "pkg/up.py")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_findings_in_every_format(form: str) -> None:
    notebook()
    Path("pkg/two.py").write_text(TWO_LINES)
    mark = {"sarif": '"ruleId"', "junit": "<failure"}.get(form, "raises ValueError while pad_mode is")
    assert report(form).count(mark) == 3


def test_json_lines() -> None:
    notebook()
    lines = report("json-lines").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(report("json"))


def test_grouped() -> None:
    notebook()
    assert report("grouped") == f"pkg/up.py:\n  3:{COLUMN} MST101 {MESSAGE}\n\nup.ipynb:\n  cell 3:2:42 MST101 {MESSAGE}\n\n"


def test_pylint() -> None:
    notebook()
    assert report("pylint") == f"pkg/up.py:3: [MST101] {MESSAGE}\nup.ipynb:1: [MST101] cell 3:2:42: {MESSAGE}\n"


def test_azure() -> None:
    place = f"sourcepath=pkg/up.py;linenumber=3;columnnumber={COLUMN};code=MST101;"
    assert report("azure") == f"##vso[task.logissue type=error;{place}]{MESSAGE}\n"
    Path("pkg/up.py").rename("pkg/a;b]%.py")
    assert "sourcepath=pkg/a%3Bb%5D%AZP25.py;" in report("azure")


def test_junit() -> None:
    notebook()
    Path("pkg/fine.py").write_text("x = 1\n")
    suites = ElementTree.fromstring(report("junit"))
    assert suites.attrib == {"name": "lint-transpose", "tests": "2", "failures": "2", "errors": "0"}
    assert [(suite.get("name"), len(suite)) for suite in suites] == [("pkg/up.py", 1), ("up.ipynb", 1)]
    failure = suites[0][0][0]
    assert suites[0][0].attrib["line"] == "3"
    assert failure.attrib == {"type": "MST101", "message": MESSAGE}
    assert failure.text == f"pkg/up.py:3:{COLUMN}: MST101 {MESSAGE}"


def test_junit_without_findings() -> None:
    suites = ElementTree.fromstring(report("junit", "--select", "MST303", status=0))
    assert [case.get("name") for case in suites.iter("testcase")] == ["no findings"]
    suites = ElementTree.fromstring(report("junit", "missing.py", status=2))
    assert suites.attrib["errors"] == "1"
