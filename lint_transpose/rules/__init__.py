"""Every rule, in the order of their codes."""

from __future__ import annotations

from .differs import (
    counterpart_mismatch,
    implicit_same_mode,
    initializer_differs,
    misplaced_pad,
    missing_bias,
    missing_output_padding,
    padding_order,
    same_mode_shift,
    valid_mode_extends,
    zero_filled_output_padding,
)
from .port import exact_port, no_exact_port
from .raises import (
    argument_order,
    call_argument,
    invalid_argument,
    invalid_output_padding,
    invalid_pad_mode,
    no_such_layer,
    padding_form,
    padding_without_pad_mode,
    unknown_argument,
)
from .release import announced_signature, ignored_output_padding, moved_argument
from .rule import Context, Report, Rule

RULES: tuple[Rule, ...] = (
    padding_without_pad_mode.RULE,
    padding_form.RULE,
    unknown_argument.RULE,
    argument_order.RULE,
    invalid_pad_mode.RULE,
    invalid_output_padding.RULE,
    invalid_argument.RULE,
    no_such_layer.RULE,
    call_argument.RULE,
    missing_bias.RULE,
    missing_output_padding.RULE,
    zero_filled_output_padding.RULE,
    misplaced_pad.RULE,
    same_mode_shift.RULE,
    valid_mode_extends.RULE,
    implicit_same_mode.RULE,
    counterpart_mismatch.RULE,
    initializer_differs.RULE,
    padding_order.RULE,
    moved_argument.RULE,
    announced_signature.RULE,
    ignored_output_padding.RULE,
    exact_port.RULE,
    no_exact_port.RULE,
)

__all__ = ["RULES", "Context", "Report", "Rule"]
