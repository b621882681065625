"""A PyTorch call's port: the MindSpore expression that computes the same."""

from __future__ import annotations

from typing import Literal

from ..languages import Phrase, Text
from ..layers.call import LayerCall, Unknown
from ..layers.forms import Axis, require_legal
from ..layers.releases import Release
from ..record.dataclasses import replace
from .answer import Port
from .arguments import Arguments, NoPortError, UndecidedError, reason_of, torch_text
from .function import function_port
from .layer import layer_port, require_divisible
from .mint import announced, in_mint

Target = Literal["nn", "mint"]


def port(call: LayerCall, release: Release, target: Target = "nn", unbatched: bool = False) -> Port:
    """The port of a PyTorch layer or function call, as far as the text of the call decides it.

    `target`: "mint" where MindSpore's mint has the layer, "nn" everywhere else. `unbatched`: the input of the function surely
    has no batch axis.
    """
    torch = torch_text(call)
    try:
        _require_bound(call)
        if call.remade:
            words = "{name} computes by a method of its own: only what it inherits has a port"
            raise UndecidedError(Phrase("remade", words, name=call.remade))
        answer = in_mint(call, release) if target == "mint" else announced(call, release)
        if answer is None:
            is_function = call.layer.name.startswith("conv_")
            answer = function_port(call, release, unbatched=unbatched) if is_function else layer_port(call, release)
        return replace(answer, torch=torch)
    except NoPortError as error:
        return Port(torch, reason=reason_of(error), undecided=isinstance(error, UndecidedError))
    except ValueError as error:
        return Port(torch, reason=Phrase("torch_raises", "PyTorch raises: {why}", why=reason_of(error)))


def refusal(call: LayerCall) -> Text:
    """Why PyTorch raises for this layer or function call, when it is built or called; empty where it may not."""
    is_function = call.layer.name.startswith("conv_")
    sizes = ("stride", "kernel_size", "dilation", "padding", "output_padding")
    try:
        _require_bound(call)
        if not is_function:
            require_divisible(call)
        terms = {name: Arguments(call).terms(name) for name in sizes if name in call.signature.names}
        for index in range(call.layer.dimension):
            require_legal(Axis(*(terms[name][index].value if name in terms else None for name in sizes)))
    except NoPortError:
        return ""
    except ValueError as error:
        return reason_of(error)
    return ""


def _require_bound(call: LayerCall) -> None:
    """Raises NoPortError where the arguments are not all known, ValueError where PyTorch takes no such call."""
    if call.repeated:
        raise ValueError(Phrase("torch_twice", "{name} is given twice", name=call.repeated[0].parameter))
    if call.unexpected:
        raise ValueError(Phrase("torch_unknown", "no argument {name}", name=call.unexpected[0].parameter))
    if call.surplus:
        raise ValueError(Phrase("torch_surplus", "too many positional arguments"))
    if call.open:
        raise UndecidedError(Phrase("any_argument", "*args or **kwargs of unknown content may hold any argument"))
    for name in call.signature.names:
        if isinstance(call.value(name), Unknown) and not call.given(name):
            raise ValueError(Phrase("torch_missing", "{name} is missing", name=name))
    padding_mode = call.value("padding_mode") if "padding_mode" in call.signature.names else "zeros"
    if not isinstance(padding_mode, Unknown) and padding_mode != "zeros":
        raise ValueError(Phrase("torch_mode", 'padding_mode must be "zeros"'))
