"""`rule CODE`, `rule --all`: a rule's page in the terminal, or the table of rules as JSON."""

from __future__ import annotations

import argparse

from ..languages import Phrase
from ..rules import RULES, Rule
from ..running.configuration import Given, configured
from ..running.language import of_terminal
from ..running.names import meant, quoted
from . import UsageError
from .common import add_language

_FIELDS = (
    *("code", "symbol", "summary", "severity", "pylint_id", "opt_in"),
    *("explanation", "bad", "good", "fix_safety", "source"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a code (MST101), symbol or pylint message id")
    parser.add_argument("--all", action="store_true", help="every rule")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: %(default)s")
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.all is (arguments.code is not None):
        raise UsageError(Phrase("one_rule", "name one rule, or ask for --all"))
    asked = {} if arguments.language is None else {"language": arguments.language}
    spoken = of_terminal() if arguments.output_format == "text" else None
    language = configured(Given(asked), None, False, language=spoken).language()
    rules = [rule for rule in RULES if arguments.all or _is_named(rule, arguments.code)]
    if not rules:
        names = [name for rule in RULES for name in (rule.code, rule.symbol, rule.pylint_id)]
        known_are = meant(arguments.code, names, [rule.code for rule in RULES])
        raise UsageError(Phrase("unknown_rule", "unknown rule {name}: {meant}", name=quoted(arguments.code), meant=known_are))
    if arguments.output_format == "json":
        import json

        from ..report.page import in_language, messages

        told = [in_language(rule, language) for rule in rules]
        table = [{**{field: getattr(rule, field) for field in _FIELDS}, "messages": messages(rule, language)} for rule in told]
        print(json.dumps(table if arguments.all else table[0], indent=2))
    else:
        from ..report.page import page

        print("\n".join(page(rule, language) for rule in rules), end="")
    return 0


def _is_named(rule: Rule, name: str) -> bool:
    return name.lower() in (rule.code.lower(), rule.symbol, rule.pylint_id.lower())
