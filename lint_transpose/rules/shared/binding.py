"""Whether the arguments of a call mean what they are bound to."""

from __future__ import annotations

from functools import lru_cache

from ...layers.call import LayerCall
from ..raises import invalid_output_padding, invalid_pad_mode, padding_form, padding_without_pad_mode
from ..rule import Check, Context
from .order import order_of

_OF_THE_WINDOW: tuple[Check, ...] = (
    padding_without_pad_mode.check,
    padding_form.check,
    invalid_pad_mode.check,
    invalid_output_padding.check,
)


def is_sound(call: LayerCall, context: Context) -> bool:
    """Whether `call` does not raise for the names, the number or the order of its arguments.

    Where it does, what the layer would compute is a matter of what was meant: MST103 and MST104 speak first.
    """
    return not (call.unexpected or call.surplus or call.repeated) and order_of(call, context) is None


@lru_cache(maxsize=1)  # every rule about the window asks it of the call at hand
def has_window(call: LayerCall, context: Context) -> bool:
    """Whether `call` is sound, and no argument that places its window raises.

    Where one does, MST1 says what to write: `padding="same"` may become `pad_mode="same"`, and the window is that one then.
    """
    return is_sound(call, context) and not any(True for check in _OF_THE_WINDOW for _ in check(call, context))
