"""What the linter says of one text, as lines: its findings with their fixes, its ports, and what a pair of files comes to."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path

from lint_transpose import Finding, Settings, check_source
from lint_transpose.cli import main as lint_transpose
from lint_transpose.documents import load
from lint_transpose.files.discovery import BadInputError
from lint_transpose.porting.listing import ports

SETTINGS = {
    "default": Settings(),
    "everything": Settings(porting="always", select=("ALL",)),
    "1.10": Settings(porting="always", mindspore_version="1.10"),
    "2.0": Settings(porting="always", mindspore_version="2.0", stand_in="pad"),
}


def check(text: str, name: str = "everything") -> list[str]:
    """A line for each finding, under the settings of that name."""
    try:
        return [_line(finding) for finding in check_source(text, "example.py", SETTINGS[name])]
    except SyntaxError as error:
        return [f"SyntaxError {error.lineno}"]


def port(text: str) -> list[str]:
    """A line for each PyTorch layer."""
    try:
        found = ports(load("example.py", text.encode()), Settings())
    except BadInputError:
        return []
    lines = []
    for item in found:
        answer = item.port
        told = (answer.layer, answer.output, answer.reason, item.because, answer.stands_for, *answer.conditions, *answer.notes)
        lines.append(" | ".join(map(str, (item.place.row, *told))))
    return lines


def compare(torch: str, mindspore: str) -> list[str]:
    """What `compare` lists of two files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("torch.py", "mindspore.py")]
        for path, text in zip(paths, (torch, mindspore)):
            path.write_text(text, encoding="utf-8")
        written = io.StringIO()
        with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written):
            lint_transpose(["compare", *map(str, paths)])
    return written.getvalue().replace(folder, "").splitlines()


def _line(finding: Finding) -> str:
    place = f"{finding.start.row}:{finding.start.column}-{finding.end.row}:{finding.end.column}"
    fix = finding.fix
    edits = "" if fix is None else json.dumps([(*edit.start, *edit.end, edit.content) for edit in fix.edits])
    how = "" if fix is None else "safe " if fix.safe else "unsafe "
    return f"{place} {finding.code} {finding.confidence} | {how}{edits} | {finding.message}"
