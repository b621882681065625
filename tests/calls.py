"""Layer calls of little texts, and what the rules report of them beside a known PyTorch layer."""

from __future__ import annotations

import ast

from lint_transpose import Settings
from lint_transpose.layers.call import LayerCall
from lint_transpose.layers.releases import Framework, release
from lint_transpose.reading import Module, Reader, read_sites
from lint_transpose.rules import RULES, Context, Report, Rule
from lint_transpose.rules.precedence import reports as heard
from lint_transpose.text.source import Source

HEADERS: dict[Framework, str] = {"mindspore": "from mindspore import nn, ops\n", "torch": "from torch import nn\n"}


def layer_call(text: str, framework: Framework = "mindspore", settings: Settings = Settings()) -> LayerCall:
    """The one layer of `framework` that `text` builds, in its only case."""
    source = Source(f"{framework}.py", text)
    reader = Reader(Module(source, ast.parse(text)))
    (site,) = read_sites(reader, release(settings.mindspore_version), framework, settings.porting)
    (case,) = site.cases
    return case.call


def reports(
    text: str, torch: str | None = None, settings: Settings = Settings(), codes: tuple[str, ...] = ("MST2", "MST3")
) -> list[tuple[Rule, Report]]:
    """What rules with these codes report of the layer in `text`, which ports the layer in `torch`."""
    call = layer_call(text, settings=settings)
    counterpart = layer_call(torch, "torch", settings) if torch is not None else None
    context = Context(release(settings.mindspore_version), settings, counterpart)
    active = [rule for rule in RULES if rule.code.startswith(codes) and (rule.code in codes or not rule.opt_in)]
    return list(heard(call, context, active))
