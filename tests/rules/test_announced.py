"""The announced constructor as a release: silent on code that is right under it, and right on code that is not."""

from __future__ import annotations

from random import Random

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.cli import main
from lint_transpose.documents import load
from lint_transpose.fixing import fix_text
from lint_transpose.layers.releases import ANNOUNCED, NEWEST, RELEASES, release
from lint_transpose.porting.listing import ports
from tests.oracle.calls import draw_beside

# Everything that may be switched on, but for what only tells of the PyTorch side.
SETTINGS = Settings(mindspore_version="announced", porting="always", select=("MST1", "MST2", "MST3"))
HEAD = "import mindspore\nimport torch\nfrom mindspore import nn\n"


def check(layer: str, settings: Settings = SETTINGS) -> list[Finding]:
    return check_source(f"{HEAD}up = {layer}\n", settings=settings)


def beside(torch: str, mindspore: str, dimension: int = 2) -> list[Finding]:
    text = f"""\
{HEAD}

class Original(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.up = torch.nn.ConvTranspose{dimension}d({torch})


# ported-from: ::Original
class Port(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv{dimension}dTranspose({mindspore})
"""
    return check_source(text, settings=SETTINGS)


def test_it_is_a_row_and_no_release_that_there_is() -> None:
    announced = release("announced")
    assert announced not in RELEASES
    assert announced.number > NEWEST.number
    assert ANNOUNCED.names[3:] == (
        "stride",
        "padding",
        "output_padding",
        "groups",
        "bias",
        "dilation",
        "padding_mode",
        "dtype",
    )


@pytest.mark.parametrize(
    "layer",
    [
        "nn.Conv2dTranspose(64, 32, 4)",
        "nn.Conv2dTranspose(64, 32, 4, 2, 1)",
        "nn.Conv2dTranspose(64, 32, 3, 2, 1, 1)",
        "nn.Conv2dTranspose(64, 32, 3, 2, 1, 1, 2, False, 1, 'zeros', None)",
        "nn.Conv2dTranspose(64, 32, (3, 5), stride=(2, 1), padding=(1, 2), output_padding=(1, 0))",
        "nn.Conv2dTranspose(64, 32, 3, stride=2, padding=1, groups=4, bias=False, dilation=2, dtype=mindspore.float16)",
        "nn.Conv1dTranspose(64, 32, 3, 2, 1, 1)",
        "nn.Conv3dTranspose(64, 32, 3, 2, 1, output_padding=(1, 0, 1))",
    ],
)
def test_nothing_is_said_of_what_is_right(layer: str) -> None:
    assert check(layer) == []


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        # The names of today's constructor.
        ("nn.Conv2dTranspose(64, 32, 4, stride=2, pad_mode='pad', padding=1)", ["MST103"]),
        ("nn.Conv2dTranspose(64, 32, 4, has_bias=True)", ["MST103"]),
        ("nn.Conv2dTranspose(64, 32, 4, group=2)", ["MST103"]),
        ("nn.Conv2dTranspose(64, 32, 4, weight_init='normal')", ["MST103"]),
        ("nn.Conv3dTranspose(64, 32, 4, data_format='NCDHW')", ["MST103"]),
        # Its order.
        ("nn.Conv2dTranspose(64, 32, 4, 2, 'pad', 1)", ["MST104"]),
        ("nn.Conv2dTranspose(64, 32, 4, 2, 'same', 0, 0, 1)", ["MST104"]),
        # Its form of padding.
        ("nn.Conv2dTranspose(64, 32, 3, stride=2, padding=(1, 0, 1, 0))", ["MST102"]),
        ("nn.Conv2dTranspose(64, 32, 3, padding='same')", ["MST102"]),
        # What PyTorch's constructor refuses, too.
        ("nn.Conv2dTranspose(64, 32, 3, groups=3)", ["MST107"]),
        ("nn.Conv2dTranspose(64, 32, 3, padding_mode='reflect')", ["MST107"]),
        ("nn.Conv2dTranspose(64, 32, (3, 3, 3))", ["MST107"]),
        ("nn.Conv2dTranspose(64, 32, 3, stride=2, output_padding=2)", ["MST106"]),
        ("nn.Conv2dTranspose(64, 32)", ["MST103"]),
        ("nn.Conv2dTranspose(64, 32, 3, device='cpu')", ["MST103"]),
    ],
)
def test_what_raises(layer: str, expected: list[str]) -> None:
    assert [finding.code for finding in check(layer)] == expected


def test_todays_layer_is_rewritten() -> None:
    text = f"{HEAD}up = nn.Conv2dTranspose(8, 8, 3, stride=2, pad_mode='pad', padding=(1, 0, 1, 0), has_bias=True, group=2)\n"
    fixed = fix_text(text, lambda text: check_source(text, settings=SETTINGS), safe_only=False).text
    assert fixed == f"{HEAD}up = nn.Conv2dTranspose(8, 8, 3, stride=2, padding=1, bias=True, groups=2, output_padding=1)\n"
    assert check_source(fixed, settings=SETTINGS) == []


@pytest.mark.parametrize(
    ("torch", "mindspore", "words"),
    [
        ("8, 8, 3, 2, 1, 1", "8, 8, 3, 2, 1", "write output_padding=1"),
        ("8, 8, 3, 2, 1, 1", "8, 8, 3, 2, 1, 1, bias=False", "write bias=True"),
        ("8, 8, 3, 2, bias=False", "8, 8, 3, 2", "write bias=False"),  # the default has a bias, as PyTorch's
        ("8, 8, 4, 2, 1", "8, 8, 4, 2, 2", "padding=1"),
        ("8, 8, 4, 2, 1, groups=2", "8, 8, 4, 2, 1", "groups=1, while the PyTorch layer has groups=2"),
    ],
)
def test_beside_an_original(torch: str, mindspore: str, words: str) -> None:
    found = beside(torch, mindspore)
    assert [words in finding.message for finding in found] == [True]
    assert beside(torch, torch) == []


def test_random_layers_of_pytorchs_arguments() -> None:
    """What PyTorch takes, in its order and by its names, is right under the announced constructor and equals itself."""
    random = Random("announced")
    for _ in range(500):
        torch, call = draw_beside(random)
        if "device" in torch or "reflect" in torch or not _legal(torch, call.dimension):
            continue
        found = beside(torch, torch, call.dimension)
        assert not found, (torch, [finding.message for finding in found])


def _legal(torch: str, dimension: int) -> bool:
    """Whether PyTorch builds and calls the layer: what its port says of it, which the oracle holds to PyTorch."""
    text = f"from torch import nn\nup = nn.ConvTranspose{dimension}d({torch})\n"
    (answer,) = ports(load("torch.py", text.encode()), Settings())
    return "raises" not in str(answer.port.reason)


def test_ports_take_pytorchs_arguments() -> None:
    text = "from torch import nn\nup = nn.ConvTranspose2d(8, 8, 3, 2, padding=1, output_padding=1, device='cpu')\n"
    (answer,) = ports(load("torch.py", text.encode()), SETTINGS)
    assert answer.port.layer == "nn.Conv2dTranspose(8, 8, 3, 2, padding=1, output_padding=1)"
    assert check(answer.port.layer) == []


def test_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path), "a.py")
    path.write_text(f"{HEAD}up = nn.Conv2dTranspose(8, 8, 3, 2, 1, 1)\n")
    arguments = ["check", "--isolated", "--no-cache", str(path), "--mindspore-version"]
    assert main([*arguments, "announced"]) == 0
    assert main([*arguments, "2.10"]) == 1
    assert "MST104" in capsys.readouterr().out
