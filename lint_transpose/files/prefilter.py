"""Does a text name a transposed convolution, or settings, at all? Nearly every file ends here, before it is even decoded."""

from __future__ import annotations

PROJECT_FILE = "pyproject.toml"


def mentions_layer(data: bytes, torch: bool = False) -> bool:
    """Whether `data`, the bytes of a file, may hold something to report; `torch` asks for PyTorch's layers as well."""
    if b"ranspose" not in data:  # one search for most files, and not one for each way to write it
        return False
    if b"dTranspose" in data:
        return True
    if b"getattr" in data and b"mindspore" in data and (b'Transpose"' in data or b"Transpose'" in data):
        return True  # the end of a name that is put together
    if b"onvTranspose" in data or b"DTranspose" in data:
        return torch or b"mindspore" in data
    return b"conv_transpose" in data and (torch or b"mindspore" in data)


def names_registered(data: bytes) -> bool:
    """Whether `data` may tell a layer of PyTorch by an argument: `dict(type="deconv")`, `torch.convolution(...)`."""
    if b"deconv" not in data and b"convolution" not in data:
        return False
    import re

    return re.search(rb"""type['"]?\s*[=:]\s*['"]deconv|\b_?convolution(?:\.default)?\(""", data) is not None


def may_hold_settings(data: bytes) -> bool:
    """Whether a pyproject.toml may hold our table, or one whose name is nearly ours: others are not even parsed."""
    data = data.lower()
    if b"lint" not in data and b"transpose" not in data:
        return False
    import re

    return re.search(rb"lint\W?_?tr|transpose", data) is not None
