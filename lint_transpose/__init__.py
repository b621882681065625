"""Checks MindSpore's transposed convolutions for what does not compute what PyTorch's compute."""

from __future__ import annotations

from .check import check_source
from .finding import Edit, Finding, Fix, Position, Related
from .settings import Settings

__version__ = "0.1.0"

__all__ = ["Edit", "Finding", "Fix", "Position", "Related", "Settings", "check_source"]
