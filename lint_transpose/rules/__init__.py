"""Every rule, in the order of their codes."""

from __future__ import annotations

from .raises import (
    argument_order,
    invalid_argument,
    invalid_output_padding,
    invalid_pad_mode,
    padding_form,
    padding_without_pad_mode,
    unknown_argument,
)
from .rule import Context, Report, Rule

RULES: tuple[Rule, ...] = (
    padding_without_pad_mode.RULE,
    padding_form.RULE,
    unknown_argument.RULE,
    argument_order.RULE,
    invalid_pad_mode.RULE,
    invalid_output_padding.RULE,
    invalid_argument.RULE,
)

__all__ = ["RULES", "Context", "Report", "Rule"]
