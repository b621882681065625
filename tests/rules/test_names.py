"""Names that MindSpore lacks, mint's own layer, and layers taken for functions."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.fixing import fix_text

HEAD = "from mindspore import mint, nn, ops\nimport mindspore.mint.nn.functional as F\n"


def raised(expression: str, version: str = "2.10") -> list[Finding]:
    settings = Settings(mindspore_version=version, select=("MST1",), porting="always")
    return check_source(f"{HEAD}up = {expression}\n", settings=settings)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "mint.nn.Conv2dTranspose(3, 4, 3)",
            "mindspore.mint.nn has no Conv2dTranspose: write mindspore.nn.Conv2dTranspose, or",
        ),
        ("mint.nn.ConvTranspose1d(3, 4, 3)", "mindspore.mint.nn has no ConvTranspose1d: write mindspore.nn.Conv1dTranspose"),
        ("mint.nn.ConvTranspose3d(3, 4, 3)", "mindspore.mint.nn has no ConvTranspose3d: write mindspore.nn.Conv3dTranspose"),
        ("F.conv_transpose1d(x, w)", "has no conv_transpose1d: write ops.Conv2DTranspose(...)(x, weight, size) with a height"),
        ("F.conv_transpose3d(x, w)", "has no conv_transpose3d: write ops.Conv3DTranspose(...)(x, weight)"),
        (
            "nn.functional.conv_transpose2d(x, w)",
            "write ops.Conv2DTranspose(...)(x, weight, size), or on Ascend mint.nn.functional",
        ),
    ],
)
def test_names_that_do_not_exist(expression: str, words: str) -> None:
    """Asked of MindSpore 2.10: `hasattr(mint.nn, "ConvTranspose1d")` and its like."""
    (finding,) = raised(expression)
    assert (finding.code, finding.confidence, finding.fix) == ("MST108", "certain", None)
    assert words in finding.message


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        ('3, 4, 3, pad_mode="pad"', ["pad_mode"]),
        ("3, 4, 3, has_bias=True", ["has_bias"]),
        ("3, 4, 3, device=None", ["device"]),
        ("4, 4, 3, group=2, weight_init=None", ["group", "weight_init"]),
        ("3, 4", ["without kernel_size"]),
        ('3, 4, 3, 2, 1, 1, 1, True, 1, "zeros", None, None', ["one too many"]),
        ("3, 4, [3, 3], 2, (1, 1), output_padding=1, groups=1, bias=True, dilation=1", []),
    ],
)
def test_mint_takes_pytorchs_names(arguments: str, reported: list[str]) -> None:
    """Each of them raises TypeError in MindSpore 2.10; the last builds."""
    found = raised(f"mint.nn.ConvTranspose2d({arguments})")
    assert [finding.code for finding in found] == ["MST103"] * len(reported)
    assert all(words in finding.message for words, finding in zip(reported, found, strict=True))


@pytest.mark.parametrize(("version", "exists"), [("2.10", True), ("2.5", True), ("2.4", False)])
def test_mint_by_release(version: str, exists: bool) -> None:
    found = raised("mint.nn.ConvTranspose2d(3, 4, 3)", version)
    assert [finding.code for finding in found] == ([] if exists else ["MST108"])


def test_mint_is_mended() -> None:
    text = f'{HEAD}up = mint.nn.ConvTranspose2d(4, 4, 3, pad_mode="pad", padding=1, group=2, has_bias=True)\n'
    assert (
        fix_text(text, check_source).text == f"{HEAD}up = mint.nn.ConvTranspose2d(4, 4, 3, padding=1, groups=2, bias=True)\n"
    )


@pytest.mark.parametrize(
    "expression",
    [
        "nn.Conv2dTranspose(inp, filt)[:, :, 1:]",
        "nn.Conv2dTranspose(inp, filt, stride=2) * 2",
        "nn.Conv2dTranspose(ops.ones((1, 3, 4, 4)), filt, stride=2)",
        "nn.Conv2dTranspose(inp, ops.ones((3, 4, 3, 3)))",
        "nn.Conv2dTranspose(inp, filt, ops.zeros(4), stride=2, padding=1)",
    ],
)
def test_a_layer_taken_for_a_function(expression: str) -> None:
    """All raise: a layer takes no tensor, cannot be indexed, and cannot be multiplied. One line says what it is."""
    (finding,) = raised(expression)
    assert (finding.code, finding.confidence) == ("MST103", "certain")
    assert "F.conv_transpose2d(x, weight) is ops.Conv2DTranspose(...)(x, weight, size)" in finding.message


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            "padding=1, output_padding=1",
            'write pad_mode="pad", padding=0 and take [..., 1:] of its result',
        ),
        (
            'padding=3, pad_mode="pad", output_padding=2, dilation=3',
            "write padding=1 and take [..., 2:] of its result",
        ),
        (
            'padding=p, pad_mode="pad", output_padding=op',
            "write padding=p - op and take [..., op:] of its result",
        ),
        ("output_padding=0", "leave it out"),
    ],
)
def test_output_padding_of_the_1d_layer(arguments: str, words: str) -> None:
    (finding,) = (item for item in raised(f"nn.Conv1dTranspose(3, 4, 4, stride=2, {arguments})") if item.code == "MST103")
    assert finding.message.endswith(words)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "nn.ConvTranspose2d(3, 4, 4, 2, 1)",
            'nn.Conv2dTranspose(3, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',
        ),
        (
            "nn.ConvTranspose2d(3, 4, 3, 2, 1, 1, bias=False)",
            'nn.Conv2dTranspose(3, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=False)',
        ),
        ('nn.ConvTranspose2d(3, 4, 4, pad_mode="pad", padding=1)', 'nn.Conv2dTranspose(3, 4, 4, pad_mode="pad", padding=1)'),
        ('nn.Conv2DTranspose(3, 4, 4, 2, "pad", 1)', 'nn.Conv2dTranspose(3, 4, 4, 2, "pad", 1)'),
        # What no one layer computes whatever the text leaves open, and what is nobody's for sure, stays as it is.
        *(
            (text, text)
            for text in (
                "nn.ConvTranspose3d(cin, cout, k, 2, p, (0, 0, 3), dilation=(1, 1, 5))",
                "nn.ConvTranspose2d(3, 4, 3, 2, p, op)",
                "nn.ConvTranspose1d(3, 4, 3, 2, 1, 1)",
                "nn.ConvTranspose2d(3, 4, 3, 2, *rest)",
                "nn.ConvTranspose2d(3, 4, 3, 2, 1, 3)",
                'nn.Conv2DTranspose(64, 3, 2, padding="same")',
                "nn.Conv2DTranspose(3, 4, 4, strides=2)",
            )
        ),
    ],
)
def test_a_call_of_pytorchs_is_translated_or_left(before: str, after: str) -> None:
    """Under MindSpore's name alone, PyTorch's arguments would mean something else."""
    assert fix_text(f"{HEAD}up = {before}\n", check_source).text == f"{HEAD}up = {after}\n"


def test_a_new_name_alone_is_not_safe() -> None:
    text = "from mindspore.nn import ConvTranspose2d\n"
    assert fix_text(text, check_source).text == text
    mended = "from mindspore.nn import Conv2dTranspose as ConvTranspose2d\n"
    assert fix_text(text, check_source, safe_only=False).text == mended
