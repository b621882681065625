"""Ports of calls in wild formatting: one line each, and every expression means what it meant."""

from __future__ import annotations

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wild import COMMENTED, EXPRESSIONS

from .reading import HEAD, ports_of

PARAMETERS = (
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "groups",
    "bias",
    "dilation",
)
GAPS = ["", "", " ", "\t", "\n", "\n      ", " \\\n ", "  # 注释 ,)('\n "]
# Python takes them for an argument only in parentheses, or not at all.
VALUES = [*EXPRESSIONS, "lambda: 0", "k - 1", "(s)", "2", "(k, # c\n 2)", "*c", "p if q else r"]


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A call of a PyTorch layer with any expressions as its arguments, some of them by name."""
    layer = draw(st.sampled_from(["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "LazyConvTranspose2d"]))
    positional = draw(st.integers(2, len(PARAMETERS)))

    def value() -> str:
        text = draw(st.sampled_from([*VALUES, *(text.format("中") for text in COMMENTED)]))
        before, behind = draw(st.sampled_from(GAPS)), draw(st.sampled_from(GAPS))
        return f"{before}({text}){behind}" if draw(st.booleans()) and text[0] != "*" else f"{before}{text}{behind}"

    parts = [value() for _ in range(positional)]
    names = draw(st.permutations(PARAMETERS[positional:]))
    parts += [f"{name}={value()}" for name in names[: draw(st.integers(0, len(names)))]]
    return f"nn.{layer}({','.join(parts)})"


@given(calls())
@settings(max_examples=400, deadline=None)
def test_wild_text(call: str) -> None:
    try:
        written = ast.parse(f"({call})", mode="eval").body
    except SyntaxError:
        return
    assert isinstance(written, ast.Call)
    for port in ports_of(f"x = ({call})\n"):
        torch = ast.parse(port.torch, mode="eval").body
        assert "\n" not in port.torch
        assert isinstance(torch, ast.Call)
        if not any(isinstance(item, ast.Starred) for item in written.args):
            assert list(map(ast.dump, torch.args)) == list(map(ast.dump, written.args)), HEAD
            assert list(map(ast.dump, torch.keywords)) == list(map(ast.dump, written.keywords))
        if port.layer is not None:
            ast.parse(port.layer, mode="eval")
            assert "\n" not in port.layer
        if port.output is not None:
            ast.parse(port.output, mode="eval")
