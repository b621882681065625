"""The parts that are switched off are there, and switching one off is seen."""

from __future__ import annotations

import pytest

from .__main__ import measured, reached
from .parts import PARTS, Part

_BY_NAME = {part.name: part for part in PARTS}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_part_exists(part: Part) -> None:
    found = part.found()
    assert callable(found) or found
    if part.by_name and part.keys:
        assert set(part.keys) <= {item.__name__ for item in found}
    elif part.keys:
        assert set(part.keys) <= found.keys()


def test_names_are_unique() -> None:
    assert len(_BY_NAME) == len(PARTS)


def test_what_is_switched_off_is_missed() -> None:
    part = _BY_NAME["expression Set"]
    text = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 8, {1, 2})\n"
    assert sum(measured(None, [text], 0).said[text].values()) > sum(measured(part, [text], 0).said[text].values())


def test_the_texts_that_ask_a_part_are_known() -> None:
    with_set, without = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 8, {1, 2})\n", "from mindspore import nn\n"
    assert reached([without, with_set])[_BY_NAME["expression Set"]] == [with_set]
