"""The port to MindSpore's `mint`, which takes PyTorch's arguments, in 2-D and on Ascend only."""

from __future__ import annotations

from ..languages import Phrase, Text
from ..layers.call import LayerCall
from ..layers.releases import LAYERS, Release
from .answer import Port
from .arguments import Arguments
from .layer import dtype_text, has_bias_text, read_axes, require_divisible

NOT_RUN = Phrase("mint_not_run", "mint runs on Ascend only, and was not run here")


def in_mint(call: LayerCall, release: Release) -> Port | None:
    """None where mint has no such layer or function. Raises NoPortError, and ValueError where PyTorch raises."""
    is_function = call.layer.name.startswith("conv_")
    name = f"mint.nn.{'functional.' if is_function else ''}{call.layer.name}"
    if f"mindspore.{name}" not in LAYERS or release.signature(LAYERS[f"mindspore.{name}"]) is None:
        return None
    arguments = Arguments(call)
    if not is_function:
        require_divisible(call)
        read_axes(arguments)
    passed: list[str] = []
    notes: list[Text] = [NOT_RUN]
    for parameter, argument in call.arguments.items():
        if parameter in ("device", "dtype"):
            continue
        text = has_bias_text(arguments) if parameter == "bias" and not is_function else arguments.text(parameter)
        by_name = argument.index is None or argument.index != len(passed)
        passed.append(f"{parameter}={text}" if by_name else str(text))
    if not is_function:
        passed += dtype_text(call, release, notes)
    return Port("", f"{name}({', '.join(passed)})", conditions=tuple(arguments.conditions), notes=tuple(notes))
