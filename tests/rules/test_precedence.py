"""Precedence among rules: the data, how it is applied, and that no two findings of one call contradict each other."""

from __future__ import annotations

from random import Random

import pytest

from lint_transpose import Settings, check_source
from lint_transpose.rules import RULES, Rule
from tests.calls import HEADERS

from .contradictions import contradictions, drawn, told

BY_CODE = {rule.code: rule for rule in RULES}
WITH_PRECEDENCE = [rule for rule in RULES if rule.yields or rule.alone]


@pytest.mark.parametrize("rule", WITH_PRECEDENCE, ids=lambda rule: rule.code)
def test_names_exist(rule: Rule) -> None:
    for yields in rule.yields:
        assert set(yields.to) <= BY_CODE.keys() - {rule.code}
        assert {*yields.messages, *filter(None, [yields.instead])} <= rule.messages.keys()
    assert set(rule.alone) <= rule.messages.keys()


def test_no_circle() -> None:
    left = {rule.code: {code for yields in rule.yields for code in yields.to} for rule in RULES}
    while free := [code for code, elders in left.items() if not elders & left.keys()]:
        for code in free:
            del left[code]
    assert left == {}


def codes(layer: str, head: str = HEADERS["mindspore"], **settings: object) -> list[str]:
    chosen = Settings(porting="always", **settings)  # type: ignore[arg-type]
    return [finding.code for finding in check_source(f"{head}up = {layer}\n", settings=chosen)]


@pytest.mark.parametrize("ignore", [(), ("MST1",)])
def test_what_raises_has_no_window_whether_its_rule_is_on_or_not(ignore: tuple[str, ...]) -> None:
    layer = "nn.Conv2dTranspose(8, 8, 3, stride=2, padding=1, has_bias=True)"
    assert codes(layer, ignore=ignore) == ([] if ignore else ["MST101"])


BOTH = 'nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, 1, 1, 1, True)'


def advice(layer: str, code: str, **settings: object) -> tuple[str, bool]:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    found = check_source(f"{HEADERS['mindspore']}up = {layer}\n", settings=chosen)
    (finding,) = (finding for finding in found if finding.code == code)
    return finding.message, finding.fix is not None


def test_two_causes_are_both_said_and_one_says_what_to_write() -> None:
    assert "write padding=(1, 0, 1, 0) and drop output_padding" in advice(BOTH, "MST203")[0]
    message, fixed = advice(BOTH, "MST301")
    assert "write" not in message
    assert not fixed


def test_advice_is_given_where_the_other_rule_is_off() -> None:
    message, fixed = advice(BOTH, "MST301", ignore=("MST203",))
    assert "write output_padding=1, dilation=1" in message
    assert fixed


def test_advice_on_other_arguments_stands() -> None:
    """Up to 1.10 the seventh argument is the dilation, which MST202 leaves as it is."""
    message, _ = advice('nn.Conv2dTranspose(8, 8, 3, 2, "pad", 1, 1, 1, True)', "MST301", mindspore_version="1.10")
    assert "write dilation=1, group=1" in message


def test_a_window_that_another_rule_explains_is_said_once() -> None:
    text = """\
import torch
from mindspore import nn


class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(8, 8, 5, stride=3, padding=2, output_padding=2)


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2dTranspose(8, 8, 5, stride=3, pad_mode="same", has_bias=True)
"""
    assert [finding.code for finding in check_source(text)] == ["MST205"]
    # Whoever switches MST205 off does not want the same of another.
    assert check_source(text, settings=Settings(ignore=("MST205",))) == []


def test_messages_are_read_as_users_read_them() -> None:
    assert told('padding=1 raises ValueError while pad_mode is "same": write pad_mode="pad"') == {"pad_mode": '"pad"'}
    assert told("kernel_size=[3, 3] raises: a tuple is wanted: write (3, 3)") == {"kernel_size": "(3, 3)"}
    assert told("x: write padding=(1, 0, 1, 0) and drop output_padding [assuming padding=1]") == {
        "padding": "(1, 0, 1, 0)",
        "output_padding": None,
    }
    assert told("a=1 appends zeros; PyTorch computes: write padding=2") == {"padding": "2"}


def test_no_contradictions() -> None:
    random = Random("contradictions")
    for text in (drawn(random) for _ in range(1000)):
        assert not [(one.message, other.message) for one, other in contradictions(text)], text
