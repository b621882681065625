"""What the page "Try it" asks of the package: one JSON text in, one out. Runs under Pyodide, and under any other Python."""

import contextlib
import io
import json
import os
import tempfile
from typing import Any

from lint_transpose import Edit, Fix, Position, cli
from lint_transpose.fixing.text import apply

Asked = dict[str, Any]
TORCH, MINDSPORE = "torch_model.py", "mindspore_model.py"


def answer(request: str) -> str:
    """The answer to a task: "check", "fix" (one finding's), "fix_all" (the safe ones), "port" or "compare"."""
    asked = json.loads(request)
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, text in ((TORCH, asked.get("torch", "")), (MINDSPORE, asked.get("mindspore", ""))):
                with open(name, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            return json.dumps(_TASKS[asked["task"]](asked))
        finally:
            os.chdir(before)


def _run(asked: Asked, command: str, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, in the language that is asked for."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.main([command, *arguments, *_language(asked)])
    return status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def _language(asked: Asked) -> list[str]:
    return ["--language", asked["language"]] if asked.get("language", "en") != "en" else []


def _check(asked: Asked) -> dict[str, Any]:
    status, out, err = _run(asked, "check", "--isolated", "--no-cache", "--output-format", "json", MINDSPORE)
    return {"status": status, "findings": json.loads(out), "problems": err}


def _fix(asked: Asked) -> dict[str, Any]:
    edits = tuple(
        Edit(Position(**edit["location"]), Position(**edit["end_location"]), edit["content"]) for edit in asked["fix"]["edits"]
    )
    text, _ = apply(asked["mindspore"], [Fix(asked["fix"]["message"], edits, asked["fix"]["applicability"] == "safe")])
    return {"mindspore": text}


def _fix_all(asked: Asked) -> dict[str, Any]:
    _run(asked, "check", "--isolated", "--no-cache", "--fix", "--quiet", MINDSPORE)
    with open(MINDSPORE, encoding="utf-8", newline="") as file:
        return {"mindspore": file.read()}


def _port(asked: Asked) -> dict[str, Any]:
    status, out, err = _run(asked, "port", "--isolated", TORCH)
    return {"status": status, "text": out + err}


def _compare(asked: Asked) -> dict[str, Any]:
    status, out, err = _run(asked, "compare", "--isolated", TORCH, MINDSPORE)
    return {"status": status, "text": out + err}


_TASKS = {"check": _check, "fix": _fix, "fix_all": _fix_all, "port": _port, "compare": _compare}
