"""Which Pythons, flake8s and pylints it runs with: `python -m tests.matrix`.

For every Python from 3.10 to 3.13 (`pythonX.Y` on PATH, or named with --python) an environment with the oldest and one with
the newest flake8 and pylint that install there; the package is installed into it and the tests of the hosts, rules and
reading run. Prints a Markdown table; exits with 1 when tests fail. The oldest are searched upwards from what the plugins
declare: the first that installs and starts counts.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
# From the oldest that the extras in pyproject.toml allow, a version for each release line.
FLAKE8 = ("5.0.4", "6.0.0", "6.1.0", "7.0.0")
PYLINT = ("2.14.5", "2.15.10", "2.16.4", "2.17.7", "3.0.4", "3.1.1", "3.2.7", "3.3.9")
TESTS = ("tests/hosts", "tests/rules", "tests/reading")


@dataclass(frozen=True)
class Outcome:
    """One environment: what was in it and how its tests ended."""

    python: str
    flake8: str
    pylint: str
    passed: bool
    summary: str


class Environment:
    """A virtual environment of its own."""

    def __init__(self, folder: Path, python: str) -> None:
        self._python = folder / "bin" / "python"
        subprocess.run([python, "-m", "venv", folder], check=True, capture_output=True)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([self._python, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)

    def install(self, *requirements: str) -> bool:
        return self.run("-m", "pip", "install", "--quiet", *requirements).returncode == 0

    def oldest(self, name: str, versions: Iterable[str]) -> str:
        """Install the first of `versions` that starts here; without one, the newest there is."""
        for version in versions:
            # Starting is not enough: on a Python that is too new, old linters fall over the first file.
            if self.install(f"{name}=={version}") and self.run("-m", name, "tests/__init__.py").returncode == 0:
                return version
        return self.newest(name)

    def newest(self, name: str) -> str:
        self.install("--upgrade", name)
        return self.run("-c", f"from importlib.metadata import version; print(version({name!r}))").stdout.strip()


def outcome(version: str, python: str, newest: bool, folder: Path, wheel: Path, tests: Sequence[str]) -> Outcome:
    environment = Environment(folder, python)
    if newest:
        flake8, pylint = environment.newest("flake8"), environment.newest("pylint")
    else:
        flake8, pylint = environment.oldest("flake8", FLAKE8), environment.oldest("pylint", PYLINT)
    pins = (f"flake8=={flake8}", f"pylint=={pylint}")
    if not environment.install(str(wheel), "pytest>=8", "hypothesis", *pins):
        return Outcome(version, flake8, pylint, False, "does not install")
    done = environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    last = next(
        (line for line in reversed(done.stdout.splitlines()) if re.search(r"\d+ (passed|failed|error)", line)), "no tests"
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    for line in failed:
        print(f"{version}, flake8 {flake8}, pylint {pylint}: {line}", file=sys.stderr)
    passed = done.returncode == 0
    return Outcome(version, flake8, pylint, passed, "all passed" if passed else re.sub(r" in .*| *=+ *", "", last))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="a Python that is not on PATH")
    parser.add_argument("--jobs", type=int, default=2, help="environments at a time; default: %(default)s")
    parser.add_argument("tests", nargs="*", default=list(TESTS), help=f"default: {' '.join(TESTS)}")
    arguments = parser.parse_args(argv)
    pythons = {version: shutil.which(f"python{version}") for version in PYTHONS}
    for path in arguments.python:
        ask = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        pythons[subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()] = path
    print("| Python | flake8 | pylint | tests |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(arguments.jobs) as pool:
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT]
        subprocess.run(build, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        outcomes = [
            pool.submit(outcome, version, python, newest, Path(folder) / f"{version}-{newest}", wheel, arguments.tests)
            for version, python in pythons.items()
            if python is not None
            for newest in (False, True)
        ]
        passed = True
        for future in outcomes:
            row = future.result()
            print(f"| {row.python} | {row.flake8} | {row.pylint} | {row.summary} |", flush=True)
            passed &= row.passed
    for version, python in pythons.items():
        if python is None:
            print(f"| {version} | | | not run: no python{version} |")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
