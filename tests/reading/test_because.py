"""What an inferred finding says it rests on."""

from __future__ import annotations

from typing import get_args

import pytest

from lint_transpose import check_source
from lint_transpose.reading import Meaning
from lint_transpose.reading.sites.assumptions import WORDS, in_words
from lint_transpose.reading.values.worlds import MeaningKind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def up(k, p=1):\n    return nn.Conv2dTranspose(8, 4, k, padding=p)\nup(3, 0)\n",
            "with the defaults of up",
        ),
        (
            "def up(p):\n    return nn.Conv2dTranspose(8, 4, 3, padding=p)\nup(1)\nup(0)\nup(2)\n",
            "as called in line 4 or 6",
        ),
        (
            "class Up(nn.Cell):\n    def __init__(self, p=1):\n        self.up = nn.Conv2dTranspose(8, 4, 3, padding=p)\n",
            "with the defaults of Up",
        ),
        (
            "class Net(nn.Cell):\n    def __init__(self):\n        self.up = Up(1)\n\n"
            "class Up(nn.Cell):\n    def __init__(self, p):\n        self.up = nn.Conv2dTranspose(8, 4, 3, padding=p)\n",
            "as called in line 4",
        ),
        ("p = 1 if crop else 0\nnn.Conv2dTranspose(8, 4, 3, padding=p)\n", "where crop is true"),
        ("if crop:\n    p = 0\nelse:\n    p = 1\nnn.Conv2dTranspose(8, 4, 3, padding=p)\n", "where crop is false"),
        ("for p in (0, 1, 2, 0):\n    nn.Conv2dTranspose(8, 4, 3, padding=p)\n", "for item 2 or 3 of (0, 1, 2, 0)"),
        ("nn.Conv2dTranspose(8, 4, 3, padding={'a': 0, 'b': 1}[kind])\n", "where kind is 'b'"),
        (
            "p = 1 if (crop\n    and wide) else 0\nnn.Conv2dTranspose(8, 4, 3, padding=p)\n",
            "where crop is true, where wide is true",
        ),
        (
            "if k == 4:\n    p = 1\nelif k == 3:\n    p = 1\nelse:\n    p = 0\nnn.Conv2dTranspose(8, 4, k, padding=p)\n",
            "for example where k == 4 is true",  # no one choice tells both cases from the third
        ),
    ],
)
def test_words(text: str, words: str) -> None:
    (finding,) = [item for item in check_source("from mindspore import nn\n" + text) if item.code == "MST101"]
    assert finding.confidence == "inferred"
    assert finding.message.endswith(f" [{words}]")


def test_every_caller_is_certain() -> None:
    """What no caller can change is certain, and says nothing of callers."""
    text = "from mindspore import nn\ndef up(k):\n    return nn.Conv2dTranspose(8, 4, k, padding=1)\nup(3)\nup(4)\n"
    (finding,) = check_source(text)
    assert (finding.confidence, "[" in finding.message) == ("certain", False)


@pytest.mark.parametrize(("padding", "confidence"), [("1", "certain"), ("p", "inferred")])
def test_more_callers_than_are_looked_at(padding: str, confidence: str) -> None:
    """What the text of the layer decides alone stays certain however many callers there are."""
    factory = f"from mindspore import nn\ndef up(k, p):\n    return nn.Conv2dTranspose(8, 4, k, padding={padding})\n"
    (finding,) = check_source(factory + "".join(f"up({k}, 1)\n" for k in range(1, 600)))
    assert (finding.code, finding.confidence) == ("MST101", confidence)


_LOCAL = """def net(x):
    def up(p, mode="same"):
        {layer}
        return 1
    {calls}
"""


@pytest.mark.parametrize(
    ("calls", "confidence"),
    [
        ("return up(1), up(2)", "certain"),
        ("return [up(1) for _ in x]", "certain"),
        ("return up(1), up(0)", "inferred"),
        ("return up(1), up(1, 'pad')", "inferred"),
        ("return up", "inferred"),
        ("x.append(up)\n    return up(1)", "inferred"),
        ("return map(up, x), up(1)", "inferred"),
        ("return up(1), locals()", "inferred"),
        ("up.layers = up(1)", "inferred"),
        ("if x:\n        up = x\n    return up(1)", "certain"),
        ("def down():\n        return up(x)\n    return up(1), down", "inferred"),
    ],
)
def test_functions_in_functions_have_no_callers_elsewhere(calls: str, confidence: str) -> None:
    layer = "nn.Conv2dTranspose(4, 4, 4, 2, padding=p, pad_mode=mode)"
    found = check_source("from mindspore import nn\n" + _LOCAL.format(layer=layer, calls=calls))
    assert {finding.confidence for finding in found if finding.code == "MST101"} <= {confidence}
    assert found or confidence == "inferred"


@pytest.mark.parametrize(
    "text",
    [
        "def net():\n    @register\n    def up(p):\n        {layer}\n    up(1)\n",
        "def up(p):\n    {layer}\n\n\nup(1)\n",
        "class Net:\n    def _up(self, p):\n        {layer}\n\n    def build(self):\n        self._up(1)\n",
        "def net():\n    up = lambda p: {layer}\n    up(1)\n    return up\n",
    ],
)
def test_functions_that_others_may_call(text: str) -> None:
    found = check_source("from mindspore import nn\n" + text.format(layer="nn.Conv2dTranspose(4, 4, 4, 2, padding=p)"))
    assert [(finding.code, finding.confidence) for finding in found] == [("MST101", "inferred")]


def test_every_kind_of_choice_has_its_words() -> None:
    assert WORDS.keys() == set(get_args(MeaningKind))


def test_values_of_one_choice_are_alternatives() -> None:
    meanings = [Meaning("key", "kind", "'a'"), Meaning("key", "kind", "'b'"), Meaning("caller", value=3)]
    assert str(in_words(meanings)) == "where kind is 'a' or 'b' or as called in line 3"
