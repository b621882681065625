"""MST1 where the oracle cannot go: other releases, half-known calls, the text that fixes write. Expected values by hand."""

from __future__ import annotations

import pytest

from lint_transpose import Settings, check_source
from lint_transpose.fixing import fix_text

HEAD = "from mindspore import nn\n\n\ndef build(a, b, k, s, p, flag):\n    return "


def codes(expression: str, version: str = "2.10") -> list[str]:
    found = check_source(f"{HEAD}{expression}\n", settings=Settings(mindspore_version=version))
    return [finding.code for finding in found if finding.code.startswith("MST1")]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("nn.Conv2dTranspose(a, b, 4, 2, 1, bias=True)", ["MST104", "MST103"]),
        ("nn.Conv2dTranspose(a, b, k, s, padding=(p, p))", ["MST102"]),
        ("nn.Conv2dTranspose(a, b, k, s, padding=(p, p, 1, p))", ["MST101"]),
        ("nn.Conv2dTranspose(a, b, k, s, padding=p)", []),
        ("nn.Conv2dTranspose(a, b, [k, k], s)", ["MST107"]),
        ("nn.Conv2dTranspose(a, b, (k, 0), s)", ["MST107"]),
        ("nn.Conv2dTranspose(a, b, k, s, has_bias=flag, bias_init='kaiming')", []),
        ("nn.Conv2dTranspose(a, b, k, 2, 'pad', output_padding=3, dilation=s)", []),
        ("nn.Conv2dTranspose(a, b, k, 2, 'pad', output_padding=2)", ["MST106"]),
        ("nn.Conv2dTranspose(**flag, padding=1)", []),
        ("nn.Conv2dTranspose(a, b)", ["MST103"]),
        ("nn.Conv2dTranspose(*a)", []),
    ],
)
def test_half_known(expression: str, expected: list[str]) -> None:
    assert codes(expression) == expected


@pytest.mark.parametrize(
    ("expression", "version", "expected"),
    [
        ("nn.Conv2dTranspose(3, 4, 4, pad_mode='pad', output_padding=0)", "1.10", ["MST103"]),
        ("nn.Conv2dTranspose(3, 4, 4, 2, 'pad', 1, 1, 1, True)", "1.10", []),
        ("nn.Conv2dTranspose(3, 4, 4, 2, 'pad', 1, 1, 1, True)", "2.0", ["MST104"]),
        # 2.0 returns before it looks at output_padding when it has a bias.
        ("nn.Conv2dTranspose(3, 4, 4, 2, output_padding=1, has_bias=True)", "2.0", []),
        ("nn.Conv2dTranspose(3, 4, 4, 2, output_padding=1)", "2.0", ["MST106"]),
        ("nn.Conv2dTranspose(3, 4, 4, 2, output_padding=1, has_bias=True)", "2.1", ["MST106"]),
        ("nn.Conv2dTranspose(3, 4, 4, weight_init=None)", "2.0", ["MST107"]),
        ("nn.Conv2dTranspose(3, 4, 4, weight_init=None)", "2.1", []),
    ],
)
def test_releases(expression: str, version: str, expected: list[str]) -> None:
    assert codes(expression, version) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "nn.Conv2dTranspose(a, b, 4, 2, 1, bias=flag)",
            'nn.Conv2dTranspose(a, b, 4, 2, pad_mode="pad", padding=1, has_bias=flag)',
        ),
        ("nn.Conv1dTranspose(3, 4, 4, 2, 1)", 'nn.Conv1dTranspose(3, 4, 4, 2, pad_mode="pad", padding=1, has_bias=True)'),
        ("nn.Conv1dTranspose(3, 4, 4, padding=(1,))", 'nn.Conv1dTranspose(3, 4, 4, padding=1, pad_mode="pad")'),
        (
            "nn.Conv3dTranspose(3, 4, 4, padding=(0, 1, 2))",
            'nn.Conv3dTranspose(3, 4, 4, padding=(0, 0, 1, 1, 2, 2), pad_mode="pad")',
        ),
        ('nn.Conv2dTranspose(3, 4, 4, padding="same")', 'nn.Conv2dTranspose(3, 4, 4, pad_mode="same")'),
        ('nn.Conv2dTranspose(3, 4, 4, padding_mode="zeros", device=k)', "nn.Conv2dTranspose(3, 4, 4)"),
        ("nn.Conv2dTranspose(3, 4, kernal_size=4)", "nn.Conv2dTranspose(3, 4, kernel_size=4)"),
        (
            'nn.Conv2dTranspose(3, 4, 4, 2, "pad", 1, 1, 1, True)',
            'nn.Conv2dTranspose(3, 4, 4, 2, "pad", 1, dilation=1, group=1, has_bias=True)',
        ),
    ],
)
def test_fixes(before: str, after: str) -> None:
    fixed = fix_text(f"{HEAD}{before}\n", lambda text: [item for item in check_source(text) if item.code < "MST2"])
    assert fixed.text == f"{HEAD}{after}\n"


@pytest.mark.parametrize(
    ("arguments", "safe"),
    [
        ('pad_mode="Same"', True),
        ('pad_mode=str("Same")', True),
        ('pad_mode={1: "Same"}.get(1)', True),
        ("pad_mode=choose()", False),
        ('pad_mode=(kept := "Same")', False),
        ("pad_mode=MODES.pop()", False),
        ("padding_mode=choose(True)", False),
        ("bias=bool(choose())", True),  # only the keyword changes
    ],
)
def test_what_may_act_is_not_taken_out_by_a_safe_fix(arguments: str, safe: bool) -> None:
    """`choose` counts: without its call the program would no longer do the same."""
    head = "from mindspore import nn\nMODES = ['Same']\nseen = []\n"
    choose = "def choose(plain=False):\n    seen.append(1)\n    return 'zeros' if plain else 'Same'\n"
    found = check_source(f"{head}{choose}up = nn.Conv2dTranspose(3, 4, 4, {arguments})\n")
    assert [item.fix.safe for item in found if item.code < "MST2" and item.fix] == [safe]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("2, 2, mindspore.float32", "kernel_size=mindspore.float32 raises: "),
        ("2, 2, KIND", "kernel_size=KIND (mindspore.float32) raises: "),
        ("2, 2, PAIR", "kernel_size=PAIR ([4, mindspore.float32]) raises: "),
        ("2, 2, 3, has_bias=Zero", "has_bias=Zero raises: "),
        ("2, 2, 3, weight_init=Zero", "weight_init=Zero raises: the layer takes an initializer, not its class"),
        ("2, 2, 3, dtype=Zero", "dtype=Zero raises: "),
        ("2, 2, (1,) * 99", "kernel_size=(1,) * 99 raises: "),
        ("2, 2, 3, pad_mode=LONG", "pad_mode=LONG raises: "),
        (f"2, 2, 3, pad_mode={'y' * 99!r}", "pad_mode=this value raises: "),
    ],
)
def test_values_in_messages(arguments: str, expected: str) -> None:
    """A value stands beside its name where it says more, and never at length."""
    head = """\
import mindspore
from mindspore import nn
from mindspore.common.initializer import Zero

KIND = mindspore.float32
PAIR = [4, mindspore.float32]
LONG = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

"""
    (finding,) = check_source(f"{head}nn.Conv2dTranspose({arguments})\n", settings=Settings(select=("MST1",)))
    assert finding.message.startswith(expected)


@pytest.mark.parametrize(
    "callers",
    [
        "",
        "up(4)\n",
        'up(4)\nup(8, padding=1, pad_mode="pad")\n',
        "up(4, has_bias=True)\nup(8)\n",
        "def more(**options):\n    return up(4, **options)\n",
    ],
)
def test_unknown_argument_whatever_else_is_spread(callers: str) -> None:
    text = "from mindspore import nn\ndef up(c, **kw):\n    return nn.Conv2dTranspose(c, c, 4, 2, bias=True, **kw)\n" + callers
    found = [finding for finding in check_source(text) if finding.code == "MST103"]
    assert [(finding.start.row, finding.confidence) for finding in found] == [(3, "certain")]
    assert found[0].fix is None or not found[0].fix.safe


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ("4, 4, 3, 2, 1, 1", 'pad_mode="pad", padding=(1, 0, 1, 0, 1, 0), has_bias=True'),
        ("4, 4, 3, 2, 0, 1", 'pad_mode="pad", output_padding=1, has_bias=True'),
        # PyTorch itself wants the output padding below the stride here, and so does the 3-D layer.
        ("4, 4, 3, 1, 0, 1", None),
        ("4, 4, 3, (2, 1, 2), 0, (1, 1, 1)", None),
    ],
)
def test_three_dimensional_order(arguments: str, written: str | None) -> None:
    (finding,) = check_source(f"from mindspore import nn\nup = nn.Conv3dTranspose({arguments})\n")
    assert finding.code == "MST104"
    assert (finding.fix is not None) == (written is not None)
    if written is not None:
        assert finding.message.endswith(f"write {written}")
