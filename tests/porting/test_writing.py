"""`port --write` and `port --diff`: what is written, and what stays as it was."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from lint_transpose.cli import main

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom mindspore import nn as msnn, ops\n\n\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str, head: str = HEAD) -> str:
    """The text behind `head` after `port --write`; nothing changes when it is run once more."""
    path = Path("net.py")
    path.write_text(head + text)
    assert main(["port", "--write", "net.py"]) == 0
    new = path.read_text()
    compile(new, "net.py", "exec")
    assert main(["port", "--write", "net.py"]) == 0
    assert path.read_text() == new
    return new.replace(head, "", 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "up = nn.ConvTranspose2d(8, 4, 3, 2, 1, 1)",
            'up = msnn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
        ),
        (
            "up = torch.nn.ConvTranspose2d(8, 4, 3)  # é",
            'up = msnn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)  # é',
        ),
        (
            "é, up = 'é', nn.ConvTranspose2d(8, 4, 3, bias=False); x = 1",
            "é, up = 'é', msnn.Conv2dTranspose(8, 4, 3, pad_mode=\"pad\", has_bias=False); x = 1",
        ),
        (
            "up = nn.ConvTranspose1d(8, 4, 3, 2, 1, 1)",
            "# TODO(port): then, of its result y: y[..., 1:]\n"
            'up = msnn.Conv1dTranspose(8, 4, 3, stride=2, pad_mode="pad", has_bias=True)',
        ),
        (
            "def f(op):\n    if op: return nn.ConvTranspose2d(8, 4, 3, 2, 1, op)",
            "def f(op):\n    # TODO(port): exact if op is an int\n"
            '    if op: return msnn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 1 - op, 1, 1 - op), '
            "has_bias=True)",
        ),
        (
            "up = nn.ConvTranspose3d(8, 4, 3, dilation=2)",
            "# TODO(port): no exact layer: nn.Conv3dTranspose takes no depth dilation but 1, here 2\n"
            "up = nn.ConvTranspose3d(8, 4, 3, dilation=2)",
        ),
        (
            "from torch.nn.utils import weight_norm\nup = weight_norm(nn.ConvTranspose2d(8, 4, 3))",
            "from torch.nn.utils import weight_norm\n# TODO(port): MindSpore has no weight_norm: fold it into the weight\n"
            'up = weight_norm(msnn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True))',
        ),
        (
            "make = nn.ConvTranspose2d\nup = make(8, 4, 3)",
            "make = nn.ConvTranspose2d\n# TODO(port): nn.ConvTranspose2d(8, 4, 3) is nn.Conv2dTranspose(8, 4, 3, "
            'pad_mode="pad", has_bias=True)\nup = make(8, 4, 3)',
        ),
        (
            "text = f'{nn.ConvTranspose2d(8, 4, 3)}'",
            "# TODO(port): nn.ConvTranspose2d(8, 4, 3) is nn.Conv2dTranspose(8, 4, 3, "
            "pad_mode=\"pad\", has_bias=True)\ntext = f'{nn.ConvTranspose2d(8, 4, 3)}'",
        ),
        (
            "up = nn.ConvTranspose2d(\n    8,  # in\n    4,\n    3,\n    # far\n    stride=2)",
            "# far\nup = msnn.Conv2dTranspose(\n    8,  # in\n    4,\n    3,\n    stride=2,\n    "
            'pad_mode="pad",\n    has_bias=True,\n)',
        ),
    ],
)
def test_calls(old: str, new: str) -> None:
    assert written(f"{old}\n") == f"{new}\n"


def test_functions() -> None:
    text = written("def f(x, w):\n    return F.conv_transpose2d(x, w, stride=2)\n")
    assert text.startswith("def f(x, w):\n    return ops.Conv2DTranspose(w.shape[0], w.shape[2:], ")


@pytest.mark.parametrize(
    ("head", "call", "new"),
    [
        ("import torch.nn as nn\n", "nn.ConvTranspose2d", "nn.Conv2dTranspose"),
        ("from torch import nn as N\n", "N.ConvTranspose2d", "N.Conv2dTranspose"),
        ("import torch\n", "torch.nn.ConvTranspose2d", "mindspore.nn.Conv2dTranspose"),
        ("from torch.nn import ConvTranspose2d as Up\n", "Up", "nn.Conv2dTranspose"),
        ("from torch.nn import ConvTranspose2d\nnn = 1\n", "ConvTranspose2d", "mindspore.nn.Conv2dTranspose"),
        ("import torch.nn as nn\nimport mindspore as ms\n", "nn.ConvTranspose2d", "ms.nn.Conv2dTranspose"),
        ("import torch\nimport mindspore.nn as m\n", "torch.nn.ConvTranspose2d", "m.Conv2dTranspose"),
    ],
)
def test_names_of_the_file(head: str, call: str, new: str) -> None:
    text = written(f"up = {call}(8, 4, 3)\n", head)
    assert f'up = {new}(8, 4, 3, pad_mode="pad", has_bias=True)\n' in text
    assert ("the ported layers want" in text) == ("mindspore" not in head)


@pytest.mark.parametrize(
    ("inside", "is_known"),
    [
        ("nn.ReLU()", True),
        ("nn.BatchNorm2d(4), nn.Tanh()", True),
        ("nn.ReLU(True)", False),
        ("nn.LeakyReLU()", False),
        ("*rest", False),
        ("nn.ConvTranspose1d(4, 4, 3, 2, 1, 1)", False),
        ("nn.Sequential(nn.ConvTranspose2d(4, 4, 3), nn.ReLU())", True),
        ("nn.Sequential(nn.ReLU())", False),
    ],
)
def test_sequential(inside: str, is_known: bool) -> None:
    head = "from torch import nn\nrest = []\n"
    text = written(f"net = nn.Sequential(nn.ConvTranspose2d(8, 4, 3), {inside})\n", head)
    assert ("net = nn.SequentialCell(nn.Conv2dTranspose(8, 4, 3" in text) == is_known
    assert "nn.Conv2dTranspose(8, 4, 3" in text


def test_bytes_around_stay() -> None:
    """Encoding, byte order mark, line ends, and no line end at the end."""
    source = (
        "# -*- coding: latin-1 -*-\r\nfrom mindspore import nn as m\r\nfrom torch import nn\r\ns = 'é'\r\nup = {}\r\nx\t= 1"
    )
    path = Path("net.py")
    path.write_bytes(source.format("nn.ConvTranspose2d(8, 4, 3)").encode("latin-1"))
    assert main(["port", "--write", "net.py"]) == 0
    new = 'm.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)'
    assert path.read_bytes() == source.format(new).encode("latin-1")
    path.write_bytes(b"\xef\xbb\xbffrom torch import nn\nup = nn.ConvTranspose2d(8, 4, 3)\n")
    assert main(["port", "--write", "net.py"]) == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# TODO(port): the ported layers want: from mindspore import nn\n")


def test_notebook() -> None:
    sources = ["import torch.nn as nn\nimport mindspore.nn as m", "%time\nup = nn.ConvTranspose1d(8, 4, 3, 2, 1, 1)"]
    cells = [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    path = Path("net.ipynb")
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}, indent=3))
    assert main(["port", "--write", "net.ipynb"]) == 0
    first, second = ("".join(cell["source"]) for cell in json.loads(path.read_text())["cells"])
    assert first == sources[0]
    assert second == (
        "%time\n# TODO(port): then, of its result y: y[..., 1:]\n"
        'up = m.Conv1dTranspose(8, 4, 3, stride=2, pad_mode="pad", has_bias=True)'
    )


def test_diff_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("net.py")
    path.write_text(f"{HEAD}up = nn.ConvTranspose2d(8, 4, 3)\n")
    before = path.read_bytes()
    assert main(["port", "--diff", "net.py"]) == 0
    printed = capsys.readouterr()
    assert '+up = msnn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)\n' in printed.out
    assert printed.err == "1 of 1 layers written in 1 file, 0 not followed\n"
    assert path.read_bytes() == before


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = f"{HEAD}up = nn.ConvTranspose2d(8, 4, 3)\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["port", "--write", "-"]) == 0
    expected = f'{HEAD}up = msnn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)\n'
    assert capsysbinary.readouterr().out == expected.encode()


def test_wrong_calls() -> None:
    assert main(["port", "--diff", "--write", "."]) == 2
    assert main(["port", "--write", "--output-format", "json", "."]) == 2


def test_no_comment_in_a_continued_line() -> None:
    text = "class A:\n    pass\nx = 1 + \\\n    f(nn.ConvTranspose1d(8, 4, 3, 2, 1, 1))\n"
    assert written(text).startswith(
        "class A:\n    pass\n# TODO(port): then, of its result y: y[..., 1:]\nx = 1 + \\\n    f(msnn."
    )
