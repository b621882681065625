"""The numbers of README.md are those that the commands beside them wrote down; README_CN.md takes them from there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIRST = (ROOT / "README.md").read_text(encoding="utf-8")


def record(name: str) -> str:
    return (ROOT / "tests" / "corpus" / f"{name}.md").read_text(encoding="utf-8")


def sums(pattern: str, text: str) -> list[int]:
    """Each group of `pattern`, summed over all places in `text`; a group that is not there counts as 0."""
    return [
        sum(int(number or 0) for number in column) for column in zip(*(match.groups() for match in re.finditer(pattern, text)))
    ]


def test_findings() -> None:
    verdicts = re.findall(r"^\|.*\| (?:certain|inferred) \| (\w+) \|", record("findings"), re.MULTILINE)
    true, every = verdicts.count("true"), len(verdicts)
    assert f"[{true} of {every} true]" in FIRST
    assert f"reports {every} faults. [Each was run in the frameworks, and all {true} are real]" in FIRST


def test_sites() -> None:
    found = re.findall(r"^ +(\d+) (\w+, \w+)$", record("sites"), re.MULTILINE)
    counts = {name: int(number) for number, name in found}
    reported, raising = counts["raises, reported"], counts["raises, reported"] + counts.get("raises, silent", 0)
    assert "ok, reported" not in counts
    assert f"[{reported} of {raising} that raise are reported, none of {counts['ok, silent']} that run]" in FIRST


def test_ports() -> None:
    pattern = r"compared: (\d+) equal, (\d+) different, (\d+) undecided, (\d+) ambiguous"
    equal, different, undecided, ambiguous = sums(pattern, record("ports"))
    (run,), (differently,) = (sums(rf"\b(\d+) {verdict} run", record("ports")) for verdict in ("equal", "different"))
    assert f"[{run} of {equal} called equal are, {differently} of {different} called different are; " in FIRST
    assert f" {undecided + ambiguous} are left open]" in FIRST


def test_peers() -> None:
    cases, equal, refused = sums(r"(\d+) cases: (\d+) equal(?:, (\d+) refused)?", record("peers"))
    assert f"[{equal} of {cases} equal, {refused} refused with the reason]" in FIRST
