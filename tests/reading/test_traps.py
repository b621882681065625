"""What is named like MindSpore's layers and is none of them is never reported, and what surely is none of MindSpore's is."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, Settings, check_source

_EVERYTHING = Settings(select=("MST1", "MST2", "MST3"), porting="always")
# Everything that MindSpore's layer would reject.
_CALL = "(8, 4, kernel_size=(3, 3, 3), strides=2, padding='same', bias=True)"


def findings(text: str) -> list[Finding]:
    return check_source(text, settings=_EVERYTHING)


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("from tensorflow.keras.layers import Conv2DTranspose", "Conv2DTranspose"),
        ("from keras.layers import Conv2dTranspose\nimport mindspore", "Conv2dTranspose"),
        ("import paddle.nn as nn\nimport mindspore", "nn.Conv2DTranspose"),
        ("from mindspore import ops", "ops.Conv2DTranspose"),
        ("import mindspore.ops.operations as P", "P.Conv2DTranspose"),
        ("from msadapter.pytorch import nn\nimport mindspore", "nn.ConvTranspose2d"),
        ("import msadapter.nn as nn\nimport mindspore", "nn.Conv2dTranspose"),
        ("import mindtorch.torch.nn as nn\nimport mindspore", "nn.ConvTranspose2d"),
        ("from mindnlp.core import nn\nimport mindspore", "nn.ConvTranspose2d"),
        ("import tensorlayerx.nn as nn\nimport mindspore", "nn.ConvTranspose2d"),
        ("from .layers import Conv2dTranspose\nimport mindspore", "Conv2dTranspose"),
        ("from mindspore.nn.probability import bnn_layers as nn", "nn.Conv2dTranspose"),
        ("import mindspore_lite.nn as nn", "nn.Conv2dTranspose"),
        ("class Conv2dTranspose:\n    pass\nimport mindspore", "Conv2dTranspose"),
        ("from mindspore.nn import Conv2dTranspose\nclass Conv2dTranspose:\n    pass", "Conv2dTranspose"),
        ("from mindspore.nn import *\ndef Conv2dTranspose(*args, **kwargs):\n    pass", "Conv2dTranspose"),
        ("try:\n    import torch.nn as nn\nexcept ImportError:\n    import mindspore.nn as nn", "nn.ConvTranspose2d"),
        ("if torch:\n    from torch import nn\nelse:\n    from mindspore import nn", "nn.ConvTranspose2d"),
        ("from mindspore import nn\nfrom torch import nn", "nn.ConvTranspose2d"),
        ("from mindspore import nn\nfrom torch.nn import *", "ConvTranspose2d"),
        ("from torch.nn import *\nfrom mindspore.nn import *", "ConvTranspose2d"),
    ],
)
def test_layers_of_others(imports: str, name: str) -> None:
    assert findings(f"{imports}\nup = {name}{_CALL}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "isinstance(cell, nn.Conv2dTranspose)",
        "LAYERS = {'up': nn.Conv2dTranspose, 'down': nn.Conv2d}",
        "NAMES = ['nn.ConvTranspose2d(1, 2, 3, padding=1)', 'Conv2dTranspose']",
        '"""nn.Conv2dTranspose(8, 4, 3, padding=1)"""',
        "# nn.Conv2dTranspose(8, 4, 3, padding=1)",
        "def weights(cell: nn.Conv2dTranspose) -> nn.ConvTranspose2d: ...",
        "if hasattr(nn, 'ConvTranspose2d'):\n    up = nn.ConvTranspose2d(8, 4, 3)",
        "up = nn.ConvTranspose2d if mindspore.__version__ > '9' else nn.Conv2dTranspose",
        "try:\n    up = nn.ConvTranspose2d\nexcept AttributeError:\n    up = nn.Conv2dTranspose",
        "nn.ConvTranspose2d = nn.Conv2dTranspose\nup = nn.ConvTranspose2d",
        "getattr(nn, 'ConvTranspose2d', None)",
    ],
)
def test_mentions(text: str) -> None:
    assert findings(f"import mindspore\nfrom mindspore import nn\n{text}\n") == []


def test_own_source() -> None:
    """MindSpore's module of the layers itself: their calls of the base class are no calls of the layers."""
    text = (
        "from mindspore.nn.cell import Cell\n"
        "class _Conv(Cell):\n    def __init__(self, in_channels, out_channels, kernel_size, padding):\n"
        "        super(_Conv, self).__init__()\n"
        "class Conv2dTranspose(_Conv):\n    def __init__(self, in_channels, out_channels, kernel_size, padding=0):\n"
        "        super(Conv2dTranspose, self).__init__(in_channels, out_channels, kernel_size, padding)\n"
        "up = Conv2dTranspose(3, 4, 3, 'x')\n"
    )
    assert findings(text) == []


def test_one_name_in_two_functions() -> None:
    text = (
        "def torch_side():\n    import torch.nn as nn\n    return nn.ConvTranspose2d(8, 4, 3, padding=1)\n"
        "def mindspore_side():\n    import mindspore.nn as nn\n    return nn.Conv2dTranspose(8, 4, 3, padding=1)\n"
    )
    found = check_source(text, settings=Settings(select=("MST1",)))
    assert [(finding.code, finding.start.row) for finding in found] == [("MST101", 6)]


@pytest.mark.parametrize(
    ("text", "row", "column", "name"),
    [
        ("from mindspore import nn\nup = nn.ConvTranspose2d(8, 4, 3)\n", 2, 6, "Conv2dTranspose"),
        ("import mindspore.nn\nup = mindspore.nn.ConvTranspose1d\n", 2, 6, "Conv1dTranspose"),
        ("import mindspore as ms\nisinstance(x, (ms.nn.Dense, ms.nn.ConvTranspose3d))\n", 2, 29, "Conv3dTranspose"),
        ("from mindspore.nn import Dense, ConvTranspose2d\n", 1, 33, "Conv2dTranspose"),
        ("from mindspore.nn import *\nConvTranspose2d(8, 4, 3)\n", 2, 1, "Conv2dTranspose"),
        ("from mindspore import nn\nnn.Conv2DTranspose(8, 4, 3)\n", 2, 1, "Conv2dTranspose"),
        ("from mindspore import nn\nnn.Conv2dTransposed(8, 4, 3)\n", 2, 1, "Conv2dTranspose"),
        ("import mindspore as nn\nup = nn.Conv2dTranspose(8, 4, 3)\n", 2, 6, "Conv2dTranspose"),
        ("from mindspore.nn.layer.conv import ConvTranspose2d\n", 1, 37, "Conv2dTranspose"),
    ],
)
def test_no_such_layer(text: str, row: int, column: int, name: str) -> None:
    (finding,) = check_source(text)
    assert (finding.code, finding.start.row, finding.start.column, finding.confidence) == ("MST108", row, column, "certain")
    assert f"mindspore.nn.{name}" in finding.message


def test_layer_of_a_later_release() -> None:
    text = "from mindspore import nn\nup = nn.Conv3dTranspose(8, 4, 3)\n"
    assert [finding.code for finding in check_source(text, settings=Settings(mindspore_version="1.1"))] == ["MST108"]
    assert check_source(text, settings=Settings(mindspore_version="1.2")) == []


_NET = (
    "from mindspore import nn\nclass Net(nn.Cell):\n    def __init__(self, deep):\n        super().__init__()\n"
    "{built}\n    def construct(self, x, size):\n        return {called}\n"
)
_BUILT = "        self.up = nn.Conv2dTranspose(8, 4, 3)"


@pytest.mark.parametrize(
    ("built", "called", "expected"),
    [
        (_BUILT, "self.up(x)", 0),
        (_BUILT, "self.up(x=x)", 0),
        (_BUILT, "self.up(input=x)", 1),
        (_BUILT, "self.up(x, size)", 1),
        (_BUILT, "self.up(x, output_size=size)", 1),
        (_BUILT, "self.up(*x)", 0),
        (_BUILT, "self.up(**x)", 0),
        (_BUILT, "self.down(input=x)", 0),
        (_BUILT + "\n        self.up = Up(8, 4)", "self.up(input=x)", 0),
        (_BUILT + "\n        if deep:\n            self.up = Up(8, 4)", "self.up(x, size)", 1),
        ("        self.up = nn.SequentialCell(nn.Conv2dTranspose(8, 4, 3))", "self.up(input=x)", 0),
        (_BUILT + "\n    def reset(self):\n        self.up = Up(8, 4)", "self.up(input=x)", 0),
    ],
)
def test_call_argument(built: str, called: str, expected: int) -> None:
    found = check_source(_NET.format(built=built, called=called))
    assert [finding.code for finding in found] == ["MST109"] * expected


def test_a_layer_that_may_be_replaced_is_called_by_assumption() -> None:
    built = _BUILT + "\n        if deep:\n            self.up = Up(8, 4)"
    (finding,) = check_source(_NET.format(built=built, called="self.up(x, size)"))
    assert finding.confidence == "inferred"
    assert finding.message.endswith(", assuming it is the nn.Conv2dTranspose that is called]")


def test_own_construct_takes_what_it_takes() -> None:
    text = (
        "from mindspore import nn\nclass Up(nn.Conv2dTranspose):\n    def construct(self, x, size):\n        return x\n"
        "up = Up(8, 4, 3)\ny = up(1, size=2)\n"
    )
    assert check_source(text) == []


@pytest.mark.parametrize(
    "body",
    [
        "    p = o.pop('padding')\n    return nn.Conv2dTranspose(8, 4, 3, pad_mode='pad', padding=p, **o)",
        "    o['pad_mode'] = o.pop('padding') and 'pad'\n    return nn.Conv2dTranspose(8, 4, 3, padding=1, **o)",
        "    return nn.Conv2dTranspose(8, 4, 3, pad_mode='pad', padding=o.pop('padding'), **o)",
        "    clean(o)\n    return nn.Conv2dTranspose(8, 4, 3, pad_mode='pad', padding=1, **o)",
        "    if o.pop('padding'):\n        return nn.Conv2dTranspose(8, 4, 3, pad_mode='pad', padding=1, **o)",
    ],
)
def test_an_option_that_is_taken_out_is_not_passed_on(body: str) -> None:
    """Each of them builds its layer in MindSpore 2.10."""
    text = f"from mindspore import nn\ndef clean(o):\n    o.clear()\ndef up(**o):\n{body}\nup(padding=1)\n"
    assert [finding for finding in findings(text) if finding.code.startswith("MST1")] == []


@pytest.mark.parametrize("own", ["PAD_MODE = 'same'", "def mode(self):\n        return 'same'"])
def test_a_subclass_has_its_own(own: str) -> None:
    """What a template leaves to its subclasses is not certain; where the template itself is built, it is its own."""
    text = (
        f"from mindspore import nn\nclass Up(nn.Cell):\n    {own}\n    def __init__(self):\n"
        f"        self.up = nn.Conv2dTranspose(8, 4, 4, 2, self.{'PAD_MODE' if '=' in own else 'mode()'}, 1)\n"
    )
    assert [(finding.code, finding.confidence) for finding in findings(text) if finding.code < "MST2"] == [
        ("MST101", "certain")
    ]
    text += f"class Padded(Up):\n    {own.replace('same', 'pad')}\nPadded()\n"
    assert [finding.code for finding in findings(text) if finding.code < "MST2"] == []


def test_a_layer_that_is_replaced() -> None:
    text = "from mindspore import nn\ndef up(*a, **o):\n    pass\nnn.Conv2dTranspose = up\nnn.Conv2dTranspose(8, 4, 3, 2, 1)\n"
    assert findings(text) == []


def test_a_member_that_may_be_another_one() -> None:
    """Where FIRST is 2.0, SECOND is FIRST, and its value 2.0 too: a stride that raises."""
    head = "import enum\nfrom mindspore import nn\ndef build(first):\n    class Stride(enum.Enum):\n"
    members = "        FIRST = first\n        SECOND = 2\n        NAMED = 'same'\n"
    text = f"{head}{members}    return nn.Conv2dTranspose(8, 8, 4, Stride.SECOND.value, Stride.NAMED.value, padding=1)\n"
    (found,) = [item for item in check_source(text) if item.code == "MST101"]
    assert found.confidence == "certain"  # a text can only be equal to a text
    open_ = text.replace("padding=1", "padding=Stride.SECOND.value")
    assert not [item for item in check_source(open_) if item.code == "MST101" and item.confidence == "certain"]
