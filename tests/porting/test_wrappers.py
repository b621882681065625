"""Layers that are built by way of something else: wrappers, factories, names put together, registries, other files."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from lint_transpose.cli import main
from lint_transpose.documents import python
from lint_transpose.porting.listing import Ported, ports
from lint_transpose.settings import Settings

from .reading import HEAD


def found_in(text: str, head: str = HEAD) -> list[Ported]:
    return ports(python("net.py", head + text), Settings())


def layers_of(text: str, head: str = HEAD) -> list[tuple[int, str | None]]:
    """The row, below the head, and the layer of each answer."""
    rows = head.count("\n")
    return [(item.place.row - rows, item.port.layer) for item in found_in(text, head)]


PLAIN = 'nn.Conv1dTranspose(c, 8, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)'
TEXTS = {
    "all passed on": "def up(*args, **kw):\n    return weight_norm(nn.ConvTranspose1d(*args, **kw))\n\n"
    "def net(c):\n    return up(c, 8, 4, stride=2, padding=1)\n",
    "keywords passed on": "def up(**kw):\n    return nn.ConvTranspose1d(**kw)\n\n\n"
    "def net(c): return up(in_channels=c, out_channels=8, kernel_size=4, stride=2, padding=1)\n",
    "values of the wrapper": "def up(*args, k=4):\n    return nn.ConvTranspose1d(*args, kernel_size=k, stride=2, padding=1)\n"
    "def net(c):\n    return up(c, 8)\n",
    "curried": "from functools import partial\ndef curry(**kw):\n    return lambda layer: partial(layer, **kw)\n\n"
    "def net(c): return curry(stride=2, padding=1)(nn.ConvTranspose1d)(c, 8, 4)\n",
    "a subclass": "class Up(nn.ConvTranspose1d):\n    pass\n\n\ndef net(c): return Up(c, 8, 4, stride=2, padding=1)\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_wrappers_are_answered_where_they_are_called(name: str) -> None:
    row = TEXTS[name].count("\n")
    ((found, layer),) = layers_of(TEXTS[name])
    assert found == row
    assert layer is not None
    assert layer.replace("in_channels=c", "c").replace("out_channels=8", "8").replace("kernel_size=4", "4") == PLAIN


def test_what_only_the_wrapper_names_is_not_moved() -> None:
    """`b` means something else, or nothing, where the wrapper is called."""
    text = "def up(b):\n    def make(*args): return nn.ConvTranspose1d(*args, bias=b)\n    return make(c, 8, 4)\n"
    assert [layer for _, layer in layers_of(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        'up = getattr(nn, f"ConvTranspose{d}d")(8, 4, 3)',
        'up = getattr(nn, "ConvTranspose{}d".format(d))(8, 4, 3)',
        'up = getattr(nn, "ConvTranspose%dd" % d)(8, 4, 3)',
        'NAME = "ConvTranspose"; up = getattr(nn, f"{NAME}{d}d")(8, 4, 3)',
        "OPS = {'up': 'ConvTranspose'}; up = getattr(nn, f\"{OPS['up']}{d}d\")(8, 4, 3)",
        "up = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d}[d](8, 4, 3)",
        "up = (nn.ConvTranspose1d, nn.ConvTranspose2d)[d - 1](8, 4, 3)",
    ],
)
def test_names_put_together(text: str) -> None:
    assert layers_of(f"d = 2\n{text}\n") == [(2, 'nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)')]


@pytest.mark.parametrize("name", ['f"ConvTranspose{d}d"', '"ConvTranspose" + "2d"'])
def test_a_name_put_together_is_passed(name: str) -> None:
    text = f"d = 2\ndef op(name, c):\n    return getattr(nn, name)(c, c, 3)\nop({name}, 8)\n"
    assert layers_of(text) == [(3, 'nn.Conv2dTranspose(c, c, 3, pad_mode="pad", has_bias=True)')]


MMCV = "from mmcv.cnn import build_upsample_layer\n"


@pytest.mark.parametrize(
    "call",
    [
        "dict(type='deconv'), 8, 4, 3, bias=False",
        "dict(type='deconv', bias=False), in_channels=8, out_channels=4, kernel_size=3",
        "cfg={'type': 'deconv', 'bias': False}, in_channels=8, out_channels=4, kernel_size=3",
    ],
)
def test_registry_of_mmcv(call: str) -> None:
    (answer,) = found_in(f"up = build_upsample_layer({call})\n", MMCV)
    layer = (answer.port.layer or "").replace("in_channels=", "").replace("out_channels=", "").replace("kernel_size=", "")
    assert layer == 'nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=False)'


@pytest.mark.parametrize("call", ["dict(type='nearest'), 8, 4, 3", "cfg, 8, 4, 3", "dict(kind='deconv'), 8", ""])
def test_other_entries_of_the_registry(call: str) -> None:
    assert all(item.port.layer is None for item in found_in(f"up = build_upsample_layer({call})\n", MMCV))


def test_a_builder_of_the_project() -> None:
    text = "def build_upsample_layer(cfg, *args):\n    return cfg\nup = build_upsample_layer(dict(type='deconv'), 8, 4, 3)\n"
    (mention,) = found_in(text, "")
    assert not mention.followed


def test_a_default_may_be_another_one_elsewhere() -> None:
    text = "def up(cfg=dict(type='deconv', bias=False)):\n    return build_upsample_layer(cfg, 8, 4, 3)\n"
    (answer,) = found_in(text, MMCV)
    assert str(answer.because) == "with the defaults of up"


def test_a_configuration_is_read_though_the_layers_are_gathered_in_a_list() -> None:
    """A list that takes what is built changes nothing of what it is built from."""
    text = (
        "class Neck(nn.Module):\n    def __init__(self, cfg=dict(type='deconv', bias=False)):\n        ups = []\n"
        "        for c in (8, 4):\n            up = build_upsample_layer(cfg, c, 4, 3)\n"
        "            block = nn.Sequential(up, nn.ReLU())\n            ups.append(block)\n"
        "        self.ups = nn.ModuleList(ups)\n"
    )
    (answer,) = found_in(text, MMCV)
    assert str(answer.because) == "with the defaults of Neck"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    Path("common.py").write_text(
        "import torch\nfrom torch import nn\ndef up(i, o, k=4):\n    return nn.ConvTranspose2d(i, o, k, 2, 1)\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("from common import *\nup = nn.ConvTranspose2d(8, 4, 3)\n", "nn.Conv2dTranspose(8, 4, 3, "),
        ("from common import up\ndef net(c): return up(c, 2 * c)\n", "nn.Conv2dTranspose(c, 2 * c, "),
        ("import common\nup = common.nn.ConvTranspose2d(8, 4, 3)\n", "nn.Conv2dTranspose(8, 4, 3, "),
    ],
)
def test_other_files(project: Path, text: str, layer: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("net.py").write_text(text)
    assert main(["port", "net.py", "--follow-imports"]) == 0
    assert layer in capsys.readouterr().out
    assert main(["port", "net.py"]) == 0
    assert layer not in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["cfg = dict(type='deconv')\n", 'cfg = {"type": "deconv"}\n', "cfg = dict(type = 'deconv')\n"]
)
def test_a_file_with_nothing_but_a_registered_name(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(text)
    assert main(["port", "net.py"]) == 0
    assert "0 answered, 0 without an exact layer, 1 not followed" in capsys.readouterr().out


def test_a_star_import_that_may_bring_nn() -> None:
    (mention,) = found_in("up = nn.ConvTranspose2d(8, 4, 3)\n", "from blocks import *\n")
    assert not mention.followed
    assert "star import" in str(mention.port.reason)


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("args = (c, 2 * c, 4)\nnn.ConvTranspose2d(*args)", 'args[0], args[1], 4, pad_mode="pad", has_bias=True'),
        ("args = [c, c] + [4]\nnn.ConvTranspose2d(*args, 2)", 'args[0], args[1], 4, stride=2, pad_mode="pad", has_bias=True'),
        ("nn.ConvTranspose2d(*(c, 8), 4, **{'bias': d.b})", 'c, 8, 4, pad_mode="pad", has_bias=bool(d.b)'),
        (
            "kw = {'stride': c}\nnn.ConvTranspose2d(8, 8, 4, **kw)",
            "8, 8, 4, stride=kw['stride'], pad_mode=\"pad\", has_bias=True",
        ),
        ("args = zip((c, 8, 4))\nnn.ConvTranspose2d(*args)", None),
        ("table = {'a': c}\nnn.ConvTranspose2d(*table.values(), 8, 4)", None),
    ],
)
def test_what_stars_bring(text: str, layer: str | None) -> None:
    """An item of a tuple or list can be asked for again; one of an iterator or a view cannot."""
    body = textwrap.indent(text, "    ")
    ((_, found),) = layers_of(f"def f(c, d):\n{body}\n")
    assert found == (layer and f"nn.Conv2dTranspose({layer})")
