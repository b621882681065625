"""From PyTorch's transposed convolution to the exact MindSpore one."""

from __future__ import annotations

from ..layers.forms import Axis, AxisForm, Form, exact_form
from .answer import Port
from .port import port, refusal

__all__ = ["Axis", "AxisForm", "Form", "Port", "exact_form", "port", "refusal"]
