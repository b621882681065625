"""Ports of texts, as the tests want them."""

from __future__ import annotations

from collections.abc import Iterable

from lint_transpose.documents import python
from lint_transpose.languages import Text
from lint_transpose.porting import Port
from lint_transpose.porting.listing import ports
from lint_transpose.settings import Settings

HEAD = """\
import torch
import torch.nn.functional as F
from torch import nn
"""


def ports_of(text: str, version: str = "2.10") -> list[Port]:
    """The ports of all layers in `text`, which stands below the imports."""
    found = ports(python("net.py", HEAD + text), Settings(mindspore_version=version))
    return [ported.port for ported in found]


def port_of(call: str, names: str = "", version: str = "2.10") -> Port:
    """The port of one call in a function whose parameters, `names`, are unknown."""
    (answer,) = ports_of(f"def build({names}):\n    return {call}\n", version)
    return answer


def said_of(texts: Iterable[Text]) -> tuple[str, ...]:
    """Conditions or notes in English."""
    return tuple(map(str, texts))
