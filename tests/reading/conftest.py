"""What tests of reading share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def uncollected() -> Iterator[None]:
    """What other tests left behind is not collected in the time that a test measures."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
