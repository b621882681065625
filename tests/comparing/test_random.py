"""Random layers of both frameworks side by side, as text: the verdict is what the window theory says of their numbers.

The theory itself is held to both frameworks by the oracle.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from lint_transpose import Settings
from lint_transpose.comparing.compare import Verdict, outcome
from lint_transpose.comparing.pairing import pair
from lint_transpose.layers.releases import NEWEST
from lint_transpose.rules import Context
from lint_transpose.rules.selection import selected
from tests.oracle.layers import Axes, MindSporeLayer, Shared, TorchLayer, draw_pair, draw_shared, same

from .texts import mindspore_side, mindspore_text, torch_side, torch_text

CONTEXT = Context(NEWEST, Settings(porting="always"))
RULES = [rule for rule in selected(CONTEXT.settings) if rule.code.startswith(("MST1", "MST2"))]


def verdict(torch: str, mindspore: str) -> tuple[Verdict, list[str]]:
    [found] = pair(
        torch_side(torch_text(f"self.up = {torch}")), mindspore_side(mindspore_text(f"self.up = {mindspore}"))
    ).pairs
    result = outcome(found, RULES, CONTEXT)
    return result.verdict, [finding.code for finding in result.findings]


def of_torch(shared: Shared, layer: TorchLayer) -> str:
    return (
        f"nn.ConvTranspose{shared.dimension}d({shared.in_channels}, {shared.out_channels}, {shared.kernel_size}, "
        f"stride={shared.stride}, padding={layer.padding}, output_padding={layer.output_padding}, groups={shared.groups}, "
        f"bias={shared.bias}, dilation={shared.dilation})"
    )


def of_mindspore(shared: Shared, layer: MindSporeLayer) -> str:
    def size(axes: Axes) -> object:
        return axes[0] if shared.dimension == 1 else axes

    output_padding = "" if shared.dimension == 1 else f", output_padding={layer.output_padding}"
    padding = size(layer.padding) if layer.pad_mode == "pad" else 0
    return (
        f"nn.Conv{shared.dimension}dTranspose({shared.in_channels}, {shared.out_channels}, {size(shared.kernel_size)}, "
        f'stride={size(shared.stride)}, pad_mode="{layer.pad_mode}", padding={padding}{output_padding}, '
        f"dilation={size(shared.dilation)}, group={shared.groups}, has_bias={shared.bias})"
    )


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_verdicts(dimension: int) -> None:
    random = Random(dimension)
    count: Counter[bool] = Counter()
    for _ in range(400):
        shared = draw_shared(random, dimension)
        torch, mindspore = draw_pair(random, shared)
        if dimension == 3 and not all(op < s for op, s in zip(mindspore.output_padding, shared.stride)):
            continue
        equal = same(shared, torch.windows(), mindspore.windows(shared))
        texts = of_torch(shared, torch), of_mindspore(shared, mindspore)
        said, codes = verdict(*texts)
        assert said == ("equal" if equal else "different"), (texts, codes)
        assert len(codes) == (not equal), (texts, codes)  # one cause, one finding
        count[equal] += 1
    assert min(count.values()) > 60


@pytest.mark.parametrize("field", ["kernel_size", "stride", "dilation", "groups", "bias", "in_channels", "out_channels"])
def test_one_figure_differs(field: str) -> None:
    """Whatever else holds, another figure is a difference."""
    random = Random(field)
    for _ in range(60):
        shared = draw_shared(random, 2)
        torch, mindspore = draw_pair(random, shared)
        value = getattr(shared, field)
        changed = not value if field == "bias" else tuple(n + 1 for n in value) if isinstance(value, tuple) else value * 2
        if field == "groups" and (shared.in_channels % changed or shared.out_channels % changed):
            continue
        texts = of_torch(shared, torch), of_mindspore(replace(shared, **{field: changed}), mindspore)
        said, codes = verdict(*texts)
        assert said == "different", texts
        if field != "bias":
            assert "MST208" in codes, (texts, codes)
