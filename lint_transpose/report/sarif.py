"""SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from .. import __version__
from ..languages import Phrase, said
from ..rules import RULES, Rule
from ..text.finding import Finding, Fix, Position
from .common import dumps, fingerprints, rule_of, service_path
from .links import HOME, rule_page
from .page import capital, in_language, page

if TYPE_CHECKING:
    from ..running.candidate import Checked
    from ..settings import Language

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_TAGS = {"en": "en-US", "zh": "zh-CN"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
_TAG = {"error": "correctness", "warning": "numerics", "info": "porting"}
_INDEX = {rule.code: index for index, rule in enumerate(RULES)}


def render(checked: Sequence[Checked], problems: Sequence[str], language: Language | None = None) -> Iterator[str]:
    driver = {
        "name": "lint-transpose",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule, language) for rule in RULES],
    }
    notifications = [{"level": "error", "message": {"text": problem}} for problem in problems]
    run = {
        "tool": {"driver": driver},
        # With a slash at the end: the rest of the name would tell one run from another of its kind.
        "automationDetails": {"id": "lint-transpose/"},
        "columnKind": "unicodeCodePoints",
        "language": _TAGS[language or "en"],
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": notifications}],
        "results": [_result(finding, fingerprint, language) for finding, fingerprint in fingerprints(checked)],
    }
    yield dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule, language: Language | None) -> dict[str, object]:
    text = page(rule, language)
    rule = in_language(rule, language)
    return {
        "id": rule.code,
        "name": rule.symbol,
        "shortDescription": {"text": _sentence(rule.summary, language)},
        "fullDescription": {"text": _sentence(" ".join(_first_paragraph(rule).split()), language)},
        "help": {"text": text, "markdown": text},
        "helpUri": rule_page(rule.code, language),
        "defaultConfiguration": {"enabled": not rule.opt_in, "level": _LEVEL[rule.severity]},
        "properties": {
            "tags": ["mindspore", _TAG[rule.severity]],
            "precision": "high",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _first_paragraph(rule: Rule) -> str:
    """The first paragraph of the rule's explanation, as text."""
    lines = [line for line in rule.explanation.strip().splitlines() if not line.startswith("#")]
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return paragraphs[0].replace("`", "")


def _sentence(text: str, language: Language | None) -> str:
    return said(Phrase("sentence", "{text}.", text=capital(text).rstrip(".。")), language)


def _result(finding: Finding, fingerprint: str, language: Language | None) -> dict[str, object]:
    location = _location(finding.filename, finding.start, finding.end)
    if finding.cell is not None:
        location["logicalLocations"] = [{"name": f"cell {finding.cell}", "kind": "module"}]
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": _LEVEL[rule_of(finding.code).severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"lintTranspose/v1": fingerprint},
        "properties": {"confidence": finding.confidence},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(other.filename, other.start, other.end), "message": {"text": other.message}}
            for number, other in enumerate(finding.related)
        ]
    if finding.fix and finding.cell is None:
        result["fixes"] = [_fix(finding.filename, finding.fix, language)]
    return result


def _fix(filename: str, fix: Fix, language: Language | None) -> dict[str, object]:
    replacements = [
        {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.content}} for edit in fix.edits
    ]
    safety = Phrase("safe", "safe") if fix.safe else Phrase("unsafe", "unsafe")
    return {
        "description": {"text": said(Phrase("aside_of", "{what} ({text})", what=fix.message, text=safety), language)},
        "artifactChanges": [{"artifactLocation": {"uri": _uri(filename)}, "replacements": replacements}],
    }


def _location(filename: str, start: Position, end: Position) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(filename)}, "region": _region(start, end)}}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.row, "startColumn": start.column, "endLine": end.row, "endColumn": end.column}


def _uri(filename: str) -> str:
    path = service_path(filename)
    uri = quote(os.fsencode(path))
    return f"file://{uri}" if os.path.isabs(path) else uri
