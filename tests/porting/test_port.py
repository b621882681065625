"""Ports by example: what is written, and why."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_transpose import Settings, check_source
from lint_transpose.documents import python
from lint_transpose.layers.releases import RELEASES
from lint_transpose.porting.listing import listing
from lint_transpose.porting.sums import is_never_negative
from tests.oracle.layers import draw_shared, draw_torch

from .reading import HEAD, port_of, ports_of, said_of


@pytest.mark.parametrize(
    ("torch", "layer"),
    [
        # What equals a default is left out; has_bias is always said; one number serves for all sides.
        (
            "nn.ConvTranspose2d(64, 32, (4, 4), 2, (1, 1), 0, 1, True, 1, 'zeros')",
            'nn.Conv2dTranspose(64, 32, (4, 4), stride=2, pad_mode="pad", padding=1, has_bias=True)',
        ),
        (
            "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=(1, 1), dilation=[1, 1])",
            'nn.Conv2dTranspose(64, 32, kernel_size=4, pad_mode="pad", has_bias=True)',
        ),
        # (h, w) becomes (h, h, w, w); a list, which MindSpore rejects, becomes a tuple.
        (
            "nn.ConvTranspose2d(64, 32, [2, 4], [1, 2], padding=[0, 1], bias=False)",
            'nn.Conv2dTranspose(64, 32, (2, 4), stride=(1, 2), pad_mode="pad", padding=(0, 0, 1, 1), has_bias=False)',
        ),
        (
            "nn.ConvTranspose2d(8, 8, 3, 2, 1, 1, groups=4, dilation=(2, 1))",
            'nn.Conv2dTranspose(8, 8, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), dilation=(2, 1), group=4, '
            "has_bias=True)",
        ),
        # PyTorch takes one number in a tuple or list for all axes.
        (
            "nn.ConvTranspose2d(8, 4, 3, (2,), [1], (1,), dilation=(2,))",
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), dilation=2, has_bias=True)',
        ),
        # The 3-D layer's own output_padding computes values.
        (
            "nn.ConvTranspose3d(8, 4, 3, 2, 1, (0, 1, 1))",
            'nn.Conv3dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=1, output_padding=(0, 1, 1), has_bias=True)',
        ),
        # A kernel of depth 1 has nothing to dilate.
        (
            "nn.ConvTranspose3d(8, 4, (1, 3, 3), dilation=2)",
            'nn.Conv3dTranspose(8, 4, (1, 3, 3), pad_mode="pad", dilation=(1, 2, 2), has_bias=True)',
        ),
        # The 1-D layer takes ints alone.
        (
            "nn.ConvTranspose1d(8, 4, (4,), (2,), (1,))",
            'nn.Conv1dTranspose(8, 4, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',
        ),
        # ZeroPad2d counts from the last axis: left, right, top, bottom.
        (
            "nn.ConvTranspose2d(8, 4, 3, (2, 3), 0, (1, 0))",
            "nn.SequentialCell(nn.ZeroPad2d((0, 0, 0, 1)), "
            'nn.Conv2dTranspose(8, 4, 3, stride=(2, 3), pad_mode="pad", padding=(0, 1, 0, 0), has_bias=True))',
        ),
        # Whatever stands in an argument, it keeps its place.
        (
            "nn.ConvTranspose2d(8 if 1 == 1 else 4, 4, 3)",
            'nn.Conv2dTranspose(8 if 1 == 1 else 4, 4, 3, pad_mode="pad", has_bias=True)',
        ),
        # A device is no part of the layer; float32 is MindSpore's default.
        (
            "nn.ConvTranspose2d(8, 4, 3, device='cuda', dtype=torch.float32)",
            'nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)',
        ),
        (
            "nn.ConvTranspose2d(8, 4, 3, dtype=torch.half)",
            'nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True, dtype=mindspore.float16)',
        ),
    ],
)
def test_layer(torch: str, layer: str) -> None:
    port = port_of(torch)
    assert port.layer == layer
    assert port.exact
    assert port.output is None
    assert said_of(port.conditions) == ()


def test_one_dimension() -> None:
    """Both sides crop p - op, so op elements too many are left on the near side."""
    port = port_of("nn.ConvTranspose1d(8, 4, 5, 2, 2, 1)")
    assert port.layer == 'nn.Conv1dTranspose(8, 4, 5, stride=2, pad_mode="pad", padding=1, has_bias=True)'
    assert port.output == "y[..., 1:]"


@pytest.mark.parametrize(
    ("torch", "layer", "conditions"),
    [
        # A tuple would have to be doubled.
        (
            "nn.ConvTranspose2d(cin, cout, k, stride=s, padding=p)",
            'nn.Conv2dTranspose(cin, cout, k, stride=s, pad_mode="pad", padding=p, has_bias=True)',
            ("p is an int",),
        ),
        (
            "nn.ConvTranspose2d(cin, cout, k, padding=p, stride=s, output_padding=op, bias=bias)",
            'nn.Conv2dTranspose(cin, cout, k, stride=s, pad_mode="pad", padding=(p, p - op, p, p - op), has_bias=bias)',
            ("p is an int", "op is an int", "op <= p"),
        ),
        # Operators that no tuple has say that it is a number; arithmetic keeps its meaning.
        (
            "nn.ConvTranspose2d(cin, cout, k, s, (k - 1) // 2, s - 1)",
            'nn.Conv2dTranspose(cin, cout, k, stride=s, pad_mode="pad", '
            "padding=((k - 1) // 2, (k - 1) // 2 - (s - 1), (k - 1) // 2, (k - 1) // 2 - (s - 1)), has_bias=True)",
            ("s - 1 <= (k - 1) // 2",),
        ),
        # One axis at a time.
        (
            "nn.ConvTranspose2d(cin, cout, k, 3, (p, 1), (0, op))",
            'nn.Conv2dTranspose(cin, cout, k, stride=3, pad_mode="pad", padding=(p, p, 1, 1 - op), has_bias=True)',
            ("op <= 1",),
        ),
        # PyTorch itself wants op < 2: there is nothing left to ask for.
        (
            "nn.ConvTranspose1d(cin, cout, k, 2, 1, op)",
            'nn.Conv1dTranspose(cin, cout, k, stride=2, pad_mode="pad", padding=1 - op, has_bias=True)',
            (),
        ),
        # An axis that leaves open no more than its kernel is solved in numbers: 3 - 1 = 2 takes one stride of 2, 4 two.
        (
            "nn.ConvTranspose2d(cin, cout, k, 2, (1, 0), (3, 4), dilation=5)",
            "nn.SequentialCell(nn.ZeroPad2d((0, 2, 0, 1)), "
            'nn.Conv2dTranspose(cin, cout, k, stride=2, pad_mode="pad", padding=(1, 0, 0, 0), dilation=5, has_bias=True))',
            (),
        ),
        # The 3-D layer's output_padding must be below its stride.
        (
            "nn.ConvTranspose3d(cin, cout, k, 2, p, (0, 0, 3), dilation=(1, 1, 5))",
            'nn.Conv3dTranspose(cin, cout, k, stride=2, pad_mode="pad", padding=(p, p, p, p, p, p - 3), dilation=(1, 1, 5), '
            "has_bias=True)",
            ("k is an int", "k <= 7", "p is an int", "3 <= p"),
        ),
        # Without padding there is no far side to crop less: a zero before the layer makes room for any op, since op < s.
        (
            "nn.ConvTranspose2d(cin, cout, k, 2, output_padding=op)",
            "nn.SequentialCell(nn.ZeroPad2d((0, 1, 0, 1)), "
            'nn.Conv2dTranspose(cin, cout, k, stride=2, pad_mode="pad", padding=(0, 2 - op, 0, 2 - op), has_bias=True))',
            ("op is an int",),
        ),
        # Without a bias the zeros of MindSpore's own argument are right.
        (
            "nn.ConvTranspose2d(cin, cout, k, 2, output_padding=op, bias=False)",
            'nn.Conv2dTranspose(cin, cout, k, stride=2, pad_mode="pad", output_padding=op, has_bias=False)',
            ("op is an int",),
        ),
        (
            "nn.ConvTranspose3d(cin, cout, k, s, p, op)",
            'nn.Conv3dTranspose(cin, cout, k, stride=s, pad_mode="pad", padding=p, output_padding=op, has_bias=True)',
            ("s is an int", "s <= 256", "k is an int", "k <= 7", "p is an int"),
        ),
        (
            "nn.ConvTranspose3d(cin, cout, k, dilation=d)",
            'nn.Conv3dTranspose(cin, cout, k, pad_mode="pad", dilation=d, has_bias=True)',
            ("d == 1", "k is an int", "k <= 7"),
        ),
        # The same text twice is the same number.
        (
            "nn.ConvTranspose2d(cin, cout, k, s, p, p)",
            'nn.Conv2dTranspose(cin, cout, k, stride=s, pad_mode="pad", padding=(p, 0, p, 0), has_bias=True)',
            ("p is an int",),
        ),
        # A name for what the text leaves open; `names` says what it stands for.
        (
            "nn.LazyConvTranspose2d(32, 4, 2, 1)",
            'nn.Conv2dTranspose(in_channels, 32, 4, stride=2, pad_mode="pad", padding=1, has_bias=True)',
            (),
        ),
    ],
)
def test_open_arguments(torch: str, layer: str, conditions: tuple[str, ...]) -> None:
    port = port_of(torch, "cin, cout, k, s, p, op, bias, d")
    assert port.layer == layer
    assert said_of(port.conditions) == conditions


def test_names_are_kept() -> None:
    """A constant is known, and its name says more than its value."""
    (port,) = ports_of("P = 1\nup = nn.ConvTranspose2d(8, 4, 3, 2, P, 1)\n")
    assert port.layer == 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(P, P - 1, P, P - 1), has_bias=True)'
    assert said_of(port.conditions) == ()


def test_values_that_the_form_hangs_on() -> None:
    """Where the numbers pick the form, they are written, and the condition says which they are."""
    (port,) = ports_of("OP = 1\nup = nn.ConvTranspose2d(8, 4, 3, 2, 0, OP)\n")
    assert port.layer is not None
    assert "padding=(0, 1, 0, 1)" in port.layer
    assert said_of(port.conditions) == ("OP == 1",)


def test_a_bias_that_is_known_by_name() -> None:
    """The zeros of MindSpore's output_padding are right only while there is none."""
    (port,) = ports_of("BIAS = False\nup = nn.ConvTranspose2d(8, 4, 3, 2, 0, 1, bias=BIAS)\n")
    assert port.layer == 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", output_padding=1, has_bias=BIAS)'
    assert said_of(port.conditions) == ("not BIAS",)


def test_a_tuple_known_by_name() -> None:
    (port,) = ports_of("P = (1, 2)\nup = nn.ConvTranspose2d(8, 4, 5, 2, P, 1)\n")
    assert port.layer is not None
    assert "padding=(P[0], P[0] - 1, P[1], P[1] - 1)" in port.layer


@pytest.mark.parametrize(
    ("torch", "reason", "undecided"),
    [
        ("nn.ConvTranspose3d(8, 4, 3, dilation=2)", "depth dilation", False),
        ("nn.ConvTranspose3d(4, 4, 8, 4, 2)", "no 3-D kernel of more than 343 elements, here 512", False),
        ("nn.ConvTranspose3d(4, 4, (7, 7, 8))", "no 3-D kernel of more than 343 elements, here 392", False),
        ("nn.ConvTranspose3d(4, 4, 3, (257, 1, 1))", "no depth stride above 256, here 257", False),
        ("nn.functional.conv_transpose3d(x, w, stride=(257, 1, 1))", "no depth stride above 256, here 257", False),
        ("nn.ConvTranspose2d(8, 4, 3, dtype=torch.float64)", "float64", False),
        ("nn.ConvTranspose2d(8, 4, 3, 2, output_padding=2)", "PyTorch raises: output_padding must be smaller", False),
        ("nn.ConvTranspose2d(8, 4, 3, padding_mode='reflect')", "PyTorch raises: padding_mode", False),
        ("nn.ConvTranspose2d(8, 4, 3, padding='same')", "PyTorch raises: padding='same'", False),
        ("nn.ConvTranspose2d(8, 4, (3,))", "PyTorch raises: kernel_size=(3,)", False),
        ("nn.ConvTranspose2d(8, 4, 3, padding=(1, 1, 1))", "PyTorch raises: padding=(1, 1, 1)", False),
        ("nn.ConvTranspose2d(8, 4, 3, groups=3)", "PyTorch raises: in_channels must be divisible", False),
        ("nn.ConvTranspose2d(8, 4, 3, has_bias=True)", "PyTorch raises: no argument has_bias", False),
        ("nn.ConvTranspose2d(8, 4)", "PyTorch raises: kernel_size is missing", False),
        ("nn.ConvTranspose2d(8, 4, 3, **rest)", "*args or **kwargs", True),
    ],
)
def test_no_layer(torch: str, reason: str, undecided: bool) -> None:
    port = port_of(torch, "rest")
    assert port.layer is None
    assert not port.exact
    assert reason in str(port.reason)
    assert port.undecided == undecided


def test_older_releases() -> None:
    """ZeroPad2d came with 1.8, the 2-D output_padding with 2.0, dtype with 2.2."""
    call = "nn.ConvTranspose2d(8, 4, 3, 2, 0, 1, bias=False)"
    layer = 'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(0, 1, 0, 1), has_bias=False)'
    assert port_of(call, version="1.7").layer == f"nn.SequentialCell(nn.Pad(((0, 0), (0, 0), (0, 1), (0, 1))), {layer})"
    assert port_of(call, version="1.8").layer == f"nn.SequentialCell(nn.ZeroPad2d((0, 1, 0, 1)), {layer})"
    assert "output_padding=1" in str(port_of(call, version="2.0").layer)
    half = port_of("nn.ConvTranspose2d(8, 4, 3, dtype=torch.half)", version="2.1")
    assert "dtype" not in str(half.layer)
    assert said_of(half.notes) == ("dtype is left out",)


def test_text_on_one_line() -> None:
    port = port_of("nn.ConvTranspose2d(8,  # in\n        4, kernel_size=(3,\n        3), stride=(2))")
    assert port.torch == "nn.ConvTranspose2d(8, 4, kernel_size=(3, 3), stride=2)"
    assert port.layer == 'nn.Conv2dTranspose(8, 4, kernel_size=(3, 3), stride=2, pad_mode="pad", has_bias=True)'


def test_subclass_and_partial() -> None:
    """What a partial or *args pass on is written out."""
    subclass, first, spread, after = ports_of("""
from functools import partial
class Up(nn.ConvTranspose2d):
    def __init__(self, c):
        super().__init__(c, c // 2, 4, stride=2)
deconv = partial(nn.ConvTranspose2d, kernel_size=4, stride=2)
up = deconv(8, 4)
more = nn.ConvTranspose2d(8, *[4, 3], padding=1)
then = nn.ConvTranspose2d(*[8, 4], 3)
""")
    assert subclass.layer == 'nn.Conv2dTranspose(c, c // 2, 4, stride=2, pad_mode="pad", has_bias=True)'
    assert first.layer == (
        'nn.Conv2dTranspose(in_channels=8, out_channels=4, kernel_size=4, stride=2, pad_mode="pad", has_bias=True)'
    )
    assert spread.layer == ('nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", padding=1, has_bias=True)')
    assert after.layer == 'nn.Conv2dTranspose(8, 4, 3, pad_mode="pad", has_bias=True)'


SIZED = """
class Net(nn.Module):
    def __init__(self, p):
        self.up = nn.ConvTranspose{}
    def forward(self, x, skip, size):
        return {}
"""


@pytest.mark.parametrize(
    ("layer", "calls", "answer", "output", "conditions"),
    [
        # Of all results that a stride of 2 may make the longest, as with output_padding=1.
        (
            "2d(8, 4, 3, 2, 1)",
            "self.up(x, output_size=skip.size())",
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            "y[..., :skip.shape[-2], :skip.shape[-1]]",
            (),
        ),
        (
            "2d(8, 4, 3, 2, 1)",
            "self.up(x, (2 * x.size(2), 25))",
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            "y[..., :2 * x.shape[2], :25]",
            (),
        ),
        (
            "1d(8, 4, 3, 3, 1)",
            "self.up(x, output_size=[25])",
            "nn.SequentialCell(nn.ConstantPad1d((0, 1), 0.0), "
            'nn.Conv1dTranspose(8, 4, 3, stride=3, pad_mode="pad", padding=1, has_bias=True))',
            "y[..., :-1][..., :25]",
            (),
        ),
        (
            "3d(8, 4, 3, 2, p)",
            "self.up(x, size)",
            'nn.Conv3dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=p, output_padding=1, has_bias=True)',
            "y[..., :size[-3], :size[-2], :size[-1]]",
            ("p is an int",),
        ),
        # Two sizes for one layer: a name stands for either.
        (
            "2d(8, 4, 3, 2, 1)",
            "self.up(x, skip.shape), self.up(x, size)",
            'nn.Conv2dTranspose(8, 4, 3, stride=2, pad_mode="pad", padding=(1, 0, 1, 0), has_bias=True)',
            "y[..., :output_size[-2], :output_size[-1]]",
            (),
        ),
    ],
)
def test_output_size(layer: str, calls: str, answer: str, output: str, conditions: tuple[str, ...]) -> None:
    """It takes the place of output_padding when the layer is called: the layer makes all that it may ask for."""
    (port,) = ports_of(SIZED.format(layer, calls))
    assert port.layer == answer
    assert port.output == output
    assert said_of(port.conditions) == conditions


def test_input_without_a_batch_axis() -> None:
    """MindSpore refuses it: where the text shows the call, the answer says how to call."""
    layer, function, _ = ports_of("""
up = nn.ConvTranspose2d(8, 4, 3)
y = up(torch.rand(8, 5, 5))
x = torch.zeros((8, 5, 5))
z = F.conv_transpose2d(x, w)
u = nn.ConvTranspose2d(8, 4, 3)(torch.rand(2, 8, 5, 5))
""")
    assert said_of(layer.notes) == ("without a batch axis in line 6: up(torch.rand(8, 5, 5).expand_dims(0)).squeeze(0)",)
    assert str(function.layer).endswith(
        ")(x.expand_dims(0), w, (x.expand_dims(0).shape[0], w.shape[1], "
        "x.expand_dims(0).shape[2] - 1 + w.shape[2], x.expand_dims(0).shape[3] - 1 + w.shape[3])).squeeze(0)"
    )
    assert _.notes == ()


@pytest.mark.parametrize(
    ("torch", "layer", "conditions"),
    [
        # The sum is added up, and what is left on both sides says nothing.
        (
            "nn.ConvTranspose2d(4, 4, 2 * s, s, s // 2 + s % 2, s % 2)",
            'nn.Conv2dTranspose(4, 4, 2 * s, stride=s, pad_mode="pad", '
            "padding=(s // 2 + s % 2, s // 2, s // 2 + s % 2, s // 2), has_bias=True)",
            (),
        ),
        (
            "nn.ConvTranspose2d(4, 4, 4, s, 1, s - 1)",
            'nn.Conv2dTranspose(4, 4, 4, stride=s, pad_mode="pad", padding=(1, 2 - s, 1, 2 - s), has_bias=True)',
            ("s <= 2",),
        ),
        # A condition that never holds is none: the other form is the answer.
        (
            "nn.ConvTranspose1d(4, 4, k, s, p, p + 1)",
            "nn.SequentialCell(nn.ConstantPad1d((0, 1), 0.0), "
            'nn.Conv1dTranspose(4, 4, k, stride=s, pad_mode="pad", padding=p, has_bias=True))',
            (),
        ),
        (
            "nn.ConvTranspose3d(4, 4, 3, (s, 2, 2))",
            'nn.Conv3dTranspose(4, 4, 3, stride=(s, 2, 2), pad_mode="pad", has_bias=True)',
            ("s <= 256",),
        ),
    ],
)
def test_conditions_are_simple(torch: str, layer: str, conditions: tuple[str, ...]) -> None:
    port = port_of(torch, "s, k, p")
    assert port.layer == layer
    assert said_of(port.conditions) == conditions


def test_alternatives() -> None:
    """One for output_padding above padding; those for tuples, too."""
    document = python("net.py", f"{HEAD}def up(s, p): return nn.ConvTranspose2d(4, 4, 4, s, p, s - 1)\n")
    found = [(item.port.layer, said_of(item.port.conditions)) for item in listing(document, Settings()).ports]
    head = 'nn.Conv2dTranspose(4, 4, 4, stride=s, pad_mode="pad", padding='
    assert found[:2] == [
        (f"{head}(p, p - (s - 1), p, p - (s - 1)), has_bias=True)", ("p is an int", "s - 1 <= p")),
        (
            f"nn.SequentialCell(nn.ZeroPad2d((0, 1, 0, 1)), {head}(p, p + 1, p, p + 1), has_bias=True))",
            ("p is an int",),
        ),
    ]
    assert all(any(text.startswith("not isinstance(") for text in conditions) for _, conditions in found[2:])


@pytest.mark.parametrize(
    ("arguments", "conditions"),
    [
        ("3, u, (u + 1) // 2, u % 2", ()),
        ("3, u, u - u // 2, u % 2", ()),
        ("3, u, u // 2 + 1, u % 2", ()),
        ("3, u, u // 3 + u // 2, u // 6", ()),
        ("3, u, u // 2, u % 2", ("u % 2 <= u // 2",)),  # not for 1
        ("3, u, 9 - u // 2, u % 2", ("u % 2 <= 9 - u // 2",)),  # not for 20
        ("3, s, 2 * p, p + 1", ("p + 1 <= 2 * p",)),
        ("3, s, p, op - 1", ("p is an int", "op - 1 <= p")),
        ("3, (s, s - 1), p // 2, 0", ()),
    ],
)
def test_conditions_that_always_hold_are_gone(arguments: str, conditions: tuple[str, ...]) -> None:
    """What is calculated with is no tuple; a sum of one name's quotients repeats itself, and grows or not."""
    assert said_of(port_of(f"nn.ConvTranspose2d(4, 4, {arguments})", "s, p, op, u").conditions) == conditions


@given(st.integers(0, 400), st.data())
def test_never_negative(value: int, data: st.DataObject) -> None:
    """What is said never to be negative is not, whatever the name stands for."""
    parts = ["u", "3", "u // 2", "u // 3", "u % 2", "u % 5", "(u + 1) // 2", "u * 2", "(u % 6) // 2", "(2 * u + 3) // 4"]
    drawn = data.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3))
    taken = data.draw(st.lists(st.sampled_from(parts), max_size=2))
    text = " + ".join(drawn) + "".join(f" - ({part})" for part in taken)
    if is_never_negative(text, {"u"}):
        assert eval(text, {"u": value}) >= 0


def test_one_answer_for_all_callers() -> None:
    """What two callers leave alike is said once, with what the unknown caller leaves open."""
    (port,) = ports_of("def up(c, p=1, op=1):\n    return nn.ConvTranspose2d(c, c, 3, 2, p, op)\na, b = up(8), up(4, 2)\n")
    assert port.layer == 'nn.Conv2dTranspose(c, c, 3, stride=2, pad_mode="pad", padding=(p, p - op, p, p - op), has_bias=True)'
    assert said_of(port.conditions) == ("p is an int", "op is an int", "op <= p")


def test_the_first_item_and_no_other_is_met_in_the_first_pass() -> None:
    """What a loop changes holds its first value for the first item only."""
    text = "def up(*sizes):\n    return nn.ConvTranspose2d(*sizes)\n"
    text += "c = 16\nfor k in (4, 8):\n    net = up(c, c // 2, k)\n    c //= 2\n"
    answers = [port.layer for port in ports_of(text)]
    assert any("in_channels=16, out_channels=8, kernel_size=4" in str(layer) for layer in answers)
    assert not any("=16" in str(layer) and "kernel_size=8" in str(layer) for layer in answers)


@pytest.mark.parametrize(
    ("bias", "has_bias"),
    [
        ("norm", "bool(norm)"),
        ("not norm", "not norm"),
        ("norm is None and not cfg.bn", "norm is None and not cfg.bn"),
        ("norm or None", "bool(norm or None)"),
        ("cfg.use_bias", "cfg.use_bias"),
        ("len(norm)", "bool(len(norm))"),
        ("0", "False"),
        ("None", "False"),
    ],
)
def test_bias_that_is_no_bool(bias: str, has_bias: str) -> None:
    """PyTorch asks for its truth, MindSpore wants a bool."""
    assert f"has_bias={has_bias})" in str(port_of(f"nn.ConvTranspose2d(8, 4, 3, bias={bias})", "norm, cfg").layer)


def test_bias_whose_default_is_no_bool() -> None:
    found = ports_of("def up(c, bias=None):\n    return nn.ConvTranspose2d(c, c, 3, bias=bias)\nup(3)\n")
    assert all(port.layer is not None and "has_bias=bool(bias)" in port.layer for port in found)


def test_names_of_the_text_are_no_placeholders() -> None:
    (lazy,) = ports_of("def up(in_channels):\n    return nn.LazyConvTranspose2d(in_channels, 4)\n")
    assert lazy.layer == 'nn.Conv2dTranspose(in_channels_1, in_channels, 4, pad_mode="pad", has_bias=True)'
    assert str(lazy.stands_for) == "in_channels_1 = the number of channels of the first input"
    function = port_of("F.conv_transpose2d(x, weight * 2, bias * 2)", "x, weight, bias")
    assert str(function.stands_for) == "weight_1 = weight * 2; bias_1 = bias * 2"
    assert function.conditions == lazy.conditions == ()
    assert "weight *" not in str(function.layer)


@pytest.mark.parametrize("method", ["forward", "__call__"])
def test_subclass_that_computes_otherwise(method: str) -> None:
    """Built by its own constructor, by the layer's, and by way of a class between."""
    found = ports_of(f"""
class Crop(nn.ConvTranspose2d):
    def {method}(self, x):
        return super().{method}(x)[..., 1:]
class Half(Crop):
    pass
class Fixed(nn.ConvTranspose2d):
    def __init__(self, c):
        super().__init__(c, c, 3)
    def {method}(self, x):
        return super().{method}(x) * 2
class Plain(nn.ConvTranspose2d):
    def reset_parameters(self):
        pass
a, b, c, d = Crop(3, 3, 3), Half(3, 3, 3), Fixed(3), Plain(3, 3, 3)
""")
    # In the order of the text: the constructor of Fixed stands before the calls.
    assert [port.layer is None and port.undecided for port in found] == [True, True, True, False]
    assert str(found[0].reason).startswith("Fixed computes")


def test_large_kernels_in_three_dimensions() -> None:
    """MindSpore refuses more than 343 elements: what the text leaves open is a condition."""
    port = port_of("nn.ConvTranspose3d(8, 4, (k, 3, k), 2)", "k")
    assert said_of(port.conditions) == ("k * 3 * k <= 343",)
    function = port_of("F.conv_transpose3d(x, w)", "x, w")
    assert said_of(function.conditions) == ("w.shape[2] * w.shape[3] * w.shape[4] <= 343",)


def test_function() -> None:
    port = port_of("F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1)", "x, w, b")
    assert port.torch == "nn.functional.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1)"
    # (h - 1) * 2 - 2 * 1 + k + 1
    assert port.layer == (
        'ops.BiasAdd()(ops.Conv2DTranspose(w.shape[0], w.shape[2:], pad_mode="pad", pad=1, stride=2)(x, w, (x.shape[0], '
        "w.shape[1], (x.shape[2] - 1) * 2 + w.shape[2] - 1, (x.shape[3] - 1) * 2 + w.shape[3] - 1)), b)"
    )
    assert said_of(port.conditions) == ("b is not None",)


@pytest.mark.parametrize("bias", ["torch.zeros(4)", "b.cpu()", "b + 1", "get()"])
def test_bias_that_is_made_at_the_call(bias: str) -> None:
    """A name stands for it: no condition asks for what can only be so, or for what can never be."""
    port = port_of(f"F.conv_transpose2d(x, w, {bias})", "x, w, b, get")
    assert port.invented == (("bias", bias),)
    assert said_of(port.conditions) == (("bias is not None",) if bias == "get()" else ())


def test_function_of_torch_itself() -> None:
    """The functions stand at the top of torch as well."""
    first, second = (port_of(f"{module}.conv_transpose2d(x, w)", "x, w") for module in ("torch", "F"))
    assert first == second
    assert first.torch == "nn.functional.conv_transpose2d(x, w)"


def test_answers_raise_nothing() -> None:
    """What port writes, check has nothing to say about: nothing raises, no zeros stand in for values."""
    random = Random("clean")
    for _ in range(300):
        dimension = random.choice((1, 2, 3))
        shared = draw_shared(random, dimension)
        layer = draw_torch(random, shared)
        version = random.choice(RELEASES[2:]).name
        call = (
            f"nn.ConvTranspose{dimension}d({shared.in_channels}, {shared.out_channels}, {shared.kernel_size}, "
            f"{shared.stride}, {layer.padding}, {layer.output_padding}, {shared.groups}, {shared.bias}, {shared.dilation})"
        )
        port = port_of(call, version=version)
        if port.layer is None:
            assert "5-D" in str(port.reason)
            continue
        found = check_source(f"from mindspore import nn\nup = {port.layer}\n", settings=Settings(mindspore_version=version))
        assert found == [], (call, version, port.layer)


def test_an_output_padding_that_is_zero_here() -> None:
    """`y[..., :-0]` would be empty."""
    (port,) = ports_of("OP = 0\nup = nn.ConvTranspose1d(8, 4, 3, 2, 0, OP)\n")
    assert port.output == "y[..., :-(2 - OP)]"
