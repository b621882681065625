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


_PART = _BY_NAME["names taken from MindSpore"]
_TEXT = "from mindspore import nn\nup = nn.ConvTranspose2d(8, 8, 3)\n"


def test_what_is_switched_off_is_missed() -> None:
    assert sum(measured(None, [_TEXT], 0).said[_TEXT].values()) == 1
    assert sum(measured(_PART, [_TEXT], 0).said[_TEXT].values()) == 0


def test_the_texts_that_ask_a_part_are_known() -> None:
    part, without = _BY_NAME["expression Set"], "from mindspore import nn\n"
    with_set = f"{without}up = nn.Conv2dTranspose(8, 8, {{1, 2}})\n"
    assert reached([without, with_set])[part] == [with_set]
