"""What other programs import: `lint_transpose.check_source` and what it takes and gives."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import lint_transpose
from lint_transpose import Edit, Finding, Fix, Position, Settings, check_source
from lint_transpose.layers.releases import UnknownReleaseError
from lint_transpose.text.finding import Part

TEXT = "from mindspore import nn\nup = nn.Conv2dTranspose(8, 8, 4, padding=1)\n"
END = Position(2, len(TEXT.splitlines()[1]))
VALUE = Position(2, END.column - 1)
EXPECTED = Finding(
    code="MST101",
    message='padding=1 raises ValueError while pad_mode is "same" (the default): write pad_mode="pad"',
    filename="up.py",
    start=VALUE,
    end=END,
    confidence="certain",
    fix=Fix('write pad_mode="pad"', (Edit(END, END, ', pad_mode="pad"'),), safe=True),
    message_id="MST101.default",
    parts=(("padding", "1"), ("pad_mode", "same"), ("default", Part("default"))),
)


def test_check_source() -> None:
    assert check_source(TEXT, "up.py") == [EXPECTED]
    assert check_source(TEXT)[0].filename == "<string>"
    assert check_source(TEXT, settings=Settings(ignore=("MST1",))) == []
    assert check_source("") == []


def test_every_public_name_is_there() -> None:
    for name in lint_transpose.__all__:
        assert getattr(lint_transpose, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        lint_transpose.nothing  # noqa: B018


def test_errors() -> None:
    with pytest.raises(SyntaxError):
        check_source("Conv2dTranspose(")
    with pytest.raises(UnknownReleaseError, match=r"unknown MindSpore release '1\.11': known are 1\.0, "):
        check_source(TEXT, settings=Settings(mindspore_version="1.11"))


def test_findings_and_settings_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps([EXPECTED])) == [EXPECTED]
    settings = Settings(select=("MST1",))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(check_source, [TEXT] * 3, ["up.py"] * 3, [settings] * 3))
    assert found == [[EXPECTED]] * 3


def test_findings_come_in_the_order_of_their_places() -> None:
    text = TEXT + "a = nn.Conv2dTranspose(8, 8, padding=1, kernel_size=-1); b = nn.Conv2dTranspose(8, 8, 4, padding=1)\n" * 3
    found = check_source(text)
    assert len(found) >= 7
    assert [finding.start for finding in found] == sorted(finding.start for finding in found)
