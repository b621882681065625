"""What is before and behind a layer belongs to its window; where the text leaves it open, nothing certain is said of it."""

from __future__ import annotations

import pytest

from lint_transpose import Settings
from lint_transpose.comparing.compare import Outcome, outcome
from lint_transpose.comparing.pairing import pair
from lint_transpose.layers.releases import NEWEST
from lint_transpose.rules import Context
from lint_transpose.rules.selection import selected

from .texts import mindspore_side, torch_side

CONTEXT = Context(NEWEST, Settings(porting="always"))
RULES = [rule for rule in selected(CONTEXT.settings) if rule.code.startswith(("MST1", "MST2"))]

TORCH_2D = "nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1, output_padding=1)"
TORCH_1D = "nn.ConvTranspose1d(4, 4, 3, stride=2, padding=1, output_padding=1)"
WHOLE_2D = 'nn.Conv2dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=0, has_bias=True)'
WHOLE_1D = 'nn.Conv1dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=0, has_bias=True)'
SAME_1D = 'nn.Conv1dTranspose(4, 4, 3, stride=2, pad_mode="same", has_bias=True)'
SHORT_2D = 'nn.Conv2dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=1, has_bias=True)'


def written(framework: str, layers: str, body: str, helpers: str = "") -> str:
    header = "import torch\nimport torch.nn.functional as F\nfrom torch import nn" if framework == "torch" else ""
    header = header or "from mindspore import nn, ops"
    base, method = ("nn.Module", "forward") if framework == "torch" else ("nn.Cell", "construct")
    inside = "\n".join(f"        {line}" for line in layers.split("\n"))
    lines = "\n".join(f"        {line}" for line in body.split("\n"))
    return (
        f"{header}\n\n{helpers}\n\nclass Net({base}):\n    def __init__(self):\n        super().__init__()\n{inside}\n\n"
        f"    def {method}(self, x, skip=None):\n{lines}\n"
    )


def compared(torch: str, mindspore: str) -> Outcome:
    [found] = pair(torch_side(torch), mindspore_side(mindspore)).pairs
    return outcome(found, RULES, CONTEXT)


def ported(
    layer: str, body: str, torch: str = TORCH_2D, their_body: str = "return self.up(x)", more: str = "", helpers: str = ""
) -> Outcome:
    layers = f"self.up = {layer}" + (f"\n{more}" if more else "")
    return compared(written("torch", f"self.up = {torch}", their_body), written("mindspore", layers, body, helpers))


@pytest.mark.parametrize(
    "body",
    [
        "return self.up(x)[..., 1:]",
        "y = self.up(x)\nreturn y[:, :, 1:]",
        "y = self.up(x)\ny = ops.relu(y)\nreturn y[..., 1:]",
        "n = x.shape[2]\nreturn self.up(x)[:, :, 1:2 * n + 1]",
        "y = self.up(x)\nreturn y.narrow(2, 1, y.shape[2] - 1)",
        "y = self.up(x)\nreturn ops.narrow(y, -1, 1, y.shape[-1] - 1)",
        "b, c, n = x.shape\ny = self.up(x)\nreturn ops.slice(y, (0, 0, 1), (b, c, 2 * n))",
        "return self.cut(self.up(x))",
    ],
)
def test_the_exact_port_in_one_dimension(body: str) -> None:
    helpers = "def drop(y):\n    return y[..., 1:]"
    body = body.replace("self.cut", "drop")
    assert ported(WHOLE_1D, body, TORCH_1D, helpers=helpers).verdict == "equal"


@pytest.mark.parametrize(
    ("stored", "body"),
    [
        ('self.insert_child_to_cell("up", {})', "return self.up(x)[..., 1:]"),
        ('setattr(self, "up", {})', "return self.up(x)[..., 1:]"),
        ("self.up = {}", 'return getattr(self, "u" + "p")(x)[..., 1:]'),
        ("self.up = {}", "for cell in self.cells():\n    x = cell(x)[..., 1:]\nreturn x"),
        ("self.up = {}", 'return self._cells["up"](x)[..., 1:]'),
        ("self.up = {}", "layer = self.up\nreturn layer(x)[..., 1:]"),
        ("self.up = {}", "return cut(self.up, x)"),
        ("self.up = Cut({})", "return self.up(x)"),
        ('self.ups = nn.CellDict({{"up": {}}})', 'return self.ups["up"](x)[..., 1:]'),
        ("self.body = nn.SequentialCell([{}])", "for cell in self.body.cell_list:\n    x = cell(x)[..., 1:]\nreturn x"),
    ],
)
def test_layers_that_are_got_at_by_other_ways_are_not_told_different_for_certain(stored: str, body: str) -> None:
    helpers = """def cut(layer, x):
    return layer(x)[..., 1:]


class Cut(nn.Cell):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def construct(self, x):
        return cut(self.layer, x)"""
    torch, port = (written("torch", f"self.up = {TORCH_1D}", "return self.up(x)"), stored.format(WHOLE_1D))
    found = compared(torch, written("mindspore", port, body, helpers))
    assert not any(finding.confidence == "certain" or finding.fix for finding in found.findings)


@pytest.mark.parametrize(
    "body",
    [
        "return checkpoint(self.up, x)[..., :-1]",
        "return checkpoint(lambda y: self.up(y), x)[..., :-1]",
        "return getattr(self, 'u' + 'p')(x)[..., :-1]",
        "for layer in self.children():\n    x = layer(x)\nreturn x[..., :-1]",
        "layers = [self.up, F.relu]\nfor layer in layers:\n    x = layer(x)\nreturn x[..., :-1]",
        "self.run = lambda layer, y: layer(y)[..., :-1]\nreturn self.run(self.up, x)",
        "def run(layer, y):\n    return layer(y)[..., :-1]\nreturn run(self.up, x)",
        "up = self.up\nreturn up(x)[..., :-1]",
        "for up in (self.up, self.up):\n    x = up(x)[..., :-1]\nreturn x",
    ],
)
def test_layers_of_the_original_that_are_got_at_by_other_ways(body: str) -> None:
    """The port crops by the layer what the original crops after it."""
    torch = written("torch", "self.up = nn.ConvTranspose1d(4, 4, 3, stride=2)", body)
    port = written("mindspore", f"self.up = {SAME_1D}", "return self.up(x)")
    found = compared(torch, port)
    assert not any(finding.confidence == "certain" or finding.fix for finding in found.findings)
    plain = compared(torch, written("mindspore", f"self.up = {WHOLE_1D}", "return self.up(x)"))
    assert plain.verdict != "equal"


CELL = """class Inner(nn.Cell):
    def __init__(self):
        super().__init__()
        self.up = {layer}

    def construct(self, x, skip=None):
        y = self.up(x)
        return y


class Net({base}):
    def __init__(self):
        super().__init__()
        {held}

    def construct(self, x, skip=None):
        return {body}
"""


@pytest.mark.parametrize(
    ("held", "body", "verdict"),
    [
        ("self.inner = Inner()", "self.inner(x)[..., 1:]", "equal"),
        ("self.inner = Inner()", "self.inner(x, skip)[:, :, 1:]", "equal"),
        ("self.body = nn.SequentialCell(Inner(), nn.ReLU())", "self.body(x)[..., 1:]", "equal"),
        ("self.inner = Inner()", "self.inner(x)[..., 2:]", "different"),
        ("self.inner = Inner()", "self.inner(x)", "different"),
        ("self.inner = Inner()", "crop(self.inner(x), skip)", "undecided"),
        ("self.one, self.inner = nn.ReLU(), Inner()", "self.inner(x)", "different"),
        ("self.a = Inner()\n        self.b = Inner()", "self.a(x)[..., 1:] + self.b(x)", "undecided"),
    ],
)
def test_what_a_cell_returns_is_followed(held: str, body: str, verdict: str) -> None:
    port = "from mindspore import nn\n\n\n" + CELL.format(layer=WHOLE_1D, held=held, body=body, base="nn.Cell")
    assert compared(written("torch", f"self.up = {TORCH_1D}", "return self.up(x)"), port).verdict == verdict


@pytest.mark.parametrize(
    ("body", "verdict"), [("super().construct(x)[..., 1:]", "equal"), ("super().construct(x)", "different")]
)
def test_what_a_cell_returns_to_a_subclass(body: str, verdict: str) -> None:
    port = "from mindspore import nn\n\n\n" + CELL.format(layer=WHOLE_1D, held="pass", body=body, base="Inner")
    assert compared(written("torch", f"self.up = {TORCH_1D}", "return self.up(x)"), port).verdict == verdict


@pytest.mark.parametrize("body", ["return self.up(x)", "return self.up(x)[..., :-1]", "return self.up(x)[..., 2:]"])
def test_another_crop_is_reported(body: str) -> None:
    assert ported(WHOLE_1D, body, TORCH_1D).verdict == "different"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return self.up(x)[:, :, 1:, 1:]", "equal"),
        ("h, w = x.shape[2:]\nreturn self.up(x)[:, :, 1:2 * h + 1, 1:1 + w * 2]", "equal"),
        ("return self.up(x)[:, :, :-1, :-1]", "different"),
        ("return self.up(x)[:, :, 1:-1, 1:]", "different"),
        ("return center_crop(self.up(x), skip)", "undecided"),
        ("return self.crop(self.up(x), skip)", "undecided"),
        ("return self.up(x)[:, :, :skip.shape[2], :skip.shape[3]]", "undecided"),
        ("y = self.up(x)\nif self.training:\n    y = y[:, :, 1:, 1:]\nreturn y", "undecided"),
        ("y = self.up(x)\nreturn ops.cat((y, skip), 2)", "undecided"),
    ],
)
def test_crops_in_two_dimensions(body: str, verdict: str) -> None:
    found = ported(WHOLE_2D, body, more="self.crop = Crop()")
    assert found.verdict == verdict
    if verdict == "undecided":
        assert not any(finding.confidence == "certain" or finding.fix for finding in found.findings)


@pytest.mark.parametrize(
    ("layer", "their_body", "verdict"),
    [
        (SHORT_2D.replace("padding=1", "padding=(1, 1, 1, 1)"), "return self.up(x)[:, :, :-1, :-1]", "equal"),
        (SHORT_2D.replace("padding=1", "padding=(1, 0, 1, 0)"), "return self.up(x)[:, :, :-1, :-1]", "different"),
        (SHORT_2D.replace("padding=1", "padding=(1, 0, 1, 0)"), "return F.pad(self.up(x), (0, 0, 0, 1))", "different"),
        (SHORT_2D.replace("padding=1", "padding=(1, 1, 1, 1)"), "return F.pad(self.up(x), (0, -1, 0, -1))", "equal"),
    ],
)
def test_crops_on_the_other_side(layer: str, their_body: str, verdict: str) -> None:
    assert ported(layer, "return self.up(x)", their_body=their_body).verdict == verdict


@pytest.mark.parametrize(
    ("size", "verdict"),
    [
        ("(2 * h, 2 * w)", "equal"),
        ("[h * 2, w * 2]", "equal"),
        ("(2 * h - 1, 2 * w - 1)", "different"),
        ("skip.shape[2:]", "undecided"),
        ("skip.size()", "undecided"),
        ("(20, 20)", "undecided"),
    ],
)
def test_output_size(size: str, verdict: str) -> None:
    torch = "nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1)"
    body = f"h, w = x.shape[-2:]\nreturn self.up(x, output_size={size})"
    layer = SHORT_2D.replace("padding=1", "padding=(1, 0, 1, 0)")
    found = ported(layer, "return self.up(x)", torch, body)
    assert found.verdict == verdict
    if verdict == "undecided":
        assert "output_size" in str(found.reason)


@pytest.mark.parametrize(
    "body",
    [
        "y = self.up(x)\nif skip is not None:\n    y = self.pad(y)\nreturn y",
        "return self.up(self.pad(x))",
        "x = self.pad(x)\nreturn self.up(x)",
    ],
)
def test_rows_that_something_else_may_supply(body: str) -> None:
    """No fix may be made: it would add them twice."""
    found = ported(SHORT_2D, body, more="self.pad = nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1)))")
    assert not any(finding.fix for finding in found.findings)


def test_an_extended_input_is_a_part_of_the_window() -> None:
    layer = 'nn.Conv2dTranspose(4, 4, 3, stride=2, pad_mode="pad", padding=(1, 2, 1, 2), has_bias=True)'
    assert ported(layer, "return self.up(self.pad(x))", more="self.pad = nn.ZeroPad2d((0, 1, 0, 1))").verdict == "equal"
    layer = layer.replace("(1, 2, 1, 2)", "1")
    assert ported(layer, "return self.up(self.pad(x))", more="self.pad = nn.ZeroPad2d((0, 1, 0, 1))").verdict == "different"


@pytest.mark.parametrize(
    ("norm", "body", "codes"),
    [
        ("nn.BatchNorm2d(4)", "return self.norm(self.up(x))", ["MST201"]),
        ("nn.InstanceNorm2d(4)", "return self.norm(self.up(x))", []),
        ("nn.GroupNorm(2, 4)", "return self.norm(self.up(x))", ["MST201"]),
        ("nn.GroupNorm(4, 4)", "return self.norm(self.up(x))", []),
        ("nn.GroupNorm(4, 4)", "y = self.up(x)\nreturn self.norm(y) + y", ["MST201"]),
        ("nn.GroupNorm(4, 4)", "return self.norm(self.up(x) + skip)", []),
        ("nn.GroupNorm(4, 4)", "return self.norm(ops.relu(self.up(x)))", ["MST201"]),
    ],
)
def test_a_bias_before_a_normalisation(norm: str, body: str, codes: list[str]) -> None:
    layer = 'nn.Conv2dTranspose(4, 4, 4, stride=2, pad_mode="pad", padding=1)'
    torch = "nn.ConvTranspose2d(4, 4, 4, stride=2, padding=1)"
    their_body = body.replace("ops.relu", "F.relu")
    found = compared(
        written("torch", f"self.up = {torch}\nself.norm = {norm}", their_body),
        written("mindspore", f"self.up = {layer}\nself.norm = {norm}", body),
    )
    assert [finding.code for finding in found.findings] == codes
    if "BatchNorm" in norm:
        assert "running mean in its checkpoint" in found.findings[0].message


@pytest.mark.parametrize(
    ("window", "is_reported"),
    [("padding=1, output_padding=1", True), ("padding=0, output_padding=1", False), ("padding=2, output_padding=1", True)],
)
def test_zeros_whatever_bias_and_stride_are(window: str, is_reported: bool) -> None:
    from lint_transpose import check_source

    text = f"""from mindspore import nn

def up(stride, bias):
    return nn.Conv2dTranspose(4, 4, 3, stride=stride, pad_mode="pad", {window}, has_bias=bias)
"""
    codes = [finding.code for finding in check_source(text)]
    assert ("MST203" in codes) is is_reported


def test_a_pad_on_both_sides() -> None:
    from lint_transpose import check_source

    text = f"from mindspore import nn\n\nup = nn.SequentialCell([{SHORT_2D}, nn.Pad(((0, 0), (0, 0), (1, 1), (1, 1)))])\n"
    [finding] = check_source(text, settings=Settings(porting="always"))
    assert (finding.code, finding.confidence, finding.fix) == ("MST204", "inferred", None)


CROPPING = "class Up({base}):\n    def {method}(self, x):\n        return super().{method}(x)[..., 1:-1, 1:-1]\n"
WHOLE_4 = 'Up(4, 4, 4, 2, pad_mode="valid", has_bias=True)'


def test_a_layer_that_computes_by_a_method_of_its_own() -> None:
    """It may crop there what the layer of the other side crops by its arguments: both pairs are equal when run."""
    theirs = written(
        "torch", "self.up = Up(4, 4, 4, 2)", "return self.up(x)", CROPPING.format(base="nn.ConvTranspose2d", method="forward")
    )
    ours = CROPPING.format(base="nn.Conv2dTranspose", method="construct")
    padded = 'nn.Conv2dTranspose(4, 4, 4, 2, pad_mode="pad", padding=1, has_bias=True)'
    for found in (
        compared(theirs, written("mindspore", f"self.up = {padded}", "return self.up(x)")),
        ported(WHOLE_4, "return self.up(x)", "nn.ConvTranspose2d(4, 4, 4, 2, 1)", helpers=ours),
        compared(theirs, written("mindspore", f"self.up = {WHOLE_4}", "return self.up(x)", ours)),
    ):
        assert found.verdict == "undecided"
        assert str(found.reason) == "Up computes by a method of its own"


def test_a_bias_that_a_method_of_its_own_may_add() -> None:
    helper = "class Up(nn.Conv2dTranspose):\n    def construct(self, x):\n        return super().construct(x) + self.b\n"
    layer = 'Up(4, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0))'
    found = ported(layer, "return self.up(x)", helpers=helper)
    assert [finding.confidence for finding in found.findings] == ["inferred"]


CROP = "class Crop(nn.Cell):\n    def __init__(self, first=1):\n        super().__init__()\n        self.first = first\n\n"
CROP += "    def construct(self, y):\n        return y[..., self.first:]"

FINISHED = "def finished(layers, last):\n    if last is not None:\n        layers.append(last)\n    return layers"


@pytest.mark.parametrize("crop", ["Crop()", "Crop(1)", "nn.SequentialCell(nn.ReLU(), Crop())"])
@pytest.mark.parametrize(
    "lists",
    [
        "self.up = nn.SequentialCell(M, CROP, nn.ReLU())",
        "self.up = nn.SequentialCell([M, nn.ReLU(), CROP])",
        "layers = [M]\nlayers += [CROP, nn.ReLU()]\nself.up = nn.SequentialCell(layers)",
        "layers = []\nlayers.append(M)\nlayers.append(CROP)\nself.up = nn.SequentialCell(*layers)",
        "layers = [M] + [nn.ReLU(), CROP]\nself.up = nn.SequentialCell(*layers)",
        "layers = [M]\nlayers = layers + [CROP]\nself.up = nn.SequentialCell(layers)",
        "layers = [M, CROP]\nself.up = nn.SequentialCell(*layers)\nlayers = [nn.ReLU()]\nself.b = nn.Tanh(*layers)",
        "layers = [M]\nlayers.extend([CROP])\nprint(len(layers))\nself.up = nn.SequentialCell(*layers)",
        "layers = nn.SequentialCell()\nlayers.append(M)\nlayers.append(CROP)\nself.up = layers",
        "layers = []\nfor n in range(1):\n    layers += [M, CROP]\nself.up = nn.SequentialCell(layers)",
        "layers = []\nif True:\n    layers += [M]\nlayers += [CROP]\nself.up = nn.SequentialCell(layers)",
        'self.up = nn.SequentialCell(OrderedDict([("up", M), ("crop", CROP)]))',
        "self.up = nn.SequentialCell()\nself.up.append(M)\nself.up.append(CROP)",
        "self.up = nn.SequentialCell(M)\nif True:\n    self.up.append(CROP)",
        "layers = [M]\nif flag:\n    print(flag)\nlayers.append(CROP)\nself.up = nn.SequentialCell(layers)",
        "for n in range(2):\n    up = M\nself.up = nn.SequentialCell(up, CROP)",
        "for n in range(2):\n    up = M\nlayers = [up]\nlayers.append(CROP)\nself.up = nn.SequentialCell(*layers)",
        "layers = [M]\nlayers = finished(layers, CROP)\nself.up = nn.SequentialCell(layers)",
        "layers = [M]\nfinished(layers, CROP)\nself.up = nn.SequentialCell(*layers)",
    ],
)
def test_a_crop_that_is_a_module_of_its_own_in_a_list_or_container(lists: str, crop: str) -> None:
    """What a list holds is read however it is put together."""
    helpers = f"from collections import OrderedDict\n\n{CROP}\n\n{FINISHED}"
    torch = written("torch", f"self.up = {TORCH_1D}", "return self.up(x)")

    def verdict(item: str) -> str:
        layers = lists.replace("M", WHOLE_1D).replace("CROP", item)
        return compared(torch, written("mindspore", layers, "return self.up(x)", helpers)).verdict

    assert verdict(crop) == "equal"
    assert verdict(crop.replace("Crop()", "Crop(2)").replace("Crop(1)", "Crop(2)")) == "different"
    assert verdict("nn.ReLU()") == "different"


@pytest.mark.parametrize(
    "lists",
    [
        "layers = [M]\nif flag:\n    layers += [Crop()]\nself.up = nn.SequentialCell(layers)",
        "layers = [M]\nfor n in sizes:\n    layers.append(Crop())\nself.up = nn.SequentialCell(layers)",
        "layers = [M]\nlayers += more\nself.up = nn.SequentialCell(layers)",
        "layers = [M]\nlayers.insert(1, Crop())\nself.up = nn.SequentialCell(layers)",
    ],
)
def test_what_a_list_may_hold_is_undecided(lists: str) -> None:
    torch = written("torch", f"self.up = {TORCH_1D}", "return self.up(x)")
    port = written("mindspore", lists.replace("M", WHOLE_1D), "return self.up(x)", CROP)
    found = compared(torch, port)
    assert found.verdict != "equal"
    assert not any(finding.confidence == "certain" for finding in found.findings)


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        ("a.insert(1, Crop())\nreturn a", "layers = [M]\nlayers = more(layers)"),
        ("if sizes:\n    return a\na += [Crop()]\nreturn a", "layers = more([M])"),
        ("a += b\nreturn a", "layers = more([], M)\nlayers = more(layers, Crop())"),
        ("b[0].append(a)", "layers = []\nmore(M, layers)\nmore(Crop(), layers)"),
        ("a = [*a, Crop()]", "layers = [M]\nmore(layers)"),
        ("if sizes:\n    a += [Crop()]\n    a = a[:1]", "layers = [M]\nmore(layers)"),
    ],
)
def test_what_a_function_may_do_to_a_list_is_undecided(body: str, lists: str) -> None:
    torch = written("torch", f"self.up = {TORCH_1D}", "return self.up(x)")
    function = "def more(a, *b):\n" + "\n".join(f"    {line}" for line in body.split("\n"))
    layers = f"{lists.replace('M', WHOLE_1D)}\nself.up = nn.SequentialCell(layers)"
    found = compared(torch, written("mindspore", layers, "return self.up(x)", f"{CROP}\n\n{function}"))
    assert found.verdict != "equal"
    assert not any(finding.confidence == "certain" for finding in found.findings)


BLOCK = """class Block(BASE):
    kernel = 4
    def __init__(self, cin, cout, kernel_size=4, stride=2, padding=1, bias=True):
        super().__init__()
        self.deconv = self.make(cin, cout, kernel_size, stride, padding, bias)

    def make(self, cin, cout, kernel_size, stride, padding, bias):
        return LAYER"""


@pytest.mark.parametrize("port", ["4, 3, kernel, stride, padding", "4, 3, kernel, stride, padding, True"])
def test_a_block_with_several_callers_and_branches(port: str) -> None:
    """Both sides are read with the same choices, though the port's text may be followed from its import on as well."""
    branches = (
        "if scale == 2:\n    kernel, stride, padding = 6, 2, 2\nelif scale == 4:\n    kernel, stride, padding = 8, 4, 2\n"
        "self.up = Block(4, 3, kernel, stride, padding)\nself.out = Block(3, 3)"
    )
    body = "return self.out(self.up(x))"
    theirs = BLOCK.replace("BASE", "nn.Module").replace(
        "LAYER", "nn.ConvTranspose2d(cin, cout, kernel_size, stride, padding, bias=bias)"
    )
    ours = BLOCK.replace("BASE", "nn.Cell").replace(
        "LAYER", 'nn.Conv2dTranspose(cin, cout, kernel_size, stride, "pad", padding, has_bias=bias)'
    )
    torch = written("torch", branches, body, theirs).replace("__init__(self):", "__init__(self, scale=4):")
    mindspore = written("mindspore", branches, body, ours).replace("__init__(self):", "__init__(self, scale=4):")
    mindspore = mindspore.replace("4, 3, kernel, stride, padding", port)
    assert compared(torch, mindspore).verdict == "equal"
    assert compared(torch, mindspore.replace("8, 4, 2", "8, 4, 1")).verdict == "different"


INHERITED = """class Base(BASE):
    def __init__(self, bias=True):
        super().__init__()
        self.bias = bias
        self.up = self.make()


class Small(Base):
    def make(self):
        return LAYER(4, 4, 2, 2)


class Large(Base):
    def make(self):
        return LAYER(4, 4, 4, 2)"""


def test_a_method_reads_what_its_own_class_is_built_with() -> None:
    theirs = INHERITED.replace("BASE", "nn.Module").replace("LAYER(", "nn.ConvTranspose2d(bias=self.bias, *(")
    ours = INHERITED.replace("BASE", "nn.Cell").replace("LAYER(", 'nn.Conv2dTranspose(has_bias=self.bias, pad_mode="pad", *(')
    theirs, ours = (text.replace(", 2)", ", 2))") for text in (theirs, ours))
    built = "self.small = Small()\nself.large = Large({})"
    torch = torch_side(written("torch", built.format("bias=False"), "return self.small(x) + self.large(x)", theirs))
    port = mindspore_side(written("mindspore", built.format(""), "return self.small(x) + self.large(x)", ours))
    verdicts = [outcome(found, RULES, CONTEXT).verdict for found in pair(torch, port).pairs]
    assert verdicts == ["equal", "different"]


@pytest.mark.parametrize("made", ["nn.LAYER(cin, 4, ", "conv = nn.LAYER\n        self.up = conv(cin, 4, "])
def test_options_that_are_passed_on(made: str) -> None:
    """What is called with `**options` gets a copy."""
    block = "class Block(BASE):\n    def __init__(self, cin, **options):\n        super().__init__()\n        self.up = "
    block = f"{block}{made}**options)".replace("self.up = conv =", "conv =")
    theirs = block.replace("BASE", "nn.Module").replace("LAYER", "ConvTranspose2d")
    ours = block.replace("BASE", "nn.Cell").replace("LAYER", "Conv2dTranspose")
    torch = written("torch", "self.up = Block(4, kernel_size=4, stride=2, padding=1)", "return self.up(x)", theirs)
    built = 'self.up = Block(4, kernel_size=4, stride=2, pad_mode="pad", padding={}, has_bias=True)'
    for padding, codes in ((1, []), ((1, 0, 1, 0), ["MST208"])):
        found = compared(torch, written("mindspore", built.format(padding), "return self.up(x)", ours))
        assert [finding.code for finding in found.findings] == codes


LOOP = "for up in self.ups:\n    x = up(x)CUT\nreturn x"


@pytest.mark.parametrize(
    ("lists", "body"),
    [
        ("self.ups = nn.CellList([M, M])", LOOP),
        ("self.ups = nn.CellList([M, M])", "for i, up in enumerate(self.ups):\n    x = ops.relu(up(x)CUT)\nreturn x"),
        ("self.ups = nn.CellList([M for _ in range(2)])", "for s, up in zip((2, 2), self.ups):\n    x = up(x)CUT\nreturn x"),
        ("self.ups = nn.CellList([M, M])", "for i in range(2):\n    x = self.ups[i](x)CUT\nreturn x"),
        ("ups = []\nups.append(M)\nups.append(M)\nself.ups = nn.CellList(ups)", LOOP),
        ("self.ups = nn.CellList([nn.SequentialCell(M, nn.ReLU())])", "return self.ups[0](x)CUT"),
        ("self.ups = nn.CellList(M for _ in range(2))", LOOP),
        ("self.ups = nn.CellList()\nfor _ in range(2):\n    self.ups.append(M)", LOOP),
        ("self.ups = nn.CellList()\nfor _ in range(2):\n    self.ups.append(nn.SequentialCell(M, nn.ReLU()))", LOOP),
        ("self.ups = nn.CellDict()\nself.ups['a'] = M", "return self.ups['a'](x)CUT"),
        ("self.ups = {'a': M}", "return self.ups['a'](x)CUT"),
    ],
)  # fmt: skip
def test_the_items_of_a_list_of_cells_are_applied_each_by_itself(lists: str, body: str) -> None:
    torch = written("torch", f"self.ups = nn.ModuleList([{TORCH_1D} for _ in range(2)])", "return self.ups[1](self.ups[0](x))")

    def verdicts(cut: str) -> set[str]:
        port = written("mindspore", lists.replace("M", WHOLE_1D), body.replace("CUT", cut))
        return {outcome(found, RULES, CONTEXT).verdict for found in pair(torch_side(torch), mindspore_side(port)).pairs}

    assert verdicts("[..., 1:]") == {"equal"}
    assert verdicts("[..., 2:]") == {"different"}
    assert verdicts("") == {"different"}


@pytest.mark.parametrize(
    "lists",
    [
        "self.up = nn.SequentialCell(M, Crop(), M, Crop())",
        "layers = []\nfor _ in (1, 2):\n    layers.append(M)\n    layers.append(Crop())\nself.up = nn.SequentialCell(layers)",
        "layers = []\nfor _ in range(2):\n    layers += [M, Crop(), nn.ReLU()]\nself.up = nn.SequentialCell(*layers)",
    ],
)
def test_a_crop_belongs_to_the_layer_before_it(lists: str) -> None:
    """It is no crop of the next layer's input."""
    torch = written("torch", f"self.up = nn.Sequential(*[{TORCH_1D} for _ in range(2)])", "return self.up(x)")
    port = written("mindspore", lists.replace("M", WHOLE_1D), "return self.up(x)", CROP)
    found = pair(torch_side(torch), mindspore_side(port)).pairs
    assert {outcome(each, RULES, CONTEXT).verdict for each in found} == {"equal"}


def test_blocks_of_one_list_are_held_to_each_other_in_their_order() -> None:
    theirs = "class Block(nn.Module):\n    def __init__(self, k, s):\n        super().__init__()\n"
    theirs += "        self.up = nn.ConvTranspose1d(4, 4, k, s, padding=(k - s) // 2)"
    ours = theirs.replace("Module", "Cell").replace(
        "nn.ConvTranspose1d(4, 4, k, s, padding=", 'nn.Conv1dTranspose(4, 4, k, s, "pad", has_bias=True, padding='
    )
    body = "for block in self.blocks:\n    x = block(x)\nreturn x"
    torch = written("torch", "self.blocks = nn.ModuleList([Block(4, 2), Block(8, 4)])", body, theirs)

    def verdict(blocks: str) -> str:
        return compared(torch, written("mindspore", f"self.blocks = nn.CellList([{blocks}])", body, ours)).verdict

    assert verdict("Block(4, 2), Block(8, 4)") == "equal"
    assert verdict("Block(8, 4), Block(4, 2)") == "different"
    assert verdict("Block(4, 2), Block(8, 2)") == "different"


REFLECT = {"torch": "nn.ReflectionPad2d(3)", "mindspore": 'nn.Pad(((0, 0), (0, 0), (3, 3), (3, 3)), mode="REFLECT")'}


@pytest.mark.parametrize(
    ("pad", "layer", "verdict", "confidence"),
    [
        (REFLECT["mindspore"], SHORT_2D.replace("padding=1", "padding=(1, 0, 1, 0)"), "equal", set()),
        (REFLECT["mindspore"], SHORT_2D, "different", {"certain"}),
        ("nn.ZeroPad2d(3)", SHORT_2D.replace("padding=1", "padding=(1, 0, 1, 0)"), "undecided", set()),
        ("nn.ZeroPad2d(3)", SHORT_2D, "different", {"inferred"}),
        ("nn.ZeroPad2d((0, 1, 0, 1))", SHORT_2D, "different", {"inferred"}),
    ],
)
def test_what_comes_after_a_loop_comes_after_its_last_layer(pad: str, layer: str, verdict: str, confidence: set[str]) -> None:
    """A Pad of reflected values makes other elements of all; one of zeros may be a stand-in for output_padding."""

    def loop(container: str, layer: str, pad: str) -> str:
        lines = ("layers = []", "for _ in range(n):", f"    layers += [{layer}, nn.ReLU()]", f"layers += [{pad}]")
        return "\n".join((*lines, f"self.up = nn.{container}(*layers)"))

    torch = written("torch", loop("Sequential", TORCH_2D, REFLECT["torch"]), "return self.up(x)")
    found = compared(torch, written("mindspore", loop("SequentialCell", layer, pad), "return self.up(x)"))
    assert found.verdict == verdict
    assert {finding.confidence for finding in found.findings} == confidence


@pytest.mark.parametrize(
    ("helpers", "body"),
    [
        ("", "x = ops.pad(x, (0, 1))\nif skip is None:\n    return self.up(x)\nreturn self.up(x)"),
        ("def run(layer, y):\n    return layer(y)", "return run(self.up, ops.pad(x, (0, 1)))"),
        ("", "return self.step(ops.pad(x, (0, 1)))"),
    ],
)
def test_a_pad_before_the_layer_wherever_it_stands(helpers: str, body: str) -> None:
    layer = 'nn.Conv1dTranspose(4, 4, 2, stride=4, pad_mode="pad", padding=0)'
    torch = written("torch", "self.up = nn.ConvTranspose1d(4, 4, 2, stride=4, bias=False)", "return self.up(x)")
    port = written("mindspore", f"self.up = {layer}", body, helpers) + "\n    def step(self, y):\n        return self.up(y)\n"
    assert compared(torch, port).verdict != "equal"


def test_a_pad_of_reflected_values_before_the_layer_is_open() -> None:
    layers = f"self.up = nn.SequentialCell(nn.ReflectionPad2d(1), {SHORT_2D.replace('padding=1', 'padding=(1, 0, 1, 0)')})"
    port = written("mindspore", layers, "return self.up(x)")
    assert compared(written("torch", f"self.up = {TORCH_2D}", "return self.up(x)"), port).verdict == "undecided"
