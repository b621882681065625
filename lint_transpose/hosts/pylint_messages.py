"""pylint's tables: our rules as its messages, our options as its options, and which messages are switched on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pylint.typing import ExtraMessageOptions

from ..rules import RULES, Rule

if TYPE_CHECKING:
    from pylint.lint import PyLinter

# No message of the severity "info" is on by default.
_LIKE = {"error": {"error"}, "warning": {"warning"}, "info": {"warning"}}

# pylint 2.14 and 2.15 know no messages that are off by default.
_KNOWS_DEFAULTS = "default_enabled" in ExtraMessageOptions.__annotations__


def _message(rule: Rule) -> tuple[str, str, str, dict[str, Any]]:
    explanation = [line for line in rule.explanation.splitlines() if not line.startswith("#")]
    # The code that every other host has for the rule. pylint wants an id with it, which nobody writes: "EM101".
    options: dict[str, Any] = {"old_names": [(f"{rule.pylint_id[0]}M{rule.code[3:]}", rule.code)]}
    if _KNOWS_DEFAULTS:
        options["default_enabled"] = not rule.opt_in
    return "%s", rule.symbol, " ".join(explanation), options


MESSAGES: dict[str, Any] = {rule.pylint_id: _message(rule) for rule in RULES}
ID_OF = {rule.code: rule.pylint_id for rule in RULES}
OPTIONS: Any = (
    (
        "mst-mindspore-version",
        {
            "default": "",
            "type": "string",
            "metavar": "<X.Y>",
            "help": "The MindSpore release that the code is for; default: [tool.lint-transpose], else the newest.",
        },
    ),
    (
        "mst-porting",
        {
            "default": "",
            "type": "string",
            "metavar": "<auto|always|never>",
            "help": "Whether the code is a port of PyTorch code; default: [tool.lint-transpose], else auto.",
        },
    ),
    (
        "mst-language",
        {
            "default": "",
            "type": "string",
            "metavar": "<en|zh>",
            "help": "The language of the messages; default: [tool.lint-transpose], else en.",
        },
    ),
)


def switch_opt_in_off(linter: PyLinter) -> None:
    """Where pylint has no messages that are off by default."""
    if not _KNOWS_DEFAULTS:
        for rule in RULES:
            if rule.opt_in:
                linter.disable(rule.pylint_id)


@contextmanager
def enabled(linter: PyLinter, codes: set[str]) -> Iterator[None]:
    """Within, the opt-in messages of `codes` are enabled, since our settings have selected them for this file.

    Not where pylint was told to leave out all of their severity (`--disable=W`, `--errors-only`): it then has disabled
    those that are on by default as well.
    """
    is_enabled = linter.is_message_enabled
    wants = {rule.severity for rule in RULES if not rule.opt_in and is_enabled(rule.pylint_id)}
    selected = [rule for rule in RULES if rule.code in codes and rule.opt_in and not wants.isdisjoint(_LIKE[rule.severity])]
    ours = [rule.pylint_id for rule in selected if not is_enabled(rule.pylint_id)]
    for message in ours:
        linter.enable(message)
    yield
    for message in ours:
        linter.disable(message)
