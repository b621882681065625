"""The decisions of the rules on what moves from release to release."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.fixing import fix_text
from lint_transpose.layers.releases import NEWEST
from tests.calls import HEADERS

ANNOUNCED = Settings(extend_select=("MST302",))


def check(layer: str, settings: Settings = Settings()) -> list[Finding]:
    return check_source(f"{HEADERS['mindspore']}up = {layer}\n", settings=settings)


class TestMovedArgument:
    def test_from_the_seventh_on(self) -> None:
        assert check('nn.Conv2dTranspose(4, 4, 3, 2, "pad", 1)') == []
        (finding,) = check('nn.Conv2dTranspose(4, 4, 3, 2, "pad", (1, 0, 1, 0), 0)')
        assert finding.code == "MST301"
        assert "argument 7 is" in finding.message
        assert "dilation up to 1.10" in finding.message

    def test_the_other_way_round(self) -> None:
        (finding,) = check('nn.Conv2dTranspose(4, 4, 3, 2, "pad", 1, 1)', Settings(mindspore_version="1.10"))
        assert "output_padding from 2.0 on" in finding.message
        assert finding.message.endswith("write dilation=1")

    @pytest.mark.parametrize(
        "layer", ["nn.Conv1dTranspose(4, 4, 3, 2, 'pad', 1, 1, 1)", "nn.Conv3dTranspose(4, 4, 3, 2, 'pad', 1, 1, 1)"]
    )
    def test_other_layers_moved_nothing(self, layer: str) -> None:
        assert check(layer) == []

    def test_what_can_only_be_meant_for_another_release_raises(self) -> None:
        """`True` where `group` stands is 1.x's has_bias: an error of its own."""
        found = check('nn.Conv2dTranspose(4, 4, 3, 2, "pad", 1, 1, 1, True)')
        assert {finding.code[:4] for finding in found} == {"MST1"}

    def test_names_at_the_call_tell_what_is_meant(self) -> None:
        text = f"""\
{HEADERS["mindspore"]}
def up(cin, cout, k, s, mode, p, dilation, group, has_bias):
    return nn.Conv2dTranspose(cin, cout, k, s, mode, p, dilation, group, has_bias)
"""
        fixed = fix_text(text, check_source, safe_only=False).text
        assert "mode, p, dilation=dilation, group=group, has_bias=has_bias)" in fixed


class TestAnnouncedSignature:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ("4, 4, 3, 2", ["has_bias=False to bias=True", "to padding=0"]),
            ("4, 4, 3, has_bias=False, pad_mode='same'", ["has no has_bias, pad_mode;", "raise"]),
            ("4, 4, 3, 2, 'same'", ["has no pad_mode;", "raise"]),
            ("4, 4, 3, 2, 'pad', 1", ["has no pad_mode and moves padding;", "raise"]),
            ("4, 4, 3, pad_mode='pad', padding=1", ["has no pad_mode;", "raise"]),
        ],
    )
    def test_breaks_or_changes(self, arguments: str, words: list[str]) -> None:
        (finding,) = check(f"nn.Conv2dTranspose({arguments})", ANNOUNCED)
        assert finding.code == "MST302"
        for word in words:
            assert word in finding.message

    def test_opt_in(self) -> None:
        assert check("nn.Conv2dTranspose(4, 4, 3, 2)") == []


class TestIgnoredOutputPadding:
    LAYER = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias=True)'

    @pytest.mark.parametrize("version", ["2.0", "2.0.0"])
    def test_2_0_alone(self, version: str) -> None:
        (finding,) = check(self.LAYER, Settings(mindspore_version=version))
        assert finding.code == "MST303"
        assert "n -> 2n - 1, PyTorch 2n" in finding.message

    def test_silent(self) -> None:
        assert [finding.code for finding in check(self.LAYER)] == ["MST203"]
        without = self.LAYER.replace("output_padding=1", "output_padding=0")
        assert check(without, Settings(mindspore_version="2.0")) == []


def test_the_newest_release_is_the_default() -> None:
    assert Settings().mindspore_version == NEWEST.name
