"""A rule's page in Markdown, made from the rule itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..checking.check import check_source
from ..languages import Phrase, said, words
from ..record.dataclasses import replace
from ..rules import Rule
from ..rules.rule import Case
from ..settings import Language, Settings
from .common import place

USE_INSTEAD = Phrase("use_instead", "## Use instead")
_SEVERITIES = {
    "error": Phrase("severity_error", "error"),
    "warning": Phrase("severity_warning", "warning"),
    "info": Phrase("severity_info", "info"),
}


def page(rule: Rule, language: Language | None = None) -> str:
    """The whole page: what it does, why it matters, examples, what its fix does and where the facts come from."""
    rule = in_language(rule, language)
    off = Phrase("off_by_default", "off by default: name it in `extend-select`")
    default = off if rule.opt_in else Phrase("on_by_default", "on by default")
    line = "pylint `{id}`, severity {severity}, {default}."
    facts = Phrase("rule_facts", line, id=rule.pylint_id, severity=_SEVERITIES[rule.severity], default=default)
    summary = Phrase("sentence", "{text}.", text=capital(rule.summary))
    parts = [
        f"# {rule.symbol} ({rule.code})",
        said(summary, language),
        said(facts, language),
        rule.explanation.strip(),
        f"{said(Phrase('example', '## Example'), language)}\n\n```python\n{rule.bad.strip()}\n```",
        *_reported(rule, language),
        f"{said(USE_INSTEAD, language)}\n\n```python\n{rule.good.strip()}\n```",
    ]
    if rule.cases:
        title = said(Phrase("more_examples", "## More examples"), language)
        parts.append("\n".join([f"{title}\n", *(line for case in rule.cases for line in _of_case(rule, case, language))]))
    if rule.fix_safety:
        parts.append(f"{said(Phrase('fix_safety', '## Fix safety'), language)}\n\n{rule.fix_safety.strip()}")
    parts.append(f"{said(Phrase('source', '## Source'), language)}\n\n{rule.source.strip()}")
    return "\n\n".join(parts) + "\n"


def _of_case(rule: Rule, case: Case, language: Language | None) -> Iterator[str]:
    """A case as an item of a list: what is reported, how, and what is not."""
    settings = case.settings or rule.settings
    found = check_source(case.text(case.bad), "up.py", settings._replace(language=language))
    yield f"- `{case.bad}`"
    if case.torch:
        yield f"  - {said(Phrase('case_torch', 'PyTorch: `{layer}`', layer=case.original), language)}"
    if case.settings is not None:
        options = ", ".join(_changed(settings))
        yield f"  - {said(Phrase('with_options', 'With `{options}`:', options=options), language)}"
    yield from (f"  - {finding.code} {finding.message}" for finding in found if finding.code == rule.code)
    if case.good:
        yield f"  - {said(Phrase('not_reported', 'Not reported: `{good}`', good=case.good), language)}"


def in_language(rule: Rule, language: Language | None) -> Rule:
    """The rule with its texts in a language, but for its messages."""
    if language in (None, "en"):
        return rule
    texts = words(str(language), "explanations")
    return replace(
        rule,
        summary=texts[f"{rule.code}.summary"],
        explanation=texts[f"{rule.code}.explanation"],
        fix_safety=texts[f"{rule.code}.fix_safety"] if rule.fix_safety else "",
        source=texts[f"{rule.code}.source"],
    )


def messages(rule: Rule, language: Language | None) -> dict[str, str]:
    """The templates of the rule's messages in a language, by their `message_id`."""
    ids = {f"{rule.code}.{name}": template for name, template in rule.messages.items()}
    return ids if language in (None, "en") else {name: words(str(language), "messages")[name] for name in ids}


def capital(summary: str) -> str:
    """`summary` as a sentence begins, unless with the name of an argument."""
    return summary if "_" in summary.split()[0] else f"{summary[:1].upper()}{summary[1:]}"


def _reported(rule: Rule, language: Language | None) -> Iterator[str]:
    """What the example gives, and the settings under which it does."""
    settings = rule.settings._replace(language=language)
    findings = check_source(rule.bad, "up.py", settings)
    if findings:
        options = ", ".join(_changed(rule.settings))
        reported = Phrase("reported_as", "It is reported as:")
        yield said(Phrase("with_options", "With `{options}`:", options=options) if options else reported, language)
        lines = "\n".join(f"{place(finding)}: {finding.code} {finding.message}" for finding in findings)
        yield f"```text\n{lines}\n```"


def _changed(settings: Settings) -> Iterator[str]:
    for option, value in settings._asdict().items():
        if value != getattr(Settings(), option):
            yield f"{option.replace('_', '-')} = {json.dumps(value)}"
