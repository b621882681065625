"""Which rules the settings switch on."""

from __future__ import annotations

from collections.abc import Iterable

from ..settings import Settings
from . import RULES, Rule


def selected(settings: Settings) -> list[Rule]:
    """The rules that `settings` switch on."""
    return [rule for rule in RULES if _is_selected(rule, settings)]


def _is_selected(rule: Rule, settings: Settings) -> bool:
    def named(codes: Iterable[str]) -> int:
        return max((len(code) for code in codes if rule.code.startswith(code) or code == "ALL"), default=0)

    by_default = settings.select is None and not rule.opt_in
    chosen, ignored = named((*(settings.select or ()), *settings.extend_select)), named(settings.ignore)
    return chosen > ignored or (by_default and not ignored)
