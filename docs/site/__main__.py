"""Builds the site: `python -m docs.site OUTPUT [--pyodide FOLDER]`. Warnings are errors, and links inside it are checked.

FOLDER is what the npm package `pyodide` unpacks to; with it the page "Try it" works.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.site.checking import wrong_links
from docs.site.staging import LANGUAGES, ROOT, stage
from lint_transpose.report.links import HOME

HERE = Path(__file__).resolve().parent
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.site", description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--pyodide", type=Path, metavar="FOLDER")
    options = parser.parse_args(arguments)
    output: Path = options.output.resolve()
    with tempfile.TemporaryDirectory() as work:
        for language in LANGUAGES:
            sources, doctrees = Path(work, language), Path(work, "doctrees", language)
            stage(sources, language)
            target = output if language == "en" else output / language
            command = ["-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-E", "-c", str(HERE), "-d", str(doctrees)]
            environment = {**os.environ, "SITE_LANGUAGE": language}
            done = subprocess.run([sys.executable, *command, str(sources), str(target)], env=environment, check=False)
            if done.returncode:
                return done.returncode
    schema = subprocess.run([sys.executable, "-m", "lint_transpose", "schema"], cwd=ROOT, check=True, capture_output=True)
    (output / "schema.json").write_bytes(schema.stdout)
    pack(output / "_static")
    if options.pyodide is not None:
        (output / "_static" / "pyodide").mkdir(exist_ok=True)
        for name in PYODIDE:
            shutil.copy(options.pyodide / name, output / "_static" / "pyodide")
    found = list(output.rglob("*.html"))
    for path in found:
        bring_home(path, output)
    wrong = wrong_links(output)
    print(*wrong, sep="\n", end="\n" * bool(wrong))
    print(f"{len(found)} pages in {' and '.join(LANGUAGES)}, {len(wrong)} wrong links inside")
    return int(bool(wrong))


def pack(folder: Path) -> None:
    """Write the package itself as one archive, for the page that runs it in the browser."""
    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(ROOT / "lint_transpose", Path(work, "lint_transpose"), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.make_archive(str(folder / "lint_transpose"), "zip", work)


def bring_home(path: Path, output: Path) -> None:
    """Make the links of a page that name the site by its address lead to where it lies."""
    text = path.read_text(encoding="utf-8")

    def inside(match: re.Match[str]) -> str:
        target, mark, anchor = match[1].partition("#")
        return f'href="{os.path.relpath(output / target, path.parent)}{mark}{anchor}"' if target else match[0]

    path.write_text(re.sub(rf'href="{re.escape(HOME)}/([^"]*)"', inside, text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
