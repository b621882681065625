"""Holds the table of releases to real wheels: `python -m tests.oracle.releases`.

For each release: downloads its wheel, reads the constructors from the wheel's own source and compares them with the table;
then, where there is a Python that it was built for (`pythonX.Y` on PATH, or named with --python), installs it into an
environment of its own, compares what `inspect` says, and runs Conv2dTranspose with output_padding, with and without a bias.
Prints a Markdown table and exits with 1 where a wheel and the table disagree. Downloads about 700 MB for each release.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lint_transpose.layers.releases import LAYERS, REQUIRED, release

# Each with a Python that it was built for.
WHEELS = {"1.0.0": "3.7", "2.0.0": "3.9", "2.7.0": "3.11", "2.8.0": "3.11", "2.9.0": "3.11", "2.10.0": "3.11"}
# 2.0.0 needs a Pillow that still has Image.ANTIALIAS, which it does not say.
COMPANIONS = ("numpy<2", "pillow<10")
MINDSPORE = {name: layer for name, layer in LAYERS.items() if layer.framework == "mindspore"}
PROBE = Path(__file__).with_name("release_probe.py")

Parameters = list[tuple[str, object]]


@dataclass(frozen=True)
class Row:
    """What was checked of one release, and how."""

    version: str
    python: str
    source: str
    inspected: str = "not run"
    outcomes: tuple[str, ...] = ()


def expected(version: str) -> dict[str, Parameters | None]:
    """Each layer's parameters as the table has them."""
    signatures = {layer.name: release(version).signature(layer) for layer in MINDSPORE.values()}
    return {name: signature and list(signature.parameters) for name, signature in signatures.items()}


def in_source(wheel: Path) -> dict[str, Parameters | None]:
    """Each layer's parameters as they stand in the wheel's own nn/layer/conv.py."""
    tree = ast.parse(ZipFile(wheel).read("mindspore/nn/layer/conv.py"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return {layer.name: _parameters(classes.get(layer.name)) for layer in MINDSPORE.values()}


def _parameters(layer: ast.ClassDef | None) -> Parameters | None:
    if layer is None:
        return None
    init = next(node for node in layer.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    names = [argument.arg for argument in init.args.args[1:]]
    defaults = [_default(node) for node in init.args.defaults]
    return list(zip(names, [REQUIRED] * (len(names) - len(defaults)) + defaults, strict=True))


def _default(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else ast.unparse(node)


def disagreements(found: dict[str, Any], version: str) -> list[str]:
    """A line for each layer whose parameters are not the table's. A layer whose signature is hidden has the value "hidden"."""
    told = json.loads(json.dumps(expected(version), default=repr))
    seen = json.loads(json.dumps(found, default=repr))
    return [f"{name}: {seen[name]}, table: {told[name]}" for name in told if seen[name] not in (told[name], "hidden")]


def verdict(problems: list[str]) -> str:
    return "DISAGREES: " + "; ".join(problems) if problems else "agree"


def examine(version: str, python: str, interpreter: str | None, folder: Path) -> Row:
    """Download, read, and where `interpreter` is given, run."""
    target = ["--only-binary=:all:", "--python-version", python, "--implementation", "cp"]
    run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", *target, "-d", folder, f"mindspore=={version}"])
    (wheel,) = folder.glob("*.whl")
    source = verdict(disagreements(in_source(wheel), version))
    if interpreter is None:
        return Row(version, python, source, f"not run: no python{python}")
    run([interpreter, "-m", "venv", folder / "venv"])
    installed = folder / "venv" / "bin" / "python"
    try:
        run([installed, "-m", "pip", "install", "-q", wheel, *COMPANIONS])
        answer = json.loads(run([installed, PROBE], cwd=folder).splitlines()[-1])
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no message"])[-1]
        return Row(version, python, source, f"not run: {reason[:100]}")
    hidden = "hidden" in answer["signatures"].values()
    inspected = "hidden by a decorator" if hidden else verdict(disagreements(answer["signatures"], version))
    return Row(version, python, source, inspected, tuple(answer["outcomes"].values()))


def run(command: list[Any], **options: Any) -> str:
    environment = {**os.environ, "GLOG_v": "3"}
    return subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True, env=environment, **options
    ).stdout


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", default=list(WHEELS), metavar="RELEASE", help=f"default: {' '.join(WHEELS)}")
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="a Python that is not on PATH")
    arguments = parser.parse_args(argv)
    pythons = {version: shutil.which(f"python{version}") for version in set(WHEELS.values())}
    for path in arguments.python:
        pythons[run([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).strip()] = path
    outcomes = ("output_padding=1", "output_padding=1, has_bias=True", "`(4, 4, 3, 2, 'pad', 1, 1)`", "default weights")
    head = ("release", "Python", "constructors in the wheel's source", "constructors by inspect", *outcomes)
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|", flush=True)
    agree = True
    for version in arguments.versions:
        with tempfile.TemporaryDirectory() as folder:
            row = examine(version, WHEELS[version], pythons.get(WHEELS[version]), Path(folder))
        cells = (row.version, row.python, row.source, row.inspected, *(row.outcomes or ("",) * len(outcomes)))
        print("| " + " | ".join(cells) + " |", flush=True)
        agree &= "DISAGREES" not in row.source + row.inspected
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
