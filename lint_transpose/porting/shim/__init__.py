"""The shim: a module of MindSpore cells that take PyTorch's arguments, written beside the code that needs them."""

from __future__ import annotations

from pathlib import Path

_MODULE = "torch_layers.py"


def text() -> str:
    """The text of the module. It is never imported here: it needs MindSpore."""
    return Path(__file__).with_name(_MODULE).read_text(encoding="utf-8")


def is_shim(other: str) -> bool:
    """Whether a text is the module, of this release or another one."""
    return other.partition("\n")[0] == text().partition("\n")[0]
