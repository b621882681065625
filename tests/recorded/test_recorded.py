"""The recorded comparison shows what changed, and nothing where nothing did."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import __main__ as command
from . import texts

_CALL = 'from mindspore import nn\nup = nn.Conv2dTranspose(8, 8, 3, padding=1)\nopen = nn.Conv2dTranspose(8, 8, 3, "pad")\n'


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "of_tests", lambda: iter([_CALL]))


@pytest.mark.usefixtures("few")
def test_nothing_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--write", str(tmp_path / "old"), "--size", "1"]) == 0
    assert command.main(["--against", str(tmp_path / "old"), "--size", "1"]) == 0
    assert ", 0 of them differ" in capsys.readouterr().out


@pytest.mark.usefixtures("few")
def test_a_lost_finding_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    command.main(["--write", str(tmp_path / "old"), "--size", "0"])
    monkeypatch.setattr("lint_transpose.rules.raises.padding_without_pad_mode.pads_without_pad_mode", lambda call: False)
    assert command.main(["--against", str(tmp_path / "old"), "--size", "0"]) == 1
    output = capsys.readouterr().out
    assert "4 of them differ" in output  # under each of the four settings
    assert "4 - MST101" in output


def test_wording_may_be_left_out() -> None:
    old, new = {"text": ["1:2-1:3 MST101 certain |  | one"]}, {"text": ["1:2-1:3 MST101 certain |  | another"]}
    assert list(command.differences(old, new, wording=True))
    assert not list(command.differences(old, new, wording=False))


def test_the_texts_of_tests_are_programs_with_layers() -> None:
    found = list(texts.of_tests())
    assert len(found) > 100
    assert all("ranspose" in text for text in found)
