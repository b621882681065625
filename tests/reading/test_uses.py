"""Where a layer is called: by its name, by another one, as an item of a list, with inputs of so many axes."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, check_source

_IMPORTS = "import numpy as np\nimport mindspore as ms\nfrom mindspore import Tensor, mint, nn, ops\n"
_CLASS = """class Net(nn.Cell):
    def __init__(self, n):
        super().__init__()
        {made}

    def construct(self, x, sizes):
        {called}
        return x
"""
_UP = "nn.Conv2dTranspose(4, 4, 4, 2, has_bias=True)"
_LIST = f"self.ups = nn.CellList([{_UP}, {_UP}])"


def findings(text: str) -> list[Finding]:
    return [finding for finding in check_source(_IMPORTS + text) if finding.code == "MST109"]


def confidence(made: str, called: str) -> set[str]:
    return {finding.confidence for finding in findings(_CLASS.format(made=made.replace("UP", _UP), called=called))}


@pytest.mark.parametrize(
    "called",
    [
        "for up, s in zip(self.ups, sizes):\n            x = up(x, output_size=s)",
        "for i, up in enumerate(self.ups):\n            x = up(x, sizes[i])",
        "for i, (s, up) in enumerate(zip(sizes, self.ups)):\n            x = up(x, s)",
        "for up in reversed(self.ups):\n            x = up(x, sizes)",
        "for up in self.ups[1:]:\n            x = up(x, sizes)",
        "for i in range(2):\n            x = self.ups[i](x, sizes[i])",
        "x = self.ups[-1](x, output_size=sizes)",
        "ups = self.ups\n        for up in ups:\n            x = up(x, sizes)",
        "up = self.ups[0]\n        x = up(x, sizes)",
        "x = [up(x, sizes) for up in self.ups]",
    ],
)
@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("self.ups = nn.CellList([UP, UP])", {"certain"}),
        ("self.ups = [UP, UP]", {"certain"}),
        ("self.ups = nn.CellList([UP for _ in range(n)])", {"certain"}),
        ("self.ups = nn.CellList()\n        for _ in range(n):\n            self.ups.append(UP)", {"certain"}),
        ("self.ups = nn.CellList([UP, nn.ReLU()])", {"inferred"}),
        ("self.ups = nn.CellList([UP])\n        self.ups = nn.CellList([nn.ReLU()])", {"inferred"}),
        ("self.ups = nn.CellList()\n        self.ups.append(UP)\n        self.ups.append(nn.ReLU())", {"inferred"}),
    ],
)
def test_items_of_lists(made: str, found: set[str], called: str) -> None:
    assert confidence(made, called) == found


@pytest.mark.parametrize(
    "called",
    [
        "for up in self.ups:\n            up = sizes\n            x = up(x, sizes)",
        "for up in self.downs:\n            x = up(x, sizes)",
        "for s, up in zip(self.ups, sizes):\n            x = up(x, sizes)",
        "for up in self.ups:\n            x = up(x)",
        "x = self.ups(x, sizes)",
        "x = sizes.ups[0](x, sizes)",
        "def up(x, s):\n            return x\n        x = up(x, sizes)",
    ],
)
def test_other_things_that_are_called(called: str) -> None:
    assert confidence(_LIST, called) == set()


def test_another_class_has_a_list_of_its_own() -> None:
    other = "\n\nclass Other(nn.Cell):\n    def construct(self, x, s):\n        return self.ups[0](x, s)\n"
    assert findings(_CLASS.format(made=_LIST, called="pass") + other) == []


@pytest.mark.parametrize("called", ["up = self.up\n        x = up(x, sizes)", "up = self.up\n        x = up(input=x)"])
def test_another_name(called: str) -> None:
    assert confidence("self.up = UP", called) == {"certain"}


# What MindSpore 2.10 says of them: the number of axes.
RANKS = {
    "ops.ones((4, 3, 4))": 3,
    "ops.ones(shape=(4, 3, 4))": 3,
    "ops.zeros((1, 4, 3, 4), ms.float32)": 4,
    "ops.randn(4, 3, 4)": 3,
    "ops.randn((4, 3, 4))": 3,
    "ops.rand(1, 4, 3, 4)": 4,
    "ops.full((4, 3, 4), 1.0)": 3,
    "mint.zeros((4, 3, 4))": 3,
    "mint.rand(4, 3, 4)": 3,
    "ms.numpy.ones((4, 3, 4))": 3,
    "Tensor(np.ones((4, 3, 4)), ms.float32)": 3,
    "Tensor(np.random.randn(4, 3, 4).astype(np.float32))": 3,
    "Tensor(np.random.randn(1, 4, 3, 4), ms.float32)": 4,
    "ops.ones((4, 3, 4)).expand_dims(0)": 4,
    "ops.ones((4, 3, 4)).unsqueeze(0)": 4,
    "ops.ones((4, 3, 4))[None]": 4,
    "ops.arange(48).astype(ms.float32).reshape(4, 3, 4)": None,
    "ops.ones((4, 3, 4)).reshape(1, 4, 3, 4)": 4,
    "ops.ones((4, 3, 4)).reshape((1, 4, 3, 4))": 4,
    "ops.ones((4, 3, 4)).astype(ms.float16)": 3,
    "ops.ones(shape)": None,
    "load()": None,
}


@pytest.mark.parametrize(("made", "rank"), RANKS.items(), ids=RANKS)
def test_axes(made: str, rank: int | None) -> None:
    for text in (f"up = {_UP}\nup({made})\n", f"x = {made}\ny = {_UP}(x)\n"):
        found = findings(text)
        assert [finding.confidence for finding in found] == ["certain"] * (rank == 3)
        assert all(" has 3 axes and raises ValueError, nn.Conv2dTranspose takes 4: " in item.message for item in found)


@pytest.mark.parametrize(("dimension", "shape"), [(1, (4, 3)), (3, (4, 3, 4, 3))])
def test_axes_of_the_other_layers(dimension: int, shape: tuple[int, ...]) -> None:
    text = f"up = nn.Conv{dimension}dTranspose(4, 4, 4, 2, has_bias=True)\nup(ops.ones({{}}))\n"
    assert [finding.confidence for finding in findings(text.format(shape))] == ["certain"]
    assert findings(text.format((1, *shape))) == []
    assert "raises ValueError: " in findings(text.format((1, 1, *shape)))[0].message
