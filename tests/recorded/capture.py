"""A plugin of pytest: keeps every text that the tests of a run have had checked.

python -m pytest -p tests.recorded.capture --texts-to FILE tests/reading
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lint_transpose.files.prefilter import mentions_layer
from lint_transpose.text.source import Source

_LONGEST = 20_000
_seen: dict[str, None] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--texts-to", type=Path, help="where the texts go, as a JSON list")


def pytest_configure(config: pytest.Config) -> None:
    make = Source.__init__

    def noting(source: Source, filename: str, text: str) -> None:
        if len(text) < _LONGEST and mentions_layer(text.encode("utf-8", "replace"), True):
            _seen[text] = None
        make(source, filename, text)

    Source.__init__ = noting  # type: ignore[method-assign]


def pytest_unconfigure(config: pytest.Config) -> None:
    path = config.getoption("--texts-to")
    if path is not None:
        path.write_text(json.dumps(list(_seen)), encoding="utf-8")
