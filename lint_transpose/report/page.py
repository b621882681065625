"""A rule's page in Markdown, made from the rule itself."""

from __future__ import annotations

from ..rules import Rule


def page(rule: Rule) -> str:
    """The whole page: what it does, why it matters, examples, what its fix does and where the facts come from."""
    default = "off by default: name it in `extend-select`" if rule.opt_in else "on by default"
    parts = [
        f"# {rule.symbol} ({rule.code})",
        f"{rule.summary[:1].upper()}{rule.summary[1:]}.",
        f"pylint `{rule.pylint_id}`, severity {rule.severity}, {default}.",
        rule.explanation.strip(),
        f"## Example\n\n```python\n{rule.bad.strip()}\n```",
        f"## Use instead\n\n```python\n{rule.good.strip()}\n```",
    ]
    if rule.fix_safety:
        parts.append(f"## Fix safety\n\n{rule.fix_safety.strip()}")
    parts.append(f"## Source\n\n{rule.source.strip()}")
    return "\n\n".join(parts) + "\n"
