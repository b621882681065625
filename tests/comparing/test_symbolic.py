"""Pairs whose numbers the text leaves open: what both sides work out alike is equal, whatever the names stand for."""

from __future__ import annotations

import re

import pytest

from lint_transpose import Settings
from lint_transpose.comparing.compare import Outcome, outcome
from lint_transpose.comparing.pairing import pair
from lint_transpose.documents import load
from lint_transpose.porting.listing import listing

from .test_random import CONTEXT, RULES
from .texts import mindspore_side, torch_side

HEAD = "class Up(nn.{base}):\n    def __init__(self, {parameters}):\n        super().__init__()\n{body}"


def text(framework: str, body: str, parameters: str) -> str:
    base = "Module" if framework == "torch" else "Cell"
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"from {framework} import nn\n\n\n{HEAD.format(base=base, parameters=parameters, body=lines)}"


def compared(torch: str, mindspore: str, parameters: str = "cfg, k, s=2, p=1, op=0, d=1, bias=True") -> Outcome:
    theirs = torch_side(text("torch", torch, parameters))
    ours = mindspore_side(text("mindspore", mindspore, parameters))
    (found,) = pair(theirs, ours).pairs
    return outcome(found, RULES, CONTEXT)


@pytest.mark.parametrize(
    ("torch", "mindspore", "names"),
    [
        ("k, s, (k - s) // 2", 'k, s, "pad", (k - s) // 2, has_bias=True', "k and s are"),
        ("k, s, p", 'k, stride=s, pad_mode="pad", padding=(p,) * 4, has_bias=True', "k, s and p are"),
        ("2 * s, s, s // 2", 's + s, s, "pad", s // 2, has_bias=True', "s is"),
        (
            "k, s, k // 2, s - 1",
            'k, s, "pad", (k // 2, k // 2 - s + 1, k // 2, k // 2 - (s - 1)), has_bias=True',
            "k and s are",
        ),
        ("4, 2, 1, bias=bias", '4, 2, "pad", 1, has_bias=bool(bias)', "bias is"),
        ("4, 2, 1, bias=not bias", '4, 2, "pad", 1, has_bias=not bias', "bias is"),
        ("cfg.k, 2, cfg.k // 2 - 1", 'cfg.k, 2, "pad", (cfg.k - 2) // 2, has_bias=True', "cfg.k is"),
        ("(k, s), 2, (k // 2, 0)", '(k, s), 2, "pad", (k // 2, k // 2, 0, 0), has_bias=True', "k and s are"),
        ("s, s", "s, s, has_bias=True", "s is"),
        ("s, s", 's, s, "valid", has_bias=True', "s is"),
        ("2 * s, s", 's * 2, s, pad_mode="valid", has_bias=True', "s is"),
        ("s + 1, s", 's + 1, s, "valid", has_bias=True', "s is"),
        ("3 * s, s, padding=s", '3 * s, s, "same", has_bias=True', "s is"),
        ("s + 2, stride=s, padding=1", "s + 2, stride=s, has_bias=True", "s is"),
    ],
)
def test_equal(torch: str, mindspore: str, names: str) -> None:
    result = compared(f"self.up = nn.ConvTranspose2d(8, 8, {torch})", f"self.up = nn.Conv2dTranspose(8, 8, {mindspore})")
    assert (result.verdict, result.reason) == ("equal", "")
    assert str(result.assumed) == f"where {names} the same on both sides"


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("k, s", 'k, s, "valid", has_bias=True'),  # the stride may go beyond the kernel
        ("s - 1, s", 's - 1, s, "valid", has_bias=True'),
        ("s, s, dilation=d", 's, s, "valid", dilation=d, has_bias=True'),
        ("s + 1, s", "s + 1, s, has_bias=True"),
        ("2 * s, s, padding=s // 2", "2 * s, s, has_bias=True"),  # where s is even
        ("s, s", "s, s, padding=p, has_bias=True"),
        ("s, s", "s, s, pad_mode=cfg.mode, has_bias=True"),
        ("s, s, p", 's, s, "valid", has_bias=True'),
    ],
)
def test_pad_modes_that_may_crop_otherwise(torch: str, mindspore: str) -> None:
    result = compared(f"self.up = nn.ConvTranspose2d(8, 8, {torch})", f"self.up = nn.Conv2dTranspose(8, 8, {mindspore})")
    assert result.verdict != "equal"


def test_local_names_are_followed() -> None:
    result = compared(
        "pad = k // 2\nself.up = nn.ConvTranspose2d(8, 8, k, 2, pad)",
        'self.k = k\nhalf = self.k // 2\nself.up = nn.Conv2dTranspose(8, 8, self.k, 2, "pad", half, has_bias=True)',
    )
    assert (result.verdict, str(result.assumed)) == ("equal", "where k is the same on both sides")


@pytest.mark.parametrize(
    ("loops", "verdict"),
    [
        (("for i, (s, k) in enumerate(zip(cfg.a, cfg.b)):", "for i, (s, k) in enumerate(zip(cfg.a, cfg.b)):"), "equal"),
        (("for i, (s, k) in enumerate(zip(cfg.a, cfg.b)):", "for i, (s, k) in enumerate(zip(cfg.a, cfg.c)):"), "undecided"),
        (("for i, (s, k) in enumerate(zip(cfg.a, cfg.b)):", "for i, (k, s) in enumerate(zip(cfg.a, cfg.b)):"), "undecided"),
    ],
)
def test_items_of_loops(loops: tuple[str, str], verdict: str) -> None:
    """The items of what both sides run over are the same on both, each at its place."""
    result = compared(
        f"{loops[0]}\n    ups.append(nn.ConvTranspose1d(8, 8, k, s, padding=(k - s) // 2))",
        f"{loops[1]}\n    ups.append(nn.Conv1dTranspose(8, 8, k, s, padding=(k - s) // 2, pad_mode='pad', has_bias=True))",
        "cfg",
    )
    assert result.verdict == verdict


@pytest.mark.parametrize(
    ("torch", "mindspore"),
    [
        ("k, 2, k // 2", 'k, 2, "pad", (k + 1) // 2, has_bias=True'),
        ("k, 2, 1", 'p, 2, "pad", 1, has_bias=True'),
        ("k, s, p", 'k, s, "same", has_bias=True'),
        ("4, 2, 1, bias=bias", '4, 2, "pad", 1, has_bias=not bias'),
        ("k, s, p, op", 'k, s, "pad", p, op, has_bias=True'),  # zeros are appended
        ("4, 2, pad(k)", '4, 2, "pad", pad(k), has_bias=True'),  # two functions of one name
    ],
)
def test_not_proven(torch: str, mindspore: str) -> None:
    result = compared(f"self.up = nn.ConvTranspose2d(8, 8, {torch})", f"self.up = nn.Conv2dTranspose(8, 8, {mindspore})")
    assert result.verdict != "equal"


@pytest.mark.parametrize(
    "mindspore",
    [
        "k = k + 1\nself.up = nn.Conv2dTranspose(8, 8, k, 2, 'pad', 1, has_bias=True)",
        "if cfg:\n    p = 2\nself.up = nn.Conv2dTranspose(8, 8, k, 2, 'pad', p, has_bias=True)",
        "for k in cfg:\n    self.up = nn.Conv2dTranspose(8, 8, k, 2, 'pad', 1, has_bias=True)",
    ],
)
def test_names_that_are_bound_anew(mindspore: str) -> None:
    result = compared("self.up = nn.ConvTranspose2d(8, 8, k, 2, 1)", mindspore)
    assert result.verdict != "equal"


def test_what_is_open_is_said_beside_a_difference() -> None:
    result = compared(
        "self.up = nn.ConvTranspose2d(8, 8, k, 2, 1, groups=op)", 'self.up = nn.Conv2dTranspose(8, 8, p, 2, "pad", 1, group=s)'
    )
    assert result.verdict == "different"
    assert next(finding.code for finding in result.findings) == "MST201"
    assert "kernel_size is open on both sides" in str(result.reason)


@pytest.mark.parametrize(
    "arguments",
    [
        "2d(8, 8, k, s, (k - s) // 2)",
        "2d(8, 8, 2 * s, stride=s, padding=s // 2 + s % 2, output_padding=s % 2, bias=bias)",
        "2d(8, 8, k, s, k // 2, bias=bias)",
        "2d(cfg.n, cfg.n, kernel_size=k, stride=s, padding=p, output_padding=op)",
        "3d(8, 8, k, s, p, op, groups=p)",
        "1d(8, 8, 2 * s, s, s // 2)",
        "1d(8, 8, k, s, p, dilation=d)",
        "2d(8, 8, (k, s), (s, 1), (k // 2, 1), (s - 1, 0))",
        "2d(8, 8, k, s, padding=1, output_padding=op, bias=False)",
        "1d(8, 8, k, s, p, op)",
        "1d(8, 8, k, s, s // 2 + s % 2, s % 2)",
        "1d(8, 8, k, s, output_padding=1)",
        "1d(8, 8, 3, 2, p, 1, bias=False)",
        "3d(8, 8, k, s, p, s - 1)",
    ],
)
def test_the_ports_that_the_linter_writes(arguments: str) -> None:
    """All of those for ints, as the defaults are, with what is left to do with the result."""
    torch = text("torch", f"self.up = nn.ConvTranspose{arguments}", PARAMETERS)
    answers = [item.port for item in listing(load("torch.py", torch.encode()), Settings()).ports]
    for answer in answers:
        if any("not isinstance" in str(condition) for condition in answer.conditions):
            continue
        result = sliced(f"nn.ConvTranspose{arguments}", str(answer.layer), answer.output or "y")
        assert (result.verdict, result.reason) == ("equal", ""), answer
    assert answers


PARAMETERS = "cfg, k, s=2, p=1, op=0, d=1, bias=True"
KEPT = "self.s = s\nself.p = p\nself.op = op\n"


def sliced(torch: str, layer: str, output: str, between: str = "self.up(x)") -> Outcome:
    """The outcome for a port that computes `output` of the result y; numbers are kept on self."""
    of_self = re.sub(r"(?<![\w.])(s|p|op)(?!\w)", r"self.\1", output)
    theirs = torch_side(text("torch", f"{KEPT}self.up = {torch}", PARAMETERS))
    ours = text("mindspore", f"{KEPT}self.norm = nn.BatchNorm2d(8)\nself.up = {layer}", PARAMETERS)
    ours += f"\n    def construct(self, x):\n        y = {between}\n        return {of_self}\n"
    (found,) = pair(theirs, mindspore_side(ours)).pairs
    return outcome(found, RULES, CONTEXT)


@pytest.mark.parametrize(
    ("arguments", "layer", "output", "between"),
    [
        ("k, s, p, op", "padding=p - op", "y[..., op + 1:]", "self.up(x)"),
        ("k, s, p, op", "padding=p - op", "y[..., -op:]", "self.up(x)"),
        ("k, s, p", "padding=p - op", "y[..., op:-op]", "self.up(x)"),  # :-0 would leave nothing
        ("k, s, p", "padding=p - s", "y[..., s:-s]", "self.norm(self.up(x))"),  # what is normalised is longer
        ("k, s, p, op", "padding=p - op", "y[:, op:]", "self.up(x)"),
        ("k, s, p, op", "padding=p - op", "y[..., op::2]", "self.up(x)"),
        ("k, s, p, op", "padding=p - op", "y[..., op:] + y[..., s:]", "self.up(x)"),
        ("k, s, p, op, dilation=d", "padding=p - s + op, dilation=d", "y[..., :s - op]", "self.up(x)"),
        (
            "k, s, p, op, dilation=d",
            "padding=p, dilation=d",
            "y[..., :-(s - op)]",
            "self.up(nn.ConstantPad1d((0, 1), 0.0)(x))",
        ),
    ],
)
def test_slices_that_prove_nothing(arguments: str, layer: str, output: str, between: str) -> None:
    call = f'nn.Conv1dTranspose(8, 8, k, s, pad_mode="pad", {layer}, has_bias=True)'
    assert sliced(f"nn.ConvTranspose1d(8, 8, {arguments})", call, output, between).verdict != "equal"


def test_items_of_tuples() -> None:
    """What is open on an axis is the name, or its item there."""
    torch = text("torch", "self.up = nn.ConvTranspose2d(8, 8, k, s, p, op)", "k, s, p, op")
    items = "(p[0], p[0] - op[0], p[1], p[1] - op[1])"
    for padding, verdict in ((items, "equal"), (items.replace("p[1]", "p[0]"), "undecided")):
        layer = f'nn.Conv2dTranspose(8, 8, k, s, "pad", {padding}, has_bias=True)'
        ours = mindspore_side(text("mindspore", f"self.up = {layer}", "k, s, p, op"))
        (found,) = pair(torch_side(torch), ours).pairs
        assert outcome(found, RULES, CONTEXT).verdict == verdict


@pytest.mark.parametrize(
    "classes",
    [
        "class Base(nn.{base}):\n    k = 4\n\n\nclass Up(Base):\n{layer}\n\n\nclass Other(Up):\n    k = {k}\n",
        "class Up(nn.{base}):\n{layer}\n\n    @property\n    def k(self):\n        return {k} + self.n\n",
        "class Base(nn.{base}):\n    def __init__(self, n):\n        self.k = n + {k}\n\n\nclass Up(Base):\n{layer}\n",
    ],
    ids=["body", "property", "base"],
)
def test_attributes_of_the_whole_family_count(classes: str) -> None:
    """`self.k` means the same on both sides only where nothing in the text says what it is: no base, body or subclass."""
    head = "    def __init__(self, n=1):\n        super().__init__(n)\n        self.up = "
    torch = f"{head}nn.ConvTranspose2d(8, 8, self.k, 2, 1)"
    mindspore = f'{head}nn.Conv2dTranspose(8, 8, self.k, 2, "pad", 1, has_bias=True)'
    theirs = torch_side("from torch import nn\n\n\n" + classes.format(base="Module", layer=torch, k=3))
    ours = mindspore_side("from mindspore import nn\n\n\n" + classes.format(base="Cell", layer=mindspore, k=4))
    (found,) = pair(theirs, ours).pairs
    assert outcome(found, RULES, CONTEXT).verdict != "equal"


@pytest.mark.parametrize(
    ("torch", "mindspore", "reason"),
    [
        ("k, s, (k - s) // 2", "k, s, has_bias=True", 'pad_mode "same" crops as PyTorch does if and only if k - s is even'),
        (
            "k, s, (k - s) // 2",
            'k, s, "pad", k // 2, has_bias=True',
            'the window comes from pad_mode="pad", padding=k // 2 here, from padding=(k - s) // 2 in the PyTorch file',
        ),
    ],
)
def test_the_reason_names_the_expressions(torch: str, mindspore: str, reason: str) -> None:
    result = compared(f"self.up = nn.ConvTranspose2d(8, 8, {torch})", f"self.up = nn.Conv2dTranspose(8, 8, {mindspore})")
    assert (result.verdict, str(result.reason)) == ("undecided", reason)
