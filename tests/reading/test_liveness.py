"""Layers that are replaced before anything reads them: what they would compute is not reported."""

from __future__ import annotations

import pytest

from lint_transpose import check_source

_IMPORTS = "# a port from PyTorch\nfrom mindspore import nn\n"
_DEAD = 'nn.Conv2dTranspose(4, 4, 3, 2, pad_mode="same")'
_LIVE = 'nn.Conv2dTranspose(4, 4, 4, 2, pad_mode="pad", padding=1, has_bias=True)'


def codes(text: str) -> set[str]:
    found = check_source(_IMPORTS + text.replace("DEAD", _DEAD).replace("LIVE", _LIVE))
    return {finding.code for finding in found}


REPLACED = (
    "up = DEAD\nup = LIVE\ny = up(x)\n",
    "up = DEAD\nif x:\n    up = LIVE\nelse:\n    up = LIVE\n",
    "up = DEAD\nif x:\n    up = LIVE\nelif z:\n    y = 1\n    up = LIVE\nelse:\n    up = LIVE\n",
    "def f(x):\n    up: nn.Cell = DEAD\n    with open(x):\n        y = 1\n    up = LIVE\n    return up\n",
    "def f(x):\n    if x:\n        up = DEAD\n    up = LIVE\n    return up\n",
    "def f(x):\n    up = DEAD\n    if x:\n        return None\n    up = LIVE\n    return up\n",
    "class Net(nn.Cell):\n    def __init__(self):\n        super().__init__()\n        self.up = DEAD\n"
    "        self.width = 4\n        self.up = LIVE\n",
    "class Net(nn.Cell):\n    def __init__(self, x):\n        self.up = DEAD\n        self.relu = nn.ReLU()\n        if x:\n"
    "            self.up = LIVE\n        else:\n            self.up = nn.Conv2d(4, 4, 3)\n",
)
READ = (
    "up = DEAD\nup = wrap(up)\n",
    "up = DEAD\nif x:\n    up = LIVE\n",
    "up = DEAD\nuse(up)\nup = LIVE\n",
    "up = other = DEAD\nup = LIVE\n",
    "for x in z:\n    up = DEAD\n    if x:\n        break\n    up = LIVE\n",
    "for x in z:\n    y = up\n    up = DEAD\n",
    "try:\n    up = DEAD\n    up = nn.Missing()\nexcept AttributeError:\n    pass\n",
    "def f():\n    return up(1)\n\n\nup = DEAD\nf()\nup = LIVE\n",
    "def f(x):\n    up = DEAD\n    g = lambda: up(x)\n    g()\n    up = LIVE\n",
    "def f(x):\n    global up\n    up = DEAD\n    up = LIVE\n",
    "class Net(nn.Cell):\n    def __init__(self):\n        self.up = DEAD\n        self.start()\n        self.up = LIVE\n",
    "class Net(nn.Cell):\n    def __init__(self):\n        self.up = DEAD\n        start(self)\n        self.up = LIVE\n",
    "class Net(nn.Cell):\n    def __init__(self, x):\n        self.up = DEAD\n        if x:\n            return\n"
    "        self.up = LIVE\n",
    "def f(x):\n    while x:\n        up = DEAD\n        try:\n            up = LIVE\n        finally:\n            x = up\n",
)


@pytest.mark.parametrize("text", REPLACED)
def test_replaced(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    assert {"MST201", "MST205"} <= codes(text)


def test_what_raises_raises_however_short_it_lives() -> None:
    assert codes("up = nn.Conv2dTranspose(4, 4, 3, 2, padding=1)\nup = LIVE\n") == {"MST101"}
