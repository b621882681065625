"""The oracle needs MindSpore and PyTorch: where they are missing it is left out, and the summary says so loudly."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ORACLE = Path(__file__).parent / "oracle"
MISSING = [name for name in ("mindspore", "torch") if find_spec(name) is None]


@pytest.fixture(autouse=True, scope="session")
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the tests check is nothing to remember for whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINT_TRANSPOSE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-oracle", action="store_true", help="fail where tests/oracle cannot run")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    # Nothing of the oracle may even be imported; None leaves the decision to pytest.
    return True if MISSING and ORACLE in (collection_path, *collection_path.parents) else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    if MISSING and session.config.getoption("--require-oracle"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if MISSING:
        terminalreporter.section("the oracle did NOT run", red=True, bold=True)
        terminalreporter.line(f"tests/oracle was left out: {' and '.join(MISSING)} missing.", red=True)
        terminalreporter.line("Nothing was checked against the frameworks: pip install -e '.[test,oracle]'", red=True)
        if config.getoption("--require-oracle"):
            terminalreporter.line("--require-oracle makes this a failure.", red=True)
