"""What lint-transpose costs: `python -m tests.benchmarks.speed [FOLDER]`.

Builds a tree of 1,400 files, 2 % of them with a transposed convolution, out of the .py files below FOLDER (generated ones
without it), and an environment with flake8 and pylint, both in a temporary folder. Each line is a ratio of two commands that
took turns on that tree, in seconds of processor time, a median over the rounds, with the bound that it has to keep. Exit
status 1 when one does not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import measure, tree

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "lint_transpose"

FLAKE8 = "[flake8]\njobs = 1\n[flake8:local-plugins]\nextension =\n    {code} = {plugin}\n"
EMPTY_FLAKE8 = '''"""A flake8 plugin that asks for the tree and does nothing with it."""


class Plugin:
    name = "empty"
    version = "1"

    def __init__(self, tree):
        pass

    def run(self):
        return iter(())
'''
EMPTY_PYLINT = '''"""A pylint checker that visits every module and does nothing with it."""

from pylint.checkers import BaseChecker


class Checker(BaseChecker):
    name = "empty"
    msgs = {"W9999": ("nothing", "empty-checker", "Never reported.")}

    def visit_module(self, node):
        pass


def register(linter):
    linter.register_checker(Checker(linter))
'''


@dataclass(frozen=True)
class Line:
    """One line of the report: two figures, their ratio and the bound on it (None: for comparison alone)."""

    what: str
    ours: str
    theirs: str
    ratio: float
    bound: float | None

    @property
    def kept(self) -> bool:
        return self.bound is None or self.ratio <= self.bound


@dataclass(frozen=True)
class Workplace:
    """A temporary folder with the tree, an environment that has the linters, and a copy of the package."""

    folder: Path
    rounds: int
    sample: int

    @property
    def python(self) -> str:
        return str(self.folder / "venv" / "bin" / "python")

    @property
    def tree(self) -> str:
        return str(self.folder / "tree")

    @property
    def environment(self) -> dict[str, str]:
        """Ours is on the path, not installed: flake8 would load what is installed on both sides."""
        ours = {"PYTHONPATH": str(self.folder / "lib"), "LINT_TRANSPOSE_CACHE_DIR": str(self.folder / "cache")}
        return {**os.environ, **ours, "PYTHONHASHSEED": "0", "RAYON_NUM_THREADS": "1"}

    def pair(self, ours: list[str], theirs: list[str]) -> measure.Pair:
        return measure.pair(ours, theirs, self.rounds, self.environment, str(self.folder))

    def files(self, number: int) -> list[str]:
        """`number` files of the tree, of which the share with a layer is the tree's."""
        every = sorted(Path(self.tree).rglob("*.py"))
        with_layer = [str(path) for path in every if path.name.startswith("with_")]
        without = [str(path) for path in every if path.name.startswith("without_")]
        wanted = max(1, round(number * len(with_layer) / len(every)))
        return with_layer[:: len(with_layer) // wanted][:wanted] + without[:: len(without) // number][: number - wanted]


def prepare(folder: Path, arguments: argparse.Namespace) -> Workplace:
    files, with_layer = tree.build(folder / "tree", arguments.source, arguments.files, arguments.share)
    tree.build(folder / "plain", arguments.source, arguments.files, 0)
    size = sum(path.stat().st_size for path in (folder / "tree").rglob("*.py")) / 2**20
    print(f"{files} files, {with_layer} of them with a layer, {size:.1f} MiB; Python {sys.version.split()[0]}")
    shutil.copytree(PACKAGE, folder / "lib" / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "lib" / "empty_flake8.py").write_text(EMPTY_FLAKE8)
    (folder / "lib" / "empty_pylint.py").write_text(EMPTY_PYLINT)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    workplace = Workplace(folder, arguments.rounds, arguments.sample)
    subprocess.run([workplace.python, "-m", "pip", "install", "--quiet", *arguments.tools], check=True)
    subprocess.run([workplace.python, "-m", "compileall", "-q", folder / "lib"], check=True)
    tools = subprocess.run(
        [workplace.python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    names = ("flake8==", "pylint==", "ruff==", "torchfix==")
    print("with " + ", ".join(line for line in tools.stdout.splitlines() if line.lower().startswith(names)))
    return workplace


def check(workplace: Workplace) -> Iterator[Line]:
    python = [workplace.python, "-s"]
    command = [*python, "-m", "lint_transpose", "check", "--isolated", "--exit-zero"]
    loop = [*python, str(HERE / "reading_loop.py")]
    plain = str(workplace.folder / "plain")
    unmarked = workplace.pair([*command, "--no-cache", plain], [*loop, plain])
    yield _times("check a tree without a layer / read and search it", unmarked, 1.3)
    again = workplace.pair([*command, workplace.tree], [*loop, workplace.tree])
    yield _times("check the tree again, unchanged / read and search it", again, 2)
    yield _memory(again)
    other = str(workplace.folder / "other")
    shutil.copytree(workplace.tree, other)
    moved = workplace.pair([*command, other], [*loop, other])
    yield _times("check another checkout of it with the same cache / read and search it", moved, 2)
    first = workplace.pair([*command, "--no-cache", workplace.tree], [*loop, workplace.tree])
    yield _times("check the tree with --no-cache / read and search it", first, None)
    yield _memory(first)
    nothing = workplace.folder / "nothing"
    nothing.mkdir()
    start = workplace.pair([*command, str(nothing)], [*python, "-c", "pass"])
    yield _times("start: check an empty folder / Python alone", start, 1.7)


def flake8(workplace: Workplace) -> Iterator[Line]:
    settings = {}
    for name, code, plugin in (
        ("ours", "MST", "lint_transpose.flake8_plugin:Plugin"),
        ("empty", "EMP", "empty_flake8:Plugin"),
    ):
        settings[name] = workplace.folder / f"flake8-{name}.cfg"
        settings[name].write_text(FLAKE8.format(code=code, plugin=plugin))
    command = [workplace.python, "-s", "-m", "flake8", workplace.tree]
    ours, empty = ([*command, "--config", str(settings[name])] for name in ("ours", "empty"))
    yield _times("flake8 with the plugin / with an empty one", workplace.pair(ours, empty), 1.02)
    one = workplace.files(1)[0]
    ours, empty = ([*arguments[:4], one, *arguments[5:]] for arguments in (ours, empty))
    yield _times("  on one file with a layer", workplace.pair(ours, empty), 1.25)


def pylint(workplace: Workplace) -> Iterator[Line]:
    command = [workplace.python, "-s", "-m", "pylint", "--rcfile=", "--exit-zero"]
    sample = workplace.files(workplace.sample)
    for what, files, bound in (
        ("pylint with the plugin / with an empty one", sample, 1.02),
        ("  on one file", sample[:1], 1.1),
    ):
        ours, empty = (
            [*command, *files, f"--load-plugins={name}"] for name in ("lint_transpose.pylint_plugin", "empty_pylint")
        )
        yield _times(what, workplace.pair(ours, empty), bound)


def ruff(workplace: Workplace) -> Iterator[Line]:
    ours = [workplace.python, "-s", "-m", "lint_transpose", "check", "--isolated", "--no-cache", workplace.tree]
    theirs = [
        str(Path(workplace.python).with_name("ruff")),
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "F",
        workplace.tree,
    ]
    yield _times("check the tree with --no-cache / ruff's F rules, no cache", workplace.pair(ours, theirs), 1)


def torchfix(workplace: Workplace) -> Iterator[Line]:
    files = workplace.files(workplace.sample)
    ours = [workplace.python, "-s", "-m", "lint_transpose", "check", "--isolated", "--no-cache", *files]
    theirs = [str(Path(workplace.python).with_name("torchfix")), "--select", "ALL", *files]
    yield _times("check the sample with --no-cache / torchfix", workplace.pair(ours, theirs), None)


PARTS: dict[str, Callable[[Workplace], Iterator[Line]]] = {
    "check": check,
    "flake8": flake8,
    "pylint": pylint,
    "ruff": ruff,
    "torchfix": torchfix,
}


def _times(what: str, pair: measure.Pair, bound: float | None) -> Line:
    ours, theirs = (f"{seconds:.3f} s" for seconds in pair.seconds)
    return Line(what, ours, theirs, pair.ratio, bound)


def _memory(pair: measure.Pair) -> Line:
    ours, theirs = (f"{size:.1f} MiB" for size in pair.memory)
    return Line("  peak memory", ours, theirs, pair.memory_ratio, 3)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    add = parser.add_argument
    add("source", nargs="?", type=Path, metavar="FOLDER", help="where to take files from; generated ones without it")
    add("--files", type=int, default=1400, help="default: %(default)s")
    add("--share", type=float, default=0.02, help="of the files, those with a layer; default: %(default)s")
    add("--sample", type=int, default=50, help="files for pylint and torchfix, whose time is long; default: %(default)s")
    add("--rounds", type=int, default=5, help="default: %(default)s")
    add("--only", nargs="*", choices=PARTS, default=list(PARTS), help="default: all of them")
    add("--tools", nargs="*", default=["flake8", "pylint", "ruff", "torchfix"], help="what pip installs")
    arguments = parser.parse_args(argv)
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        workplace = prepare(Path(folder), arguments)
        print(f"\n| what | ours | theirs | ratio | bound |\n|{'---|' * 5}", flush=True)
        for part in arguments.only:
            for line in PARTS[part](workplace):
                bound = "" if line.bound is None else f"{line.bound:.2f}" + ("" if line.kept else " **broken**")
                print(f"| {line.what} | {line.ours} | {line.theirs} | {line.ratio:.2f} | {bound} |", flush=True)
                kept &= line.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
