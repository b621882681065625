"""The port to what takes PyTorch's arguments: MindSpore's `mint`, in 2-D and on Ascend only, and the announced constructor."""

from __future__ import annotations

from ..languages import Phrase, Text
from ..layers.call import LayerCall
from ..layers.releases import LAYERS, Release
from .answer import Port
from .arguments import Arguments, UndecidedError
from .layer import dtype_text, has_bias_text, read_axes, require_divisible

NOT_RUN = Phrase("mint_not_run", "mint runs on Ascend only, and was not run here")
NOT_RELEASED = Phrase("not_released", "the announced constructor is in no release yet, and was not run")


def in_mint(call: LayerCall, release: Release) -> Port | None:
    """None where mint has no such layer or function. Raises NoPortError, and ValueError where PyTorch raises."""
    is_function = call.layer.name.startswith("conv_")
    name = f"mint.nn.{'functional.' if is_function else ''}{call.layer.name}"
    if f"mindspore.{name}" not in LAYERS or release.signature(LAYERS[f"mindspore.{name}"]) is None:
        return None
    return _as_they_are(call, name, release, NOT_RUN)


def announced(call: LayerCall, release: Release) -> Port | None:
    """None where this release's constructor takes other arguments, or the call is that of a function."""
    name = f"nn.Conv{call.layer.dimension}dTranspose"
    signature = release.signature(LAYERS[f"mindspore.{name}"])
    if call.layer.name.startswith("conv_") or signature is None or not signature.roles.as_torch:
        return None
    if "in_channels" not in call.signature.names:
        raise UndecidedError("in_channels is the number of channels of the first input")
    return _as_they_are(call, name, release, NOT_RELEASED)


def _as_they_are(call: LayerCall, name: str, release: Release, note: Text) -> Port:
    is_function = call.layer.name.startswith("conv_")
    arguments = Arguments(call)
    if not is_function:
        require_divisible(call)
        read_axes(arguments)
    passed: list[str] = []
    notes: list[Text] = [note]
    for parameter, argument in call.arguments.items():
        if parameter in ("device", "dtype"):
            continue
        text = has_bias_text(arguments) if parameter == "bias" and not is_function else arguments.text(parameter)
        by_name = argument.index is None or argument.index != len(passed)
        passed.append(f"{parameter}={text}" if by_name else str(text))
    if not is_function:
        passed += dtype_text(call, release, notes)
    return Port("", f"{name}({', '.join(passed)})", conditions=tuple(arguments.conditions), notes=tuple(notes))
