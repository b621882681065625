"""The command: verdicts, what is listed, the formats, and what it exits with."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from lint_transpose.cli import main

from .texts import mindspore_text, torch_text

Compare = Callable[..., tuple[int, str, str]]


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Compare:
    monkeypatch.chdir(tmp_path)

    def run(torch: str, mindspore: str, *options: str) -> tuple[int, str, str]:
        Path("a.py").write_text(torch_text(torch))
        Path("b.py").write_text(mindspore_text(mindspore))
        status = main(["compare", "a.py", "b.py", *options])
        return status, *capsys.readouterr()

    return run


def summary(output: str) -> str:
    return output.splitlines()[-1].partition(";")[0]


def torch_layer(**changes: object) -> str:
    arguments: dict[str, object] = {"kernel_size": 4, "stride": 2, "padding": 1, **changes}
    return f"self.up = nn.ConvTranspose2d(8, 8, {', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


def mindspore_layer(**changes: object) -> str:
    arguments: dict[str, object] = {"kernel_size": 4, "stride": 2, "pad_mode": "pad", "padding": 1, "has_bias": True}
    arguments |= changes
    return f"self.up = nn.Conv2dTranspose(8, 8, {', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ({}, {}),
        ({"kernel_size": (4, 4)}, {"stride": (2, 2)}),
        ({}, {"pad_mode": "same", "padding": 0}),  # K - s = 2: crops (1, 1), as padding=1
        ({"kernel_size": 2, "padding": 0}, {"kernel_size": 2, "pad_mode": "valid", "padding": 0}),
        ({"kernel_size": 2, "stride": 3, "padding": 0, "output_padding": 1},
         {"kernel_size": 2, "stride": 3, "pad_mode": "same", "padding": 0}),
        ({"kernel_size": 3, "output_padding": 1}, {"kernel_size": 3, "padding": (1, 0, 1, 0)}),
        ({"bias": False}, {"has_bias": False}),
        ({"groups": 2}, {"group": 2}),
        ({"dilation": 2}, {"dilation": 2}),
        # Zeros appended without a bias in a hole of the full result: PyTorch computes zeros there too.
        ({"kernel_size": 1, "padding": 0, "output_padding": 1, "bias": False},
         {"kernel_size": 1, "padding": 0, "output_padding": 1, "has_bias": False}),
    ],
)  # fmt: skip
def test_equal(compare: Compare, torch: dict[str, object], mindspore: dict[str, object]) -> None:
    status, output, _ = compare(torch_layer(**torch), mindspore_layer(**mindspore))
    assert (status, summary(output)) == (0, "1 compared: 1 equal, 0 different, 0 undecided")


@pytest.mark.parametrize(
    ("torch", "mindspore", "codes"),
    [
        ({"kernel_size": 3, "output_padding": 1}, {"kernel_size": 3}, ["MST202"]),
        ({"kernel_size": 3, "output_padding": 1}, {"kernel_size": 3, "output_padding": 1}, ["MST203"]),
        ({"kernel_size": 3, "output_padding": 1}, {"kernel_size": 3, "pad_mode": "same", "padding": 0}, ["MST205"]),
        ({"padding": 0}, {"pad_mode": "same", "padding": 0}, ["MST205"]),
        (
            {"kernel_size": 2, "stride": 3, "padding": 0},
            {"kernel_size": 2, "stride": 3, "pad_mode": "valid", "padding": 0},
            ["MST206"],
        ),
        ({}, {"has_bias": False}, ["MST201"]),
        ({"bias": False}, {}, ["MST208"]),
        ({}, {"kernel_size": 5}, ["MST208"]),
        ({}, {"stride": 3}, ["MST208"]),
        ({}, {"dilation": 2}, ["MST208"]),
        ({"groups": 2}, {}, ["MST208"]),
        ({}, {"padding": 0}, ["MST208"]),
        ({}, {"padding": (1, 1, 1, 0)}, ["MST208"]),
        ({"padding": 0}, {"padding": 2}, ["MST208"]),
        ({"padding": 0}, {"pad_mode": "same", "padding": 0, "kernel_size": 5}, ["MST208"]),
        ({"padding": (1, 2)}, {"padding": (1, 2, 1, 2)}, ["MST210"]),
        ({}, {"pad_mode": "same"}, ["MST101"]),
    ],
)
def test_different(compare: Compare, torch: dict[str, object], mindspore: dict[str, object], codes: list[str]) -> None:
    """Each cause once, with both places."""
    status, output, _ = compare(torch_layer(**torch), mindspore_layer(**mindspore))
    lines = [line for line in output.splitlines() if ": MST" in line and "(PyTorch: " in line]
    assert (status, summary(output)) == (1, "1 compared: 0 equal, 1 different, 0 undecided")
    assert [line.split()[1] for line in lines] == codes
    assert all(line.startswith("b.py:7:") and "(PyTorch: a.py:7:19)" in line for line in lines)
    assert f"b.py:7:19: different from a.py:7:19: {', '.join(codes)}\n" in output


@pytest.mark.parametrize(
    ("torch", "mindspore", "reason"),
    [
        ("kernel_size=k()", "kernel_size=k()", "kernel_size is k() on both sides"),
        ("kernel_size=k", "kernel_size=4", "kernel_size is open in the PyTorch file"),
        ("bias=b", "has_bias=True", "has_bias is open in the PyTorch file"),
        ("groups=g", "group=2", "group is open in the PyTorch file"),
    ],
)
def test_undecided(compare: Compare, torch: str, mindspore: str, reason: str) -> None:
    kernel = "" if "kernel" in torch else "kernel_size=4, "
    bias = "" if "bias" in mindspore else ", has_bias=True"
    status, output, _ = compare(
        f"self.up = nn.ConvTranspose2d(8, 8, {kernel}stride=2, padding=1, {torch})",
        f'self.up = nn.Conv2dTranspose(8, 8, {kernel}stride=2, pad_mode="pad", padding=1, {mindspore}{bias})',
    )
    assert (status, summary(output)) == (0, "1 compared: 0 equal, 0 different, 1 undecided")
    assert output.splitlines()[0].startswith("b.py:7:19: undecided beside a.py:7:19: ")
    assert reason in output


def test_unknown_arguments_do_not_hide_a_difference(compare: Compare) -> None:
    status, output, _ = compare(
        "self.up = nn.ConvTranspose2d(n, n, n, 2, 1, bias=flag)",
        'self.up = nn.Conv2dTranspose(n, n, n, 2, "pad", 2, has_bias=flag)',
    )
    assert status == 1
    assert "MST208 the layer crops (2, 2), PyTorch's padding=1 crops (1, 1)" in output


def test_corresponding_cases(compare: Compare) -> None:
    """What one side takes from a default, the other does too; an unknown caller decides nothing."""
    torch = "self.up = nn.ConvTranspose2d(8, 8, 4, n, 1)"
    _, output, _ = compare(torch, 'self.up = nn.Conv2dTranspose(8, 8, 4, n, "pad", 1, has_bias=True)')
    assert summary(output) == "1 compared: 1 equal, 0 different, 0 undecided"
    assert "where n is the same on both sides" in output
    _, output, _ = compare(torch, 'self.up = nn.Conv2dTranspose(8, 8, 4, n - 1, "pad", 1, has_bias=True)')
    assert "MST208 stride=2, while the PyTorch layer has stride=3 [with the defaults of Up]" in output


def test_called_with_output_size(compare: Compare) -> None:
    """It overrides the layer's output_padding; the text of the layer alone does not tell what it computes."""
    _, output, _ = compare("self.up = T\n\ndef forward(self, x):\n    return self.up(x, output_size=(7, 7))", "self.up = M")
    assert "undecided beside a.py:7:19: the PyTorch layer is called with output_size" in output


def test_a_maker_of_the_same_name_is_called_with_no_output_size(compare: Compare) -> None:
    _, output, _ = compare("up = nn.ConvTranspose2d\nself.up = up(8, 8, 4, 2, 1)", "self.up = M")
    assert "equal to a.py:8:19" in output


def test_missing_bias_before_a_normalisation(compare: Compare) -> None:
    _, output, _ = compare(
        "self.up = nn.Sequential(T, nn.BatchNorm2d(8))",
        'self.up = nn.SequentialCell(nn.Conv2dTranspose(8, 8, 4, 2, "pad", 1), nn.BatchNorm2d(8))',
    )
    assert "MST201" in output
    assert "running mean in its checkpoint" in output


def test_the_rest_is_listed(compare: Compare) -> None:
    status, output, _ = compare("self.up1 = T\nself.up2 = T", "self.up2 = M\nself.up3 = M")
    assert status == 0
    assert output.splitlines() == [
        "b.py:7:20: equal to a.py:8:20: same numbers and the same window",
        "    PyTorch    [1, F - 1) (n -> 2n)  nn.ConvTranspose2d(8, 8, 4, 2, 1)",
        '    MindSpore  [1, F - 1) (n -> 2n)  nn.Conv2dTranspose(8, 8, 4, 2, "pad", 1, has_bias=True)',
        "b.py:8:20: ambiguous: any of a.py:7:20",
        "1 compared: 1 equal, 0 different, 0 undecided; 1 ambiguous, 0 PyTorch and 0 MindSpore layers without a partner",
    ]


def test_sarif_has_both_places(compare: Compare) -> None:
    status, output, error = compare(torch_layer(), mindspore_layer(kernel_size=5), "--output-format", "sarif")
    [result] = json.loads(output)["runs"][0]["results"]
    place = result["relatedLocations"][0]["physicalLocation"]
    assert status == 1
    assert place["artifactLocation"]["uri"] == "a.py"
    assert place["region"]["startLine"] == 7
    assert summary(error) == "1 compared: 0 equal, 1 different, 0 undecided"


@pytest.mark.parametrize("name", ["text", "json", "markdown", "html"])
def test_every_pair_is_listed(compare: Compare, name: str) -> None:
    """Equal ones too, each with both calls and both windows."""
    status, output, _ = compare(
        "self.a = T\nself.b = nn.ConvTranspose2d(8, 8, k, 2, 1, groups=g)",
        'self.a = M\nself.b = nn.Conv2dTranspose(8, 8, k, 2, "pad", (1, 0, 1, 0), group=h, has_bias=True)',
        "--output-format",
        name,
    )
    text = unescape(output)
    assert status == 1
    for piece in ("nn.ConvTranspose2d(8, 8, 4, 2, 1)", "nn.Conv2dTranspose(8, 8, k, 2", "[1, F - 1)", "[1, F)"):
        assert piece in text, piece
    for piece in ("equal", "different", "MST208", "a.py:7:18", "b.py:8:18", "group is open on both sides"):
        if name != "json" or ":" not in piece:
            assert piece in text, piece


def test_json_holds_the_pairs(compare: Compare) -> None:
    _, output, _ = compare(torch_layer(), mindspore_layer(kernel_size=5), "--output-format", "json")
    [pair] = json.loads(output)["pairs"]
    assert (pair["verdict"], [finding["code"] for finding in pair["findings"]]) == ("different", ["MST208"])
    assert pair["mindspore"]["location"] == pair["torch"][0]["location"] == {"row": 7, "column": 19}
    assert pair["mindspore"]["windows"] == ["[1, F - 1) (n -> 2n + 1)"]


def test_pages_hold_no_marks_of_the_text(compare: Compare) -> None:
    """What the checked text says is neither HTML nor Markdown in them."""
    torch = "self.up = nn.ConvTranspose2d(8, 8, '<script>alert(1)</script>|`', 2, 1)"
    for name in ("html", "markdown"):
        _, output, _ = compare(torch, "self.up = M", "--output-format", name)
        assert "<script>" not in output
        assert name == "html" or "`" not in output


@pytest.mark.parametrize("name", ["full", "json", "github", "gitlab", "rdjson"])
def test_formats(compare: Compare, name: str) -> None:
    status, output, _ = compare(torch_layer(), mindspore_layer(kernel_size=5), "--output-format", name)
    assert status == 1
    assert "kernel_size=5, while the PyTorch layer has kernel_size=4" in output


def test_exit_zero(compare: Compare) -> None:
    assert compare(torch_layer(), mindspore_layer(kernel_size=5), "--exit-zero")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.py", "b.py"], "absent.py: No such file or directory"),
        (["a.py", "broken.py"], "broken.py: syntax error in line 1"),
        (["absent", "."], "absent: No such file or directory"),
        (["a.py", "absent"], "absent: No such file or directory"),
        (["a.py", "."], "compare two files or two folders"),
        (["a.py", "b.py", "--mindspore-version", "0.5"], "unknown MindSpore release"),
    ],
)
def test_wrong_calls(compare: Compare, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    compare("self.up = T", "self.up = M")
    Path("broken.py").write_text("def (Conv2dTranspose\n")
    assert main(["compare", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_trees_follow_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The port builds its layers in a class of another module, in which nothing tells the kernel."""
    monkeypatch.chdir(tmp_path)
    for folder, name, text in (
        ("torch", "net.py", torch_text("self.up = nn.ConvTranspose2d(8, 8, 3, 2, 1, 1)", "Net")),
        ("port", "blocks.py", mindspore_text("self.conv = nn.Conv2dTranspose(8, 8, n, 2, has_bias=True)", "Block")),
        (
            "port",
            "net.py",
            mindspore_text("self.up = Block(3)", "Net").replace("class", "from blocks import Block\n\n\nclass"),
        ),
    ):
        Path(folder).mkdir(exist_ok=True)
        Path(folder, name).write_text(text)
    assert main(["compare", "torch", "port"]) == 1
    output = capsys.readouterr().out
    assert output.startswith("port/net.py:10:")
    assert "MST205" in output
    assert summary(output) == "1 compared: 0 equal, 1 different, 0 undecided"
    assert main(["compare", "torch/net.py", "port/net.py"]) == 1
    assert capsys.readouterr().out == output


def test_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Places are those in the cells, on both sides."""
    monkeypatch.chdir(tmp_path)
    texts = {"a.ipynb": torch_text("self.up = T"), "b.ipynb": mindspore_text("self.up = nn.Conv2dTranspose(8, 8, 4, 2)")}
    for name, text in texts.items():
        cells = [{"cell_type": "code", "source": part, "metadata": {}, "outputs": []} for part in text.split("\n\n\n")]
        Path(name).write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert main(["compare", "a.ipynb", "b.ipynb"]) == 1
    output = capsys.readouterr().out
    assert output.startswith("b.ipynb:cell 2:4:19: MST201 ")
    assert "(PyTorch: a.ipynb:cell 2:4:19)" in output


@pytest.mark.parametrize("maker", ["UPS[kind]", "UPS.get(kind)", "(lambda k: UPS['by 2'](k))", "UPS[str(kind)]"])
def test_makers_without_a_name(compare: Compare, maker: str) -> None:
    """Layers made by what a table holds, one of several in a list."""

    def body(layer: str, container: str) -> str:
        calls = f"nn.{container}({maker}(4), {maker}(4))"
        return f"UPS = {{'by 2': lambda k: {layer}}}\nkind = 'by 2'\nself.up = {calls}"

    torch = body("nn.ConvTranspose2d(8, 8, k, 2, 1)", "Sequential")
    mindspore = body('nn.Conv2dTranspose(8, 8, k, 2, "pad", {}, has_bias=True)', "SequentialCell")
    for padding, verdict in ((1, "equal to"), (0, "different from")):
        _, output, _ = compare(torch, mindspore.replace("{}", str(padding)))
        assert f"b.py:7:34: {verdict} a.py:7:34" in output, output
