"""What an inferred finding says it rests on."""

from __future__ import annotations

import pytest

from lint_transpose import check_source


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
            "such as where k == 4 is true",  # no one choice tells both cases from the third
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
