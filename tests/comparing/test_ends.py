"""What both sides do to their results in the end, by amounts that only the run decides: alike, it is taken off both."""

from __future__ import annotations

import pytest

from .test_around import ported

K2 = "nn.ConvTranspose2d(4, 4, 2, stride=2)"
K3 = "nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1, output_padding=1)"
VALID = 'nn.Conv2dTranspose(4, 4, 2, stride=2, pad_mode="valid", has_bias=True)'
EXACT = 'nn.Conv2dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)'
SAME = "nn.Conv2dTranspose(4, 4, 3, stride=2, has_bias=True)"
SHORT = 'nn.Conv2dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)'

THERE = """y = self.up(x)
dy = skip.size()[2] - y.size()[2]
dx = skip.size()[3] - y.size()[3]
y = F.pad(y, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
return torch.cat([skip, y], 1)"""
HERE = THERE.replace(".size()", ".shape").replace("F.pad", "ops.pad").replace("torch.cat", "ops.cat")


def verdict_of(layer: str, body: str, torch: str = K2, there: str = THERE, helpers: str = "") -> str:
    return ported(layer, body, torch, there, helpers=helpers).verdict


@pytest.mark.parametrize(
    "body",
    [
        HERE,
        HERE.replace(
            "[dx // 2, dx - dx // 2, dy // 2, dy - dy // 2]", "(dx // 2, -(-dx // 2), dy // 2, dy - dy // 2)"
        ).replace("-(-dx // 2)", "dx - (dx // 2)"),
        HERE.replace("ops.pad(y, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])", "ops.Pad(amounts)(y)").replace(
            "dx = ", "amounts = ((0, 0), (0, 0), (dy // 2, dy - dy // 2), (dx // 2, dx - dx // 2))\ndx = "
        ),
        HERE.replace(
            "dy = skip.shape[2] - y.shape[2]\ndx = skip.shape[3] - y.shape[3]", "dy, dx = h - y.shape[2], w - y.shape[3]"
        ).replace("y = self.up(x)\n", "y = self.up(x)\n_, _, h, w = skip.shape\n"),
        "return ops.cat([skip, fit(self.up(x), skip)], 1)",
    ],
)
def test_a_pad_to_the_size_of_another_tensor(body: str) -> None:
    helpers = """def fit(a, b):
    rows, columns = b.shape[-2] - a.shape[-2], b.shape[-1] - a.shape[-1]
    return ops.pad(a, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))"""
    assert verdict_of(VALID, body, helpers=helpers) == "equal"


@pytest.mark.parametrize(("amounts", "verdict"), [("(d - right, right)", "equal"), ("(right, d - right)", "undecided")])
def test_a_slice_by_way_of_a_helper(amounts: str, verdict: str) -> None:
    helper = """def unpad(a, paddings):
    left, right = paddings
    end = a.shape[-1] - right
    return a[..., left:end]"""
    here = f"y = self.up(x)\nd = y.shape[-1] - skip.shape[-1]\nright = d // 2\nreturn unpad(y, {amounts})"
    there = "y = self.up(x)\nd = y.size(3) - skip.size(3)\nreturn y[..., d - d // 2 : y.size(3) - d // 2]"
    assert verdict_of(VALID, here, there=there, helpers=helper) == verdict


@pytest.mark.parametrize(
    "body",
    [
        HERE.replace("[dx // 2, dx - dx // 2, dy // 2, dy - dy // 2]", "[0, dx, 0, dy]"),
        HERE.replace("[dx // 2, dx - dx // 2,", "[dx - dx // 2, dx // 2,"),
        HERE.replace("[dx // 2, dx - dx // 2, dy // 2, dy - dy // 2]", "[dy // 2, dy - dy // 2, dx // 2, dx - dx // 2]"),
        HERE.replace("dy - dy // 2])", "dy - dy // 2], value=1.0)"),
        HERE.replace("y = ops.pad", "y = ops.sigmoid(y)\ny = ops.pad"),
        HERE.replace("return", "y = y[:, :, 1:]\nreturn"),
        HERE.replace("dy = skip.shape[2] - y.shape[2]", "dy = skip.shape[2] - x.shape[2]"),
    ],
)
def test_another_pad_is_undecided(body: str) -> None:
    assert verdict_of(VALID, body) == "undecided"


def test_the_reason_names_the_amounts() -> None:
    found = ported(VALID, HERE.replace("[dx // 2, dx - dx // 2, dy // 2, dy - dy // 2]", "[0, dx, 0, dy]"), K2, THERE)
    assert "by 0 here, by (skip.shape[2] - result.shape[2]) // 2 there" in str(found.reason)


@pytest.mark.parametrize(("layer", "verdict"), [(EXACT, "equal"), (SAME, "different"), (SHORT, "undecided")])
def test_the_layers_themselves_still_count(layer: str, verdict: str) -> None:
    assert verdict_of(layer, HERE, K3) == verdict


@pytest.mark.parametrize(
    ("there", "here", "verdict"),
    [
        ("[:, :, :skip.size(2), :skip.size(3)]", "[:, :, :skip.shape[2], :skip.shape[3]]", "equal"),
        ("[..., :skip.size(2), :skip.size(3)]", "[:, :, 0:skip.shape[-2], 0:skip.shape[-1]]", "equal"),
        ("[:, :, :skip.size(2), :skip.size(3)]", "[:, :, 1:skip.shape[2] + 1, 1:skip.shape[3] + 1]", "undecided"),
        ("[:, :, :skip.size(2), :skip.size(3)]", "[:, :, :skip.shape[3], :skip.shape[2]]", "undecided"),
    ],
)
def test_slices_by_the_shape_of_another_tensor(there: str, here: str, verdict: str) -> None:
    assert verdict_of(VALID, f"return self.up(x){here}", there=f"return self.up(x){there}") == verdict


@pytest.mark.parametrize(
    ("here", "verdict"),
    [
        ("size=skip.shape[2:]", "equal"),
        ('size=(skip.shape[2], skip.shape[3]), mode="nearest"', "equal"),
        ('size=skip.shape[2:], mode="bilinear", align_corners=True', "undecided"),
        ("scale_factor=2.0", "undecided"),
    ],
)
def test_resizes(here: str, verdict: str) -> None:
    there = "return F.interpolate(self.up(x), size=skip.shape[2:])"
    assert verdict_of(VALID, f"return ops.interpolate(self.up(x), {here})", there=there) == verdict


@pytest.mark.parametrize("loop", ["for _ in range(n):", "while n > len(x):"])
@pytest.mark.parametrize(("end", "verdict"), [("return x", "equal"), ("return x[:, :, 1:]", "undecided")])
def test_what_comes_after_a_loop_around_a_layer(loop: str, end: str, verdict: str) -> None:
    body = f"{loop}\n    x = self.up(x)\n"
    assert verdict_of(VALID, body + end, there=f"{body}return x") == verdict


@pytest.mark.parametrize(("end", "verdict"), [("return x", "equal"), ("return trim(x, skip)", "undecided")])
def test_what_comes_after_a_loop_over_layers(end: str, verdict: str) -> None:
    helpers = "def trim(a, b):\n    d = a.shape[-1] - b.shape[-1]\n    return a[..., d // 2 : d // 2 + b.shape[-1]]"
    body = f"for up in self.ups:\n    x = up(x)\n{end}"
    found = ported(
        f"None\nself.ups = nn.CellList([{VALID}])",
        body,
        f"None\nself.ups = nn.ModuleList([{K2}])",
        body.replace("trim(x, skip)", "x"),
        helpers=helpers,
    )
    assert found.verdict == verdict
