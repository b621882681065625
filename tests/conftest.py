"""Some tests need what is large: where it is missing they are left out, and the summary says so loudly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest


class Needing(NamedTuple):
    """A folder of tests that need other packages, the extra that brings them, and what is not seen without."""

    name: str
    folder: Path
    packages: tuple[str, ...]
    unseen: str
    programs: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        packages = [package for package in self.packages if find_spec(package) is None]
        return packages + [program for program in self.programs if which(program) is None]

    def holds(self, path: Path) -> bool:
        return self.folder in (path, *path.parents)


HERE = Path(__file__).parent
NEEDING = (
    Needing("oracle", HERE / "oracle", ("mindspore", "torch"), "Nothing was checked against the frameworks"),
    Needing("editors", HERE / "editors", ("pygls", "pytest_lsp", "pylsp"), "No editor's client was tried"),
    Needing("scale", HERE / "scale", ("dask", "pyspark"), "No map over Dask and Spark was tried", ("java",)),
    Needing("site", HERE / "site", ("sphinx", "furo", "myst_parser", "playwright"), "The site was not tried", ("node",)),
)


@pytest.fixture(autouse=True, scope="session")
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the tests check is nothing to remember for whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINT_TRANSPOSE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    for needing in NEEDING:
        parser.addoption(f"--require-{needing.name}", action="store_true", help=f"fail where {_shown(needing)} cannot run")
    parser.addoption("--site", metavar="FOLDER", help="the built site that tests/site tries; default: one that it builds")
    parser.addoption("--programs", type=int, default=250, help="how many fresh random programs tests/programs judges")
    today = datetime.now(timezone.utc).date().isoformat()
    parser.addoption("--programs-seed", default=today, help="the seed of the fresh programs: the day in UTC unless said")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    # Nothing of what cannot run may even be imported; None leaves the decision to pytest.
    return True if any(needing.missing and needing.holds(collection_path) for needing in NEEDING) else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    if any(needing.missing and session.config.getoption(f"--require-{needing.name}") for needing in NEEDING):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for needing in NEEDING:
        if needing.missing:
            terminalreporter.section(f"{_named(needing)} did NOT run", red=True, bold=True)
            what = f"{_shown(needing)} was left out: {' and '.join(needing.missing)} missing."
            terminalreporter.line(what, red=True)
            terminalreporter.line(f"{needing.unseen}: pip install -e '.[test,{needing.name}]'", red=True)
            if config.getoption(f"--require-{needing.name}"):
                terminalreporter.line(f"--require-{needing.name} makes this a failure.", red=True)


def _named(needing: Needing) -> str:
    return "the oracle" if needing.name == "oracle" else f"tests/{needing.name}"


def _shown(needing: Needing) -> str:
    return f"tests/{needing.name}"
