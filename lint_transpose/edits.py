"""Edits of a call's arguments, as replacements at exact places in the text.

Every function returns the edits, or an empty tuple where the text is too odd to be edited surely.
"""

from __future__ import annotations

from .call import Argument, LayerCall
from .finding import Edit


def set_argument(call: LayerCall, parameter: str, text: str) -> tuple[Edit, ...]:
    """Give `parameter` the value `text`: replaces the argument where it stands at the call, else adds a keyword."""
    argument = call.arguments.get(parameter)
    if argument is None:
        return () if call.open else add_keyword(call, f"{parameter}={text}")
    return replace_value(call, argument, text)


def replace_value(call: LayerCall, argument: Argument, text: str) -> tuple[Edit, ...]:
    """Replace the expression of `argument` by `text`."""
    if not argument.here:
        return ()
    return (Edit(call.source.start(argument.node), call.source.end(argument.node), text),)


def rename_keyword(call: LayerCall, argument: Argument, name: str) -> tuple[Edit, ...]:
    """Rename a keyword argument."""
    raise NotImplementedError


def remove_argument(call: LayerCall, argument: Argument) -> tuple[Edit, ...]:
    """Remove a keyword argument with its comma."""
    raise NotImplementedError


def add_keyword(call: LayerCall, text: str) -> tuple[Edit, ...]:
    """Add the keyword argument `text` ("pad_mode=\"pad\"") behind the last argument."""
    raise NotImplementedError


def to_keywords(call: LayerCall, names: dict[int, str]) -> tuple[Edit, ...]:
    """Write keyword names before positional arguments: `names` by position. All positions behind the first one are named."""
    raise NotImplementedError
