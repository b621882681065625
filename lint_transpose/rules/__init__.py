"""Every rule, in the order of their codes."""

from __future__ import annotations

from .raises import padding_without_pad_mode
from .rule import Context, Report, Rule

RULES: tuple[Rule, ...] = (padding_without_pad_mode.RULE,)

__all__ = ["RULES", "Context", "Report", "Rule"]
