"""Edges of the rules and of what they rest on: each would go unnoticed with one sign or one word changed."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, Settings, check_source

PORT = Settings(porting="always")
OLD = Settings(porting="always", mindspore_version="1.10")


def findings(layer: str, settings: Settings = Settings()) -> list[Finding]:
    return check_source(f"import mindspore\nfrom mindspore import nn\nup = {layer}\n", settings=settings)


def codes(layer: str, settings: Settings = Settings()) -> list[str]:
    return [finding.code for finding in findings(layer, settings)]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        # The 3-D layer takes pad_mode in any letter case, and only that one.
        ('nn.Conv3dTranspose(8, 4, 3, 2, "SAME", has_bias=True)', ["MST205"]),
        ('nn.Conv2dTranspose(8, 4, 3, 2, "SAME", has_bias=True)', ["MST105"]),
        # A number of True is a number to Python, and none to MindSpore.
        ('nn.Conv2dTranspose(8, 4, 4, 2, "pad", (True, 1, 1, 1), has_bias=True)', ["MST102"]),
        ('nn.Conv2dTranspose(8, 4, True, 2, "same", has_bias=True)', ["MST107"]),
        # A tuple of two is no padding of the 1-D layer, which has no sides.
        ('nn.Conv1dTranspose(8, 4, 3, 2, "pad", (1, 0), has_bias=True)', ["MST102"]),
        # Of a layer that raises for its output_padding nothing else is said of the window.
        ('nn.Conv2dTranspose(8, 4, 3, 2, "same", output_padding=1, has_bias=True)', ["MST106"]),
        # 2-D: below max(stride, dilation). 3-D: below the stride, or the call fails.
        ('nn.Conv3dTranspose(8, 4, 3, 2, "pad", 1, 1, 1, 1, has_bias=True)', []),
        ('nn.Conv3dTranspose(8, 4, 3, 2, "pad", 1, (1, 3, 3), 1, 2, has_bias=True)', ["MST106"]),
        ('nn.Conv2dTranspose(8, 4, 3, 2, "pad", 2, output_padding=2, dilation=3, has_bias=True)', ["MST203"]),
    ],
)
def test_layers(layer: str, expected: list[str]) -> None:
    assert codes(layer, PORT) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        *[("up(x, *more)", 0), ("up(*x, size)", 0), ("up(x, size, *more)", 1), ("up(x, y)", 1), ("up(x, *(size,))", 1)],
        *[("up(*(x,))", 0), ("up(*[], x)", 0), ("up(*(x,), size)", 1), ("up(*(), x=x)", 0), ("up(*more, x=x)", 0)],
        *[("up(x, **{'output_size': size})", 1), ("up(**{'x': x})", 0), ("up(x, **{'x': y})", 1), ("up(x, **more)", 0)],
    ],
)
def test_calls(call: str, expected: int) -> None:
    found = check_source(f"from mindspore import nn\nup = nn.Conv2dTranspose(8, 4, 4)\n{call}\n")
    assert [finding.code for finding in found] == ["MST109"] * expected


def test_lazy_layers_have_no_one_name() -> None:
    (finding,) = check_source("from mindspore import nn\nup = nn.LazyConvTranspose2d(4, 3)\n")
    assert (finding.code, finding.fix) == ("MST108", None)


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        ("8, 4, 4, has_bias=True", ["HeUniform(math.sqrt(5))", "Uniform(1 / math.sqrt(64))"]),  # 4 channels of 4 x 4
        ("8, 4, (2, 3), group=2, has_bias=True", ["HeUniform(math.sqrt(5))", "Uniform(1 / math.sqrt(12))"]),
        (
            "8, width, 4, has_bias=True",
            ["HeUniform(math.sqrt(5))", "Uniform(1 / math.sqrt(fan_in))"],
        ),
        ("8, 4, 4, has_bias=False", ["HeUniform(math.sqrt(5))"]),
        ("8, 4, 4, has_bias=flag", ["HeUniform(math.sqrt(5))"]),
    ],
)
def test_initializers_of_old_releases(layer: str, written: list[str]) -> None:
    """PyTorch's bound is 1 / sqrt(fan_in), and fan_in is what one input channel's weights are: out / groups x kernel."""
    found = findings(f"nn.Conv2dTranspose({layer})", OLD)
    (message,) = (finding.message for finding in found if finding.code == "MST209")
    assert message.count("Uniform(") == len(written)
    assert all(text in message for text in written)


@pytest.mark.parametrize(("bias", "reported"), [("True", True), ("False", False), ("flag", False)])
def test_output_padding_ignored_beside_a_bias(bias: str, reported: bool) -> None:
    layer = f'nn.Conv2dTranspose(8, 4, 3, 2, "pad", 1, 1, has_bias={bias})'
    assert ("MST303" in codes(layer, Settings(mindspore_version="2.0"))) == reported


@pytest.mark.parametrize(
    ("layer", "broken"),
    [
        ("nn.Conv2dTranspose(8, 4, 4, 2, weight_init=None, has_bias=True)", "weight_init, has_bias"),
        (
            'nn.Conv2dTranspose(8, 4, 4, 2, "pad", 1, 0, 1, 1, True, None, None)',
            "pad_mode, group and 3 more and moves padding, output_padding, dilation",
        ),
    ],
)
def test_announced_signature(layer: str, broken: str) -> None:
    (finding,) = findings(layer, Settings(select=("MST302",)))
    assert f"has no {broken};" in finding.message


@pytest.mark.parametrize(("release", "writes_it"), [("2.10", True), ("2.0", True), ("1.10", False)])
def test_no_argument_that_the_release_lacks_is_suggested(release: str, writes_it: bool) -> None:
    """PyTorch's output_padding above its padding, without a bias: from 2.0 on one 2-D layer computes it."""
    text = """
from mindspore import nn
from torch import nn as tnn
class T(tnn.Module):
    def __init__(self):
        self.up = tnn.ConvTranspose2d(8, 4, 3, 3, 0, 2, bias=False)
class M(nn.Cell):
    def __init__(self):
        self.up = nn.Conv2dTranspose(8, 4, 3, 3, "pad")  # ported-from: ::T.up
"""
    (finding,) = check_source(text, settings=Settings(mindspore_version=release, select=("MST202",)))
    written = [edit.content for edit in finding.fix.edits] if finding.fix else []
    assert any("output_padding=2" in content for content in written) == writes_it


@pytest.mark.parametrize(
    ("test", "reported"),
    [("HAS_TORCH_AVAILABLE", False), ("hasattr(nn, 'ConvTranspose2d')", False), ("deep", True)],
)
def test_names_behind_a_test_of_what_there_is(test: str, reported: bool) -> None:
    text = f"from mindspore import nn\nif {test}:\n    up = nn.ConvTranspose2d(8, 4, 3)\n"
    assert [finding.code for finding in check_source(text)] == ["MST108"] * reported


def test_setdefault_changes_options_in_passing() -> None:
    text = (
        "from mindspore import nn\noptions = {'padding': 1}\nmode = options.setdefault('pad_mode', 'pad')\n"
        "up = nn.Conv2dTranspose(8, 4, 4, 2, **options)\n"
    )
    assert check_source(text) == []
    assert [finding.code for finding in check_source(text.replace(".setdefault", ".get"))] == ["MST101"]


@pytest.mark.parametrize(
    ("parameters", "passed", "expected"),
    [
        ("*args, **kwargs", "*args, **kwargs", []),
        ("norm=True, *args, **kwargs", "*args, **kwargs", []),
        ("*args, norm=True, **kwargs", "*args, **kwargs", []),
        ("c, k=4, **kwargs", "c, c, kernel_size=k, **kwargs", []),
        ("c, k=4, norm=True, **kwargs", "in_channels=c, kernel_size=k, **kwargs", []),
        ("c=4, *, norm=True, **kwargs", "c, c, **kwargs", []),
        ("c, k=2.5, **kwargs", "c, c, k, **kwargs", ["MST107"]),
        ("c, k=4, norm=True", "c, kernel_size=k", ["MST103"]),
    ],
)
def test_what_has_no_default_may_come_by_a_spread(parameters: str, passed: str, expected: list[str]) -> None:
    function = f"def up({parameters}):\n    return nn.Conv2dTranspose({passed})\n"
    method = f"class Up(nn.Cell):\n    def __init__(self, {parameters}):\n        self.up = nn.Conv2dTranspose({passed})\n"
    for text in (function, method):
        assert [finding.code for finding in check_source(f"from mindspore import nn\n{text}")] == expected


@pytest.mark.parametrize(
    ("loop", "stride", "expected"),
    [
        ("while size > 4:", "2", []),
        ("while len(ups) < size:", "2", []),
        ("while size > 4:", "0", ["MST107"]),
        ("while len(ups) < 3:", "2", []),
        ("while len(ups) < 4:", "2", ["MST107"]),
    ],
)
def test_channels_are_halved_as_often_as_there_are_channels(loop: str, stride: str, expected: list[str]) -> None:
    """What an unknown size would come to in yet another pass is no finding."""
    text = (
        f"from mindspore import nn\ndef up(size, c=8):\n    ups = []\n    {loop}\n"
        f"        ups.append(nn.Conv2dTranspose(c, c // 2, 4, {stride}))\n        c //= 2\n        size -= 4\n    return ups\n"
    )
    assert [finding.code for finding in check_source(text)] == expected


@pytest.mark.parametrize(
    ("decorator", "parameters", "expected"),
    [
        ("@staticmethod", "padding", ["MST101"]),
        ("@classmethod", "cls, padding", ["MST101"]),
        ("", "self, padding", ["MST101"]),
    ],
)
def test_methods_of_every_kind(decorator: str, parameters: str, expected: list[str]) -> None:
    text = (
        f"from mindspore import nn\nclass Up(nn.Cell):\n    {decorator}\n    def make({parameters}):\n"
        "        return nn.Conv2dTranspose(8, 4, 4, 2, padding=padding)\n"
        "    def __init__(self):\n        self.up = self.make(1)\n"
    )
    assert [finding.code for finding in check_source(text)] == expected


@pytest.mark.parametrize(("kind", "reported"), [("own", False), ("other", True)])
def test_a_function_that_raises_returns_nothing(kind: str, reported: bool) -> None:
    text = (
        "from mindspore import nn\ndef mode(kind):\n    if kind == 'own':\n        raise ValueError\n    return 'same'\n"
        f"up = nn.Conv2dTranspose(8, 4, 4, 2, mode({kind!r}), 1)\n"
    )
    assert [finding.code for finding in check_source(text)] == ["MST101"] * reported


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [("((0, 0), (0, 0), (0, 1), (0, 1))", ["MST203"]), ("((0, 0), (0, 0), (1, 0), (1, 0))", ["MST204"])],
)
def test_amounts_in_pairs(amounts: str, expected: list[str]) -> None:
    layer = f'nn.SequentialCell(nn.Conv2dTranspose(8, 4, 3, 2, "pad", 1, has_bias=True), nn.Pad({amounts}))'
    assert codes(layer, PORT) == expected
