"""Does a text name a transposed convolution at all? Nearly every file ends here, before anything is decoded or parsed."""

from __future__ import annotations

import re

_REGISTERED = re.compile(rb"""type['"]?\s*[=:]\s*['"]deconv""")


def mentions_layer(data: bytes, torch: bool = False) -> bool:
    """Whether `data`, the bytes of a file, may hold something to report; `torch` asks for PyTorch's layers as well."""
    if b"dTranspose" in data:
        return True
    if b"onvTranspose" in data or b"DTranspose" in data:
        return torch or b"mindspore" in data
    return b"conv_transpose" in data and (torch or b"mindspore" in data)


def names_registered(data: bytes) -> bool:
    """Whether `data` may name a layer of PyTorch as registries do: `dict(type="deconv")`."""
    return b"deconv" in data and _REGISTERED.search(data) is not None
