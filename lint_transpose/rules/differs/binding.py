"""Whether the arguments of a call mean what they are bound to."""

from __future__ import annotations

from ...call import LayerCall
from ..raises.order import order_of
from ..rule import Context


def is_sound(call: LayerCall, context: Context) -> bool:
    """Whether `call` does not raise for the names, the number or the order of its arguments.

    Where it does, what the layer would compute is a matter of what was meant: MST103 and MST104 speak first.
    """
    return not (call.unexpected or call.surplus or call.repeated) and order_of(call, context) is None
