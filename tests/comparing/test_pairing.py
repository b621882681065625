"""Which layer ports which: by names, by order, by what a loop or branch stands for; and never by guessing."""

from __future__ import annotations

import pytest

from lint_transpose.comparing.compare import outcome, pairing
from lint_transpose.comparing.in_tree import pair_trees
from lint_transpose.comparing.pairing import pair

from .test_random import CONTEXT, RULES
from .texts import EQUAL, ORIGINAL, addresses, mindspore_side, mindspore_text, rows, torch_side, torch_text


def paired(torch: str, mindspore: str, names: tuple[str, str] = ("Up", "Up")) -> dict[str, list[str]]:
    return addresses(pair(torch_side(torch_text(torch, names[0])), mindspore_side(mindspore_text(mindspore, names[1]))))


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("up", "up"),
        ("up1", "up_1"),
        ("upConv", "up_conv"),
        ("up1", "up1_conv"),
        ("up", "up_layer"),
        ("up2", "conv_up2"),
    ],
)
def test_attributes(torch: str, mindspore: str) -> None:
    found = paired(f"self.{torch} = T\nself.head = T", f"self.head = M\nself.{mindspore} = M")
    assert found == {"Up.head": ["Up.head"], f"Up.{mindspore}": [f"Up.{torch}"]}


def test_the_only_attribute_on_both_sides() -> None:
    assert paired("self.deconv = T", "self.upsample = M") == {"Up.upsample": ["Up.deconv"]}


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("Generator", "Generator"),
        ("ResnetGenerator", "ResNetGenerator"),
        ("Generator", "GeneratorCell"),
        ("Generator", "MSGenerator"),
        ("UNet", "unet_model"),
    ],
)
def test_classes(torch: str, mindspore: str) -> None:
    left = torch_side(torch_text("self.up = T", "Alpha") + torch_text("self.up = T", torch))
    right = mindspore_side(mindspore_text("self.up = M", mindspore) + mindspore_text("self.up = M", "Gamma"))
    assert addresses(pair(left, right))[f"{mindspore}.up"] == [f"{torch}.up"]


def test_the_same_name_before_a_similar_one() -> None:
    left = torch_side(torch_text("self.up = T", "Up") + torch_text("self.up = T", "UpLayer"))
    right = mindspore_side(mindspore_text("self.up = M", "UpLayer") + mindspore_text("self.up = M", "Up"))
    assert addresses(pair(left, right)) == {"Up.up": ["Up.up"], "UpLayer.up": ["UpLayer.up"]}


@pytest.mark.parametrize(("torch", "mindspore"), [("DCGAN_G_nobn", "DcgannobnG"), ("Decoder", "Upsampler")])
def test_the_only_classes_of_two_files(torch: str, mindspore: str) -> None:
    assert paired("self.up = T", "self.up = M", (torch, mindspore)) == {f"{mindspore}.up": [f"{torch}.up"]}


def test_names_before_order() -> None:
    torch = "self.up2 = T\nself.up8 = T\nself.up_pool4 = T"
    mindspore = "self.up2 = M\nself.up_pool4 = M\nself.up8 = M"
    assert paired(torch, mindspore) == {"Up.up2": ["Up.up2"], "Up.up_pool4": ["Up.up_pool4"], "Up.up8": ["Up.up8"]}


def test_order_where_names_say_nothing() -> None:
    torch = "self.model = nn.Sequential(T, nn.ReLU(), T)"
    mindspore = "self.model = nn.SequentialCell([\n    M,\n    nn.ReLU(),\n    M,\n])"
    found = pair(torch_side(torch_text(torch)), mindspore_side(mindspore_text(mindspore)))
    # Both PyTorch layers stand on row 7; by column the first one is the partner of the first.
    assert [pair.mindspore.site.node.lineno for pair in found.pairs] == [8, 10]
    first, second = (pair.torch[0].site.node.col_offset for pair in found.pairs)
    assert first < second


def test_other_numbers_are_other_layers() -> None:
    found = pair(
        torch_side(torch_text("self.up1 = T\nself.up2 = T")), mindspore_side(mindspore_text("self.up2 = M\nself.up3 = M"))
    )
    assert addresses(found) == {"Up.up2": ["Up.up2"]}
    assert [str(item.address) for item in found.ambiguous[0].torch] == ["Up.up1"]
    assert [str(item.address) for item in found.ambiguous[0].mindspore] == ["Up.up3"]


def test_other_numbers_at_the_same_rank_are_other_layers() -> None:
    assert paired("self.up1 = T\nself.head = T", "self.up3 = M\nself.head = M") == {"Up.head": ["Up.head"]}


def test_more_on_one_side_is_ambiguous() -> None:
    found = pair(
        torch_side(torch_text("self.model = nn.Sequential(T, T)")),
        mindspore_side(mindspore_text("self.model = nn.SequentialCell(M)")),
    )
    assert not found.pairs
    assert (len(found.ambiguous[0].torch), len(found.ambiguous[0].mindspore)) == (2, 1)


def test_other_classes_are_not_paired() -> None:
    torch = torch_text("self.up = T", "Alpha") + torch_text("self.up = T", "Beta")
    mindspore = mindspore_text("self.up = M", "Gamma") + mindspore_text("self.up = M", "Delta")
    found = pair(torch_side(torch), mindspore_side(mindspore))
    assert (len(found.pairs), len(found.torch_alone), len(found.mindspore_alone)) == (0, 2, 2)


def test_other_classes_of_the_same_attributes() -> None:
    torch = torch_text("self.up1 = T", "Alpha") + torch_text("self.head = T", "Beta")
    mindspore = mindspore_text("self.head = M", "Gamma") + mindspore_text("self.up_1 = M", "Delta")
    found = addresses(pair(torch_side(torch), mindspore_side(mindspore)))
    assert found == {"Gamma.head": ["Beta.head"], "Delta.up_1": ["Alpha.up1"]}


def test_loop_and_unrolled() -> None:
    torch, mindspore = "for i in range(n):\n    layers += [T]", "self.up1 = M\nself.up2 = M"
    assert paired(torch, mindspore) == {"Up.up1": ["Up.layers"], "Up.up2": ["Up.layers"]}
    torch, mindspore = "self.up1 = T\nself.up2 = T", "for i in range(n):\n    layers.append(M)"
    assert paired(torch, mindspore) == {"Up.layers": ["Up.up1", "Up.up2"]}


def test_branches_of_one_layer() -> None:
    mindspore = "if flag:\n    up = M\nelse:\n    up = M\nself.up = up"
    found = pair(torch_side(torch_text("up = T\nself.up = up")), mindspore_side(mindspore_text(mindspore)))
    assert rows(found) == {(8, (7,)), (10, (7,))}


def test_names_given_as_strings() -> None:
    torch = 'self.add_module("b", T)\nself.add_module("a", T)'
    mindspore = 'self.insert_child_to_cell("a", M)\nself.insert_child_to_cell("b", M)'
    assert paired(torch, mindspore) == {"Up.a": ["Up.a"], "Up.b": ["Up.b"]}


def test_factories() -> None:
    torch = "from torch import nn\n\n\ndef deconv(i, o):\n    return nn.Sequential(nn.ConvTranspose2d(i, o, 4, 2, 1))\n"
    mindspore = "from mindspore import nn\n\n\ndef deconv(i, o):\n    up = nn.Conv2dTranspose(i, o, 4, 2)\n    return up\n"
    assert addresses(pair(torch_side(torch), mindspore_side(mindspore))) == {"deconv.up": ["deconv"]}


def test_by_way_of_a_class_of_the_port() -> None:
    torch = torch_text("self.up1 = T\nself.up2 = T", "Generator")
    mindspore = mindspore_text("self.conv = nn.Conv2dTranspose(8, 8, n, 2)", "Block")
    mindspore += mindspore_text("self.up_1 = Block(3)\nself.up_2 = Block(4)", "Generator")
    found = pairing([torch_side(torch)], [mindspore_side(mindspore)], trees=False)
    assert addresses(found) == {"Generator.up_1": ["Generator.up1"], "Generator.up_2": ["Generator.up2"]}
    assert not found.mindspore_alone
    kernels = [pair.mindspore.site.cases[0].call.value("kernel_size") for pair in found.pairs]
    assert kernels == [3, 4]


def test_layers_replaced_before_use_are_left_out() -> None:
    mindspore = "up = M\nif flag:\n    up = M\nelse:\n    up = M\nself.up = up"
    found = pairing([torch_side(torch_text("up = T\nself.up = up"))], [mindspore_side(mindspore_text(mindspore))], trees=False)
    assert rows(found) == {(9, (7,)), (11, (7,))}


def test_trees_by_path() -> None:
    """A class of the same name in several files: the paths decide, or nothing does."""
    text, port = torch_text("self.up = T", "Decoder"), mindspore_text("self.up = M", "Decoder")
    other = torch_text("self.up = nn.ConvTranspose2d(8, 8, 2)", "Decoder")
    found = pair_trees(
        [torch_side(text, "torch/models/small.py"), torch_side(other, "torch/models/large.py")],
        [mindspore_side(port, "ms/src/large.py"), mindspore_side(port, "ms/src/small.py")],
    )
    places = {pair.mindspore.module.source.filename: pair.torch[0].module.source.filename for pair in found.pairs}
    assert places == {"ms/src/large.py": "torch/models/large.py", "ms/src/small.py": "torch/models/small.py"}
    undecided = pairing(
        [torch_side(text, "torch/a.py"), torch_side(other, "torch/b.py")], [mindspore_side(port, "ms/c.py")], trees=True
    )
    assert (len(undecided.pairs), len(undecided.ambiguous)) == (0, 1)


def test_trees_with_copies() -> None:
    text, port = torch_text("self.up = T", "Decoder"), mindspore_text("self.up = M", "Decoder")
    found = pair_trees(
        [torch_side(text, "torch/train/net.py"), torch_side(text, "torch/eval/net.py")],
        [mindspore_side(port, "ms/a.py"), mindspore_side(port, "ms/b.py")],
    )
    assert [len(pair.torch) for pair in found.pairs] == [2, 2]


def test_unrolled_classes() -> None:
    port = "".join(mindspore_text("self.up = M", f"Up{number}") for number in (1, 2))
    found = pair(torch_side(torch_text("self.up = T", "Up")), mindspore_side(port))
    assert addresses(found) == {"Up1.up": ["Up.up"], "Up2.up": ["Up.up"]}


def test_comments_come_first() -> None:
    """What a comment names is the original, whatever the names say."""
    torch = torch_text("self.a = T\nself.b = T", "Alpha") + torch_text("self.a = T", "Beta")
    port = mindspore_text("self.a = M  # ported-from: torch.py::Alpha.b\nself.c = M  # ported-from: torch.py::Beta", "Beta")
    found = pairing([torch_side(torch)], [mindspore_side(port)], trees=False)
    assert addresses(found) == {"Beta.a": ["Alpha.b"], "Beta.c": ["Beta.a"]}
    assert [str(item.address) for item in found.torch_alone] == ["Alpha.a"]


def test_order_is_that_of_the_calls() -> None:
    """A class that builds its layer in one of several branches: the calls of it count, not the branches."""
    block = "if n == {0}:\n    {1} = {2}\nelse:\n    {1} = {2}\nself.kept = {1}"
    calls = "self.model = [\n    Block(1),\n    Block(2),\n    Block(3),\n]"
    torch = torch_text(block.format(3, "up", "T"), "Block") + torch_text(calls, "Net")
    port = mindspore_text(block.format(1, "deconv", "M"), "Cell") + mindspore_text(
        calls.format(1, 2, 3).replace("Block", "Cell"), "Net"
    )
    found = pairing([torch_side(torch)], [mindspore_side(port)], trees=False)
    callers = {(pair.mindspore.caller, pair.torch[0].caller) for pair in found.pairs}
    rows = sorted((ours.lineno, theirs.lineno) for ours, theirs in callers if ours is not None and theirs is not None)
    assert [theirs - ours for ours, theirs in rows] == [0, 0, 0]


def test_counted_from_0_and_from_1() -> None:
    torch = "self.up1 = T\nself.up2 = T\nself.up3 = T"
    mindspore = "self.up_0 = M\nself.up_1 = M\nself.up_2 = M"
    assert paired(torch, mindspore) == {"Up.up_0": ["Up.up1"], "Up.up_1": ["Up.up2"], "Up.up_2": ["Up.up3"]}


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("self.up1 = T\nself.up2 = T", "self.up2 = M\nself.up3 = M"),  # the first one may be missing
        ("self.up1 = T\nself.up2 = T", "self.up0 = M\nself.up1 = M\nself.up2 = M"),
    ],
)
def test_counts_that_may_mean_a_missing_layer_are_no_shift(torch: str, mindspore: str) -> None:
    assert paired(torch, mindspore).get("Up.up2") == ["Up.up2"]


def test_weights_of_layers_that_are_counted_from_the_other_end() -> None:
    torch = "self.up2 = nn.ConvTranspose2d(8, 4, 4)\nself.up1 = nn.ConvTranspose2d(4, 2, 4)"
    mindspore = "self.{0}1 = nn.Conv2dTranspose(8, 4, 4)\nself.{0}2 = nn.Conv2dTranspose(4, 2, 4)"
    assert paired(torch, mindspore.format("deconv")) == {"Up.deconv1": ["Up.up2"], "Up.deconv2": ["Up.up1"]}
    assert paired(torch, mindspore.format("up")) == {"Up.up1": ["Up.up2"], "Up.up2": ["Up.up1"]}


def test_weights_against_the_order() -> None:
    torch = "self.a = nn.ConvTranspose2d(8, 4, 4)\nself.b = nn.ConvTranspose2d(4, 2, 4)"
    mindspore = "self.x = nn.Conv2dTranspose(4, 2, 4)\nself.y = nn.Conv2dTranspose(8, 4, 4)"
    assert paired(torch, mindspore) == {"Up.x": ["Up.b"], "Up.y": ["Up.a"]}
    torch, mindspore = (text.replace("8, 4", "4 * n, 2 * n").replace("4, 2", "2 * n, n") for text in (torch, mindspore))
    assert paired(torch, mindspore) == {"Up.x": ["Up.b"], "Up.y": ["Up.a"]}


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("self.a = nn.ConvTranspose2d(8, n, 4)\nself.b = nn.ConvTranspose2d(4, n, 4)",
         "self.x = nn.Conv2dTranspose(m, 4, 4)\nself.y = nn.Conv2dTranspose(m, 8, 4)\nself.z = nn.Conv2dTranspose(m, 8, 4)"),
        ("self.a = nn.ConvTranspose2d(8, 4, 4)\nself.b = nn.ConvTranspose2d(4, 4, 4)\nself.c = nn.ConvTranspose2d(4, 4, 4)",
         "self.x = nn.Conv2dTranspose(4, 4, 4)\nself.y = nn.Conv2dTranspose(4, 4, 4)\nself.z = nn.Conv2dTranspose(8, 4, 4)"),
    ],
    ids=["open", "alike"],
)  # fmt: skip
def test_weights_that_do_not_tell_leave_layers_ambiguous(torch: str, mindspore: str) -> None:
    found = pair(torch_side(torch_text(torch)), mindspore_side(mindspore_text(mindspore)))
    assert not found.pairs
    assert found.ambiguous


def test_unrolled_classes_of_another_file() -> None:
    torch = torch_side(torch_text("self.up = T", "Up"), "unet/unet_parts.py")
    other = mindspore_side(mindspore_text("self.up_conv = M", "UnetUp"), "src/nested/unet_parts.py")
    numbered = mindspore_text("self.up = M", "Up1") + "\n\n" + mindspore_text("self.up = M", "Up2")
    found = pair_trees([torch], [other, mindspore_side(numbered, "src/medical/unet_parts.py")])
    assert addresses(found) == {"Up1.up": ["Up.up"], "Up2.up": ["Up.up"]}


def test_some_layers_of_a_class_by_a_factory() -> None:
    torch = torch_side(torch_text("self.net = nn.Sequential(T, nn.ReLU(), T, nn.ReLU(), T)"))
    factory = "\n\ndef deconv(i, o):\n    return nn.Conv2dTranspose(i, o, 4, 2, 'pad', 1, has_bias=True)\n"
    mindspore = mindspore_text("self.net = nn.SequentialCell(deconv(8, 8), deconv(8, 8), M)") + factory
    found = pairing([torch], [mindspore_side(mindspore)], trees=False)
    assert [str(pair.mindspore.address) for pair in found.pairs] == ["Up.net"] * 3
    assert not found.ambiguous
    assert not found.mindspore_alone


def test_what_is_left_of_files_of_several_classes_is_no_pair() -> None:
    """`UpNorm`, which the port added, is not the decoder that it left out."""
    torch = torch_text("self.up = T", "Generator") + "\n\n" + torch_text("self.model = T", "Decoder")
    mindspore = mindspore_text("self.up = M", "Generator") + "\n\n" + mindspore_text("self.conv = M", "UpNorm")
    found = pairing([torch_side(torch)], [mindspore_side(mindspore)], trees=False)
    assert addresses(found) == {"Generator.up": ["Generator.up"]}
    assert [str(item.address) for item in found.torch_alone] == ["Decoder.model"]
    assert [str(item.address) for item in found.mindspore_alone] == ["UpNorm.conv"]


def _classes(framework: str, **attributes: str) -> str:
    """A file of classes: `Name="up1 up2"`, each attribute a layer."""
    base, layer = ("Module", "T") if framework == "torch" else ("Cell", "M")
    text = f"from {framework} import nn\n"
    for name, names in attributes.items():
        lines = "".join(f"        self.{item} = {layer}\n" for item in names.split())
        text += f"\n\nclass {name}(nn.{base}):\n    def __init__(self):\n        super().__init__()\n{lines}"
    return text.replace("= T", f"= {ORIGINAL}").replace("= M", f"= {EQUAL}")


@pytest.mark.parametrize(
    ("torch", "mindspore", "paired"),
    [
        # one letter apart, also where others have such attributes
        ({"DLinkNet34": "up"}, {"DinkNet34": "up", "Other": "up"}, {"DinkNet34.up"}),
        ({"Generator": "up"}, {"Generater": "up", "Other": "up"}, {"Generater.up"}),
        # two are as near, or the number differs
        ({"DLinkNet34": "up"}, {"DinkNet34": "up", "DLinkNe34": "up"}, set()),
        ({"LinkNet34": "up"}, {"LinkNet54": "up", "Other": "up"}, set()),
        # an attribute that no third class has
        (
            {"Decoder": "finaldeconv1", "Other": "x"},
            {"SegHead": "finaldeconv1", "Third": "z"},
            {"SegHead.finaldeconv1"},
        ),
        # of some attributes only
        (
            {"Decoder": "skip_a skip_b"},
            {"SegHead": "skip_a skip_b skip_c", "Third": "x"},
            {"SegHead.skip_a", "SegHead.skip_b"},
        ),
        ({"Decoder": "skip_a skip_b", "Third": "x"}, {"SegHead": "skip_a", "Fourth": "z"}, {"SegHead.skip_a"}),
        # a third class has one of them too
        ({"Decoder": "up_a up_b"}, {"SegHead": "up_a up_b", "Third": "up_b"}, set()),
        ({"Decoder": "up_a up_b"}, {"SegHead": "up_a up_c", "Third": "x"}, set()),
    ],
)
@pytest.mark.parametrize("trees", [False, True])
def test_classes_that_are_nearly_the_same(
    torch: dict[str, str], mindspore: dict[str, str], paired: set[str], trees: bool
) -> None:
    theirs = torch_side(_classes("torch", **torch), "nets/a.py")
    ours = mindspore_side(_classes("mindspore", **mindspore), "src/b.py")
    found = pairing([theirs], [ours], trees)
    assert {str(pair.mindspore.address) for pair in found.pairs} == paired


def test_a_unique_attribute_in_another_file() -> None:
    theirs = [torch_side(_classes("torch", Decoder="lift"), "a/x.py"), torch_side(_classes("torch", Net="up"), "a/y.py")]
    ours = [
        mindspore_side(_classes("mindspore", Head="lift"), "b/v.py"),
        mindspore_side(_classes("mindspore", Net="up"), "b/w.py"),
    ]
    found = pairing(theirs, ours, trees=True)
    assert {(str(pair.mindspore.address), str(pair.torch[0].address)) for pair in found.pairs} == {
        ("Head.lift", "Decoder.lift"),
        ("Net.up", "Net.up"),
    }


def test_layers_of_one_name_with_other_kernels_are_hardly_the_same() -> None:
    ours = mindspore_side(_classes("mindspore", SegHead="lift", Third="x").replace("8, 8, 4,", "8, 8, 7,", 1), "b.py")
    found = pairing([torch_side(_classes("torch", Decoder="lift", Other="z"), "a.py")], [ours], False)
    assert found.pairs == []


def test_a_name_that_many_have_tells_nothing_in_trees() -> None:
    theirs = [
        torch_side(_classes("torch", **{name: item}), f"a/{item}_t.py") for name, item in (("Decoder", "conv"), ("Net", "up"))
    ]
    ours = [
        mindspore_side(_classes("mindspore", **{name: item}), f"b/{item}.py")
        for name, item in (("Head", "conv"), ("Net", "up"))
    ]
    assert {str(pair.mindspore.address) for pair in pair_trees(theirs, ours, by_names=True).pairs} == {"Net.up"}


UNROLLED_TORCH = "self.a = nn.ConvTranspose2d(8, 4, 2, 2)\nself.b = nn.ConvTranspose2d(4, 2, 3, 2, 1, 1)"
UNROLLED = (
    'self.a = nn.Conv2dTranspose(8, 4, 2, 2, "valid", has_bias=True)\n'
    'self.b = nn.Conv2dTranspose(4, 2, 3, 2, "pad", (1, 0, 1, 0), has_bias=True)'
)
LOOP_TORCH = (
    "self.ups = nn.ModuleList()\nfor i, k, p in [(8, 2, 0), (4, 3, 1)]:\n"
    "    self.ups.append(nn.ConvTranspose2d(i, i // 2, k, 2, p, p))"
)
LOOP = (
    "self.ups = nn.CellList()\nfor i, k, crops in [(8, 2, (0, 0, 0, 0)), (4, 3, (1, 0, 1, 0))]:\n"
    '    self.ups.append(nn.Conv2dTranspose(i, i // 2, k, 2, "pad", crops, has_bias=True))'
)


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [(LOOP_TORCH, UNROLLED), (UNROLLED_TORCH, LOOP), (LOOP_TORCH, LOOP)],
    ids=["there", "here", "both"],
)
@pytest.mark.parametrize("verdict", ["equal", "different"])
def test_items_of_a_loop_are_held_to_what_is_written_out(torch: str, mindspore: str, verdict: str) -> None:
    if verdict == "different":
        mindspore = mindspore.replace("(1, 0, 1, 0)", "(0, 1, 0, 1)")
    found = pair(torch_side(torch_text(torch)), mindspore_side(mindspore_text(mindspore)))
    verdicts = [outcome(item, RULES, CONTEXT).verdict for item in found.pairs]
    assert not found.ambiguous
    assert verdicts == (["equal"] * (len(verdicts) - 1) + [verdict])


def test_layers_of_one_name_in_methods_in_another_order() -> None:
    method = "    def {name}(self):\n        up = {layer}\n        return up\n"
    torch, mindspore = (
        head + "".join(method.format(name=name, layer=layer.replace("8, 8", "8, n")) for name in names)
        for head, layer, names in (
            ("from torch import nn\n\n\nclass Up(nn.Module):\n", ORIGINAL, ("first", "second")),
            ("from mindspore import nn\n\n\nclass Up(nn.Cell):\n", EQUAL, ("second", "first")),
        )
    )
    assert addresses(pair(torch_side(torch), mindspore_side(mindspore))) == {
        "Up.first.up": ["Up.first.up"],
        "Up.second.up": ["Up.second.up"],
    }
