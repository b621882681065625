"""More answers for one call, for the values with which the first one does not hold.

The first answer is the shortest. Where it wants output_padding to be at most padding, there is one that holds for any; where
it wants an int, there is one for a tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import combinations

from ..layers.call import LayerCall
from ..layers.releases import Release
from ..record.dataclasses import replace
from .answer import Port
from .arguments import Arguments, NoPortError
from .function import function_port
from .layer import layer_port

_PER_AXIS = ("kernel_size", "stride", "padding", "output_padding", "dilation")

AnswerOf = Callable[..., Port]
"""`layer_port` or `function_port`."""


def alternatives(call: LayerCall, release: Release, first: Port, unbatched: bool = False) -> Iterator[Port]:
    """The answers beside `first`, each exact under its own conditions; `unbatched` is as for `port`."""
    if first.layer is None or not first.conditions:
        return
    is_function = call.layer.name.startswith("conv_")
    answer_of: AnswerOf = partial(function_port, unbatched=unbatched) if is_function else layer_port
    with suppress(NoPortError, ValueError):
        if answer_of(call, release).layer != first.layer:
            return  # a constructor that takes PyTorch's arguments
    open_names = _open_names(call, release, first, answer_of)
    seen = {_key(first)}
    for count in range(len(open_names) + 1):
        for tuples in combinations(open_names, count):
            for roomy in (False, True):
                with suppress(NoPortError, ValueError):
                    answer = answer_of(call, release, roomy, frozenset(tuples))
                    if _key(answer) not in seen:
                        seen.add(_key(answer))
                        yield replace(answer, torch=first.torch)


def _open_names(call: LayerCall, release: Release, first: Port, answer_of: AnswerOf) -> list[str]:
    """The parameters that the answers want to be one int for all axes."""
    conditions = set(map(str, first.conditions))
    with suppress(NoPortError, ValueError):
        conditions.update(map(str, answer_of(call, release, True).conditions))
    arguments = Arguments(call)
    texts = {name: arguments.text(name) for name in _PER_AXIS if call.given(name)}
    return [name for name, text in texts.items() if {f"{text} is an int", f"{text} == 1"} & conditions]


def _key(answer: Port) -> tuple[str | None, str | None, frozenset[str]]:
    return answer.layer, answer.output, frozenset(map(str, answer.conditions))
