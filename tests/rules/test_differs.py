"""The decisions of the rules on layers that run and compute something else. Figures are derived by hand."""

from __future__ import annotations

import pytest

from lint_transpose import Finding, Settings, check_source
from lint_transpose.fixing import fix_text
from lint_transpose.rules import RULES
from tests.calls import HEADERS, reports

PORT = Settings(porting="always")
AT_2_0 = Settings(mindspore_version="2.0")


def check(layer: str, settings: Settings = Settings()) -> list[Finding]:
    """What is found in a file that holds `layer` as `up`."""
    return check_source(f"{HEADERS['mindspore']}up = {layer}\n", settings=settings)


def codes(layer: str, settings: Settings = Settings()) -> list[str]:
    return [finding.code for finding in check(layer, settings)]


def beside(layer: str, torch: str, settings: Settings = Settings()) -> dict[str, str]:
    """The messages, by code, where `layer` ports `torch`."""
    found = reports(f"{HEADERS['mindspore']}up = {layer}\n", f"{HEADERS['torch']}up = {torch}\n", settings)
    return {rule.code: str(rule.message(report)) for rule, report in found}


class TestMissingBias:
    LAYER = 'nn.Conv2dTranspose(8, 4, 4, 2, "pad", 1)'

    def test_needs_porting_evidence(self) -> None:
        assert codes(self.LAYER) == []
        assert codes(self.LAYER, PORT) == ["MST201"]
        assert codes(self.LAYER, Settings(porting="never")) == []

    def test_torch_in_the_file_is_evidence(self) -> None:
        text = f"import torch\n{HEADERS['mindspore']}up = {self.LAYER}\n"
        assert [finding.code for finding in check_source(text)] == ["MST201"]

    def test_an_explicit_choice_is_respected(self) -> None:
        assert codes(self.LAYER[:-1] + ", has_bias=False)", PORT) == []

    @pytest.mark.parametrize(
        ("weights", "confidences"),
        [
            ("'normal'", ["inferred"]),
            ("None", ["inferred"]),
            ("mindspore.common.initializer.Normal(0.02)", ["inferred"]),
            ("mindspore.common.initializer.initializer('ones', (8, 4, 4, 4))", ["inferred"]),
            ("load(path)", ["inferred"]),
            ("mindspore.Tensor(kernel)", []),
            ("mindspore.Parameter(mindspore.Tensor(kernel))", []),
        ],
    )
    def test_layers_in_place_of_functions(self, weights: str, confidences: list[str]) -> None:
        """`F.conv_transpose2d(x, weights)` has no bias by default."""
        layer = f"nn.SequentialCell({self.LAYER[:-1]}, weight_init={weights}), nn.ReLU())"
        found = check_source(f"import mindspore\n{HEADERS['mindspore']}up = {layer}\n", settings=PORT)
        assert [finding.confidence for finding in found] == confidences

    @pytest.mark.parametrize("layer", ["nn.BatchNorm2d(4)", "nn.InstanceNorm2d(4)", "nn.GroupNorm(4, 4)"])
    def test_normalisation_of_each_channel_removes_a_constant(self, layer: str) -> None:
        assert codes(f"nn.SequentialCell([{self.LAYER}, {layer}])", PORT) == []

    @pytest.mark.parametrize("layer", ["nn.GroupNorm(2, 4)", "nn.LayerNorm([4])"])
    def test_normalisation_of_several_channels_does_not(self, layer: str) -> None:
        assert codes(f"nn.SequentialCell([{self.LAYER}, {layer}])", PORT) == ["MST201"]

    def test_a_layer_applied_where_it_is_built_may_be_a_function(self) -> None:
        assert codes(f"{self.LAYER}(x)", PORT) == []

    @pytest.mark.parametrize(
        ("layers", "body", "confidences"),
        [
            ("", "y = self.up(x)\n        b, c, h, w = y.shape\n        return self.bn(y)", []),
            ("", "y = self.up(x)\n        print(y)\n        return self.bn(y)", []),
            ("", "y = self.up(x)\n        h = y.mean()\n        return self.bn(y)", ["inferred"]),
            ("self.post = nn.SequentialCell(nn.GroupNorm(2, 4), nn.ReLU())", "return self.post(self.up(x))", ["inferred"]),
            ("self.post = nn.SequentialCell([nn.ReLU(), nn.GroupNorm(2, 4)])", "return self.post(self.up(x))", ["inferred"]),
        ],
    )
    def test_what_follows_directly(self, layers: str, body: str, confidences: list[str]) -> None:
        text = f"""\
{HEADERS["mindspore"]}
class Net(nn.Cell):
    def __init__(self):
        self.up = {self.LAYER}
        self.bn = nn.BatchNorm2d(4)
        {layers}

    def construct(self, x):
        {body}
"""
        assert [finding.confidence for finding in check_source(text, settings=PORT)] == confidences

    def test_the_cells_of_a_list_are_not_run_in_their_order(self) -> None:
        text = f"{HEADERS['mindspore']}ups = nn.CellList([{self.LAYER}, {self.LAYER}])\n"
        assert [finding.confidence for finding in check_source(text, settings=PORT)] == ["inferred"] * 2
        text = f"{HEADERS['mindspore']}ups = nn.CellList([{self.LAYER}, nn.BatchNorm2d(4)])\n"
        assert check_source(text, settings=PORT) == []

    def test_names_of_ones_own_are_no_evidence(self) -> None:
        text = f'"""UpConvTranspose and ConvTransposeNorm."""\n{HEADERS["mindspore"]}up = {self.LAYER}\n'
        assert check_source(text) == []
        assert [finding.code for finding in check_source(text.replace("UpConv", "nn.Conv"))] == ["MST201"]

    def test_normalisation_appended_to_an_attribute(self) -> None:
        text = f"""\
{HEADERS["mindspore"]}
class Net(nn.Cell):
    def __init__(self):
        self.layers = nn.SequentialCell()
        self.layers.append({self.LAYER})
        self.layers.append(nn.BatchNorm2d(4))
"""
        assert check_source(text, settings=PORT) == []

    @pytest.mark.parametrize(
        ("setting", "body"),
        [
            (".to_float(mindspore.float16)", "self.bn(self.up(x))"),
            ("", "self.bn(self.up(x).astype(mindspore.float32))"),
            ("", "self.bn(mindspore.ops.cast(self.up(x), mindspore.float32))"),
            ("", "self.bn(self.cast(self.up(x), mindspore.float32))"),
        ],
    )
    def test_normalisation_behind_another_type(self, setting: str, body: str) -> None:
        text = f"""\
import mindspore
{HEADERS["mindspore"]}
class Net(nn.Cell):
    def __init__(self):
        self.up = {self.LAYER}{setting}
        self.bn = nn.BatchNorm2d(4)
        self.cast = mindspore.ops.Cast()
    def construct(self, x):
        return {body}
"""
        assert check_source(text, settings=PORT) == []

    def test_normalisation_by_a_condition(self) -> None:
        text = f"""\
{HEADERS["mindspore"]}
def block(norm=True):
    layers = [{self.LAYER}]
    if norm:
        layers.append(nn.BatchNorm2d(4))
    return nn.SequentialCell(layers)
block()
"""
        (elsewhere,) = check_source(text, settings=PORT)
        assert elsewhere.confidence == "inferred"
        assert "where norm is false" in elsewhere.message

    def test_says_what_is_assumed_and_writes_nothing(self) -> None:
        """Without the original, that it has a bias is a guess."""
        (finding,) = check(f"nn.SequentialCell([{self.LAYER}, nn.ReLU()])", PORT)
        assert (finding.confidence, finding.fix) == ("inferred", None)
        assert finding.message.endswith("[assuming the original has a bias]")
        (finding,) = check(self.LAYER, PORT)
        assert finding.message.endswith("[assuming the original has a bias and no normalisation follows]")

    def test_beside_a_layer_that_raises(self) -> None:
        """Once padding is mended the bias is still missing."""
        assert codes("nn.Conv2dTranspose(8, 4, 4, stride=2, padding=1)", PORT) == ["MST201", "MST101"]

    def test_torch_s_own_name_is_no_omission(self) -> None:
        assert codes("nn.Conv2dTranspose(8, 4, 4, stride=2, bias=True)", PORT) == ["MST103"]

    @pytest.mark.parametrize("arguments", ["8, 4, 4, 2, 1, 0, 1, True", "8, 4, 4, 2, 1"])
    def test_torch_s_order_is_mended_first(self, arguments: str) -> None:
        """Mending the order writes the bias down, PyTorch's default included."""
        assert codes(f"nn.Conv2dTranspose({arguments})", PORT) == ["MST104"]

    def test_unknown_keywords_may_bring_it(self) -> None:
        text = f"{HEADERS['mindspore']}def up(**more):\n    return nn.Conv2dTranspose(8, 4, 4, 2, **more)\n"
        assert check_source(text, settings=PORT) == []

    @pytest.mark.parametrize(
        ("ours", "theirs", "reported"),
        [
            ("", "", True),
            ("", ", bias=True", True),
            ("", ", bias=False", False),
            ("", ", bias=use_bias", False),
            (", has_bias=False", "", True),
            (", has_bias=True", "", False),
            (", has_bias=unknown", "", False),
        ],
    )
    def test_counterpart_decides(self, ours: str, theirs: str, reported: bool) -> None:
        found = beside(self.LAYER[:-1] + f"{ours})", f"nn.ConvTranspose2d(8, 4, 4, 2, 1{theirs})")
        assert ("MST201" in found) == reported


class TestMissingOutputPadding:
    # Kernel 3, stride 2, padding 1: 2(n - 1) + 3 - 2 = 2n - 1.
    LAYER = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)'

    def test_needs_porting_evidence(self) -> None:
        assert codes(self.LAYER) == []
        assert codes(self.LAYER, PORT) == ["MST202"]

    def test_says_the_exact_padding(self) -> None:
        (finding,) = check(self.LAYER, PORT)
        assert "n -> 2n - 1" in finding.message
        assert "padding=(1, 0, 1, 0)" in finding.message

    def test_is_inferred_without_a_counterpart(self) -> None:
        """PyTorch's layer may have no output_padding: only a counterpart tells."""
        (finding,) = check(f"nn.SequentialCell([{self.LAYER}, nn.ReLU()])", PORT)
        assert finding.confidence == "inferred"

    @pytest.mark.parametrize(
        "layer",
        [
            'nn.Conv2dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',  # 2n
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',  # 2n
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=2, has_bias=True)',  # 2n - 3: by more than a stride
            'nn.Conv2dTranspose(8, 4, 3, stride=1, pad_mode="pad", padding=1, has_bias=True)',  # n
            'nn.Conv2dTranspose(8, 4, 3, stride=s, pad_mode="pad", padding=1, has_bias=True)',  # undecided
            'nn.Conv3dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias=True)',
            'nn.Conv2dTranspose(8, 4, 2, stride=3, pad_mode="pad", has_bias=True)',  # as PyTorch's default
        ],
    )
    def test_silent(self, layer: str) -> None:
        assert codes(layer, PORT) == []

    def test_one_unknown_axis_hides_nothing(self) -> None:
        assert codes(self.LAYER.replace(" 3,", " (3, k),"), PORT) == ["MST202"]

    def test_a_pad_behind_it_is_no_omission(self) -> None:
        pad = "nn.Pad(((0, 0), (0, 0), (0, amount), (0, amount)))"
        assert codes(f"nn.SequentialCell([{self.LAYER}, {pad}])", PORT) == []

    def test_a_sliced_result_has_another_length(self) -> None:
        """Some extend the input by one and cut the result: 2(n + 1) - 1 - 1 = 2n, exact for `padding=(1, 0, ...)`."""
        text = f"{HEADERS['mindspore']}def up(x):\n    return {self.LAYER}(x)[:, :, :-1, :-1]\n"
        assert check_source(text, settings=PORT) == []

    def test_in_terms_of_what_is_written(self) -> None:
        text = f"{HEADERS['mindspore']}P = 1\nup = {self.LAYER.replace('padding=1', 'padding=P')}\n"
        (finding,) = check_source(text, settings=PORT)
        assert "padding=(P, P - 1, P, P - 1)" in finding.message

    def test_one_callers_numbers_are_not_those_of_all(self) -> None:
        """With stride 1 the factory's padding of 2 is right: `(k // 2, k // 2 - 1)` would shorten that layer."""
        text = f"""\
{HEADERS["mindspore"]}
def deconv(cin, cout, k=5, s=2):
    return nn.Conv2dTranspose(cin, cout, k, s, pad_mode="pad", padding=k // 2, has_bias=True)

up, keep = deconv(8, 4), deconv(8, 4, s=1)
"""
        (finding,) = check_source(text, settings=PORT)
        assert "k // 2" not in finding.message
        assert "write padding=(2, 1, 2, 1) in this case" in finding.message

    def test_callers_that_need_different_things_have_lines_of_their_own(self) -> None:
        """Kernel 3, stride 2: 2n - 1. Kernel 4, stride 4: 4n - 2, which no padding makes up for."""
        text = f"""\
{HEADERS["mindspore"]}
def up(k, s, p):
    return nn.Conv2dTranspose(3, 64, k, s, "pad", p, has_bias=True)
a = up(3, 2, 1)
b = up(4, 4, 1)
c = up(3, 2, 1)
"""
        first, second = check_source(text, settings=PORT)
        assert "n -> 2n - 1" in first.message
        assert "[as called in line 5 or 7, " in first.message
        assert "n -> 4n - 2" in second.message
        assert "[as called in line 6, " in second.message

    def test_no_fix_where_another_caller_is_right(self) -> None:
        """Kernel 4 gives 2n with the padding as it stands."""
        text = f"""\
{HEADERS["mindspore"]}
def deconv(k):
    return nn.Conv2dTranspose(8, 4, k, stride=2, pad_mode="pad", padding=1, has_bias=True)

a, b = deconv(3), deconv(4)
"""
        (finding,) = check_source(text, settings=PORT)
        assert finding.code == "MST202"
        assert finding.fix is None

    def test_beside_its_original(self) -> None:
        original = "nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1)"
        assert list(beside(self.LAYER, original)) == ["MST202"]
        assert beside(self.LAYER, "nn.ConvTranspose2d(8, 4, 3, 2, 1)") == {}
        assert "MST202" not in beside(self.LAYER, "nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=op)")

    def test_one_axis_alone(self) -> None:
        found = beside(self.LAYER, "nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=(0, 1))")
        assert "in width" in found["MST202"]
        assert "padding=(1, 1, 1, 0)" in found["MST202"]

    @pytest.mark.parametrize("padding", ["1", "(1, 1)", '"same"', "1, pad_mode='Pad'", "0, output_padding=1"])
    def test_what_raises_is_mended_first(self, padding: str) -> None:
        """Which window is meant is decided with it: `padding="same"` may become `pad_mode="same"`."""
        layer = f"nn.Conv2dTranspose(8, 4, 3, stride=2, padding={padding}, has_bias=True)"
        assert {code[:4] for code in codes(layer, PORT)} == {"MST1"}
        assert not beside(layer, "nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1)")

    @pytest.mark.parametrize(
        ("theirs", "reason"),
        [
            ("8, 4, 3, 2, 1, 3", "output_padding must be smaller than stride or dilation"),
            ("8, 4, 3, 2, -1", "must not be negative"),
            ("8, 4, 3, 2, 1, groups=3", "divisible by groups"),
            ("8, 4, 3, 2, 1, padding_mode='reflect'", "padding_mode must be"),
            ("8, 4, 3, 2, 1, has_bias=True", "no argument has_bias"),
        ],
    )
    def test_an_original_that_raises(self, theirs: str, reason: str) -> None:
        """PyTorch 2.13 raises for each of them: there is no result to hold the port to."""
        found = beside(self.LAYER, f"nn.ConvTranspose2d({theirs})")
        assert list(found) == ["MST208"]
        assert found["MST208"].startswith("the PyTorch layer that is ported raises itself: ")
        assert reason in found["MST208"]

    def test_one_dimension_is_cut(self) -> None:
        """The 1-D layer crops both sides alike: crop 0, then drop the first element."""
        layer = self.LAYER.replace("2d", "1d")
        found = beside(layer, "nn.ConvTranspose1d(8, 4, 3, 2, 1, output_padding=1)")
        assert "padding=0 and take [..., 1:] of its result" in found["MST202"]

    def test_more_output_padding_than_padding(self) -> None:
        """Two past a full result of stride 3: a zero more on the input adds 3, of which 1 is cropped."""
        layer = 'nn.Conv2dTranspose(8, 4, 4, stride=3, pad_mode="pad", has_bias=True)'
        found = beside(layer, "nn.ConvTranspose2d(8, 4, 4, 3, output_padding=2)")
        assert "put nn.ZeroPad2d((0, 1, 0, 1)) first, write padding=(0, 1, 0, 1)" in found["MST202"]
        found = beside(layer.replace("True", "False"), "nn.ConvTranspose2d(8, 4, 4, 3, output_padding=2, bias=False)")
        assert "write output_padding=2" in found["MST202"]  # without a bias zeros are right there

    def test_beside_a_function(self) -> None:
        """It has no kernel of its own: that is the weight's, which both layers share."""
        function = "nn.functional.conv_transpose2d(x, w, stride=2, padding=1, output_padding=1)"
        assert "MST202" in beside(self.LAYER, function)
        assert "MST202" not in beside(self.LAYER, function.replace("stride=2", "stride=3"))


class TestZeroFilledOutputPadding:
    def test_message(self) -> None:
        (finding,) = check('nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1)')
        assert finding.message == (
            "output_padding=1 appends zeros, not PyTorch's values: write padding=(1, 0, 1, 0) and drop output_padding"
        )

    @pytest.mark.parametrize("has_bias", ["True", "False", "unknown"])
    def test_whatever_the_bias(self, has_bias: str) -> None:
        layer = f'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias={has_bias})'
        assert codes(layer) == ["MST203"]

    @pytest.mark.parametrize(
        ("arguments", "reported"),
        [
            # Past the full result PyTorch has nothing but the bias.
            ('4, stride=2, pad_mode="pad", output_padding=1', False),
            ('4, stride=2, pad_mode="pad", output_padding=1, has_bias=True', True),
            ('4, stride=2, pad_mode="pad", output_padding=1, has_bias=unknown', False),
            ('4, stride=2, pad_mode="pad", output_padding=0', False),
            ('4, stride=2, pad_mode="pad", padding=1, output_padding=op', False),
            ('4, stride=2, pad_mode="pad", padding=p, output_padding=1', False),
            ('4, stride=2, pad_mode="pad", padding=p, output_padding=1, has_bias=True', True),
            # The last element of the full result is always reached, whatever the kernel.
            ('k, stride=2, pad_mode="pad", padding=1, output_padding=1', True),
            # Kernel 1, stride 2: each second element is a hole, such as the one before the last.
            ('1, stride=2, pad_mode="pad", padding=2, output_padding=1', False),
            ('2, stride=2, pad_mode="pad", padding=2, output_padding=1', True),
            ('k, stride=2, pad_mode="pad", padding=2, output_padding=1', False),
            # It raises: MST106 speaks.
            ('4, stride=2, pad_mode="pad", padding=1, output_padding=2', False),
            ("4, stride=2, output_padding=1", False),
        ],
    )
    def test_own_argument(self, arguments: str, reported: bool) -> None:
        assert ("MST203" in codes(f"nn.Conv2dTranspose(8, 4, {arguments})")) == reported

    def test_three_dimensions_compute_values(self) -> None:
        assert codes('nn.Conv3dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1)') == []

    def test_partly_past_the_full_result(self) -> None:
        """Padding 1, output padding 2: one computed element, one past the end, where without a bias zeros are right."""
        layer = 'nn.Conv2dTranspose(8, 4, 5, stride=3, pad_mode="pad", padding=1, output_padding=2)'
        (finding,) = check(layer)
        assert "write padding=(1, 0, 1, 0), output_padding=1" in finding.message
        (finding,) = check(layer[:-1] + ", has_bias=True)")
        assert "put nn.ZeroPad2d((0, 1, 0, 1)) first, write padding=(1, 2, 1, 2)" in finding.message

    def test_same_mode_where_it_is_exact(self) -> None:
        """Kernel 2, stride 3, output padding 1 = stride - reach: "same" ends where PyTorch does, bias included."""
        (finding,) = check('nn.Conv2dTranspose(8, 4, 2, stride=3, pad_mode="pad", output_padding=1, has_bias=True)')
        assert 'write pad_mode="same" and drop output_padding' in finding.message

    PADS = (
        "nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))",
        'nn.Pad(paddings=((0, 0), (0, 0), (0, 1), (0, 1)), mode="CONSTANT")',
        "ops.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))",
        "nn.ZeroPad2d((0, 1, 0, 1))",
        "nn.ConstantPad2d((0, 1, 0, 1), 0)",
    )
    LAYER = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1)'

    @pytest.mark.parametrize("pad", PADS)
    def test_pad_layers(self, pad: str) -> None:
        (finding,) = check(f"nn.SequentialCell([{self.LAYER}, {pad}])")
        assert finding.code == "MST203"
        assert "padding=(1, 0, 1, 0)" in finding.message

    @pytest.mark.parametrize(
        "construct",
        [
            "return self.pad(self.up(x))",
            "y = self.up(x)\n        return self.pad(y)",
            "x = self.up(x)\n        x = self.pad(x)\n        return x",
            "return ops.pad(self.up(x), (0, 1, 0, 1))",
            "y = self.up(x)\n        return ops.pad(y, (0, 1, 0, 1))",
        ],
    )
    def test_pads_in_construct(self, construct: str) -> None:
        text = f"""\
{HEADERS["mindspore"]}
class Net(nn.Cell):
    def __init__(self):
        self.up = {self.LAYER}
        self.pad = {self.PADS[0]}

    def construct(self, x):
        {construct}
"""
        (finding,) = check_source(text)
        assert finding.code == "MST203"

    @pytest.mark.parametrize(
        ("ending", "mended"),
        [
            ("up = nn.SequentialCell([LAYER, PAD])\n", "up = nn.SequentialCell([EXACT])\n"),
            ("up = nn.SequentialCell(LAYER,\n    PAD, nn.ReLU())\n", "up = nn.SequentialCell(EXACT, nn.ReLU())\n"),
            ("up = LAYER\npad = PAD\ny = pad(up(x))\n", "up = EXACT\npad = PAD\ny = up(x)\n"),
            # Not made: a comment would be lost; the layer is used without the Pad as well.
            ("up = nn.SequentialCell([LAYER,  # as torch\n    PAD])\n", None),
            ("up = LAYER\npad = PAD\ny = pad(up(x))\nz = up(x)\n", None),
        ],
    )
    def test_fix_takes_the_pad_away(self, ending: str, mended: str | None) -> None:
        def written(text: str) -> str:
            exact = self.LAYER.replace("padding=1", "padding=(1, 0, 1, 0)")
            return HEADERS["mindspore"] + text.replace("LAYER", self.LAYER).replace("PAD", self.PADS[0]).replace(
                "EXACT", exact
            )

        fixed = fix_text(written(ending), check_source, safe_only=False).text
        assert fixed == written(ending if mended is None else mended)

    def test_padding_before_the_layer_is_no_stand_in(self) -> None:
        assert codes(f"nn.SequentialCell([{self.PADS[0]}, {self.LAYER}])") == []

    @pytest.mark.parametrize(
        "layer",
        [
            'nn.Conv2dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',  # already 2n
            "nn.Conv2dTranspose(8, 4, 2, stride=2, has_bias=True)",
        ],
    )
    def test_a_pad_for_another_length_is_none_of_ours(self, layer: str) -> None:
        """It may bring an upsampled result to the odd size of a skip connection, in PyTorch's network as well."""
        assert codes(f"nn.SequentialCell([{layer}, {self.PADS[0]}])") == []

    def test_a_pad_of_a_known_output_padding(self) -> None:
        layer = 'nn.Conv2dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1)'
        pair = f"nn.SequentialCell([{layer}, {self.PADS[0]}])"
        found = beside(pair, "nn.ConvTranspose2d(8, 4, 4, 2, 1, output_padding=1, bias=False)")
        assert "unlike PyTorch's output_padding=1" in found["MST203"]
        assert list(beside(pair, "nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False)")) == ["MST208"]

    def test_2_0_with_a_bias_appends_nothing(self) -> None:
        layer = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=1, has_bias=True)'
        assert codes(layer, AT_2_0) == ["MST303"]
        assert codes(layer.replace("True", "False"), AT_2_0) == ["MST203"]
        assert codes(layer) == ["MST203"]


class TestMisplacedPad:
    LAYER = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1)'  # lacks 1 to 2n on both axes

    @pytest.mark.parametrize(
        ("pad", "word"),
        [
            ("nn.Pad(((0, 0), (0, 0), (1, 0), (1, 0)))", "at the start"),
            ("nn.ZeroPad2d((1, 0, 1, 0))", "at the start"),
            ("nn.Pad(((0, 1), (0, 1), (0, 0), (0, 0)))", "another axis"),
            ("nn.Pad(((0, 0), (0, 1), (0, 1), (0, 0)))", "another axis"),
            ("nn.Pad(((0, 0), (0, 0), (0, 2), (0, 2)))", "another amount"),
            ('nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)), mode="SYMMETRIC")', "fills with symmetric"),
            ("nn.ReplicationPad2d((0, 1, 0, 1))", "fills with replicate"),
            ("nn.ConstantPad2d((0, 1, 0, 1), 5)", "fills with 5"),
        ],
    )
    def test_reported(self, pad: str, word: str) -> None:
        (finding,) = check(f"nn.SequentialCell([{self.LAYER}, {pad}])")
        assert finding.code == "MST204"
        assert word in finding.message
        assert "padding=(1, 0, 1, 0)" in finding.message

    @pytest.mark.parametrize(
        "pad",
        [
            "nn.Pad(((0, 0), (0, 0), (1, 1), (1, 1)))",  # for the next layer
            'nn.Pad(((0, 0), (0, 0), (3, 3), (3, 3)), mode="REFLECT")',
            "nn.ReflectionPad2d(3)",
            "nn.Pad(((0, 0), (0, 8), (0, 0), (0, 0)))",  # more channels
            "nn.Pad(((0, 0), (0, 0), (0, 1), (0, 0)))",  # an output_padding of (1, 0) there may be
            "nn.Pad(amounts)",
            "nn.Pad(((0, 0), (0, 0), (0, a), (0, 1)))",
        ],
    )
    def test_other_purposes(self, pad: str) -> None:
        assert codes(f"nn.SequentialCell([{self.LAYER}, {pad}])") == []

    def test_order_of_the_amounts(self) -> None:
        """Width short by one: nn.Pad's last pair is right, ZeroPad2d's second pair is the height."""
        layer = 'nn.Conv2dTranspose(8, 4, (4, 3), stride=2, pad_mode="pad", padding=1)'
        assert codes(f"nn.SequentialCell([{layer}, nn.ZeroPad2d((0, 1, 0, 0))])") == ["MST203"]
        assert codes(f"nn.SequentialCell([{layer}, nn.ZeroPad2d((0, 0, 0, 1))])") == ["MST204"]

    def test_says_the_pad_where_that_is_chosen(self) -> None:
        pair = f"nn.SequentialCell([{self.LAYER}, nn.ZeroPad2d((1, 0, 1, 0))])"
        (finding,) = check(pair, Settings(stand_in="pad"))
        assert "write nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1))), which appends zeros" in finding.message


class TestSameModeShift:
    @pytest.mark.parametrize(
        ("kernel", "stride", "word"),
        [
            ("3", "2", "padding=(1, 0, 1, 0)"),  # (0, 1) for (1, 0)
            ("5", "2", "padding=(2, 1, 2, 1)"),
            ("4", "3", "padding=(1, 0, 1, 0)"),
            ("4", "1", "no PyTorch layer with this kernel and stride does"),  # n + 3 - 2p is never n
            ("5", "4", "e.g."),  # output_padding 1 or 3
        ],
    )
    def test_odd_excess(self, kernel: str, stride: str, word: str) -> None:
        layer = f'nn.Conv2dTranspose(8, 4, {kernel}, {stride}, "same", has_bias=True)'
        assert codes(layer) == []
        (finding,) = check(layer, PORT)
        assert finding.code == "MST205"
        assert word in finding.message

    @pytest.mark.parametrize(
        "layer",
        [
            "nn.Conv2dTranspose(8, 4, 4, stride=2, has_bias=True)",
            "nn.Conv2dTranspose(8, 4, 2, stride=2, has_bias=True)",
            "nn.Conv2dTranspose(8, 4, 2, stride=3, has_bias=True)",  # reach below the stride: PyTorch's op = 1
            "nn.Conv2dTranspose(8, 4, k, stride=2, has_bias=True)",
            "nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode=mode, has_bias=True)",
        ],
    )
    def test_silent(self, layer: str) -> None:
        assert codes(layer, PORT) == []

    def test_only_one_fix_is_offered_where_one_layer_alone_is_meant(self) -> None:
        assert check('nn.Conv2dTranspose(8, 4, 3, 2, "same", has_bias=True)', PORT)[0].fix
        assert not check('nn.Conv2dTranspose(8, 4, 5, 4, "same", has_bias=True)', PORT)[0].fix

    def test_dilation_counts(self) -> None:
        """Reach 2 * 2 + 1 = 5: the excess is 3."""
        assert codes("nn.Conv2dTranspose(8, 4, 3, stride=2, dilation=2, has_bias=True)", PORT) == ["MST205"]

    def test_not_decided(self) -> None:
        found = check("nn.Conv2dTranspose(8, 4, (3, k), stride=2, has_bias=True)", PORT)
        assert ["as no PyTorch layer does" in finding.message for finding in found] == [True]

    def test_beside_its_original(self) -> None:
        layer = "nn.Conv2dTranspose(8, 4, 4, stride=2, has_bias=True)"
        assert beside(layer, "nn.ConvTranspose2d(8, 4, 4, 2, 1)") == {}
        assert "n -> 2n, PyTorch 2n + 2" in beside(layer, "nn.ConvTranspose2d(8, 4, 4, 2)")["MST205"]

    def test_another_kernel_is_another_matter(self) -> None:
        layer = "nn.Conv2dTranspose(8, 4, 4, stride=2, has_bias=True)"
        assert "MST205" not in beside(layer, "nn.ConvTranspose2d(8, 4, 3, 2, 1)")


class TestValidModeExtends:
    LAYER = 'nn.Conv2dTranspose(8, 4, 2, stride=3, pad_mode="valid", has_bias=True)'

    def test_reported(self) -> None:
        assert codes(self.LAYER) == []
        (finding,) = check(self.LAYER, PORT)
        assert finding.code == "MST206"
        assert "n -> 3n, PyTorch 3n - 1" in finding.message

    @pytest.mark.parametrize("kernel", ["3", "4", "k"])
    def test_silent(self, kernel: str) -> None:
        assert codes(self.LAYER.replace(" 2,", f" {kernel},"), PORT) == []

    def test_beside_its_original(self) -> None:
        assert "MST206" in beside(self.LAYER, "nn.ConvTranspose2d(8, 4, 2, 3)")
        assert beside(self.LAYER, "nn.ConvTranspose2d(8, 4, 2, 3, output_padding=1)") == {}


class TestImplicitSameMode:
    ASKED = Settings(extend_select=("MST207",))

    def test_opt_in(self) -> None:
        assert codes("nn.Conv2dTranspose(8, 4, 4, 2)") == []
        assert codes("nn.Conv2dTranspose(8, 4, 4, 2)", self.ASKED) == ["MST207"]
        assert codes('nn.Conv2dTranspose(8, 4, 4, 2, "same")', self.ASKED) == []

    def test_leaves_what_raises_to_another(self) -> None:
        assert codes("nn.Conv2dTranspose(8, 4, 4, 2, padding=1)", self.ASKED) == ["MST101"]


class TestInitializerDiffers:
    LAYER = 'nn.Conv2dTranspose(8, 4, 4, 2, "pad", 1, has_bias=True)'

    @pytest.mark.parametrize(("version", "found"), [("1.10", ["MST209"]), ("2.0", ["MST209"]), ("2.1", []), ("2.10", [])])
    def test_release(self, version: str, found: list[str]) -> None:
        assert codes(self.LAYER, Settings(porting="always", mindspore_version=version)) == found
        assert codes(self.LAYER, Settings(mindspore_version=version)) == []

    def test_what_is_given_is_not_reported(self) -> None:
        settings = Settings(porting="always", mindspore_version="2.0")
        (finding,) = check(self.LAYER[:-1] + ", weight_init=w)", settings)
        assert "weight_init=" not in finding.message
        assert codes(self.LAYER[:-1] + ", weight_init=w, bias_init=b)", settings) == []


class TestPaddingOrder:
    @pytest.mark.parametrize(
        ("padding", "reported"),
        [
            ("(1, 2, 1, 2)", True),
            ("(0, 1, 0, 1)", True),
            ("(1, 1, 2, 3)", True),
            ("(1, 0, 1, 0)", False),  # the exact port of an output padding
            ("(1, 1, 2, 2)", False),
            ("(1, h, 1, h)", False),
        ],
    )
    def test_far_crop_above_near_crop(self, padding: str, reported: bool) -> None:
        layer = f'nn.Conv2dTranspose(8, 4, 6, stride=2, pad_mode="pad", padding={padding}, has_bias=True)'
        assert codes(layer) == []
        assert ("MST210" in codes(layer, PORT)) == reported

    def test_says_the_counterpart_s_padding(self) -> None:
        layer = 'nn.Conv2dTranspose(8, 4, 6, stride=2, pad_mode="pad", padding=(0, 1, 0, 1), has_bias=True)'
        message = beside(layer, "nn.ConvTranspose2d(8, 4, 6, 2, 1, output_padding=1)")["MST210"]
        assert "crops (0, 1), PyTorch's padding=1, output_padding=1 crops (1, 0)" in message
        assert "write padding=(1, 0, 1, 0)" in message

    def test_three_dimensions(self) -> None:
        layer = 'nn.Conv3dTranspose(8, 4, 6, stride=2, pad_mode="pad", padding=(1, 2, 3, 1, 2, 3), has_bias=True)'
        assert "MST210" in codes(layer, PORT)


def test_counterparts_are_named_with_their_place() -> None:
    for torch, layer in [
        ("nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1)", TestMissingOutputPadding.LAYER),
        ("nn.ConvTranspose2d(8, 4, 5, 2, 2)", "nn.Conv2dTranspose(8, 4, 5, 2)"),
    ]:
        for rule, report in reports(f"{HEADERS['mindspore']}up = {layer}\n", f"{HEADERS['torch']}up = {torch}\n"):
            (related,) = report.related
            assert (related.filename, related.start.row, related.start.column) == ("torch.py", 2, 6), rule.code
            assert torch in related.message


def test_every_message_of_these_rules_is_one_line() -> None:
    for rule in RULES:
        for template in rule.messages.values():
            assert "\n" not in template
