"""A rule's page in Markdown, made from the rule itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..checking.check import check_source
from ..rules import Rule
from ..settings import Settings
from .common import place


def page(rule: Rule) -> str:
    """The whole page: what it does, why it matters, examples, what its fix does and where the facts come from."""
    default = "off by default: name it in `extend-select`" if rule.opt_in else "on by default"
    parts = [
        f"# {rule.symbol} ({rule.code})",
        f"{capital(rule.summary)}.",
        f"pylint `{rule.pylint_id}`, severity {rule.severity}, {default}.",
        rule.explanation.strip(),
        f"## Example\n\n```python\n{rule.bad.strip()}\n```",
        *_reported(rule),
        f"## Use instead\n\n```python\n{rule.good.strip()}\n```",
    ]
    if rule.fix_safety:
        parts.append(f"## Fix safety\n\n{rule.fix_safety.strip()}")
    parts.append(f"## Source\n\n{rule.source.strip()}")
    return "\n\n".join(parts) + "\n"


def capital(summary: str) -> str:
    """`summary` as a sentence begins, unless with the name of an argument."""
    return summary if "_" in summary.split()[0] else f"{summary[:1].upper()}{summary[1:]}"


def _reported(rule: Rule) -> Iterator[str]:
    """What the example gives, and the settings under which it does."""
    findings = check_source(rule.bad, "example.py", rule.settings)
    if findings:
        options = ", ".join(_changed(rule.settings))
        yield f"With `{options}`:" if options else "It is reported as:"
        lines = "\n".join(f"{place(finding)}: {finding.code} {finding.message}" for finding in findings)
        yield f"```text\n{lines}\n```"


def _changed(settings: Settings) -> Iterator[str]:
    for option, value in settings._asdict().items():
        if value != getattr(Settings(), option):
            yield f"{option.replace('_', '-')} = {json.dumps(value)}"
